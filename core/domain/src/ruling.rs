//! Rulings: what the office decided about one item that is already somewhere.

use minicbor::{Decode, Encode};

use crate::digest::Prefix;
use crate::envelope::{Payload, Signed};
use crate::id::{CaseId, CertificateId, FactId, Hash};

/// The decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Verdict {
    /// Counts again.
    #[n(0)]
    Admitted,
    /// Kept without effect until the office looks at it.
    #[n(1)]
    Held,
    /// Kept without effect for good. Its descendants still count.
    #[n(2)]
    Void,
}

/// A server-signed decision about a fact or change. It travels like a fact: the state of a case depends on
/// the set of rulings, not on the way they came.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Ruling {
    /// The case.
    #[n(0)]
    pub case: CaseId,
    /// Id of the fact or change that it is about.
    #[n(1)]
    pub target: Hash,
    /// What the fact follows: it may be on its author's phone only, and what follows it folds nevertheless. Empty for
    /// a change.
    #[n(2)]
    pub target_after: Vec<FactId>,
    /// The decision.
    #[n(3)]
    pub verdict: Verdict,
    /// Why: a code of `docs/protocol.md`.
    #[n(4)]
    pub reason: String,
    /// Counts up per target; the highest holds.
    #[n(5)]
    pub round: u32,
    /// The office's certificate.
    #[n(6)]
    pub certificate: CertificateId,
    /// When, milliseconds since 1970 UTC, by the server's clock.
    #[n(7)]
    pub at_ms: i64,
    /// Since when the device that made the target is out of use, if it was when the target reached the office: by the
    /// server's clock, milliseconds since 1970 UTC. It stays in later rulings on the same target.
    #[n(8)]
    pub device_revoked_ms: Option<i64>,
}

impl Payload for Ruling {
    const PREFIX: Prefix = Prefix::Ruling;
    const MAX_BYTES: usize = 8 * 1024;
}

/// A ruling as it was signed.
pub type SignedRuling = Signed<Ruling>;
