//! Job files that somebody damaged or forged, by the million: reader and verifier must neither panic nor be fooled,
//! nor take more memory than a file can be worth.
//!
//! A mutator that knows the format makes them from honest files, seeded: a failing one is found again by its seed
//! and number. What is checked of each:
//!
//! - no panic, in the reader and in the verifier;
//! - what the reader takes is canonical: writing it gives the same bytes;
//! - what the verifier calls whole holds nothing that no honest file held: taking away may leave a true record of an
//!   earlier moment, putting in or changing may not;
//! - memory stays below [`MAX_MEMORY_KIB`].

mod corpus;

mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use doorstep_domain::jobfile::JobFile;
use doorstep_domain::verify::{Standing, verify};

use crate::dice::Dice;
use crate::world::Trouble;
use corpus::Corpus;

/// The most memory that the process may ever have had, in KiB: the corpus, the largest file a few times over, and
/// the folded case.
const MAX_MEMORY_KIB: u64 = 768 * 1024;

/// What a run is asked for.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Wanted {
    /// Files to try.
    #[arg(long, default_value_t = 20_000)]
    pub executions: u64,
    /// Where the numbers begin.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Ends after this many seconds, however many files were tried.
    #[arg(long)]
    pub seconds: Option<u64>,
}

/// What came of the files, counted: a kind of answer that never came would mean that the mutator is too blunt.
#[derive(Debug, Default)]
struct Tally {
    unreadable: AtomicU64,
    damaged: AtomicU64,
    broken: AtomicU64,
    missing: AtomicU64,
    whole: AtomicU64,
}

/// An honest file: a finished job with signatures, photos, receipts and its service pack.
pub(crate) fn a_job_file() -> Result<JobFile, Trouble> {
    let mut files = Corpus::make()?.files;
    files.truncate(2);
    files.pop().ok_or_else(|| "no file was made".into())
}

/// Tries files; says whether all was well.
///
/// # Errors
/// If the honest files cannot be made.
pub fn run(wanted: Wanted, out: &mut dyn std::io::Write) -> Result<bool, Trouble> {
    let corpus = Corpus::make()?;
    let tally = Tally::default();
    let began = Instant::now();
    let ends = wanted.seconds.map(|seconds| began + Duration::from_secs(seconds));
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    let (corpus, tally) = (&corpus, &tally);
    let failures: Vec<String> = std::thread::scope(|scope| {
        let workers = (0..workers).map(|worker| {
            scope.spawn(move || {
                let mine = (worker..wanted.executions).step_by(usize::try_from(workers).unwrap_or(1));
                mine.take_while(|_| ends.is_none_or(|ends| Instant::now() < ends))
                    .find_map(|number| one(corpus, wanted.seed, number, tally))
            })
        });
        let workers: Vec<_> = workers.collect();
        workers.into_iter().filter_map(|worker| worker.join().ok().flatten()).collect()
    });
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let counts = [&tally.unreadable, &tally.damaged, &tally.broken, &tally.missing, &tally.whole].map(count);
    let [unreadable, damaged, broken, missing, whole] = counts;
    let memory = peak_memory_kib();
    writeln!(
        out,
        "{} files in {} s: {unreadable} not readable, {damaged} damaged, {broken} broken, {missing} incomplete, {whole} \
         whole; memory at most {} MiB",
        counts.iter().sum::<u64>(),
        began.elapsed().as_secs(),
        memory.unwrap_or(0) / 1024,
    )?;
    for failure in &failures {
        writeln!(out, "{failure}")?;
    }
    let is_sharp = wanted.executions < 1_000 || counts.iter().all(|count| *count > 0);
    if !is_sharp {
        writeln!(out, "one kind of answer never came: the mutations are too blunt")?;
    }
    let is_small = memory.is_none_or(|memory| memory <= MAX_MEMORY_KIB);
    Ok(failures.is_empty() && is_sharp && is_small)
}

/// Tries one file. `Some` says what went wrong, with how to find it again.
fn one(corpus: &Corpus, seed: u64, number: u64, tally: &Tally) -> Option<String> {
    let mut dice = Dice::new(seed, number);
    let bytes = mutate::file(corpus, &mut dice);
    let wrong = catch_unwind(AssertUnwindSafe(|| check(corpus, &bytes, tally)))
        .unwrap_or_else(|_| Some("it panics".to_owned()))?;
    let path = std::env::temp_dir().join(format!("doorstep-fuzz-{seed}-{number}.dsjob"));
    let kept =
        std::fs::write(&path, &bytes).map_or_else(|error| error.to_string(), |()| path.display().to_string());
    Some(format!("seed {seed}, number {number}: {wrong}; the file is {kept}"))
}

fn check(corpus: &Corpus, bytes: &[u8], tally: &Tally) -> Option<String> {
    let opened = JobFile::open(bytes);
    let strict = JobFile::from_bytes(bytes);
    let verdict = verify(bytes, Some(corpus.fingerprint()));
    let counter = match (&opened, verdict.standing()) {
        (Err(_), _) => &tally.unreadable,
        (Ok(opened), _) if !opened.is_whole => &tally.damaged,
        (_, Standing::Broken) => &tally.broken,
        (_, Standing::Missing) => &tally.missing,
        _ => &tally.whole,
    };
    counter.fetch_add(1, Ordering::Relaxed);
    match strict {
        Err(_) if verdict.standing() != Standing::Broken => {
            Some("refused by the reader, not by the verifier".to_owned())
        }
        Ok(file) if verdict.standing() != Standing::Broken => corpus
            .foreign(&file)
            .or_else(|| (file.to_bytes() != bytes).then(|| "whole, and written otherwise".to_owned())),
        _ => None,
    }
}

/// What the process had at most, where the system says so.
fn peak_memory_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
