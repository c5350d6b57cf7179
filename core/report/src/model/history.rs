//! Who did what when, what is open, and what identifies the record.

/// Who made an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Author {
    /// The name as colleagues read it.
    pub name: String,
    /// The role, in the reader's words.
    pub role: String,
    /// The device, as the office names it.
    pub device: String,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Whether that clock can be believed.
    pub clock_is_sure: bool,
    /// What happened, in the reader's words.
    pub what: String,
    /// Who recorded it.
    pub by: Author,
}

/// Something that somebody did, with what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The fact or the change, as its id is written.
    pub id: String,
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// When it counts as made: the same, but not before what its author had seen.
    pub made_ms: i64,
    /// Whether the clock can be believed.
    pub clock_is_sure: bool,
    /// Who did it.
    pub by: Author,
    /// Whether the device has signed for it: always, of what happened; of what was written, once it was sent or
    /// exported.
    pub is_proven: bool,
    /// What happened, in the reader's words.
    pub what: String,
    /// What was written; empty for what happened.
    pub values: Vec<HistoryValue>,
}

/// A value that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryValue {
    /// What it is about.
    pub field: String,
    /// The value, in the reader's words.
    pub value: String,
    /// What stood there before, as far as the author had seen; `None` if nothing did.
    pub before: Option<String>,
    /// Whether it stands; else somebody has overwritten it.
    pub stands: bool,
    /// The field of the card, if it is a correction of one.
    pub correction: Option<String>,
}

/// An entry of a coordination order (catalogue RC-03).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Who tracks it.
    pub by: Author,
    /// Where it happened.
    pub place: String,
    /// With whom.
    pub contact: String,
    /// What was said and done.
    pub content: String,
    /// Opinions and attitude of those concerned.
    pub attitude: String,
    /// What comes next.
    pub plan: String,
    /// Telephone number of the contact.
    pub phone: Option<String>,
    /// Who tracks the order from then on, if the entry says so.
    pub person: Option<String>,
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The value, in the reader's words.
    pub value: String,
    /// Who said so.
    pub by: Author,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// Values that only a person can choose between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The question.
    pub question: String,
    /// The candidates; the first is used meanwhile.
    pub candidates: Vec<Said>,
}

/// A value that lost against one made without knowing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The question.
    pub question: String,
    /// The value that lost.
    pub value: Said,
    /// The value that counts; `None` for what no reader of paper asks for, such as who was assigned before. Pages and
    /// prints leave that out.
    pub counts: Option<Said>,
}

/// A copy that reached somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredCopy {
    /// Who got it, in the reader's words.
    pub to: String,
    /// How, in the reader's words.
    pub how: String,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// What identifies this state of the record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seal {
    /// The case, as its id is written.
    pub case: String,
    /// Name and version of the pack, and its id.
    pub pack: String,
    /// Newest changes and facts that this report contains, as hexadecimal digits.
    pub heads: Vec<String>,
    /// Version of the rules by which it was computed.
    pub rules_version: u32,
    /// Hash of the heads: names this state in one line and in the report code.
    pub state: String,
    /// When the newest entry was made by its author's clock, milliseconds since 1970 UTC. A report says which state it
    /// is, not when somebody printed it, so that two people who print the same state hold the same paper.
    pub as_of_ms: i64,
}
