//! Newer checklists for visits under way.

use doorstep_domain::case::Version;
use doorstep_domain::id::{CaseId, PackId, VisitId};

use super::{Jobs, Visits};
use crate::error::DoorstepError;
use crate::record::NewerChecklist;

#[uniffi::export]
impl Visits {
    /// Moves a visit to a newer checklist. Answers stay where they are; what was signed names the pack by which it was.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes.
    /// Errors: `Rejected` if the visit has ended, or the checklist is the same; `NotFound` (pack); else as `log_call`.
    pub fn move_checklist(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        to: PackId,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.move_checklist(case, &seen, visit, to))
    }
}

#[uniffi::export]
impl Jobs {
    /// Gives the checklist of the newest version of the job's pack on this device, if it is not the one that the visit
    /// follows, with what it would ask otherwise. A visit keeps its checklist until somebody moves it.
    ///
    /// Blocking: as `job`. Offline: yes. Errors: as `checklist`.
    pub fn newer_checklist(
        &self,
        case: CaseId,
        visit: VisitId,
    ) -> Result<Option<NewerChecklist>, DoorstepError> {
        let newer = self.handle.run(|core| core.newer_checklist(case, visit))?;
        Ok(newer.map(|newer| NewerChecklist::of(newer, &self.handle.language)))
    }
}
