//! A fleet of phones and their server in one process, with all the trouble that there is: requests that are lost, cut,
//! late or come twice, machines that stop in the middle of a commit, clocks that jump, full disks, copied phones, a server
//! that goes back to its backup, jobs that are reassigned, erased, or handed over as a file.
//!
//! Everything is real but time, randomness and the network: cores and server with their databases. A run is drawn from its
//! seed and nothing else, one thread does everything, so a seed that failed fails again:
//!
//! ```text
//! doorstep-tests fleet --from 4711 --seeds 1 --trace
//! ```
//!
//! Read it in this order: `plan` draws the steps, `play` does them, `network` and `fault` bring the trouble, `oracle` says
//! what must hold in the end. `mutant` switches known bugs on, which the fleet must find.

mod beyond;
mod device;
mod fault;
mod forked;
mod kept;
mod known;
mod mutant;
mod network;
mod nodes;
mod office;
mod oracle;
mod parallel;
mod plan;
mod play;
mod report;
mod shortage;
mod template;
mod trace;
mod work;

use std::io::Write;
use std::ops::{ControlFlow, Range};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

pub use mutant::Mutant;

use crate::dice::Dice;
use crate::world::Trouble;
use kept::Kept;
use plan::Step;
use play::Fleet;
use report::{Tally, Violation};
use template::Template;
use trace::Trace;

/// One seed in so many runs twice.
const TWICE_EVERY: u64 = 10;

/// Below so many steps a run need not have had every kind of trouble.
const STEPS_FOR_ALL_FAULTS: u64 = 20_000;

/// Seeds within which a known bug must be found.
const SEEDS_PER_MUTANT: u64 = 2_000;

/// After so many seeds a run that is kept is written down.
const SEEDS_PER_PART: u64 = 100;

/// How often a long run says how far it is.
const PROGRESS: Duration = Duration::from_secs(30);

/// What a run is asked for.
#[derive(Debug, Clone, clap::Args)]
pub struct Wanted {
    /// Seeds to run.
    #[arg(long, default_value_t = 100)]
    pub seeds: u64,
    /// The first one.
    #[arg(long, default_value_t = 1)]
    pub from: u64,
    /// Steps of each.
    #[arg(long, default_value_t = 200)]
    pub steps: u32,
    /// Nodes of the server, 1 or 2. If absent, each seed draws it.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=2))]
    pub nodes: Option<u8>,
    /// Begins no seed after so many seconds.
    #[arg(long)]
    pub seconds: Option<u64>,
    /// Keeps in a file how far it is; the same run by the same build goes on from there.
    #[arg(long, conflicts_with_all = ["trace", "mutant"])]
    pub keep: Option<PathBuf>,
    /// Prints everything that happens; for one seed.
    #[arg(long)]
    pub trace: bool,
    /// Switches known bugs on, one after the other, and says after how many seeds each is found.
    #[arg(long, conflicts_with = "trace")]
    pub mutant: Option<Chosen>,
}

/// Which known bugs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// One.
    One(Mutant),
    /// All.
    All,
    /// Four, others on each day of the year.
    OfTheDay,
}

/// How long a seed runs, and over how many nodes.
#[derive(Debug, Clone, Copy)]
struct Shape {
    steps: u32,
    nodes: usize,
}

/// What one seed came to.
struct Outcome {
    tally: Tally,
    trace: [u8; 32],
    violation: Option<Violation>,
}

/// Runs seeds; says whether all was well.
///
/// # Errors
/// If the company cannot be founded, or nothing can be printed.
pub fn run(wanted: Wanted, out: &mut dyn Write) -> Result<bool, Trouble> {
    fault::watch_all();
    let template = Template::found()?;
    match wanted.mutant {
        None => honest(&template, &wanted, out),
        Some(chosen) => mutants(&template, chosen, &wanted, out),
    }
}

fn honest(template: &Template, wanted: &Wanted, out: &mut dyn Write) -> Result<bool, Trouble> {
    let known = known::failures(template);
    let kept = in_parts(template, wanted)?;
    kept.tally.print(kept.took, out)?;
    for violation in known.iter().chain(&kept.found) {
        writeln!(out, "{violation}")?;
    }
    let missing = kept.tally.missing();
    let is_sharp = missing.is_empty() || kept.tally.steps < STEPS_FOR_ALL_FAULTS;
    if !is_sharp {
        let missing: Vec<String> = missing.iter().map(ToString::to_string).collect();
        writeln!(out, "never came: {}", missing.join(", "))?;
    }
    Ok(known.is_empty() && kept.found.is_empty() && is_sharp)
}

/// Runs all seeds, goes on where a kept run stopped, and keeps what is done.
fn in_parts(template: &Template, wanted: &Wanted) -> Result<Kept, Trouble> {
    let mut kept = Kept::begin(wanted)?;
    let ends = wanted.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let last = wanted.from.saturating_add(wanted.seeds);
    while kept.done < wanted.seeds && ends.is_none_or(|ends| Instant::now() < ends) {
        let began = Instant::now();
        let from = wanted.from.saturating_add(kept.done);
        let part = wanted.keep.as_ref().map_or(u64::MAX, |_| SEEDS_PER_PART);
        let seeds = many(template, wanted, from..from.saturating_add(part).min(last), usize::MAX, ends);
        kept.done += seeds.done;
        kept.tally.add(&seeds.tally);
        kept.found.extend(seeds.found);
        kept.took += began.elapsed();
        if let Some(file) = &wanted.keep {
            kept.write(file)?;
            eprintln!("{} seeds, {} failed", kept.done, kept.found.len());
        }
    }
    Ok(kept)
}

