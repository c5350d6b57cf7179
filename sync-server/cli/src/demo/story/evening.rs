//! 17:40. Signal again: one round trip each, and everybody finds all of their work.

use doorstep_core::Job;
use doorstep_domain::text::Language;

use super::super::clock::time_of_day;
use super::super::stage::Stage;
use super::morning::Jobs;
use crate::failure::Failure;

pub(crate) fn tell(stage: &Stage, jobs: &Jobs) -> Result<(), Failure> {
    stage.narrator.chapter("17:40, signal again");
    stage.clock.set(0, 17, 40);
    for phone in [&stage.chen, &stage.lin] {
        phone.cut(false);
        phone.says("has signal");
        phone.sync()?;
    }
    stage.chen.says("synchronises once more, for what Lin brought");
    stage.chen.sync()?;

    let job = stage.chen.job(jobs.appointment)?;
    let visit = job.state.current_visit().and_then(|visit| job.state.visits.get(&visit));
    if let Some(appointment) = visit.and_then(|visit| visit.appointment.as_ref()) {
        let entries = visit.map_or(0, |visit| visit.appointments.len());
        stage.narrator.marks(&format!(
            "Mr Zhao: {} by {} stands, the escalation is settled, {entries} entries stay in the log",
            time_of_day(appointment.value.0),
            appointment.who.name,
        ));
    }
    tell_cellar(stage, &stage.chen.job(jobs.cellar)?);
    let english = Language::english();
    for phone in stage.phones() {
        if let Ok(outbox) = phone.core.outbox() {
            stage.narrator.adds(&format!("{}'s phone: {}", phone.owner, outbox.delivery.words(&english)));
        }
    }
    Ok(())
}

fn tell_cellar(stage: &Stage, job: &Job) {
    for note in &job.notes {
        stage.narrator.marks(&format!("Mr Wang, note of {}: {}", note.authors.join(", "), note.text));
    }
    for conflict in &job.conflicts {
        let told = conflict.values.iter().map(|value| {
            let text = value.value.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string);
            format!("{} wrote {text} at {}", value.by, time_of_day(value.at_ms))
        });
        let told: Vec<String> = told.collect();
        stage.narrator.marks(&format!("needs a decision: {}. Both are kept.", told.join(", ")));
    }
}
