//! At work: time, tools, steps.

use doorstep_domain::case::Version;
use doorstep_domain::fact::{Fetched, WorkStarted, WorkStopped};
use doorstep_domain::id::{CaseId, FactId, LineId, VisitId};

use super::around::filled;
use crate::core::Core;
use crate::error::Error;

impl Core {
    /// Work begins, on some lines of a quote or on all. Time is taken from the clocks; nobody types it.
    ///
    /// # Errors
    /// [`Error::Rejected`] with what is missing before it, [`Error::PackMissing`], [`Error::NotFound`],
    /// [`Error::Store`].
    pub fn start_work(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        lines: Vec<LineId>,
    ) -> Result<Version, Error> {
        self.record(case, seen, WorkStarted { visit, lines })
    }

    /// Work pauses or ends: the stretch that `started` began.
    ///
    /// # Errors
    /// As [`Core::start_work`].
    pub fn stop_work(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        started: FactId,
    ) -> Result<Version, Error> {
        self.record(case, seen, WorkStopped { visit, started })
    }

    /// Leaves to fetch something; the time until [`Core::fetch_back`] is not billed.
    ///
    /// # Errors
    /// As [`Core::start_work`]; [`Error::Rejected`] if it is not said what.
    pub fn fetch_out(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        what: String,
    ) -> Result<Version, Error> {
        filled("what", &what)?;
        self.record(case, seen, Fetched { visit, what, left: None })
    }

    /// Comes back with it; `left` is the fact of leaving.
    ///
    /// # Errors
    /// As [`Core::start_work`]; [`Error::NotFound`] if nobody left so.
    pub fn fetch_back(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        left: FactId,
    ) -> Result<Version, Error> {
        self.act(case, |case, action| {
            let errands = case.state().visits.get(&visit).map(|visit| visit.errands.as_slice());
            let errand = errands.into_iter().flatten().find(|errand| errand.left == left);
            let what = errand.ok_or(Error::NotFound("errand"))?.what.clone();
            let back = Fetched { visit, what, left: Some(left) };
            Ok(case.record(seen, back, action.writer, action.pack)?)
        })
    }

    /// Declares a gating step done, with the answers that it relied on.
    ///
    /// # Errors
    /// As [`Core::start_work`].
    pub fn finish_step(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        step: &str,
    ) -> Result<Version, Error> {
        self.finish_measured(case, seen, visit, step, None)
    }

    /// The same for a step that takes so many seconds at least, such as holding up a badge (T-39). The app
    /// measures them by a clock that nobody can set.
    ///
    /// # Errors
    /// As [`Core::finish_step`]; [`Error::Rejected`] if it was too short.
    pub fn finish_timed_step(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        step: &str,
        lasted_ms: u32,
    ) -> Result<Version, Error> {
        self.finish_measured(case, seen, visit, step, Some(lasted_ms))
    }

    fn finish_measured(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        step: &str,
        lasted_ms: Option<u32>,
    ) -> Result<Version, Error> {
        self.act(case, |case, action| {
            let pack = action.needs_pack(case)?;
            Ok(case.finish_step(seen, visit, step, lasted_ms, action.writer, pack)?)
        })
    }
}
