//! Entries of a coordination order.

use doorstep_domain::fact::EntryAdded;
use doorstep_domain::fold::Recorded;
use doorstep_domain::id::FactId;

use crate::value::Timestamp;

/// An entry of a coordination order. Nobody can change it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Entry {
    /// The fact.
    pub fact: FactId,
    /// When it was made, as its author's clock said.
    pub at: Timestamp,
    /// Name of who made it.
    pub by: String,
    /// What it says.
    pub content: EntryContent,
}

impl From<Recorded<EntryAdded>> for Entry {
    fn from(recorded: Recorded<EntryAdded>) -> Self {
        let Recorded { fact, who, at, body } = recorded;
        Self { fact, at: Timestamp(at.wall_ms), by: who.name, content: body.into() }
    }
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct EntryContent {
    /// Where it happened.
    pub place: String,
    /// With whom.
    pub contact: String,
    /// The contact's telephone number.
    #[uniffi(default = None)]
    pub phone: Option<String>,
    /// What was said and done. Must not be empty.
    pub content: String,
    /// Opinions and attitude of those concerned.
    pub attitude: String,
    /// What comes next.
    pub plan: String,
    /// Who tracks the order from now on, if that changes: the id of a user, or a name.
    #[uniffi(default = None)]
    pub person: Option<String>,
}

impl From<EntryAdded> for EntryContent {
    fn from(entry: EntryAdded) -> Self {
        let EntryAdded { place, contact, content, attitude, plan, phone, person } = entry;
        Self { place, contact, phone, content, attitude, plan, person }
    }
}

impl From<EntryContent> for EntryAdded {
    fn from(entry: EntryContent) -> Self {
        let EntryContent { place, contact, phone, content, attitude, plan, person } = entry;
        Self { place, contact, content, attitude, plan, phone, person }
    }
}
