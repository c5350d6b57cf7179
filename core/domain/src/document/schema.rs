//! Schema 1: the containers of a case document and what stands in them.

use crate::decimal::Decimal;
use crate::id::{LineId, NoteId, hex, parse_hex};
use crate::value::{AnswerKey, Value};

/// The schema that this version writes and reads. A live document never changes its schema; keys that
/// come later are additive, and unknown ones are left alone.
pub const SCHEMA: i64 = 1;

pub(super) const SCHEMA_KEY: &str = "schema";
pub(super) const ANSWERS: &str = "answers";
pub(super) const LINES: &str = "lines";
pub(super) const NOTES: &str = "notes";
pub(super) const CORRECTIONS: &str = "corrections";
pub(super) const TEXT: &str = "text";
pub(super) const VISIT: &str = "visit";
pub(super) const DELETED: &str = "deleted";

/// The longest text of one scalar value, in bytes.
pub const VALUE_MAX_BYTES: usize = 4_000;
/// The longest note, in Unicode code points. Each is one operation, and so is its deletion: a note of
/// this length can be replaced by another in one change.
pub const NOTE_MAX_CHARS: usize = 4_000;
/// The longest name of a corrected field, in bytes.
pub const FIELD_MAX_BYTES: usize = 100;

/// One field of a quote line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineField {
    /// The quote that the line belongs to.
    Quote,
    /// The visit in which the line was written.
    Visit,
    /// The price book code; absent for something that the price book does not list.
    Item,
    /// The description in free words.
    What,
    /// How many, how long, how much: a canonical decimal.
    Quantity,
    /// The warehouse cost of one unit, in minor units of the currency.
    Cost,
    /// Whether the line was struck out. It stays readable.
    Deleted,
}

impl LineField {
    pub(super) const ALL: [Self; 7] =
        [Self::Quote, Self::Visit, Self::Item, Self::What, Self::Quantity, Self::Cost, Self::Deleted];

    /// The field's key in the document.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Visit => VISIT,
            Self::Item => "item",
            Self::What => "what",
            Self::Quantity => "quantity",
            Self::Cost => "cost",
            Self::Deleted => DELETED,
        }
    }
}

/// The address of one value that people may write: the unit of conflicts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// One answer of a checklist.
    Answer(AnswerKey),
    /// One field of a quote line.
    Line(LineId, LineField),
    /// The text of a note. It merges by character and has no conflicts of values.
    NoteText(NoteId),
    /// The visit in which a note was written.
    NoteVisit(NoteId),
    /// Whether a note was struck out.
    NoteDeleted(NoteId),
    /// A correction of a card, such as `customer.phone`.
    Correction(String),
}

impl Field {
    /// The value as this field reads it, in its one form; `None` if it is none of this field's values.
    pub(super) fn reads(&self, value: &Value) -> Option<Value> {
        match (self, value) {
            (Self::Answer(_) | Self::Correction(_), _)
            | (Self::Line(_, LineField::Item | LineField::What), Value::Str(_))
            | (Self::Line(_, LineField::Cost), Value::Int(_))
            | (Self::Line(_, LineField::Deleted) | Self::NoteDeleted(_), Value::Bool(_)) => {
                Some(value.clone())
            }
            (Self::Line(_, LineField::Quantity), Value::Str(text)) => {
                text.parse().ok().map(|quantity| Value::Str(canonical(quantity)))
            }
            (Self::Line(_, LineField::Quote | LineField::Visit) | Self::NoteVisit(_), Value::Str(text)) => {
                parse_hex::<8>(text).map(|_| value.clone())
            }
            _ => None,
        }
    }
}

/// The one text of a decimal: no zeros at its end.
pub(super) fn canonical(number: Decimal) -> String {
    let text = number.to_string();
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Whether a text may name a corrected field: letters, digits, `.`, `_` and `-`.
pub(super) fn is_field_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !text.is_empty() && text.len() <= FIELD_MAX_BYTES && text.bytes().all(allowed)
}

pub(super) fn line_key(line: LineId) -> String {
    hex(&line.0)
}

pub(super) fn note_key(note: NoteId) -> String {
    hex(&note.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_quantities_are_equal_texts() {
        for (text, expected) in
            [("1.50", "1.5"), ("2.000", "2"), ("100", "100"), ("0.0", "0"), ("-0.10", "-0.1")]
        {
            assert_eq!(canonical(text.parse().unwrap()), expected);
        }
        let quantity = Field::Line(LineId([1; 8]), LineField::Quantity);
        assert_eq!(quantity.reads(&"1.0".into()), Some("1".into()));
        assert_eq!(quantity.reads(&"many".into()), None);
        assert_eq!(quantity.reads(&1.into()), None, "a number of another type is not a quantity");
    }
}
