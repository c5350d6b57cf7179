//! `doorstep retention`: what has been kept long enough, and erasing it.

use clap::Args;
use doorstep_domain::retention::{Kept, KeptAs};
use doorstep_server::store::Stub;
use doorstep_server::{At, Options, Reviewed};

use crate::failure::{Doing as _, Failure};
use crate::place::Place;
use crate::say::say;

/// A day, as the calendar writes it.
type Day = chrono::NaiveDate;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Of a server that is not running, unless others serve the same database. One that runs erases by itself, every hour.
    #[command(flatten)]
    place: Place,
    /// Changes nothing: lists what would be erased and why, and what stays and why.
    #[arg(long)]
    dry_run: bool,
    /// The day to ask about, such as 2026-03-01, by the calendar of each site; else now.
    #[arg(long, requires = "dry_run")]
    at: Option<Day>,
    /// Prints JSON instead of a table.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let now = At::Moment((Options::default().clock)());
    let node = arguments.place.open()?;
    if arguments.dry_run {
        let at = arguments.at.map_or(now, At::Day);
        let reviewed = node.review_retention(at).doing("looking at the cases")?;
        return print(arguments.json, &reviewed, || review_table(&reviewed));
    }
    let erased = node.purge_due().doing("erasing")?;
    print(arguments.json, &erased, || erased_table(&erased))
}

fn print(json: bool, value: &impl serde::Serialize, table: impl Fn() -> Vec<String>) -> Result<(), Failure> {
    if json {
        say!("{}", serde_json::to_string_pretty(value).doing("writing JSON")?);
    } else {
        table().iter().for_each(|line| say!("{line}"));
    }
    Ok(())
}

/// What goes first, each group by number.
fn review_table(reviewed: &[Reviewed]) -> Vec<String> {
    let mut sorted: Vec<&Reviewed> = reviewed.iter().collect();
    sorted.sort_by(|a, b| (!a.goes, &a.number).cmp(&(!b.goes, &b.number)));
    let going = reviewed.iter().filter(|reviewed| reviewed.goes).count();
    let mut lines = vec![row(["", "number", "kind", "service", "why"])];
    lines.extend(sorted.into_iter().map(|one| {
        let mark = if one.goes { "goes" } else { "stays" };
        row([mark, &one.number, &one.kind, &one.service, &reason(one)])
    }));
    lines.push(format!("{going} would be erased, {} stay", reviewed.len() - going));
    lines
}

fn reason(reviewed: &Reviewed) -> String {
    match &reviewed.kept {
        None => "its pack is not here, so nobody knows its period".to_owned(),
        Some(Kept::Until { rule, archived_on, due, .. }) => {
            format!("{}: archived on {archived_on}, kept until {due}", kept_as(*rule))
        }
        Some(Kept::LongTerm { rule }) => format!("{}: kept for the long term", kept_as(*rule)),
        Some(Kept::NotConfigured { rule }) => format!("{}: its period is not configured", kept_as(*rule)),
        Some(Kept::Held { reason }) => format!("legal hold: {reason}"),
        Some(Kept::NotArchived) => "not archived".to_owned(),
        Some(Kept::Incomplete) => "something of it has not arrived, or needs an update".to_owned(),
    }
}

fn kept_as(rule: KeptAs) -> &'static str {
    match rule {
        KeptAs::Free => "free order",
        KeptAs::Paid => "paid order",
        KeptAs::Coordination => "coordination order",
    }
}

fn erased_table(erased: &[Stub]) -> Vec<String> {
    let mut lines = vec![row(["", "number", "kind", "items", "why"])];
    lines.extend(erased.iter().map(|stub| {
        let why = stub.by.map_or_else(
            || "by hand".to_owned(),
            |by| format!("{}: kept until {}", kept_as(by.rule), by.due),
        );
        row(["erased", &stub.number, &stub.kind, &stub.item_count.to_string(), &why])
    }));
    lines.push(format!("{} erased", erased.len()));
    lines
}

fn row([mark, number, kind, third, why]: [&str; 5]) -> String {
    format!("{mark:6}  {number:10}  {kind:13}  {third:22}  {why}").trim_end().to_owned()
}
