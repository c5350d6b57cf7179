//! What is covered, and why: judged here by the same rules as on the phones.

use doorstep_domain::coverage::{ComponentView, CoverageView, Decided, Verdict};
use doorstep_domain::text::Text;
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
    /// That in a word.
    pub result_text: String,
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
    /// The verdict in a word.
    pub verdict_text: String,
    /// Verdict and reason in words.
    pub text: String,
    /// The entry of the pack that decided.
    pub rule: Option<String>,
    /// What people read for the entry.
    pub rule_title: Option<String>,
    /// Where the entry comes from.
    pub rule_origin: Option<String>,
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
            result_text: view.result.message(self.language).to_owned(),
            decided: view.decided,
        })
    }

    /// Title and origin of an entry of the pack.
    fn entry(&self, rule: &str) -> Option<(String, Option<String>)> {
        let service = self.case.service(self.pack.as_deref()?).ok()?.service;
        let coverage = service.coverage.as_ref()?;
        let of = |title: &Text, origin: &Option<String>| {
            Some((title.get(self.language).to_owned(), origin.clone()))
        };
        if let Some(entry) = coverage.documents.iter().find(|entry| entry.id == rule) {
            return of(&entry.title, &entry.origin);
        }
        if let Some(entry) = coverage.exclusions.iter().find(|entry| entry.id == rule) {
            return of(&entry.title, &entry.origin);
        }
        let entry = coverage.periods.iter().find(|entry| entry.id == rule)?;
        of(&entry.title, &entry.origin)
    }

    fn component(&self, view: &CoverageView, component: &ComponentView) -> CoverageComponent {
        let entry = component.because.rule().and_then(|rule| self.entry(rule)).unzip();
        CoverageComponent {
            id: component.id.clone(),
            title: component.title.get(self.language).to_owned(),
            concerned: component.is_concerned,
            verdict: component.verdict,
            verdict_text: component.verdict.message(self.language).to_owned(),
            text: view.statement(component, self.language),
            rule: component.because.rule().map(str::to_owned),
            rule_title: entry.0,
            rule_origin: entry.1.flatten(),
            last_day: component.because.last_day().map(|day| day.to_string()),
        }
    }
}
