//! How long the case is kept, and who holds it.

use doorstep_domain::id::FactId;
use doorstep_domain::retention::{Kept, check_erasable};
use serde::Serialize;

use super::source::Reading;

/// How long a case is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Keeping {
    /// By its rule, or why without end; `null` without the pack.
    pub kept: Option<Kept>,
    /// The legal holds that stand, the first one first.
    pub holds: Vec<LegalHold>,
    /// Whether somebody who leads may erase it now.
    pub erasable: bool,
}

/// A legal hold that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LegalHold {
    /// The fact that placed it; lifting names it.
    pub hold: FactId,
    /// Why.
    pub reason: String,
    /// Who placed it.
    pub who: String,
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

impl Reading<'_> {
    pub(super) fn keeping(&self) -> Keeping {
        let state = self.case.state();
        let created = state.created.as_ref().map(|created| &created.body);
        let service =
            self.pack.as_deref().zip(created).and_then(|(pack, created)| pack.service(&created.service));
        let holds = state.standing_holds().map(|hold| LegalHold {
            hold: hold.held.fact,
            reason: hold.held.body.reason.clone(),
            who: hold.held.who.name.clone(),
            at_ms: hold.held.at.wall_ms,
        });
        Keeping {
            kept: service.map(|service| Kept::of(state, &service.service.retention)),
            holds: holds.collect(),
            erasable: check_erasable(state).is_ok(),
        }
    }
}
