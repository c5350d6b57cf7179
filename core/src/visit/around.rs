//! Around the work: parts, things taken along, approvals, colleagues, and what customers say afterwards.

use doorstep_domain::Rejected;
use doorstep_domain::case::Version;
use doorstep_domain::decimal::Decimal;
use doorstep_domain::fact::{
    ApprovalAsked, Approved, Archived, CustodyMove, CustodyMoved, FollowedUp, PartMoved, WorkerHow,
    WorkerPresent,
};
use doorstep_domain::fold::State;
use doorstep_domain::id::{CaseId, FactId, VisitId};
use doorstep_domain::stock::VanStock;

use crate::core::Core;
use crate::error::Error;
use crate::store::around::{self, FollowUpSummary};

impl Core {
    /// Records that a part went from one place to another. What is in a van is the sum of all movements; it may
    /// fall below zero, which is shown and never refused.
    ///
    /// # Errors
    /// [`Error::Rejected`] if nothing is moved; [`Error::NotFound`], [`Error::Store`].
    pub fn move_part(&self, case: CaseId, seen: &Version, part: PartMoved) -> Result<Version, Error> {
        filled("name", &part.name)?;
        if part.quantity <= Decimal::ZERO {
            return Err(invalid("quantity", "must be above zero"));
        }
        self.record(case, seen, part)
    }

    /// What the jobs on this device leave in the van of its user, from the read model alone.
    ///
    /// # Errors
    /// [`Error::NotOpen`], [`Error::NotEnrolled`].
    pub fn van_stock(&self) -> Result<Vec<VanStock>, Error> {
        let identity = self.shared.identity()?;
        let user = identity.enrolment.certificate.body().user.clone();
        self.shared.open()?.read(|connection| Ok(around::van(connection, &user)?))
    }

    /// Records that something of the customer's is taken along. Let the customer sign afterwards, as
    /// `customer_custody_out`: the statement says what, with accessories and condition.
    ///
    /// # Errors
    /// [`Error::Rejected`] if what it is or its condition is not said; [`Error::NotFound`], [`Error::Store`].
    pub fn take_along(&self, case: CaseId, seen: &Version, taken: CustodyMoved) -> Result<Version, Error> {
        filled("what", &taken.what)?;
        filled("condition", &taken.condition)?;
        self.record(case, seen, CustodyMoved { moved: CustodyMove::Out, out_of: None, ..taken })
    }

    /// A later return is agreed, with its reason, e.g. `testing`.
    ///
    /// # Errors
    /// [`Error::Rejected`], [`Error::NotFound`] if it is not out, [`Error::Store`].
    pub fn extend_custody(
        &self,
        case: CaseId,
        seen: &Version,
        out: FactId,
        planned_return_ms: i64,
        reason: String,
    ) -> Result<Version, Error> {
        filled("reason", &reason)?;
        self.act(case, |case, action| {
            let state = case.state();
            let visit = state.current_visit().ok_or(Error::NotFound("visit"))?;
            let entry = CustodyMoved {
                visit,
                moved: CustodyMove::Extended,
                planned_return_ms: Some(planned_return_ms),
                reason: Some(reason),
                ..about(state, out)?
            };
            Ok(case.record(seen, entry, action.writer, action.pack)?)
        })
    }

    /// It is brought back, in this condition. Let the customer sign once more, as `customer_custody_back`.
    ///
    /// # Errors
    /// As [`Core::extend_custody`].
    pub fn give_back(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        out: FactId,
        condition: String,
    ) -> Result<Version, Error> {
        filled("condition", &condition)?;
        self.act(case, |case, action| {
            let entry =
                CustodyMoved { visit, moved: CustodyMove::Back, condition, ..about(case.state(), out)? };
            Ok(case.record(seen, entry, action.writer, action.pack)?)
        })
    }

    /// Asks leader or office to approve something. It is pending until they answer.
    ///
    /// # Errors
    /// [`Error::Rejected`], [`Error::NotFound`], [`Error::Store`].
    pub fn ask_approval(&self, case: CaseId, seen: &Version, asked: ApprovalAsked) -> Result<Version, Error> {
        filled("what", &asked.what)?;
        self.record(case, seen, asked)
    }

