//! What a checklist is held against: the answers of a visit, and what its facts recorded.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{Checklist, Step};
use super::instance::Visits;
use crate::expr::ExprValue;
use crate::id::{BlobId, QuoteId, VisitId};
use crate::money::Money;
use crate::price::Currency;
use crate::text::Language;
use crate::time::TimeEvidence;
use crate::value::{AnswerKey, Value};

/// One visit, as its document and its facts have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitInputs {
    /// The visit.
    pub visit: VisitId,
    /// The first visit of the job, under which steps of the whole job are answered.
    pub first_visit: VisitId,
    /// The answers in the document; those of other visits are not looked at.
    pub answers: BTreeMap<AnswerKey, Value>,
    /// What happened.
    pub recorded: Recorded,
}

impl VisitInputs {
    /// The visits under which answers stand.
    pub(crate) fn visits(&self) -> Visits {
        Visits { this: self.visit, first: self.first_visit }
    }

    /// What conditions outside of all groups read of a step's answers.
    #[must_use]
    pub fn value_of<E>(&self, checklist: &Checklist<E>, step: &Step<E>) -> Option<ExprValue> {
        checklist.value(step, &self.answers, self.visits())
    }

    /// The visit under which a step is answered.
    #[must_use]
    pub fn answered_in<E>(&self, step: &Step<E>) -> VisitId {
        step.answered_in(self.visit, self.first_visit)
    }
}

/// What the facts of a visit recorded, as folded: no fact without effect is among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Rings and knocks, in any order.
    pub door_attempts: Vec<DoorAttempt>,
    /// Telephone calls.
    pub calls: Vec<Call>,
    /// When the job was reported, wall clock in milliseconds.
    pub reported_at_ms: Option<i64>,
    /// The report was an emergency.
    pub emergency: bool,
    /// The appointed time of this visit, wall clock in milliseconds.
    pub appointed_at_ms: Option<i64>,
    /// The appointed time of the visit after this one, wall clock in milliseconds.
    pub next_appointed_at_ms: Option<i64>,
    /// The arrival.
    pub arrived: Option<TimeEvidence>,
    /// The consents asked for; of each, the decision that stands.
    pub consents: Vec<ConsentDecision>,
    /// The quotes shown that were not replaced by another one.
    pub quotes: Vec<QuoteOffered>,
    /// How many quotes were put before the customer at once, to choose from.
    pub options: u32,
    /// Work sessions that ended.
    pub sessions_ended: u32,
    /// Work sessions that still run.
    pub sessions_running: u32,
    /// Steps declared done; those of the whole job in any visit.
    pub steps_done: Vec<StepDone>,
    /// Photos; for steps of the whole job those of every visit.
    pub photos: Vec<Photo>,
    /// Signatures.
    pub signatures: Vec<Signed>,
    /// The customer rated the work.
    pub rated: bool,
    /// The customer did so himself, on the screen that was handed over.
    pub rated_by_customer: bool,
    /// Steps with a note, a custody entry or a part of their own.
    pub entries: BTreeSet<String>,
    /// Parts that were moved in this visit: the steps that asked for them, if any did.
    pub parts: Vec<Option<String>>,
    /// What was taken along in this job.
    pub custody: Vec<Custody>,
    /// What was asked of leader or office, and what they said.
    pub approvals: BTreeMap<String, Approval>,
    /// How many of the staff are or were there.
    pub workers: u32,
}

/// Something that was taken along.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Custody {
    /// The step that asked for it; absent: every step that asks for custody.
    pub step: Option<String>,
    /// It was taken along in this visit.
    pub here: bool,
    /// The customer signed for it.
    pub signed_out: bool,
    /// It is back.
    pub is_back: bool,
    /// The customer signed for having it back.
    pub signed_back: bool,
}

/// How something stands that leader or office must approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// Nobody asked.
    NotAsked,
    /// Asked, and not answered yet.
    Pending,
    /// Refused.
    Refused,
    /// Approved.
    Given,
}

/// A ring or a knock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoorAttempt {
    /// When.
    pub at: TimeEvidence,
    /// Somebody answered.
    pub answered: bool,
}

/// A telephone call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// What it was for.
    pub purpose: String,
    /// Somebody answered.
    pub reached: bool,
}

/// A consent or its refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentDecision {
    /// The step that asked; absent: every step that asks for `what`.
    pub step: Option<String>,
    /// What it is about.
    pub what: String,
    /// Whether it was given.
    pub given: bool,
}

/// A quote that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteOffered {
    /// The quote.
    pub quote: QuoteId,
    /// Whether the customer accepted, once that is decided.
    pub accepted: Option<bool>,
    /// What the customer agreed to before is exceeded by this much: the customer must be asked again.
    pub more: Option<MoreMoney>,
}

/// An amount that nobody agreed to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct MoreMoney {
    /// How much.
    pub amount: Money,
    /// Its currency.
    pub currency: Currency,
}

impl MoreMoney {
    /// `+35.00 yuan`.
    #[must_use]
    pub fn text(&self, language: &Language) -> String {
        let amount = self.amount.display(self.currency.minor_digits);
        format!("+{amount} {}", self.currency.name.get(language))
    }
}

/// A step declared done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepDone {
    /// The path of the step.
    pub step: String,
    /// The answers that it relied on.
    pub answers: BTreeMap<AnswerKey, Value>,
    /// The customer declared it, on the screen that was handed over.
    pub by_customer: bool,
    /// How long it took, in milliseconds, if that was measured.
    pub lasted_ms: Option<u32>,
}

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// The path of the step that it was taken for.
    pub step: String,
    /// What it shows.
    pub role: String,
    /// Its bytes; one picture counts once.
    pub blob: BlobId,
    /// The earlier photo of the same spot.
    pub pair: Option<BlobId>,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The role of the signer.
    pub role: String,
    /// Somebody else signed in place of the right person.
    pub proxy: bool,
    /// The signature does not count before an earlier one, or the work report, is in.
    pub provisional: bool,
}
