//! When the events of a case happened.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Event, Inputs};
use crate::fact::{CallResult, Created, CustodyMoved, Phase};
use crate::fold::{Custody, Outcome, Recorded, Settled, State, VisitState};
use crate::id::VisitId;
use crate::time::TimeEvidence;
use crate::value::Value;

/// The moment of an occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// Milliseconds since 1970 UTC.
    pub(super) ms: i64,
    /// What the clocks said; `None` for a time that somebody stated.
    pub(super) evidence: Option<TimeEvidence>,
}

/// One time that an event happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Occurrence {
    pub(super) at: Moment,
    /// The visit that it belongs to; `None` for the job as a whole.
    pub(super) visit: Option<VisitId>,
    /// A time that was agreed with it.
    pub(super) agreed_ms: Option<i64>,
}

impl Moment {
    pub(super) fn stated(ms: i64) -> Self {
        Self { ms, evidence: None }
    }

    fn recorded(at: TimeEvidence) -> Self {
        Self { ms: at.wall_ms, evidence: Some(at) }
    }

    /// This moment as counted from another one: by the time since the device started if both are of one start,
    /// which no hand can set, else by the wall clock.
    pub(super) fn counted_from(self, start: Self) -> i64 {
        match (self.evidence, start.evidence) {
            (Some(at), Some(from)) if at.boot_id == from.boot_id => {
                start.ms.saturating_add(at.boot_ms.saturating_sub(from.boot_ms))
            }
            _ => self.ms,
        }
    }
}

impl Occurrence {
    fn recorded(at: TimeEvidence, visit: Option<VisitId>) -> Self {
        Self { at: Moment::recorded(at), visit, agreed_ms: None }
    }

    fn settled<T>(settled: &Settled<T>, visit: Option<VisitId>) -> Self {
        Self::recorded(settled.at, visit)
    }

    fn agreeing(self, agreed_ms: Option<i64>) -> Self {
        Self { agreed_ms, ..self }
    }
}

/// Every time that an event happened, earliest first; with a visit, only what belongs to it or to the job as a
/// whole. The list depends on the set of facts alone.
pub(super) fn occurrences(event: &Event, inputs: &Inputs<'_>, visit: Option<VisitId>) -> Vec<Occurrence> {
    let mut found = all(event, inputs);
    found.retain(|found| visit.is_none() || found.visit.is_none() || found.visit == visit);
    found.sort_by_key(|found| {
        (found.at.ms, found.visit, found.at.evidence.map(|at| (at.boot_id, at.boot_ms)))
    });
    found
}

fn all(event: &Event, inputs: &Inputs<'_>) -> Vec<Occurrence> {
    let state = inputs.state;
    match event {
        Event::Reported => {
            let created = state.created.iter();
            created.map(reported).collect()
        }
        Event::Created => {
            state.created.iter().map(|created| Occurrence::recorded(created.at, None)).collect()
        }
        Event::Entry => state.entries.iter().map(|entry| Occurrence::recorded(entry.at, None)).collect(),
        Event::Linked(rule) => {
            let links = state.links.iter().filter(|link| link.body.rule == *rule);
            links.map(|link| Occurrence::recorded(link.at, None)).collect()
        }
        Event::Delivered(audience) => {
            let copies = state.copies.iter().filter(|copy| copy.body.audience == audience.name());
            copies.map(|copy| Occurrence::recorded(copy.at, None)).collect()
        }
        Event::WaitingForPart => {
            let waits = state.part_waits.iter();
            waits
                .map(|wait| Occurrence::recorded(wait.at, Some(wait.body.visit)).agreeing(wait.body.next_ms))
                .collect()
        }
        Event::Resumed => {
            state.resumptions.iter().map(|resumed| Occurrence::recorded(resumed.at, None)).collect()
        }
        Event::Completed | Event::Declined | Event::Cancelled | Event::Coordinated | Event::Archived => {
            closings(event, state).collect()
        }
        Event::CustodyOut | Event::CustodyExtended | Event::CustodyBack => of_custody(event, &state.custody),
        Event::Answer(step) => answered(step, inputs),
        _ => {
            let visits = state.visits.iter();
            visits.flat_map(|(id, visit)| of_visit(event, visit, *id)).collect()
        }
    }
}

/// The report: what the clock of the device said if the case was made at that moment, else what somebody stated.
fn reported(created: &Recorded<Created>) -> Occurrence {
    match created.body.reported_at_ms {
        at_ms if at_ms == created.at.wall_ms => Occurrence::recorded(created.at, None),
        at_ms => stated(at_ms, None),
    }
}

fn stated(ms: i64, visit: Option<VisitId>) -> Occurrence {
    Occurrence { at: Moment::stated(ms), visit, agreed_ms: None }
}

