//! What is asked of the customer after a completed visit, and what a dissatisfied customer starts
//! (catalogue rules AMB-05, AMB-44; scenario 11).

use std::collections::BTreeMap;

use chrono::Days;

use super::{Case, Version, Writer};
use crate::digest::{Prefix, digest};
use crate::fact::{FollowedUp, Reopened, Satisfaction, VisitPlanned};
use crate::fold::{Authority, VisitState};
use crate::id::{CaseId, VisitId};
use crate::pack::{Channel, Dissatisfied, FollowUp, Pack};
use crate::rejected::Rejected;
use crate::sync::Item;
use crate::text::Text;
use crate::zone::Zone;

/// One thing to ask a customer. It follows from a completed visit and a rule, so it exists once, wherever it
/// is worked out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FollowUpTask {
    /// The visit.
    pub visit: VisitId,
    /// The rule of the service; with the visit, its key.
    pub task: String,
    /// What people read.
    pub title: Text,
    /// The role that does it.
    pub role: String,
    /// How the customer is reached.
    pub channel: Channel,
    /// By when, milliseconds since 1970 UTC: the end of a day at the site. `None`: not configured.
    pub due_ms: Option<i64>,
    /// Whether the company said how many are followed up; if not, nobody has to do this one.
    pub is_required: bool,
    /// Attempts that reached nobody.
    pub attempts: u32,
    /// Whether the customer was reached.
    pub is_done: bool,
}

/// What was tried for one rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tried {
    /// Attempts that reached nobody.
    pub attempts: u32,
    /// Whether the customer was reached.
    pub reached: bool,
}

/// A completed visit, as follow-ups see it. A list keeps it beside the job, so that tasks are listed without
/// opening a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The case.
    pub case: CaseId,
    /// The visit.
    pub visit: VisitId,
    /// When it was completed, milliseconds since 1970 UTC.
    pub completed_ms: i64,
    /// What was tried, by rule.
    pub tried: BTreeMap<String, Tried>,
}

impl Completion {
    fn of(case: CaseId, visit: VisitId, state: &VisitState) -> Option<Self> {
        let completed_ms = state.completed.as_ref()?.at.wall_ms;
        let mut tried: BTreeMap<String, Tried> = BTreeMap::new();
        for call in &state.follow_ups {
            let tried = tried.entry(call.body.task.clone()).or_default();
            tried.reached |= call.body.reached;
            tried.attempts = tried.attempts.saturating_add(u32::from(!call.body.reached));
        }
        Some(Self { case, visit, completed_ms, tried })
    }

    /// What the rules of a service ask for after this visit.
    #[must_use]
    pub fn tasks(&self, rules: &[FollowUp], zone: &Zone) -> Vec<FollowUpTask> {
        rules.iter().filter(|rule| self.is_chosen(rule)).map(|rule| self.task(rule, zone)).collect()
    }

    fn task(&self, rule: &FollowUp, zone: &Zone) -> FollowUpTask {
        let tried = self.tried.get(&rule.id).copied().unwrap_or_default();
        let due_ms = rule.due_after_days.get().and_then(|days| self.end_of_day_after(*days, zone));
        FollowUpTask {
            visit: self.visit,
            task: rule.id.clone(),
            title: rule.title.clone(),
            role: rule.role.clone(),
            channel: rule.channel,
            due_ms,
            is_required: rule.sample_percent.get().is_some(),
            attempts: tried.attempts,
            is_done: tried.reached,
        }
    }

    /// The sample is drawn by the hash of what makes the task one, so that everybody draws the same.
    fn is_chosen(&self, rule: &FollowUp) -> bool {
        let Some(percent) = rule.sample_percent.get() else { return true };
        let parts: [&[u8]; 3] = [&self.case.0, &self.visit.0, rule.id.as_bytes()];
        let hash = digest(Prefix::Sample, &parts);
        let [a, b, c, d, ..] = hash.0;
        u32::from_be_bytes([a, b, c, d]) % 100 < *percent
    }

    /// Midnight at the end of the day that lies so many days after the completion.
    fn end_of_day_after(&self, days: u32, zone: &Zone) -> Option<i64> {
        let day = zone.local(self.completed_ms).date();
        let next = day.checked_add_days(Days::new(u64::from(days).saturating_add(1)))?;
        Some(zone.instant(next.and_hms_opt(0, 0, 0)?))
    }
}

impl Case {
    /// The visits in which the job was completed, as follow-ups see them, in the order of their numbers.
    #[must_use]
    pub fn completions(&self) -> Vec<Completion> {
        let mut visits: Vec<_> = self.state.visits.iter().collect();
        visits.sort_by_key(|(_, visit)| visit.number);
        visits.into_iter().filter_map(|(id, visit)| Completion::of(self.id, *id, visit)).collect()
    }

    /// What is to be asked of the customer, done or not.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack does not have the service.
    pub fn follow_ups(&self, pack: &Pack) -> Result<Vec<FollowUpTask>, Rejected> {
        let rules = &self.service(pack)?.service.follow_ups;
        let zone = self.state.zone();
        Ok(self.completions().iter().flat_map(|completion| completion.tasks(rules, &zone)).collect())
    }

    /// Records what the customer says. A dissatisfied one starts what the service says: where that is a
    /// rework, the job is open again and the visit `again` is planned, all in one action; it costs nothing, and
    /// the job closes only under a new signature of the customer.
    ///
    /// # Errors
    /// [`Rejected::Invalid`] if the service has no such follow-up; [`Rejected::Status`] if it is done;
    /// [`Rejected::Role`] if the role may not do it, or may not plan the rework.
    pub fn follow_up(
        &mut self,
        seen: &Version,
        mut call: FollowedUp,
        again: VisitId,
        writer: &Writer<'_>,
        pack: &Pack,
    ) -> Result<Vec<Item>, Rejected> {
        let rule = self.service(pack)?.service.follow_ups.iter().find(|rule| rule.id == call.task);
        let Some(rule) = rule else {
            return Err(Rejected::Invalid { field: "task", reason: format!("there is no {}", call.task) });
        };
        let visit = self.state.visits.get(&call.visit).ok_or(Rejected::NoVisit(call.visit))?;
        if visit.follow_ups.iter().any(|other| other.body.task == call.task && other.body.reached) {
            return Err(Rejected::Status { state: "followed up" });
        }
        let is_dissatisfied = call.reached && call.satisfied == Satisfaction::Dissatisfied;
        let needs_rework = is_dissatisfied && rule.dissatisfied == Dissatisfied::Rework;
        call.rework = needs_rework.then_some(again);
        if needs_rework && writer.authority() < Authority::Lead {
            let needed = Authority::LEAD_ROLES.map(str::to_owned).to_vec();
            return Err(Rejected::Role { needed });
        }
        if is_dissatisfied && call.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
            let reason = "say why the customer is dissatisfied".to_owned();
            return Err(Rejected::Invalid { field: "reason", reason });
        }
        let after_visit = Some(call.visit);
        let mut items = self.record(seen, call, writer, Some(pack))?;
        if needs_rework {
            let reopened = Reopened { reason: "dissatisfied".to_owned() };
            match self.write_fact(seen, &reopened.into(), writer) {
                Ok(reopened) => items.extend(reopened),
                // It is open already.
                Err(Rejected::Status { .. }) => {}
                Err(other) => return Err(other),
            }
            let planned = VisitPlanned { visit: again, reason: "rework".to_owned(), after_visit };
            items.extend(self.write_fact(seen, &planned.into(), writer)?);
        }
        Ok(items)
    }
}
