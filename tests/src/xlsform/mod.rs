//! Random XLSForms, and two that read them: our importer with the running checklist, and pyxform with an XPath evaluator
//! (`tests/xlsform/differential.py`). For random answers both must say the same: which questions are asked, and which
//! answers break a constraint.

mod form;
mod ours;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::json;

use crate::world::Trouble;
use form::Form;
use ours::Read;

/// The day on which all of it happens.
const TODAY: &str = "2026-03-02";

/// How many disagreements are printed in full.
const SHOWN: usize = 20;

/// Of how many forms one may be set aside; more would mean that hardly anything is compared.
const SET_ASIDE: usize = 2;

/// What a run is asked for.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Wanted {
    /// Forms to make.
    #[arg(long, default_value_t = 300)]
    pub forms: u64,
    /// Where the numbers begin.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// People who answer each form.
    #[arg(long, default_value_t = 8)]
    pub people: usize,
    /// Makes only this form, and prints it.
    #[arg(long)]
    pub only: Option<u64>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Both said the same, of everything.
    Agreed,
    /// They did not.
    Disagreed,
    /// There is no Python with pyxform, and none could be installed.
    Skipped,
}

/// What a question says to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Told {
    asked: bool,
    broken: bool,
}

/// What the other side says of a form.
#[derive(Debug, Deserialize)]
struct Judged {
    error: Option<String>,
    people: Vec<BTreeMap<String, Told>>,
}

#[derive(Debug, Default)]
struct Tally {
    forms: usize,
    contradicted: usize,
    too_long: usize,
    compared: usize,
    asked: usize,
    broken: usize,
    conditions: usize,
    disagreements: Vec<String>,
}

/// Makes forms, has them read by both, and prints every disagreement.
///
/// # Errors
/// If a file cannot be written, or Python breaks off.
pub fn run(wanted: Wanted, output: &mut dyn Write) -> Result<Ended, Trouble> {
    let Some(python) = python()? else {
        writeln!(output, "SKIPPED: no Python with pyxform and lxml, and none could be installed")?;
        return Ok(Ended::Skipped);
    };
    let folder = tempfile::tempdir()?;
    let numbers = wanted.only.map_or(1..=wanted.forms, |only| only..=only);
    let forms: Vec<(u64, Form)> =
        numbers.map(|number| (number, Form::random(wanted.seed, number, wanted.people))).collect();
    let mut workbooks = Vec::new();
    for (number, form) in &forms {
        let (path, bytes) = (folder.path().join(format!("form-{number}.xlsx")), workbook(form)?);
        std::fs::write(&path, &bytes)?;
        workbooks.push((path, bytes));
    }
    let judged = judge(&python, folder.path(), &forms, &workbooks)?;
    let mut tally = Tally::default();
    for (((number, form), (_, bytes)), judged) in forms.iter().zip(&workbooks).zip(judged) {
        if wanted.only.is_some() {
            form.survey.iter().try_for_each(|row| writeln!(output, "{}", row.join(" | ")))?;
        }
        tally.hold(*number, form, bytes, &judged)?;
    }
    tally.print(wanted, output)
}

impl Tally {
    fn hold(&mut self, number: u64, form: &Form, workbook: &[u8], judged: &Judged) -> Result<(), Trouble> {
        self.forms += 1;
        let mut disagree = |what: String| self.disagreements.push(format!("form {number}: {what}"));
        if let Some(error) = &judged.error {
            disagree(format!("pyxform: {error}"));
            return Ok(());
        }
        let published = match ours::read(workbook) {
            Read::Pack(published) => published,
            Read::NeverAsked(names) => {
                self.contradicted += 1;
                // Of those whose answers are all accepted: with others no visit ends.
                let accepted: Vec<_> =
                    judged.people.iter().filter(|told| told.values().all(|told| !told.broken)).collect();
                let asks = |name: &&String| {
                    accepted.iter().any(|told| told.get(*name).is_some_and(|told| told.asked))
                };
                if let Some(name) = names.iter().find(asks) {
                    disagree(format!("the linter says that {name} is never asked, and somebody was"));
                }
                return Ok(());
            }
            Read::TooLong => {
                self.too_long += 1;
                return Ok(());
            }
            Read::Refused(reason) => {
                disagree(format!("not imported: {reason}"));
                return Ok(());
            }
        };
        self.conditions +=
            form.survey.iter().flat_map(|row| &row[3..]).filter(|cell| !cell.is_empty()).count();
        for (answers, theirs) in form.people.iter().zip(&judged.people) {
            let ours = ours::told(&published, form, answers)?;
            for (name, our) in ours {
                let their = theirs.get(&name).ok_or_else(|| format!("form {number} lacks {name}"))?;
                self.compared += 1;
                self.asked += usize::from(our.asked);
                self.broken += usize::from(our.broken);
                if our != *their {
                    let row = form.survey.iter().find(|row| row[1] == name).map(|row| row.join(" | "));
                    let row = row.unwrap_or_default();
                    self.disagreements.push(format!(
                        "form {number}: {row}: we {our:?}, they {their:?}, answers {answers:?}"
                    ));
                }
            }
        }
        Ok(())
    }

