//! Workbooks made here, and what becomes of them.

mod broken;
mod columns;
mod conditions;
mod features;
mod files;
mod mentions;
mod spellings;
mod table;

use doorstep_domain::checklist::{Checklist, Step};

use super::{CellVerdict, ImportError, Imported, Options, Verdict, import};

/// A workbook: sheets with their rows.
type Workbook<'a> = &'a [(&'a str, &'a [&'a [&'a str]])];

/// The bytes of a workbook.
fn xlsx(sheets: Workbook<'_>) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0_u32..).zip(*rows) {
            for (column, text) in (0_u16..).zip(*cells) {
                if !text.is_empty() {
                    sheet.write_string(row, column, *text).unwrap();
                }
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn imported(sheets: Workbook<'_>) -> Imported {
    import(&xlsx(sheets), &Options::default()).unwrap()
}

/// Imports and publishes.
fn published(sheets: Workbook<'_>) -> (Checklist<String>, Imported) {
    let imported = imported(sheets);
    if let Err(findings) = &imported.published {
        let text: Vec<String> = findings.iter().map(|(at, finding)| format!("{at:?} {finding}")).collect();
        panic!("{}\n{}", text.join("\n"), sources(&imported));
    }
    // Whatever form is brought can be written as one again, and comes back the same.
    if let Ok(published) = &imported.published {
        crate::export::tests::assert_comes_back(&published.pack);
    }
    (checklist(&imported), imported)
}

/// The checklist as it was written.
fn checklist(imported: &Imported) -> Checklist<String> {
    let file = imported.sources.iter().find(|(path, _)| path.starts_with("checklists/")).unwrap();
    let mut report = crate::report::LintReport::default();
    crate::source::parse(file.0, file.1, &mut report).unwrap_or_else(|| panic!("{report}"))
}

fn sources(imported: &Imported) -> String {
    imported.sources.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
}

fn step<'a>(checklist: &'a Checklist<String>, id: &str) -> &'a Step<String> {
    let found = checklist.steps.iter().find(|step| step.id == id);
    found.unwrap_or_else(|| panic!("there is no step {id}"))
}

/// What became of a cell, by its place.
fn cell(imported: &Imported, place: &str) -> CellVerdict {
    let found = imported.cells.iter().find(|cell| cell.at.to_string() == place);
    found.unwrap_or_else(|| panic!("no cell {place} was met:\n{}", imported.cells))
}

fn reason(imported: &Imported, place: &str) -> String {
    match cell(imported, place).verdict {
        Verdict::Understood => "understood".to_owned(),
        Verdict::Approximated(reason) | Verdict::NotUnderstood(reason) => reason,
    }
}

/// The problems that keep a form from being imported.
fn problems(sheets: Workbook<'_>) -> Vec<String> {
    match import(&xlsx(sheets), &Options::default()) {
        Err(ImportError::Problems(problems)) => problems.iter().map(ToString::to_string).collect(),
        Err(other) => vec![other.to_string()],
        Ok(_) => Vec::new(),
    }
}
