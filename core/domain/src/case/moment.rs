//! The case as it was at a moment.
//!
//! A moment is a set of facts and changes that contains what each of them builds on: never a place in a log, so every
//! device and the office show the same past, in whatever order it reached them.
//!
//! - *What somebody knew* who wrote a fact: its ancestors, and every change that one of them names as seen.
//! - *A time*: everything that was made by then. Clocks are claims, so a thing counts as made no earlier than what it
//!   builds on: a phone whose clock was set back cannot put its work before what it had already seen.
//!
//! What the office ruled void is no part of any moment, and rulings hold in all of them: the past is shown as it is
//! judged today.

use std::collections::{BTreeMap, BTreeSet};

use super::{Case, Version};
use crate::document::CaseDocument;
use crate::fact::Graph;
use crate::id::{ChangeId, FactId};

/// A moment in the life of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// When a fact was written, with it: what its author knew.
    Fact(FactId),
    /// What was on a screen.
    Version(Version),
    /// Milliseconds since 1970 UTC: everything that was made by then.
    Time(i64),
}

/// When each thing was made, as far as clocks and what it builds on say. Milliseconds since 1970 UTC.
#[derive(Debug, Clone, Default)]
pub(super) struct Moments {
    pub(super) facts: BTreeMap<FactId, i64>,
    pub(super) changes: BTreeMap<ChangeId, i64>,
}

impl Case {
    /// The case as it was; `None` if it does not know the fact or the version, or was not begun yet.
    #[must_use]
    pub fn at(&self, moment: &Moment) -> Option<Self> {
        let (facts, changes) = match moment {
            Moment::Fact(fact) => self.known_by(&[*fact], &[])?,
            Moment::Version(version) => self.known_by(&version.facts, &version.document)?,
            Moment::Time(at_ms) => self.made_by(*at_ms),
        };
        self.only(&facts, &changes)
    }

    /// Facts with their ancestors, and the changes that any of them names as seen, with theirs.
    fn known_by(
        &self,
        facts: &[FactId],
        heads: &[ChangeId],
    ) -> Option<(BTreeSet<FactId>, BTreeSet<ChangeId>)> {
        let graph = Graph::of(&self.facts, &self.rulings);
        if !facts.iter().all(|fact| graph.position(fact).is_some()) {
            return None;
        }
        let known = graph.closure(facts);
        let order = graph.order.iter().enumerate();
        let facts: BTreeSet<FactId> =
            order.filter(|(place, _)| known.contains(*place)).map(|(_, fact)| *fact).collect();
        let seen = facts.iter().filter_map(|fact| self.facts.get(fact)).flat_map(|fact| &fact.body().heads);
        // A change that is not here was void, or has not arrived.
        let seen: Vec<ChangeId> =
            seen.chain(heads).filter(|change| self.document.has(change)).copied().collect();
        if !heads.iter().all(|change| self.document.has(change) || self.is_void(change)) {
            return None;
        }
        Some((facts, self.document.with_ancestors(&seen)))
    }

    fn made_by(&self, at_ms: i64) -> (BTreeSet<FactId>, BTreeSet<ChangeId>) {
        let Moments { facts, changes } = self.moments();
        let facts = facts.into_iter().filter(|(_, made)| *made <= at_ms).map(|(fact, _)| fact);
        let changes = changes.into_iter().filter(|(_, made)| *made <= at_ms).map(|(change, _)| change);
        (facts.collect(), changes.collect())
    }

    /// When everything was made: never before what it builds on, or what its author says to have seen.
    pub(super) fn moments(&self) -> Moments {
        let mut moments = Moments { changes: self.document.made_at_ms(), ..Moments::default() };
        let graph = Graph::of(&self.facts, &self.rulings);
        for id in &graph.order {
            let Some(fact) = self.facts.get(id).map(|fact| fact.body()) else { continue };
            let after = fact.after.iter().filter_map(|before| moments.facts.get(before));
            let seen = fact.heads.iter().filter_map(|change| moments.changes.get(change));
            let made = after.chain(seen).copied().fold(fact.time.wall_ms, i64::max);
            moments.facts.insert(*id, made);
        }
        moments
    }

    /// A case of these parts alone.
    fn only(&self, facts: &BTreeSet<FactId>, changes: &BTreeSet<ChangeId>) -> Option<Self> {
        let all = self.document.changes_since(&[]);
        let (genesis, rest) = all.split_first()?;
        let mut document = CaseDocument::from_genesis(&genesis.bytes).ok()?;
        let kept = rest.iter().filter(|change| changes.contains(&change.id));
        document.apply(&kept.map(|change| change.bytes.as_slice()).collect::<Vec<_>>());
        let kept = self.facts.iter().filter(|(id, _)| facts.contains(id));
        let mut case = Self {
            id: self.id,
            document,
            facts: kept.map(|(id, fact)| (*id, fact.clone())).collect(),
            certificates: self.certificates.clone(),
            rulings: self.rulings.clone(),
            manifests: self.manifests.clone(),
            waiting_changes: BTreeMap::new(),
            state: Default::default(),
        };
        case.refold();
        case.state.created.is_some().then_some(case)
    }
}
