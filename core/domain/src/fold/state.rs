//! The state of a case, as views and rules read it.

mod around;
mod oddity;
mod quote;
mod record;
mod visit;

use std::collections::{BTreeMap, BTreeSet};

use super::{Illegal, Outcome};
use crate::fact::{
    Archived, CopyDelivered, Created, EntryAdded, Linked, OptionsOffered, Paid, Phase, PhotoMarked, Resumed,
    WaitingForPart,
};
use crate::id::{BlobId, FactId, QuoteId, VisitId};
use crate::zone::Zone;

pub use around::{Asked, Custody, Deduction, Hold};
pub use oddity::{Exception, Flag, OpenDecision, Superseded, SupersededBy};
pub use quote::QuoteState;
pub use record::{Recorded, Settled, Who};
pub use visit::{Errand, Session, VisitState};

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
    /// What people drew over photos and nobody took back, by claimed time.
    pub marks: Vec<Recorded<PhotoMarked>>,
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

    /// What is drawn over a photo, by claimed time.
    pub fn marks_on(&self, photo: BlobId) -> impl Iterator<Item = &Recorded<PhotoMarked>> {
        self.marks.iter().filter(move |marked| marked.body.photo == photo)
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
    use crate::time::TimeEvidence;

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
