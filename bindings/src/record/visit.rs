//! One visit: how far it is, and what happened in it.

use doorstep_domain::case::{Acceptance, CustomerRating};
use doorstep_domain::checklist::ChecklistView;
use doorstep_domain::fact::{
    self, CallLogged, CallResult, ConsentWhat, Consented, DoorAttempted, DoorMethod, Phase, Rated,
    VisitEnded, VisitOutcome,
};
use doorstep_domain::fold::{self, Recorded, Settled, VisitState};
use doorstep_domain::id::{FactId, LineId, PackId, QuoteId, VisitId};
use doorstep_domain::text::Language;

use super::{Checklist, FollowUpCall, PartMove};
use crate::value::Timestamp;

/// A person as a job names one.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Person {
    /// The name, at least the surname.
    pub name: String,
    /// A telephone number.
    #[uniffi(default = None)]
    pub phone: Option<String>,
    /// Relation to the legal owner, e.g. `owner`, `tenant`, `neighbour`.
    #[uniffi(default = None)]
    pub relation: Option<String>,
}

impl From<fact::Person> for Person {
    fn from(person: fact::Person) -> Self {
        let fact::Person { name, phone, relation } = person;
        Self { name, phone, relation }
    }
}

impl From<Person> for fact::Person {
    fn from(person: Person) -> Self {
        let Person { name, phone, relation } = person;
        Self { name, phone, relation }
    }
}

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Visit {
    /// The visit.
    pub id: VisitId,
    /// Position in the job, counted from 1.
    pub number: u32,
    /// Why it was planned; empty for the first.
    pub reason: String,
    /// How far it is.
    pub phase: Phase,
    /// How it ended.
    pub outcome: Option<VisitOutcome>,
    /// Why it ended like this, if not done.
    pub ended_because: Option<String>,
    /// The time that counts.
    pub appointment: Option<Window>,
    /// Whether leader or call centre must settle the time.
    pub is_escalated: bool,
    /// User ids of those who go.
    pub assigned: Vec<String>,
    /// When each phase was first entered.
    pub entered: Vec<Entered>,
    /// Calls, by claimed time.
    pub calls: Vec<Call>,
    /// Rings and knocks, by claimed time.
    pub door_attempts: Vec<DoorAttempt>,
    /// Stretches of work.
    pub sessions: Vec<Session>,
    /// Ways to fetch something during the work, by time.
    pub errands: Vec<Errand>,
    /// Gating steps that were done.
    pub steps_done: Vec<StepDone>,
    /// Consents and refusals.
    pub consents: Vec<Consent>,
    /// Ratings.
    pub ratings: Vec<Rating>,
    /// Parts that went from one place to another, by claimed time.
    pub parts: Vec<PartMove>,
    /// What the customer said afterwards, by claimed time.
    pub follow_ups: Vec<FollowUpCall>,
    /// User ids of the staff who are or were there.
    pub present: Vec<String>,
    /// How the acceptance of the work stands; nothing without the pack.
    pub acceptance: Option<Acceptance>,
    /// The pack whose checklist it follows, if somebody moved it to another than the job's.
    pub checklist_pack: Option<PackId>,
    /// The checklist, towards the work being done; nothing without the pack.
    pub checklist: Option<Checklist>,
}

