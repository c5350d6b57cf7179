//! The state of a case, as views and rules read it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Aspect, AspectValue, Illegal, Outcome};
use crate::fact::{
    Appointed, ApprovalAsked, Archived, Assigned, CallLogged, Completed, Consented, CopyDelivered, Created,
    CustodyMoved, Deducted, DeductionReversed, DoorAttempted, EntryAdded, FollowedUp, Held, Linked,
    OptionsOffered, Paid, PartMoved, Phase, PhotoTaken, QuoteOffered, Rated, Resumed, SignatureGiven,
    StepDone, VisitOutcome, WaitingForPart, WorkerPresent,
};
use crate::id::{CertificateId, FactId, LineId, PackId, PriceBookId, QuoteId, VisitId};
use crate::time::TimeEvidence;
use crate::zone::Zone;

/// Who made a fact.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Who {
    /// The certificate that signed it.
    pub certificate: CertificateId,
    /// The user's id; at a desk, the acting user's.
    pub user: String,
    /// The user's name as colleagues read it.
    pub name: String,
    /// The role in which the user acted.
    pub role: String,
}

/// The body of a fact with who and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded<T> {
    /// The fact.
    pub fact: FactId,
    /// Who made it.
    pub who: Who,
    /// What the clocks said.
    pub at: TimeEvidence,
    /// What it says.
    pub body: T,
}

impl<T> Recorded<T> {
    /// By claimed time; for display, never for what counts.
    pub(super) fn earlier_than(&self, other: &Self) -> bool {
        (self.at.wall_ms, self.fact) < (other.at.wall_ms, other.fact)
    }
}

/// The value of an aspect and the fact that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled<T> {
    /// The value.
    pub value: T,
    /// The fact that gave it.
    pub fact: FactId,
    /// Who said so.
    pub who: Who,
    /// What the clocks said then.
    pub at: TimeEvidence,
}

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
    pub ended: Option<Recorded<crate::fact::VisitEnded>>,
    /// Stretches of work.
    pub sessions: Vec<Session>,
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

/// One quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteState {
    /// As it was first offered.
    pub offered: Recorded<QuoteOffered>,
    /// The price book that counts.
    pub price_book: PriceBookId,
    /// Packs other than the job's that hold a price book which this quote follows or followed.
    pub packs: BTreeSet<PackId>,
    /// Agreed, refused, or not answered yet.
    pub consent: Option<Settled<bool>>,
    /// The price book that counted when the customer answered.
    pub answered_for: Option<PriceBookId>,
    /// The option that the customer chose instead.
    pub superseded_by: Option<QuoteId>,
}

impl QuoteState {
    /// Whether the customer agreed to it, and chose no other option.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.superseded_by.is_none() && self.consent.as_ref().is_some_and(|consent| consent.value)
    }
}

/// Something of the customer's that was taken along (scenario 14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// How it was taken along.
    pub out: Recorded<CustodyMoved>,
    /// The customer's signature under that.
    pub signed_out: Option<FactId>,
    /// Later returns that were agreed, by claimed time.
    pub extended: Vec<Recorded<CustodyMoved>>,
    /// When it is meant to be back by what was agreed last, milliseconds since 1970 UTC.
    pub planned_return_ms: Option<i64>,
    /// How it came back.
    pub back: Option<Recorded<CustodyMoved>>,
    /// The customer's second signature, under the return.
    pub signed_back: Option<FactId>,
}

impl Custody {
    /// Whether it should be back at this time and is not.
    #[must_use]
    pub fn is_overdue(&self, now_ms: i64) -> bool {
        self.back.is_none() && self.planned_return_ms.is_some_and(|planned| planned < now_ms)
    }
}

/// A deduction from an account of the customer's, with its counter-entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deduction {
    /// What was deducted.
    pub made: Recorded<Deducted>,
    /// The counter-entry, the first by claimed time; while there is none, the deduction stands.
    pub reversed: Option<Recorded<DeductionReversed>>,
}

/// Something that was asked of leader or office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What, by whom.
    pub asked: Recorded<ApprovalAsked>,
    /// What was answered by somebody who knew of it; `None` while it is pending.
    pub answer: Option<bool>,
}

/// A legal hold (catalogue rule AMB-24).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Who holds the case, and why.
    pub held: Recorded<Held>,
    /// Who lifted it, and why; `None` while it stands.
    pub lifted: Option<Recorded<Held>>,
}

/// Why a value lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SupersededBy {
    /// The other value has the greater rank.
    Rank,
    /// The other author has the greater authority.
    Authority,
}

/// A value that lost against one made without knowing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    /// The question.
    pub aspect: Aspect,
    /// The value that lost.
    pub lost: Settled<AspectValue>,
    /// The fact that won.
    pub won: FactId,
    /// Why.
    pub by: SupersededBy,
}

