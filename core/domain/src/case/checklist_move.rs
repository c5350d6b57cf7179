//! A newer checklist for a visit that is under way: never by itself, always by an explicit fact.

use std::collections::BTreeSet;

use super::Case;
use crate::checklist::{Checklist, Step};
use crate::expr::Expr;
use crate::fact::ChecklistMoved;
use crate::id::{PackId, VisitId};
use crate::pack::{Pack, ServiceParts};
use crate::rejected::Rejected;
use crate::text::Text;

/// What a newer checklist would ask otherwise. Answers stay where they are: a step that is gone keeps its answer,
/// unread, and one that is asked again finds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChecklistMove {
    /// Steps that only the newer one has, in its order.
    pub added: Vec<MovedStep>,
    /// Steps that it no longer has.
    pub gone: Vec<MovedStep>,
    /// Steps that it has in another form: other words, another condition, another order of things.
    pub changed: Vec<MovedStep>,
    /// Something else differs: the ways to end a visit, the phases, the rules of door and punctuality, the order.
    pub is_rearranged: bool,
}

/// A step that two checklists have differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedStep {
    /// Its id.
    pub step: String,
    /// What people read, by the newer checklist if it has the step.
    pub title: Text,
    /// Whether this visit has an answer to it.
    pub is_answered: bool,
}

impl Case {
    /// The pack whose checklist a visit follows: that of the job, until somebody moved the visit.
    #[must_use]
    pub fn checklist_pack(&self, visit: VisitId) -> Option<PackId> {
        let moved = self.state.visits.get(&visit).and_then(|visit| visit.checklist.as_ref());
        let created = self.state.created.as_ref().map(|created| created.body.pack);
        moved.map(|moved| moved.value).or(created)
    }

    /// The service with the checklist that a visit follows.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack does not have the service, or the pack to which the visit moved is not
    /// here: nobody knows then what it asks.
    pub fn service_of<'p>(&self, visit: VisitId, pack: &'p Pack) -> Result<ServiceParts<'p>, Rejected> {
        self.service_by(self.checklist_pack(visit), pack)
    }

    /// The service with the checklist that it has in a version of the pack.
    pub(super) fn service_by<'p>(
        &self,
        version: Option<PackId>,
        pack: &'p Pack,
    ) -> Result<ServiceParts<'p>, Rejected> {
        let parts = self.service(pack)?;
        let created = self.state.created.as_ref().map(|created| &created.body);
        match (created, version) {
            (Some(created), Some(version)) if version != created.pack => {
                let missing = || Rejected::NotConfigured { what: vec![format!("checklist of {version}")] };
                let checklist = pack.checklist_of(&created.service, version).ok_or_else(missing)?;
                Ok(ServiceParts { checklist, ..parts })
            }
            _ => Ok(parts),
        }
    }

    /// Every checklist that a visit of the case follows, and that of its service.
    #[must_use]
    pub fn checklists<'p>(&self, pack: &'p Pack) -> Vec<&'p Checklist<Expr>> {
        let of_visits = self.state.visits.keys().map(|visit| self.service_of(*visit, pack));
        let all = std::iter::once(self.service(pack)).chain(of_visits);
        let mut found: Vec<&Checklist<Expr>> = Vec::new();
        for checklist in all.filter_map(|parts| Some(parts.ok()?.checklist)) {
            if !found.iter().any(|other| std::ptr::eq(*other, checklist)) {
                found.push(checklist);
            }
        }
        found
    }

    /// What the checklist of another version of the pack would change for a visit; none if it is the same.
    ///
    /// # Errors
    /// [`Rejected::NoVisit`]; [`Rejected::NotConfigured`] if one of the packs does not have the job's service.
    pub fn checklist_move(
        &self,
        visit: VisitId,
        pack: &Pack,
        newer: &Pack,
    ) -> Result<Option<ChecklistMove>, Rejected> {
        if !self.state.visits.contains_key(&visit) {
            return Err(Rejected::NoVisit(visit));
        }
        let (old, new) = (self.service_of(visit, pack)?.checklist, self.service(newer)?.checklist);
        Ok((old != new).then(|| self.difference(visit, old, new)))
    }

    /// The fact that moves a visit to the checklist of another version of the pack.
    ///
    /// # Errors
    /// As [`Case::checklist_move`], also if the checklist is the same, or the pack is another one.
    pub fn moved_checklist(
        &self,
        visit: VisitId,
        pack: &Pack,
        newer: (PackId, &Pack),
    ) -> Result<ChecklistMoved, Rejected> {
        let invalid = |reason: &str| Rejected::Invalid { field: "pack", reason: reason.to_owned() };
        if (newer.1.id.as_str(), newer.1.lineage) != (pack.id.as_str(), pack.lineage) {
            return Err(invalid("is not another version of the same pack"));
        }
        let same = || invalid("has the same checklist");
        self.checklist_move(visit, pack, newer.1)?.ok_or_else(same)?;
        Ok(ChecklistMoved { visit, pack: newer.0 })
    }

    fn difference(&self, visit: VisitId, old: &Checklist<Expr>, new: &Checklist<Expr>) -> ChecklistMove {
        let answered = self.answered_steps(visit);
        let moved = |step: &Step<Expr>, of: &Checklist<Expr>| MovedStep {
            step: step.id.clone(),
            title: self.title_of(step, of, visit, &step.id),
            is_answered: answered.contains(&step.id),
        };
        let only_in = |one: &Checklist<Expr>, other: &Checklist<Expr>| -> Vec<MovedStep> {
            let only = one.steps.iter().filter(|step| other.step(&step.id).is_none());
            only.map(|step| moved(step, one)).collect()
        };
        let is_changed = |step: &&Step<Expr>| old.step(&step.id).is_some_and(|before| before != *step);
        let (added, gone) = (only_in(new, old), only_in(old, new));
        let changed: Vec<MovedStep> =
            new.steps.iter().filter(is_changed).map(|step| moved(step, new)).collect();
        ChecklistMove { is_rearranged: is_rearranged(old, new), added, gone, changed }
    }

    /// The steps to which a visit has answers, those of the whole job included.
    fn answered_steps(&self, visit: VisitId) -> BTreeSet<String> {
        let places = [Some(visit), self.state.first_visit()];
        let answers = self.document.view().answers;
        let here = answers.keys().filter(|key| places.contains(&Some(key.visit())));
        here.map(|key| key.step_id().to_owned()).collect()
    }
}

/// Whether checklists differ in more than their steps, or have the steps that they share in another order.
fn is_rearranged(old: &Checklist<Expr>, new: &Checklist<Expr>) -> bool {
    fn shared<'a>(one: &'a Checklist<Expr>, other: &Checklist<Expr>) -> Vec<&'a str> {
        let ids = one.steps.iter().map(|step| step.id.as_str());
        ids.filter(|id| other.step(id).is_some()).collect()
    }
    // Nor does it matter to a visit in which columns it will be written out.
    let without_steps = |checklist: &Checklist<Expr>| Checklist {
        steps: Vec::new(),
        columns: Vec::new(),
        ..checklist.clone()
    };
    shared(old, new) != shared(new, old) || without_steps(old) != without_steps(new)
}
