//! What people write into a job together.

use doorstep_core as core;
use doorstep_domain::decimal::Decimal;
use doorstep_domain::document;
use doorstep_domain::id::{LineId, NoteId, QuoteId, VisitId};
use doorstep_domain::money;
use doorstep_domain::value::{AnswerKey, Value};

/// One answer. A decimal, a date and a rank are texts in their one form.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum AnswerValue {
    /// A tick, a yes or a no.
    Bool {
        /// Yes.
        value: bool,
    },
    /// A whole number; money is in minor units.
    Int {
        /// The number.
        value: i64,
    },
    /// A text, a choice, a decimal or a date.
    Text {
        /// The text.
        value: String,
    },
}

impl From<Value> for AnswerValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Bool(value) => Self::Bool { value },
            Value::Int(value) => Self::Int { value },
            Value::Str(value) => Self::Text { value },
        }
    }
}

impl From<AnswerValue> for Value {
    fn from(value: AnswerValue) -> Self {
        match value {
            AnswerValue::Bool { value } => Self::Bool(value),
            AnswerValue::Int { value } => Self::Int(value),
            AnswerValue::Text { value } => Self::Str(value),
        }
    }
}

/// An answer with its place. As input, no value takes an answer back.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Answer {
    /// Where it stands.
    pub key: AnswerKey,
    /// What was answered.
    pub value: Option<AnswerValue>,
}

impl From<Answer> for (AnswerKey, Option<Value>) {
    fn from(answer: Answer) -> Self {
        let Answer { key, value } = answer;
        (key, value.map(Into::into))
    }
}

/// An answer to a step inside a group, for a thing that is about to be added to it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StepAnswer {
    /// The step.
    pub step: String,
    /// What was answered.
    pub value: AnswerValue,
}

impl From<StepAnswer> for (String, Value) {
    fn from(answer: StepAnswer) -> Self {
        let StepAnswer { step, value } = answer;
        (step, value.into())
    }
}

/// A correction of a card, such as `customer.phone`.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Correction {
    /// The field of the card.
    pub field: String,
    /// What it should be.
    pub value: AnswerValue,
}

/// One line of a quote, as it is written. What it costs is in the quote.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Line {
    /// The line.
    pub id: LineId,
    /// The quote that it belongs to.
    pub quote: QuoteId,
    /// The visit in which it was written.
    pub visit: VisitId,
    /// The price book code; nothing for something that the price book does not list.
    pub item: Option<String>,
    /// The description in free words.
    pub what: String,
    /// How many, how long, how much.
    pub quantity: Decimal,
    /// The warehouse cost of one unit in minor units, if that is what the price is made of, or the price of one
    /// where the price book has bounds.
    pub cost_minor: Option<i64>,
    /// Whether it was struck out.
    pub is_deleted: bool,
}

impl Line {
    pub(crate) fn of(id: LineId, line: document::Line) -> Self {
        let document::Line { quote, visit, item, what, quantity, cost, deleted } = line;
        let cost_minor = cost.map(|cost| cost.0);
        Self { id, quote, visit, item, what, quantity, cost_minor, is_deleted: deleted }
    }
}

/// A line to be added.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewLine {
    /// The quote that it belongs to.
    pub quote: QuoteId,
    /// The visit in which it is written.
    pub visit: VisitId,
    /// The price book code, if the price book lists it.
    #[uniffi(default = None)]
    pub item: Option<String>,
    /// The description in free words.
    #[uniffi(default = "")]
    pub what: String,
    /// How many, how long, how much.
    pub quantity: Decimal,
    /// The warehouse cost of one unit in minor units, if that is what the price is made of, or the price of one
    /// where the price book has bounds.
    #[uniffi(default = None)]
    pub cost_minor: Option<i64>,
}

impl From<NewLine> for document::NewLine {
    fn from(line: NewLine) -> Self {
        let NewLine { quote, visit, item, what, quantity, cost_minor } = line;
        Self { quote, visit, item, what, quantity, cost: cost_minor.map(money::Money) }
    }
}

/// A note. Two people may write in it at the same time; both texts are kept.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Note {
    /// The note.
    pub id: NoteId,
    /// The visit in which it was written.
    pub visit: VisitId,
    /// Its text.
    pub text: String,
    /// Whether it was struck out.
    pub is_deleted: bool,
    /// Names of everybody who wrote in it, the first writer first.
    pub authors: Vec<String>,
}

impl From<core::Note> for Note {
    fn from(note: core::Note) -> Self {
        let core::Note { id, visit, text, is_deleted, authors } = note;
        Self { id, visit, text, is_deleted, authors }
    }
}
