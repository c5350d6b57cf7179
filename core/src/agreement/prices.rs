//! Newer prices for a quote under way.

use std::sync::Arc;

use doorstep_domain::case::{Case, PriceMove, Version};
use doorstep_domain::id::{CaseId, PackId, QuoteId};
use doorstep_domain::pack::Pack;

use crate::core::{Core, Shared};
use crate::error::Error;
use crate::store::{Store, packs};
use crate::write::record;

/// Newer prices that are on this device, and what they would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewerPrices {
    /// The pack that has them; name it to [`Core::move_prices`].
    pub pack: PackId,
    /// Its version.
    pub version: u32,
    /// What would change.
    pub moved: PriceMove,
}

impl Core {
    /// The prices of the newest version of the job's pack on this device, if they are not those of the quote. A quote
    /// keeps the prices that the customer saw until somebody moves it.
    ///
    /// # Errors
    /// As [`Core::quote`].
    pub fn newer_prices(&self, id: CaseId, quote: QuoteId) -> Result<Option<NewerPrices>, Error> {
        self.view(id, |shared, store, case, pack| {
            let pack = crate::jobs::needed(case, pack)?;
            let Some((id, newer)) = shared.newest_of(store, case, &pack)? else { return Ok(None) };
            let moved = case.price_move(quote, &pack, &newer)?;
            Ok(moved.map(|moved| NewerPrices { pack: id, version: newer.version, moved }))
        })
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
        let newer = {
            let store = self.shared.open()?;
            self.shared.pack(&store, to)?.ok_or(Error::PackMissing(to))?
        };
        self.act(case, |case, action| {
            let offer = case.moved_offer(quote, action.needs_pack(case)?, (to, &newer))?;
            record(case, seen, offer.into(), action)
        })
    }
}

impl Shared {
    /// The newest version of a job's pack that is here, if it is newer than the job's own.
    pub(crate) fn newest_of(
        &self,
        store: &Store,
        case: &Case,
        pack: &Pack,
    ) -> Result<Option<(PackId, Arc<Pack>)>, Error> {
        let own = case.state().created.as_ref().map(|created| created.body.pack);
        let known = store.read::<_, Error>(|connection| Ok(packs::list(connection)?))?;
        let mut newest: Option<(PackId, Arc<Pack>)> = None;
        let others = known.iter().filter(|other| other.is_here && Some(other.id) != own);
        for other in others.filter(|other| other.name.as_deref() == Some(pack.id.as_str())) {
            let Some(found) = self.pack(store, other.id)? else { continue };
            let than = newest.as_ref().map_or(pack.version, |(_, newest)| newest.version);
            if found.lineage == pack.lineage && found.version > than {
                newest = Some((other.id, found));
            }
        }
        Ok(newest)
    }
}
