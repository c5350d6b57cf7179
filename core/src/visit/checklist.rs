//! A newer checklist for a visit under way.

use doorstep_domain::case::{ChecklistMove, Version};
use doorstep_domain::checklist::Checklist;
use doorstep_domain::expr::Expr;
use doorstep_domain::id::{CaseId, PackId, VisitId};

use crate::core::Core;
use crate::error::Error;
use crate::newer::Newer;

/// A newer checklist that is on this device, and what it would ask otherwise. Its pack is named to
/// [`Core::move_checklist`].
pub type NewerChecklist = Newer<ChecklistMove>;

impl Core {
    /// The checklist of the newest version of the job's pack on this device, if it is not the one that the visit
    /// follows. A visit keeps its checklist until somebody moves it.
    ///
    /// # Errors
    /// As [`Core::checklist`].
    pub fn newer_checklist(&self, id: CaseId, visit: VisitId) -> Result<Option<NewerChecklist>, Error> {
        self.newer(id, |case, pack, newer| case.checklist_move(visit, pack, newer))
    }

    /// Moves a visit to the checklist of another version of the pack. Answers stay where they are; what was signed
    /// names the pack by which it was.
    ///
    /// # Errors
    /// [`Error::Rejected`] if the visit has ended, or the checklist is the same; [`Error::PackMissing`],
    /// [`Error::NotFound`], [`Error::Store`].
    pub fn move_checklist(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        to: PackId,
    ) -> Result<Version, Error> {
        self.move_to(case, seen, to, |case, pack, newer| case.moved_checklist(visit, pack, newer))
    }

    /// The checklists that the visits of a job follow, that of its service first.
    ///
    /// # Errors
    /// As [`Core::checklist`].
    pub fn checklists(&self, id: CaseId) -> Result<Vec<Checklist<Expr>>, Error> {
        self.view(id, |_, _, case, pack| {
            let pack = crate::jobs::needed(case, pack)?;
            Ok(case.checklists(&pack).into_iter().cloned().collect())
        })
    }
}
