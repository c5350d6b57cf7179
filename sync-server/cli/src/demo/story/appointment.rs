//! 13:40. The owner rejects the new time; the leader decides, offline as well (catalogue scenario 2, system S2).

use doorstep_domain::fact::{Appointed, CallLogged, CallResult};

use super::super::clock::moment;
use super::super::stage::Stage;
use super::super::technician::Hands;
use super::morning::Jobs;
use crate::failure::{Doing as _, Failure};

pub(crate) fn tell(stage: &Stage, jobs: &Jobs) -> Result<(), Failure> {
    stage.narrator.chapter("Chen will be late for Mr Zhao");
    stage.clock.set(0, 13, 40);
    let case = jobs.appointment;
    let hands = Hands::new(&stage.chen, case, "Mr Zhao")?;
    let call = CallLogged {
        visit: hands.visit,
        purpose: "late".to_owned(),
        result: CallResult::Refused,
        proposed_ms: Some(moment(0, 15, 30)),
        apologised: true,
        note: None,
    };
    let version = stage.chen.job(case)?.version;
    let version = stage.chen.core.log_call(case, &version, call).doing("logging the call")?;
    stage.chen.says("calls, apologises, proposes 15:30 instead of 14:00; Mr Zhao refuses");
    let reason = "owner refuses 15:30".to_owned();
    let version = stage.chen.core.escalate(case, &version, hands.visit, reason).doing("escalating")?;
    stage.chen.says("hands the appointment to the leader");
    let own = Appointed { visit: hands.visit, start_ms: moment(0, 15, 30), end_ms: None, reason: None };
    if let Err(why) = stage.chen.core.appoint(case, &version, own) {
        stage.narrator.marks(&format!("Chen cannot change it any more: {why}"));
    }

    stage.clock.set(0, 13, 55);
    stage.lin.cut(true);
    let version = stage.lin.job(case)?.version;
    let visit = stage.lin.visit(case)?;
    let four = Appointed {
        visit,
        start_ms: moment(0, 16, 0),
        end_ms: None,
        reason: Some("asked on the way".to_owned()),
    };
    stage.lin.core.appoint(case, &version, four).doing("setting 16:00")?;
    stage.lin.says("meets Mr Zhao in the lift, without signal and without knowing: they agree on 16:00");
    Ok(())
}
