//! The checklist of a case: what is done, what is missing, what may start.

use std::collections::{BTreeMap, BTreeSet};

use super::sign::view_check;
use super::{Answer, Case, Version, Writer};
use crate::checklist::{
    self, Approval, Call, Checklist, ChecklistView, ConsentDecision, DoorAttempt, Kind, Missing, Photo,
    Progress, Recorded, Scope, Signed, Step, VisitInputs, What,
};
use crate::coverage::Coverage;
use crate::expr::Expr;
use crate::fact::{Body, CallResult, Phase, ReliedOn, StepDone, VisitOutcome};
use crate::fold::{self, VisitState};
use crate::id::{QuoteId, VisitId};
use crate::pack::{Pack, ServiceParts};
use crate::rejected::Rejected;
use crate::statement::ViewCheck;
use crate::sync::Item;
use crate::text::Language;
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
        let service = self.service(pack)?;
        let Some(definition) = service.checklist.step(step) else {
            return Err(Rejected::Invalid { field: "step", reason: format!("there is no step {step}") });
        };
        let relied_on = self.answers_behind(visit, definition, &service);
        let body = StepDone { visit, step: step.to_owned(), relied_on, by: None, lasted_ms };
        self.record(seen, body, writer, Some(pack))
    }

    /// The answers of a step and of the steps that must come before it; of a coverage step also those by which
    /// the coverage is judged.
    fn answers_behind(&self, visit: VisitId, step: &Step<Expr>, service: &ServiceParts<'_>) -> Vec<ReliedOn> {
        let answers = self.document.view().answers;
        let judged_by = service.service.coverage.as_ref().filter(|_| step.kind == Kind::Coverage);
        let judged_by = judged_by.map(Coverage::reads).unwrap_or_default();
        let judged_by = judged_by.iter().filter_map(|name| name.within("answers"));
        let before = step.after.iter().map(String::as_str);
        let steps: Vec<&Step<Expr>> =
            before.chain(judged_by).filter_map(|id| service.checklist.step(id)).chain([step]).collect();
        let mut keys = Vec::new();
        for key in steps.into_iter().flat_map(|step| answer_keys(self.answered_in(visit, step), step)) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let relied_on = keys
            .into_iter()
            .filter_map(|key| answers.get(&key).cloned().map(|value| ReliedOn { key, value }));
        relied_on.collect()
    }

    pub(super) fn with_progress<T>(
        &self,
        visit: VisitId,
        outcome: &str,
        pack: &Pack,
        read: impl FnOnce(&Progress<'_>, &Checklist<Expr>) -> T,
    ) -> Result<T, Rejected> {
        let service = self.service(pack)?;
        let checklist = service.checklist;
        let state = self.state.visits.get(&visit).ok_or(Rejected::NoVisit(visit))?;
        let view = self.document.view();
        let mut context = self.context(&view.answers, visit, &service);
        if let Some(paid) = self.is_paid(visit, pack) {
            context.set_paid(paid);
        }
        let recorded = self.recorded(visit, state, pack, checklist);
        let first_visit = self.state.first_visit().unwrap_or(visit);
        let inputs = VisitInputs { visit, first_visit, answers: view.answers, recorded };
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
        let Some(step) = self.service(pack)?.checklist.step(&done.step) else { return Ok(()) };
        match step.lasts_s.filter(|_| !step.is_long_enough(done.lasted_ms)) {
            Some(need_s) => Err(Rejected::Missing { missing: vec![step.missing(What::Duration { need_s })] }),
            None => Ok(()),
        }
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

    /// What the facts of a visit recorded, as the checklist asks for it.
    fn recorded(
        &self,
        id: VisitId,
        visit: &VisitState,
        pack: &Pack,
        checklist: &Checklist<Expr>,
    ) -> Recorded {
        let created = self.state.created.as_ref().map(|created| &created.body);
        let appointment = |visit: &VisitState| visit.appointment.as_ref().map(|appointed| appointed.value.0);
        let next = self.state.visits.values().find(|next| next.number == visit.number + 1);
        let done: BTreeSet<&str> = visit.steps_done.iter().map(|done| done.body.step.as_str()).collect();
        let done_of = |is_kind: fn(&Kind) -> bool| {
            let steps = checklist.steps.iter().filter(move |step| is_kind(&step.kind));
            steps.map(|step| step.id.as_str()).filter(|id| done.contains(id)).map(str::to_owned)
        };
        Recorded {
            door_attempts: visit
                .door_attempts
                .iter()
                .map(|attempt| DoorAttempt { at: attempt.at, answered: attempt.body.answered })
                .collect(),
            calls: visit
                .calls
                .iter()
                .map(|call| Call {
                    purpose: call.body.purpose.clone(),
                    reached: is_reached(call.body.result),
                })
                .collect(),
            reported_at_ms: created.map(|created| created.reported_at_ms),
            emergency: created.is_some_and(|created| created.emergency),
            appointed_at_ms: appointment(visit),
            next_appointed_at_ms: next.and_then(appointment),
            arrived: visit.entered.get(&Phase::Arrived).copied(),
            consents: consents(visit),
            quotes: self.quotes_shown(id, pack),
            options: self.options_shown(id),
            sessions_ended: count(visit.sessions.iter().filter(|session| session.end.is_some())),
            sessions_running: count(visit.sessions.iter().filter(|session| session.end.is_none())),
            steps_done: self
                .records_for(id, checklist, |visit| &visit.steps_done, |done| &done.step)
                .map(step_done)
                .collect(),
            photos: self
                .records_for(id, checklist, |visit| &visit.photos, |photo| &photo.step)
                .map(|photo| Photo { step: photo.step.clone(), role: photo.role.clone(), blob: photo.blob })
                .collect(),
            signatures: self.signatures(visit),
            rated: !visit.ratings.is_empty(),
            rated_by_customer: visit.ratings.iter().any(|rated| rated.body.by.is_some()),
            entries: done_of(|kind| matches!(kind, Kind::Note | Kind::Custody | Kind::Parts)).collect(),
            parts: visit.parts.iter().map(|part| part.body.step.clone()).collect(),
            custody: self.custody(id),
            approvals: self.approvals(),
            workers: count(visit.present.iter()),
        }
    }

    fn custody(&self, visit: VisitId) -> Vec<checklist::Custody> {
        let taken = self.state.custody.iter();
        taken
            .map(|custody| checklist::Custody {
                step: custody.out.body.step.clone(),
                here: custody.out.body.visit == visit,
                signed_out: custody.signed_out.is_some(),
                is_back: custody.back.is_some(),
                signed_back: custody.signed_back.is_some(),
            })
            .collect()
    }

    /// What was asked again after a refusal, or with other words, is pending again.
    fn approvals(&self) -> BTreeMap<String, Approval> {
        let said = |accepted| if accepted { Approval::Given } else { Approval::Refused };
        let answered = self.state.approvals.iter().map(|(what, said_so)| (what.clone(), said(said_so.value)));
        let pending = self.state.asked.iter().filter(|asked| asked.answer.is_none());
        answered.chain(pending.map(|asked| (asked.asked.body.what.clone(), Approval::Pending))).collect()
    }

    /// What a visit recorded for its steps, and every visit for the steps of the whole job.
    fn records_for<'a, T: 'a>(
        &'a self,
        visit: VisitId,
        checklist: &'a Checklist<Expr>,
        records: fn(&VisitState) -> &Vec<fold::Recorded<T>>,
        step_of: fn(&T) -> &String,
    ) -> impl Iterator<Item = &'a T> {
        let is_of_job = |step: &String| checklist.step(step).is_some_and(|step| step.scope == Scope::Job);
        let all = self
            .state
            .visits
            .iter()
            .flat_map(move |(id, state)| records(state).iter().map(move |record| (*id, &record.body)));
        all.filter(move |(id, body)| *id == visit || is_of_job(step_of(body))).map(|(_, body)| body)
    }

    /// The key under which an answer belongs: a step of the whole job is answered under its first visit,
    /// whichever visit's checklist somebody has in hand.
    #[must_use]
    pub fn place_of(&self, key: AnswerKey, pack: &Pack) -> AnswerKey {
        let step = key.step_id();
        let parts = self.service(pack).ok();
        let step = parts.and_then(|parts| parts.checklist.step(step));
        step.map_or_else(|| key.clone(), |step| key.in_visit(self.answered_in(key.visit(), step)))
    }

    /// The visit under which a step is answered.
    fn answered_in(&self, visit: VisitId, step: &Step<Expr>) -> VisitId {
        step.answered_in(visit, self.state.first_visit().unwrap_or(visit))
    }

    /// The quotes of a visit that still stand. A consent to lower prices is none: the customer must be asked again.
    fn quotes_shown(&self, visit: VisitId, pack: &Pack) -> Vec<checklist::QuoteOffered> {
        let stands = |quote: &(&QuoteId, &fold::QuoteState)| {
            quote.1.offered.body.visit == visit && quote.1.superseded_by.is_none()
        };
        let accepted = |quote: QuoteId| match self.answer(quote, pack) {
            Answer::Open | Answer::AgreedBefore { must_ask_again: true, .. } => None,
            Answer::Refused => Some(false),
            Answer::Agreed | Answer::AgreedBefore { must_ask_again: false, .. } => Some(true),
        };
        let quotes = self.state.quotes.iter().filter(stands);
        quotes.map(|(id, _)| checklist::QuoteOffered { quote: *id, accepted: accepted(*id) }).collect()
    }

    /// How many options were put before the customer at once.
    fn options_shown(&self, visit: VisitId) -> u32 {
        let of_visit = self.state.options.iter().filter(|offered| offered.body.visit == visit);
        of_visit.map(|offered| count(offered.body.options.iter())).max().unwrap_or(0)
    }

    fn signatures(&self, visit: &VisitState) -> Vec<Signed> {
        let signatures = visit.signatures.iter();
        signatures
            .map(|signed| Signed {
                role: signed.body.role.name().to_owned(),
                proxy: signed.body.proxy.is_some(),
                provisional: self.state.is_provisional(signed.fact),
            })
            .collect()
    }

    /// The checks that a signer and a report show: what was answered, in the order of the checklist.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] if the pack does not have the service.
    pub fn visible_checks(
        &self,
        visit: VisitId,
        language: &Language,
        pack: &Pack,
    ) -> Result<Vec<ViewCheck>, Rejected> {
        let checklist = self.service(pack)?.checklist;
        let answers = self.document.view().answers;
        let shown = checklist.steps.iter().filter_map(|step| {
            let words: Vec<String> = answer_keys(self.answered_in(visit, step), step)
                .filter_map(|key| answers.get(&key).map(|value| words_of(step, &key, value, language)))
                .collect();
            (!words.is_empty()).then(|| view_check(&step.id, step.title.get(language), words.join(", ")))
        });
        Ok(shown.collect())
    }
}

