//! The history: who changed what, when, on which device, with what each write replaced.

use doorstep_domain::case::{Happened, Happening};
use doorstep_domain::document::{Field, FieldWrite, LineField};
use doorstep_domain::id::FactId;
use doorstep_domain::value::Value;

use super::Builder;
use crate::model::{Author, HistoryEntry, HistoryValue};
use crate::words;

impl Builder<'_> {
    /// Everything that anybody did, the first thing first.
    pub(super) fn history(&self) -> Vec<HistoryEntry> {
        let unsure = self.unsure_clocks();
        let happenings = self.source.case.history().into_iter();
        happenings
            .filter_map(|happening| {
                let is_sure = !matches!(&happening.what, Happened::Fact(fact) if unsure.contains(fact));
                let entry = match &happening.what {
                    Happened::Fact(fact) => self.of_fact(*fact, &happening)?,
                    Happened::Wrote { change, writes } => {
                        self.of_writes(change.to_string(), writes, &happening)?
                    }
                };
                Some(HistoryEntry { clock_is_sure: is_sure, ..entry })
            })
            .collect()
    }

    fn of_fact(&self, id: FactId, happening: &Happening) -> Option<HistoryEntry> {
        let fact = self.source.case.facts().get(&id)?;
        let by = self.source.case.author_of(fact).map(|who| self.author(&who)).unwrap_or_default();
        let what = self.happened(&id, fact);
        Some(self.entry(id.to_string(), happening, by, what, Vec::new()))
    }

    /// One change with the values in it; nothing if it wrote nothing that people read.
    fn of_writes(&self, id: String, writes: &[FieldWrite], happening: &Happening) -> Option<HistoryEntry> {
        let by = self.wrote(&writes.first()?.wrote).by;
        let values: Vec<HistoryValue> =
            writes.iter().filter(|write| is_read(write)).map(|write| self.value_of(write)).collect();
        let what = self.say(words::WROTE).to_owned();
        (!values.is_empty()).then(|| self.entry(id, happening, by, what, values))
    }

    fn entry(
        &self,
        id: String,
        happening: &Happening,
        by: Author,
        what: String,
        values: Vec<HistoryValue>,
    ) -> HistoryEntry {
        HistoryEntry {
            id,
            at_ms: happening.claimed_ms,
            made_ms: happening.made_ms,
            clock_is_sure: true,
            by,
            is_proven: happening.is_proven,
            what,
            values,
        }
    }

    fn value_of(&self, write: &FieldWrite) -> HistoryValue {
        let field = &write.wrote.field;
        HistoryValue {
            field: self.field(field),
            value: self.written(field, write.wrote.value.as_ref()),
            before: write.before.as_ref().map(|before| self.written(field, Some(before))),
            stands: write.stands,
            correction: match field {
                Field::Correction(name) => Some(name.clone()),
                _ => None,
            },
        }
    }

    fn say(&self, word: words::Word) -> &'static str {
        self.tongue.say(word)
    }
}

/// Whether people read a write: not to which quote and visit a line or note belongs, and not that something new is not
/// struck out or has no words.
fn is_read(write: &FieldWrite) -> bool {
    let is_new_and = |value: &Value| write.before.is_none() && write.wrote.value.as_ref() == Some(value);
    match &write.wrote.field {
        Field::Line(_, LineField::Quote | LineField::Visit) | Field::NoteVisit(_) => false,
        Field::Line(_, LineField::Deleted) | Field::NoteDeleted(_) => !is_new_and(&Value::Bool(false)),
        Field::Line(_, LineField::What) | Field::NoteText(_) => !is_new_and(&Value::Str(String::new())),
        _ => true,
    }
}
