//! What the customer is offered, agrees to, signs, thinks and pays.

mod money;
mod prices;

pub use doorstep_domain::case::{NewSignature, Prepared};
use doorstep_domain::case::{Version, Visible};
use doorstep_domain::fact::{Consented, QuoteOffered, Rated, SignatureRole};
use doorstep_domain::id::{CaseId, QuoteId, VisitId};

use crate::core::Core;
use crate::error::Error;
use crate::write::record;

pub use money::NewPayment;
pub use prices::NewerPrices;

/// What a customer agrees to or refuses.
pub type NewConsent = Consented;

impl Core {
    /// Shows a quote to the customer: pins its price book. A quote with a missing price cannot be shown.
    ///
    /// # Errors
    /// [`Error::Rejected`], e.g. with the items that have no price; [`Error::PackMissing`],
    /// [`Error::NotFound`], [`Error::Store`].
    pub fn offer_quote(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        quote: QuoteId,
        estimated_minutes: u32,
    ) -> Result<Version, Error> {
        self.act(case, |case, action| {
            let pack = action.needs_pack(case)?;
            let priced = case.quote(quote, estimated_minutes, pack)?;
            priced.require_total()?;
            let price_book = priced.prices;
            let body =
                QuoteOffered { visit, quote, price_book, estimated_minutes, statement: None, pack: None };
            Ok(case.record(seen, body, action.writer, Some(pack))?)
        })
    }

    /// Mints the id of a new quote; it exists with its first line.
    ///
    /// # Errors
    /// [`Error::Host`] without randomness.
    pub fn new_quote(&self) -> Result<QuoteId, Error> {
        Ok(QuoteId(self.shared.host.mint()?))
    }

    /// The customer agrees or refuses. A quote that was one of several options is chosen from the newest offer of it.
    ///
    /// # Errors
    /// [`Error::Rejected`], [`Error::NotFound`], [`Error::Store`].
    pub fn consent(&self, case: CaseId, seen: &Version, consent: NewConsent) -> Result<Version, Error> {
        self.act(case, |case, action| {
            let offer = consent.quote.and_then(|quote| Some(case.offer_of(quote)?.fact));
            let consent = Consented { options: consent.options.or(offer), ..consent };
            record(case, seen, consent.into(), action)
        })
    }

    /// Renders what somebody is about to sign, from the job as it is now. Show exactly its text.
    ///
    /// # Errors
    /// [`Error::Rejected`] if a price that would be shown is missing; [`Error::PackMissing`],
    /// [`Error::NotFound`].
    pub fn prepare_signature(
        &self,
        id: CaseId,
        visit: VisitId,
        role: SignatureRole,
        quote: Option<QuoteId>,
        preamble: &str,
    ) -> Result<Prepared, Error> {
        self.view(id, |shared, _, case, pack| {
            let pack_id = case.state().created.as_ref().map(|created| created.body.pack);
            let (Some(pack_id), Some(pack)) = (pack_id, pack) else {
                return Err(pack_id.map_or(Error::NotFound("job"), Error::PackMissing));
            };
            let visible = Visible { visit, role, quote, language: &shared.language, preamble };
            Ok(case.prepare_statement(&visible, &pack, pack_id)?)
        })
    }

    /// Puts a signature under what was prepared. Strokes, view and fact are stored together.
    ///
    /// # Errors
    /// [`Error::Rejected`]: `UnknownVersion` if the job changed since it was shown (show it again), `Missing`
    /// if steps must come first, `Invalid` if the strokes are no signature.
    pub fn sign(
        &self,
        case: CaseId,
        prepared: &Prepared,
        signature: &NewSignature,
    ) -> Result<Version, Error> {
        self.act(case, |case, action| Ok(case.sign(prepared, signature, action.writer, action.pack)?))
    }

    /// Records what the customer thinks of the work.
    ///
    /// # Errors
    /// As [`Core::consent`].
    pub fn rate(&self, case: CaseId, seen: &Version, rating: Rated) -> Result<Version, Error> {
        self.record(case, seen, rating)
    }
}
