//! What several people wrote without knowing of each other.

use doorstep_core as core;
use doorstep_domain::document;
use doorstep_domain::document::ConflictKind;
use doorstep_domain::id::{ChangeId, LineId, NoteId};
use doorstep_domain::value::AnswerKey;

use super::AnswerValue;
use crate::value::Timestamp;

/// The address of one value that people may write.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Field {
    /// One answer of a checklist.
    Answer {
        /// Where it stands.
        key: AnswerKey,
    },
    /// One field of a quote line.
    Line {
        /// The line.
        line: LineId,
        /// Its field.
        field: LineField,
    },
    /// The text of a note.
    NoteText {
        /// The note.
        note: NoteId,
    },
    /// The visit in which a note was written.
    NoteVisit {
        /// The note.
        note: NoteId,
    },
    /// Whether a note was struck out.
    NoteDeleted {
        /// The note.
        note: NoteId,
    },
    /// A correction of a card.
    Correction {
        /// The field of the card, such as `customer.phone`.
        name: String,
    },
}

/// One field of a quote line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LineField {
    /// The quote that it belongs to.
    Quote,
    /// The visit in which it was written.
    Visit,
    /// The price book code.
    Item,
    /// The description in free words.
    What,
    /// How many, how long, how much.
    Quantity,
    /// The warehouse cost of one unit.
    Cost,
    /// Whether it was struck out.
    Deleted,
}

impl From<document::LineField> for LineField {
    fn from(field: document::LineField) -> Self {
        match field {
            document::LineField::Quote => Self::Quote,
            document::LineField::Visit => Self::Visit,
            document::LineField::Item => Self::Item,
            document::LineField::What => Self::What,
            document::LineField::Quantity => Self::Quantity,
            document::LineField::Cost => Self::Cost,
            document::LineField::Deleted => Self::Deleted,
        }
    }
}

impl From<LineField> for document::LineField {
    fn from(field: LineField) -> Self {
        match field {
            LineField::Quote => Self::Quote,
            LineField::Visit => Self::Visit,
            LineField::Item => Self::Item,
            LineField::What => Self::What,
            LineField::Quantity => Self::Quantity,
            LineField::Cost => Self::Cost,
            LineField::Deleted => Self::Deleted,
        }
    }
}

impl From<document::Field> for Field {
    fn from(field: document::Field) -> Self {
        match field {
            document::Field::Answer(key) => Self::Answer { key },
            document::Field::Line(line, field) => Self::Line { line, field: field.into() },
            document::Field::NoteText(note) => Self::NoteText { note },
            document::Field::NoteVisit(note) => Self::NoteVisit { note },
            document::Field::NoteDeleted(note) => Self::NoteDeleted { note },
            document::Field::Correction(name) => Self::Correction { name },
        }
    }
}

impl From<Field> for document::Field {
    fn from(field: Field) -> Self {
        match field {
            Field::Answer { key } => Self::Answer(key),
            Field::Line { line, field } => Self::Line(line, field.into()),
            Field::NoteText { note } => Self::NoteText(note),
            Field::NoteVisit { note } => Self::NoteVisit(note),
            Field::NoteDeleted { note } => Self::NoteDeleted(note),
            Field::Correction { name } => Self::Correction(name),
        }
    }
}

/// A value that waits for somebody's decision. Nothing is lost until then.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Conflict {
    /// What it is about.
    pub field: Field,
    /// What happened.
    pub kind: ConflictKind,
    /// The values; the first is the one shown until somebody decides.
    pub values: Vec<ConflictValue>,
}

impl From<core::Conflict> for Conflict {
    fn from(conflict: core::Conflict) -> Self {
        let core::Conflict { field, kind, values } = conflict;
        Self { field: field.into(), kind, values: values.into_iter().map(Into::into).collect() }
    }
}

/// One value of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ConflictValue {
    /// Names the value for `resolve_conflict`.
    pub change: ChangeId,
    /// The field that it was written to.
    pub field: Field,
    /// The value; nothing if the field was cleared.
    pub value: Option<AnswerValue>,
    /// Name of who wrote it.
    pub by: String,
    /// When, as the writer's clock said.
    pub at: Timestamp,
}

impl From<core::ConflictValue> for ConflictValue {
    fn from(value: core::ConflictValue) -> Self {
        let core::ConflictValue { change, field, value, by, at_ms } = value;
        Self { change, field: field.into(), value: value.map(Into::into), by, at: Timestamp(at_ms) }
    }
}
