//! Around the work: parts, things taken along, approvals, colleagues, and what customers say afterwards.

use std::sync::Arc;

use doorstep_domain::Rejected;
use doorstep_domain::case::Version;
use doorstep_domain::fact::{
    ApprovalAsked, Approved, CustodyMove, CustodyMoved, FollowUpChannel, FollowedUp, PartMoved, Satisfaction,
    StockPlace, WorkerHow, WorkerPresent,
};
use doorstep_domain::id::{CaseId, FactId, VisitId};

use crate::core::Handle;
use crate::error::DoorstepError;
use crate::record::{FollowUpTask, VanStock};
use crate::value::Timestamp;

/// What stands around the work of a visit.
#[derive(uniffi::Object)]
pub struct Around {
    pub(crate) handle: Handle,
}

/// A part that goes from one place to another.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewPartMove {
    /// The company's code, if it has one.
    #[uniffi(default = None)]
    pub code: Option<String>,
    /// What people call it.
    pub name: String,
    /// How much of it, a decimal above zero such as `1.5`.
    pub quantity: String,
    /// Where it was.
    pub from: StockPlace,
    /// Where it is now.
    pub to: StockPlace,
    /// The number on it.
    #[uniffi(default = None)]
    pub serial: Option<String>,
    /// Whether it was taken out of the customer's device, tagged for its return.
    #[uniffi(default = false)]
    pub is_old: bool,
    /// What else there is to say.
    #[uniffi(default = None)]
    pub note: Option<String>,
    /// The user whose van it came from; absent: the own one.
    #[uniffi(default = None)]
    pub from_van: Option<String>,
    /// The user whose van it goes to; absent: the own one.
    #[uniffi(default = None)]
    pub to_van: Option<String>,
    /// The step of the checklist that asks for it.
    #[uniffi(default = None)]
    pub step: Option<String>,
}

/// Something of the customer's that is taken along.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewCustody {
    /// What it is.
    pub what: String,
    /// What goes with it.
    pub accessories: Vec<String>,
    /// How it looks.
    pub condition: String,
    /// When it is meant to be back.
    #[uniffi(default = None)]
    pub planned_return: Option<Timestamp>,
    /// Why it is taken along.
    #[uniffi(default = None)]
    pub reason: Option<String>,
    /// The step of the checklist that asks for it.
    #[uniffi(default = None)]
    pub step: Option<String>,
}

/// What a customer says afterwards.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FollowUpResult {
    /// The follow-up of the service that asks for it.
    pub task: String,
    /// How.
    pub channel: FollowUpChannel,
    /// Whether somebody was reached.
    pub is_reached: bool,
    /// What the customer says.
    pub satisfied: Satisfaction,
    /// Name of the scale of the grade.
    #[uniffi(default = None)]
    pub scale: Option<String>,
    /// The grade.
    #[uniffi(default = None)]
    pub grade: Option<String>,
    /// Why, in the customer's words; needed from a dissatisfied one.
    #[uniffi(default = None)]
    pub reason: Option<String>,
}