/// The keys under which a step is answered: one, or one per option.
fn answer_keys(visit: VisitId, step: &Step<Expr>) -> impl Iterator<Item = AnswerKey> {
    let keys: Vec<AnswerKey> = match &step.kind {
        Kind::Multi { options, .. } => {
            options.iter().map(|option| AnswerKey::option(visit, &step.id, &option.id)).collect()
        }
        kind if kind.is_answered() => vec![AnswerKey::step(visit, &step.id)],
        _ => Vec::new(),
    };
    keys.into_iter()
}

fn words_of(step: &Step<Expr>, key: &AnswerKey, value: &Value, language: &Language) -> String {
    let yes_no = |yes: bool| match (yes, language.0.starts_with("zh")) {
        (true, true) => "是",
        (false, true) => "否",
        (true, false) => "yes",
        (false, false) => "no",
    };
    match (&step.kind, value) {
        (Kind::Choice { options }, Value::Str(chosen)) => {
            let option = options.iter().find(|option| option.id == *chosen);
            option.map_or_else(|| chosen.clone(), |option| option.title.get(language).to_owned())
        }
        (Kind::Multi { options, .. }, Value::Bool(yes)) => {
            let option = options.iter().find(|option| key.as_str().ends_with(&format!("#{}", option.id)));
            let title = option.map_or("", |option| option.title.get(language));
            if *yes { title.to_owned() } else { format!("{title}: {}", yes_no(false)) }
        }
        (_, Value::Bool(yes)) => yes_no(*yes).to_owned(),
        (_, value) => value.to_string(),
    }
}

/// Of the consents that a step asked for, the one that stands: the last by claimed time.
fn consents(visit: &VisitState) -> Vec<ConsentDecision> {
    let mut standing: Vec<ConsentDecision> = Vec::new();
    for consent in &visit.consents {
        let decision = ConsentDecision {
            step: consent.body.step.clone(),
            what: consent.body.what.name().to_owned(),
            given: consent.body.accepted,
        };
        standing.retain(|other| (&other.step, &other.what) != (&decision.step, &decision.what));
        standing.push(decision);
    }
    standing
}

fn step_done(done: &StepDone) -> checklist::StepDone {
    let answers = done.relied_on.iter().map(|relied| (relied.key.clone(), relied.value.clone()));
    let by_customer = done.by.is_some();
    checklist::StepDone {
        step: done.step.clone(),
        answers: answers.collect(),
        by_customer,
        lasted_ms: done.lasted_ms,
    }
}

fn is_reached(result: CallResult) -> bool {
    matches!(result, CallResult::Agreed | CallResult::Refused | CallResult::Reached)
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
