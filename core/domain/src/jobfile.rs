//! A job as one file, to be handed over where there is no network.
//!
//! Eight bytes of magic, then CBOR. It carries changes, never a snapshot: a receiver scans and applies each
//! one like anything else that comes from outside.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::cbor::{self, Malformed};
use crate::id::CaseId;
use crate::key::PublicKey;
use crate::sync::Item;

/// The first bytes of every job file of format 1.
pub const MAGIC: [u8; 8] = *b"DSTPJOB1";

/// The largest job file accepted, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A whole case with everything needed to verify and continue it. Key 6 is kept for the manifest of the
/// device that wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct JobFile {
    /// The tenant's root key. A receiver compares it with its own.
    #[n(0)]
    pub root_key: PublicKey,
    /// The case.
    #[n(1)]
    pub case: CaseId,
    /// Certificates, changes (genesis first), facts, rulings and small blobs, in the order in which they build
    /// on each other.
    #[n(2)]
    pub items: Vec<Item>,
    /// Larger files, whole.
    #[n(3)]
    pub blobs: Vec<ByteVec>,
    /// The published packs that the case pins.
    #[n(4)]
    pub packs: Vec<ByteVec>,
    /// When it was written, milliseconds since 1970 UTC, as the device believed.
    #[n(5)]
    pub written_at_ms: i64,
}

impl JobFile {
    /// The file's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [MAGIC.as_slice(), &cbor::encode(self)].concat()
    }

    /// Reads a file. Nothing in it is verified yet.
    ///
    /// # Errors
    /// [`Malformed`]; [`Malformed::Version`] if it starts like a job file of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_BYTES {
            return Err(Malformed::TooLong { limit: MAX_BYTES });
        }
        match bytes.split_at_checked(MAGIC.len()) {
            Some((magic, body)) if magic == MAGIC => cbor::decode(body),
            Some((magic, _)) if magic[..7] == MAGIC[..7] => Err(Malformed::Version),
            _ => Err(Malformed::Cbor),
        }
    }
}
