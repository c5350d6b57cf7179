//! Cards of customers and sites, and which row of a company's own list a card or a job came from.

use doorstep_domain::id::{CardId, CaseId, Hash};

use crate::error::Error;

/// What a card is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// For whom work is done.
    Customer,
    /// Where it is done.
    Site,
}

impl CardKind {
    /// The word that stands in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Site => "site",
        }
    }
}

/// A card as the office holds it. Cases carry copies of it, so a new version never changes what was agreed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CardRow {
    /// What it is about.
    pub kind: CardKind,
    /// What the company's own list calls it.
    pub key: String,
    /// Its id, which cases name.
    pub card: CardId,
    /// Rises with every change, from 1.
    pub version: u32,
    /// The customer's name, or the address.
    pub name: String,
    /// Telephone number of a customer; POSIX TZ string of a site.
    pub detail: Option<String>,
    /// Of a site: the key of the customer to whom it belongs.
    pub owner: Option<String>,
    /// When it changed last, milliseconds since 1970 UTC.
    pub changed_at_ms: i64,
}

/// A job that came from a row of a list. It holds nothing of the customer, so it stays when the job is erased: then the
/// row does not make the job anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedJobRow {
    /// What the company's own list calls it.
    pub key: String,
    /// The job.
    pub case: CaseId,
    /// Digest of what a job states once and for all: service, report, for whom and where.
    pub stated: Hash,
    /// The agreed time as the list had it last, milliseconds since 1970 UTC.
    pub start_ms: Option<i64>,
    /// The end of its window.
    pub end_ms: Option<i64>,
    /// Who goes, as the list had it last.
    pub users: Vec<String>,
}

/// Reads them.
pub trait ReadCards {
    /// A card by its key.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn card(&self, kind: CardKind, key: &str) -> Result<Option<CardRow>, Error>;

    /// A page of cards by key, behind the one named `after`.
    fn cards(&self, kind: CardKind, after: &str, limit: u32) -> Result<Vec<CardRow>, Error>;

    /// The job that a row made.
    fn listed_job(&self, key: &str) -> Result<Option<ListedJobRow>, Error>;
}

/// Writes them.
pub trait WriteCards {
    /// Stores a card, or replaces it.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn put_card(&mut self, card: &CardRow) -> Result<(), Error>;

    /// Removes a card; cases keep their copies. `false` if it is not there.
    fn remove_card(&mut self, kind: CardKind, key: &str) -> Result<bool, Error>;

    /// Stores which job a row made, or what the row says now.
    fn put_listed_job(&mut self, job: &ListedJobRow) -> Result<(), Error>;
}
