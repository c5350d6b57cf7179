//! Cases that cannot be projected: shown with the reason, and tried again ever more rarely.
//!
//! A case that fails or panics while it is folded fails again on the same bytes. It must neither keep the others waiting
//! nor be folded four times a second for ever; but news of it, or an update of the server, may mend it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use doorstep_domain::fact::{Area, CaseKind, Phase};
use doorstep_domain::id::CaseId;

use super::Projector;
use crate::error::Error;
use crate::store::JobRow;

/// The first pause, in milliseconds. Each failure in a row doubles it.
const FIRST_MS: i64 = 30_000;

/// The longest pause, in milliseconds: a mended server shows the case within the hour.
const LONGEST_MS: i64 = 3_600_000;

/// How often each case failed in a row. It begins anew when the server starts: perhaps it was updated.
#[derive(Debug, Default)]
pub(super) struct Failures(Mutex<BTreeMap<CaseId, u32>>);

impl Failures {
    /// Notes a failure, and says after how many milliseconds the case is tried again.
    fn add(&self, case: CaseId) -> i64 {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = failures.entry(case).or_default();
        let pause_ms = FIRST_MS.saturating_mul(1_i64 << (*count).min(16)).min(LONGEST_MS);
        *count = count.saturating_add(1);
        pause_ms
    }

    /// It went well.
    pub(super) fn forget(&self, case: CaseId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&case);
    }
}

impl Projector {
    /// Shows a case as stuck, and says when it is tried again without news.
    pub(super) fn set_stuck(&self, case: CaseId, error: &Error) -> Result<(), Error> {
        let now_ms = self.options.now_ms();
        let (reason, again_ms) = (error.to_string(), now_ms.saturating_add(self.failures.add(case)));
        tracing::error!(%case, %error, again_ms, "a case is not projected");
        self.write(move |tx| {
            if tx.case(case)?.is_none_or(|case| case.erased_at_ms.is_some()) {
                return Ok(());
            }
            let row = tx.job(case)?.unwrap_or_else(|| unknown(case, now_ms));
            tx.put_job(&JobRow { stuck: Some(reason.clone()), ..row })?;
            tx.look_again(case, again_ms)
        })
    }
}

/// The row of a case of which nothing is known but that it is there.
fn unknown(case: CaseId, now_ms: i64) -> JobRow {
    JobRow {
        case,
        number: case.to_string(),
        kind: CaseKind::Job.name().to_owned(),
        service: String::new(),
        customer: String::new(),
        address: String::new(),
        time_zone: "UTC0".to_owned(),
        report: String::new(),
        area: Area::Indoor.name().to_owned(),
        emergency: false,
        outcome: "open".to_owned(),
        archived: false,
        phase: Phase::Planned.name().to_owned(),
        visit_number: 1,
        visit_start_ms: None,
        visit_end_ms: None,
        escalated: false,
        assigned: Vec::new(),
        decision_count: 0,
        conflict_count: 0,
        exception_count: 0,
        flag_count: 0,
        waits_for_acceptance: false,
        total: None,
        stuck: None,
        reported_at_ms: now_ms,
        changed_at_ms: now_ms,
        masked: false,
        veil: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_that_goes_on_failing_is_tried_ever_more_rarely_until_it_goes_well() {
        let (failures, case, other) = (Failures::default(), CaseId([1; 16]), CaseId([2; 16]));
        let pauses: Vec<i64> = (0..9).map(|_| failures.add(case) / 1_000).collect();
        assert_eq!(pauses, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!(failures.add(other), FIRST_MS);
        failures.forget(case);
        assert_eq!(failures.add(case), FIRST_MS);
        for _ in 0..100 {
            assert!(failures.add(case) <= LONGEST_MS);
        }
    }
}
