//! What is covered, and why.

use doorstep_domain::coverage::{ComponentView, CoverageView, Decided, Verdict};
use doorstep_domain::id::VisitId;
use doorstep_domain::text::Language;

use crate::value::Timestamp;

/// A warranty, a contract or the like, as it stands for a job.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Coverage {
    /// What people read, such as *Warranty*.
    pub title: String,
    /// The day for which it was judged, `YYYY-MM-DD`, by the clocks of the site.
    pub day: String,
    /// The declaration that fixed day and answers; nothing as long as both may change.
    pub decided: Option<CoverageDecided>,
    /// The components, in the order of the pack.
    pub components: Vec<CoverageComponent>,
    /// What becomes of the repair: the worst of what the job is about.
    pub result: CoverageVerdict,
    /// What to answer first, as people call it; empty once the result is known.
    pub waits_for: Vec<String>,
}

/// Who declared the coverage checked.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CoverageDecided {
    /// The visit in which it was declared.
    pub visit: VisitId,
    /// Name of who declared it.
    pub by: String,
    /// When, by the clock of the phone.
    pub at: Timestamp,
}

/// A component with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CoverageComponent {
    /// Its id.
    pub id: String,
    /// What people read.
    pub title: String,
    /// Whether the job is about it; nothing as long as that is open.
    pub is_concerned: Option<bool>,
    /// What becomes of its repair.
    pub verdict: CoverageVerdict,
    /// Why, with the dates: show it to the customer.
    pub reason: String,
    /// The entry of the pack that decided.
    pub rule: Option<String>,
    /// The last covered day, `YYYY-MM-DD`, if a period with an end decided.
    pub last_day: Option<String>,
}

/// What becomes of a repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum CoverageVerdict {
    /// It is covered: free of charge.
    Covered,
    /// It is done for a fee.
    Paid,
    /// It is not done.
    Refused,
    /// An answer is open that decides it.
    NotKnown,
    /// The company has not said how long it is covered.
    NotConfigured,
}

impl Coverage {
    pub(crate) fn of(view: CoverageView, language: &Language) -> Self {
        let component = |component: &ComponentView| CoverageComponent {
            id: component.id.clone(),
            title: component.title.get(language).to_owned(),
            is_concerned: component.is_concerned,
            verdict: component.verdict.into(),
            reason: view.explain(component, language),
            rule: component.because.rule().map(str::to_owned),
            last_day: component.because.last_day().map(|day| day.to_string()),
        };
        let components = view.components.iter().map(component).collect();
        let CoverageView { title, on, decided, components: _, result, waits } = view;
        Self {
            title: title.get(language).to_owned(),
            day: on.to_string(),
            decided: decided.map(Into::into),
            components,
            result: result.into(),
            waits_for: waits.iter().map(|waiting| waiting.words(language)).collect(),
        }
    }
}

impl From<Decided> for CoverageDecided {
    fn from(decided: Decided) -> Self {
        let Decided { fact: _, visit, who, at } = decided;
        Self { visit, by: who.name, at: Timestamp(at.wall_ms) }
    }
}

impl From<Verdict> for CoverageVerdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Covered => Self::Covered,
            Verdict::Paid => Self::Paid,
            Verdict::Refused => Self::Refused,
            Verdict::NotKnown => Self::NotKnown,
            Verdict::NotConfigured => Self::NotConfigured,
        }
    }
}
