//! Jobs: the list, one job, making one, passing one on.

use std::path::Path;

use doorstep_core as core;
use doorstep_domain::case::Version;
use doorstep_domain::fact::Area;
use doorstep_domain::id::{CaseId, FactId, PackId, QuoteId, VisitId};

use super::AddedJob;
use crate::core::Handle;
use crate::error::DoorstepError;
use crate::record::{
    Checklist, Conflict, ConflictValue, Coverage, DueSummary, ErasedJob, Job, JobFilter, JobSummary,
    MissingThing, NotReady, Notice, PackSummary, Person, Quote, Template, Timers,
};

/// The jobs on this device.
#[derive(Debug, uniffi::Object)]
pub struct Jobs {
    pub(crate) handle: Handle,
}

/// What is known of a job that is made on the phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewWalkIn {
    /// The pack whose rules hold.
    pub pack: PackId,
    /// The service of that pack.
    pub service: String,
    /// What was reported.
    pub report: String,
    /// Home or public area.
    pub area: Area,
    /// Whether it is an emergency.
    #[uniffi(default = false)]
    pub is_emergency: bool,
    /// The customer's name.
    pub customer_name: String,
    /// The customer's telephone number.
    #[uniffi(default = None)]
    pub customer_phone: Option<String>,
    /// Where it is.
    pub address: String,
    /// POSIX TZ string of the place, e.g. `CST-8`.
    pub time_zone: String,
    /// Who reported it, if not the customer.
    #[uniffi(default = None)]
    pub reporter: Option<Person>,
}

impl From<NewWalkIn> for core::NewWalkIn {
    fn from(new: NewWalkIn) -> Self {
        let NewWalkIn {
            pack,
            service,
            report,
            area,
            is_emergency,
            customer_name,
            customer_phone,
            address,
            time_zone,
            reporter,
        } = new;
        Self {
            pack,
            service,
            report,
            area,
            is_emergency,
            customer_name,
            customer_phone,
            address,
            time_zone,
            reporter: reporter.map(Into::into),
        }
    }
}

