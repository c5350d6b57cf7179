//! Aspects: the questions about a case that have one answer at a time.

use crate::fact::{Body, Consented, Phase, VisitOutcome};
use crate::id::{FactId, PackId, PriceBookId, QuoteId, VisitId};

/// One question with one answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// What became of the job.
    Outcome,
    /// How far a visit is.
    Phase(VisitId),
    /// When a visit is.
    Appointment(VisitId),
    /// Whether leader or call centre must settle the time of a visit.
    Escalation(VisitId),
    /// Who goes.
    Assignment(VisitId),
    /// Whether the customer agreed to a quote.
    Consent(QuoteId),
    /// Which price book a quote follows.
    Pin(QuoteId),
    /// The pack whose checklist a visit follows.
    Checklist(VisitId),
    /// Which of several options the customer chose; by the fact that offered them.
    Choice(FactId),
    /// Whether something asked of the office is approved.
    Approval(String),
    /// Whether the job is checked and archived.
    Archive,
}

/// What became of a job.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Outcome {
    /// Work remains to be done.
    Open,
    /// A part is missing.
    WaitingForPart {
        /// The model that is needed.
        model: String,
        /// When the next visit is meant to be.
        next_ms: Option<i64>,
    },
    /// Done.
    Completed {
        /// In which visit.
        visit: VisitId,
    },
    /// The customer declined the quote.
    Declined {
        /// Why.
        reason: String,
    },
    /// The office cancelled it.
    Cancelled {
        /// Why.
        reason: String,
    },
    /// It became a coordination order.
    Coordinated {
        /// Who tracks it.
        person: String,
    },
}

impl Outcome {
    /// The word of the glossary.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::WaitingForPart { .. } => "waiting_for_part",
            Self::Completed { .. } => "completed",
            Self::Declined { .. } => "declined",
            Self::Cancelled { .. } => "cancelled",
            Self::Coordinated { .. } => "coordinated",
        }
    }

    /// Whether technicians may go on with the job.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Open | Self::WaitingForPart { .. })
    }
}

/// The value of an aspect.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AspectValue {
    /// Of [`Aspect::Outcome`].
    Outcome(Outcome),
    /// Of [`Aspect::Phase`]; with the outcome of a visit that ended.
    Phase(Phase, Option<VisitOutcome>),
    /// Of [`Aspect::Appointment`]: start and end, milliseconds since 1970 UTC.
    Appointment(i64, Option<i64>),
    /// Of [`Aspect::Assignment`]: user ids, sorted.
    Assignment(Vec<String>),
    /// Of [`Aspect::Pin`].
    Pin(PriceBookId),
    /// Of [`Aspect::Checklist`].
    Pack(PackId),
    /// Of [`Aspect::Choice`].
    Chosen(QuoteId),
    /// Of [`Aspect::Escalation`], [`Aspect::Consent`], [`Aspect::Approval`], [`Aspect::Archive`].
    Yes(bool),
}

/// What a fact contributes to which aspects, apart from [`Body::Decided`], which repeats another's.
///
/// A leader's appointment also resolves an escalation (catalogue scenario 2), therefore `leads`.
pub(super) fn contributions(body: &Body, leads: bool) -> Vec<(Aspect, AspectValue)> {
    let outcome = |outcome| vec![(Aspect::Outcome, AspectValue::Outcome(outcome))];
    match body {
        Body::Created(created) => {
            let mut all = outcome(Outcome::Open);
            all.push((Aspect::Phase(created.visit), AspectValue::Phase(Phase::Planned, None)));
            all
        }
        Body::VisitPlanned(planned) => {
            vec![(Aspect::Phase(planned.visit), AspectValue::Phase(Phase::Planned, None))]
        }
        Body::Reopened(_) => {
            let mut all = outcome(Outcome::Open);
            all.push((Aspect::Archive, AspectValue::Yes(false)));
            all
        }
        Body::Resumed(_) => outcome(Outcome::Open),
        Body::Completed(completed) => outcome(Outcome::Completed { visit: completed.visit }),
        Body::Declined(declined) => outcome(Outcome::Declined { reason: declined.reason.clone() }),
        Body::Cancelled(cancelled) => outcome(Outcome::Cancelled { reason: cancelled.reason.clone() }),
        Body::WaitingForPart(part) => {
            outcome(Outcome::WaitingForPart { model: part.model.clone(), next_ms: part.next_ms })
        }
        Body::Coordinated(order) => outcome(Outcome::Coordinated { person: order.person.clone() }),
        _ => narrow_contributions(body, leads),
    }
}

/// Contributions to aspects of one visit, quote or question.
fn narrow_contributions(body: &Body, leads: bool) -> Vec<(Aspect, AspectValue)> {
    match body {
        Body::PhaseEntered(entered) => {
            vec![(Aspect::Phase(entered.visit), AspectValue::Phase(entered.phase, None))]
        }
        Body::VisitEnded(ended) => {
            vec![(Aspect::Phase(ended.visit), AspectValue::Phase(Phase::Ended, Some(ended.outcome)))]
        }
        Body::Appointed(appointed) => {
            let value = AspectValue::Appointment(appointed.start_ms, appointed.end_ms);
            let mut all = vec![(Aspect::Appointment(appointed.visit), value)];
            if leads {
                all.push((Aspect::Escalation(appointed.visit), AspectValue::Yes(false)));
            }
            all
        }
        Body::Escalated(escalated) => vec![(Aspect::Escalation(escalated.visit), AspectValue::Yes(true))],
        Body::Assigned(assigned) => {
            let mut users = assigned.users.clone();
            users.sort();
            users.dedup();
            vec![(Aspect::Assignment(assigned.visit), AspectValue::Assignment(users))]
        }
        Body::QuoteOffered(offered) => {
            vec![(Aspect::Pin(offered.quote), AspectValue::Pin(offered.price_book))]
        }
        Body::ChecklistMoved(moved) => {
            vec![(Aspect::Checklist(moved.visit), AspectValue::Pack(moved.pack))]
        }
        Body::Consented(consented) => consent(consented),
        Body::Approved(approved) => {
            vec![(Aspect::Approval(approved.what.clone()), AspectValue::Yes(approved.accepted))]
        }
        Body::Archived(_) => vec![(Aspect::Archive, AspectValue::Yes(true))],
        _ => Vec::new(),
    }
}

/// A consent to one of several options also chooses it; a refusal chooses none.
fn consent(consented: &Consented) -> Vec<(Aspect, AspectValue)> {
    let Some(quote) = consented.quote else { return Vec::new() };
    let chosen = consented.options.filter(|_| consented.accepted);
    let chosen = chosen.map(|options| (Aspect::Choice(options), AspectValue::Chosen(quote)));
    let said = (Aspect::Consent(quote), AspectValue::Yes(consented.accepted));
    std::iter::once(said).chain(chosen).collect()
}

/// The rank of a value among concurrent ones. `signed` = an acceptance signature is among its ancestors.
///
/// Work that a customer accepted in writing outranks a cancellation that the technician could not see; a
/// cancellation outranks a completion without signature. A visit that went on outranks one that did not.
pub(super) fn rank(value: &AspectValue, signed: bool) -> u8 {
    match value {
        AspectValue::Outcome(Outcome::Completed { .. }) if signed => 3,
        AspectValue::Outcome(Outcome::Cancelled { .. } | Outcome::Declined { .. }) => 2,
        AspectValue::Outcome(Outcome::Open) => 0,
        AspectValue::Outcome(_) => 1,
        AspectValue::Phase(phase, _) => *phase as u8,
        _ => 0,
    }
}
