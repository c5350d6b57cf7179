//! Before the work: calls, appointments, the way, the door.

use doorstep_domain::case::Version;
use doorstep_domain::fact::{
    Appointed, CallLogged, DoorAttempted, DoorMethod, Escalated, Phase, PhaseEntered, VisitPlanned,
};
use doorstep_domain::id::{CaseId, VisitId};

use crate::core::Core;
use crate::error::Error;

impl Core {
    /// Records a telephone call.
    ///
    /// # Errors
    /// [`Error::Rejected`], [`Error::NotFound`], [`Error::Store`].
    pub fn log_call(&self, case: CaseId, seen: &Version, call: CallLogged) -> Result<Version, Error> {
        self.record(case, seen, call)
    }

    /// Records an appointment that was agreed.
    ///
    /// # Errors
    /// As [`Core::log_call`].
    pub fn appoint(&self, case: CaseId, seen: &Version, appointment: Appointed) -> Result<Version, Error> {
        self.record(case, seen, appointment)
    }

    /// Hands an appointment that the customer refuses to leader or call centre.
    ///
    /// # Errors
    /// As [`Core::log_call`].
    pub fn escalate(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        reason: String,
    ) -> Result<Version, Error> {
        self.record(case, seen, Escalated { visit, reason })
    }

    /// Plans a further visit and returns its id.
    ///
    /// # Errors
    /// As [`Core::log_call`].
    pub fn plan_visit(
        &self,
        case: CaseId,
        seen: &Version,
        reason: String,
        after_visit: Option<VisitId>,
    ) -> Result<(VisitId, Version), Error> {
        let visit = VisitId(self.shared.host.mint()?);
        let version = self.record(case, seen, VisitPlanned { visit, reason, after_visit })?;
        Ok((visit, version))
    }

    /// A visit moves on: on the way, at the door, at work.
    ///
    /// # Errors
    /// As [`Core::log_call`].
    pub fn enter_phase(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        phase: Phase,
    ) -> Result<Version, Error> {
        if phase == Phase::Ended {
            let reason = "a visit ends with an outcome".to_owned();
            return Err(doorstep_domain::Rejected::Invalid { field: "phase", reason }.into());
        }
        self.record(case, seen, PhaseEntered { visit, phase })
    }

    /// Records that somebody rang or knocked.
    ///
    /// # Errors
    /// As [`Core::log_call`].
    pub fn attempt_door(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        method: DoorMethod,
        is_answered: bool,
    ) -> Result<Version, Error> {
        self.record(case, seen, DoorAttempted { visit, method, answered: is_answered })
    }
}
