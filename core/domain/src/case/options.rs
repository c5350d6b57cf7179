//! Options side by side: quotes of which the customer chooses one.

use super::Case;
use crate::fact::OptionsOffered;
use crate::fold::Recorded;
use crate::id::QuoteId;
use crate::money::Money;
use crate::pack::Pack;
use crate::price::Quote;

/// Options as they were put before the customer, with their prices now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How they were offered.
    pub offered: Recorded<OptionsOffered>,
    /// The quotes, in the order in which they were shown.
    pub options: Vec<PricedOption>,
    /// The one that the customer chose.
    pub chosen: Option<QuoteId>,
}

/// One of several options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedOption {
    /// The quote.
    pub quote: QuoteId,
    /// The technician recommends it.
    pub is_recommended: bool,
    /// Its prices; absent if the pack does not have its price book.
    pub priced: Option<Quote>,
    /// What it costs more than the recommended one, or less if it is below zero; absent without totals.
    pub difference: Option<Money>,
    /// Agreed, refused, or not answered yet.
    pub accepted: Option<bool>,
    /// The customer chose another one.
    pub superseded_by: Option<QuoteId>,
}

impl Case {
    /// Every offer of options, by claimed time.
    #[must_use]
    pub fn options(&self, pack: &Pack) -> Vec<Options> {
        self.state.options.iter().map(|offered| self.offer(offered, pack)).collect()
    }

    fn offer(&self, offered: &Recorded<OptionsOffered>, pack: &Pack) -> Options {
        let OptionsOffered { options, recommended, .. } = &offered.body;
        let priced = |quote: QuoteId| self.quote(quote, 0, pack).ok();
        let compared = recommended.and_then(|quote| priced(quote)?.total);
        let option = |quote: &QuoteId| {
            let (state, priced) = (self.state.quotes.get(quote), priced(*quote));
            let total = priced.as_ref().and_then(|priced| priced.total);
            PricedOption {
                quote: *quote,
                is_recommended: *recommended == Some(*quote),
                difference: total.zip(compared).and_then(|(total, compared)| total.sub(compared).ok()),
                priced,
                accepted: state.and_then(|state| Some(state.consent.as_ref()?.value)),
                superseded_by: state.and_then(|state| state.superseded_by),
            }
        };
        let is_accepted =
            |quote: &&QuoteId| self.state.quotes.get(quote).is_some_and(|state| state.is_accepted());
        let chosen = options.iter().find(is_accepted).copied();
        Options { offered: offered.clone(), options: options.iter().map(option).collect(), chosen }
    }

    /// The newest offer that a quote is an option of; a consent to the quote names it.
    #[must_use]
    pub fn offer_of(&self, quote: QuoteId) -> Option<&Recorded<OptionsOffered>> {
        self.state.options.iter().rev().find(|offered| offered.body.options.contains(&quote))
    }
}
