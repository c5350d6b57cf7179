//! Reading scenario files, and saying exactly where something is wrong in one.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use doorstep_domain::pack::Sources;
use doorstep_packs::xlsform;

use super::story::Scenario;

/// Something wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: PathBuf,
    /// Line and column from 1, if known.
    pub at: Option<(usize, usize)>,
    /// What.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.what)
    }
}

impl std::error::Error for Problem {}

/// A scenario with the places of its steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The file.
    pub file: PathBuf,
    /// What it says.
    pub scenario: Scenario,
    /// Lines of the steps of the story, from 1.
    pub story_lines: Vec<usize>,
    /// Lines of the final expectations, from 1.
    pub finally_lines: Vec<usize>,
}

impl Source {
    /// The sources of the scenario's pack: one that comes with Doorstep, or a folder or an XLSForm workbook beside the
    /// file, written with a `/` (`./packs/small`, `./form.xlsx`).
    ///
    /// # Errors
    /// What is known instead, or what is wrong with the folder or the workbook.
    pub fn pack(&self) -> Result<Sources, String> {
        let pack = &self.scenario.pack;
        if pack.contains('/') {
            let beside = self.file.parent().unwrap_or(Path::new("."));
            let path = beside.join(pack);
            return if path.is_file() { imported(&path) } else { folder(&path) };
        }
        doorstep_packs::builtin(pack).ok_or_else(|| {
            let known: Vec<&str> = doorstep_packs::builtins().collect();
            format!("there is no pack `{pack}`; known: {}", known.join(", "))
        })
    }
}

fn folder(path: &Path) -> Result<Sources, String> {
    doorstep_packs::read_folder(path).map_err(|report| report.to_string())
}

/// The pack that a form becomes, as somebody would get it who knows nothing of packs.
fn imported(path: &Path) -> Result<Sources, String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let imported =
        xlsform::import(&bytes, &xlsform::Options::default()).map_err(|error| error.to_string())?;
    Ok(imported.sources)
}

/// All scenario files of a path: the file itself, or every `.yaml` in the folder, in order of their names.
///
/// # Errors
/// [`Problem`] if there is no such path or no scenario in it.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, Problem> {
    let problem = |what: String| Problem { file: path.to_owned(), at: None, what };
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).map_err(|error| problem(error.to_string()))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    found.sort();
    if found.is_empty() { Err(problem("no .yaml file in this folder".to_owned())) } else { Ok(found) }
}

/// Reads one file.
///
/// # Errors
/// [`Problem`].
pub fn read(file: &Path) -> Result<Source, Problem> {
    let text = fs::read_to_string(file).map_err(|error| Problem {
        file: file.to_owned(),
        at: None,
        what: error.to_string(),
    })?;
    parse(file, &text)
}

/// Reads the text of a file.
///
/// # Errors
/// [`Problem`].
pub fn parse(file: &Path, text: &str) -> Result<Source, Problem> {
    let scenario: Scenario = serde_norway::from_str(text).map_err(|error| {
        let at = error.location().map(|location| (location.line(), location.column()));
        Problem { file: file.to_owned(), at, what: without_place(&error.to_string()) }
    })?;
    let lines = |key, count| {
        let lines = item_lines(text, key);
        let wrong = || Problem {
            file: file.to_owned(),
            at: None,
            what: format!("write `{key}:` on a line of its own and every step below it behind `- `"),
        };
        if lines.len() == count { Ok(lines) } else { Err(wrong()) }
    };
    let (story_lines, finally_lines) =
        (lines("story", scenario.story.len())?, lines("finally", scenario.finally.len())?);
    let steps = scenario.story.iter().chain(&scenario.finally);
    for (step, line) in steps.zip(story_lines.iter().chain(&finally_lines)) {
        scenario.check_names(step).map_err(|what| Problem {
            file: file.to_owned(),
            at: Some((*line, 1)),
            what,
        })?;
    }
    Ok(Source { file: file.to_owned(), scenario, story_lines, finally_lines })
}

/// The message of the parser without its own way of naming the place, which is printed before it.
fn without_place(message: &str) -> String {
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message.to_owned(),
    }
}

/// The lines on which the items of a top-level list begin.
fn item_lines(text: &str, key: &str) -> Vec<usize> {
    let mut lines = text.lines().enumerate().skip_while(|(_, line)| line.trim_end() != format!("{key}:"));
    lines.next();
    let mut indent = None;
    let mut found = Vec::new();
    for (number, line) in lines {
        let content = line.trim_start();
        let depth = line.len() - content.len();
        let is_top_level = depth == 0 && !content.is_empty() && !content.starts_with(['#', '-']);
        if is_top_level {
            break;
        }
        if content.starts_with("- ") && *indent.get_or_insert(depth) == depth {
            found.push(number + 1);
        }
    }
    found
}
