//! What is derived from the log or stands beside it: snapshots, blobs, packs.

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

/// Reads what is derived.
pub trait ReadModel {
    /// The newest snapshot of a document.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn snapshot(&self, case: CaseId) -> Result<Option<Snapshot>, Error>;

    /// A large file.
    fn blob(&self, case: CaseId, blob: BlobId) -> Result<Option<Blob>, Error>;

    /// All large files, by case.
    fn blobs(&self) -> Result<Vec<(CaseId, BlobId, Blob)>, Error>;

    /// A pack.
    fn pack(&self, pack: PackId) -> Result<Option<PackRow>, Error>;

    /// All packs, the newest first.
    fn packs(&self) -> Result<Vec<PackRow>, Error>;
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
}
