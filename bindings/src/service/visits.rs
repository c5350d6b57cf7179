//! What happens in a visit: getting there, the door, the agreement, the work, and how it ends.

use doorstep_domain::case::{Handing, Onward, Version};
use doorstep_domain::fact::{
    Appointed, CallLogged, CallResult, Coordinated, DoorMethod, PartChoice, Phase, VisitEnded, VisitOutcome,
    WaitingForPart,
};
use doorstep_domain::id::{CaseId, FactId, LineId, QuoteId, VisitId};
use doorstep_domain::pack::Audience;

use super::{AddedOrder, AddedVisit};
use crate::core::Handle;
use crate::error::DoorstepError;
use crate::record::{Consent, EntryContent, Rating};
use crate::value::Timestamp;

/// What happens in visits. Every command is a signed fact: it cannot be changed, only followed by another.
#[derive(Debug, uniffi::Object)]
pub struct Visits {
    pub(crate) handle: Handle,
}

/// A telephone call to be recorded. The number itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewCall {
    /// What it was for, e.g. `confirm`, `late`.
    pub purpose: String,
    /// How it ended.
    pub result: CallResult,
    /// Time proposed for the visit.
    #[uniffi(default = None)]
    pub proposed: Option<Timestamp>,
    /// Whether the caller apologised.
    #[uniffi(default = false)]
    pub is_apologised: bool,
    /// What was said.
    #[uniffi(default = None)]
    pub note: Option<String>,
}

/// How a visit ends.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct EndOfVisit {
    /// How.
    pub outcome: VisitOutcome,
    /// Why, if not done.
    #[uniffi(default = None)]
    pub reason: Option<String>,
    /// Who takes care of what remains.
    #[uniffi(default = None)]
    pub person: Option<String>,
}

/// A part that is missing.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MissingPart {
    /// The model that is needed.
    pub model: String,
    /// Who buys it.
    pub choice: PartChoice,
    /// Why the brought one does not do.
    pub reason: String,
    /// Who takes care of it.
    pub person: String,
    /// When the next visit is meant to be.
    #[uniffi(default = None)]
    pub next: Option<Timestamp>,
}

#[uniffi::export]
impl Visits {
    /// Records a telephone call.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes.
    /// Errors: `Rejected`, `NotFound`, `StaleVersion`, `UpdateRequired`, `InvalidInput`, `NotEnrolled`, `Closed`,
    /// `Storage`.
    pub fn log_call(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        call: NewCall,
    ) -> Result<Version, DoorstepError> {
        let NewCall { purpose, result, proposed, is_apologised, note } = call;
        let proposed_ms = proposed.map(|at| at.0);
        let call = CallLogged { visit, purpose, result, proposed_ms, apologised: is_apologised, note };
        self.handle.run(|core| core.log_call(case, &seen, call))
    }

    /// Records an appointment that was agreed.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `log_call`.
    pub fn appoint(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        start: Timestamp,
        end: Option<Timestamp>,
        reason: Option<String>,
    ) -> Result<Version, DoorstepError> {
        let appointment = Appointed { visit, start_ms: start.0, end_ms: end.map(|end| end.0), reason };
        self.handle.run(|core| core.appoint(case, &seen, appointment))
    }

