//! Newer prices for a quote that is under way: never by themselves, always by an explicit fact.

use std::collections::{BTreeMap, BTreeSet};

use super::Case;
use crate::checklist::MoreMoney;
use crate::fact::QuoteOffered;
use crate::fold::QuoteState;
use crate::id::{PackId, PriceBookId, QuoteId};
use crate::money::Money;
use crate::pack::Pack;
use crate::price::{LineKey, Quote};
use crate::rejected::Rejected;
use crate::text::Text;

/// What newer prices would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceMove {
    /// The quote by the prices that it has.
    pub old: Quote,
    /// The quote by the newer prices.
    pub new: Quote,
    /// The lines whose amounts differ, or that only one of the two has.
    pub lines: Vec<LineMove>,
}

/// A line that costs something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineMove {
    /// The line.
    pub key: LineKey,
    /// What people call it.
    pub name: Text,
    /// What it costs now; absent if it has no amount or is not there.
    pub old: Option<Money>,
    /// What it would cost.
    pub new: Option<Money>,
}

/// How the customer's answer to a quote stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Not answered yet.
    Open,
    /// Refused.
    Refused,
    /// Agreed, at the prices that hold now.
    Agreed,
    /// Agreed, at the prices before, or to less than it comes to now.
    AgreedBefore {
        /// The price book that the customer saw.
        prices: PriceBookId,
        /// The total that was agreed to; absent if the prices of then are not here.
        total: Option<Money>,
        /// The total rose, or cannot be compared: the customer must be asked again.
        must_ask_again: bool,
    },
}

impl Case {
    /// What the prices of another version of the pack would change in a quote; none if they are the same.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if one of the packs has no prices for the job's service.
    pub fn price_move(
        &self,
        quote: QuoteId,
        pack: &Pack,
        newer: &Pack,
    ) -> Result<Option<PriceMove>, Rejected> {
        let prices = prices_of(self, newer)?;
        let old = self.quote(quote, 0, pack)?;
        if old.prices == prices {
            return Ok(None);
        }
        let new = self.quote_by(quote, prices, 0, pack, newer)?;
        let lines = differences(&old, &new);
        Ok(Some(PriceMove { old, new, lines }))
    }

    /// The fact that moves a quote to the prices of another version of the pack.
    ///
    /// # Errors
    /// As [`Case::price_move`], also if the quote was not offered or a price is missing.
    pub fn moved_offer(
        &self,
        quote: QuoteId,
        pack: &Pack,
        newer: (PackId, &Pack),
    ) -> Result<QuoteOffered, Rejected> {
        let not_offered = || Rejected::Invalid { field: "quote", reason: "was not offered".to_owned() };
        let offered = &self.state.quotes.get(&quote).ok_or_else(not_offered)?.offered.body;
        let same = || Rejected::Invalid { field: "pack", reason: "has the same prices".to_owned() };
        let moved = self.price_move(quote, pack, newer.1)?.ok_or_else(same)?;
        moved.new.require_total()?;
        let visit = self.state.current_visit().unwrap_or(offered.visit);
        let estimated_minutes = offered.estimated_minutes;
        let (price_book, pack) = (moved.new.prices, Some(newer.0));
        Ok(QuoteOffered { visit, quote, price_book, estimated_minutes, statement: None, pack })
    }

    /// How the customer's answer to a quote stands towards the prices that hold now.
    #[must_use]
    pub fn answer(&self, quote: QuoteId, pack: &Pack) -> Answer {
        let Some(state) = self.state.quotes.get(&quote) else { return Answer::Open };
        let agreed = match &state.consent {
            None => return Answer::Open,
            Some(consent) => consent.value,
        };
        match state.answered_for {
            _ if !agreed => Answer::Refused,
            Some(prices) if prices != state.price_book => {
                let before = self.quote_by(quote, prices, 0, pack, pack).ok();
                let total = before.and_then(|before| before.total);
                let now = self.quote(quote, 0, pack).ok().and_then(|now| now.total);
                let must_ask_again = total.zip(now).is_none_or(|(before, now)| now > before);
                Answer::AgreedBefore { prices, total, must_ask_again }
            }
            _ => self.exceeded(quote, state, pack).unwrap_or(Answer::Agreed),
        }
    }

