//! XLSForm: a checklist that a company already has, as a pack.
//!
//! A workbook is read ([`workbook`], [`sheet`]), its sheets are understood ([`survey`], [`choices`], [`language`]), its
//! questions are laid out as steps ([`plan`]), its XPath becomes CEL ([`xpath`], [`translate`]), and the result is
//! written as the folder of a pack ([`checklist`], [`head`]). Every cell is accounted for ([`report`]).

mod cel;
mod check;
mod checklist;
mod choices;
mod column;
mod condition;
mod head;
mod id;
mod initial;
mod kind;
mod language;
mod look;
mod ods;
mod offer;
mod password;
mod plan;
mod problem;
mod range;
mod report;
mod settings;
mod sheet;
mod survey;
mod table;
#[cfg(test)]
mod tests;
mod translate;
mod types;
mod workbook;
mod xpath;
mod yaml;

use std::collections::BTreeMap;

use doorstep_domain::pack::Sources;
use doorstep_domain::text::Language;

use crate::publish::{Published, compile_sources};
use crate::report::Finding;

pub(crate) use id::snake;
pub(crate) use kind::SIGNERS;
pub use problem::Problem;
pub use report::{CellVerdict, Cells, Verdict};
pub(crate) use translate::{A_NUMBER, QUOTIENT_DIGITS};
pub use workbook::{MAX_WORKBOOK, Place, WorkbookError};
pub(crate) use workbook::{check_bytes, check_container};

use checklist::Builder;
use choices::Lists;
use language::Languages;
use plan::Plan;
use problem::Problems;
use settings::Settings;
use sheet::Sheet;
use workbook::RawSheet;

/// What is said about a form beside its workbook.
#[derive(Debug, Clone)]
pub struct Options {
    /// The language of columns that name none.
    pub language: Language,
    /// The id of the pack; else that of the form.
    pub id: Option<String>,
    /// The files beside the form that it takes choices from (`select_one_from_file brands.csv`), by their names.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Default for Options {
    fn default() -> Self {
        Self { language: Language::english(), id: None, files: BTreeMap::new() }
    }
}

/// What became of a form.
#[derive(Debug)]
pub struct Imported {
    /// The files of the pack.
    pub sources: Sources,
    /// What became of every cell.
    pub cells: Cells,
    /// The pack; or what keeps it from being published, each with the row of the form where there is one.
    pub published: Result<Published, Vec<(Option<Place>, Finding)>>,
}

/// Why a form is not imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// It is no XLSForm.
    #[error("the workbook has no sheet `{0}`: an XLSForm has `survey`, and `choices` for its lists")]
    NoSheet(&'static str),
    /// The header lacks a column.
    #[error(
        "the sheet `{sheet}` has no column `{column}` in its first row: name it so there, above the questions{}",
        .near.as_ref().map(|near| format!("; is it `{near}`?")).unwrap_or_default()
    )]
    NoColumn {
        /// The sheet.
        sheet: &'static str,
        /// The column.
        column: &'static str,
        /// A header that may be meant for it.
        near: Option<String>,
    },
    /// Something in the form has to be mended first.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Problems(Vec<Problem>),
}

/// A workbook that was read.
#[derive(Debug, Clone)]
pub struct Form {
    sheets: Vec<RawSheet>,
}

impl Form {
    /// Reads a workbook (`.xlsx`, `.xls`, `.ods`).
    ///
    /// # Errors
    /// [`ImportError::Workbook`] if it cannot be read within its limits.
    pub fn read(bytes: &[u8]) -> Result<Self, ImportError> {
        Ok(Self { sheets: workbook::read(bytes)? })
    }

