//! Facts: what happened, immutable and signed.
//!
//! A fact names the facts its author had seen (`after`) and the document it was made at (`heads`).
//! That graph, and nothing else, says what came before what: not clocks, not the order of arrival.

mod body;
mod kind;
mod set;

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

pub use body::*;
pub use kind::Kind;
pub use set::{FactSet, Graph, Ordinals, Rulings};

use crate::cbor::Malformed;
use crate::digest::Prefix;
use crate::envelope::{Payload, Signed};
use crate::id::{CaseId, CertificateId, ChangeId, FactId};
use crate::time::TimeEvidence;

/// The signed part of a fact. The body stays bytes, so that a fact of an unknown kind is stored and relayed
/// like any other.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct FactPayload {
    /// The case it belongs to.
    #[n(0)]
    pub case: CaseId,
    /// Its kind: see [`Kind`].
    #[n(1)]
    pub kind: u16,
    /// The body, CBOR of the kind's own struct.
    #[n(2)]
    pub body: ByteVec,
    /// The certificate whose key signed it.
    #[n(3)]
    pub certificate: CertificateId,
    /// The newest facts that its author had seen, and its author's previous one. Sorted; empty only in `created`.
    #[n(4)]
    pub after: Vec<FactId>,
    /// Heads of the document on the screen. Sorted.
    #[n(5)]
    pub heads: Vec<ChangeId>,
    /// What the device's clocks said.
    #[n(6)]
    pub time: TimeEvidence,
    /// Set by the office on kinds that an older app must not ignore: it shows the case read-only.
    #[n(7)]
    pub critical: Option<bool>,
    /// Who acted at a desk, vouched for by the certificate of the office.
    #[n(8)]
    pub acting: Option<Acting>,
}

/// A user of the office, for whom the server signs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, serde::Serialize, serde::Deserialize)]
#[cbor(map)]
pub struct Acting {
    /// The user's id in the tenant.
    #[n(0)]
    pub user: String,
    /// The user's name as colleagues read it.
    #[n(1)]
    pub name: String,
    /// The role in which the user acted.
    #[n(2)]
    pub role: String,
}

impl Payload for FactPayload {
    const PREFIX: Prefix = Prefix::Fact;
    const MAX_BYTES: usize = 32 * 1024;
}

/// A fact as it was signed.
pub type Fact = Signed<FactPayload>;

impl Fact {
    /// The most facts that one fact may name in `after`.
    pub const MAX_AFTER: usize = 64;

    /// The most facts of one case: a large job has some hundred. Folding costs the square of their number, so
    /// servers take no more from devices, and devices make no more.
    pub const MAX_PER_CASE: usize = 10_000;

    /// Its only id.
    #[must_use]
    pub fn id(&self) -> FactId {
        self.hash().into()
    }

    /// The body, or `None` for a kind that this version does not know.
    ///
    /// # Errors
    /// [`Malformed`] if the kind is known and the body is not of it.
    pub fn decode_body(&self) -> Result<Option<Body>, Malformed> {
        Body::decode(self.body().kind, &self.body().body)
    }
}
