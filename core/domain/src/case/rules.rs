//! The checklist of a case: what is done, what is missing, what may start.

use super::{Case, Version, Writer};
use std::collections::BTreeMap;

use crate::checklist::{
    self, Checklist, ChecklistView, InstanceRef, Kind, Missing, Place, Progress, VisitInputs, Visits, What,
    answer_keys,
};
use crate::coverage::Coverage;
use crate::expr::Expr;
use crate::fact::{Body, ReliedOn, StepDone, VisitOutcome};
use crate::fold;
use crate::id::VisitId;
use crate::pack::{Pack, ServiceParts};
use crate::rejected::Rejected;
use crate::sync::Item;
use crate::value::{AnswerKey, Value};

impl Case {
    /// The checklist of a visit as it stands, towards one way of ending it, such as `done` or `absent`.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack does not have the service; [`Rejected::NoVisit`].
    pub fn checklist(&self, visit: VisitId, outcome: &str, pack: &Pack) -> Result<ChecklistView, Rejected> {
        self.with_progress(visit, outcome, pack, |progress, _| progress.view())
    }

    /// *Why can't I complete?* Everything that stands against an outcome; empty if nothing does.
    ///
    /// # Errors
    /// As [`Case::checklist`].
    pub fn why_not(&self, visit: VisitId, outcome: &str, pack: &Pack) -> Result<Vec<Missing>, Rejected> {
        self.with_progress(visit, outcome, pack, |progress, _| progress.why_not_complete())
    }

    /// Declares a gating step done, with the answers that it relied on and how long it took, if that was measured.
    ///
    /// # Errors
    /// [`Rejected::Missing`] with what must come before it.
    pub fn finish_step(
        &mut self,
        seen: &Version,
        visit: VisitId,
        step: &str,
        lasted_ms: Option<u32>,
        writer: &Writer<'_>,
        pack: &Pack,
    ) -> Result<Vec<Item>, Rejected> {
        let service = self.service_of(visit, pack)?;
        let relied_on = self
            .answers_behind(visit, step, &service)
            .ok_or_else(|| Rejected::Invalid { field: "step", reason: format!("there is no step {step}") })?;
        let body = StepDone { visit, step: step.to_owned(), relied_on, by: None, lasted_ms };
        self.record(seen, body, writer, Some(pack))
    }

    /// The answers of the step at a path and of the steps that must come before it; of a coverage step also those by which
    /// the coverage is judged.
    fn answers_behind(
        &self,
        visit: VisitId,
        path: &str,
        service: &ServiceParts<'_>,
    ) -> Option<Vec<ReliedOn>> {
        let answers = self.document.view().answers;
        let (checklist, visits) = (service.checklist, self.visits_of(visit));
        let places = checklist.places(&answers, visits);
        let done = places.iter().find(|place| place.path == path)?;
        let judged_by = service.service.coverage.as_ref().filter(|_| done.step.kind == Kind::Coverage);
        let judged_by = judged_by.map(Coverage::reads).unwrap_or_default();
        let judged_by = judged_by.iter().filter_map(|name| name.within("answers"));
        let before = done.step.after.iter().map(String::as_str).chain(judged_by);
        let meant = before.flat_map(|id| places.iter().filter(move |place| place.step.id == id));
        let meant = meant.filter(|place| done.means(place)).chain([done]);
        let mut keys = Vec::new();
        for key in meant.flat_map(|place| self.keys_of(place, &answers, service, visits)) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let relied_on = keys
            .into_iter()
            .filter_map(|key| answers.get(&key).cloned().map(|value| ReliedOn { key, value }));
        Some(relied_on.collect())
    }

    /// The keys of what a place says: its answers, with the thing that they are about; of a group its things.
    fn keys_of(
        &self,
        place: &Place<'_>,
        answers: &BTreeMap<AnswerKey, Value>,
        service: &ServiceParts<'_>,
        visits: Visits,
    ) -> Vec<AnswerKey> {
        let member = |thing: &InstanceRef| {
            let group = service.checklist.step(&thing.group)?;
            Some(AnswerKey::member(visits.of(group), &thing.group, thing.id))
        };
        let things = service.checklist.instances(place.step, answers, visits).into_iter();
        let things: Vec<InstanceRef> = things.map(|thing| thing.is).chain(place.instance.clone()).collect();
        let members = things.iter().filter_map(member);
        members.chain(answer_keys(visits.of(place.step), place.step, &place.path)).collect()
    }

