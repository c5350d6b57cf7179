//! What a person does to a document, and the version that was on the screen.

use std::collections::BTreeSet;

use super::read::Reader;
use super::schema::{self, Field, LineField};
use super::{CaseDocument, LineField as F, NOTE_MAX_CHARS, VALUE_MAX_BYTES, Written};
use crate::Rejected;
use crate::decimal::Decimal;
use crate::id::{CertificateId, ChangeId, LineId, NoteId, QuoteId, VisitId, hex};
use crate::money::Money;
use crate::value::{AnswerKey, Value};

/// Who writes. All entropy comes from here.
#[derive(Debug, Clone)]
pub struct Writer {
    /// Random per start of the process and per document; never derived from a user or a device. A user
    /// who signs in gets a new one.
    pub actor: [u8; 16],
    /// Random per call: used if the edit must be placed beside what arrived meanwhile.
    pub fresh_actor: [u8; 16],
    /// The certificate that the writer claims. A manifest proves it.
    pub author: CertificateId,
    /// The wall clock, in milliseconds since 1970. Stored in seconds, for display only.
    pub at_ms: i64,
}

/// One thing that a person did. Several of them, done with one tap, are one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Gives an answer, or takes it back.
    SetAnswer {
        /// Where.
        key: AnswerKey,
        /// What; `None` for unanswered.
        value: Option<Value>,
    },
    /// Adds a line to a quote.
    AddLine {
        /// Its minted id.
        id: LineId,
        /// Its content.
        line: NewLine,
    },
    /// Changes one field of a line.
    SetLine {
        /// The line.
        id: LineId,
        /// The field and its new value.
        set: LineValue,
    },
    /// Strikes a line out, or restores it.
    DeleteLine {
        /// The line.
        id: LineId,
        /// Whether it is struck out.
        deleted: bool,
    },
    /// Adds a note.
    AddNote {
        /// Its minted id.
        id: NoteId,
        /// The visit in which it is written.
        visit: VisitId,
        /// Its text.
        text: String,
    },
    /// Saves the text of a note as it stands on the screen; only the difference is written.
    EditNote {
        /// The note.
        id: NoteId,
        /// The whole new text.
        text: String,
    },
    /// Strikes a note out, or restores it.
    DeleteNote {
        /// The note.
        id: NoteId,
        /// Whether it is struck out.
        deleted: bool,
    },
    /// Corrects a card, or takes the correction back.
    Correct {
        /// The field of the card, such as `customer.phone`.
        field: String,
        /// What it should be; `None` for no correction.
        value: Option<Value>,
    },
}

/// The content of a new line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// The quote that it belongs to.
    pub quote: QuoteId,
    /// The visit in which it is written.
    pub visit: VisitId,
    /// The price book code, if the price book lists it.
    pub item: Option<String>,
    /// The description in free words.
    pub what: String,
    /// How many, how long, how much.
    pub quantity: Decimal,
    /// The warehouse cost of one unit, if that is what the price is made of, or the price of one where the price
    /// book has bounds.
    pub cost: Option<Money>,
}

/// A field of a line with its new value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineValue {
    /// Moves the line to another quote.
    Quote(QuoteId),
    /// The price book code.
    Item(Option<String>),
    /// The description in free words.
    What(String),
    /// How many, how long, how much.
    Quantity(Decimal),
    /// The warehouse cost of one unit.
    Cost(Option<Money>),
}

/// What an edit wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The changes, to be stored in this order in one transaction. The last is the edit itself; before it
    /// stand, rarely, empty ones that tie many concurrent heads together.
    pub changes: Vec<Written>,
    /// The new version of the document.
    pub heads: Vec<ChangeId>,
}

/// The edits that will write something, and where they belong.
pub(super) struct Plan<'e> {
    pub(super) edits: Vec<&'e Edit>,
    /// Whether something that they touch has changed since the version on the screen.
    pub(super) is_stale: bool,
}

