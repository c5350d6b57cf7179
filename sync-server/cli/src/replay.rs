//! `doorstep replay`: the trouble of a phone, folded again on a desktop.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use doorstep_core::{Replay, ReplayedCase, ToldCase, ToldVisit, Trouble, replay_bundle};
use doorstep_domain::sync::ItemKind;

use crate::failure::{Doing as _, Failure};
use crate::say::say;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The diagnostics bundle that an app wrote.
    bundle: PathBuf,
    /// An empty folder for the store, which then stays: `doorstep inspect` and an app can open it.
    #[arg(long)]
    store: Option<PathBuf>,
    /// Lists every step that is shown, and the lines of the log.
    #[arg(long)]
    all: bool,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

/// Says whether every case folds to the same as on the phone.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let doing = format!("replaying {}", arguments.bundle.display());
    arguments.store.as_deref().map_or(Ok(()), check_empty)?;
    let passing = tempfile::tempdir().doing("making a folder for the store")?;
    let dir = arguments.store.as_deref().unwrap_or(passing.path());
    let replay = replay_bundle(&arguments.bundle, dir).doing(&doing)?;
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&replay).doing("writing the answer")?);
    } else {
        tell(&replay, arguments.all);
    }
    Ok(replay.is_same())
}

/// A store that somebody has work in is never written into.
fn check_empty(dir: &Path) -> Result<(), Failure> {
    if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        let doing = format!("making the store {}", dir.display());
        return Err(Failure::new(&doing, "the folder is not empty: name another one by --store"));
    }
    Ok(())
}

fn tell(replay: &Replay, all: bool) {
    say!("written by {} on {}, at {} ms", replay.written_by, replay.machine, replay.made_at_ms);
    if replay.written_by != replay.replayed_by {
        say!("replayed by {}: another version may rightly fold to something else", replay.replayed_by);
    }
    tell_store(&replay.store);
    tell_trouble(&replay.trouble);
    for case in &replay.cases {
        tell_case(case, replay.differing.contains(&case.case), all);
    }
    if replay.left_out > 0 {
        say!("{} further cases were left out, so that the bundle stays short", replay.left_out);
    }
    if all {
        replay.log.iter().for_each(|line| say!("log  {line}"));
    }
    let hash = replay.state.to_string();
    if replay.is_same() {
        say!("the same state as on the phone: {hash}");
    } else {
        say!("NOT the state of the phone: {hash} there, {} here", replay.state_here);
    }
}

fn tell_store(store: &serde_json::Value) {
    let number = |name: &str| store.get(name).cloned().unwrap_or_default();
    // As `doorstep inspect` writes it.
    let epoch = store.get("epoch").and_then(serde_json::Value::as_u64).unwrap_or_default();
    let (version, cursor) = (number("schema_version"), number("cursor"));
    say!("tables of version {version}, log {epoch:016x}, read up to {cursor}");
}

/// What did not go its way, summed up by what it is.
fn tell_trouble(trouble: &[Trouble]) {
    let mut sums: BTreeMap<String, u32> = BTreeMap::new();
    for item in trouble {
        let kind =
            ItemKind::from_code(item.kind).map_or_else(|| item.kind.to_string(), |kind| format!("{kind:?}"));
        let why = item.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
        let left_out = if item.is_here { "" } else { " (not in the bundle)" };
        *sums.entry(format!("{}  {kind}{left_out}{why}", item.stands)).or_default() += 1;
    }
    for (what, count) in sums {
        say!("  {count:>6}  {what}");
    }
}

fn tell_case(case: &ReplayedCase, differs: bool, all: bool) {
    say!("");
    let mark = if differs { "  DIFFERS FROM THE PHONE" } else { "" };
    match &case.told {
        None => say!("{}  cannot be loaded{mark}", case.case),
        Some(told) => {
            say!("{}  {}  {}  {}{mark}", told.number, told.case_kind, told.outcome, case.case);
            tell_told(told, all);
        }
    }
    if let Some(why) = &case.stuck {
        say!("  stuck: {why}");
    }
}

fn tell_told(told: &ToldCase, all: bool) {
    if !told.has_pack {
        say!("  its pack is not here: no checklist, no prices");
    }
    told.visits.iter().for_each(|visit| tell_visit(visit, all));
    for quote in &told.quotes {
        let total =
            quote.total_minor.map_or_else(|| "no total".to_owned(), |total| format!("{total} minor units"));
        say!("  {}  {total}", quote.quote);
    }
    let counts = [
        (told.conflicts.len(), "values against each other"),
        (told.decisions as usize, "open decisions"),
        (told.oddities as usize, "facts without effect, superseded, or for the office to look at"),
        (told.parked as usize, "facts that wait for others"),
    ];
    for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
        say!("  {count} {what}");
    }
}

fn tell_visit(visit: &ToldVisit, all: bool) {
    let count = |wanted: &str| visit.steps.iter().filter(|(_, state)| *state == wanted).count();
    let missing = visit.why_not.as_array().map_or(0, Vec::len);
    say!(
        "  {}  {}  {} steps done, {} open, {} locked; {missing} things stand against ending it",
        visit.visit,
        visit.phase,
        count("done"),
        count("open"),
        count("locked")
    );
    if all {
        visit.steps.iter().for_each(|(step, state)| say!("    {state:<14} {step}"));
    }
}
