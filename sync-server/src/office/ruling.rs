//! What only the office may say about what others wrote: whether it counts, and that it is gone.

use std::sync::Arc;

use doorstep_domain::fact::Held;
use doorstep_domain::id::{CaseId, FactId, Hash};
use doorstep_domain::ruling::Verdict;
use doorstep_domain::sync::ItemKind;

use super::act::Done;
use super::job::filled;
use super::{Office, OfficeError};
use crate::ingest::{self, NewRuling};
use crate::projector::Facts;
use crate::retention::ByHand;

impl Office<'_> {
    /// Says whether a fact or a change counts: one that is held can be admitted, a false one made void. Its
    /// bytes stay.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] if the case has no such item.
    pub fn rule(
        &self,
        case: CaseId,
        target: Hash,
        verdict: Verdict,
        reason: &str,
    ) -> Result<(), OfficeError> {
        self.check_leads()?;
        let reason = filled("reason", reason)?;
        let facts = self.node.read(|read| {
            let known = read.logged(case, ItemKind::Fact, target)?.is_some()
                || read.logged(case, ItemKind::Change, target)?.is_some();
            known.then(|| Facts::read(read, case)).transpose()
        })?;
        let facts = facts.ok_or(OfficeError::NotFound("item"))?;
        let fact = facts.facts.get(&target.into());
        let (keys, now_ms) = (Arc::clone(&self.node.keys), self.node.now_ms());
        let after = fact.map(|fact| fact.body().after.clone()).unwrap_or_default();
        let before = facts.rulings.get(&target);
        let round = before.map_or(1, |held| held.round.saturating_add(1));
        let device_revoked_ms = before.and_then(|held| held.device_revoked_ms);
        self.node.writer.run(move |tx| {
            let (target_after, reason) = (after.as_slice(), reason.as_str());
            let new = NewRuling { target, target_after, verdict, reason, round, device_revoked_ms };
            ingest::rule(tx, case, &new, now_ms, &keys)?;
            tx.announce(case)
        })?;
        self.catch_up();
        Ok(())
    }

    /// Erases a case: everything of it but a stub that keeps late items out, here and on every device. The stub says who
    /// did it, and why if a reason is given.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] if there is no such case; [`OfficeError::Rejected`] if it is open or held, or if whoever
    /// is signed in does not lead; [`OfficeError::Invalid`] for an empty reason.
    pub fn erase(&self, case: CaseId, reason: Option<&str>) -> Result<(), OfficeError> {
        self.check_leads()?;
        let reason = reason.map(|reason| filled("reason", reason)).transpose()?;
        let who = self.acting.as_ref().map(|acting| acting.name.clone());
        let erased = self.node.keeper.erase_by_hand(case, ByHand { who, reason })?;
        Ok(erased.ok_or(OfficeError::NotFound("case"))??)
    }

    /// Places a legal hold: the case is not erased until it is lifted, whatever its retention says.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] without a reason.
    pub fn hold(&self, case: CaseId, reason: &str) -> Result<(), OfficeError> {
        self.record(case, Held { reason: filled("reason", reason)?, lifts: None })
    }

    /// Lifts a legal hold; others of the same case stand.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] without a reason; [`OfficeError::NotFound`] if no such hold stands.
    pub fn lift_hold(&self, case: CaseId, hold: FactId, reason: &str) -> Result<(), OfficeError> {
        let reason = filled("reason", reason)?;
        self.act(case, |hand| {
            if !hand.case.state().standing_holds().any(|standing| standing.held.fact == hold) {
                return Err(OfficeError::NotFound("hold"));
            }
            let lift = Held { reason: reason.clone(), lifts: Some(hold) };
            Ok(Done::new((), hand.record(lift)?))
        })
    }
}