    /// Answers what was asked, or confirms a signature by the text of its fact. Only somebody who leads can.
    ///
    /// # Errors
    /// [`Error::Rejected`], [`Error::NotFound`], [`Error::Store`].
    pub fn approve(&self, case: CaseId, seen: &Version, answer: Approved) -> Result<Version, Error> {
        filled("what", &answer.what)?;
        self.record(case, seen, answer)
    }

    /// Records a colleague who is there without using a phone. The user of this phone is there by working with
    /// it, and the customer never counts (catalogue rule AMB-34).
    ///
    /// # Errors
    /// [`Error::Rejected`] if it is this phone's user or nobody's badge, or says that a PIN was checked, which
    /// this device cannot; [`Error::NotFound`], [`Error::Store`].
    pub fn record_worker(
        &self,
        case: CaseId,
        seen: &Version,
        worker: WorkerPresent,
    ) -> Result<Version, Error> {
        filled("user", &worker.user)?;
        let identity = self.shared.identity()?;
        let is_own = worker.user == identity.enrolment.certificate.body().user;
        match (worker.how, is_own) {
            (WorkerHow::Badge, false) | (WorkerHow::OwnPhone, true) => {}
            (WorkerHow::Pin, _) => return Err(invalid("how", "a PIN cannot be checked on this device")),
            (WorkerHow::Badge, true) => return Err(invalid("user", "is the user of this phone")),
            (WorkerHow::OwnPhone, false) => return Err(invalid("user", "is not the user of this phone")),
        }
        self.record(case, seen, worker)
    }

    /// Records what the customer says afterwards. A dissatisfied one starts what the service says: where that is
    /// a rework, its visit is planned in the same action, and the job closes only under a new signature.
    ///
    /// # Errors
    /// [`Error::Rejected`], [`Error::PackMissing`], [`Error::NotFound`], [`Error::Store`].
    pub fn follow_up(&self, case: CaseId, seen: &Version, call: FollowedUp) -> Result<Version, Error> {
        let again = VisitId(self.shared.host.mint()?);
        self.act(case, |case, action| {
            let pack = action.needs_pack(case)?;
            Ok(case.follow_up(seen, call, again, action.writer, pack)?)
        })
    }

    /// Whom the user of this device is to ask, by the roles of the certificate: from the read model alone, at
    /// most `limit` (0 = 50), the earliest due first.
    ///
    /// # Errors
    /// [`Error::NotOpen`], [`Error::NotEnrolled`].
    pub fn follow_ups(&self, limit: u32) -> Result<Vec<FollowUpSummary>, Error> {
        let identity = self.shared.identity()?;
        let store = self.shared.open()?;
        self.shared.refresh_alarms(&store, &identity)?;
        let roles = &identity.enrolment.certificate.body().roles;
        store.read(|connection| {
            let true_ms = self.shared.true_time(connection)?.at_ms;
            Ok(around::follow_ups(connection, roles, limit, true_ms)?)
        })
    }

    /// Checks a closed job off. Only somebody who leads can, and not while a dissatisfied customer has not
    /// signed again.
    ///
    /// # Errors
    /// [`Error::Rejected`], [`Error::PackMissing`], [`Error::NotFound`], [`Error::Store`].
    pub fn archive(&self, case: CaseId, seen: &Version) -> Result<Version, Error> {
        self.act(case, |case, action| {
            let paid = case.charges_anything(action.needs_pack(case)?);
            Ok(case.record(seen, Archived { paid }, action.writer, action.pack)?)
        })
    }
}

/// What was taken along, as the next entry about it repeats it.
fn about(state: &State, out: FactId) -> Result<CustodyMoved, Error> {
    let custody = state.custody.iter().find(|custody| custody.out.fact == out && custody.back.is_none());
    let body = custody.map(|custody| custody.out.body.clone()).ok_or(Error::NotFound("custody"))?;
    let (planned_return_ms, reason, signature, step) = (None, None, None, None);
    Ok(CustodyMoved { out_of: Some(out), planned_return_ms, reason, signature, step, ..body })
}

pub(super) fn filled(field: &'static str, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() { Err(invalid(field, "must not be empty")) } else { Ok(()) }
}

fn invalid(field: &'static str, reason: &str) -> Error {
    Rejected::Invalid { field, reason: reason.to_owned() }.into()
}