    fn print(&self, wanted: Wanted, output: &mut dyn Write) -> Result<Ended, Trouble> {
        for disagreement in self.disagreements.iter().take(SHOWN) {
            writeln!(output, "{disagreement}")?;
        }
        let Self { forms, contradicted, too_long, compared, asked, broken, conditions, disagreements } = self;
        writeln!(
            output,
            "seed {}: {forms} forms, of them {contradicted} with a question that is never asked and {too_long} with a condition \
             beyond the limit; of the others {conditions} conditions, {compared} questions compared ({asked} asked, {broken} answers against a constraint), {} disagreements",
            wanted.seed,
            disagreements.len()
        )?;
        let hardly = wanted.only.is_none()
            && ((contradicted + too_long) * SET_ASIDE > *forms || *asked == 0 || *broken == 0);
        if hardly {
            writeln!(output, "the forms are too blunt: hardly anything was compared")?;
        }
        Ok(if disagreements.is_empty() && !hardly { Ended::Agreed } else { Ended::Disagreed })
    }
}

fn workbook(form: &Form) -> Result<Vec<u8>, Trouble> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let header = form::HEADER.map(str::to_owned);
    let survey: Vec<&[String]> =
        std::iter::once(header.as_slice()).chain(form.survey.iter().map(<[String; 6]>::as_slice)).collect();
    let choices = form::choices();
    let choices: Vec<&[String]> = choices.iter().map(<[String; 3]>::as_slice).collect();
    for (name, rows) in [("survey", survey), ("choices", choices)] {
        let sheet = workbook.add_worksheet().set_name(name)?;
        for (row, cells) in (0_u32..).zip(rows) {
            for (column, text) in (0_u16..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(row, column, text)?;
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// What the other side says of all forms.
fn judge(
    python: &Path,
    folder: &Path,
    forms: &[(u64, Form)],
    workbooks: &[(PathBuf, Vec<u8>)],
) -> Result<Vec<Judged>, Trouble> {
    let (wanted, found) = (folder.join("wanted.json"), folder.join("found.json"));
    let all = forms.iter().zip(workbooks);
    let all =
        all.map(|((_, form), (path, _))| json!({ "workbook": path, "today": TODAY, "people": form.people }));
    std::fs::write(&wanted, serde_json::to_vec(&all.collect::<Vec<_>>())?)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("xlsform/differential.py");
    let done = Command::new(python).arg(script).args([&wanted, &found]).stdin(Stdio::null()).status()?;
    if !done.success() {
        return Err(format!("the other side broke off: {done}").into());
    }
    Ok(serde_json::from_slice(&std::fs::read(&found)?)?)
}

/// A Python that has what is needed, installed once into `target/xlsform`.
fn python() -> Result<Option<PathBuf>, Trouble> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = here.join("../target/xlsform");
    let python = folder.join("bin/python");
    let succeeds = |command: &mut Command| {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    let has_all = || succeeds(Command::new(&python).args(["-c", "import pyxform, lxml"]));
    if has_all() {
        return Ok(Some(python));
    }
    let made = python.exists() || succeeds(Command::new("python3").args(["-m", "venv"]).arg(&folder));
    let requirements = here.join("xlsform/requirements.txt");
    let installed = made
        && succeeds(
            Command::new(&python)
                .args(["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r"])
                .arg(requirements),
        );
    Ok((installed && has_all()).then_some(python))
}
