//! Checking what is due.

use std::collections::BTreeMap;

use super::expect::{Findings, Look};
use crate::scenario::{DutyCheck, TimerCheck};
use crate::world::Trouble;

impl Look<'_> {
    pub(super) fn check_timers(
        &self,
        timers: &BTreeMap<String, TimerCheck>,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let view = self.phone.core()?.timers(self.job.case)?;
        for (id, check) in timers {
            let timer = view.timers.iter().find(|timer| timer.id == *id);
            if let Some(expected) = &check.state {
                let found = timer.map_or("none", |timer| timer.state.name());
                findings.same(&format!("timer {id}"), found, expected.as_str());
            }
            if let Some(due) = &check.due {
                let expected = self.stage.shown(due.at(self.stage.time.now_ms(), &self.stage.zone));
                let found = timer.and_then(|timer| timer.due_at_ms).map(|at| self.stage.shown(at));
                findings.same(&format!("timer {id}, due"), found, Some(expected));
            }
        }
        Ok(())
    }

    pub(super) fn check_duties(
        &self,
        duties: &BTreeMap<String, DutyCheck>,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let view = self.phone.core()?.timers(self.job.case)?;
        for (id, check) in duties {
            let duty = view.duties.iter().find(|duty| duty.id == *id).ok_or("there is no such duty")?;
            if let Some(expected) = &check.state {
                findings.same(&format!("duty {id}"), duty.state.name(), expected.as_str());
            }
            if let Some(expected) = check.missed {
                findings.same(&format!("duty {id}, missed"), duty.missed.len(), expected);
            }
        }
        Ok(())
    }
}
