//! Checking what a story expects of timers and duties.

use std::collections::BTreeMap;

use doorstep_domain::timer::{Certainty, DutyView, TimerView};

use super::expect::{Findings, Look};
use crate::scenario::{DutyCheck, Moment, TimerCheck};
use crate::world::Trouble;

const DOES_NOT_APPLY: &str = "none";

impl Look<'_> {
    pub(super) fn check_timers(
        &self,
        expected: &BTreeMap<String, TimerCheck>,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let view = self.phone.core()?.timers(self.job.case)?;
        for (id, check) in expected {
            let of_visit = |timer: &&TimerView| timer.visit.is_none_or(|visit| visit == self.visit);
            let timer = view.timers.iter().filter(of_visit).find(|timer| timer.id == *id);
            self.check_timer(id, timer, check, findings);
        }
        Ok(())
    }

    fn check_timer(&self, id: &str, timer: Option<&TimerView>, check: &TimerCheck, findings: &mut Findings) {
        let of = |what: &str| format!("timer {id}, {what}");
        if let Some(expected) = &check.state {
            let found = timer.map_or(DOES_NOT_APPLY, |timer| timer.state.name());
            findings.same(&of("state"), found, expected.as_str());
        }
        let times = [
            ("due", check.due, timer.and_then(|timer| timer.due_at_ms)),
            ("warn", check.warn, timer.and_then(|timer| timer.warn_at_ms)),
            ("stopped", check.stopped, timer.and_then(|timer| timer.stopped_at_ms)),
        ];
        for (what, expected, found) in times {
            self.check_time(&of(what), expected, found, findings);
        }
        if let Some(expected) = check.paused {
            let found = timer.and_then(|timer| timer.rule.as_ref()).map(|rule| rule.paused_ms / 60_000);
            findings.same(&of("minutes paused"), found, Some(expected));
        }
        if let Some(expected) = check.counts {
            findings.same(&of("counts"), timer.map(|timer| timer.counts), Some(expected));
        }
        if let Some(expected) = check.certain {
            let found = timer.map(|timer| timer.certainty == Certainty::Exact);
            findings.same(&of("certain"), found, Some(expected));
        }
    }

    pub(super) fn check_duties(
        &self,
        expected: &BTreeMap<String, DutyCheck>,
        findings: &mut Findings,
    ) -> Result<(), Trouble> {
        let view = self.phone.core()?.timers(self.job.case)?;
        for (id, check) in expected {
            let duty = view.duties.iter().find(|duty| duty.id == *id);
            self.check_duty(id, duty, check, findings);
        }
        Ok(())
    }

    fn check_duty(&self, id: &str, duty: Option<&DutyView>, check: &DutyCheck, findings: &mut Findings) {
        let of = |what: &str| format!("duty {id}, {what}");
        if let Some(expected) = &check.state {
            let found = duty.map_or(DOES_NOT_APPLY, |duty| duty.state.name());
            findings.same(&of("state"), found, expected.as_str());
        }
        let current = duty.and_then(|duty| duty.current.as_ref());
        if let Some(expected) = check.done {
            findings.same(&of("done"), current.map(|period| period.done), Some(expected));
        }
        if let Some(expected) = check.of {
            findings.same(&of("of"), current.map(|period| period.needed), Some(expected));
        }
        self.check_time(&of("due"), check.due, current.map(|period| period.due_at_ms), findings);
        let warn = current.and_then(|period| period.warn_at_ms);
        self.check_time(&of("warn"), check.warn, warn, findings);
        if let Some(expected) = check.missed {
            findings.same(&of("missed"), duty.map(|duty| duty.missed.len()), Some(expected));
        }
    }

    fn check_time(&self, what: &str, expected: Option<Moment>, found: Option<i64>, findings: &mut Findings) {
        let Some(expected) = expected else { return };
        let stage = self.stage;
        let expected = stage.shown(expected.at(stage.time.now_ms(), &stage.zone));
        findings.same(what, found.map(|at_ms| stage.shown(at_ms)), Some(expected));
    }
}
