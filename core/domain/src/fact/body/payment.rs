//! Money that changes hands.

use minicbor::{Decode, Encode};

use super::code::PaymentPurpose;
use crate::id::{QuoteId, VisitId};

/// [`crate::fact::Kind::Paid`]. Always storable: money that was taken was taken, also in a cancelled job.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Paid {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// What it is paid for; absent: the first quote that the customer accepted.
    #[n(1)]
    pub quote: Option<QuoteId>,
    /// How much, in minor units of the price book; below zero: given back.
    #[n(2)]
    pub amount_minor: i64,
    /// How, as the price book calls it, such as `cash`.
    #[n(3)]
    pub method: String,
    /// What for.
    #[n(4)]
    pub purpose: PaymentPurpose,
    /// Number of a receipt or a transfer.
    #[n(5)]
    pub reference: Option<String>,
}
