//! The sheet `choices`: lists of options.

use std::collections::BTreeMap;

use super::id::Ids;
use super::problem::Problems;
use super::report::Cells;
use super::sheet::{Row, Sheet};
use crate::nearest::{hint, nearest};

/// Every list by its name, or by that of its file.
#[derive(Debug, Default)]
pub(super) struct Lists {
    lists: BTreeMap<String, Vec<Choice>>,
    ids: BTreeMap<String, Ids>,
    /// A choice may stand in several rows, which a filter tells apart.
    allows_duplicates: bool,
}

/// One option.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// What answers carry in the form.
    pub(super) name: String,
    /// The same as an id that answers can carry here.
    pub(super) id: String,
    pub(super) row: Row,
    /// The other rows in which it stands.
    also: Vec<Row>,
}

impl Choice {
    /// All its rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        std::iter::once(&self.row).chain(&self.also)
    }
}

impl Lists {
    /// No list yet.
    pub(super) fn new(allows_duplicates: bool) -> Self {
        Self { allows_duplicates, ..Self::default() }
    }

    /// Adds the lists of a sheet.
    pub(super) fn read(&mut self, sheet: &Sheet, cells: &mut Cells, problems: &mut Problems) {
        for row in &sheet.rows {
            match row.get("list_name") {
                Some(list) => {
                    cells.understood(list);
                    self.add(&list.text, row, cells, problems);
                }
                None if row.get("name").is_some() => {
                    problems.add(row.place(), "the choice has no `list_name`");
                }
                None => left_out(row, cells),
            }
        }
    }

    /// Adds the list of a file of its own.
    pub(super) fn read_file(
        &mut self,
        file: &str,
        sheet: &Sheet,
        cells: &mut Cells,
        problems: &mut Problems,
    ) {
        self.lists.entry(file.to_owned()).or_default();
        for row in &sheet.rows {
            self.add(file, row, cells, problems);
        }
    }

    fn add(&mut self, list: &str, row: &Row, cells: &mut Cells, problems: &mut Problems) {
        let Some(name) = row.get("name") else {
            return problems.add(row.place(), "the choice has no `name`");
        };
        let choices = self.lists.entry(list.to_owned()).or_default();
        if let Some(earlier) = choices.iter_mut().find(|choice| choice.name == name.text) {
            if self.allows_duplicates {
                cells.understood(name);
                same_label(&earlier.row, row, cells);
                earlier.also.push(row.clone());
                return;
            }
            let row = earlier.row.number;
            let reason = format!("the list has the choice `{}` already, in row {row}", name.text);
            return problems.add(name.at.clone(), reason);
        }
        let id = self.ids.entry(list.to_owned()).or_default().token(&name.text);
        if id == name.text {
            cells.understood(name);
        } else {
            cells.approximated(name, format!("answers carry `{id}`"));
        }
        choices.push(Choice { name: name.text.clone(), id, row: row.clone(), also: Vec::new() });
    }

    /// Says of the choices of lists that no question asks for that nobody sees them.
    pub(super) fn judge_unused(&self, is_used: impl Fn(&str) -> bool, cells: &mut Cells) {
        for (name, choices) in self.lists.iter().filter(|(name, _)| !is_used(name)) {
            for (_, cell) in choices.iter().flat_map(Choice::rows).flat_map(Row::iter) {
                cells.approximated(cell, format!("no question asks for the list `{name}`"));
            }
        }
    }

    pub(super) fn has(&self, list: &str) -> bool {
        self.lists.contains_key(list)
    }

    /// The options of a list.
    pub(super) fn get(&self, list: &str) -> &[Choice] {
        self.lists.get(list).map(Vec::as_slice).unwrap_or_default()
    }

    /// Says that there is no such list, and which one may be meant.
    pub(super) fn missing(&self, list: &str) -> String {
        let near = nearest(list, self.lists.keys().map(String::as_str));
        format!("the sheet `choices` has no list `{list}`{}", hint(near))
    }
}

/// A row that belongs to no list: a remark.
fn left_out(row: &Row, cells: &mut Cells) {
    for (_, cell) in row.iter() {
        cells.unknown(cell, "the row names no list and no choice: it is not read");
    }
}

/// A choice is called the same wherever it stands.
fn same_label(first: &Row, again: &Row, cells: &mut Cells) {
    for (language, cell) in again.texts("label") {
        let is_same = first.texts("label").any(|(of, known)| of == language && known.text == cell.text);
        if is_same {
            cells.understood(cell);
        } else {
            cells.approximated(cell, format!("the choice is called as in row {}", first.number));
        }
    }
}