impl Visit {
    pub(crate) fn of(
        id: VisitId,
        state: VisitState,
        checklist: Option<ChecklistView>,
        acceptance: Option<Acceptance>,
        language: &Language,
    ) -> Self {
        let VisitState {
            number,
            reason,
            phase,
            appointment,
            appointments: _,
            escalated,
            checklist: moved,
            checklist_packs: _,
            assigned,
            assignments: _,
            calls,
            door_attempts,
            entered,
            ended,
            sessions,
            errands,
            steps_done,
            // With their files and statements: in the job.
            photos: _,
            consents,
            signatures: _,
            ratings,
            parts,
            follow_ups,
            // Told by the outcome, and by who is present.
            completed: _,
            workers: _,
            present,
        } = state;
        let (phase, outcome) = phase.map_or((Phase::Planned, None), |phase| phase.value);
        Self {
            id,
            number,
            reason,
            phase,
            outcome,
            ended_because: ended.and_then(reason_of),
            appointment: appointment.map(Into::into),
            is_escalated: escalated,
            assigned,
            entered: entered
                .into_iter()
                .map(|(phase, at)| Entered { phase, at: Timestamp(at.wall_ms) })
                .collect(),
            calls: calls.into_iter().map(Into::into).collect(),
            door_attempts: door_attempts.into_iter().map(Into::into).collect(),
            sessions: sessions.into_iter().map(Into::into).collect(),
            errands: errands.into_iter().map(Into::into).collect(),
            steps_done: steps_done.into_iter().map(Into::into).collect(),
            consents: consents.into_iter().map(Into::into).collect(),
            ratings: ratings.into_iter().map(Into::into).collect(),
            parts: parts.into_iter().map(Into::into).collect(),
            follow_ups: follow_ups.into_iter().map(Into::into).collect(),
            present: present.into_iter().collect(),
            acceptance,
            checklist_pack: moved.map(|moved| moved.value),
            checklist: checklist.map(|view| Checklist::of(view, language)),
        }
    }
}

fn reason_of(ended: Recorded<VisitEnded>) -> Option<String> {
    let VisitEnded { visit: _, outcome: _, reason, person: _ } = ended.body;
    reason
}

/// When a phase was first entered.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Entered {
    /// The phase.
    pub phase: Phase,
    /// When.
    pub at: Timestamp,
}

/// An appointed time.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Window {
    /// When it starts.
    pub start: Timestamp,
    /// When it ends, if that was agreed.
    pub end: Option<Timestamp>,
    /// Name of who agreed it.
    pub by: String,
}

impl From<Settled<(i64, Option<i64>)>> for Window {
    fn from(settled: Settled<(i64, Option<i64>)>) -> Self {
        let Settled { value: (start, end), fact: _, who, at: _ } = settled;
        Self { start: Timestamp(start), end: end.map(Timestamp), by: who.name }
    }
}

/// A telephone call.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Call {
    /// What it was for, e.g. `confirm`, `late`.
    pub purpose: String,
    /// How it ended.
    pub result: CallResult,
    /// Time proposed for the visit.
    pub proposed: Option<Timestamp>,
    /// Whether the caller apologised.
    pub is_apologised: bool,
    /// What was said.
    pub note: Option<String>,
    /// Name of who called.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl From<Recorded<CallLogged>> for Call {
    fn from(call: Recorded<CallLogged>) -> Self {
        let Recorded { fact: _, who, at, body } = call;
        let CallLogged { visit: _, purpose, result, proposed_ms, apologised, note } = body;
        Self {
            purpose,
            result,
            proposed: proposed_ms.map(Timestamp),
            is_apologised: apologised,
            note,
            by: who.name,
            at: Timestamp(at.wall_ms),
        }
    }
}

/// A ring or knock at the door.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DoorAttempt {
    /// Bell or knock.
    pub method: DoorMethod,
    /// Whether somebody opened or spoke.
    pub is_answered: bool,
    /// Name of who stood there.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl From<Recorded<DoorAttempted>> for DoorAttempt {
    fn from(attempt: Recorded<DoorAttempted>) -> Self {
        let Recorded { fact: _, who, at, body } = attempt;
        let DoorAttempted { visit: _, method, answered } = body;
        Self { method, is_answered: answered, by: who.name, at: Timestamp(at.wall_ms) }
    }
}

/// Somebody left the work to fetch something; until they are back nothing is billed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Errand {
    /// Names the errand for `fetch_back`.
    pub left: FactId,
    /// Name of who left.
    pub by: String,
    /// What is fetched.
    pub what: String,
    /// When they left.
    pub out: Timestamp,
    /// When they came back; nothing while they are away.
    pub back: Option<Timestamp>,
}

impl From<fold::Errand> for Errand {
    fn from(errand: fold::Errand) -> Self {
        let fold::Errand { left, who, what, out, back } = errand;
        let (out, back) = (Timestamp(out.wall_ms), back.map(|back| Timestamp(back.wall_ms)));
        Self { left, by: who.name, what, out, back }
    }
}

