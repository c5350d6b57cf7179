//! What is covered.

use doorstep_domain::coverage::ComponentView;

use super::Builder;
use crate::model::{Component, Coverage};

impl Builder<'_> {
    /// The coverage as the current visit sees it.
    pub(super) fn coverage(&self) -> Option<Coverage> {
        let language = self.source.language;
        let visit = self.source.case.state().current_visit()?;
        let view = self.source.case.coverage(visit, self.source.pack).ok()??;
        let component = |component: &ComponentView| Component {
            title: self.text(&component.title).to_owned(),
            verdict: component.verdict,
            word: component.verdict.message(language).to_owned(),
            why: view.explain(component, language),
        };
        Some(Coverage {
            title: self.text(&view.title).to_owned(),
            on: view.on.to_string(),
            by: view.decided.as_ref().map(|decided| self.name_and_role(&decided.who)),
            components: view.concerned().map(component).collect(),
        })
    }
}
