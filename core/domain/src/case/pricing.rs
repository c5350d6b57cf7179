//! A quote of a case: its lines from the document, its time from the facts, its prices from the pinned book.

use std::collections::BTreeMap;

use super::Case;
use crate::document::{DocumentView, Line};
use crate::fold::{self, Outcome, State, VisitState};
use crate::id::{PriceBookId, QuoteId, VisitId};
use crate::pack::{Pack, ServiceParts};
use crate::price::{self, Carried, Charge, NoFee, Quote, QuoteInput, Session, Work};
use crate::rejected::Rejected;

impl Case {
    /// The price book that a quote follows: the pinned one, or before it was shown the one of the service.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack has no such price book.
    pub fn price_book_of(&self, quote: QuoteId, pack: &Pack) -> Result<PriceBookId, Rejected> {
        if let Some(quote) = self.state.quotes.get(&quote) {
            return Ok(quote.price_book);
        }
        let name = self.service(pack)?.service.price_book.get();
        let missing = || Rejected::NotConfigured { what: vec!["price_book".to_owned()] };
        name.and_then(|name| pack.price_book_id(name)).ok_or_else(missing)
    }

    /// Computes a quote: by the recorded time once there is some, before that by `estimated_minutes`.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack has no such price book. A missing price is no error here: the
    /// quote then has no total and says why.
    pub fn quote(&self, quote: QuoteId, estimated_minutes: u32, pack: &Pack) -> Result<Quote, Rejected> {
        self.quote_by(quote, self.price_book_of(quote, pack)?, estimated_minutes, pack, pack)
    }

    /// A quote by the prices of a pack that may not be the one of the checklist.
    pub(super) fn quote_by(
        &self,
        quote: QuoteId,
        prices: PriceBookId,
        estimated_minutes: u32,
        pack: &Pack,
        priced_by: &Pack,
    ) -> Result<Quote, Rejected> {
        let missing = || Rejected::NotConfigured { what: vec!["price_book".to_owned()] };
        let book = priced_by.price_book(prices).ok_or_else(missing)?;
        let view = self.document.view();
        let visit = self.visit_of_quote(quote).unwrap_or(VisitId([0; 8]));
        let context = self.context(&view.answers, visit, &self.service_of(visit, pack)?);
        let input = self.quote_input(quote, prices, &view, estimated_minutes);
        Ok(price::quote(book, &input, &context))
    }

    fn quote_input(
        &self,
        quote: QuoteId,
        prices: PriceBookId,
        view: &DocumentView,
        estimated_minutes: u32,
    ) -> QuoteInput {
        let visit = self.visit_of_quote(quote);
        let lines = view.lines.iter().filter(|(_, line)| line.quote == quote);
        let lines = lines.map(|(id, line)| price::Line {
            id: *id,
            charge: charge_of(line),
            what: line.what.clone(),
            quantity: line.quantity,
            visit: Some(line.visit),
            deleted: line.deleted,
            no_fee: self.redoes(visit, line.visit).then_some(NoFee::Rework),
        });
        let estimate = self.state.quotes.get(&quote).map(|quote| quote.offered.body.estimated_minutes);
        let minutes = estimate.unwrap_or(estimated_minutes);
        let sessions = self.sessions(quote, visit);
        let work = if sessions.is_empty() { Work::Estimated { minutes } } else { Work::Recorded(sessions) };
        QuoteInput {
            prices,
            lines: lines.collect(),
            work,
            no_fee: no_fee(&self.state),
            visit,
            approvals: self.discount_approvals(quote),
            carried: self.carried(quote, visit),
        }
    }

    /// The visit in which a quote was offered; before that, the one under way.
    fn visit_of_quote(&self, quote: QuoteId) -> Option<VisitId> {
        let offered = self.state.quotes.get(&quote).map(|quote| quote.offered.body.visit);
        offered.or_else(|| self.state.current_visit())
    }

