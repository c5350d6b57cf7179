//! What came out: the figures of `--json`, each read back, none assumed.

use doorstep_core::Job;
use doorstep_domain::case::Version;
use doorstep_domain::id::CaseId;
use doorstep_domain::statement::{Statement, View};
use serde_json::{Value, json};

use super::out::Outputs;
use super::phone::Phone;
use super::stage::Stage;
use super::story::Jobs;
use crate::failure::Failure;

/// The outcome of the story.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) completed: usize,
    pub(crate) acknowledged: u64,
    pub(crate) lost: usize,
    pub(crate) open_conflicts: usize,
    pub(crate) round_trips: u64,
    pub(crate) bytes_up: u64,
    pub(crate) bytes_down: u64,
    pub(crate) signatures: usize,
    pub(crate) signatures_valid: bool,
}

impl Figures {
    /// Reads everything back: from both phones, and from a new one that got all it has from the server.
    pub(crate) fn of(stage: &Stage, jobs: &Jobs) -> Result<Self, Failure> {
        let witness = stage.witness()?;
        let mut lost = 0;
        for phone in stage.phones() {
            lost += unsent(phone)?;
            for case in jobs.all() {
                lost += missing_heads(&phone.job(case)?.version, &witness.job(case)?.version);
            }
        }
        let all: Vec<Job> =
            jobs.all().into_iter().map(|case: CaseId| witness.job(case)).collect::<Result<_, _>>()?;
        let totals = stage.phones().map(Phone::totals);
        Ok(Self {
            completed: all.iter().filter(|job| job.state.outcome_name() == "completed").count(),
            acknowledged: totals.iter().map(|totals| totals.acknowledged).sum(),
            lost,
            open_conflicts: all.iter().map(|job| job.conflicts.len() + job.state.decisions.len()).sum(),
            round_trips: totals.iter().map(|totals| totals.round_trips).sum(),
            bytes_up: totals.iter().map(|totals| totals.bytes_up).sum(),
            bytes_down: totals.iter().map(|totals| totals.bytes_down).sum(),
            signatures: all.iter().map(|job| job.signatures.len()).sum(),
            signatures_valid: all.iter().all(holds),
        })
    }

    /// As one JSON object.
    pub(crate) fn to_json(&self, outputs: &Outputs) -> Value {
        json!({
            "jobs_completed": self.completed,
            "acknowledged_changes": self.acknowledged,
            "lost_changes": self.lost,
            "open_conflicts": self.open_conflicts,
            "round_trips": self.round_trips,
            "bytes_up": self.bytes_up,
            "bytes_down": self.bytes_down,
            "signatures": self.signatures,
            "signatures_valid": self.signatures_valid,
            "report": outputs.report.display().to_string(),
            "job_file": outputs.job.display().to_string(),
            "report_pdf": outputs.pdf.as_ref().map(|pdf| pdf.display().to_string()),
        })
    }
}

/// Items that a phone has and nobody acknowledged.
fn unsent(phone: &Phone) -> Result<usize, Failure> {
    let outbox = phone.core.outbox().map_err(|error| Failure::new("reading the outbox", error))?;
    Ok(usize::try_from(outbox.waiting_count).unwrap_or(usize::MAX) + outbox.refused.len())
}

/// Heads that one replica has and another lacks: equal heads are equal histories.
fn missing_heads(here: &Version, there: &Version) -> usize {
    let changes = here.document.iter().filter(|id| !there.document.contains(id)).count();
    changes + here.facts.iter().filter(|id| !there.facts.contains(id)).count()
}

/// Whether every signature of a job still has what was signed, byte for byte. The facts themselves were
/// verified against their certificates when they arrived.
fn holds(job: &Job) -> bool {
    job.signatures.iter().all(|signed| {
        let statement = Statement::from_bytes(&signed.signature.body.statement);
        let view = signed.view.as_ref().map(View::to_bytes);
        let names_view = statement.ok().zip(view).is_some_and(|(statement, view)| {
            statement.view == View::hash_of(&view) && View::blob_id(&view) == signed.signature.body.view
        });
        names_view && signed.strokes.is_some()
    })
}
