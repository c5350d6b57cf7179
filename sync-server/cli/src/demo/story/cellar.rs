//! 10:05. Two paid jobs in one half-hour, meanwhile the office writes too (catalogue scenario 5, system S2).

use doorstep_domain::fact::{ConsentWhat, SignatureRole, VisitOutcome};
use doorstep_domain::value::Value;

use super::super::quoting::{Quoting, money};
use super::super::stage::Stage;
use super::super::technician::Hands;
use super::morning::Jobs;
use crate::failure::{Doing as _, Failure};

pub(crate) fn tell(stage: &Stage, jobs: &Jobs) -> Result<(), Failure> {
    stage.narrator.chapter("In Mr Wang's cellar");
    stage.clock.set(0, 9, 56);
    let hands = Hands::new(&stage.chen, jobs.cellar, "Mr Wang")?;
    stage.chen.says("at Mr Wang's, four minutes early");
    hands.do_steps("done")?;
    let quote = Quoting::new(&hands)?
        .item("bulb-change", "1")?
        .item("toilet-unblock", "1")?
        .unlisted("special wax ring", 1234)?
        .offer(30)?;
    stage
        .chen
        .says(&format!("bulb 5.00 and toilet 30.00 fall into one half-hour: {}", money(&hands, quote)?));
    hands.consent(ConsentWhat::Quote, None, Some(quote), true, None)?;
    hands.sign(SignatureRole::CustomerQuoteConsent, Some(quote))?;
    stage.chen.says("Mr Wang agrees and signs the quote");
    hands.do_steps("done")?;

    stage.clock.set(0, 10, 5);
    hands.start_work()?;
    stage.chen.says("starts work");
    let note = "Wax ring was the wrong size, fitted a special one.";
    let version = stage.chen.job(jobs.cellar)?.version;
    stage.chen.core.add_note(jobs.cellar, &version, hands.visit, note.to_owned()).doing("writing a note")?;

    stage.clock.set(0, 10, 14);
    stage.office.add_note(jobs.cellar, "Mr Wang leaves at 11, please be done by then.")?;
    stage.narrator.says("Office", "adds a note to the same job; Chen's phone cannot know of it");
    stage.office.correct(jobs.cellar, "customer.phone", "138 0000 2222")?;
    stage.narrator.says("Office", "corrects Mr Wang's telephone number to 138 0000 2222");

    stage.clock.set(0, 10, 31);
    hands.stop_work()?;
    let version = stage.chen.job(jobs.cellar)?.version;
    let number = Some(Value::from("138 0000 1111"));
    stage
        .chen
        .core
        .correct(jobs.cellar, &version, "customer.phone".to_owned(), number)
        .doing("correcting")?;
    stage.chen.says("stops work after 26 minutes; Mr Wang gives him the number 138 0000 1111");
    hands.do_steps("done")?;
    hands.rate("satisfaction", "satisfied", "quick and clean")?;
    hands.do_steps("done")?;
    let shown = hands.sign(SignatureRole::CustomerAccept, Some(quote))?;
    let total = shown.lines().find(|line| line.starts_with("Total")).unwrap_or_default().to_owned();
    stage.chen.says(&format!("Mr Wang tests, rates, and signs for exactly what he sees: {total}"));
    hands.do_steps("done")?;
    finish(stage, &hands, jobs)
}

fn finish(stage: &Stage, hands: &Hands<'_>, jobs: &Jobs) -> Result<(), Failure> {
    let english = doorstep_domain::text::Language::english();
    for missing in hands.missing("done")? {
        stage.narrator.marks(&format!("still missing: {}", missing.message(&english)));
    }
    let version = stage.chen.job(jobs.cellar)?.version;
    stage.chen.core.complete(jobs.cellar, &version, hands.visit).doing("completing the job")?;
    hands.end(VisitOutcome::Done, None)?;
    let job = stage.chen.job(jobs.cellar)?;
    stage.narrator.marks(&format!(
        "done, all of it on the phone: {} ({} items wait)",
        job.outbox.delivery.words(&english),
        job.outbox.waiting_count
    ));
    Ok(())
}
