//! Checking what of a job is shown, and what is not.

use doorstep_core::{JobFilter, JobSummary, Standing};

use super::expect::{Findings, Look};
use crate::scenario::Check;
use crate::world::Trouble;

impl Look<'_> {
    pub(super) fn check_privacy(&self, check: &Check, findings: &mut Findings) -> Result<(), Trouble> {
        let word = check.word();
        let created = self.job.state.created.as_ref().map(|created| &created.body);
        match check {
            Check::Address(expected) => {
                findings.same(
                    word,
                    created.map(|created| created.site.address.as_str()),
                    Some(expected.as_str()),
                );
                let listed = self.listed(None)?.map(|row| row.address);
                findings.same("address in the list", listed.as_deref(), Some(expected.as_str()));
            }
            Check::Phone(expected) => {
                let found = created.and_then(|created| created.customer.phone.as_deref());
                findings.same(word, found.unwrap_or("none"), expected.as_str());
            }
            Check::Privacy(expected) => {
                let found = match self.job.privacy.as_ref().map(|privacy| privacy.standing) {
                    None => "nothing is hidden",
                    Some(Standing::Shown { .. }) => "shown",
                    Some(Standing::NotYet { .. }) => "not yet",
                    Some(Standing::NotAgreed) => "not agreed",
                    Some(Standing::Over) => "over",
                };
                findings.same(word, found, expected.as_str());
                let listed = self.listed(None)?.map(|row| row.is_masked);
                findings.same(
                    "masked in the list",
                    listed,
                    Some(!matches!(found, "shown" | "nothing is hidden")),
                );
            }
            Check::Found(words) => {
                for (text, expected) in words {
                    let found = self.listed(Some(text))?.is_some();
                    findings.same(&format!("{word} {text}"), found, *expected);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn listed(&self, text: Option<&str>) -> Result<Option<JobSummary>, Trouble> {
        let filter = JobFilter {
            with_archived: true,
            text: text.map(str::to_owned),
            limit: 500,
            ..JobFilter::default()
        };
        let rows = self.phone.core()?.jobs(&filter)?;
        Ok(rows.into_iter().find(|row| row.case == self.job.case))
    }
}