impl LineValue {
    pub(super) fn field(&self) -> LineField {
        match self {
            Self::Quote(_) => F::Quote,
            Self::Item(_) => F::Item,
            Self::What(_) => F::What,
            Self::Quantity(_) => F::Quantity,
            Self::Cost(_) => F::Cost,
        }
    }

    fn value(&self) -> Option<Value> {
        match self {
            Self::Quote(quote) => Some(Value::Str(hex(&quote.0))),
            Self::Item(item) => item.clone().map(Value::Str),
            Self::What(what) => Some(Value::Str(what.clone())),
            Self::Quantity(quantity) => Some(Value::Str(schema::canonical(*quantity))),
            Self::Cost(cost) => cost.map(|cost| Value::Int(cost.0)),
        }
    }
}

impl NewLine {
    /// The fields that are written when the line is made.
    pub(super) fn values(&self) -> Vec<(LineField, Value)> {
        let optional = [
            (F::Quote, Some(Value::Str(hex(&self.quote.0)))),
            (F::Visit, Some(Value::Str(hex(&self.visit.0)))),
            (F::Item, self.item.clone().map(Value::Str)),
            (F::What, Some(Value::Str(self.what.clone()))),
            (F::Quantity, Some(Value::Str(schema::canonical(self.quantity)))),
            (F::Cost, self.cost.map(|cost| Value::Int(cost.0))),
            (F::Deleted, Some(Value::Bool(false))),
        ];
        optional.into_iter().filter_map(|(field, value)| Some((field, value?))).collect()
    }
}

impl Edit {
    /// The scalar field that the edit sets, and to what.
    pub(super) fn scalar(&self) -> Option<(Field, Option<Value>)> {
        match self {
            Self::SetAnswer { key, value } => Some((Field::Answer(key.clone()), value.clone())),
            Self::SetLine { id, set } => Some((Field::Line(*id, set.field()), set.value())),
            Self::DeleteLine { id, deleted } => {
                Some((Field::Line(*id, F::Deleted), Some(Value::Bool(*deleted))))
            }
            Self::DeleteNote { id, deleted } => Some((Field::NoteDeleted(*id), Some(Value::Bool(*deleted)))),
            Self::Correct { field, value } => Some((Field::Correction(field.clone()), value.clone())),
            Self::AddLine { .. } | Self::AddNote { .. } | Self::EditNote { .. } => None,
        }
    }

    /// The field that the edit is about; nothing for a new line or note.
    fn target(&self) -> Option<Field> {
        match self {
            Self::EditNote { id, .. } => Some(Field::NoteText(*id)),
            edit => edit.scalar().map(|(field, _)| field),
        }
    }

    /// Every field whose change the writer should have seen. To edit a line is to rely on its being
    /// there, and to strike it out is to rely on what stands in it.
    fn relies_on(&self) -> Vec<Field> {
        let target = self.target().into_iter();
        match self {
            Self::SetLine { id, .. } => target.chain([Field::Line(*id, F::Deleted)]).collect(),
            Self::DeleteLine { id, .. } => F::ALL.map(|field| Field::Line(*id, field)).to_vec(),
            Self::EditNote { id, .. } => target.chain([Field::NoteDeleted(*id)]).collect(),
            Self::DeleteNote { id, .. } => {
                target.chain([Field::NoteText(*id), Field::NoteVisit(*id)]).collect()
            }
            _ => target.collect(),
        }
    }
}

/// Ids of lines and notes that earlier edits of the same action make.
#[derive(Default)]
struct Made {
    lines: BTreeSet<LineId>,
    notes: BTreeSet<NoteId>,
}

