//! What happens around the work itself: parts, things taken along, calls afterwards, approvals, who is there.

use minicbor::{Decode, Encode};

use super::code::{CustodyMove, FollowUpChannel, Satisfaction, StockPlace, WorkerHow};
use crate::decimal::Decimal;
use crate::id::{FactId, VisitId};

/// [`crate::fact::Kind::PartMoved`]: so much of a part went from one place to another. Movements commute: what
/// is in a place is their sum, in whatever order they came.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PartMoved {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// The company's code of the part; absent for one that has none.
    #[n(1)]
    pub code: Option<String>,
    /// What people call it.
    #[n(2)]
    pub name: String,
    /// How much of it, above zero.
    #[n(3)]
    pub quantity: Decimal,
    /// Where it was.
    #[n(4)]
    pub from: StockPlace,
    /// Where it is now.
    #[n(5)]
    pub to: StockPlace,
    /// The number on it.
    #[n(6)]
    pub serial: Option<String>,
    /// Whether it was taken out of the customer's device, tagged for its return (catalogue table 2.10 row 7).
    #[n(7)]
    pub old: bool,
    /// What else there is to say.
    #[n(8)]
    pub note: Option<String>,
    /// The user whose van it came from; absent: the author's.
    #[n(9)]
    pub from_van: Option<String>,
    /// The user whose van it went to; absent: the author's.
    #[n(10)]
    pub to_van: Option<String>,
    /// The step of the checklist that asked for it.
    #[n(11)]
    pub step: Option<String>,
}

impl PartMoved {
    /// What stock is counted by: the code, or the name of a part that has none.
    #[must_use]
    pub fn part(&self) -> &str {
        self.code.as_deref().unwrap_or(&self.name)
    }
}

/// [`crate::fact::Kind::CustodyMoved`]: something of the customer's was taken along, stays longer, or came back
/// (catalogue table 2.8 row 8, scenario 14).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CustodyMoved {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// Taken along, kept longer, or brought back.
    #[n(1)]
    pub moved: CustodyMove,
    /// What it is.
    #[n(2)]
    pub what: String,
    /// What goes with it: cables, keys, discs.
    #[n(3)]
    pub accessories: Vec<String>,
    /// How it looks: scratches, dents, missing screws.
    #[n(4)]
    pub condition: String,
    /// The fact with which it was taken along; absent only there.
    #[n(5)]
    pub out_of: Option<FactId>,
    /// When it is meant to be back, milliseconds since 1970 UTC.
    #[n(6)]
    pub planned_return_ms: Option<i64>,
    /// Why it is taken along, or why it stays longer, e.g. `testing`.
    #[n(7)]
    pub reason: Option<String>,
    /// The signature under it, if it was drawn before; else one that follows in the same visit counts.
    #[n(8)]
    pub signature: Option<FactId>,
    /// The step of the checklist that asked for it.
    #[n(9)]
    pub step: Option<String>,
}

/// [`crate::fact::Kind::FollowedUp`]: somebody asked the customer afterwards (catalogue rule AMB-05).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct FollowedUp {
    /// The completed visit.
    #[n(0)]
    pub visit: VisitId,
    /// The follow-up of the service that asked for it.
    #[n(1)]
    pub task: String,
    /// How.
    #[n(2)]
    pub channel: FollowUpChannel,
    /// Whether somebody was reached; if not, the task stays open.
    #[n(3)]
    pub reached: bool,
    /// What the customer says.
    #[n(4)]
    pub satisfied: Satisfaction,
    /// Name of the scale of the grade (catalogue rule AMB-30).
    #[n(5)]
    pub scale: Option<String>,
    /// The grade's id, or the score as digits.
    #[n(6)]
    pub grade: Option<String>,
    /// Why, in the customer's words.
    #[n(7)]
    pub reason: Option<String>,
    /// The visit that is planned to do it again. Then the job closes only under a new signature.
    #[n(8)]
    pub rework: Option<VisitId>,
}

/// [`crate::fact::Kind::ApprovalAsked`]: pending until somebody who leads answers with
/// [`crate::fact::Kind::Approved`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ApprovalAsked {
    /// The visit, if it is about one.
    #[n(0)]
    pub visit: Option<VisitId>,
    /// What is asked for, an id of the pack.
    #[n(1)]
    pub what: String,
    /// What exactly, and why.
    #[n(2)]
    pub detail: String,
    /// An amount, in minor units of the price book's currency.
    #[n(3)]
    pub amount_minor: Option<i64>,
}

/// [`crate::fact::Kind::WorkerPresent`]: one more of the staff is here, recorded on the phone that runs the
/// step (catalogue rule AMB-34). The customer never counts.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WorkerPresent {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// The user's id, as the badge says it.
    #[n(1)]
    pub user: String,
    /// The name, as the badge says it.
    #[n(2)]
    pub name: String,
    /// How the phone knows.
    #[n(3)]
    pub how: WorkerHow,
}
