//! Reading one field, line or note as somebody sees it who has seen some changes.

use std::borrow::Cow;

use automerge::{ChangeHash, ObjType, ReadDoc as _};

use super::conflict::{Candidate, Register};
use super::history::{Index, OpKey, Past, Standing, What, Write};
use super::schema::{self, Field, line_key, note_key};
use super::{CaseDocument, LineField};
use crate::id::{CertificateId, LineId, NoteId};
use crate::value::Value;

/// A document as it stood at some heads.
pub(super) struct Reader<'d> {
    pub(super) document: &'d CaseDocument,
    pub(super) past: Past,
    pub(super) heads: Vec<ChangeHash>,
}

impl Reader<'_> {
    /// The map and the key at which a field stands; `None` if its line or note does not exist.
    pub(super) fn address<'f>(&self, field: &'f Field) -> Option<(OpKey, Cow<'f, str>)> {
        let roots = &self.document.roots;
        let (object, key) = match field {
            Field::Answer(key) => (roots.answers, key.as_str()),
            Field::Correction(name) => (roots.corrections, name.as_str()),
            Field::Line(line, field) => (self.line_object(*line)?, field.key()),
            Field::NoteText(note) => (self.note_object(*note)?, schema::TEXT),
            Field::NoteVisit(note) => (self.note_object(*note)?, schema::VISIT),
            Field::NoteDeleted(note) => (self.note_object(*note)?, schema::DELETED),
        };
        Some((object, Cow::Borrowed(key)))
    }

    pub(super) fn line_object(&self, line: LineId) -> Option<OpKey> {
        let lines = self.document.roots.lines;
        self.document.history.made(lines, &line_key(line), ObjType::Map, &self.past)
    }

    pub(super) fn note_object(&self, note: NoteId) -> Option<OpKey> {
        let notes = self.document.roots.notes;
        self.document.history.made(notes, &note_key(note), ObjType::Map, &self.past)
    }

    pub(super) fn text_object(&self, note: NoteId) -> Option<OpKey> {
        let object = self.note_object(note)?;
        self.document.history.made(object, schema::TEXT, ObjType::Text, &self.past)
    }

    /// The text of a note; `None` if there is no such note.
    pub(super) fn text(&self, note: NoteId) -> Option<String> {
        self.text_of(self.text_object(note)?, &self.heads)
    }

    pub(super) fn text_of(&self, text: OpKey, heads: &[ChangeHash]) -> Option<String> {
        self.document.doc.text_at(text.object(), heads).ok()
    }

    /// The writes that stand at a field; none if its line or note does not exist.
    pub(super) fn standing(&self, field: &Field) -> Standing<'_> {
        self.address(field).map_or_else(Standing::default, |(object, key)| {
            self.document.history.standing(object, &key, &self.past)
        })
    }

    /// What stands at a field, in the types of the field.
    pub(super) fn register(&self, field: &Field) -> Register {
        let standing = self.standing(field);
        let puts = standing.puts.iter().rev().filter_map(|write| self.put(field, write));
        let puts: Vec<Candidate> = puts.collect();
        // A deletion matters beside a value only; alone it is just an empty field.
        let clears = if puts.is_empty() { &[][..] } else { &standing.clears };
        let clears = clears.iter().map(|write| self.candidate(field, None, write.op, write.change));
        let candidates = puts.into_iter().chain(clears).collect();
        Register { candidates }
    }

    /// A put as a candidate, if its value is one of this field's.
    pub(super) fn put(&self, field: &Field, write: &Write) -> Option<Candidate> {
        let What::Put(value) = &write.what else { return None };
        Some(self.candidate(field, Some(field.reads(value)?), write.op, write.change))
    }

    pub(super) fn candidate(
        &self,
        field: &Field,
        value: Option<Value>,
        op: OpKey,
        change: Index,
    ) -> Candidate {
        let entry = self.document.history.entry(change);
        Candidate {
            field: field.clone(),
            value,
            author: self.document.history.author(entry.actor).unwrap_or(CertificateId([0; 32])),
            actor: entry.actor,
            change: entry.id,
            time_s: entry.time_s,
            op: op.counter,
        }
    }

    /// The value of a field if nothing about it is open: `None` while there is a conflict.
    pub(super) fn settled(&self, field: &Field) -> Option<Option<Value>> {
        let register = self.register(field);
        let open = register.is_open() || self.deleted_while_edited(field).is_some();
        if open { None } else { Some(register.current().cloned()) }
    }

    /// The value that a field shows.
    pub(super) fn current(&self, field: &Field) -> Option<Value> {
        self.register(field).current().cloned()
    }

    /// Every line, by id.
    pub(super) fn lines(&self) -> Vec<LineId> {
        let keys = self.document.history.keys(self.document.roots.lines);
        let ids = keys.filter_map(|key| crate::id::parse_hex(key).map(LineId));
        ids.filter(|line| self.line_object(*line).is_some()).collect()
    }

    /// Every note, by id.
    pub(super) fn notes(&self) -> Vec<NoteId> {
        let keys = self.document.history.keys(self.document.roots.notes);
        let ids = keys.filter_map(|key| crate::id::parse_hex(key).map(NoteId));
        ids.filter(|note| self.text_object(*note).is_some()).collect()
    }

    /// Every field of scalar values that anybody ever wrote to.
    pub(super) fn fields(&self) -> Vec<Field> {
        let (history, roots) = (&self.document.history, &self.document.roots);
        let answers = history.keys(roots.answers).filter_map(|key| crate::value::AnswerKey::parse(key).ok());
        let lines = self.lines().into_iter();
        let notes = self.notes().into_iter();
        let corrections = history.keys(roots.corrections).filter(|name| schema::is_field_name(name));
        answers
            .map(Field::Answer)
            .chain(lines.flat_map(|line| LineField::ALL.map(|field| Field::Line(line, field))))
            .chain(notes.flat_map(|note| [Field::NoteVisit(note), Field::NoteDeleted(note)]))
            .chain(corrections.map(|name| Field::Correction(name.to_owned())))
            .collect()
    }
}