    /// The price book has the customer asked again, and the quote exceeds what was agreed to.
    fn exceeded(&self, quote: QuoteId, state: &QuoteState, pack: &Pack) -> Option<Answer> {
        let above = pack.price_book(state.price_book)?.ask_again_above?;
        let agreed = state.agreed_total?;
        let now = self.quote(quote, 0, pack).ok()?.total?;
        let is_more = now.sub(agreed).is_ok_and(|more| more > above);
        let (prices, total) = (state.price_book, Some(agreed));
        is_more.then_some(Answer::AgreedBefore { prices, total, must_ask_again: true })
    }

    /// By how much a quote exceeds what the customer agreed to, where the customer must be asked again for it.
    #[must_use]
    pub fn not_agreed(&self, quote: QuoteId, pack: &Pack) -> Option<MoreMoney> {
        let Answer::AgreedBefore { total: Some(agreed), must_ask_again: true, .. } = self.answer(quote, pack)
        else {
            return None;
        };
        let now = self.quote(quote, 0, pack).ok()?;
        Some(MoreMoney { amount: now.total?.sub(agreed).ok()?, currency: now.currency })
    }

    /// What is owed for a quote: its total, but no more than the customer agreed to where the price book has the
    /// customer asked again. `None` as long as there is no total.
    #[must_use]
    pub fn owed_for(&self, quote: QuoteId, pack: &Pack) -> Option<Money> {
        let state = self.state.quotes.get(&quote);
        match state.and_then(|state| self.exceeded(quote, state, pack)) {
            Some(Answer::AgreedBefore { total, .. }) => total,
            _ => self.quote(quote, 0, pack).ok()?.total,
        }
    }

    /// The packs beside the job's own that hold price books of its quotes or checklists of its visits. Who loads the
    /// rules of a case puts them together with [`Pack::with_versions`].
    #[must_use]
    pub fn other_packs(&self) -> BTreeSet<PackId> {
        let quotes = self.state.quotes.values().flat_map(|quote| quote.packs.iter().copied());
        let visits = self.state.visits.values().flat_map(|visit| visit.checklist_packs.iter().copied());
        let own = self.state.created.as_ref().map(|created| created.body.pack);
        quotes.chain(visits).filter(|pack| Some(*pack) != own).collect()
    }
}

fn prices_of(case: &Case, pack: &Pack) -> Result<PriceBookId, Rejected> {
    let name = case.service(pack)?.service.price_book.get();
    let missing = || Rejected::NotConfigured { what: vec!["price_book".to_owned()] };
    name.and_then(|name| pack.price_book_id(name)).ok_or_else(missing)
}

fn differences(old: &Quote, new: &Quote) -> Vec<LineMove> {
    let lines = |quote: &Quote| -> BTreeMap<LineKey, (Text, Option<Money>)> {
        let line =
            |line: &crate::price::QuotedLine| (line.key.clone(), (line.name.clone(), line.amount.priced()));
        quote.lines.iter().map(line).collect()
    };
    let (before, after) = (lines(old), lines(new));
    let keys: BTreeSet<&LineKey> = before.keys().chain(after.keys()).collect();
    let line = |key: &LineKey| {
        let (old, new) = (before.get(key), after.get(key));
        let name = new.or(old).map(|(name, _)| name.clone()).unwrap_or_default();
        let amount = |line: Option<&(Text, Option<Money>)>| line.and_then(|(_, amount)| *amount);
        let (is_same, old_amount, new_amount) =
            (old.is_some() == new.is_some() && amount(old) == amount(new), amount(old), amount(new));
        (!is_same).then(|| LineMove { key: key.clone(), name, old: old_amount, new: new_amount })
    };
    keys.into_iter().filter_map(line).collect()
}