    pub(super) fn with_progress<T>(
        &self,
        visit: VisitId,
        outcome: &str,
        pack: &Pack,
        read: impl FnOnce(&Progress<'_>, &Checklist<Expr>) -> T,
    ) -> Result<T, Rejected> {
        self.with_progress_by(&self.service_of(visit, pack)?, visit, outcome, pack, read)
    }

    /// The same by a checklist that the visit follows or followed.
    pub(super) fn with_progress_by<T>(
        &self,
        service: &ServiceParts<'_>,
        visit: VisitId,
        outcome: &str,
        pack: &Pack,
        read: impl FnOnce(&Progress<'_>, &Checklist<Expr>) -> T,
    ) -> Result<T, Rejected> {
        let checklist = service.checklist;
        let state = self.state.visits.get(&visit).ok_or(Rejected::NoVisit(visit))?;
        let view = self.document.view();
        let recorded = self.recorded(visit, state, pack, checklist);
        let first_visit = self.state.first_visit().unwrap_or(visit);
        let inputs = VisitInputs { visit, first_visit, answers: view.answers, recorded };
        let mut context = self.context(&inputs.answers, visit, service);
        if let Some(paid) = self.is_paid(visit, pack) {
            context.names.set_paid(paid);
        }
        Ok(read(&checklist::evaluate(checklist, &inputs, &context, outcome), checklist))
    }

    /// Whether the visit's newest quote charges anything; `None` as long as it has no total.
    fn is_paid(&self, visit: VisitId, pack: &Pack) -> Option<bool> {
        let of_visit =
            |quote: &fold::QuoteState| quote.offered.body.visit == visit && quote.superseded_by.is_none();
        let of_visit = self.state.quotes.iter().filter(|(_, quote)| of_visit(quote));
        let newest = of_visit.max_by_key(|(_, quote)| (quote.offered.at.wall_ms, quote.offered.fact));
        let quote = self.quote(*newest?.0, 0, pack).ok()?;
        quote.total.map(|total| total.0 != 0)
    }

    /// What the gates of the checklist say to a fact that is about to be made.
    pub(super) fn check_gates(&self, body: &Body, pack: &Pack) -> Result<(), Rejected> {
        self.check_customers_own(body, pack)?;
        self.check_grade(body, pack)?;
        self.check_duration(body, pack)?;
        let missing = match body {
            Body::WorkStarted(work) => {
                self.before_step(work.visit, pack, |kind| matches!(kind, Kind::Work))?
            }
            Body::Signed(signed) => {
                let role = signed.role.name();
                let asks = |kind: &Kind| matches!(kind, Kind::Signature { role: of, instead } if of == role || instead.iter().any(|r| r == role));
                self.before(signed.visit, pack, asks, |progress, step| progress.may_sign(step))?
            }
            Body::StepDone(done) => self.with_progress(done.visit, "done", pack, |progress, _| {
                progress.may_finish(&done.step).err().unwrap_or_default()
            })?,
            Body::Completed(completed) => self.why_not(completed.visit, "done", pack)?,
            Body::Declined(declined) => self.why_not(declined.visit, "declined", pack)?,
            Body::VisitEnded(ended) if self.needs_checklist(ended.outcome) => {
                self.why_not(ended.visit, ended.outcome.name(), pack)?
            }
            _ => Vec::new(),
        };
        if missing.is_empty() { Ok(()) } else { Err(Rejected::Missing { missing }) }
    }

    /// Whether a declaration took as long as its step takes at least (T-39).
    fn check_duration(&self, body: &Body, pack: &Pack) -> Result<(), Rejected> {
        let Body::StepDone(done) = body else { return Ok(()) };
        let checklist = self.service_of(done.visit, pack)?.checklist;
        let Some(step) = checklist.step_at(&done.step) else { return Ok(()) };
        let Some(need_s) = step.lasts_s.filter(|_| !step.is_long_enough(done.lasted_ms)) else {
            return Ok(());
        };
        let title = self.title_of(step, checklist, done.visit, &done.step);
        let missing = Missing { title, ..step.missing(What::Duration { need_s }) };
        Err(Rejected::Missing { missing: vec![missing] })
    }

    /// A visit that ends together with its job was checked when the job was completed or declined.
    fn needs_checklist(&self, outcome: VisitOutcome) -> bool {
        let is_open = self.state.outcome.as_ref().is_none_or(|outcome| outcome.value.is_open());
        is_open || matches!(outcome, VisitOutcome::Absent | VisitOutcome::Unfinished)
    }

    /// What stands before the first step of a kind that is not done; nothing if there is no such step.
    fn before_step(
        &self,
        visit: VisitId,
        pack: &Pack,
        is_kind: impl Fn(&Kind) -> bool,
    ) -> Result<Vec<Missing>, Rejected> {
        self.before(visit, pack, is_kind, |progress, step| progress.may_start(step))
    }

    fn before(
        &self,
        visit: VisitId,
        pack: &Pack,
        is_kind: impl Fn(&Kind) -> bool,
        may: impl Fn(&Progress<'_>, &str) -> Result<(), Vec<Missing>>,
    ) -> Result<Vec<Missing>, Rejected> {
        self.with_progress(visit, "done", pack, |progress, checklist| {
            let steps = checklist.steps.iter().filter(|step| is_kind(&step.kind));
            let verdicts: Vec<Result<(), Vec<Missing>>> = steps.map(|step| may(progress, &step.id)).collect();
            if verdicts.is_empty() || verdicts.iter().any(Result::is_ok) {
                return Vec::new();
            }
            verdicts.into_iter().find_map(Result::err).unwrap_or_default()
        })
    }
}
