//! What is covered, and why: judged here by the same rules as on the phones.

use doorstep_domain::coverage::{ComponentView, CoverageView, Decided, Verdict};
use serde::Serialize;

use super::source::Reading;

/// A coverage as it stands, as the current visit sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// What people read.
    pub title: String,
    /// The day for which it was judged, `2025-01-09`.
    pub on: String,
    /// The declaration that fixed day and answers, if there is one.
    pub decided: Option<Decided>,
    /// The components, in the order of the pack.
    pub components: Vec<CoverageComponent>,
    /// What becomes of the repair as a whole.
    pub result: Verdict,
}

/// A component with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoverageComponent {
    /// Its id.
    pub id: String,
    /// What people read.
    pub title: String,
    /// Whether the job is about it, once that is known.
    pub concerned: Option<bool>,
    /// What becomes of its repair.
    pub verdict: Verdict,
    /// Verdict and reason in words.
    pub text: String,
    /// The entry of the pack that decided.
    pub rule: Option<String>,
    /// The last covered day, if a period with an end decided.
    pub last_day: Option<String>,
}

impl Reading<'_> {
    pub(super) fn coverage(&self) -> Option<Coverage> {
        let pack = self.pack.as_deref()?;
        let view = self.case.coverage(self.case.state().current_visit()?, pack).ok()??;
        Some(Coverage {
            title: view.title.get(self.language).to_owned(),
            on: view.on.to_string(),
            components: view.components.iter().map(|component| self.component(&view, component)).collect(),
            result: view.result,
            decided: view.decided,
        })
    }

    fn component(&self, view: &CoverageView, component: &ComponentView) -> CoverageComponent {
        CoverageComponent {
            id: component.id.clone(),
            title: component.title.get(self.language).to_owned(),
            concerned: component.is_concerned,
            verdict: component.verdict,
            text: view.statement(component, self.language),
            rule: component.because.rule().map(str::to_owned),
            last_day: component.because.last_day().map(|day| day.to_string()),
        }
    }
}