fn mutants(
    template: &Template,
    chosen: Chosen,
    wanted: &Wanted,
    out: &mut dyn Write,
) -> Result<bool, Trouble> {
    let mut are_found = true;
    for mutant in chosen.mutants() {
        let began = Instant::now();
        mutant::switch(Some(mutant));
        let ran = many(template, wanted, wanted.from..wanted.from + SEEDS_PER_MUTANT, 1, None);
        mutant::switch(None);
        let (seeds, seconds) = (ran.tally.seeds, began.elapsed().as_secs());
        match ran.found.first() {
            Some(found) => {
                let headline = found.headline();
                writeln!(out, "{mutant:?}: found within {seeds} seeds, {seconds} s ({headline})")?;
            }
            None => writeln!(out, "{mutant:?}: NOT found in {seeds} seeds, {seconds} s")?,
        }
        out.flush()?;
        are_found &= !ran.found.is_empty();
    }
    Ok(are_found)
}

/// What some seeds came to.
struct Seeds {
    /// How many were run, from the first on.
    done: u64,
    tally: Tally,
    found: Vec<Violation>,
}

/// Runs seeds on all processors, until so many failed or the time is over.
fn many(
    template: &Template,
    wanted: &Wanted,
    seeds: Range<u64>,
    failures_max: usize,
    ends: Option<Instant>,
) -> Seeds {
    let mut tally = Tally::default();
    let mut found = Vec::new();
    let mut said = Instant::now();
    let done = parallel::on_all_processors(
        seeds,
        |seed| twice(template, seed, wanted),
        |outcome| {
            tally.add(&outcome.tally);
            if let Some(violation) = outcome.violation.as_ref().filter(|_| wanted.mutant.is_none()) {
                eprintln!("{violation}");
            }
            found.extend(outcome.violation);
            if said.elapsed() > PROGRESS {
                eprintln!("{} seeds, {} failed", tally.seeds, found.len());
                said = Instant::now();
            }
            let is_late = ends.is_some_and(|ends| Instant::now() >= ends);
            if is_late || found.len() >= failures_max {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    );
    found.sort_by_key(|violation: &Violation| violation.seed);
    Seeds { done, tally, found }
}

/// Runs a seed, and some of them once more: what happens must be the same.
fn twice(template: &Template, seed: u64, wanted: &Wanted) -> Outcome {
    let nodes = wanted.nodes.map_or_else(|| nodes::drawn(seed), usize::from);
    let shape = Shape { steps: wanted.steps, nodes };
    let mut outcome = one(template, seed, shape, wanted.trace);
    if seed.is_multiple_of(TWICE_EVERY) && wanted.mutant.is_none() {
        let again = one(template, seed, shape, false);
        outcome.tally.seeds_twice += 1;
        if again.trace != outcome.trace && outcome.violation.is_none() {
            let what = "it does not happen the same way twice".to_owned();
            outcome.violation = Some(Violation { seed, step: wanted.steps, what });
        }
    }
    outcome
}

/// Runs one seed.
fn one(template: &Template, seed: u64, shape: Shape, is_told: bool) -> Outcome {
    let trace = Trace::told(is_told);
    let mut at = 0;
    let played = catch_unwind(AssertUnwindSafe(|| play(template, seed, shape, &trace, &mut at)));
    let (tally, what) = match played {
        Ok(Ok((tally, violation))) => (tally, violation),
        Ok(Err(error)) => (Tally::default(), Some(format!("it cannot go on: {error}"))),
        Err(_) => (Tally::default(), Some("a panic".to_owned())),
    };
    let violation = what.map(|what| Violation { seed, step: at, what });
    Outcome { tally, trace: trace.hash(), violation }
}

fn play(
    template: &Template,
    seed: u64,
    Shape { steps, nodes }: Shape,
    trace: &Trace,
    at: &mut u32,
) -> Result<(Tally, Option<String>), Trouble> {
    let mut dice = Dice::new(seed, 0);
    let mut fleet = Fleet::begin(template, seed, &mut dice, nodes, trace.clone())?;
    trace.note(&format!("{:?}", fleet.weather), b"");
    let played = play_all(&mut fleet, &mut dice, steps, trace, at);
    if trace.is_told() && (played.is_err() || !fleet.violations.is_empty()) {
        eprintln!("the disks are left in {}", fleet.leave_disks().display());
    }
    played?;
    let mut tally = fleet.office.watched().tally.clone();
    tally.seeds = 1;
    tally.steps = u64::from(*at);
    tally.made = fleet.made.len() as u64;
    tally.acknowledged = fleet.office.watched().acknowledged.len() as u64;
    Ok((tally, fleet.violations.first().cloned()))
}

fn play_all(
    fleet: &mut Fleet<'_>,
    dice: &mut Dice,
    steps: u32,
    trace: &Trace,
    at: &mut u32,
) -> Result<(), Trouble> {
    while *at < steps && fleet.violations.is_empty() {
        let step = Step::draw(dice, fleet.weather);
        trace.note(&format!("{at} {step:?}"), b"");
        fleet.step(&step)?;
        *at += 1;
    }
    if fleet.violations.is_empty() {
        fleet.judge()?;
    }
    Ok(())
}

impl Chosen {
    fn mutants(self) -> Vec<Mutant> {
        match self {
            Self::One(mutant) => vec![mutant],
            Self::All => Mutant::ALL.to_vec(),
            Self::OfTheDay => {
                let day = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                let first = day.map_or(0, |since| since.as_secs() / 86_400) % 3 * 4;
                Mutant::ALL.into_iter().skip(usize::try_from(first).unwrap_or(0)).take(4).collect()
            }
        }
    }
}

impl std::str::FromStr for Chosen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "all" => Ok(Self::All),
            "of-the-day" => Ok(Self::OfTheDay),
            name => clap::ValueEnum::from_str(name, true).map(Self::One),
        }
    }
}
