//! What stands around the work, as the office sees it and acts on it: calls afterwards, approvals asked for,
//! things taken along.

use doorstep_domain::case::FollowUpTask;
use doorstep_domain::fact::{FollowUpChannel, FollowedUp, Satisfaction};
use doorstep_domain::id::{CaseId, FactId, VisitId};
use doorstep_domain::stock::VanStock;
use serde::{Deserialize, Serialize};

use super::act::Done;
use super::{Office, OfficeError};

/// What the customer said afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpResult {
    /// The completed visit.
    pub visit: VisitId,
    /// The follow-up of the service that asks for it.
    pub task: String,
    /// How.
    #[serde(default = "phone")]
    pub channel: FollowUpChannel,
    /// Whether somebody was reached.
    #[serde(default = "yes")]
    pub reached: bool,
    /// What the customer says.
    pub satisfied: Satisfaction,
    /// Name of the scale of the grade.
    #[serde(default)]
    pub scale: Option<String>,
    /// The grade.
    #[serde(default)]
    pub grade: Option<String>,
    /// Why, in the customer's words; needed from a dissatisfied one.
    #[serde(default)]
    pub reason: Option<String>,
}

fn phone() -> FollowUpChannel {
    FollowUpChannel::Phone
}

fn yes() -> bool {
    true
}

/// Something that was asked of leader or office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// What, an id of the pack.
    pub what: String,
    /// What people read for it.
    pub title: String,
    /// What exactly, and why.
    pub detail: String,
    /// An amount, in minor units.
    pub amount_minor: Option<i64>,
    /// Who asked.
    pub who: String,
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// The answer; `null` while it is pending.
    pub answer: Option<bool>,
}

/// Something of the customer's that was taken along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// The fact with which it was taken.
    pub out: FactId,
    /// What it is.
    pub what: String,
    /// What goes with it.
    pub accessories: Vec<String>,
    /// How it looked.
    pub condition: String,
    /// Who took it.
    pub who: String,
    /// When, milliseconds since 1970 UTC.
    pub taken_ms: i64,
    /// When it is meant to be back by what was agreed last.
    pub planned_return_ms: Option<i64>,
    /// When it came back.
    pub returned_ms: Option<i64>,
    /// Whether it should be back and is not.
    pub overdue: bool,
    /// Whether the customer signed for handing it over, and for having it back.
    pub signed: [bool; 2],
}

/// What stands around the work of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Around {
    /// Whom to ask afterwards, done or not.
    pub follow_ups: Vec<FollowUpTask>,
    /// What was asked of leader or office.
    pub requests: Vec<Request>,
    /// What was taken along.
    pub custody: Vec<Held>,
    /// What the movements of parts leave in vans.
    pub van_stock: Vec<VanStock>,
    /// Whether the customer was dissatisfied and has not accepted since: the job cannot be archived.
    pub to_satisfy: bool,
}

impl Office<'_> {
    /// Records what the customer says afterwards. A dissatisfied one starts what the service says: where that is
    /// a rework, its visit is planned in the same action.
    ///
    /// # Errors
    /// [`OfficeError`]; [`OfficeError::NotFound`] if the pack is not here.
    pub fn follow_up(&self, case: CaseId, result: &FollowUpResult) -> Result<(), OfficeError> {
        self.act(case, |hand| {
            let result = result.clone();
            let call = FollowedUp {
                visit: result.visit,
                task: result.task,
                channel: result.channel,
                reached: result.reached,
                satisfied: result.satisfied,
                scale: result.scale,
                grade: result.grade,
                reason: result.reason,
                rework: None,
            };
            let again = VisitId(hand.mint());
            let pack = hand.pack.clone().ok_or(OfficeError::NotFound("pack"))?;
            Ok(Done::new((), hand.case.follow_up(&hand.seen, call, again, &hand.writer, &pack)?))
        })
    }
}
