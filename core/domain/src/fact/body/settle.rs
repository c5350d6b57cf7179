//! Money that leaves an account of the customer's, written by the office.

use minicbor::{Decode, Encode};

use super::code::ReversalCause;
use crate::id::{FactId, VisitId};

/// [`crate::fact::Kind::Deducted`]: what a completed visit costs was taken from an account. The server makes it
/// once under the key of case, visit and rule (catalogue rule CH-17).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Deducted {
    /// The visit in which the job was completed.
    #[n(0)]
    pub visit: VisitId,
    /// The rule of the service.
    #[n(1)]
    pub rule: String,
    /// The account, as the pack calls it.
    #[n(2)]
    pub account: String,
    /// How much, in minor units, above zero.
    #[n(3)]
    pub amount_minor: i64,
    /// The currency, ISO 4217.
    #[n(4)]
    pub currency: String,
    /// Minutes that were charged, where it is by the hour.
    #[n(5)]
    pub minutes: Option<u32>,
    /// The counter-entry that it follows, if it takes the place of another deduction.
    #[n(6)]
    pub after_reversal: Option<FactId>,
}

/// [`crate::fact::Kind::DeductionReversed`]: the counter-entry of a deduction. Nothing is ever deleted.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DeductionReversed {
    /// The deduction.
    #[n(0)]
    pub deduction: FactId,
    /// What kind of reason it was.
    #[n(1)]
    pub cause: ReversalCause,
    /// The reason in words; empty for those that follow from the job.
    #[n(2)]
    pub reason: String,
    /// The account that is right, if that was the mistake.
    #[n(3)]
    pub account: Option<String>,
}
