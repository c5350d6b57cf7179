//! What lost, what only a person can settle, and what is odd.

use super::Settled;
use crate::fold::{Aspect, AspectValue, Illegal};
use crate::id::FactId;

/// Why a value lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SupersededBy {
    /// The other value has the greater rank.
    Rank,
    /// The other author has the greater authority.
    Authority,
}

/// A value that lost against one made without knowing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    /// The question.
    pub aspect: Aspect,
    /// The value that lost.
    pub lost: Settled<AspectValue>,
    /// The fact that won.
    pub won: FactId,
    /// Why.
    pub by: SupersededBy,
}

/// Values that only a person can choose between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDecision {
    /// The question.
    pub aspect: Aspect,
    /// The candidates; the first is used meanwhile.
    pub candidates: Vec<Settled<AspectValue>>,
}

/// Something the office must look at, because two people did right and it does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exception {
    /// The job was cancelled while it was being done and signed for; the work counts.
    CancelledWhileDone {
        /// The completion.
        completed: FactId,
        /// The cancellation.
        cancelled: FactId,
    },
    /// A signature without the work report among its ancestors.
    ProvisionalSignature {
        /// The signature.
        signature: FactId,
    },
    /// A signature in a role of those who lead, given on the phone of somebody who does not. It is provisional
    /// until somebody who leads approves it by its id, or signs again.
    UnconfirmedSignature {
        /// The signature.
        signature: FactId,
    },
}

/// Something odd about a fact. It is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flag {
    /// It was not allowed in the state that its author saw; it has no effect.
    Illegal {
        /// The fact.
        fact: FactId,
        /// Why.
        reason: Illegal,
    },
    /// Two facts of one certificate do not know of each other: a copied phone, or a restored one.
    Fork {
        /// One.
        first: FactId,
        /// The other.
        second: FactId,
    },
    /// A ruling of the office takes its effect away.
    Ruled {
        /// The fact.
        fact: FactId,
        /// Why.
        reason: String,
    },
    /// The wall clock was moved between two facts of one device.
    ClockJumped {
        /// The later fact.
        fact: FactId,
        /// The start of the device during which it was moved.
        boot_id: u64,
        /// By how much, in milliseconds; negative: back.
        by_ms: i64,
    },
    /// Somebody recorded a colleague by a badge that belongs to nobody whom this case knows: neither to somebody who
    /// wrote in it nor to somebody who was given one of its visits. The record counts; whoever leads looks at it.
    UnknownWorker {
        /// The fact.
        fact: FactId,
        /// The id on the badge.
        user: String,
    },
    /// A kind that this version does not know.
    UnknownKind {
        /// The fact.
        fact: FactId,
    },
}
