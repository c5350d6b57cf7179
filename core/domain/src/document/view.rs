//! The document as plain values.

use std::collections::BTreeMap;

use super::conflict::OpenConflict;
use super::read::Reader;
use super::schema::{Field, LineField, is_field_name};
use crate::decimal::Decimal;
use crate::id::{CertificateId, ChangeId, LineId, NoteId, QuoteId, VisitId, parse_hex};
use crate::money::Money;
use crate::value::{AnswerKey, Value};

/// What stands in a document. Keys that this version does not know, and values of a wrong type, are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentView {
    /// The version: the heads at which this stood, sorted.
    pub heads: Vec<ChangeId>,
    /// The answers of all visits. What is not there was not answered.
    pub answers: BTreeMap<AnswerKey, Value>,
    /// The lines of all quotes, also those that were struck out.
    pub lines: BTreeMap<LineId, Line>,
    /// The notes, also those that were struck out.
    pub notes: BTreeMap<NoteId, Note>,
    /// Corrections of cards, by the name of the field.
    pub corrections: BTreeMap<String, Value>,
    /// The decisions that are open, by field.
    pub conflicts: Vec<OpenConflict>,
}

/// One line of a quote. Its price is computed from the price book, never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The quote that it belongs to.
    pub quote: QuoteId,
    /// The visit in which it was written.
    pub visit: VisitId,
    /// The price book code; absent for something that the price book does not list.
    pub item: Option<String>,
    /// The description in free words.
    pub what: String,
    /// How many, how long, how much.
    pub quantity: Decimal,
    /// The warehouse cost of one unit, if that is what the price is made of, or the price of one where the price
    /// book has bounds.
    pub cost: Option<Money>,
    /// Whether it was struck out.
    pub deleted: bool,
}

/// One note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The visit in which it was written.
    pub visit: VisitId,
    /// Its text.
    pub text: String,
    /// Whether it was struck out.
    pub deleted: bool,
    /// Everybody who wrote in it, the first writer first.
    pub authors: Vec<CertificateId>,
    /// Its place among everything that was written into the document: above that of what its writer knew.
    pub place: u64,
}

impl DocumentView {
    /// The notes by the second in which each was begun, as its phone has it; those of one second as they were written,
    /// and where neither writer knew of the other, in an order that is the same everywhere.
    #[must_use]
    pub fn notes_in_order(&self) -> Vec<(NoteId, &Note)> {
        let mut notes: Vec<_> = self.notes.iter().map(|(id, note)| (*id, note)).collect();
        notes.sort_by_key(|(id, note)| (id.minted_s(), note.place, *id));
        notes
    }
}

impl Reader<'_> {
    pub(super) fn view(&self) -> DocumentView {
        let mut heads: Vec<_> = self.heads.iter().map(|head| ChangeId(head.0)).collect();
        heads.sort_unstable();
        heads.dedup();
        let lines = self.lines().into_iter().filter_map(|id| Some((id, self.line(id)?)));
        let notes = self.notes().into_iter().filter_map(|id| Some((id, self.note(id)?)));
        DocumentView {
            heads,
            answers: self.answers(),
            lines: lines.collect(),
            notes: notes.collect(),
            corrections: self.corrections(),
            conflicts: self.conflicts(),
        }
    }

    fn answers(&self) -> BTreeMap<AnswerKey, Value> {
        let keys = self.document.history.keys(self.document.roots.answers);
        keys.filter_map(|key| AnswerKey::parse(key).ok())
            .filter_map(|key| self.current(&Field::Answer(key.clone())).map(|value| (key, value)))
            .collect()
    }

    fn corrections(&self) -> BTreeMap<String, Value> {
        let names = self.document.history.keys(self.document.roots.corrections);
        names
            .filter(|name| is_field_name(name))
            .filter_map(|name| Some((name.to_owned(), self.current(&Field::Correction(name.to_owned()))?)))
            .collect()
    }

    /// A line; `None` if it lacks what every line is made with.
    fn line(&self, id: LineId) -> Option<Line> {
        let current = |field| self.current(&Field::Line(id, field));
        Some(Line {
            quote: QuoteId(eight_bytes(current(LineField::Quote))?),
            visit: VisitId(eight_bytes(current(LineField::Visit))?),
            item: text(current(LineField::Item)),
            what: text(current(LineField::What)).unwrap_or_default(),
            quantity: text(current(LineField::Quantity))?.parse().ok()?,
            cost: match current(LineField::Cost) {
                Some(Value::Int(minor)) => Some(Money(minor)),
                _ => None,
            },
            deleted: current(LineField::Deleted) == Some(Value::Bool(true)),
        })
    }

    fn note(&self, id: NoteId) -> Option<Note> {
        let history = &self.document.history;
        let mut authors = Vec::new();
        let object = self.note_object(id)?;
        let made = history.author(object.actor);
        let edits = history.text_edits(self.text_object(id)?, &self.past).into_iter();
        let edited = edits.filter_map(|edit| history.author(history.entry(edit).actor));
        for author in made.into_iter().chain(edited) {
            if !authors.contains(&author) {
                authors.push(author);
            }
        }
        Some(Note {
            visit: VisitId(eight_bytes(self.current(&Field::NoteVisit(id)))?),
            text: self.text(id)?,
            deleted: self.current(&Field::NoteDeleted(id)) == Some(Value::Bool(true)),
            authors,
            place: object.counter,
        })
    }
}

fn text(value: Option<Value>) -> Option<String> {
    match value {
        Some(Value::Str(text)) => Some(text),
        _ => None,
    }
}

fn eight_bytes(value: Option<Value>) -> Option<[u8; 8]> {
    text(value).and_then(|text| parse_hex(&text))
}