impl CaseDocument {
    /// Checks the edits against the version on the screen, and drops those that change nothing.
    pub(super) fn plan<'e>(&self, edits: &'e [Edit], then: &Reader<'_>) -> Result<Plan<'e>, Rejected> {
        let now = self.now();
        let mut made = Made::default();
        let mut plan = Plan { edits: Vec::new(), is_stale: false };
        for (i, edit) in edits.iter().enumerate() {
            check_limits(edit)?;
            check_place(edit, then, &now, &mut made)?;
            let target = edit.target();
            let is_overtaken =
                target.is_some() && edits[i + 1..].iter().any(|later| later.target() == target);
            if is_overtaken || (!made.contains(edit) && (then.has_settled(edit) || now.has_settled(edit))) {
                continue;
            }
            plan.is_stale |= edit.relies_on().iter().any(|field| !same_at(field, then, &now));
            plan.edits.push(edit);
        }
        Ok(plan)
    }
}

impl Made {
    /// Whether an edit is about a line or note that the same action makes.
    fn contains(&self, edit: &Edit) -> bool {
        match edit.target() {
            Some(Field::Line(id, _)) => self.lines.contains(&id),
            Some(Field::NoteText(id) | Field::NoteVisit(id) | Field::NoteDeleted(id)) => {
                self.notes.contains(&id)
            }
            _ => false,
        }
    }
}

impl Reader<'_> {
    /// Whether what the edit wants stands there already, with nothing open about it.
    fn has_settled(&self, edit: &Edit) -> bool {
        match edit {
            Edit::EditNote { id, text } => self.text(*id).as_ref() == Some(text),
            edit => edit.scalar().is_some_and(|(field, value)| self.settled(&field) == Some(value)),
        }
    }
}

/// Whether nobody changed a field between two versions.
fn same_at(field: &Field, then: &Reader<'_>, now: &Reader<'_>) -> bool {
    match field {
        Field::NoteText(note) => now.text_object(*note).is_none_or(|text| {
            let edits = now.document.history.text_edits(text, &now.past);
            edits.into_iter().all(|edit| then.past.contains(edit))
        }),
        field => then.standing(field).same(&now.standing(field)),
    }
}

fn check_place(edit: &Edit, then: &Reader<'_>, now: &Reader<'_>, made: &mut Made) -> Result<(), Rejected> {
    let exists = |field| Rejected::Invalid { field, reason: "an id that was not used before".to_owned() };
    match edit {
        Edit::AddLine { id, .. } if now.line_object(*id).is_some() || !made.lines.insert(*id) => {
            Err(exists("line"))
        }
        Edit::AddNote { id, .. } if now.note_object(*id).is_some() || !made.notes.insert(*id) => {
            Err(exists("note"))
        }
        Edit::SetLine { id, .. } | Edit::DeleteLine { id, .. }
            if then.line_object(*id).is_none() && !made.lines.contains(id) =>
        {
            Err(Rejected::NoLine(*id))
        }
        Edit::EditNote { id, .. } | Edit::DeleteNote { id, .. }
            if then.text_object(*id).is_none() && !made.notes.contains(id) =>
        {
            Err(Rejected::NoNote(*id))
        }
        Edit::Correct { field, .. } if !schema::is_field_name(field) => {
            Err(Rejected::Invalid { field: "field", reason: "a name such as customer.phone".to_owned() })
        }
        _ => Ok(()),
    }
}

fn check_limits(edit: &Edit) -> Result<(), Rejected> {
    let too_large = |field, limit: usize| Err(Rejected::TooLarge { field, limit: limit as u64 });
    let fits = |value: &Value| !matches!(value, Value::Str(text) if text.len() > VALUE_MAX_BYTES);
    match edit {
        Edit::AddNote { text, .. } | Edit::EditNote { text, .. } if text.chars().count() > NOTE_MAX_CHARS => {
            too_large("text", NOTE_MAX_CHARS)
        }
        Edit::AddLine { line, .. } if !line.values().iter().all(|(_, value)| fits(value)) => {
            too_large("line", VALUE_MAX_BYTES)
        }
        edit if !edit.scalar().and_then(|(_, value)| value).is_none_or(|value| fits(&value)) => {
            too_large("value", VALUE_MAX_BYTES)
        }
        _ => Ok(()),
    }
}
