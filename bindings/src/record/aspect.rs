//! Questions about a job that have one answer at a time, and what becomes of rival answers.

use doorstep_domain::fact::{Phase, VisitOutcome};
use doorstep_domain::fold;
use doorstep_domain::id::{FactId, PackId, PriceBookId, QuoteId, VisitId};

use crate::value::Timestamp;

/// What became of a job.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Outcome {
    /// Work remains to be done.
    Open,
    /// A part is missing.
    WaitingForPart {
        /// The model that is needed.
        model: String,
        /// When the next visit is meant to be.
        next: Option<Timestamp>,
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

impl From<fold::Outcome> for Outcome {
    fn from(outcome: fold::Outcome) -> Self {
        match outcome {
            fold::Outcome::Open => Self::Open,
            fold::Outcome::WaitingForPart { model, next_ms } => {
                Self::WaitingForPart { model, next: next_ms.map(Timestamp) }
            }
            fold::Outcome::Completed { visit } => Self::Completed { visit },
            fold::Outcome::Declined { reason } => Self::Declined { reason },
            fold::Outcome::Cancelled { reason } => Self::Cancelled { reason },
            fold::Outcome::Coordinated { person } => Self::Coordinated { person },
        }
    }
}

/// One question with one answer.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Aspect {
    /// What became of the job.
    Outcome,
    /// How far a visit is.
    Phase {
        /// The visit.
        visit: VisitId,
    },
    /// When a visit is.
    Appointment {
        /// The visit.
        visit: VisitId,
    },
    /// Whether leader or call centre must settle the time of a visit.
    Escalation {
        /// The visit.
        visit: VisitId,
    },
    /// Who goes.
    Assignment {
        /// The visit.
        visit: VisitId,
    },
    /// Whether the customer agreed to a quote.
    Consent {
        /// The quote.
        quote: QuoteId,
    },
    /// Which price book a quote follows.
    Pin {
        /// The quote.
        quote: QuoteId,
    },
    /// Whether something asked of the office is approved.
    Approval {
        /// What was asked.
        what: String,
    },
    /// Which of several options the customer chose.
    Choice {
        /// The fact that offered them.
        offer: FactId,
    },
    /// Which pack's checklist a visit follows.
    Checklist {
        /// The visit.
        visit: VisitId,
    },
    /// Whether the job is checked and archived.
    Archive,
}

impl From<fold::Aspect> for Aspect {
    fn from(aspect: fold::Aspect) -> Self {
        match aspect {
            fold::Aspect::Outcome => Self::Outcome,
            fold::Aspect::Phase(visit) => Self::Phase { visit },
            fold::Aspect::Appointment(visit) => Self::Appointment { visit },
            fold::Aspect::Escalation(visit) => Self::Escalation { visit },
            fold::Aspect::Assignment(visit) => Self::Assignment { visit },
            fold::Aspect::Consent(quote) => Self::Consent { quote },
            fold::Aspect::Pin(quote) => Self::Pin { quote },
            fold::Aspect::Approval(what) => Self::Approval { what },
            fold::Aspect::Choice(offer) => Self::Choice { offer },
            fold::Aspect::Checklist(visit) => Self::Checklist { visit },
            fold::Aspect::Archive => Self::Archive,
        }
    }
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum AspectValue {
    /// Of `Aspect::Outcome`.
    Outcome {
        /// What became of the job.
        outcome: Outcome,
    },
    /// Of `Aspect::Phase`.
    Phase {
        /// How far the visit is.
        phase: Phase,
        /// How it ended.
        outcome: Option<VisitOutcome>,
    },
    /// Of `Aspect::Appointment`.
    Appointment {
        /// When it starts.
        start: Timestamp,
        /// When the window ends.
        end: Option<Timestamp>,
    },
    /// Of `Aspect::Assignment`.
    Assignment {
        /// User ids, sorted.
        users: Vec<String>,
    },
    /// Of `Aspect::Pin`.
    Pin {
        /// The price book.
        price_book: PriceBookId,
    },
    /// Of `Aspect::Choice`.
    Chosen {
        /// The quote.
        quote: QuoteId,
    },
    /// Of `Aspect::Checklist`.
    Pack {
        /// The pack.
        pack: PackId,
    },
    /// Of all others.
    Yes {
        /// Yes or no.
        yes: bool,
    },
}

impl From<fold::AspectValue> for AspectValue {
    fn from(value: fold::AspectValue) -> Self {
        match value {
            fold::AspectValue::Outcome(outcome) => Self::Outcome { outcome: outcome.into() },
            fold::AspectValue::Phase(phase, outcome) => Self::Phase { phase, outcome },
            fold::AspectValue::Appointment(start, end) => {
                Self::Appointment { start: Timestamp(start), end: end.map(Timestamp) }
            }
            fold::AspectValue::Assignment(users) => Self::Assignment { users },
            fold::AspectValue::Pin(price_book) => Self::Pin { price_book },
            fold::AspectValue::Chosen(quote) => Self::Chosen { quote },
            fold::AspectValue::Pack(pack) => Self::Pack { pack },
            fold::AspectValue::Yes(yes) => Self::Yes { yes },
        }
    }
}

/// One answer among rivals.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Candidate {
    /// Names the answer for `decide`.
    pub fact: FactId,
    /// The answer.
    pub value: AspectValue,
    /// Name of who gave it.
    pub by: String,
    /// When, as the author's clock said.
    pub at: Timestamp,
}

impl From<fold::Settled<fold::AspectValue>> for Candidate {
    fn from(settled: fold::Settled<fold::AspectValue>) -> Self {
        let fold::Settled { value, fact, who, at } = settled;
        Self { fact, value: value.into(), by: who.name, at: Timestamp(at.wall_ms) }
    }
}

/// Rival answers that only a person can choose between.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OpenDecision {
    /// The question.
    pub aspect: Aspect,
    /// The answers; the first is used meanwhile.
    pub candidates: Vec<Candidate>,
}

impl From<fold::OpenDecision> for OpenDecision {
    fn from(decision: fold::OpenDecision) -> Self {
        let fold::OpenDecision { aspect, candidates } = decision;
        Self { aspect: aspect.into(), candidates: candidates.into_iter().map(Into::into).collect() }
    }
}

/// An answer that lost against one given without knowing of it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Superseded {
    /// The question.
    pub aspect: Aspect,
    /// The answer that lost.
    pub lost: Candidate,
    /// The fact that won.
    pub won: FactId,
    /// It lost because the other author has more authority, and not by the rank of what was said.
    pub by_authority: bool,
}

impl From<fold::Superseded> for Superseded {
    fn from(superseded: fold::Superseded) -> Self {
        let fold::Superseded { aspect, lost, won, by } = superseded;
        let by_authority = match by {
            fold::SupersededBy::Authority => true,
            fold::SupersededBy::Rank => false,
        };
        Self { aspect: aspect.into(), lost: lost.into(), won, by_authority }
    }
}
