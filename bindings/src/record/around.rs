//! What happens around the work: parts, things taken along, approvals, follow-ups.

use doorstep_domain::fact::{self, CustodyMoved, FollowUpChannel, Satisfaction, StockPlace};
use doorstep_domain::fold::{self, Recorded};
use doorstep_domain::id::{CaseId, FactId, VisitId};
use doorstep_domain::text::Language;

use crate::value::Timestamp;

/// A part that went from one place to another.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PartMove {
    /// The company's code, if it has one.
    pub code: Option<String>,
    /// What people call it.
    pub name: String,
    /// How much of it, a decimal such as `1.5`.
    pub quantity: String,
    /// Where it was.
    pub from: StockPlace,
    /// Where it is now.
    pub to: StockPlace,
    /// The number on it.
    pub serial: Option<String>,
    /// Whether it was taken out of the customer's device.
    pub is_old: bool,
    /// Name of who moved it.
    pub by: String,
    /// When, as its author's clock said.
    pub at: Timestamp,
}

impl From<Recorded<fact::PartMoved>> for PartMove {
    fn from(moved: Recorded<fact::PartMoved>) -> Self {
        let (by, at) = (moved.who.name, Timestamp(moved.at.wall_ms));
        let fact::PartMoved {
            visit: _,
            code,
            name,
            quantity,
            from,
            to,
            serial,
            old,
            note: _,
            from_van: _,
            to_van: _,
            step: _,
        } = moved.body;
        Self { code, name, quantity: quantity.to_string(), from, to, serial, is_old: old, by, at }
    }
}

/// Something of the customer's that was taken along.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Custody {
    /// Names it for `extend_custody` and `give_back`.
    pub out: FactId,
    /// The visit in which it was taken along.
    pub visit: VisitId,
    /// What it is.
    pub what: String,
    /// What goes with it.
    pub accessories: Vec<String>,
    /// How it looked.
    pub condition: String,
    /// When it was taken along.
    pub taken_at: Timestamp,
    /// Whether the customer signed for that.
    pub is_signed_out: bool,
    /// When it is meant to be back by what was agreed last.
    pub planned_return: Option<Timestamp>,
    /// Why the return was put off, the last word last.
    pub reasons: Vec<String>,
    /// When it came back.
    pub returned_at: Option<Timestamp>,
    /// Whether the customer signed for that, too.
    pub is_signed_back: bool,
}

impl From<fold::Custody> for Custody {
    fn from(custody: fold::Custody) -> Self {
        let fold::Custody { out, signed_out, extended, planned_return_ms, back, signed_back } = custody;
        let CustodyMoved {
            visit,
            moved: _,
            what,
            accessories,
            condition,
            out_of: _,
            // What was agreed last is above.
            planned_return_ms: _,
            reason: _,
            signature: _,
            step: _,
        } = out.body;
        Self {
            out: out.fact,
            visit,
            what,
            accessories,
            condition,
            taken_at: Timestamp(out.at.wall_ms),
            is_signed_out: signed_out.is_some(),
            planned_return: planned_return_ms.map(Timestamp),
            reasons: extended.into_iter().filter_map(|extended| extended.body.reason).collect(),
            returned_at: back.map(|back| Timestamp(back.at.wall_ms)),
            is_signed_back: signed_back.is_some(),
        }
    }
}

/// Something that was asked of leader or office.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ApprovalRequest {
    /// What, an id of the pack.
    pub what: String,
    /// What exactly, and why.
    pub detail: String,
    /// An amount in minor units.
    pub amount_minor: Option<i64>,
    /// Name of who asked.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The answer; nothing while it is pending.
    pub answer: Option<bool>,
}

impl From<fold::Asked> for ApprovalRequest {
    fn from(asked: fold::Asked) -> Self {
        let fold::Asked { asked: Recorded { fact: _, who, at, body }, answer } = asked;
        let fact::ApprovalAsked { visit: _, what, detail, amount_minor } = body;
        Self { what, detail, amount_minor, by: who.name, at: Timestamp(at.wall_ms), answer }
    }
}

/// What a customer said afterwards.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FollowUpCall {
    /// The follow-up of the service that asked for it.
    pub task: String,
    /// How.
    pub channel: FollowUpChannel,
    /// Whether somebody was reached.
    pub is_reached: bool,
    /// What the customer says.
    pub satisfied: Satisfaction,
    /// Why, in the customer's words.
    pub reason: Option<String>,
    /// The visit that is planned to do it again.
    pub rework: Option<VisitId>,
    /// Name of who called.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl From<Recorded<fact::FollowedUp>> for FollowUpCall {
    fn from(call: Recorded<fact::FollowedUp>) -> Self {
        let (by, at) = (call.who.name, Timestamp(call.at.wall_ms));
        let fact::FollowedUp {
            visit: _,
            task,
            channel,
            reached,
            satisfied,
            scale: _,
            grade: _,
            reason,
            rework,
        } = call.body;
        Self { task, channel, is_reached: reached, satisfied, reason, rework, by, at }
    }
}

/// How much of a part is in a van.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VanStock {
    /// The part: its code, or its name if it has none.
    pub part: String,
    /// What people call it.
    pub name: String,
    /// Whether it was taken out of a customer's device and waits for its return.
    pub is_old: bool,
    /// How much there is, a decimal.
    pub quantity: String,
    /// Whether more went out than was recorded as loaded.
    pub is_negative: bool,
}

impl From<doorstep_core::VanStock> for VanStock {
    fn from(stock: doorstep_core::VanStock) -> Self {
        let is_negative = stock.is_negative();
        let doorstep_core::VanStock { part, name, quantity } = stock;
        let doorstep_core::VanPart { user: _, part, old } = part;
        Self { part, name, is_old: old, quantity: quantity.to_string(), is_negative }
    }
}

/// A customer to be asked whether the work was good.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FollowUpTask {
    /// The job.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The customer's name.
    pub customer: String,
    /// Where the work was done.
    pub address: String,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// The visit.
    pub visit: VisitId,
    /// The follow-up of the service; with the visit, its key.
    pub task: String,
    /// What people read.
    pub title: String,
    /// The role that does it.
    pub role: String,
    /// By when; nothing if the company did not say so.
    pub due_at: Option<Timestamp>,
    /// Whether the company asks for it; if not, it may be left.
    pub is_required: bool,
    /// Attempts that reached nobody.
    pub attempts: u32,
}

impl FollowUpTask {
    pub(crate) fn of(task: doorstep_core::FollowUpSummary, language: &Language) -> Self {
        let doorstep_core::FollowUpSummary {
            case,
            number,
            customer,
            address,
            time_zone,
            visit,
            task,
            title,
            role,
            due_at_ms,
            is_required,
            attempts,
        } = task;
        let (title, due_at) = (title.get(language).to_owned(), due_at_ms.map(Timestamp));
        Self {
            case,
            number,
            customer,
            address,
            time_zone,
            visit,
            task,
            title,
            role,
            due_at,
            is_required,
            attempts,
        }
    }
}