/// Values that only a person can choose between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDecision {
    /// The question.
    pub aspect: Aspect,
    /// The candidates; the first is used meanwhile.
    pub candidates: Vec<Settled<AspectValue>>,
}

/// Something the office must look at, because two people did right and it does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exception {
    /// The job was cancelled while it was being done and signed for; the work counts.
    CancelledWhileDone {
        /// The completion.
        completed: FactId,
        /// The cancellation.
        cancelled: FactId,
    },
    /// A signature without the work report among its ancestors.
    ProvisionalSignature {
        /// The signature.
        signature: FactId,
    },
    /// A signature in a role of those who lead, given on the phone of somebody who does not. It is provisional
    /// until somebody who leads approves it by its id, or signs again.
    UnconfirmedSignature {
        /// The signature.
        signature: FactId,
    },
}

/// Something odd about a fact. It is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flag {
    /// It was not allowed in the state that its author saw; it has no effect.
    Illegal {
        /// The fact.
        fact: FactId,
        /// Why.
        reason: Illegal,
    },
    /// Two facts of one certificate do not know of each other: a copied phone, or a restored one.
    Fork {
        /// One.
        first: FactId,
        /// The other.
        second: FactId,
    },
    /// A ruling of the office takes its effect away.
    Ruled {
        /// The fact.
        fact: FactId,
        /// Why.
        reason: String,
    },
    /// The wall clock was moved between two facts of one device.
    ClockJumped {
        /// The later fact.
        fact: FactId,
        /// The start of the device during which it was moved.
        boot_id: u64,
        /// By how much, in milliseconds; negative: back.
        by_ms: i64,
    },
    /// Somebody recorded a colleague by a badge that belongs to nobody whom this case knows: neither to somebody who
    /// wrote in it nor to somebody who was given one of its visits. The record counts; whoever leads looks at it.
    UnknownWorker {
        /// The fact.
        fact: FactId,
        /// The id on the badge.
        user: String,
    },
    /// A kind that this version does not know.
    UnknownKind {
        /// The fact.
        fact: FactId,
    },
}

/// The state of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// How the case began.
    pub created: Option<Recorded<Created>>,
    /// What became of it.
    pub outcome: Option<Settled<Outcome>>,
    /// Whether it is checked and archived.
    pub archived: Option<Settled<bool>>,
    /// Every time that it was archived, by claimed time.
    pub archives: Vec<Recorded<Archived>>,
    /// Legal holds, by claimed time.
    pub holds: Vec<Hold>,
    /// Its visits.
    pub visits: BTreeMap<VisitId, VisitState>,
    /// Its quotes.
    pub quotes: BTreeMap<QuoteId, QuoteState>,
    /// Quotes to choose from, by claimed time.
    pub options: Vec<Recorded<OptionsOffered>>,
    /// Money taken and given back, by claimed time.
    pub payments: Vec<Recorded<Paid>>,
    /// What was deducted from accounts, by claimed time.
    pub deductions: Vec<Deduction>,
    /// What leader or office approved or refused.
    pub approvals: BTreeMap<String, Settled<bool>>,
    /// What was asked of them, by claimed time.
    pub asked: Vec<Asked>,
    /// What was taken along, by claimed time.
    pub custody: Vec<Custody>,
    /// Calls after which work is to be done again, as long as the customer has not accepted since.
    pub to_satisfy: Vec<FactId>,
    /// Cases that belong to it.
    pub links: Vec<Recorded<Linked>>,
    /// Every time that it had to wait for a part, by claimed time.
    pub part_waits: Vec<Recorded<WaitingForPart>>,
    /// Every time that the part was there, by claimed time.
    pub resumptions: Vec<Recorded<Resumed>>,
    /// Entries of a coordination order, by claimed time.
    pub entries: Vec<Recorded<EntryAdded>>,
    /// Copies that reached their audience.
    pub copies: Vec<Recorded<CopyDelivered>>,
    /// Facts whose notice somebody read.
    pub notices_seen: BTreeSet<FactId>,
    /// Values that lost.
    pub superseded: Vec<Superseded>,
    /// Values that a person must choose between.
    pub decisions: Vec<OpenDecision>,
    /// Things the office must look at.
    pub exceptions: Vec<Exception>,
    /// Oddities.
    pub flags: Vec<Flag>,
    /// Facts whose ancestors are missing, with those ancestors.
    pub waiting: BTreeMap<FactId, BTreeSet<FactId>>,
    /// The office wrote something that this version must not ignore: the case is read-only.
    pub update_required: bool,
}

