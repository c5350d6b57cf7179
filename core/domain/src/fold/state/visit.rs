//! A visit and the work in it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Recorded, Settled, Who};
use crate::fact::{
    Appointed, Assigned, CallLogged, Completed, Consented, DoorAttempted, FollowedUp, PartMoved, Phase,
    PhotoTaken, Rated, SignatureGiven, StepDone, VisitEnded, VisitOutcome, WorkerPresent,
};
use crate::id::{FactId, LineId, PackId};
use crate::time::TimeEvidence;

/// A stretch of work at the customer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The fact that started it.
    pub started: FactId,
    /// Who worked.
    pub who: Who,
    /// Clocks at the start.
    pub start: TimeEvidence,
    /// Clocks at the end; `None` while it runs.
    pub end: Option<TimeEvidence>,
    /// Time worked in milliseconds, without time spent fetching things; 0 while it runs.
    pub millis: i64,
    /// Time spent fetching things in milliseconds.
    pub fetched_millis: i64,
    /// Quote lines worked on; empty = all.
    pub lines: Vec<LineId>,
}

/// Somebody left the work to fetch something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// The fact of leaving.
    pub left: FactId,
    /// Who left.
    pub who: Who,
    /// What is fetched.
    pub what: String,
    /// Clocks on leaving.
    pub out: TimeEvidence,
    /// Clocks on coming back; `None` while they are away.
    pub back: Option<TimeEvidence>,
}

/// One visit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitState {
    /// Position in the job, counted from 1 in the order in which the visits were planned.
    pub number: u32,
    /// Why it was planned; empty for the first.
    pub reason: String,
    /// How far it is.
    pub phase: Option<Settled<(Phase, Option<VisitOutcome>)>>,
    /// The time that counts.
    pub appointment: Option<Settled<(i64, Option<i64>)>>,
    /// Every time ever agreed, by claimed time.
    pub appointments: Vec<Recorded<Appointed>>,
    /// Whether leader or call centre must settle the time.
    pub escalated: bool,
    /// The pack whose checklist it follows, if somebody moved it to another than the job's.
    pub checklist: Option<Settled<PackId>>,
    /// Every pack that it was ever moved to: what was signed meanwhile names one of them.
    pub checklist_packs: BTreeSet<PackId>,
    /// Who goes.
    pub assigned: Vec<String>,
    /// Every time that it was given to people, by claimed time.
    pub assignments: Vec<Recorded<Assigned>>,
    /// Calls, by claimed time.
    pub calls: Vec<Recorded<CallLogged>>,
    /// Attempts at the door, by claimed time.
    pub door_attempts: Vec<Recorded<DoorAttempted>>,
    /// When each phase was first entered.
    pub entered: BTreeMap<Phase, TimeEvidence>,
    /// Why the visit ended and who takes care of the rest.
    pub ended: Option<Recorded<VisitEnded>>,
    /// Stretches of work.
    pub sessions: Vec<Session>,
    /// Ways to fetch something, by claimed time; while somebody is away no work is billed.
    pub errands: Vec<Errand>,
    /// Gating steps that were done.
    pub steps_done: Vec<Recorded<StepDone>>,
    /// Photos.
    pub photos: Vec<Recorded<PhotoTaken>>,
    /// Consents and refusals.
    pub consents: Vec<Recorded<Consented>>,
    /// Signatures.
    pub signatures: Vec<Recorded<SignatureGiven>>,
    /// Ratings.
    pub ratings: Vec<Recorded<Rated>>,
    /// Parts that went from one place to another.
    pub parts: Vec<Recorded<PartMoved>>,
    /// When the job was completed in it, by the earliest claim.
    pub completed: Option<Recorded<Completed>>,
    /// What the customer said afterwards.
    pub follow_ups: Vec<Recorded<FollowedUp>>,
    /// Colleagues who were recorded on the phone of another.
    pub workers: Vec<Recorded<WorkerPresent>>,
    /// User ids of the staff who are or were there: who arrived or worked with a phone, and those recorded by
    /// a colleague. Being assigned is not being there (catalogue rule AMB-34).
    pub present: BTreeSet<String>,
}

impl VisitState {
    /// Milliseconds worked. A device may claim any time, so sums end at the greatest number.
    #[must_use]
    pub fn worked_millis(&self) -> i64 {
        self.sessions.iter().map(|session| session.millis).fold(0, i64::saturating_add)
    }
}
