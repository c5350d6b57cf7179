//! Newer prices for a quote under way.

use doorstep_domain::case::{PriceMove, Version};
use doorstep_domain::id::{CaseId, PackId, QuoteId};

use crate::core::Core;
use crate::error::Error;
use crate::newer::Newer;

/// Newer prices that are on this device, and what they would change. Their pack is named to [`Core::move_prices`].
pub type NewerPrices = Newer<PriceMove>;

impl Core {
    /// The prices of the newest version of the job's pack on this device, if they are not those of the quote. A quote
    /// keeps the prices that the customer saw until somebody moves it.
    ///
    /// # Errors
    /// As [`Core::quote`].
    pub fn newer_prices(&self, id: CaseId, quote: QuoteId) -> Result<Option<NewerPrices>, Error> {
        self.newer(id, |case, pack, newer| case.price_move(quote, pack, newer))
    }

    /// Moves a quote to the prices of another version of the pack: it is offered again. A consent to the prices
    /// before stays what it was; if the total rises, the customer must be asked again.
    ///
    /// # Errors
    /// [`Error::Rejected`] if the quote was not offered, a price is missing, or the prices are the same;
    /// [`Error::PackMissing`], [`Error::NotFound`], [`Error::Store`].
    pub fn move_prices(
        &self,
        case: CaseId,
        seen: &Version,
        quote: QuoteId,
        to: PackId,
    ) -> Result<Version, Error> {
        self.move_to(case, seen, to, |case, pack, newer| case.moved_offer(quote, pack, newer))
    }
}