    /// Hands an appointment that the customer refuses to leader or call centre.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `log_call`.
    pub fn escalate(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        reason: String,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.escalate(case, &seen, visit, reason))
    }

    /// Plans a further visit.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `log_call`.
    pub fn plan_visit(
        &self,
        case: CaseId,
        seen: Version,
        reason: String,
        after: Option<VisitId>,
    ) -> Result<AddedVisit, DoorstepError> {
        let (visit, version) = self.handle.run(|core| core.plan_visit(case, &seen, reason, after))?;
        Ok(AddedVisit { visit, version })
    }

    /// Moves a visit on: on the way, at the door, at work. It ends with `end_visit`.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `log_call`.
    pub fn enter_phase(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        phase: Phase,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.enter_phase(case, &seen, visit, phase))
    }

    /// Records that somebody rang or knocked.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `log_call`.
    pub fn attempt_door(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        method: DoorMethod,
        is_answered: bool,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.attempt_door(case, &seen, visit, method, is_answered))
    }

    /// Declares a gating step done, with the answers that it relied on.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes. Errors: as `log_call`.
    pub fn finish_step(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        step: String,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.finish_step(case, &seen, visit, &step))
    }

    /// The same for a step that takes so many seconds at least, such as holding up a badge. Measure them by a
    /// clock that nobody can set.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes.
    /// Errors: as `finish_step`; `Rejected` with `Missing` if it was too short.
    pub fn finish_timed_step(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        step: String,
        lasted_ms: u32,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.finish_timed_step(case, &seen, visit, &step, lasted_ms))
    }

    /// Shows a quote to the customer: from now on its price book holds. A quote with a missing price cannot be
    /// shown.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes.
    /// Errors: `Rejected` with `NotConfigured` and what has no price; else as `log_call`.
    pub fn offer_quote(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        quote: QuoteId,
        estimated_minutes: u32,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.offer_quote(case, &seen, visit, quote, estimated_minutes))
    }

    /// Records that the customer agrees or refuses.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `log_call`.
    pub fn consent(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        consent: Consent,
    ) -> Result<Version, DoorstepError> {
        let consent = consent.in_visit(visit);
        self.handle.run(|core| core.consent(case, &seen, consent))
    }

    /// Starts work, on some lines of a quote or, with none named, on all. Time is taken from the clocks.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes.
    /// Errors: `Rejected` with `Missing` and what must come first; else as `log_call`.
    pub fn start_work(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        lines: Vec<LineId>,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.start_work(case, &seen, visit, lines))
    }

    /// Stops a stretch of work, named by the fact that started it.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `log_call`.
    pub fn stop_work(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        started: FactId,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.stop_work(case, &seen, visit, started))
    }

    /// Leaves the work to fetch something. The time until `fetch_back` is not billed (domain: S1 row 17).
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: `Rejected` if it is not said what; else as `log_call`.
    pub fn fetch_out(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        what: String,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.fetch_out(case, &seen, visit, what))
    }

    /// Comes back with it; `left` names the errand, see `Visit.errands`.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: `NotFound` if nobody left so; else as `log_call`.
    pub fn fetch_back(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        left: FactId,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.fetch_back(case, &seen, visit, left))
    }

    /// Records what the customer thinks of the work.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `log_call`.
    pub fn rate(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        rating: Rating,
    ) -> Result<Version, DoorstepError> {
        let rating = rating.in_visit(visit);
        self.handle.run(|core| core.rate(case, &seen, rating))
    }

    /// Completes the job.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes.
    /// Errors: `Rejected` with `Missing` and everything that is missing; else as `log_call`.
    pub fn complete(&self, case: CaseId, seen: Version, visit: VisitId) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.complete(case, &seen, visit))
    }

    /// Records that the customer declines the quote.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes. Errors: as `complete`.
    pub fn decline(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        quote: QuoteId,
        reason: String,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.decline(case, &seen, visit, quote, reason))
    }

    /// Records that the job waits for a part.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `log_call`.
    pub fn wait_for_part(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        part: MissingPart,
    ) -> Result<Version, DoorstepError> {
        let MissingPart { model, choice, reason, person, next } = part;
        let next_ms = next.map(|next| next.0);
        let part = WaitingForPart { visit, model, choice, reason, person, next_ms };
        self.handle.run(|core| core.wait_for_part(case, &seen, part))
    }

    /// Records that the part is there: the job no longer waits for it.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `log_call`.
    pub fn resume(&self, case: CaseId, seen: Version, reason: String) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.resume(case, &seen, reason))
    }

    /// Ends a visit, with its outcome.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes. Errors: as `complete`.
    pub fn end_visit(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        end: EndOfVisit,
    ) -> Result<Version, DoorstepError> {
        let EndOfVisit { outcome, reason, person } = end;
        let ended = VisitEnded { visit, outcome, reason, person };
        self.handle.run(|core| core.end_visit(case, &seen, ended))
    }

    /// Makes a coordination order of an unfinished job: a job of its own, linked with this one. Answers the order
    /// and the new version of this job.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes. Errors: as `log_call`; `Rejected` with `TooEarly` and
    /// the first possible day, or with `NotConfigured` if the company has no coordination orders; `InvalidInput`
    /// names `reason`, `person` or `plan` if it is empty.
    pub fn coordinate(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        reason: String,
        person: String,
        plan: String,
    ) -> Result<AddedOrder, DoorstepError> {
        let order = Coordinated { visit, reason, person, plan };
        let (order, version) = self.handle.run(|core| core.coordinate(case, &seen, order))?;
        Ok(AddedOrder { order, version })
    }

    /// Goes on in another job by a link of the rules, such as a repair that follows from a complaint: it gets a copy
    /// of customer and place, and of the answers that the link names. `users` get it beside the author. Answers the
    /// new job and the new version of this one.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes. Errors: as `log_call`; `Rejected` with `Role` and the
    /// roles that may follow it, or with `NotConfigured` if there is no such link; `InvalidInput` names `report` if it
    /// is empty.
    pub fn follow_on(
        &self,
        case: CaseId,
        seen: Version,
        rule: String,
        report: Option<String>,
        users: Vec<String>,
    ) -> Result<AddedOrder, DoorstepError> {
        let onward = Onward { rule, report, users };
        let (order, version) = self.handle.run(|core| core.follow_on(case, &seen, &onward))?;
        Ok(AddedOrder { order, version })
    }

    /// Adds an entry to a coordination order. In ink: nobody can change it, only add another.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `log_call`; `InvalidInput` if the entry
    /// says nothing.
    pub fn add_entry(
        &self,
        case: CaseId,
        seen: Version,
        entry: EntryContent,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.add_entry(case, &seen, entry.into()))
    }

    /// Records that a copy of the record reached somebody: the customer's on paper, the archive's at the desk. `copies`
    /// of the job lists them; one can be handed out again.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `log_call`.
    pub fn deliver_copy(
        &self,
        case: CaseId,
        seen: Version,
        audience: Audience,
        how: Handing,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.deliver_copy(case, &seen, audience, how))
    }
}
