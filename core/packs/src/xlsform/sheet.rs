//! A sheet with a header: rows of named cells.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::report::Cells;
use super::workbook::{Cell, Place, RawSheet};
use crate::nearest::nearest;

/// A column: what it holds, and in which language if it is text for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Column {
    /// Its name as XLSForm spells it today: `label`, `relevant`, `media::image`.
    pub(super) name: String,
    /// The language as the form names it: `English (en)`.
    pub(super) language: Option<String>,
}

/// One row below the header.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) number: u32,
    sheet: Rc<str>,
    cells: BTreeMap<Column, Cell>,
}

impl Row {
    /// The cell in a column that has no language.
    pub(super) fn get(&self, name: &str) -> Option<&Cell> {
        self.cells.get(&Column { name: name.to_owned(), language: None })
    }

    /// The texts of a column, by language; `None` is the column that names none.
    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = (Option<&str>, &Cell)> {
        let of_name = self.cells.iter().filter(move |(column, _)| column.name == name);
        of_name.map(|(column, cell)| (column.language.as_deref(), cell))
    }

    /// The same place without its cells.
    pub(super) fn bare(&self) -> Self {
        Self { cells: BTreeMap::new(), sheet: Rc::clone(&self.sheet), ..*self }
    }

    /// Every cell with its column.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Column, &Cell)> {
        self.cells.iter()
    }

    /// The row as a place, for what is said about the whole of it.
    pub(super) fn place(&self) -> Place {
        let first = self.cells.values().map(|cell| cell.at.column).min().unwrap_or(0);
        Place { sheet: Rc::clone(&self.sheet), row: self.number, column: first }
    }
}

/// A sheet whose first row names its columns.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) columns: Vec<(Column, Cell)>,
    pub(super) rows: Vec<Row>,
}

impl Sheet {
    /// Takes the first row that has anything as the header, and counts all cells below it as met.
    pub(super) fn read(raw: &RawSheet, cells: &mut Cells) -> Self {
        let mut rows = raw.rows.iter();
        let header = rows.next().map(Vec::as_slice).unwrap_or_default();
        let columns: Vec<(Column, Cell)> =
            header.iter().map(|cell| (column_of(&cell.text), cell.clone())).collect();
        for place in &raw.merged {
            cells.unknown_place(
                place,
                "cells are joined here, and all but the first are empty: take them apart",
            );
        }
        for place in &raw.unvalued {
            cells.unknown_place(
                place,
                "the formula here has no value: open the workbook in a spreadsheet and save it, or write the value",
            );
        }
        Self { rows: rows.map(|row| named(row, &columns, cells)).collect(), columns }
    }

    /// The header that may mean a column which is not there.
    pub(super) fn near(&self, name: &str) -> Option<String> {
        let mut headers = self.columns.iter().map(|(_, cell)| &cell.text);
        headers.find(|header| near_column(header) == Some(name)).cloned()
    }

    /// Whether the header has a column of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|(column, _)| column.name == name)
    }
}

fn named(row: &[Cell], columns: &[(Column, Cell)], cells: &mut Cells) -> Row {
    let mut found = BTreeMap::new();
    for cell in row {
        let column = columns.iter().find(|(_, header)| header.at.column == cell.at.column);
        match column {
            Some((column, header)) => {
                cells.met(cell, &header.text);
                if let Some(earlier) = found.insert(column.clone(), cell.clone()) {
                    cells.unknown(&earlier, "another column has the same name, and that one counts");
                }
            }
            None => {
                cells.met(cell, "");
                cells.unknown(cell, "its column has no header");
            }
        }
    }
    let first = row.first();
    let number = first.map_or(0, |cell| cell.at.row);
    Row { number, sheet: first.map_or_else(|| "".into(), |cell| Rc::clone(&cell.at.sheet)), cells: found }
}

/// A header as it is written, with its old spellings and either separator: `Constraint Message`, `label:English`,
/// `media::image::English (en)`.
fn column_of(header: &str) -> Column {
    let separator = if header.contains("::") { "::" } else { ":" };
    let is_single = separator == ":" && header.starts_with("jr:");
    let mut parts = if is_single { vec![header] } else { header.split(separator).collect() };
    let mut name = plain(parts.remove(0));
    if matches!(name.as_str(), "media" | "bind" | "body" | "control" | "instance") && !parts.is_empty() {
        name = format!("{name}::{}", plain(parts.remove(0)));
    }
    let language = parts.join(separator).trim().to_owned();
    Column { name: current_name(name), language: Some(language).filter(|language| !language.is_empty()) }
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase().split_whitespace().collect::<Vec<_>>().join("_")
}

/// Spellings of older forms, and those of the XForm below.
fn current_name(name: String) -> String {
    let current = match name.as_str() {
        "relevance" | "bind::relevant" => "relevant",
        "bind::constraint" => "constraint",
        "bind::jr:constraintmsg" | "constraint_msg" => "constraint_message",
        "bind::required" => "required",
        "bind::jr:requiredmsg" => "required_message",
        "bind::readonly" | "readonly" => "read_only",
        "bind::calculate" | "calculate" => "calculation",
        "control::appearance" | "body::appearance" => "appearance",
        "count" | "jr:count" | "control::jr:count" => "repeat_count",
        "list" => "list_name",
        "value" => "name",
        "image" => "media::image",
        "audio" => "media::audio",
        "video" => "media::video",
        "caption" => "label",
        "guidance" => "guidance_hint",
        _ => return name,
    };
    current.to_owned()
}

/// What the columns of the three sheets are called.
const COLUMNS: [&str; 23] = [
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "required",
    "required_message",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "default",
    "read_only",
    "trigger",
    "appearance",
    "parameters",
    "choice_filter",
    "repeat_count",
    "list_name",
    "form_title",
    "form_id",
    "version",
    "default_language",
];

/// The column that a header which is none of them may mean.
pub(super) fn near_column(header: &str) -> Option<&'static str> {
    let name = column_of(header).name;
    if COLUMNS.contains(&name.as_str()) {
        return None;
    }
    nearest(&name, COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::{Column, column_of};

    #[test]
    fn headers_are_known_in_every_spelling() {
        for (written, name, language) in [
            ("relevance", "relevant", None),
            (" Constraint  Message ", "constraint_message", None),
            ("label::English (en)", "label", Some("English (en)")),
            ("label:English", "label", Some("English")),
            ("media::image::Deutsch (de)", "media::image", Some("Deutsch (de)")),
            ("image", "media::image", None),
            ("bind::relevant", "relevant", None),
            ("jr:count", "repeat_count", None),
        ] {
            let column = Column { name: name.to_owned(), language: language.map(str::to_owned) };
            assert_eq!(column_of(written), column, "{written}");
        }
    }
}