/// A stretch of work.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Session {
    /// Names the stretch for `stop_work`.
    pub started: FactId,
    /// Name of who worked.
    pub by: String,
    /// When it began.
    pub start: Timestamp,
    /// When it ended; nothing while it runs.
    pub end: Option<Timestamp>,
    /// Time worked in milliseconds, without time spent fetching things; 0 while it runs.
    pub worked_ms: i64,
    /// Time spent fetching things in milliseconds.
    pub fetched_ms: i64,
    /// Quote lines worked on; empty: all.
    pub lines: Vec<LineId>,
}

impl From<fold::Session> for Session {
    fn from(session: fold::Session) -> Self {
        let fold::Session { started, who, start, end, millis, fetched_millis, lines } = session;
        Self {
            started,
            by: who.name,
            start: Timestamp(start.wall_ms),
            end: end.map(|end| Timestamp(end.wall_ms)),
            worked_ms: millis,
            fetched_ms: fetched_millis,
            lines,
        }
    }
}

/// A gating step that was done.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StepDone {
    /// The step.
    pub step: String,
    /// Name of who did it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl From<Recorded<fact::StepDone>> for StepDone {
    fn from(done: Recorded<fact::StepDone>) -> Self {
        let Recorded { fact: _, who, at, body } = done;
        let fact::StepDone { visit: _, step, relied_on: _, by, lasted_ms: _ } = body;
        Self { step, by: by.map_or(who.name, |customer| customer.name), at: Timestamp(at.wall_ms) }
    }
}

/// A consent or a refusal.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Consent {
    /// What it is about.
    pub what: ConsentWhat,
    /// The quote, if it is about one.
    #[uniffi(default = None)]
    pub quote: Option<QuoteId>,
    /// The step, if a checklist asked for it.
    #[uniffi(default = None)]
    pub step: Option<String>,
    /// Agreed or refused.
    pub is_accepted: bool,
    /// Why it was refused, in the customer's words.
    #[uniffi(default = None)]
    pub reason: Option<String>,
    /// Who decided.
    pub person: Person,
    /// The signature under it, if one was drawn before.
    #[uniffi(default = None)]
    pub signature: Option<FactId>,
}

impl From<Recorded<Consented>> for Consent {
    fn from(consent: Recorded<Consented>) -> Self {
        let Consented {
            visit: _,
            what,
            quote,
            step,
            accepted,
            reason,
            by,
            signature,
            options: _,
            total_minor: _,
        } = consent.body;
        Self { what, quote, step, is_accepted: accepted, reason, person: by.into(), signature }
    }
}

impl Consent {
    /// The fact that says so.
    pub(crate) fn in_visit(self, visit: VisitId) -> Consented {
        let Self { what, quote, step, is_accepted, reason, person, signature } = self;
        let by = person.into();
        // The core finds the offer that the quote is an option of.
        Consented {
            visit,
            what,
            quote,
            step,
            accepted: is_accepted,
            reason,
            by,
            signature,
            options: None,
            total_minor: None,
        }
    }
}

/// What the customer thinks.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Rating {
    /// Name of the scale in the checklist.
    pub scale: String,
    /// The grade's id, or the score as digits.
    pub grade: String,
    /// The customer's own words.
    #[uniffi(default = None)]
    pub opinion: Option<String>,
    /// The customer who entered it himself, with `enter_by_customer`; absent: the staff wrote it down.
    #[uniffi(default = None)]
    pub by: Option<Person>,
}

impl From<Recorded<Rated>> for Rating {
    fn from(rated: Recorded<Rated>) -> Self {
        let Rated { visit: _, scale, grade, opinion, by } = rated.body;
        Self { scale, grade, opinion, by: by.map(Into::into) }
    }
}

impl From<Rating> for CustomerRating {
    fn from(rating: Rating) -> Self {
        let Rating { scale, grade, opinion, by: _ } = rating;
        Self { scale, grade, opinion }
    }
}

impl Rating {
    /// The fact that says so.
    pub(crate) fn in_visit(self, visit: VisitId) -> Rated {
        let Self { scale, grade, opinion, by: _ } = self;
        Rated { visit, scale, grade, opinion, by: None }
    }
}
