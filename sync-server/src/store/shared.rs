//! What all nodes of a company share beside the log: settings, published files, and who does what alone.

use doorstep_domain::id::{BlobId, Hash};

use crate::error::Error;

/// Bytes of a published file in one row: a slice that a device fetches is a few of them.
pub const FILE_PART_BYTES: usize = 256 * 1024;

/// A published font of printed reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FontRow {
    /// Its name: the SHA-256 of its bytes.
    pub font: BlobId,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// The number of the last notice that named it.
    pub chosen_seq: u64,
}

/// Work that one node does for all, such as projecting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseRow {
    /// The node that does it; `None`: it gave the work back.
    pub holder: Option<[u8; 16]>,
    /// Grows whenever another node takes over. Whoever holds an older one must write nothing.
    pub token: u64,
    /// Grows as long as the holder lives. Others look at it, never at a clock.
    pub beat: u64,
}

/// Reads what nodes share.
pub trait ReadShared {
    /// A setting of the company.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, Error>;

    /// One part of a published file, of [`FILE_PART_BYTES`] but for the last one; `None` behind its end.
    fn file_part(&self, file: Hash, part: u32) -> Result<Option<Vec<u8>>, Error>;

    /// A font.
    fn font(&self, font: BlobId) -> Result<Option<FontRow>, Error>;

    /// The font that reports are printed with: the one chosen last.
    fn chosen_font(&self) -> Result<Option<FontRow>, Error>;

    /// Who does some work for all.
    fn lease(&self, work: &str) -> Result<Option<LeaseRow>, Error>;
}

/// Writes what nodes share.
pub trait WriteShared {
    /// Stores a setting, or replaces it.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn put_setting(&mut self, name: &str, value: &[u8]) -> Result<(), Error>;

    /// Stores a published file; harmless if it is there.
    fn put_file(&mut self, file: Hash, bytes: &[u8]) -> Result<(), Error>;

    /// Stores a font, or says that it was chosen again.
    fn put_font(&mut self, font: FontRow) -> Result<(), Error>;

    /// Stores who does some work for all.
    fn put_lease(&mut self, work: &str, lease: LeaseRow) -> Result<(), Error>;
}