#[uniffi::export]
impl Jobs {
    /// Gives one page of jobs in order of time.
    ///
    /// Blocking: one query, under 20 ms. Offline: yes. Errors: `InvalidInput`, `Closed`, `Storage`.
    pub fn list(&self, filter: JobFilter) -> Result<Vec<JobSummary>, DoorstepError> {
        let rows = self.handle.run(|core| core.jobs(&filter.into()))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Gives what is due in all jobs, the earliest first and late things among it, at most `limit` (0 = 50). Set
    /// the app's alarms by it, and ask again when a job changed and when an alarm went.
    ///
    /// Blocking: one query, under 20 ms; longer after a week or month ended or a pack came. Offline: yes.
    /// Errors: `NotEnrolled`, `Closed`, `Storage`.
    pub fn due(&self, limit: u32) -> Result<Vec<DueSummary>, DoorstepError> {
        let rows = self.handle.run(|core| core.due(limit))?;
        Ok(rows.into_iter().map(|row| DueSummary::of(row, &self.handle.language)).collect())
    }

    /// Gives the timers and duties of a job as they stand now: what must happen by when.
    ///
    /// Blocking: under 20 ms. Offline: yes. Errors: `NotFound` (job or pack), `NotEnrolled`, `Closed`, `Storage`.
    pub fn timers(&self, case: CaseId) -> Result<Timers, DoorstepError> {
        Ok(Timers::of(self.handle.run(|core| core.timers(case))?, &self.handle.language))
    }

    /// Gives one job as a whole.
    ///
    /// Blocking: under 50 ms for a job of ordinary size. Offline: yes.
    /// Errors: `NotFound`, `InvalidInput`, `NotEnrolled`, `Closed`, `Storage`.
    pub fn job(&self, case: CaseId) -> Result<Job, DoorstepError> {
        Job::of(self.handle.run(|core| core.job(case))?, &self.handle.language)
    }

    /// Gives the checklist of a visit towards one way of ending it: `done`, `absent`, `declined`, `unfinished`.
    ///
    /// Blocking: as `job`. Offline: yes.
    /// Errors: `NotFound` (job, visit or pack), `InvalidInput`, `Closed`, `Storage`.
    pub fn checklist(
        &self,
        case: CaseId,
        visit: VisitId,
        outcome: String,
    ) -> Result<Checklist, DoorstepError> {
        let view = self.handle.run(|core| core.checklist(case, visit, &outcome))?;
        Ok(Checklist::of(view, &self.handle.language))
    }

    /// Gives what the coverage of a job comes to, as a visit sees it: covered, paid or refused, by component, with
    /// the reason to show the customer. Nothing if the service has no coverage.
    ///
    /// Blocking: as `job`. Offline: yes. Errors: as `checklist`.
    pub fn coverage(&self, case: CaseId, visit: VisitId) -> Result<Option<Coverage>, DoorstepError> {
        let view = self.handle.run(|core| core.coverage(case, visit))?;
        Ok(view.map(|view| Coverage::of(view, &self.handle.language)))
    }

    /// Answers *why can't I complete?*: everything that stands against an outcome; empty if nothing does.
    ///
    /// Blocking: as `job`. Offline: yes. Errors: as `checklist`.
    pub fn why_not(
        &self,
        case: CaseId,
        visit: VisitId,
        outcome: String,
    ) -> Result<Vec<MissingThing>, DoorstepError> {
        let missing = self.handle.run(|core| core.why_not(case, visit, &outcome))?;
        Ok(MissingThing::all(&missing, &self.handle.language))
    }

    /// Gives what the pack of a job asks and offers: how each step is answered, the scales of ratings, the price
    /// list. It changes only with the pack, or when a visit moves to a newer checklist.
    ///
    /// Blocking: as `job`. Offline: yes. Errors: as `checklist`.
    pub fn template(&self, case: CaseId) -> Result<Template, DoorstepError> {
        self.handle.run(|core| Template::read(core, case, &self.handle.language))
    }

    /// Gives the prices of a quote: by recorded time, before there is some by `estimated_minutes`.
    ///
    /// Blocking: as `job`. Offline: yes. Errors: as `checklist`.
    pub fn quote(
        &self,
        case: CaseId,
        quote: QuoteId,
        estimated_minutes: u32,
    ) -> Result<Quote, DoorstepError> {
        let priced = self.handle.run(|core| core.quote(case, quote, estimated_minutes))?;
        Ok(Quote::priced(quote, &priced, &self.handle.language))
    }

    /// Gives what changed after it was shown and nobody read yet: of one job, or of all.
    ///
    /// Blocking: one query, under 20 ms. Offline: yes. Errors: `InvalidInput`, `Closed`, `Storage`.
    pub fn notices(&self, case: Option<CaseId>) -> Result<Vec<Notice>, DoorstepError> {
        let notices = self.handle.run(|core| core.notices(case))?;
        Ok(notices.into_iter().map(Into::into).collect())
    }

    /// Gives the packs on this device and wanted ones, the newest published first.
    ///
    /// Blocking: one query, under 20 ms. Offline: yes. Errors: `Closed`, `Storage`.
    pub fn packs(&self) -> Result<Vec<PackSummary>, DoorstepError> {
        let packs = self.handle.run(core::Core::packs)?;
        Ok(packs.into_iter().map(Into::into).collect())
    }

    /// Makes a job with the customer standing there. Its number is final.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes.
    /// Errors: `NotEnrolled`, `NotFound` (pack), `Rejected`, `InvalidInput`, `Closed`, `Storage`.
    pub fn create_walk_in(&self, new: NewWalkIn) -> Result<AddedJob, DoorstepError> {
        let (case, version) = self.handle.run(|core| core.create_walk_in(new.into()))?;
        Ok(AddedJob { case, version })
    }

    /// Chooses one of the values of an open conflict: it is written again, knowing the others.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes.
    /// Errors: `NotFound` if there is no such conflict any more, `StaleVersion`, `InvalidInput`, `Closed`,
    /// `Storage`.
    pub fn resolve_conflict(
        &self,
        case: CaseId,
        seen: Version,
        conflict: Conflict,
        chosen: ConflictValue,
    ) -> Result<Version, DoorstepError> {
        let field = conflict.field.into();
        self.handle.run(|core| core.resolve_conflict(case, &seen, &field, chosen.change))
    }

    /// Chooses the answer that counts from now on, by the fact that gave it.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes.
    /// Errors: `Rejected`, `NotFound`, `StaleVersion`, `InvalidInput`, `Closed`, `Storage`.
    pub fn decide(&self, case: CaseId, seen: Version, chosen: FactId) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.decide(case, &seen, chosen))
    }

    /// Says that somebody read a notice; it is gone on every device.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `decide`.
    pub fn acknowledge_notice(
        &self,
        case: CaseId,
        seen: Version,
        fact: FactId,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.acknowledge_notice(case, &seen, fact))
    }

    /// Lists what a job needs without a network and that is not on this phone; empty: go. What keeps the work from being
    /// done comes first. A synchronisation brings what can be brought, today's jobs first.
    ///
    /// Blocking: loads the job, under 50 ms. Offline: yes. Errors: as `job`.
    pub fn ready_offline(&self, case: CaseId) -> Result<Vec<NotReady>, DoorstepError> {
        let missing = self.handle.run(|core| core.ready_offline(case))?;
        Ok(missing.into_iter().map(Into::into).collect())
    }

    /// Gives what is left of jobs that the office erased, at most `limit` (0 = 50): first those with work that never
    /// reached it, then the last one first.
    ///
    /// Blocking: one query, under 20 ms. Offline: yes. Errors: `Closed`, `Storage`.
    pub fn erased_jobs(&self, limit: u32) -> Result<Vec<ErasedJob>, DoorstepError> {
        let erased = self.handle.run(|core| core.erased_jobs(limit))?;
        Ok(erased.into_iter().map(Into::into).collect())
    }

    /// Writes an erased job with work that never reached the office into a file.
    ///
    /// Blocking: until the file is written, under 200 ms without photos. Offline: yes.
    /// Errors: `NotFound` if there is no such rescued job, `InvalidInput` with field `path`, `Closed`, `Storage`.
    pub fn export_rescued(&self, case: CaseId, path: String) -> Result<(), DoorstepError> {
        self.handle.run(|core| core.export_rescued(case, Path::new(&path)))
    }

    /// Lets go of an erased job with work that never reached the office. This cannot be undone.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes.
    /// Errors: `NotFound` if there is no such rescued job, `Closed`, `Storage`.
    pub fn discard_rescued(&self, case: CaseId) -> Result<(), DoorstepError> {
        self.handle.run(|core| core.discard_rescued(case))
    }

    /// Places a legal hold: the job is not erased until it is lifted. Only somebody who leads can.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes, and once the office has erased the job it is too late.
    /// Errors: `InvalidInput` without a reason, `Rejected`, `NotFound`, `StaleVersion`, `Closed`, `Storage`.
    pub fn hold(&self, case: CaseId, seen: Version, reason: String) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.hold(case, &seen, reason))
    }

    /// Lifts a legal hold, by the fact that placed it; others stand.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `hold`.
    pub fn lift_hold(
        &self,
        case: CaseId,
        seen: Version,
        hold: FactId,
        reason: String,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.lift_hold(case, &seen, hold, reason))
    }
}
