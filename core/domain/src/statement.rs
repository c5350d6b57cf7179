//! Statements: exactly what a signer saw.
//!
//! A statement names everything that was on the screen by hash and carries the hash of the rendered view. The
//! bytes of that view are stored and *are* what was signed: nobody renders again to verify.

use minicbor::{Decode, Encode};

use crate::cbor::{self, Malformed};
use crate::digest::{Prefix, digest, sha256};
use crate::fact::SignatureRole;
use crate::id::{BlobId, CaseId, ChangeId, FactId, Hash, PackId, PriceBookId, QuoteId, VisitId};

/// What was put before a signer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Statement {
    /// The case.
    #[n(0)]
    pub case: CaseId,
    /// The visit.
    #[n(1)]
    pub visit: VisitId,
    /// In which capacity it is signed.
    #[n(2)]
    pub role: SignatureRole,
    /// Heads of the document on the screen. Sorted.
    #[n(3)]
    pub document_heads: Vec<ChangeId>,
    /// Newest facts on the screen. Sorted.
    #[n(4)]
    pub fact_heads: Vec<FactId>,
    /// The pack that the visit follows.
    #[n(5)]
    pub pack: PackId,
    /// The price book of the quote, if a price was shown.
    #[n(6)]
    pub price_book: Option<PriceBookId>,
    /// Version of the rules that computed what was shown.
    #[n(7)]
    pub rules_version: u32,
    /// Language shown, e.g. `zh-CN`.
    #[n(8)]
    pub language: String,
    /// The quote, if one was shown.
    #[n(9)]
    pub quote: Option<QuoteId>,
    /// Hash of the view under its prefix.
    #[n(10)]
    pub view: Hash,
}

/// The rendered view, with its structure in the same bytes: the text for people, the parts for comparing
/// "signed" with "now".
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct View {
    /// The whole text as it was on the screen, line by line.
    #[n(0)]
    pub text: String,
    /// Lines with money.
    #[n(1)]
    pub lines: Vec<ViewLine>,
    /// The total in minor units; `None` if no price was shown.
    #[n(2)]
    pub total_minor: Option<i64>,
    /// Currency code, e.g. `CNY`.
    #[n(3)]
    pub currency: String,
    /// State of the checks that were shown.
    #[n(4)]
    pub checks: Vec<ViewCheck>,
    /// Photos that were shown.
    #[n(5)]
    pub photos: Vec<BlobId>,
    /// Minutes of work that were billed.
    #[n(6)]
    pub minutes: Option<u32>,
}

/// One line of money in a view.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, serde::Serialize)]
#[cbor(map)]
pub struct ViewLine {
    /// Key that stays the same while the line is edited: a line id, or the name of a rule.
    #[n(0)]
    pub key: String,
    /// What it is.
    #[n(1)]
    pub title: String,
    /// How many, as a canonical decimal.
    #[n(2)]
    pub quantity: String,
    /// What it costs in minor units.
    #[n(3)]
    pub amount_minor: i64,
}

/// One check in a view.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, serde::Serialize)]
#[cbor(map)]
pub struct ViewCheck {
    /// The step.
    #[n(0)]
    pub step: String,
    /// Its title.
    #[n(1)]
    pub title: String,
    /// What was answered or recorded.
    #[n(2)]
    pub value: String,
}

impl View {
    /// The longest view accepted, in bytes: it travels inside a sync request.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// The bytes that are stored and signed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads stored bytes.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        cbor::decode_bounded(bytes, Self::MAX_BYTES)
    }

    /// The hash that a statement carries.
    #[must_use]
    pub fn hash_of(bytes: &[u8]) -> Hash {
        digest(Prefix::View, &[bytes])
    }

    /// The name under which the bytes are stored.
    #[must_use]
    pub fn blob_id(bytes: &[u8]) -> BlobId {
        sha256(bytes).into()
    }
}

impl Statement {
    /// The longest statement accepted, in bytes.
    pub const MAX_BYTES: usize = 8 * 1024;

    /// The bytes that go into the signature's fact.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(self)
    }

    /// Reads the bytes of a signature's fact.
    ///
    /// # Errors
    /// [`Malformed`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        cbor::decode_bounded(bytes, Self::MAX_BYTES)
    }

    /// The digest that is printed under a signature.
    #[must_use]
    pub fn hash_of(bytes: &[u8]) -> Hash {
        digest(Prefix::Statement, &[bytes])
    }
}
