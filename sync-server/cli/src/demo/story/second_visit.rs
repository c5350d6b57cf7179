//! 11:30 and Tuesday 09:00. A part is missing; the minutes of both visits are added up (scenario 6, system S2).

use doorstep_domain::fact::{Appointed, ConsentWhat, SignatureRole, VisitOutcome};

use super::super::clock::moment;
use super::super::quoting::{Quoting, money};
use super::super::stage::Stage;
use super::super::technician::Hands;
use super::morning::Jobs;
use crate::failure::{Doing as _, Failure};

/// The first visit: Chen, 17 minutes.
pub(crate) fn tell_first(stage: &Stage, jobs: &Jobs) -> Result<(), Failure> {
    stage.narrator.chapter("At Ms Li's, still without signal");
    stage.clock.set(0, 11, 24);
    let hands = Hands::new(&stage.chen, jobs.two_visits, "Ms Li")?;
    hands.do_steps("unfinished")?;
    hands.do_steps("done")?;
    let quote = Quoting::new(&hands)?.item("drain-unblock", "1")?.offer(30)?;
    hands.consent(ConsentWhat::Quote, None, Some(quote), true, None)?;
    hands.do_steps("done")?;
    stage.clock.set(0, 11, 30);
    hands.start_work()?;
    stage.clock.set(0, 11, 47);
    hands.stop_work()?;
    stage.chen.says("works 17 minutes, then a seal is missing");
    plan_tomorrow(stage, jobs, &hands, "part missing", 9)?;
    hands.do_steps("unfinished")?;
    hands.end(VisitOutcome::Unfinished, Some("part missing: seal DN50"))?;
    stage.narrator.marks(
        "the visit ends unfinished with reason and person; the second one is planned for tomorrow, 09:00",
    );
    Ok(())
}

/// Plans a further visit for tomorrow.
pub(crate) fn plan_tomorrow(
    stage: &Stage,
    jobs: &Jobs,
    hands: &Hands<'_>,
    reason: &str,
    hour: i64,
) -> Result<(), Failure> {
    let _ = jobs;
    let phone = &stage.chen;
    let version = phone.job(hands.case)?.version;
    let planned = phone.core.plan_visit(hands.case, &version, reason.to_owned(), Some(hands.visit));
    let (visit, version) = planned.doing("planning a visit")?;
    let appointment =
        Appointed { visit, start_ms: moment(1, hour, 0), end_ms: None, reason: Some(reason.to_owned()) };
    phone.core.appoint(hands.case, &version, appointment).doing("booking a time")?;
    Ok(())
}

/// The second visit: Lin, 12 minutes, on her own phone.
pub(crate) fn tell_second(stage: &Stage, jobs: &Jobs) -> Result<(), Failure> {
    stage.narrator.chapter("Tuesday morning: Lin finishes what Chen began");
    stage.clock.set(1, 8, 50);
    stage.lin.cut(true);
    let hands = Hands::new(&stage.lin, jobs.two_visits, "Ms Li")?;
    let quote = stage.lin.job(jobs.two_visits)?.quotes.first().map(|quote| quote.id);
    let quote = quote.ok_or_else(|| Failure::new("the second visit", "the quote did not arrive"))?;
    hands.do_steps("done")?;
    stage.clock.set(1, 9, 0);
    hands.start_work()?;
    stage.clock.set(1, 9, 12);
    hands.stop_work()?;
    stage.lin.says("fits the seal in 12 minutes, without signal either");
    hands.do_steps("done")?;
    hands.rate("satisfaction", "satisfied", "thank you")?;
    hands.do_steps("done")?;
    hands.sign(SignatureRole::CustomerAccept, Some(quote))?;
    hands.do_steps("done")?;
    let version = stage.lin.job(jobs.two_visits)?.version;
    stage.lin.core.complete(jobs.two_visits, &version, hands.visit).doing("completing the job")?;
    hands.end(VisitOutcome::Done, None)?;
    let total = money(&hands, quote)?;
    let minutes = stage.lin.job(jobs.two_visits)?.state.worked_millis() / 60_000;
    stage.narrator.marks(&format!("17 + 12 = {minutes} minutes over two phones, one half-hour: {total}"));
    stage.lin.cut(false);
    for phone in [&stage.lin, &stage.chen] {
        phone.says("has signal");
        phone.sync()?;
    }
    Ok(())
}
