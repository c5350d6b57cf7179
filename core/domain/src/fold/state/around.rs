//! What stands around the work: things taken along, deductions, what was asked for, holds.

use super::Recorded;
use crate::fact::{ApprovalAsked, CustodyMoved, Deducted, DeductionReversed, Held};
use crate::id::FactId;

/// Something of the customer's that was taken along (scenario 14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// How it was taken along.
    pub out: Recorded<CustodyMoved>,
    /// The customer's signature under that.
    pub signed_out: Option<FactId>,
    /// Later returns that were agreed, by claimed time.
    pub extended: Vec<Recorded<CustodyMoved>>,
    /// When it is meant to be back by what was agreed last, milliseconds since 1970 UTC.
    pub planned_return_ms: Option<i64>,
    /// How it came back.
    pub back: Option<Recorded<CustodyMoved>>,
    /// The customer's second signature, under the return.
    pub signed_back: Option<FactId>,
}

impl Custody {
    /// Whether it should be back at this time and is not.
    #[must_use]
    pub fn is_overdue(&self, now_ms: i64) -> bool {
        self.back.is_none() && self.planned_return_ms.is_some_and(|planned| planned < now_ms)
    }
}

/// A deduction from an account of the customer's, with its counter-entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deduction {
    /// What was deducted.
    pub made: Recorded<Deducted>,
    /// The counter-entry, the first by claimed time; while there is none, the deduction stands.
    pub reversed: Option<Recorded<DeductionReversed>>,
}

/// Something that was asked of leader or office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What, by whom.
    pub asked: Recorded<ApprovalAsked>,
    /// What was answered by somebody who knew of it; `None` while it is pending.
    pub answer: Option<bool>,
}

/// A legal hold (catalogue rule AMB-24).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Who holds the case, and why.
    pub held: Recorded<Held>,
    /// Who lifted it, and why; `None` while it stands.
    pub lifted: Option<Recorded<Held>>,
}
