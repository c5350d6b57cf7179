//! `choice_filter`: which choices are offered when.
//!
//! The columns of a choice are known before anything is answered. So the filter is read once for all choices that it
//! cannot tell apart, with their values in the place of the columns; what is left depends on answers alone.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde_norway::Value;

use super::cel::Cel;
use super::checklist::Builder;
use super::choices::Choice;
use super::sheet::Row;
use super::survey::{Asks, Question};
use super::translate::Here;
use super::xpath::{XPath, parse};
use super::yaml::{list, map, word};

/// What a filter leaves of the choices of a question.
#[derive(Debug, Default)]
pub(super) struct Offers {
    /// The ids of choices that no answer brings up.
    pub(super) never: BTreeSet<String>,
    /// The others that are not always offered, by the condition under which they are.
    sometimes: Vec<(Cel, Vec<String>)>,
}

impl Offers {
    /// As a step has it.
    pub(super) fn yaml(&self) -> Option<Value> {
        let offer = |(when, options): &(Cel, Vec<String>)| {
            let options = list(options.iter().filter_map(|id| word(id.as_str())).collect::<Vec<_>>());
            map([("options", options), ("when", word(when.to_string()))])
        };
        let offers: Vec<Value> = self.sometimes.iter().map(offer).collect();
        if offers.is_empty() { None } else { list(offers) }
    }

    fn add(&mut self, when: Cel, id: String) {
        if when == Cel::truth(false) {
            self.never.insert(id);
        } else if when != Cel::truth(true) {
            match self.sometimes.iter_mut().find(|(known, _)| *known == when) {
                Some((_, options)) => options.push(id),
                None => self.sometimes.push((when, vec![id])),
            }
        }
    }
}

impl Builder<'_> {
    /// What the filter of a question leaves. Without one, and if it is not understood, every choice is offered.
    pub(super) fn offers(&mut self, question: &Question, here: Here<'_>) -> Offers {
        let Some(cell) = question.row.get("choice_filter") else { return Offers::default() };
        let (Asks::One { list, .. } | Asks::Several { list, .. }) = &question.asks else {
            self.cells.unknown(cell, "only questions with choices can be filtered");
            return Offers::default();
        };
        let choices: Vec<Choice> = self.lists.get(list).to_vec();
        match self.filtered(&cell.text, &choices, here) {
            Ok((offers, notes)) => {
                match notes.is_empty() {
                    true => self.cells.understood(cell),
                    false => self.cells.approximated(cell, notes.into_iter().collect::<Vec<_>>().join("; ")),
                }
                offers
            }
            Err(reason) => {
                self.cells.unknown(cell, format!("{reason}; every choice is offered"));
                Offers::default()
            }
        }
    }

    fn filtered(
        &mut self,
        filter: &str,
        choices: &[Choice],
        here: Here<'_>,
    ) -> Result<(Offers, BTreeSet<String>), String> {
        let columns = columns_of(&parse(filter)?);
        let has_any =
            |column: &&String| choices.iter().flat_map(Choice::rows).any(|row| row.get(column).is_some());
        if let Some(lost) = columns.iter().find(|column| !has_any(column)) {
            return Err(format!("no choice of the list has anything in a column `{lost}`"));
        }
        for value in
            choices.iter().flat_map(Choice::rows).flat_map(|row| columns.iter().filter_map(|of| row.get(of)))
        {
            self.cells.understood(value);
        }
        let (mut offers, mut notes) = (Offers::default(), BTreeSet::new());
        let mut by_values = BTreeMap::new();
        for values in choices.iter().flat_map(Choice::rows).map(|row| values_of(row, &columns)) {
            if let Entry::Vacant(new) = by_values.entry(values) {
                let when = self.translator.filter(filter, &columns, new.key(), here)?;
                notes.extend(when.notes);
                new.insert(when.cel);
            }
        }
        for choice in choices {
            let of_rows = choice.rows().filter_map(|row| by_values.get(&values_of(row, &columns)).cloned());
            offers.add(Cel::any(of_rows), choice.id.clone());
        }
        Ok((offers, notes))
    }
}

/// What a row has in these columns.
fn values_of(row: &Row, columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| row.get(column).map_or_else(String::new, |cell| cell.text.clone())).collect()
}

/// The columns of the sheet `choices` that a filter reads.
fn columns_of(expression: &XPath) -> Vec<String> {
    match expression {
        XPath::Column(name) => vec![name.clone()],
        XPath::Call(_, arguments) => arguments.iter().flat_map(columns_of).collect(),
        XPath::Binary(_, left, right) => columns_of(left).into_iter().chain(columns_of(right)).collect(),
        XPath::Negative(inner) => columns_of(inner),
        XPath::Number(_) | XPath::Text(_) | XPath::Answer(_) | XPath::Current => Vec::new(),
    }
}
