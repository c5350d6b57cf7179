//! 16:30. Nobody is at home (catalogue scenario 1, system S6).

use doorstep_domain::fact::{DoorMethod, Phase, VisitOutcome};

use super::super::stage::Stage;
use super::super::technician::Hands;
use super::morning::Jobs;
use super::second_visit::plan_tomorrow;
use crate::failure::{Doing as _, Failure};

pub(crate) fn tell(stage: &Stage, jobs: &Jobs) -> Result<(), Failure> {
    stage.narrator.chapter("Nobody opens at Mrs Sun's");
    stage.clock.set(0, 16, 30);
    let hands = Hands::new(&stage.chen, jobs.absent, "Mrs Sun")?;
    hands.enter(Phase::Arrived)?;
    for (method, what) in
        [(DoorMethod::Bell, "rings"), (DoorMethod::Bell, "rings again"), (DoorMethod::Knock, "knocks")]
    {
        let version = stage.chen.job(jobs.absent)?.version;
        let attempt = stage.chen.core.attempt_door(jobs.absent, &version, hands.visit, method, false);
        attempt.doing("trying the door")?;
        stage.chen.says(what);
        stage.clock.pass_seconds(12);
    }
    plan_tomorrow(stage, jobs, &hands, "absent", 9)?;
    hands.do_steps("absent")?;
    hands.end(VisitOutcome::Absent, Some("nobody at home"))?;
    stage.chen.says("leaves a note with the company's number, takes a photo of it, books tomorrow 09:00");
    stage.narrator.marks("the visit ends as absent; the job stays open; no signature is asked for");
    Ok(())
}
