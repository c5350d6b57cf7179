//! When a step is asked, whether it is required, and what its answer must satisfy.

use serde_norway::Value;

use super::cel::Cel;
use super::checklist::{Builder, row_of};
use super::kind;
use super::plan::Planned;
use super::sheet::Row;
use super::survey::{Asks, Question};
use super::translate::{Here, Translated};
use super::workbook::Cell;
use super::yaml::{map, ours, texts, word};

impl Builder<'_> {
    /// The condition and the look of a group.
    pub(super) fn group_cells(&mut self, row: &Row, path: &str) {
        self.presentation(row);
        if let Some(cell) = row.get("relevant") {
            let read = self.translator.condition(&cell.text, Here { at: Some(path), repeat: None });
            self.condition_cell(path, cell, read);
        }
    }

    /// Says what became of a condition; what it decides on is asked, and never required, if it is not understood.
    pub(super) fn condition_cell(
        &mut self,
        at: &str,
        cell: &Cell,
        read: Result<Translated, String>,
    ) -> Option<Cel> {
        match read {
            Ok(translated) => {
                self.translated(cell, &translated);
                Some(translated.cel)
            }
            Err(reason) => {
                self.unread.insert(at.to_owned());
                self.cells.unknown(
                    cell,
                    format!("{reason}; what it decides on is always asked and never required"),
                );
                None
            }
        }
    }

    /// The condition under which a step is asked: its own and those of the groups around it.
    pub(super) fn when(&mut self, planned: &Planned<'_>, row: &Row) -> Option<Cel> {
        let repeat = planned.each.as_deref();
        if let Some(cell) = row.get("relevant") {
            let read = self.translator.condition(&cell.text, Here { at: Some(&planned.column), repeat });
            self.condition_cell(&planned.column, cell, read);
        }
        self.conditions_around(planned)
    }

    /// All conditions that decide whether a step is asked, as one.
    pub(super) fn conditions_around(&mut self, planned: &Planned<'_>) -> Option<Cel> {
        let row = row_of(planned);
        let repeat = planned.each.as_deref();
        let readable = planned.relevant.iter().filter(|(at, _)| !self.unread.contains(at));
        let conditions: Vec<(String, String)> = readable.cloned().collect();
        let mut all = Vec::new();
        for (at, text) in &conditions {
            if let Ok(translated) = self.translator.condition(text, Here { at: Some(at), repeat }) {
                all.push(translated.cel);
            }
        }
        if all.iter().all(|cel| *cel == Cel::truth(true)) {
            return None;
        }
        match self.translator.conditions(all, Here { at: None, repeat }) {
            Ok(translated) => Some(translated.cel),
            Err(reason) => {
                let at = row.get("relevant").map_or_else(|| row.place(), |cell| cell.at.clone());
                self.unread.insert(planned.column.clone());
                self.cells.unknown_place(&at, format!("with the conditions of its groups {reason}"));
                None
            }
        }
    }

    pub(super) fn is_unread(&self, planned: &Planned<'_>) -> bool {
        self.unread.contains(&planned.column)
            || planned.relevant.iter().any(|(at, _)| self.unread.contains(at))
    }

    pub(super) fn needed(&mut self, row: &Row, here: Here<'_>) -> Needed {
        if let Some(message) = row.get("required_message") {
            self.cells.approximated(message, "the phone says in its own words what is missing");
        }
        let Some(cell) = row.get("required") else { return Needed::No };
        match cell.text.to_lowercase().as_str() {
            "yes" | "true" | "true()" | "1" => {
                self.cells.understood(cell);
                Needed::Yes
            }
            "no" | "false" | "false()" | "0" => {
                self.cells.understood(cell);
                Needed::No
            }
            _ => match self.translator.condition(&cell.text, here) {
                Ok(translated) => {
                    self.translated(cell, &translated);
                    Needed::When(translated.cel)
                }
                Err(reason) => {
                    self.cells.unknown(cell, format!("{reason}; it is asked and never required"));
                    Needed::No
                }
            },
        }
    }

    /// What an answer must satisfy: the constraint, and the steps of a range.
    pub(super) fn constraint(
        &mut self,
        question: &Question,
        planned: &Planned<'_>,
        here: Here<'_>,
    ) -> Option<Value> {
        let row = &question.row;
        let mut checks = Vec::new();
        if let Some(cell) = row.get("constraint") {
            match self.translator.condition(&cell.text, here) {
                Ok(translated) => {
                    self.translated(cell, &translated);
                    checks.push(translated.cel);
                }
                Err(reason) => self.cells.unknown(cell, format!("{reason}; every answer is accepted")),
            }
        }
        checks.extend(kind::stepped(self, question, &planned.id));
        let said = self.text(row, "constraint_message");
        if checks.is_empty() {
            return None;
        }
        let check = match self.translator.conditions(checks, here) {
            Ok(translated) => translated.cel,
            Err(reason) => {
                self.cells.unknown_place(&row.place(), format!("constraint and steps together: {reason}"));
                return None;
            }
        };
        let message =
            said.unwrap_or_else(|| ours(self.codes, "这个答案不符合要求", "This answer is not accepted"));
        Some(map([("check", word(check.to_string())), ("message", Some(texts(&message)))]))
    }
}

/// Whether an answer is required.
pub(super) enum Needed {
    No,
    Yes,
    When(Cel),
}

/// `must` and `required` of a step.
pub(super) fn weight(
    needed: &Needed,
    when: Option<&Cel>,
    is_unread: bool,
    asks: &Asks,
) -> (&'static str, Option<Cel>) {
    match needed {
        _ if is_unread || *asks == Asks::Note => ("should", None),
        Needed::No => ("should", None),
        Needed::Yes if when.is_some() => ("conditional", None),
        Needed::Yes => ("must", None),
        Needed::When(cel) => ("conditional", Some(cel.clone())),
    }
}
