//! What is derived from the log or stands beside it: snapshots, blobs, packs, the office's list.

use doorstep_domain::id::{BlobId, CaseId, PackId};

use crate::error::Error;

/// A document in one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// It holds every change up to this number.
    pub upto_seq: u64,
    /// The item's bytes: voucher and document.
    pub bytes: Vec<u8>,
}

/// A large file that is held and verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blob {
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Since when, milliseconds since 1970 UTC.
    pub stored_at_ms: i64,
}

/// A published pack.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PackRow {
    /// Its id: the hash of its file.
    pub pack: PackId,
    /// Its id in text.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// Size of its file in bytes.
    pub size_bytes: u64,
    /// When it was published, milliseconds since 1970 UTC.
    pub published_at_ms: i64,
}

/// A row of the office's list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct JobRow {
    /// The case.
    pub case: CaseId,
    /// The number that people say.
    pub number: String,
    /// What the case is about, a word of the glossary.
    pub kind: String,
    /// The customer's name.
    pub customer: String,
    /// Where it is.
    pub address: String,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// Whether it is an emergency.
    pub emergency: bool,
    /// What became of it, a word of the glossary.
    pub outcome: String,
    /// How far the current visit is, a word of the glossary.
    pub phase: String,
    /// When the current visit starts, milliseconds since 1970 UTC.
    pub visit_start_ms: Option<i64>,
    /// When its window ends.
    pub visit_end_ms: Option<i64>,
    /// Who goes: user ids.
    pub assigned: Vec<String>,
    /// Open decisions as JSON, told as stories: see [`crate::office::Story`].
    pub decisions: String,
    /// How many there are.
    pub decision_count: u32,
    /// Things that the office must look at.
    pub exception_count: u32,
    /// Oddities.
    pub flag_count: u32,
    /// When it was reported, milliseconds since 1970 UTC.
    pub reported_at_ms: i64,
    /// When the server last heard of it, milliseconds since 1970 UTC.
    pub changed_at_ms: i64,
}

/// Reads what is derived.
pub trait ReadModel {
    /// The newest snapshot of a document.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn snapshot(&self, case: CaseId) -> Result<Option<Snapshot>, Error>;

    /// A large file.
    fn blob(&self, case: CaseId, blob: BlobId) -> Result<Option<Blob>, Error>;

    /// A pack.
    fn pack(&self, pack: PackId) -> Result<Option<PackRow>, Error>;

    /// All packs, the newest first.
    fn packs(&self) -> Result<Vec<PackRow>, Error>;

    /// A row of the office's list.
    fn job(&self, case: CaseId) -> Result<Option<JobRow>, Error>;

    /// The office's list: open ones by visit time, then the others by their last news; at most `limit`.
    fn jobs(&self, limit: u32) -> Result<Vec<JobRow>, Error>;
}

/// Writes what is derived.
pub trait WriteModel {
    /// Stores the snapshot of a document in place of an older one.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn put_snapshot(&mut self, case: CaseId, snapshot: &Snapshot) -> Result<(), Error>;

    /// Stores that a large file is held.
    fn put_blob(&mut self, case: CaseId, id: BlobId, blob: Blob) -> Result<(), Error>;

    /// Stores a pack.
    fn put_pack(&mut self, pack: &PackRow) -> Result<(), Error>;

    /// Stores a row of the office's list.
    fn put_job(&mut self, job: &JobRow) -> Result<(), Error>;
}
