//! One job as it was, and who did what in it.

use doorstep_domain::case::Moment;
use doorstep_domain::id::{CaseId, FactId};

use super::Jobs;
use crate::error::DoorstepError;
use crate::record::{HistoryEntry, Job};
use crate::value::Timestamp;

#[uniffi::export]
impl Jobs {
    /// Gives everything that anybody did in a job, the first thing first.
    ///
    /// Blocking: under 100 ms for a job of ordinary size. Offline: yes.
    /// Errors: `NotFound` (job or pack), `NotEnrolled`, `Closed`, `Storage`, `Internal`.
    pub fn history(&self, case: CaseId) -> Result<Vec<HistoryEntry>, DoorstepError> {
        let language = self.handle.language.clone();
        let entries = self.handle.run(|core| core.history(case, &language))?;
        Ok(entries.into_iter().map(Into::into).collect())
    }

    /// Gives one job as it was at a time: everything that was made by then. It is for reading.
    ///
    /// Blocking: under 200 ms for a job of ordinary size. Offline: yes.
    /// Errors: `NotFound` (job, or it was not begun then), `NotEnrolled`, `Closed`, `Storage`, `Internal`.
    pub fn job_at(&self, case: CaseId, at: Timestamp) -> Result<Job, DoorstepError> {
        self.job_at_moment(case, &Moment::Time(at.0))
    }

    /// Gives one job as whoever wrote a fact knew it, such as a signature.
    ///
    /// Blocking: under 200 ms for a job of ordinary size. Offline: yes.
    /// Errors: `NotFound` (job or fact), `NotEnrolled`, `Closed`, `Storage`, `Internal`.
    pub fn job_as_known(&self, case: CaseId, fact: FactId) -> Result<Job, DoorstepError> {
        self.job_at_moment(case, &Moment::Fact(fact))
    }
}

impl Jobs {
    fn job_at_moment(&self, case: CaseId, moment: &Moment) -> Result<Job, DoorstepError> {
        Job::of(self.handle.run(|core| core.job_at(case, moment))?, &self.handle.language)
    }
}
