//! The file: eight bytes of magic, one CBOR map packed by zstd, and the SHA-256 of everything before it.

use std::io::Read as _;

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use doorstep_domain::cbor;
use doorstep_domain::digest::sha256;
use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::key::PublicKey;
use doorstep_domain::time::TimeEvidence;

/// The first bytes of every diagnostics bundle of format 1.
const MAGIC: [u8; 8] = *b"DSTPDIA1";

/// The longest bundle that is read, in bytes.
pub(super) const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The longest content, unpacked, in bytes.
const MAX_UNPACKED: usize = 192 * 1024 * 1024;

/// The length of the closing hash, in bytes.
const HASH_BYTES: usize = 32;

/// A phone's work as whoever helps may see it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Bundle {
    /// Versions of the software that wrote it.
    #[n(0)]
    pub(super) engine: String,
    /// When it was written, by the clocks of the phone.
    #[n(1)]
    pub(super) made: TimeEvidence,
    /// Language of the app.
    #[n(2)]
    pub(super) language: String,
    /// Operating system and processor.
    #[n(3)]
    pub(super) machine: String,
    /// Who the phone is; absent if it was never enrolled.
    #[n(4)]
    pub(super) enrolment: Option<Enrolled>,
    /// How far it has read the log of the office.
    #[n(5)]
    pub(super) progress: ReadSoFar,
    /// Its cases.
    #[n(6)]
    pub(super) cases: Vec<CaseOf>,
    /// Cases that would have made the bundle too long.
    #[n(7)]
    pub(super) left_out: u32,
    /// The packs that the cases follow, whole.
    #[n(8)]
    pub(super) packs: Vec<ByteVec>,
    /// The store from outside, as JSON: see [`crate::Inspection`].
    #[n(9)]
    pub(super) store: String,
    /// Lines of the app's log, the oldest first.
    #[n(10)]
    pub(super) log: Vec<String>,
    /// What each case folds to, in the order of the cases.
    #[n(11)]
    pub(super) states: Vec<Hash>,
}

/// Who a phone is, in the throw-away company of its bundle.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Enrolled {
    #[n(0)]
    pub(super) root_key: PublicKey,
    /// The certificate of the phone.
    #[n(1)]
    pub(super) certificate: ByteVec,
    /// The certificate of the office.
    #[n(2)]
    pub(super) office: ByteVec,
    /// The seed of the throw-away key of the phone: who replays may go on working.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub(super) seed: [u8; 32],
    /// The office refuses the key of the phone.
    #[n(4)]
    pub(super) is_signed_out: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct ReadSoFar {
    #[n(0)]
    pub(super) epoch: u64,
    #[n(1)]
    pub(super) cursor: u64,
    #[n(2)]
    pub(super) must_refill: bool,
    #[n(3)]
    pub(super) synced_at_ms: Option<i64>,
    #[n(4)]
    pub(super) server_ms: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct CaseOf {
    #[n(0)]
    pub(super) case: CaseId,
    /// Why its items could not be applied on the phone.
    #[n(1)]
    pub(super) stuck: Option<String>,
    /// In the order in which they were made or came.
    #[n(2)]
    pub(super) items: Vec<ItemOf>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct ItemOf {
    #[n(0)]
    pub(super) kind: u8,
    /// Rewritten; absent if it was left out.
    #[n(1)]
    pub(super) bytes: Option<ByteVec>,
    /// Its length on the phone, in bytes.
    #[n(2)]
    pub(super) size_bytes: u32,
    #[n(3)]
    pub(super) origin: From,
    #[n(4)]
    pub(super) state: Stands,
    /// Why the phone refused it.
    #[n(5)]
    pub(super) refused: Option<String>,
    /// Whether the office is known to hold it.
    #[n(6)]
    pub(super) is_held: bool,
    #[n(7)]
    pub(super) outbox: Option<InOutbox>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct InOutbox {
    #[n(0)]
    pub(super) is_urgent: bool,
    #[n(1)]
    pub(super) reason: Why,
    /// The office's reason, if it refused the item.
    #[n(2)]
    pub(super) code: Option<String>,
    /// More about it.
    #[n(3)]
    pub(super) detail: Option<String>,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
        #[cbor(index_only)]
        pub(super) enum $name {
            $(#[n($code)] $variant,)+
        }

        impl $name {
            /// The one that a column of the store names.
            pub(super) fn of(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

words! {
    /// How an item came to the phone.
    From { Own = 0 "own", Server = 1 "server", File = 2 "file", }
}
words! {
    /// Where it stood on the phone.
    Stands { Unread = 0 "unread", Applied = 1 "applied", Waiting = 2 "waiting", Refused = 3 "refused", }
}
words! {
    /// Why it is in the outbox.
    Why { Own = 0 "own", Relay = 1 "relay", Refill = 2 "refill", }
}

/// Why bytes are no diagnostics bundle that can be replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotBundle {
    /// It does not begin like one.
    #[error("it is not a diagnostics bundle")]
    Foreign,
    /// A newer version wrote it.
    #[error("it was written by a newer version of the format")]
    Newer,
    /// Longer than a bundle can be.
    #[error("it is longer than a diagnostics bundle can be")]
    TooLong,
    /// Its closing hash does not fit its bytes: it was cut off or changed on its way.
    #[error("its closing hash does not fit: bytes were changed or are missing; ask for the file again")]
    Damaged,
    /// Its content has not the form of a bundle.
    #[error("its content cannot be read")]
    Malformed,
}

impl Bundle {
    /// The file's bytes.
    pub(super) fn to_bytes(&self) -> std::io::Result<Vec<u8>> {
        let packed = zstd::bulk::compress(&cbor::encode(self), zstd::DEFAULT_COMPRESSION_LEVEL)?;
        let mut bytes = [MAGIC.as_slice(), &packed].concat();
        let hash = sha256(&bytes);
        bytes.extend(hash.0);
        Ok(bytes)
    }

    /// Reads a file.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, NotBundle> {
        if bytes.len() > MAX_BYTES {
            return Err(NotBundle::TooLong);
        }
        match bytes.get(..MAGIC.len()) {
            Some(magic) if magic == MAGIC => {}
            Some(magic) if magic[..7] == MAGIC[..7] => return Err(NotBundle::Newer),
            _ => return Err(NotBundle::Foreign),
        }
        let (content, hash) = bytes.split_last_chunk::<HASH_BYTES>().ok_or(NotBundle::Damaged)?;
        if sha256(content).0 != *hash {
            return Err(NotBundle::Damaged);
        }
        let packed = content.get(MAGIC.len()..).ok_or(NotBundle::Damaged)?;
        cbor::decode(&unpack(packed)?).map_err(|_| NotBundle::Malformed)
    }
}

/// Never more than [`MAX_UNPACKED`], whatever the head of the frame claims.
fn unpack(packed: &[u8]) -> Result<Vec<u8>, NotBundle> {
    let reader = zstd::stream::read::Decoder::with_buffer(packed).map_err(|_| NotBundle::Malformed)?;
    let mut bytes = Vec::new();
    let limit = MAX_UNPACKED as u64 + 1;
    reader.take(limit).read_to_end(&mut bytes).map_err(|_| NotBundle::Malformed)?;
    if bytes.len() > MAX_UNPACKED { Err(NotBundle::TooLong) } else { Ok(bytes) }
}