    /// The names of the files beside the form that it takes choices from.
    #[must_use]
    pub fn files(&self) -> Vec<String> {
        let survey = self.sheets.iter().filter(|sheet| sheet.name.trim().eq_ignore_ascii_case("survey"));
        let words = survey.flat_map(|sheet| sheet.rows.iter().flatten()).filter_map(|cell| {
            let (kind, rest) = cell.text.split_once(char::is_whitespace)?;
            kind.ends_with("_from_file")
                .then(|| rest.split_whitespace().next().unwrap_or_default().to_owned())
        });
        let mut names: Vec<String> = words.filter(|name| !name.is_empty()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Makes a pack of it. Nothing of it is dropped silently: what has no counterpart is in [`Imported::cells`] with its
    /// reason.
    ///
    /// # Errors
    /// [`ImportError`]: what is wrong in the form leaves no doubt-free meaning, or a file beside it cannot be read.
    pub fn import(&self, options: &Options) -> Result<Imported, ImportError> {
        import_sheets(&self.sheets, options)
    }
}

/// Makes a pack of an XLSForm in one go: [`Form::read`] and [`Form::import`].
///
/// # Errors
/// [`ImportError`].
pub fn import(bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    Form::read(bytes)?.import(options)
}

fn import_sheets(raw: &[RawSheet], options: &Options) -> Result<Imported, ImportError> {
    let mut cells = Cells::default();
    let mut problems = Problems::default();
    let survey =
        sheet_of(raw, "survey", &["type", "name"], &mut cells)?.ok_or(ImportError::NoSheet("survey"))?;
    let choices = sheet_of(raw, "choices", &["list_name", "name"], &mut cells)?;
    let settings = sheet_of(raw, "settings", &[], &mut cells)?;
    other_sheets(raw, &mut cells);
    let settings = Settings::read(settings.as_ref(), &mut cells);
    let mut lists = Lists::new(settings.allows_duplicates);
    let mut sheets = Vec::new();
    for (name, bytes) in &options.files {
        let sheet = Sheet::read(&table::read(name, bytes)?, &mut cells);
        lists.read_file(name, &sheet, &mut cells, &mut problems);
        sheets.push(sheet);
    }
    if let Some(choices) = &choices {
        lists.read(choices, &mut cells, &mut problems);
    }
    if check::is_too_long(&survey, &mut problems) {
        return Err(ImportError::Problems(problems.0));
    }
    let items = survey::read(&survey, &lists, &mut cells, &mut problems);
    check::check(&items, &mut problems);
    if !problems.0.is_empty() {
        return Err(ImportError::Problems(problems.0));
    }
    let sheets: Vec<&Sheet> =
        [Some(&survey), choices.as_ref()].into_iter().flatten().chain(&sheets).collect();
    let languages = Languages::of(&sheets, &options.language, settings.default_language.as_deref());
    let has_plain = sheets
        .iter()
        .any(|sheet| sheet.columns.iter().any(|(c, _)| c.name == "label" && c.language.is_none()));
    let codes = languages.codes(has_plain);
    let plan = Plan::of(&items);
    if check::asks_wrong_number(&survey, &plan, &mut problems) {
        return Err(ImportError::Problems(problems.0));
    }
    lists.judge_unused(|list| plan.asks_for(list), &mut cells);
    let title = settings.title(&codes);
    let built = Builder::new(&plan, &lists, &languages, &codes, &mut cells)
        .build(&title, settings.instance_name.as_ref());
    let id = options.id.clone().unwrap_or_else(|| settings.id());
    let sources = head::sources(&id, &settings, &title, &codes, &built);
    let published = compile_sources(&sources).map_err(|report| located(report.findings, &built.places));
    Ok(Imported { sources, cells, published })
}

/// A sheet by its name, whatever its capitals, with the columns that it must have; the only sheet is the survey. An empty one
/// is none.
fn sheet_of(
    raw: &[RawSheet],
    name: &'static str,
    columns: &[&'static str],
    cells: &mut Cells,
) -> Result<Option<Sheet>, ImportError> {
    let is_named = |sheet: &&RawSheet| sheet.name.trim().eq_ignore_ascii_case(name);
    let only = raw.first().filter(|sheet| raw.len() == 1 && name == "survey" && has_types(sheet));
    let Some(found) = raw.iter().find(is_named).or(only).filter(|sheet| !sheet.rows.is_empty()) else {
        return Ok(None);
    };
    let sheet = Sheet::read(found, cells);
    match columns.iter().find(|column| !sheet.has(column)) {
        Some(column) => Err(ImportError::NoColumn { sheet: name, column, near: sheet.near(column) }),
        None => Ok(Some(sheet)),
    }
}

/// Whether the header of a sheet has the column that makes it a survey.
fn has_types(sheet: &RawSheet) -> bool {
    sheet.rows.first().is_some_and(|header| header.iter().any(|cell| cell.text.eq_ignore_ascii_case("type")))
}

/// Other sheets are not part of a form, or not of this one; they are named once.
fn other_sheets(raw: &[RawSheet], cells: &mut Cells) {
    for sheet in raw {
        let is_known =
            ["survey", "choices", "settings"].iter().any(|n| sheet.name.trim().eq_ignore_ascii_case(n));
        if let Some(first) = sheet.rows.iter().flatten().next().filter(|_| !is_known) {
            let count: usize = sheet.rows.iter().map(Vec::len).sum();
            cells.unknown_place(
                &first.at,
                format!("the sheet `{}` with {count} cells is not read", sheet.name),
            );
        }
    }
}

/// The rows of the form that the findings of the linter are about.
fn located(findings: Vec<Finding>, places: &[Place]) -> Vec<(Option<Place>, Finding)> {
    let row_of = |finding: &Finding| {
        let inside = finding.path.strip_prefix("steps[")?;
        let index: usize = inside.split(']').next()?.parse().ok()?;
        places.get(index).cloned()
    };
    findings.into_iter().map(|finding| (row_of(&finding), finding)).collect()
}
