//! What only the office may say about what others wrote: whether it counts, and that it is gone.

use std::sync::Arc;

use doorstep_domain::control::Order;
use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::ruling::Verdict;
use doorstep_domain::sync::ItemKind;

use super::job::filled;
use super::{Office, OfficeError};
use crate::blob;
use crate::ingest::{self, Directive, NewRuling};
use crate::projector::Facts;

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
        let round = facts.rulings.get(&target).map_or(1, |held| held.round.saturating_add(1));
        self.node.writer.run(move |tx| {
            let new = NewRuling { target, target_after: &after, verdict, reason: &reason, round };
            ingest::rule(tx, case, &new, now_ms, &keys)?;
            tx.announce(case)
        })?;
        self.catch_up();
        Ok(())
    }

    /// Erases a case: everything of it but a stub that keeps late items out, here and on every device.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] if there is no such case.
    pub fn erase(&self, case: CaseId) -> Result<(), OfficeError> {
        let (keys, now_ms) = (Arc::clone(&self.node.keys), self.node.now_ms());
        let is_known = self.node.writer.run(move |tx| {
            if tx.case(case)?.is_none() {
                return Ok(false);
            }
            tx.erase(case, now_ms)?;
            for row in tx.streams_of(case)? {
                let directive = Directive { stream: &row.stream, case, order: Order::Erase };
                ingest::order(tx, directive, now_ms, &keys)?;
            }
            Ok(true)
        })?;
        blob::erase(&self.node.dir, case)?;
        if is_known { Ok(()) } else { Err(OfficeError::NotFound("case")) }
    }
}