/// How the job stands: an ending that was taken back did not happen.
fn closings(event: &Event, state: &State) -> impl Iterator<Item = Occurrence> {
    let outcome = state.outcome.as_ref().filter(|outcome| {
        matches!(
            (event, &outcome.value),
            (Event::Completed, Outcome::Completed { .. })
                | (Event::Declined, Outcome::Declined { .. })
                | (Event::Cancelled, Outcome::Cancelled { .. })
                | (Event::Coordinated, Outcome::Coordinated { .. })
        )
    });
    let visit = outcome.and_then(|outcome| match &outcome.value {
        Outcome::Completed { visit } => Some(*visit),
        _ => None,
    });
    let archived = state.archived.as_ref().filter(|archived| *event == Event::Archived && archived.value);
    let outcome = outcome.map(|outcome| Occurrence::settled(outcome, visit));
    outcome.into_iter().chain(archived.map(|archived| Occurrence::settled(archived, None)))
}

/// What was taken along (scenario 14). It is back once everything is.
fn of_custody(event: &Event, custody: &[Custody]) -> Vec<Occurrence> {
    let of = |moved: &Recorded<CustodyMoved>| Occurrence::recorded(moved.at, Some(moved.body.visit));
    match event {
        Event::CustodyOut => custody.iter().map(|custody| of(&custody.out)).collect(),
        Event::CustodyExtended => {
            let extended = custody.iter().flat_map(|custody| &custody.extended);
            extended.map(|later| of(later).agreeing(later.body.planned_return_ms)).collect()
        }
        _ => {
            let back: Option<Vec<_>> = custody.iter().map(|custody| custody.back.as_ref().map(of)).collect();
            back.unwrap_or_default().into_iter().max_by_key(|back| back.at.ms).into_iter().collect()
        }
    }
}

fn of_visit(event: &Event, visit: &VisitState, id: VisitId) -> Vec<Occurrence> {
    let at = |at: TimeEvidence| Occurrence::recorded(at, Some(id));
    let entered = |phase: Phase| visit.entered.get(&phase).copied().map(at);
    match event {
        Event::Assigned => visit.assignments.iter().map(|assigned| at(assigned.at)).collect(),
        Event::Appointed => {
            let appointment = visit.appointment.iter();
            appointment.map(|settled| at(settled.at).agreeing(Some(settled.value.0))).collect()
        }
        Event::Contacted => {
            let reached =
                |result| matches!(result, CallResult::Agreed | CallResult::Refused | CallResult::Reached);
            let calls = visit.calls.iter().filter(|call| reached(call.body.result));
            calls.map(|call| at(call.at)).collect()
        }
        Event::SetOut => entered(Phase::Travelling).into_iter().collect(),
        // Who is at work inside is on the spot, whether or not he said so at the door.
        Event::Arrived => entered(Phase::Arrived).or_else(|| entered(Phase::Working)).into_iter().collect(),
        Event::FollowedUp => {
            let reached = visit.follow_ups.iter().filter(|follow_up| follow_up.body.reached);
            reached.map(|follow_up| at(follow_up.at)).collect()
        }
        Event::WorkStarted => visit.sessions.iter().map(|session| at(session.start)).collect(),
        Event::WorkStopped => visit.sessions.iter().filter_map(|session| session.end).map(at).collect(),
        Event::VisitEnded => entered(Phase::Ended).into_iter().collect(),
        Event::Signed(role) => {
            let signed = visit.signatures.iter().filter(|signed| signed.body.role == *role);
            signed.map(|signed| at(signed.at)).collect()
        }
        Event::Step(step) => {
            let done = visit.steps_done.iter().filter(|done| done.body.step == *step);
            done.map(|done| at(done.at)).collect()
        }
        _ => Vec::new(),
    }
}

/// Answers to a step, in every visit: a day or a time is the moment itself; a yes happened when its visit ended,
/// or began.
fn answered(step: &str, inputs: &Inputs<'_>) -> Vec<Occurrence> {
    let answers = inputs.answers.iter().filter(|(key, _)| key.path() == step);
    let occurrence = |visit: VisitId, value: &Value| match value {
        Value::Str(text) => {
            let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok();
            let time = time.or_else(|| text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0))?;
            Some(stated(inputs.zone.instant(time), Some(visit)))
        }
        Value::Bool(true) => {
            let entered = &inputs.state.visits.get(&visit)?.entered;
            let at = entered.get(&Phase::Ended).or_else(|| entered.get(&Phase::Arrived))?;
            Some(Occurrence::recorded(*at, Some(visit)))
        }
        _ => None,
    };
    answers.filter_map(|(key, value)| occurrence(key.visit(), value)).collect()
}

/// Clock readings of the facts that the state keeps, in no order.
pub(super) fn moments(state: &State) -> impl Iterator<Item = TimeEvidence> {
    let visits = state.visits.values().flat_map(|visit| {
        let sessions = visit.sessions.iter().flat_map(|session| [Some(session.start), session.end]);
        let entered = visit.entered.values().copied();
        let calls = visit.calls.iter().map(|call| call.at);
        let done = visit.steps_done.iter().map(|done| done.at);
        let signed = visit.signatures.iter().map(|signed| signed.at);
        sessions.flatten().chain(entered).chain(calls).chain(done).chain(signed)
    });
    let case = state.created.iter().map(|created| created.at);
    let entries = state.entries.iter().map(|entry| entry.at);
    let outcome = state.outcome.iter().map(|outcome| outcome.at);
    case.chain(entries).chain(outcome).chain(visits)
}
