//! Benches: ratios against the physical limit or against the parts by themselves, from the same run.
//!
//! Times depend on the machine and fail nothing. Bytes and round trips do not, and miss their target loudly.

mod bootstrap;
mod edit;
mod file;
mod gap;
mod link;
mod ratio;
mod reconcile;
mod report;
mod signed;

use std::path::Path;
use std::sync::Arc;

use doorstep_core::host::{Host, HttpTransport, MemorySecretStore, Method};
use doorstep_core::{Config, Core};
use doorstep_domain::text::Language;
use serde_json::{Map, Value, json};

use crate::world::{Company, PhoneClock, SeededEntropy, Trouble};
pub use gap::{Missed, missed};
pub use ratio::Ratio;

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Name {
    /// Bytes and round trips to reconcile a phone with 1,000 and 5,000 jobs, 10 of them dirty on either side.
    Reconcile,
    /// The time of one durable edit of a checklist, against its parts by themselves.
    Edit,
    /// The time of a work report as a page of HTML and as a PDF.
    Report,
    /// The bytes of a job file against those of its parts, and the time to verify it.
    File,
    /// Bytes until a new phone has 500 jobs, and what a link costs that is cut half-way.
    Bootstrap,
    /// Rows of the log that a cursor misses while sixteen write, on PostgreSQL.
    Gap,
    /// Time, bytes and round trips to reconcile over a very bad link.
    Link,
}

/// One figure with its target.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    /// The figure.
    pub(crate) found: String,
    /// The target, if there is one.
    pub(crate) target: String,
    /// Whether it was met; `None` if missing it fails nothing.
    pub(crate) met: Option<bool>,
}

/// The figures of one bench.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) rows: Vec<Row>,
    pub(crate) json: Value,
}

/// Measures, prints a table, writes the figures as JSON, and says whether every target that counts was met.
///
/// # Errors
/// [`Trouble`].
pub fn run(names: &[Name], json_file: Option<&Path>, out: &mut dyn std::io::Write) -> Result<bool, Trouble> {
    let mut all = Map::new();
    let mut met = true;
    for name in names {
        let (word, figures) = match name {
            Name::Reconcile => ("reconcile", reconcile::measure()?),
            Name::Edit => ("edit", edit::measure()?),
            Name::Report => ("report", report::measure()?),
            Name::File => ("file", file::measure()?),
            Name::Bootstrap => ("bootstrap", bootstrap::measure()?),
            Name::Gap => ("gap", gap::measure()?),
            Name::Link => ("link", link::measure()?),
        };
        writeln!(out, "\n{word}")?;
        for row in &figures.rows {
            let verdict = match row.met {
                Some(true) => "  met",
                Some(false) => "  MISSED",
                None => "",
            };
            let line = format!("  {:<58} {:>14}  {}{verdict}", row.what, row.found, row.target);
            writeln!(out, "{}", line.trim_end())?;
            met &= row.met != Some(false);
        }
        all.insert(word.to_owned(), figures.json);
    }
    if let Some(file) = json_file {
        std::fs::write(file, format!("{:#}\n", json!(all)))?;
    }
    Ok(met)
}

/// A phone of somebody, enrolled by this address.
fn phone(
    company: &Company,
    url: &str,
    (user, role): (&str, &str),
    transport: Arc<dyn HttpTransport>,
) -> Result<Core, Trouble> {
    let invitation = json!({ "user": user, "name": user, "roles": [role] });
    let invited = company.desk(Method::Post, "enrolments", &invitation)?;
    let code = invited["enrolment_code"].as_str().ok_or("no enrolment code in the answer")?;
    let number = company.dir().read_dir()?.count();
    let name = format!("{user}-{number}");
    let seed = name.bytes().map(u64::from).sum();
    let host = Host {
        clock: Arc::new(PhoneClock::new(company.time().clone(), seed)),
        entropy: Arc::new(SeededEntropy::new(seed)),
        secrets: Arc::new(MemorySecretStore::default()),
        transport: Some(transport),
    };
    let dir = company.folder(&format!("phone-{name}"))?;
    let core = Core::open(Config { dir, language: Language::english(), host })?;
    core.enrol(url, code, &name)?;
    Ok(core)
}
