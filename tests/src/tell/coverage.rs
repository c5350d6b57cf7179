//! Checking what is covered, and why.

use std::collections::BTreeMap;

use doorstep_domain::coverage::RESULT;
use doorstep_domain::text::Language;

use super::expect::{Findings, Look};
use crate::scenario::{CoverageCheck, Reasoned};
use crate::world::Trouble;

impl Look<'_> {
    pub(super) fn check_coverage(
        &self,
        expected: &BTreeMap<String, CoverageCheck>,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let view = self.phone.core()?.coverage(self.job.case, self.visit)?;
        let view = view.ok_or("the service has no coverage")?;
        for (id, check) in expected {
            let (verdict, reasoned) = match check {
                CoverageCheck::Verdict(verdict) => (Some(verdict), None),
                CoverageCheck::Reasoned(reasoned) => (reasoned.is.as_ref(), Some(reasoned)),
            };
            let component = view.component(id);
            let found = match component {
                Some(component) => component.verdict,
                None if RESULT.ends_with(&format!(".{id}")) => view.result,
                None => return Err(format!("the coverage has no component `{id}`").into()),
            };
            if let Some(verdict) = verdict {
                findings.same(&format!("coverage of {id}"), found.name(), verdict.as_str());
            }
            if let (Some(Reasoned { until, rule, because, .. }), Some(component)) = (reasoned, component) {
                if until.is_some() {
                    let last_day = component.because.last_day().map(|day| day.to_string());
                    findings.same(&format!("last covered day of {id}"), last_day, until.clone());
                }
                if rule.is_some() {
                    findings.same(&format!("rule for {id}"), component.because.rule(), rule.as_deref());
                }
                let told = view.explain(component, &Language::english());
                if let Some(because) = because.as_ref().filter(|because| !told.contains(because.as_str())) {
                    findings.same(&format!("reason for {id}"), told, because.clone());
                }
            }
        }
        Ok(())
    }
}
