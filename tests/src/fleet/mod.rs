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
mod known;
mod mutant;
mod network;
mod nodes;
mod office;
mod oracle;
mod plan;
mod play;
mod report;
mod shortage;
mod template;
mod trace;
mod work;

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

pub use mutant::Mutant;

use crate::dice::Dice;
use crate::world::Trouble;
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

/// How often a long run says how far it is.
const PROGRESS: Duration = Duration::from_secs(30);

/// What a run is asked for.
#[derive(Debug, Clone, Copy, clap::Args)]
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
        None => honest(&template, wanted, out),
        Some(chosen) => mutants(&template, chosen, wanted, out),
    }
}

fn honest(template: &Template, wanted: Wanted, out: &mut dyn Write) -> Result<bool, Trouble> {
    let began = Instant::now();
    let known: Vec<Violation> = known::KNOWN
        .iter()
        .filter_map(|(seed, nodes)| {
            one(template, *seed, Shape { steps: known::STEPS, nodes: *nodes }, false).violation
        })
        .collect();
    let (tally, found) = many(template, wanted, usize::MAX)?;
    tally.print(began.elapsed(), out)?;
    for violation in known.iter().chain(&found) {
        writeln!(out, "{violation}")?;
    }
    let missing = tally.missing();
    let is_sharp = missing.is_empty() || tally.steps < STEPS_FOR_ALL_FAULTS;
    if !is_sharp {
        let missing: Vec<String> = missing.iter().map(ToString::to_string).collect();
        writeln!(out, "never came: {}", missing.join(", "))?;
    }
    Ok(known.is_empty() && found.is_empty() && is_sharp)
}

fn mutants(
    template: &Template,
    chosen: Chosen,
    wanted: Wanted,
    out: &mut dyn Write,
) -> Result<bool, Trouble> {
    let mut are_found = true;
    for mutant in chosen.mutants() {
        let began = Instant::now();
        mutant::switch(Some(mutant));
        let result = many(template, Wanted { seeds: SEEDS_PER_MUTANT, ..wanted }, 1);
        mutant::switch(None);
        let (tally, found) = result?;
        let (seeds, seconds) = (tally.seeds, began.elapsed().as_secs());
        match found.first() {
            Some(found) => {
                let headline = found.headline();
                writeln!(out, "{mutant:?}: found within {seeds} seeds, {seconds} s ({headline})")?;
            }
            None => writeln!(out, "{mutant:?}: NOT found in {seeds} seeds, {seconds} s")?,
        }
        out.flush()?;
        are_found &= !found.is_empty();
    }
    Ok(are_found)
}

/// Runs seeds on all processors until so many failed.
fn many(
    template: &Template,
    wanted: Wanted,
    failures_max: usize,
) -> Result<(Tally, Vec<Violation>), Trouble> {
    let ends = wanted.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let next = AtomicU64::new(wanted.from);
    let last = wanted.from.saturating_add(wanted.seeds);
    let is_over = AtomicBool::new(false);
    let all = Mutex::new((Tally::default(), Vec::new(), Instant::now()));
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while !is_over.load(Ordering::SeqCst) && ends.is_none_or(|ends| Instant::now() < ends) {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= last {
                        break;
                    }
                    let outcome = twice(template, seed, wanted);
                    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                    all.0.add(&outcome.tally);
                    if let Some(violation) = outcome.violation.as_ref().filter(|_| wanted.mutant.is_none()) {
                        eprintln!("{violation}");
                    }
                    all.1.extend(outcome.violation);
                    is_over.store(all.1.len() >= failures_max, Ordering::SeqCst);
                    if all.2.elapsed() > PROGRESS {
                        eprintln!("{} seeds, {} failed", all.0.seeds, all.1.len());
                        all.2 = Instant::now();
                    }
                }
            });
        }
    });
    let (tally, mut found, _) = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|violation: &Violation| violation.seed);
    Ok((tally, found))
}

/// Runs a seed, and some of them once more: what happens must be the same.
fn twice(template: &Template, seed: u64, wanted: Wanted) -> Outcome {
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
