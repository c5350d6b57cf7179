//! SHA-256 under a domain prefix, so that the hash of one type can never stand for another.
//!
//! The prefixes are part of the formats (`docs/formats.md`): a new meaning gets a new number.

use sha2::{Digest as _, Sha256};

use crate::id::Hash;

/// What a hash or a signature is about. Hashed (and signed) bytes start with [`Prefix::bytes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    /// The genesis change of a case; its first 16 bytes name the case.
    Case,
    /// The root key of a tenant; its first 16 bytes name the tenant.
    Tenant,
    /// A certificate, signed by the tenant root key.
    Certificate,
    /// A fact, signed by the key of its certificate.
    Fact,
    /// A manifest of a device's newest changes.
    Manifest,
    /// One leaf of a manifest: what of one case it covers.
    ManifestLeaf,
    /// A ruling of the server on one item.
    Ruling,
    /// A control entry: grant, revoke, erase.
    Control,
    /// A receipt: what the server durably holds.
    Receipt,
    /// A snapshot of a document, vouched for by the server.
    Snapshot,
    /// A statement: what a signer saw.
    Statement,
    /// The rendered view inside a statement.
    View,
    /// A published pack.
    Pack,
    /// A price book inside a pack.
    PriceBook,
    /// A request of a device to be enrolled.
    Enrolment,
    /// The items of one request, in order, as a receipt names them.
    Items,
    /// One item inside a digest of what a device holds.
    DigestItem,
    /// Case, visit and follow-up: whether a visit is in the sample of a follow-up.
    Sample,
    /// The heads of a case: names one state of it in a line.
    State,
    /// What a device says about being wiped.
    Wiped,
    /// How much of the log a finished backup holds.
    Backup,
    /// What a diagnostics bundle folds to.
    Replay,
}

impl Prefix {
    /// The bytes that go before what is hashed or signed.
    #[must_use]
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Case => b"doorstep/case/1\0",
            Self::Tenant => b"doorstep/tenant/1\0",
            Self::Certificate => b"doorstep/certificate/1\0",
            Self::Fact => b"doorstep/fact/1\0",
            Self::Manifest => b"doorstep/manifest/1\0",
            Self::ManifestLeaf => b"doorstep/manifest-leaf/1\0",
            Self::Ruling => b"doorstep/ruling/1\0",
            Self::Control => b"doorstep/control/1\0",
            Self::Receipt => b"doorstep/receipt/1\0",
            Self::Snapshot => b"doorstep/snapshot/1\0",
            Self::Statement => b"doorstep/statement/1\0",
            Self::View => b"doorstep/view/1\0",
            Self::Pack => b"doorstep/pack/1\0",
            Self::PriceBook => b"doorstep/price-book/1\0",
            Self::Enrolment => b"doorstep/enrolment/1\0",
            Self::Items => b"doorstep/items/1\0",
            Self::DigestItem => b"doorstep/digest-item/1\0",
            Self::Sample => b"doorstep/sample/1\0",
            Self::State => b"doorstep/state/1\0",
            Self::Wiped => b"doorstep/wiped/1\0",
            Self::Backup => b"doorstep/backup/1\0",
            Self::Replay => b"doorstep/replay/1\0",
        }
    }
}

/// SHA-256 over the prefix and then every part, in order.
///
/// Parts are not separated: at most one of them may have a length that the caller does not fix.
#[must_use]
pub fn digest(prefix: Prefix, parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(prefix.bytes());
    for part in parts {
        hasher.update(part);
    }
    Hash(hasher.finalize().into())
}

/// Plain SHA-256, without a prefix: the name of a blob is the hash that `sha256sum` prints.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}
