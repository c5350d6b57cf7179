//! A quote and the customer's answer to it.

use std::collections::BTreeSet;

use super::{Recorded, Settled};
use crate::fact::QuoteOffered;
use crate::id::{PackId, PriceBookId, QuoteId};
use crate::money::Money;

/// One quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteState {
    /// As it was first offered.
    pub offered: Recorded<QuoteOffered>,
    /// The price book that counts.
    pub price_book: PriceBookId,
    /// Packs other than the job's that hold a price book which this quote follows or followed.
    pub packs: BTreeSet<PackId>,
    /// Agreed, refused, or not answered yet.
    pub consent: Option<Settled<bool>>,
    /// The price book that counted when the customer answered.
    pub answered_for: Option<PriceBookId>,
    /// What it came to when the customer last put a name to it: with the consent that counts, or, later, under the
    /// accepted work. More than that was not agreed to.
    pub agreed_total: Option<Money>,
    /// The option that the customer chose instead.
    pub superseded_by: Option<QuoteId>,
}

impl QuoteState {
    /// Whether the customer agreed to it, and chose no other option.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.superseded_by.is_none() && self.consent.as_ref().is_some_and(|consent| consent.value)
    }
}
