//! 09:15. The owner does not accept the price (catalogue scenario 4, system S1).

use doorstep_domain::fact::{ConsentWhat, VisitOutcome};
use doorstep_domain::rejected::Rejected;

use super::super::quoting::{Quoting, money};
use super::super::stage::Stage;
use super::super::technician::Hands;
use super::morning::Jobs;
use crate::failure::{Doing as _, Failure};

pub(crate) fn tell(stage: &Stage, jobs: &Jobs) -> Result<(), Failure> {
    stage.narrator.chapter("No signal from here on: Chen goes down into the houses");
    stage.chen.cut(true);
    stage.clock.set(0, 9, 10);
    let hands = Hands::new(&stage.chen, jobs.refused, "Mrs Zhou")?;
    stage.chen.says("at Mrs Zhou's: prepares, rings, shows the slip, asks to come in, shoe covers on");
    hands.do_steps("done")?;
    stage.clock.set(0, 9, 20);
    let quote = Quoting::new(&hands)?.item("tap-change", "1")?.item("tap", "1")?.offer(30)?;
    stage.chen.says(&format!("shows the quote from the price list on the phone: {}", money(&hands, quote)?));

    let too_early =
        stage.chen.core.start_work(jobs.refused, &stage.chen.job(jobs.refused)?.version, hands.visit, vec![]);
    if let Err(doorstep_core::Error::Rejected(Rejected::Missing { missing })) = &too_early {
        let english = doorstep_domain::text::Language::english();
        let reasons: Vec<String> = missing.iter().take(2).map(|missing| missing.message(&english)).collect();
        stage.narrator.marks(&format!("work cannot start: {}", reasons.join("; ")));
    }
    stage.clock.pass_seconds(60);
    hands.consent(ConsentWhat::Quote, None, Some(quote), false, Some("a neighbour does it for less"))?;
    stage.chen.says("Mrs Zhou says no: \"a neighbour does it for less\"");
    let version = stage.chen.job(jobs.refused)?.version;
    let reason = "a neighbour does it for less".to_owned();
    stage.chen.core.decline(jobs.refused, &version, hands.visit, quote, reason).doing("declining")?;
    hands.end(VisitOutcome::Declined, Some("quote refused"))?;
    stage.narrator.marks("closed as declined: no work asked for, no fee, quote and reason kept");
    Ok(())
}
