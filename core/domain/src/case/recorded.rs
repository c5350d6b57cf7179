//! What the facts of a visit recorded, as its checklist asks for it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Case};
use crate::checklist::{
    self, Approval, Call, Checklist, ConsentDecision, DoorAttempt, Kind, Photo, Recorded, Scope, Signed,
};
use crate::expr::Expr;
use crate::fact::{CallResult, Phase, StepDone};
use crate::fold::{self, VisitState};
use crate::id::{QuoteId, VisitId};
use crate::pack::Pack;

impl Case {
    /// What the facts of a visit recorded, as the checklist asks for it.
    pub(super) fn recorded(
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
                .map(|photo| Photo {
                    step: photo.step.clone(),
                    role: photo.role.clone(),
                    blob: photo.blob,
                    pair: photo.pair,
                })
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
        let is_of_job = |step: &String| checklist.step_at(step).is_some_and(|step| step.scope == Scope::Job);
        let all = self
            .state
            .visits
            .iter()
            .flat_map(move |(id, state)| records(state).iter().map(move |record| (*id, &record.body)));
        all.filter(move |(id, body)| *id == visit || is_of_job(step_of(body))).map(|(_, body)| body)
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
        quotes
            .map(|(id, _)| {
                let (accepted, more) = (accepted(*id), self.not_agreed(*id, pack));
                checklist::QuoteOffered { quote: *id, accepted, more }
            })
            .collect()
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
}

/// Of the consents that a step asked for, the one that stands: the last, as the fold orders them.
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
    let (by_customer, lasted_ms) = (done.by.is_some(), done.lasted_ms);
    checklist::StepDone { step: done.step.clone(), answers: answers.collect(), by_customer, lasted_ms }
}

fn is_reached(result: CallResult) -> bool {
    matches!(result, CallResult::Agreed | CallResult::Refused | CallResult::Reached)
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
