//! Where photos and files are: a folder of this machine, or a bucket that several nodes reach.
//!
//! A file gets its place whole and with its hash verified, or not at all; a row of the store names it only afterwards.
//! Both kinds run the same [`conformance`] suite.

mod bucket;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
pub(crate) mod folder;

use std::io::Read;
use std::ops::Range;
use std::path::Path;

use doorstep_domain::id::{BlobId, CaseId, DeviceId};

pub use bucket::Bucket;
pub use folder::Folder;

use crate::error::Error;

/// A file on its way out.
pub type Reader = Box<dyn Read + Send>;

/// Whose upload, of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Upload {
    /// The device that sends it.
    pub device: DeviceId,
    /// The case that it belongs to.
    pub case: CaseId,
    /// What it is to be.
    pub blob: BlobId,
}

/// An upload of which pieces are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderWay {
    /// Which.
    pub upload: Upload,
    /// The length of its pieces together, in bytes.
    pub size_bytes: u64,
    /// When the last of them came, milliseconds since 1970 UTC.
    pub touched_ms: i64,
}

/// A piece of a file on its way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its first byte in the file.
    pub start: u64,
    /// Its length in bytes.
    pub size_bytes: u64,
    /// When it came, milliseconds since 1970 UTC.
    pub stored_at_ms: i64,
}

/// Keeps whole files, by case: erasing one touches no other.
pub trait Vault: Send + Sync {
    /// The size of a file in bytes; `None` if it is not here.
    ///
    /// # Errors
    /// Those of the disk or the network, as in all functions of this trait.
    fn size(&self, case: CaseId, blob: BlobId) -> Result<Option<u64>, Error>;

    /// Reads a range of a file; `None` if it is not here.
    fn open(&self, case: CaseId, blob: BlobId, range: Range<u64>) -> Result<Option<Reader>, Error>;

    /// Gives a file, whose hash was verified, its place, durably; harmless if it is there. What was at `file` may be gone
    /// afterwards.
    fn keep(&self, case: CaseId, blob: BlobId, file: &Path) -> Result<(), Error>;

    /// Removes all files of a case, and what is on its way to it.
    fn erase(&self, case: CaseId) -> Result<(), Error>;

    /// The cases that have files, if they can be listed at little cost.
    fn cases(&self) -> Result<Option<Vec<CaseId>>, Error>;

    /// Where pieces on their way are kept for all nodes; `None` if there is one node only, which keeps them itself.
    fn pieces(&self) -> Option<&dyn Pieces>;
}

/// Keeps what came of files on their way, so that an upload goes on at whichever node.
pub trait Pieces {
    /// What came, by its first byte.
    ///
    /// # Errors
    /// Those of the network, as in all functions of this trait.
    fn list(&self, upload: Upload) -> Result<Vec<Piece>, Error>;

    /// Keeps a piece, durably.
    fn put(&self, upload: Upload, start: u64, bytes: Vec<u8>) -> Result<(), Error>;

    /// A piece.
    fn get(&self, upload: Upload, start: u64) -> Result<Vec<u8>, Error>;

    /// Forgets an upload.
    fn forget(&self, upload: Upload) -> Result<(), Error>;

    /// What all devices have under way: of each upload, what its pieces are together. Those come first that were left
    /// alone longest.
    fn under_way(&self) -> Result<Vec<UnderWay>, Error>;

    /// Forgets what has been left alone since a moment, milliseconds since 1970 UTC.
    fn sweep(&self, before_ms: i64) -> Result<(), Error>;
}

/// How much of a file its pieces are, without a gap from its beginning.
#[must_use]
pub fn contiguous(pieces: &[Piece]) -> u64 {
    let mut end = 0;
    for piece in pieces {
        if piece.start <= end {
            end = end.max(piece.start.saturating_add(piece.size_bytes));
        }
    }
    end
}

/// A whole file of at most so many bytes; `None` if it is not here or larger.
pub(crate) fn whole(
    vault: &dyn Vault,
    case: CaseId,
    blob: BlobId,
    most: u64,
) -> Result<Option<Vec<u8>>, Error> {
    let Some(size_bytes) = vault.size(case, blob)?.filter(|size| *size <= most) else { return Ok(None) };
    let Some(mut reader) = vault.open(case, blob, 0..size_bytes)? else { return Ok(None) };
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|error| Error::Files(error.to_string()))?;
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_count_as_far_as_there_is_no_gap() {
        let piece = |start, size_bytes| Piece { start, size_bytes, stored_at_ms: 0 };
        assert_eq!(contiguous(&[]), 0);
        assert_eq!(contiguous(&[piece(0, 5), piece(5, 3)]), 8);
        assert_eq!(contiguous(&[piece(0, 5), piece(2, 9), piece(4, 1)]), 11);
        assert_eq!(contiguous(&[piece(0, 5), piece(6, 3)]), 5);
        assert_eq!(contiguous(&[piece(1, 5)]), 0);
    }

    #[test]
    fn a_folder_is_a_vault() {
        let dir = tempfile::tempdir().unwrap();
        conformance::a_vault_keeps_what_it_is_given(&Folder::new(dir.path()));
    }
}
