//! Options to choose from, payments, and newer prices.

use doorstep_domain::case::Version;
use doorstep_domain::id::{CaseId, PackId, QuoteId, VisitId};

use super::{Jobs, Visits};
use crate::error::DoorstepError;
use crate::record::{NewPayment, NewerPrices, WayToPay};

#[uniffi::export]
impl Visits {
    /// Puts several quotes before the customer to choose from; each was shown with `offer_quote` before. A consent to
    /// one of them supersedes the others.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes.
    /// Errors: `Rejected` for fewer than two options, or one that was not shown; else as `log_call`.
    pub fn offer_options(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        options: Vec<QuoteId>,
        recommended: Option<QuoteId>,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.offer_options(case, &seen, visit, &options, recommended))
    }

    /// Records that money was taken, or given back if the amount is below zero. Nothing is collected here: what the
    /// office has to confirm or approve stays pending until it does.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes.
    /// Errors: `Rejected` with the roles that may, or for an amount or a way to pay that does not fit; `NotFound`
    /// (pack); else as `log_call`.
    pub fn pay(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        payment: NewPayment,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.pay(case, &seen, payment.in_visit(visit)))
    }

    /// Moves a quote to newer prices: it is offered again. If the total rises, the customer must be asked again.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes.
    /// Errors: `Rejected` if the quote was not shown, a price is missing, or the prices are the same; `NotFound`
    /// (pack); else as `log_call`.
    pub fn move_prices(
        &self,
        case: CaseId,
        seen: Version,
        quote: QuoteId,
        to: PackId,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.move_prices(case, &seen, quote, to))
    }
}

#[uniffi::export]
impl Jobs {
    /// Gives the ways to pay for a quote, or for the job if none is named, by id. Empty if the prices say nothing about
    /// payment: then `pay` takes any.
    ///
    /// Blocking: as `job`. Offline: yes. Errors: as `checklist`.
    #[uniffi::method(default(quote = None))]
    pub fn ways_to_pay(&self, case: CaseId, quote: Option<QuoteId>) -> Result<Vec<WayToPay>, DoorstepError> {
        let ways = self.handle.run(|core| core.ways_to_pay(case, quote))?;
        Ok(ways.into_iter().map(|way| WayToPay::of(way, &self.handle.language)).collect())
    }

    /// Gives the prices of the newest version of the job's pack on this device, if they are not those of the quote,
    /// with what they would change. A quote keeps the prices that the customer saw until somebody moves it.
    ///
    /// Blocking: as `job`. Offline: yes. Errors: as `checklist`.
    pub fn newer_prices(&self, case: CaseId, quote: QuoteId) -> Result<Option<NewerPrices>, DoorstepError> {
        let newer = self.handle.run(|core| core.newer_prices(case, quote))?;
        Ok(newer.map(|newer| NewerPrices::of(quote, newer, &self.handle.language)))
    }
}
