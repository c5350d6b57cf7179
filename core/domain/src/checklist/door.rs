//! Rings and knocks: which of them count.

use std::collections::BTreeMap;

use super::definition::DoorRule;
use super::inputs::DoorAttempt;
use crate::time::TimeEvidence;

/// Attempts without an answer that lie at least the waiting time apart (catalogue rules AMB-01 and
/// T-05).
pub(super) fn patient_attempts(rule: &DoorRule, attempts: &[DoorAttempt]) -> u32 {
    let wait_ms = i64::from(rule.ring_wait_s) * 1_000;
    let mut last: Option<TimeEvidence> = None;
    let mut count = 0;
    for attempt in in_order(attempts).filter(|attempt| !attempt.answered) {
        if last.is_none_or(|last| attempt.at.since(&last) >= wait_ms) {
            last = Some(attempt.at);
            count += 1;
        }
    }
    count
}

/// By the boot clock within one start of a phone, which a clock set by hand does not disturb; the
/// starts by wall clock.
fn in_order(attempts: &[DoorAttempt]) -> impl Iterator<Item = &DoorAttempt> {
    let mut starts: BTreeMap<u64, Vec<&DoorAttempt>> = BTreeMap::new();
    for attempt in attempts {
        starts.entry(attempt.at.boot_id).or_default().push(attempt);
    }
    let mut starts: Vec<_> = starts.into_values().collect();
    for start in &mut starts {
        start.sort_by_key(|attempt| attempt.at.boot_ms);
    }
    starts.sort_by_key(|start| start.first().map(|first| first.at.wall_ms));
    starts.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: DoorRule = DoorRule { ring_wait_s: 10, max_attempts: 3 };

    fn attempt(wall_ms: i64, boot_ms: i64, boot_id: u64, answered: bool) -> DoorAttempt {
        DoorAttempt { at: TimeEvidence { wall_ms, boot_ms, boot_id }, answered }
    }

    fn at(seconds: &[i64]) -> Vec<DoorAttempt> {
        seconds.iter().map(|s| attempt(s * 1_000, s * 1_000, 1, false)).collect()
    }

    #[test]
    fn impatient_rings_do_not_count() {
        assert_eq!(patient_attempts(&RULE, &at(&[0, 10, 20])), 3);
        assert_eq!(patient_attempts(&RULE, &at(&[0, 9, 18])), 2, "18 is ten seconds after 0");
        assert_eq!(patient_attempts(&RULE, &at(&[0, 1, 2])), 1);
        assert_eq!(patient_attempts(&RULE, &at(&[20, 0, 10])), 3, "in any order");
        assert_eq!(patient_attempts(&RULE, &[]), 0);
    }

    #[test]
    fn an_answered_attempt_is_no_absence() {
        let attempts = [attempt(0, 0, 1, false), attempt(10_000, 10_000, 1, true)];
        assert_eq!(patient_attempts(&RULE, &attempts), 1);
    }

    #[test]
    fn a_clock_set_by_hand_does_not_disturb_the_count() {
        let set_back = [attempt(100_000, 0, 1, false), attempt(5_000, 10_000, 1, false)];
        assert_eq!(patient_attempts(&RULE, &set_back), 2);
        let set_forward = [attempt(0, 0, 1, false), attempt(900_000, 2_000, 1, false)];
        assert_eq!(patient_attempts(&RULE, &set_forward), 1);
        let restarted = [attempt(0, 500_000, 1, false), attempt(60_000, 3_000, 2, false)];
        assert_eq!(patient_attempts(&RULE, &restarted), 2);
    }
}
