//! Items: what a log consists of.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::cbor::Malformed;
use crate::certificate::Certificate;
use crate::control::Control;
use crate::digest::{Prefix, digest, sha256};
use crate::envelope::Signed;
use crate::fact::Fact;
use crate::id::Hash;
use crate::manifest::CaseManifest;
use crate::ruling::Ruling;

/// What an item is. A kind that a device does not know is stored raw and replayed after an upgrade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ItemKind {
    /// One Automerge change of the case's document. The genesis is the one without dependencies.
    Change = 1,
    /// A fact.
    Fact = 2,
    /// A certificate that facts of this case name.
    Certificate = 3,
    /// A ruling of the office.
    Ruling = 4,
    /// Strokes, a rendered view or a thumbnail, up to 64 KiB.
    SmallBlob = 5,
    /// An order of the server: grant, revoke, erase, publish.
    Control = 6,
    /// The server holds and has verified a large blob: 32 bytes, its hash.
    BlobStored = 7,
    /// A snapshot of the document: `[voucher, bytes]`, only from the server.
    Snapshot = 8,
    /// A device's signed word on which changes of this case are its own: see [`crate::manifest`].
    Manifest = 9,
}

impl ItemKind {
    /// All kinds, in the order of their codes.
    pub const ALL: [Self; 9] = [
        Self::Change,
        Self::Fact,
        Self::Certificate,
        Self::Ruling,
        Self::SmallBlob,
        Self::Control,
        Self::BlobStored,
        Self::Snapshot,
        Self::Manifest,
    ];

    /// The kind of a code, if this version knows it.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The code on the wire.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// One item: a code and its bytes as they were first written.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Item {
    /// The kind's code.
    #[n(0)]
    pub kind: u8,
    /// The bytes.
    #[n(1)]
    pub bytes: ByteVec,
}

impl Item {
    /// Wraps bytes.
    #[must_use]
    pub fn new(kind: ItemKind, bytes: Vec<u8>) -> Self {
        Self { kind: kind.code(), bytes: bytes.into() }
    }

    /// The hash by which acknowledgements, receipts and the log name this item.
    ///
    /// # Errors
    /// [`Malformed`] if the bytes are not of the kind. Signatures are not checked here.
    pub fn hash(&self) -> Result<Hash, Malformed> {
        match ItemKind::from_code(self.kind) {
            Some(ItemKind::Change) => change_hash(&self.bytes),
            Some(ItemKind::Fact) => Ok(Fact::open(&self.bytes)?.hash()),
            Some(ItemKind::Certificate) => Ok(Signed::<Certificate>::open(&self.bytes)?.hash()),
            Some(ItemKind::Ruling) => Ok(Signed::<Ruling>::open(&self.bytes)?.hash()),
            Some(ItemKind::Control) => Ok(Signed::<Control>::open(&self.bytes)?.hash()),
            Some(ItemKind::SmallBlob) => Ok(sha256(&self.bytes)),
            Some(ItemKind::BlobStored) => Hash::from_slice(&self.bytes).ok_or(Malformed::Cbor),
            Some(ItemKind::Manifest) => {
                CaseManifest::open(&self.bytes)?;
                Ok(CaseManifest::hash_of(&self.bytes))
            }
            Some(ItemKind::Snapshot) | None => Ok(digest(Prefix::DigestItem, &[&[self.kind], &self.bytes])),
        }
    }
}

/// Type byte of an uncompressed change chunk. Changes travel uncompressed: the whole body is compressed once.
const UNCOMPRESSED_CHANGE: u8 = 1;

/// Automerge's own hash of a change: SHA-256 over the chunk after magic (4) and checksum (4).
fn change_hash(chunk: &[u8]) -> Result<Hash, Malformed> {
    match chunk.get(8..) {
        Some(hashed) if hashed.first() == Some(&UNCOMPRESSED_CHANGE) => Ok(sha256(hashed)),
        _ => Err(Malformed::Cbor),
    }
}
