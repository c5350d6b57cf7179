//! A quote of a case: its lines from the document, its time from the facts, its prices from the pinned book.

use super::Case;
use super::context::is_rework;
use crate::document::{DocumentView, Line};
use crate::fold::{Outcome, State};
use crate::id::{PriceBookId, QuoteId, VisitId};
use crate::pack::{Pack, ServiceParts};
use crate::price::{self, Charge, NoFee, Quote, QuoteInput, Session, Work};
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
        let prices = self.price_book_of(quote, pack)?;
        let missing = || Rejected::NotConfigured { what: vec!["price_book".to_owned()] };
        let book = pack.price_book(prices).ok_or_else(missing)?;
        let view = self.document.view();
        let visit = self.state.quotes.get(&quote).map(|quote| quote.offered.body.visit);
        let visit = visit.or_else(|| self.state.current_visit()).unwrap_or(VisitId([0; 8]));
        let context = self.context(&view.answers, visit, &self.service(pack)?);
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
        let lines = view.lines.iter().filter(|(_, line)| line.quote == quote);
        let lines = lines.map(|(id, line)| price::Line {
            id: *id,
            charge: charge_of(line),
            what: line.what.clone(),
            quantity: line.quantity,
            visit: Some(line.visit),
            deleted: line.deleted,
        });
        let estimate = self.state.quotes.get(&quote).map(|quote| quote.offered.body.estimated_minutes);
        let minutes = estimate.unwrap_or(estimated_minutes);
        let sessions = self.sessions(quote);
        let work = if sessions.is_empty() { Work::Estimated { minutes } } else { Work::Recorded(sessions) };
        QuoteInput { prices, lines: lines.collect(), work, no_fee: no_fee(&self.state) }
    }

    /// Stretches of work that ended, over all visits and phones. Time that names no lines is charged once: by
    /// the first quote that was accepted.
    fn sessions(&self, quote: QuoteId) -> Vec<Session> {
        let accepted =
            |quote: &crate::fold::QuoteState| quote.consent.as_ref().is_some_and(|consent| consent.value);
        let first = self.state.quotes.iter().find(|(_, quote)| accepted(quote)).map(|(id, _)| *id);
        let takes_all = first.is_none_or(|first| first == quote);
        let all = self.state.visits.values().flat_map(|visit| &visit.sessions);
        let ended = all.filter(|session| session.end.is_some() && (takes_all || !session.lines.is_empty()));
        ended
            .map(|session| Session {
                millis: u64::try_from(session.millis).unwrap_or(0),
                items: session.lines.clone(),
            })
            .collect()
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
        Some(code) => Charge::Item { code: code.clone() },
        None => Charge::Unlisted { cost: line.cost },
    }
}

fn no_fee(state: &State) -> Option<NoFee> {
    match state.outcome.as_ref().map(|outcome| &outcome.value) {
        Some(Outcome::Declined { .. }) => Some(NoFee::Declined),
        _ if is_rework(state) => Some(NoFee::Rework),
        _ => None,
    }
}
