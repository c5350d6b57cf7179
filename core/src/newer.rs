//! Newer published versions of a job's pack: what one would change, and moving to it.
//!
//! Nothing moves by itself. A visit keeps its checklist and a quote its prices until somebody who saw the difference
//! says so, by a fact.

use std::sync::Arc;

use doorstep_domain::case::{Case, Version};
use doorstep_domain::fact::Body;
use doorstep_domain::id::{CaseId, PackId};
use doorstep_domain::pack::Pack;
use doorstep_domain::rejected::Rejected;

use crate::core::{Core, Shared};
use crate::error::Error;
use crate::store::{Store, packs};
use crate::write::record;

/// A newer version of a part of the pack that is on this device, and what it would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newer<M> {
    /// The pack that has it; name it to move there.
    pub pack: PackId,
    /// Its version.
    pub version: u32,
    /// What would change.
    pub moved: M,
}

impl Core {
    /// What the newest version of the job's pack on this device would change, as `difference` tells it from the job's own
    /// pack and the newer one.
    pub(crate) fn newer<M>(
        &self,
        id: CaseId,
        difference: impl FnOnce(&Case, &Pack, &Pack) -> Result<Option<M>, Rejected>,
    ) -> Result<Option<Newer<M>>, Error> {
        self.view(id, |shared, store, case, pack| {
            let pack = crate::jobs::needed(case, pack)?;
            let Some((id, newer)) = shared.newest_of(store, case, &pack)? else { return Ok(None) };
            let moved = difference(case, &pack, &newer)?;
            Ok(moved.map(|moved| Newer { pack: id, version: newer.version, moved }))
        })
    }

    /// Moves to another version of the pack by the fact that `fact` makes from the job's own pack and the other one.
    pub(crate) fn move_to<B: Into<Body>>(
        &self,
        case: CaseId,
        seen: &Version,
        to: PackId,
        fact: impl FnOnce(&Case, &Pack, (PackId, &Pack)) -> Result<B, Rejected>,
    ) -> Result<Version, Error> {
        let newer = {
            let store = self.shared.open()?;
            self.shared.pack(&store, to)?.ok_or(Error::PackMissing(to))?
        };
        self.act(case, |case, action| {
            let moved = fact(case, action.needs_pack(case)?, (to, &newer))?;
            record(case, seen, moved.into(), action)
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
