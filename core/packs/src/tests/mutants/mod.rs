//! Lint and engine agree: what the linter accepts, the engine runs; what it refuses, it refuses at a place.
//!
//! Packs are changed at random: references deleted and swapped, kinds, conditions and figures replaced, translations
//! dropped. Of each changed pack the linter says that it can be published, and then every job of it can be worked to
//! each of its ends and every expression has a value or a reason; or it names a file and a line that are there.
//!
//! `DOORSTEP_MUTANTS=20000 cargo test -p doorstep-packs mutants` tries more of them.

mod mutate;
mod walk;
mod wild;

use doorstep_domain::pack::{PackFile, Sources};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::priced::with_rules;
use super::warranty::warranty;
use crate::{LintReport, Published, builtin, builtins, compile_sources};

/// How many changed packs are tried.
fn count(usual: u32) -> u32 {
    std::env::var("DOORSTEP_MUTANTS").ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

/// Changes a pack by random bytes and judges the result, so many times.
fn try_mutants(count: u32, seeds: &[Sources]) -> Tried {
    let config = ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() };
    let strategy = (0..seeds.len(), prop::collection::vec(any::<u16>(), 6..40));
    let tried = std::cell::RefCell::new(Tried::default());
    let judged = TestRunner::new(config).run(&strategy, |(seed, entropy)| {
        let (mutant, told) = mutate::mutant(&seeds[seed], &entropy);
        let verdict = judge(&mutant, &entropy);
        tried.borrow_mut().count(&verdict);
        verdict.map(|_| ()).map_err(|why| TestCaseError::fail(format!("{why}\nafter: {told}")))
    });
    if let Err(failure) = judged {
        panic!("{failure}");
    }
    tried.into_inner()
}

/// How the linter decided, so that a test can say that it saw both.
#[derive(Debug, Default)]
struct Tried {
    published: u32,
    refused: u32,
}

impl Tried {
    fn count(&mut self, verdict: &Result<bool, String>) {
        match verdict {
            Ok(true) => self.published += 1,
            Ok(false) => self.refused += 1,
            Err(_) => {}
        }
    }
}

/// Whether a changed pack can be published; an error if linter and engine disagree.
fn judge(mutant: &Sources, entropy: &[u16]) -> Result<bool, String> {
    match compile_sources(mutant) {
        Ok(published) => runs(&published, entropy).map(|()| true),
        Err(report) => names_places(&report, mutant).map(|()| false),
    }
}

/// Every finding names a file of the pack, or one that is missing, and a line of it.
fn names_places(report: &LintReport, mutant: &Sources) -> Result<(), String> {
    if report.findings.is_empty() {
        return Err("refused without a finding".into());
    }
    for finding in &report.findings {
        let Some(bytes) = mutant.get(&finding.file) else {
            return Err(format!("there is no such file: {finding}"));
        };
        let lines = std::str::from_utf8(bytes).map(|text| text.lines().count()).unwrap_or_default();
        let is_there = match finding.line {
            Some(line) => (1..=lines).contains(&line),
            None => finding.path.is_empty(),
        };
        if !is_there {
            return Err(format!("no line of {lines}: {finding}"));
        }
    }
    Ok(())
}

/// The published file opens, its jobs can be worked, and its rules have values or reasons.
fn runs(published: &Published, entropy: &[u16]) -> Result<(), String> {
    let opened = PackFile::open(&published.bytes).map_err(|error| error.to_string())?;
    if opened.pack != published.pack {
        return Err("the file does not say what was published".into());
    }
    walk::every_path(&published.pack)?;
    wild::every_rule(&published.pack, entropy)
}

#[test]
fn what_the_linter_accepts_the_engine_runs() {
    let tried = try_mutants(count(120), &[with_rules(), warranty()]);
    assert!(tried.published > 0 && tried.refused > 0, "{tried:?}");
}

#[test]
fn the_packs_that_come_along_run_and_so_do_their_mutants() {
    let seeds: Vec<Sources> = builtins().map(|name| builtin(name).unwrap()).collect();
    for sources in &seeds {
        assert_eq!(judge(sources, &[1, 2, 3]), Ok(true));
    }
    try_mutants(count(6), &seeds);
}
