//! Visits and checklist.

use doorstep_domain::checklist::{ChecklistView, StepState, StepView};
use doorstep_domain::fact::{Phase, VisitOutcome};
use doorstep_domain::fold::{Session, VisitState};
use doorstep_domain::id::VisitId;
use doorstep_domain::rejected::Rejected;
use doorstep_domain::statement::ViewCheck;

use super::Builder;
use crate::model::{Appointment, Attempt, Call, CheckGroup, CheckLine, CheckState, Stretch, Visit};
use crate::words;

impl Builder<'_> {
    /// The visits in their order.
    pub(super) fn ordered_visits(&self) -> Vec<(VisitId, &VisitState)> {
        let mut visits: Vec<_> =
            self.source.case.state().visits.iter().map(|(id, visit)| (*id, visit)).collect();
        visits.sort_by_key(|(_, visit)| visit.number);
        visits
    }

    pub(super) fn visits(&self) -> Vec<Visit> {
        self.ordered_visits().into_iter().map(|(_, visit)| self.visit(visit)).collect()
    }

    fn visit(&self, visit: &VisitState) -> Visit {
        let ended = visit.ended.as_ref();
        Visit {
            number: visit.number,
            reason: self.reason(&visit.reason),
            technicians: self.technicians(visit),
            appointments: self.appointments(visit),
            escalated: visit.escalated,
            arrived_ms: visit.entered.get(&Phase::Arrived).map(|at| at.wall_ms),
            calls: visit.calls.iter().map(|call| self.call(call)).collect(),
            attempts: visit
                .door_attempts
                .iter()
                .map(|attempt| Attempt {
                    at_ms: attempt.at.wall_ms,
                    method: attempt.body.method,
                    answered: attempt.body.answered,
                })
                .collect(),
            work: visit.sessions.iter().map(stretch).collect(),
            outcome: visit.phase.as_ref().and_then(|phase| phase.value.1),
            outcome_reason: ended.and_then(|ended| ended.body.reason.as_deref()).map(|why| self.reason(why)),
            person: ended.and_then(|ended| ended.body.person.clone()),
        }
    }

    /// Who was sent, and who else worked.
    fn technicians(&self, visit: &VisitState) -> Vec<String> {
        let sent = visit.assigned.iter().map(|user| self.user_name(user));
        let worked = visit.sessions.iter().map(|session| session.who.name.clone());
        let mut names: Vec<String> = Vec::new();
        for name in sent.chain(worked) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn appointments(&self, visit: &VisitState) -> Vec<Appointment> {
        let counts = visit.appointment.as_ref().map(|appointment| appointment.fact);
        let all = visit.appointments.iter();
        all.map(|appointed| Appointment {
            start_ms: appointed.body.start_ms,
            end_ms: appointed.body.end_ms,
            by: self.name_and_role(&appointed.who),
            reason: appointed.body.reason.as_deref().map(|reason| self.reason(reason)),
            counts: Some(appointed.fact) == counts,
        })
        .collect()
    }

    fn call(&self, call: &doorstep_domain::fold::Recorded<doorstep_domain::fact::CallLogged>) -> Call {
        Call {
            at_ms: call.at.wall_ms,
            by: call.who.name.clone(),
            purpose: self.word(&call.body.purpose),
            result: call.body.result,
            proposed_ms: call.body.proposed_ms,
            apologised: call.body.apologised,
            note: call.body.note.clone(),
        }
    }

    /// The checklist of every visit that has begun, or of the first one.
    pub(super) fn checklist(&self) -> Result<Vec<CheckGroup>, Rejected> {
        let visits = self.ordered_visits();
        let is_single = visits.len() == 1;
        let mut groups = Vec::new();
        for (id, visit) in visits {
            if is_single || !visit.entered.is_empty() {
                groups.extend(self.checklist_of(id, visit, is_single)?);
            }
        }
        Ok(groups)
    }

    fn checklist_of(
        &self,
        id: VisitId,
        visit: &VisitState,
        is_single: bool,
    ) -> Result<Vec<CheckGroup>, Rejected> {
        let outcome = visit.phase.as_ref().and_then(|phase| phase.value.1).unwrap_or(VisitOutcome::Done);
        let view = self.source.case.checklist(id, outcome.name(), self.source.pack)?;
        let answers = self.source.case.visible_checks(id, self.source.language, self.source.pack)?;
        let ended = visit.ended.is_some();
        let groups = view.phases.iter().map(|phase| {
            let title = self.text(&phase.title);
            let number = format!("{} {} · {title}", self.tongue.say(words::VISIT), visit.number);
            CheckGroup {
                title: if is_single { title.to_owned() } else { number },
                lines: self.lines(&view, &phase.id, &answers, ended),
            }
        });
        Ok(groups.filter(|group| !group.lines.is_empty()).collect())
    }

    fn lines(&self, view: &ChecklistView, phase: &str, answers: &[ViewCheck], ended: bool) -> Vec<CheckLine> {
        let steps = view.steps.iter().filter(|step| step.phase == phase && step.kind != "guidance");
        let shown = steps.filter(|step| {
            !matches!(step.state, StepState::Hidden | StepState::NotApplicable)
                && (step.required || is_done(step))
        });
        shown
            .map(|step| CheckLine {
                title: self.of_thing(&step.path, self.text(&step.title)),
                state: match (is_done(step), step.required && ended) {
                    (true, _) => CheckState::Done,
                    (false, true) => CheckState::Missing,
                    (false, false) => CheckState::Open,
                },
                answer: answers
                    .iter()
                    .find(|answer| answer.step == step.path)
                    .map(|answer| answer.value.clone()),
                evidence: self.evidence(step),
            })
            .collect()
    }

    /// The photos that are there, and what is missing.
    fn evidence(&self, step: &StepView) -> Vec<String> {
        let photos = step.photos.iter().filter(|photo| photo.have > 0 && photo.have >= photo.need);
        let taken = photos.map(|photo| {
            let count = format!("{} × {}", self.tongue.say(words::PHOTOS), photo.have);
            match self.text(&photo.name) {
                "" => count,
                name => count + &self.tongue.in_brackets(name),
            }
        });
        let missing = step.missing.iter().map(|missing| missing.what.message(self.source.language));
        taken.chain(missing).collect()
    }
}

fn is_done(step: &StepView) -> bool {
    matches!(step.state, StepState::Done)
}

fn stretch(session: &Session) -> Stretch {
    Stretch {
        by: session.who.name.clone(),
        start_ms: session.start.wall_ms,
        end_ms: session.end.map(|end| end.wall_ms),
        millis: session.millis,
        fetched_millis: session.fetched_millis,
    }
}