impl State {
    /// The outcome in one word; `open` before anything is known.
    #[must_use]
    pub fn outcome_name(&self) -> &'static str {
        self.outcome.as_ref().map_or("open", |outcome| outcome.value.name())
    }

    /// Why a fact has no effect, if the table does not allow it.
    #[must_use]
    pub fn illegal(&self, id: &FactId) -> Option<Illegal> {
        self.flags.iter().find_map(|flag| match flag {
            Flag::Illegal { fact, reason } if fact == id => Some(*reason),
            _ => None,
        })
    }

    /// The time zone of the site; universal time if its card names none that is understood.
    #[must_use]
    pub fn zone(&self) -> Zone {
        let named = self.created.as_ref().and_then(|created| Zone::parse(&created.body.site.time_zone).ok());
        named.unwrap_or_else(Zone::utc)
    }

    /// Billable milliseconds over all visits and phones.
    #[must_use]
    pub fn worked_millis(&self) -> i64 {
        self.visits.values().map(VisitState::worked_millis).fold(0, i64::saturating_add)
    }

    /// The legal holds that stand.
    pub fn standing_holds(&self) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(|hold| hold.lifted.is_none())
    }

    /// Whether something asked for still waits for an answer.
    #[must_use]
    pub fn is_pending(&self, what: &str) -> bool {
        self.asked.iter().any(|asked| asked.asked.body.what == what && asked.answer.is_none())
    }

    /// Whether a signature does not count yet: the work report, or whoever leads, is missing.
    #[must_use]
    pub fn is_provisional(&self, signed: FactId) -> bool {
        self.exceptions.iter().any(|exception| {
            matches!(exception, Exception::ProvisionalSignature { signature }
                | Exception::UnconfirmedSignature { signature } if *signature == signed)
        })
    }

    /// The quotes that the customer agreed to, in the order of their ids, which is that of their making.
    pub fn accepted_quotes(&self) -> impl Iterator<Item = (QuoteId, &QuoteState)> {
        self.quotes.iter().filter(|(_, quote)| quote.is_accepted()).map(|(id, quote)| (*id, quote))
    }

    /// Whether two quotes were put before the customer to choose between.
    #[must_use]
    pub fn are_options(&self, one: QuoteId, other: QuoteId) -> bool {
        let has = |options: &[QuoteId]| options.contains(&one) && options.contains(&other);
        self.options.iter().any(|offered| has(&offered.body.options))
    }

    /// The visit with which the job began.
    #[must_use]
    pub fn first_visit(&self) -> Option<VisitId> {
        self.created.as_ref().map(|created| created.body.visit)
    }

    /// The visit that is under way, else the newest planned one, else the last one.
    #[must_use]
    pub fn current_visit(&self) -> Option<VisitId> {
        let phase = |visit: &VisitState| visit.phase.as_ref().map_or(Phase::Planned, |phase| phase.value.0);
        let open = |phase: Phase| phase != Phase::Ended;
        let newest = self.visits.iter().max_by_key(|(_, visit)| {
            let phase = phase(visit);
            (open(phase), open(phase) && phase != Phase::Planned, visit.number)
        });
        newest.map(|(id, _)| *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::CertificateId;

    fn visit(number: u32, phase: Phase) -> (VisitId, VisitState) {
        let who = Who {
            certificate: CertificateId([0; 32]),
            user: String::new(),
            name: String::new(),
            role: String::new(),
        };
        let at = TimeEvidence { wall_ms: 0, boot_ms: 0, boot_id: 0 };
        let phase = Some(Settled { value: (phase, None), fact: FactId([0; 32]), who, at });
        let id = VisitId([u8::try_from(number).unwrap_or(0); 8]);
        (id, VisitState { number, phase, ..VisitState::default() })
    }

    fn current(phases: &[Phase]) -> Option<VisitId> {
        let visits = (1..).zip(phases).map(|(number, phase)| visit(number, *phase)).collect();
        State { visits, ..State::default() }.current_visit()
    }

    #[test]
    fn claims_of_endless_work_do_not_wrap_around() {
        let (id, mut endless) = visit(1, Phase::Working);
        let settled = endless.phase.clone().unwrap();
        let session = Session {
            started: settled.fact,
            who: settled.who,
            start: settled.at,
            end: Some(settled.at),
            millis: i64::MAX,
            fetched_millis: 0,
            lines: Vec::new(),
        };
        endless.sessions = vec![session.clone(), session];
        let state = State { visits: [(id, endless)].into(), ..State::default() };
        assert_eq!(state.worked_millis(), i64::MAX);
    }

    #[test]
    fn a_visit_under_way_stays_current_while_the_next_one_is_planned() {
        assert_eq!(current(&[Phase::Arrived, Phase::Planned]), Some(VisitId([1; 8])));
        assert_eq!(current(&[Phase::Ended, Phase::Planned, Phase::Planned]), Some(VisitId([3; 8])));
        assert_eq!(current(&[Phase::Ended, Phase::Ended]), Some(VisitId([2; 8])));
        assert_eq!(current(&[]), None);
    }
}
