//! Telling scenarios: every story is told four times, and must end the same.
//!
//! In process and over HTTP; and each of these once *as told*, where a phone talks to the office only when the
//! story says so, and once *eagerly*, where every phone with a network does so after every step. What a phone
//! shows before it synchronised is checked where the story says `expect`; at the end everybody synchronises,
//! every phone and the office must have come to equal states, and what stands under `finally` must hold
//! everywhere.

mod act;
mod around;
mod coverage;
mod desk;
mod expect;
mod newer;
mod paper;
mod private;
mod progress;
mod quote;
mod settle;
mod signed;
mod stage;
mod timing;
mod verdict;

use std::fmt;
use std::path::{Path, PathBuf};

use doorstep_packs::Published;

use crate::scenario::{self, Problem, Source};
use crate::world::Trouble;
use stage::Stage;

/// One of the four ways in which a story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Through a socket.
    pub over_http: bool,
    /// Every phone with a network synchronises after every step.
    pub eager: bool,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self { over_http: false, eager: false },
        Self { over_http: false, eager: true },
        Self { over_http: true, eager: false },
        Self { over_http: true, eager: true },
    ];
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wire = if self.over_http { "over HTTP" } else { "in process" };
        write!(f, "{wire}, {}", if self.eager { "always in touch" } else { "as told" })
    }
}

/// Something that was not as the story expects, or that could not be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What was expected and found.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.what)
    }
}

/// Tells a story in one way. Nothing is returned if everything was as expected.
#[must_use]
pub fn tell(source: &Source, way: Way) -> Vec<Failure> {
    match published(source) {
        Ok(pack) => tell_with(source, &pack, way),
        Err(failure) => vec![failure],
    }
}

/// The pack of a story, as its company publishes it.
fn published(source: &Source) -> Result<Published, Failure> {
    let pack = source.pack();
    let pack =
        pack.and_then(|pack| doorstep_packs::compile_sources(&pack).map_err(|report| report.to_string()));
    pack.map_err(|what| Failure { file: source.file.clone(), line: 1, what })
}

/// Tells a story in one way by the rules of another pack than its own.
#[must_use]
pub fn tell_with(source: &Source, pack: &Published, way: Way) -> Vec<Failure> {
    tell_on_paper(source, pack, way, None)
}

/// Tells a story in one way, and writes the reports of its jobs into a folder.
fn tell_on_paper(source: &Source, pack: &Published, way: Way, reports: Option<&Path>) -> Vec<Failure> {
    let at = |line, what| Failure { file: source.file.clone(), line, what };
    let mut stage = match Stage::set(source, pack, way) {
        Ok(stage) => stage,
        Err(error) => return vec![at(1, format!("the stage cannot be set: {error}"))],
    };
    let mut failures = Vec::new();
    for (step, line) in source.scenario.story.iter().zip(&source.story_lines) {
        match stage.play(step) {
            Ok(wrong) => failures.extend(wrong.into_iter().map(|what| at(*line, what))),
            Err(error) => {
                failures.push(at(*line, format!("not possible: {}", act::shortly(&error))));
                return failures;
            }
        }
    }
    let last = source.story_lines.last().copied().unwrap_or(1);
    match stage.come_together() {
        Ok(wrong) => failures.extend(wrong.into_iter().map(|what| at(last, format!("in the end, {what}")))),
        Err(error) => failures.push(at(last, format!("in the end: {error}"))),
    }
    for (step, line) in source.scenario.finally.iter().zip(&source.finally_lines) {
        match stage.play(step) {
            Ok(wrong) => failures.extend(wrong.into_iter().map(|what| at(*line, what))),
            Err(error) => failures.push(at(*line, format!("not possible: {}", act::shortly(&error)))),
        }
    }
    let name = source.file.file_stem().unwrap_or_default().to_string_lossy();
    match stage.papers(&name, reports) {
        Ok(wrong) => failures.extend(wrong.into_iter().map(|what| at(last, what))),
        Err(error) => failures.push(at(last, format!("no report: {}", act::shortly(&error)))),
    }
    failures
}

/// Reads all scenarios of the given paths.
///
/// # Errors
/// Every [`Problem`] of every file.
pub fn read_all(paths: &[PathBuf]) -> Result<Vec<Source>, Vec<Problem>> {
    let mut sources = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        match scenario::files(path) {
            Ok(files) => {
                for file in files {
                    match scenario::read(&file) {
                        Ok(source) => sources.push(source),
                        Err(problem) => problems.push(problem),
                    }
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(sources) } else { Err(problems) }
}

/// Prints every word that a scenario may use.
///
/// # Errors
/// Those of the standard output.
pub fn print_words(out: &mut dyn std::io::Write) -> Result<(), Trouble> {
    let lists = [
        ("Lines of a story", scenario::FORMS),
        ("What people do: NAME and", scenario::Action::WORDS),
        ("What can be expected of a job", scenario::Check::WORDS),
    ];
    for (title, words) in lists {
        writeln!(out, "{title}")?;
        for word in words {
            writeln!(out, "    {word}")?;
        }
    }
    Ok(())
}

/// Tells every story in every way, prints what happens, and says whether all was as expected. The reports of their
/// jobs are written into the folder `reports`, if there is one.
///
/// # Errors
/// Those of the standard output, and of the folder.
pub fn run(paths: &[PathBuf], reports: Option<&Path>, out: &mut dyn std::io::Write) -> Result<bool, Trouble> {
    let sources = match read_all(paths) {
        Ok(sources) => sources,
        Err(problems) => {
            for problem in &problems {
                writeln!(out, "{problem}")?;
            }
            writeln!(out, "0 passed, {} failed", problems.len())?;
            return Ok(false);
        }
    };
    if let Some(folder) = reports {
        std::fs::create_dir_all(folder)?;
    }
    let (mut passed, mut failed) = (0, 0);
    for source in &sources {
        let pack = published(source);
        for way in Way::ALL {
            let failures = match &pack {
                Ok(pack) => tell_on_paper(source, pack, way, reports),
                Err(failure) => vec![failure.clone()],
            };
            if failures.is_empty() {
                passed += 1;
                continue;
            }
            failed += 1;
            writeln!(out, "FAILED {} ({way})", source.scenario.title)?;
            for failure in failures {
                writeln!(out, "  {failure}")?;
            }
        }
        writeln!(out, "{}: {}", source.file.display(), source.scenario.title)?;
    }
    writeln!(out, "{passed} passed, {failed} failed")?;
    Ok(failed == 0)
}