    /// Whether a line repeats work of an earlier quote: a visit for rework adds nothing to what was quoted before.
    /// New work that it finds needs a quote of its own (catalogue rule AMB-44).
    fn redoes(&self, quoted_in: Option<VisitId>, written_in: VisitId) -> bool {
        quoted_in != Some(written_in) && super::context::is_rework(&self.state, written_in)
    }

    /// What was said to discounts of this quote, see [`discount_approval`].
    fn discount_approvals(&self, quote: QuoteId) -> BTreeMap<String, bool> {
        let prefix = discount_approval(quote, "");
        let said = self.state.approvals.iter();
        said.filter_map(|(what, said)| Some((what.strip_prefix(&prefix)?.to_owned(), said.value))).collect()
    }

    /// Which surcharges an accepted quote carries that comes before this one. An option carries nothing for the other
    /// options: each says what the job would cost with it.
    fn carried(&self, quote: QuoteId, visit: Option<VisitId>) -> Carried {
        let mut carried = Carried::default();
        for (id, state) in self.state.accepted_quotes() {
            if id == quote {
                return carried;
            }
            if self.state.are_options(id, quote) {
                continue;
            }
            carried.job = true;
            carried.visit |= Some(state.offered.body.visit) == visit;
        }
        carried
    }

    /// Stretches of work that ended, over all visits and phones. Time that names no lines is charged once: by
    /// the first quote that was accepted. Time of a visit for rework is charged only if it names lines of a quote of
    /// that visit (catalogue rule AMB-44).
    fn sessions(&self, quote: QuoteId, quoted_in: Option<VisitId>) -> Vec<Session> {
        let first = self.state.accepted_quotes().next().map(|(id, _)| id);
        let takes_all = first.is_none_or(|first| first == quote);
        let of_visit = |(id, visit): (&VisitId, &'_ VisitState)| {
            let is_rework = super::context::is_rework(&self.state, *id);
            let others = is_rework && quoted_in != Some(*id);
            let charged = |session: &fold::Session| {
                let names_lines = !session.lines.is_empty();
                session.end.is_some() && !others && (names_lines || (takes_all && !is_rework))
            };
            visit.sessions.iter().filter(|session| charged(session)).map(session).collect::<Vec<_>>()
        };
        self.state.visits.iter().flat_map(of_visit).collect()
    }

    /// Whether anything in the job has a price. What cannot be computed counts as paid: such records are kept
    /// longer.
    #[must_use]
    pub fn charges_anything(&self, pack: &Pack) -> bool {
        self.state.quotes.keys().any(|quote| {
            let total = self.quote(*quote, 0, pack).ok().and_then(|quote| quote.total);
            total.is_none_or(|total| total.0 != 0)
        })
    }

    /// The service that the job follows.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack does not have it.
    pub fn service<'p>(&self, pack: &'p Pack) -> Result<ServiceParts<'p>, Rejected> {
        let id = self.state.created.as_ref().map_or("", |created| created.body.service.as_str());
        pack.service(id).ok_or_else(|| Rejected::NotConfigured { what: vec![format!("service {id}")] })
    }
}

fn charge_of(line: &Line) -> Charge {
    match &line.item {
        Some(code) => Charge::Item { code: code.clone(), stated: line.cost },
        None => Charge::Unlisted { cost: line.cost },
    }
}

fn session(session: &fold::Session) -> Session {
    Session { millis: u64::try_from(session.millis).unwrap_or(0), items: session.lines.clone() }
}

fn no_fee(state: &State) -> Option<NoFee> {
    match state.outcome.as_ref().map(|outcome| &outcome.value) {
        Some(Outcome::Declined { .. }) => Some(NoFee::Declined),
        _ => None,
    }
}

/// What a leader or the office approves when a discount of a quote needs it: the `what` of an *approved* fact.
#[must_use]
pub fn discount_approval(quote: QuoteId, discount: &str) -> String {
    format!("discount/{quote}/{discount}")
}
