//! What a coverage came to, for screens, reports and expressions.

use chrono::NaiveDate;

use crate::calendar::Span;
use crate::expr::Name;
use crate::fold::Who;
use crate::id::{FactId, VisitId};
use crate::text::Text;
use crate::time::TimeEvidence;

/// What becomes of a repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is covered: free of charge.
    Covered,
    /// It is not covered and done for a fee.
    Paid,
    /// It is not covered and not done.
    Refused,
    /// An answer is open that decides it.
    NotKnown,
    /// The company has not said how long it is covered.
    NotConfigured,
}

impl Verdict {
    /// The word that expressions read and programs show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Paid => "paid",
            Self::Refused => "refused",
            Self::NotKnown => "not_known",
            Self::NotConfigured => "not_configured",
        }
    }

    /// The verdicts that expressions can read. A name with any other verdict has no answer.
    pub const DECIDED: [Self; 3] = [Self::Covered, Self::Paid, Self::Refused];

    /// Whether expressions can read it.
    #[must_use]
    pub fn is_decided(self) -> bool {
        Self::DECIDED.contains(&self)
    }
}

/// A coverage as it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CoverageView {
    /// What people read.
    pub title: Text,
    /// The day for which it was judged, by the clocks of the site.
    pub on: NaiveDate,
    /// The declaration that fixed day and answers; `None` as long as both may change.
    pub decided: Option<Decided>,
    /// The components, in the order of the pack.
    pub components: Vec<ComponentView>,
    /// What becomes of the repair as a whole: of those components that the job is about, the worst.
    pub result: Verdict,
    /// The answers that the result waits for.
    pub waits: Vec<Waiting>,
}

impl CoverageView {
    /// The component with this id.
    #[must_use]
    pub fn component(&self, id: &str) -> Option<&ComponentView> {
        self.components.iter().find(|component| component.id == id)
    }
}

/// Who declared the coverage checked, and when.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Decided {
    /// The `step_done` fact.
    pub fact: FactId,
    /// The visit in which it was declared.
    pub visit: VisitId,
    /// Who declared it.
    pub who: Who,
    /// What the clocks said.
    pub at: TimeEvidence,
}

/// A component as it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ComponentView {
    /// Its id.
    pub id: String,
    /// What people read.
    pub title: Text,
    /// Whether the job is about it; `None`: an answer that decides it is open.
    pub is_concerned: Option<bool>,
    /// What becomes of its repair.
    pub verdict: Verdict,
    /// Why.
    pub because: Because,
}

/// Why a verdict is what it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Because {
    /// A period that runs, is over, or has not begun.
    Period {
        /// The entry of the pack.
        rule: String,
        /// What people read for it.
        title: Text,
        /// What the customer is told besides the dates.
        reason: Option<Text>,
        /// What it runs from, if the pack counts from a start.
        started: Option<Started>,
        /// The last covered day.
        last_day: NaiveDate,
    },
    /// A period without an end.
    Unlimited {
        /// The entry of the pack.
        rule: String,
        /// What people read for it.
        title: Text,
        /// What the customer is told.
        reason: Option<Text>,
    },
    /// A document is missing or does not match.
    Document {
        /// The entry of the pack.
        rule: String,
        /// What people read for it.
        title: Text,
        /// What the customer is told.
        reason: Text,
    },
    /// It is excluded.
    Exclusion {
        /// The entry of the pack.
        rule: String,
        /// What people read for it.
        title: Text,
        /// What the customer is told.
        reason: Text,
    },
    /// No period is about it.
    NotCovered,
    /// Answers are open.
    Waits {
        /// Those that can change the verdict.
        answers: Vec<Waiting>,
    },
    /// The company has not said how long the period lasts.
    NotConfigured {
        /// The entry of the pack.
        rule: String,
        /// What people read for it.
        title: Text,
    },
    /// With these answers the entry cannot be computed: a day lies beyond the calendar.
    Uncomputable {
        /// The entry of the pack.
        rule: String,
        /// What people read for it.
        title: Text,
    },
}

impl Because {
    /// The entry of the pack that decided.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        match self {
            Self::Period { rule, .. }
            | Self::Unlimited { rule, .. }
            | Self::Document { rule, .. }
            | Self::Exclusion { rule, .. }
            | Self::NotConfigured { rule, .. }
            | Self::Uncomputable { rule, .. } => Some(rule),
            Self::NotCovered | Self::Waits { .. } => None,
        }
    }

    /// The last covered day, if a period with an end decided.
    #[must_use]
    pub fn last_day(&self) -> Option<NaiveDate> {
        match self {
            Self::Period { last_day, .. } => Some(*last_day),
            _ => None,
        }
    }
}

/// What a period runs from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Started {
    /// What people read, such as *the purchase*.
    pub title: Text,
    /// The day.
    pub on: NaiveDate,
    /// How long it lasts from then.
    pub lasts: Span,
}

/// An open answer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Waiting {
    /// The name, such as `answers.bought_on`.
    pub name: Name,
    /// What people read for the step that asks for it; empty for other names.
    pub title: Text,
}