#[uniffi::export]
impl Around {
    /// Records that a part went from one place to another. A van may fall below zero: show it.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes.
    /// Errors: `Rejected`, `NotFound`, `NotEnrolled`, `Closed`, `Storage`.
    pub fn move_part(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        part: NewPartMove,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| {
            let NewPartMove { code, name, quantity, from, to, serial, is_old, note, from_van, to_van, step } =
                part;
            let not_a_number = |error: doorstep_domain::decimal::DecimalError| Rejected::Invalid {
                field: "quantity",
                reason: error.to_string(),
            };
            let quantity = quantity.parse().map_err(not_a_number)?;
            let old = is_old;
            let moved = PartMoved {
                visit,
                code,
                name,
                quantity,
                from,
                to,
                serial,
                old,
                note,
                from_van,
                to_van,
                step,
            };
            core.move_part(case, &seen, moved)
        })
    }

    /// Tells what the jobs on this device leave in the van of its user.
    ///
    /// Blocking: one read, under 20 ms. Offline: yes. Errors: `NotEnrolled`, `Closed`, `Storage`.
    pub fn van_stock(&self) -> Result<Vec<VanStock>, DoorstepError> {
        Ok(self.handle.run(doorstep_core::Core::van_stock)?.into_iter().map(Into::into).collect())
    }

    /// Records that something of the customer's is taken along. Then let the customer sign, as
    /// `CustomerCustodyOut`.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `move_part`.
    pub fn take_along(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        taken: NewCustody,
    ) -> Result<Version, DoorstepError> {
        let NewCustody { what, accessories, condition, planned_return, reason, step } = taken;
        let taken = CustodyMoved {
            visit,
            moved: CustodyMove::Out,
            what,
            accessories,
            condition,
            out_of: None,
            planned_return_ms: planned_return.map(|planned| planned.0),
            reason,
            signature: None,
            step,
        };
        self.handle.run(|core| core.take_along(case, &seen, taken))
    }

    /// Records that a later return is agreed, with its reason.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `move_part`.
    pub fn extend_custody(
        &self,
        case: CaseId,
        seen: Version,
        out: FactId,
        planned_return: Timestamp,
        reason: String,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.extend_custody(case, &seen, out, planned_return.0, reason))
    }

    /// Records that it is brought back, in this condition. Then let the customer sign once more, as
    /// `CustomerCustodyBack`.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `move_part`.
    pub fn give_back(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        out: FactId,
        condition: String,
    ) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.give_back(case, &seen, visit, out, condition))
    }

    /// Asks leader or office to approve something. It is pending until they answer.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `move_part`.
    pub fn ask_approval(
        &self,
        case: CaseId,
        seen: Version,
        visit: Option<VisitId>,
        what: String,
        detail: String,
        amount_minor: Option<i64>,
    ) -> Result<Version, DoorstepError> {
        let asked = ApprovalAsked { visit, what, detail, amount_minor };
        self.handle.run(|core| core.ask_approval(case, &seen, asked))
    }

    /// Answers what was asked, or confirms a signature named by its fact. Only somebody who leads can.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `move_part`.
    pub fn approve(
        &self,
        case: CaseId,
        seen: Version,
        what: String,
        is_accepted: bool,
        reason: Option<String>,
    ) -> Result<Version, DoorstepError> {
        let answer = Approved { what, accepted: is_accepted, reason };
        self.handle.run(|core| core.approve(case, &seen, answer))
    }

    /// Records a colleague who is there without using a phone, by the badge.
    ///
    /// Blocking: one transaction, under 20 ms. Offline: yes. Errors: as `move_part`.
    pub fn record_worker(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        user: String,
        name: String,
        how: WorkerHow,
    ) -> Result<Version, DoorstepError> {
        let worker = WorkerPresent { visit, user, name, how };
        self.handle.run(|core| core.record_worker(case, &seen, worker))
    }

    /// Records what the customer says afterwards. Where the service asks for it, a dissatisfied customer's
    /// rework is planned in the same action.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes. Errors: as `move_part`; `NotReady` without the pack.
    pub fn follow_up(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        result: FollowUpResult,
    ) -> Result<Version, DoorstepError> {
        let FollowUpResult { task, channel, is_reached: reached, satisfied, scale, grade, reason } = result;
        let call =
            FollowedUp { visit, task, channel, reached, satisfied, scale, grade, reason, rework: None };
        self.handle.run(|core| core.follow_up(case, &seen, call))
    }

    /// Lists whom the user of this device is to ask, at most `limit` (0 = 50), the earliest due first.
    ///
    /// Blocking: one read, under 50 ms. Offline: yes. Errors: `NotEnrolled`, `Closed`, `Storage`.
    pub fn follow_ups(&self, limit: u32) -> Result<Vec<FollowUpTask>, DoorstepError> {
        let language = self.handle.language.clone();
        let tasks = self.handle.run(|core| core.follow_ups(limit))?;
        Ok(tasks.into_iter().map(|task| FollowUpTask::of(task, &language)).collect())
    }

    /// Checks a closed job off. Only somebody who leads can, and not while a dissatisfied customer has not signed
    /// again.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes. Errors: as `follow_up`.
    pub fn archive(&self, case: CaseId, seen: Version) -> Result<Version, DoorstepError> {
        self.handle.run(|core| core.archive(case, &seen))
    }
}

impl Around {
    pub(crate) fn new(handle: Handle) -> Arc<Self> {
        Arc::new(Self { handle })
    }
}
