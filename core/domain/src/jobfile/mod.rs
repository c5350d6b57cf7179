//! A job as one file, to be handed over where there is no network, and to be verified where there is no server.
//!
//! Eight bytes of magic, one CBOR map, and the SHA-256 of everything before it. It carries changes, never a
//! snapshot: a receiver scans and applies each one like anything else that comes from outside.
//!
//! There are no bytes that a reader ignores. One content has one form: shortest numbers, no unknown keys, items in
//! the order of [`order`], nothing after the end. What is in it is signed by whoever wrote it or named by hash by
//! something that is signed; the closing hash alone proves nothing against somebody who can compute it again, it
//! tells a damaged copy from a whole one.

mod list;
pub mod order;
#[cfg(test)]
mod tests;

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::cbor;
use crate::digest::sha256;
use crate::id::{CaseId, Hash};
use crate::key::PublicKey;
use crate::sync::Item;

/// The first bytes of every job file of format 1.
pub const MAGIC: [u8; 8] = *b"DSTPJOB1";

/// The first bytes of every file that was encrypted with `age`: a job file may be inside.
pub const ENCRYPTED: &[u8] = b"age-encryption.org/v1\n";

/// The largest job file accepted, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The most items: changes, facts and rulings at their limits, and what names them.
pub const MAX_ITEMS: usize = 40_000;

/// The most photos and other large files.
pub const MAX_BLOBS: usize = 2_000;

/// The most packs: one, and one for every newer version that a quote or visit moved to.
pub const MAX_PACKS: usize = 64;

/// The most receipts.
pub const MAX_RECEIPTS: usize = 10_000;

/// The length of the closing hash, in bytes.
const HASH_BYTES: usize = 32;

/// A whole case with everything needed to verify and continue it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct JobFile {
    /// The tenant's root key. A receiver compares it with its own.
    #[n(0)]
    pub root_key: PublicKey,
    /// The case.
    #[n(1)]
    pub case: CaseId,
    /// Certificates, changes (genesis first), manifests, facts, rulings and small blobs: see [`order`].
    #[cbor(n(2), decode_with = "list::at_most::<MAX_ITEMS, _, _>")]
    pub items: Vec<Item>,
    /// Larger files, whole.
    #[cbor(n(3), decode_with = "list::at_most::<MAX_BLOBS, _, _>")]
    pub blobs: Vec<ByteVec>,
    /// The published packs that the case pins.
    #[cbor(n(4), decode_with = "list::at_most::<MAX_PACKS, _, _>")]
    pub packs: Vec<ByteVec>,
    /// What the office said that it holds.
    #[cbor(n(5), decode_with = "list::at_most::<MAX_RECEIPTS, _, _>")]
    pub receipts: Vec<HeldReceipt>,
}

/// A receipt with what it is about: on the wire both sides knew it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HeldReceipt {
    /// The signed [`crate::receipt::Receipt`].
    #[n(0)]
    pub receipt: ByteVec,
    /// The hashes of the items that it covers, in the order of the request; also those of other cases.
    #[n(1)]
    pub items: Vec<Hash>,
}

/// Why bytes are not a job file as somebody wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotJobFile {
    /// It does not begin like one.
    #[error("it is not a job file")]
    Foreign,
    /// It is encrypted: open it with its passphrase or key first.
    #[error("it is encrypted")]
    Encrypted,
    /// A newer version wrote it.
    #[error("it was written by a newer version of the format")]
    Newer,
    /// Larger than [`MAX_BYTES`].
    #[error("it is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// Its closing hash does not fit its bytes: it was damaged, or changed by somebody who did not know better.
    #[error("its closing hash does not fit: bytes were changed or are missing")]
    Damaged,
    /// Its bytes have not the form of a job file.
    #[error("it cannot be read")]
    Malformed,
    /// It holds bytes that the format does not allow.
    #[error("it holds bytes that the format does not allow")]
    NotCanonical,
}

impl JobFile {
    /// The file's bytes. Everything is brought into its order.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        seal(&self.clone().in_order())
    }

    /// Reads a file as somebody wrote it. Nothing in it is verified yet.
    ///
    /// # Errors
    /// [`NotJobFile`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotJobFile> {
        let Opened { file, is_whole } = Self::open(bytes)?;
        if is_whole { Ok(file) } else { Err(NotJobFile::Damaged) }
    }

    /// Reads a file whose closing hash may not fit, to find out what in it still holds.
    ///
    /// # Errors
    /// [`NotJobFile`], never [`NotJobFile::Damaged`].
    pub fn open(bytes: &[u8]) -> Result<Opened, NotJobFile> {
        if bytes.starts_with(ENCRYPTED) {
            return Err(NotJobFile::Encrypted);
        }
        if bytes.len() > MAX_BYTES {
            return Err(NotJobFile::TooLong);
        }
        let (content, hash) = bytes.split_last_chunk::<HASH_BYTES>().ok_or(NotJobFile::Foreign)?;
        let body = match content.split_at_checked(MAGIC.len()) {
            Some((magic, body)) if magic == MAGIC => body,
            Some((magic, _)) if magic[..7] == MAGIC[..7] => return Err(NotJobFile::Newer),
            _ => return Err(NotJobFile::Foreign),
        };
        let is_whole = sha256(content).0 == *hash;
        // A damaged file has bytes that nobody wrote; which form they would have had does not matter then.
        let unreadable = if is_whole { NotJobFile::Malformed } else { NotJobFile::Damaged };
        let file: Self = cbor::decode(body).map_err(|_| unreadable)?;
        if is_whole && cbor::encode(&file) != body {
            return Err(NotJobFile::NotCanonical);
        }
        Ok(Opened { file, is_whole })
    }

    fn in_order(mut self) -> Self {
        self.items = order::of_items(self.items);
        for files in [&mut self.blobs, &mut self.packs] {
            files.sort_by_cached_key(|bytes| sha256(bytes));
            files.dedup();
        }
        self.receipts.sort_by(|a, b| a.receipt.cmp(&b.receipt));
        self.receipts.dedup();
        self
    }

    /// Whether its parts stand in the one order in which they are written.
    #[must_use]
    pub fn is_in_order(&self) -> bool {
        self.clone().in_order() == *self
    }
}

/// What was read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The file.
    pub file: JobFile,
    /// Whether its closing hash fits.
    pub is_whole: bool,
}

/// The bytes of a file as it stands: magic, content, closing hash.
pub(crate) fn seal(file: &JobFile) -> Vec<u8> {
    let mut bytes = [MAGIC.as_slice(), &cbor::encode(file)].concat();
    let hash = sha256(&bytes);
    bytes.extend(hash.0);
    bytes
}
