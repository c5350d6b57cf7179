//! The log, what it is about, and who sees it.

use chrono::NaiveDate;
use doorstep_domain::id::{CaseId, ChangeId, DeviceId, Hash};
use doorstep_domain::ledger::Ledger;
use doorstep_domain::retention::KeptAs;
use doorstep_domain::sync::ItemKind;

use crate::error::Error;

/// The head of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Incarnation of the log: random, never 0.
    pub epoch: u64,
    /// The newest number; 0 while the log is empty.
    pub seq: u64,
}

/// What the log knows about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// The newest number of one of its entries.
    pub last_seq: u64,
    /// Its changes.
    pub change_count: u64,
    /// The operations of its changes.
    pub op_count: u64,
    /// Its facts.
    pub fact_count: u64,
    /// Bytes of all its entries.
    pub size_bytes: u64,
    /// When it was erased, milliseconds since 1970 UTC.
    pub erased_at_ms: Option<i64>,
}

/// What is left of an erased case (catalogue rule AMB-49): what it was and why it went, and nothing of a customer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Stub {
    /// The case.
    pub case: CaseId,
    /// The number that people say; other cases refer to it.
    pub number: String,
    /// What it was about, a word of the glossary.
    pub kind: String,
    /// By which rule it went; `None` if a person erased it.
    pub by: Option<ErasedBy>,
    /// Who erased it; `None`: a rule, or somebody with the token of the office.
    pub who: Option<String>,
    /// Why, in the words of whoever erased it.
    pub reason: Option<String>,
    /// What accounts, wages and scores need of it.
    pub ledger: Ledger,
    /// [`doorstep_domain::retention::digest`] of what was erased.
    pub digest: Hash,
    /// How many items that were.
    pub item_count: u64,
    /// When, milliseconds since 1970 UTC.
    pub erased_at_ms: i64,
}

/// The rule by which a case went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct ErasedBy {
    /// As what it was kept.
    pub rule: KeptAs,
    /// The day on which its time was over, by the calendar of the site.
    pub due: NaiveDate,
}

/// An entry to be appended.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry<'a> {
    /// The case, or `None` for a notice to all.
    pub case: Option<CaseId>,
    /// For orders: the one stream that gets it.
    pub stream: Option<&'a str>,
    /// What it is.
    pub kind: ItemKind,
    /// Its name.
    pub hash: Hash,
    /// By what else it is found: the hash that a ruling is about, the user whom a handover names.
    pub about: Option<&'a [u8]>,
    /// Who delivered it; `None` if the server wrote it.
    pub device: Option<DeviceId>,
    /// The bytes as they were first written.
    pub bytes: &'a [u8],
    /// When it came, milliseconds since 1970 UTC.
    pub received_at_ms: i64,
}

/// An entry of the log, without its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub seq: u64,
    /// The code of its kind.
    pub kind: u8,
    /// Its name.
    pub hash: Hash,
    /// How many bytes it has.
    pub size_bytes: u64,
    /// When it came, milliseconds since 1970 UTC.
    pub received_at_ms: i64,
}

/// What later changes of a document are checked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeRow {
    /// Who wrote it.
    pub actor: [u8; 16],
    /// Its number among those of the actor.
    pub actor_seq: u64,
    /// The number of its last operation.
    pub end_op: u64,
    /// The level of the deepest container that it makes; 0 if it makes none.
    pub depth: u8,
}

/// A case in a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamCase {
    /// The stream, e.g. `u:chen`.
    pub stream: String,
    /// The case.
    pub case: CaseId,
    /// The newest number that the stream gets of the case.
    pub last_seq: u64,
    /// Since when the case is in the stream.
    pub granted_seq: u64,
    /// The number of the order in force; `None` if the case has been in the stream since it began.
    pub control_seq: Option<u64>,
    /// How many orders there were.
    pub round: u32,
    /// Whether it has left the stream.
    pub revoked: bool,
}

/// Reads the log.
pub trait ReadLog {
    /// The head.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn head(&self) -> Result<Head, Error>;

    /// A case.
    fn case(&self, case: CaseId) -> Result<Option<Case>, Error>;

    /// What is left of an erased case.
    fn stub(&self, case: CaseId) -> Result<Option<Stub>, Error>;

    /// What is left of the cases that were erased, the last one first, at most `limit`.
    fn stubs(&self, limit: u32) -> Result<Vec<Stub>, Error>;

    /// The number of an item of a case.
    fn logged(&self, case: CaseId, kind: ItemKind, hash: Hash) -> Result<Option<u64>, Error>;

    /// The number of the newest entry of a kind that is about this.
    fn about(&self, case: CaseId, kind: ItemKind, about: &[u8]) -> Result<Option<u64>, Error>;

    /// How many entries of a kind a case has.
    fn count(&self, case: CaseId, kind: ItemKind) -> Result<u64, Error>;

    /// A change of a case.
    fn change(&self, case: CaseId, change: ChangeId) -> Result<Option<ChangeRow>, Error>;

    /// The change that has this number of this actor.
    fn change_of_actor(&self, case: CaseId, actor: [u8; 16], seq: u64) -> Result<Option<ChangeId>, Error>;

    /// The depth of the change that holds an operation of an actor.
    fn depth_at(&self, case: CaseId, actor: [u8; 16], op: u64) -> Result<Option<u8>, Error>;

    /// Every stream that a case is or was in.
    fn streams_of(&self, case: CaseId) -> Result<Vec<StreamCase>, Error>;

    /// The cases of some streams with news after a number.
    fn news(&self, streams: &[String], after: u64) -> Result<Vec<StreamCase>, Error>;

    /// Entries of a case with `after < seq <= upto`, in order, at most `limit`.
    fn entries(&self, case: CaseId, after: u64, upto: u64, limit: u32) -> Result<Vec<Entry>, Error>;

    /// Entries of no case with `after < seq <= upto`, in order, at most `limit`.
    fn notices(&self, after: u64, upto: u64, limit: u32) -> Result<Vec<Entry>, Error>;

    /// The bytes of an entry.
    fn bytes(&self, seq: u64) -> Result<Vec<u8>, Error>;

    /// The cases that have entries with `after < seq <= upto`.
    fn touched(&self, after: u64, upto: u64) -> Result<Vec<CaseId>, Error>;

    /// How far a consumer has read.
    fn consumed(&self, consumer: &str) -> Result<u64, Error>;
}

/// Writes the log.
pub trait WriteLog {
    /// Appends an entry under the next number and counts it in its case, which becomes known.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn append(&mut self, entry: NewEntry<'_>) -> Result<u64, Error>;

    /// Remembers what later changes of the document are checked against, and counts its operations.
    fn index_change(&mut self, case: CaseId, change: ChangeId, row: ChangeRow, ops: u64)
    -> Result<(), Error>;

    /// Tells every stream that has the case about its newest number.
    fn announce(&mut self, case: CaseId) -> Result<(), Error>;

    /// Puts a case into a stream, or says that it left.
    fn put_stream(&mut self, row: &StreamCase) -> Result<(), Error>;

    /// Removes everything of a case but its stub and its streams.
    fn erase(&mut self, stub: &Stub) -> Result<(), Error>;

    /// Gives the log a new incarnation, so that every device offers again what it holds.
    fn begin_epoch(&mut self, epoch: u64) -> Result<(), Error>;

    /// Remembers how far a consumer has read.
    fn consume(&mut self, consumer: &str, upto: u64) -> Result<(), Error>;
}
