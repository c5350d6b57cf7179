//! Who changed what, when, on which device: facts and writes in one list, with what each write replaced.

use super::moment::Moments;
use super::{Case, Moment};
use crate::document::FieldWrite;
use crate::id::{CertificateId, ChangeId, FactId};

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// What it was.
    pub what: Happened,
    /// The certificate under which it was made: of a fact its signer's, of a change the one that it claims.
    pub certificate: CertificateId,
    /// Whether a device has signed for it: always, of a fact; of a change, once a manifest names it.
    pub is_proven: bool,
    /// When, as its author's clock said. Milliseconds since 1970 UTC.
    pub claimed_ms: i64,
    /// When it counts as made: the same, but not before what it builds on.
    pub made_ms: i64,
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// Something happened.
    Fact(FactId),
    /// Values were written, by one change.
    Wrote {
        /// The change.
        change: ChangeId,
        /// What it wrote, by field.
        writes: Vec<FieldWrite>,
    },
}

impl Happening {
    /// The moment right after it.
    #[must_use]
    pub fn moment(&self) -> Moment {
        match &self.what {
            Happened::Fact(fact) => Moment::Fact(*fact),
            Happened::Wrote { .. } => Moment::Time(self.made_ms),
        }
    }
}

impl Case {
    /// Everything that anybody did, in the order in which it was made as far as clocks and knowledge say: the same on
    /// every device that holds the same facts and changes.
    #[must_use]
    pub fn history(&self) -> Vec<Happening> {
        let Moments { facts, changes } = self.moments();
        let mut all: Vec<(i64, Happening)> = Vec::new();
        for (id, fact) in &self.facts {
            let claimed_ms = fact.body().time.wall_ms;
            let made_ms = facts.get(id).copied().unwrap_or(claimed_ms);
            let (what, certificate) = (Happened::Fact(*id), fact.body().certificate);
            all.push((made_ms, Happening { what, certificate, is_proven: true, claimed_ms, made_ms }));
        }
        let authorship = self.authorship();
        for (change, writes) in self.document.writes() {
            let Some((actor, number)) = self.document.place_of(&change) else { continue };
            let Some(author) = authorship.get(&actor) else { continue };
            let claimed_ms = writes.first().map_or(0, |write| write.wrote.time_s.saturating_mul(1_000));
            let made_ms = changes.get(&change).copied().unwrap_or(claimed_ms);
            let is_proven = author.proven(number).is_some();
            let (what, certificate) = (Happened::Wrote { change, writes }, author.claimed);
            all.push((made_ms, Happening { what, certificate, is_proven, claimed_ms, made_ms }));
        }
        // A change names whole seconds: what happened in the same second stands after it. `what` decides the rest.
        all.sort_by_cached_key(|(made_ms, happening)| match &happening.what {
            Happened::Wrote { change, .. } => (*made_ms, 0, change.0),
            Happened::Fact(fact) => (*made_ms, 1, fact.0),
        });
        all.into_iter().map(|(_, happening)| happening).collect()
    }
}
