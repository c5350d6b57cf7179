//! What is expected of the way of a job: its steps, what is missing, and what has left the phone.

use std::collections::BTreeSet;

use doorstep_domain::checklist::{StepState, StepView};

use super::expect::{Findings, Look};
use crate::scenario::Check;
use crate::world::Trouble;

impl Look<'_> {
    pub(super) fn check_progress(&self, check: &Check, findings: &mut Findings) -> Result<(), Trouble> {
        let word = check.word();
        match check {
            Check::Steps(steps) => {
                for (step, expected) in steps {
                    findings.same(
                        &format!("step {step}"),
                        self.step_state(step)?.as_str(),
                        expected.as_str(),
                    );
                }
            }
            Check::Offered(steps) => {
                for (step, expected) in steps {
                    let offered = self.step(step)?.offered.clone().ok_or("all of its options are offered")?;
                    findings.same_set(
                        &format!("offered, {step}"),
                        offered.into_iter().collect(),
                        &expected.0,
                    );
                }
            }
            Check::Missing(steps) => {
                let missing = self.missing_for("done")?;
                for step in steps.0.iter().filter(|step| !missing.contains(*step)) {
                    findings.wrong(format!("missing: expected {step} among {missing:?}"));
                }
            }
            Check::Ready(outcomes) => {
                for outcome in &outcomes.0 {
                    findings.same(
                        &format!("missing for {outcome}"),
                        self.missing_for(outcome)?,
                        BTreeSet::new(),
                    );
                }
            }
            Check::Notices(count) => findings.same(word, self.job.notices.len(), *count),
            Check::Unsent(count) => {
                findings.same(word, usize::try_from(self.job.outbox.waiting_count)?, *count);
            }
            Check::Refused(codes) => {
                let refused = self.phone.core()?.outbox()?.refused;
                findings.same_set(word, refused.into_iter().map(|item| item.code).collect(), &codes.0);
            }
            Check::Files(count) => findings.same(word, self.photos_held()?, *count),
            _ => {}
        }
        Ok(())
    }

    fn step(&self, step: &str) -> Result<&StepView, Trouble> {
        let checklist =
            self.job.checklists.get(&self.visit).ok_or("the phone has no checklist for this job")?;
        let path = self.stage.path_of(step)?;
        let step = checklist.steps.iter().find(|found| found.path == path);
        Ok(step.ok_or("the checklist has no such step")?)
    }

    fn step_state(&self, step: &str) -> Result<String, Trouble> {
        Ok(match &self.step(step)?.state {
            StepState::Hidden => "hidden",
            StepState::NotApplicable => "not applicable",
            StepState::Locked { .. } => "locked",
            StepState::Open => "open",
            StepState::Done => "done",
        }
        .to_owned())
    }

    fn missing_for(&self, outcome: &str) -> Result<BTreeSet<String>, Trouble> {
        let missing = self.phone.core()?.why_not(self.job.case, self.visit, outcome)?;
        Ok(missing.into_iter().map(|missing| self.stage.name_of_path(&missing.path())).collect())
    }

    /// Photos whose bytes the server really hands out.
    fn photos_held(&self) -> Result<usize, Trouble> {
        let desk = self.stage.desk.core()?;
        let fetched = self.job.photos.iter().filter(|photo| {
            let fetched = desk.fetch_photo(self.job.case, photo.blob);
            fetched.is_ok() && desk.photo(self.job.case, photo.blob).is_ok()
        });
        Ok(fetched.count())
    }
}
