//! Visits.

use doorstep_domain::case::Acceptance;
use doorstep_domain::fact::{Phase, VisitOutcome};
use doorstep_domain::fold::{VisitState, Who};
use doorstep_domain::id::{FactId, VisitId};
use serde::Serialize;

use super::source::Reading;

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// It.
    pub visit: VisitId,
    /// Position in the job, counted from 1.
    pub number: u32,
    /// Why there is one more; empty for the first.
    pub reason: String,
    /// How far it is.
    pub phase: Phase,
    /// How it ended.
    pub outcome: Option<VisitOutcome>,
    /// Why it ended so.
    pub outcome_reason: Option<String>,
    /// Who takes care of what remains.
    pub person: Option<String>,
    /// Every time ever agreed, by the time claimed.
    pub appointments: Vec<Agreed>,
    /// Whether leader or call centre must settle the time.
    pub escalated: bool,
    /// Who goes: user ids.
    pub assigned: Vec<String>,
    /// Their names.
    pub assigned_names: Vec<String>,
    /// Arrival, milliseconds since 1970 UTC.
    pub arrived_ms: Option<i64>,
    /// Time worked in milliseconds, over all phones.
    pub worked_ms: i64,
    /// Whether somebody is at work.
    pub working: bool,
    /// Attempts at the door without an answer.
    pub unanswered_count: u32,
    /// Calls.
    pub call_count: u32,
    /// Photos.
    pub photo_count: u32,
    /// How its acceptance stands; `null` if the pack is not here.
    pub acceptance: Option<Acceptance>,
}

/// A time agreed for a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agreed {
    /// The fact.
    pub fact: FactId,
    /// When it starts, milliseconds since 1970 UTC.
    pub start_ms: i64,
    /// When the window ends.
    pub end_ms: Option<i64>,
    /// Why it changed.
    pub reason: Option<String>,
    /// Who set it.
    pub who: Who,
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Whether this is the one that counts.
    pub counts: bool,
}

impl Reading<'_> {
    pub(super) fn visits(&self) -> Vec<Visit> {
        let visits = self.case.state().visits.iter();
        let mut visits: Vec<Visit> = visits.map(|(id, visit)| self.visit(*id, visit)).collect();
        visits.sort_by_key(|visit| (visit.number, visit.visit));
        visits
    }

    fn visit(&self, id: VisitId, visit: &VisitState) -> Visit {
        let phase = visit.phase.as_ref().map_or((Phase::Planned, None), |phase| phase.value);
        let ended = visit.ended.as_ref().map(|ended| &ended.body);
        let unanswered = visit.door_attempts.iter().filter(|attempt| !attempt.body.answered);
        Visit {
            visit: id,
            number: visit.number,
            reason: visit.reason.clone(),
            phase: phase.0,
            outcome: phase.1,
            outcome_reason: ended.and_then(|ended| ended.reason.clone()),
            person: ended.and_then(|ended| ended.person.clone()),
            appointments: agreed(visit),
            escalated: visit.escalated,
            assigned: visit.assigned.clone(),
            assigned_names: visit.assigned.iter().map(|user| self.user_name(user)).collect(),
            arrived_ms: visit.entered.get(&Phase::Arrived).map(|arrived| arrived.wall_ms),
            worked_ms: visit.sessions.iter().map(|session| session.millis).sum(),
            working: visit.sessions.iter().any(|session| session.end.is_none()),
            unanswered_count: count(unanswered.count()),
            call_count: count(visit.calls.len()),
            photo_count: count(visit.photos.len()),
            acceptance: self.pack.as_deref().and_then(|pack| self.case.acceptance(id, pack).ok()),
        }
    }
}

fn agreed(visit: &VisitState) -> Vec<Agreed> {
    let counts = visit.appointment.as_ref().map(|settled| (settled.fact, settled.value));
    let agreed = visit.appointments.iter().map(|appointed| Agreed {
        fact: appointed.fact,
        start_ms: appointed.body.start_ms,
        end_ms: appointed.body.end_ms,
        reason: appointed.body.reason.clone(),
        who: appointed.who.clone(),
        at_ms: appointed.at.wall_ms,
        counts: counts.is_some_and(|(fact, value)| {
            fact == appointed.fact || value == (appointed.body.start_ms, appointed.body.end_ms)
        }),
    });
    agreed.collect()
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
