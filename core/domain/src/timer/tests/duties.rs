use super::*;

/// T-08: the duties of a coordination order, and the monthly visit of T-13 (AMB-32).
const DUTIES: &str = r#"{
    "duties": [
        {"id": "entry", "title": {"en": "Entry"}, "every": "week", "at_least": 1, "counts": "entry",
         "from": "created", "until": ["completed", "archived"], "first_period": "due", "warn_before": "24h"},
        {"id": "leader", "title": {"en": "Check"}, "every": "month", "at_least": 2,
         "counts": "signed.manager_inspect", "from": "created", "until": "completed", "role": "leader"},
        {"id": "visit", "title": {"en": "Visit"}, "every": "month", "at_least": 1,
         "counts": ["step.monthly_visit", "answers.counts_as_monthly"], "from": "created"},
        {"id": "unknown", "title": {"en": "?"}, "every": "month", "at_least": "not_configured",
         "counts": "entry", "from": "created"}
    ]
}"#;

fn duty(story: &Story, id: &str, now: &str) -> DutyView {
    story.look(now).duties.into_iter().find(|duty| duty.id == id).unwrap()
}

fn periods(periods: &[PeriodView]) -> Vec<String> {
    periods.iter().map(|p| format!("{}..{} {} of {}", p.from, p.to, p.done, p.needed)).collect()
}

/// `state: period at hand`.
fn current(story: &Story, id: &str, now: &str) -> String {
    let duty = duty(story, id, now);
    let period = duty.current.as_slice();
    format!("{}: {}", duty.state.name(), periods(period).join(""))
}

#[test]
fn scenario_7_a_week_without_an_entry_raises_an_alarm() {
    // 2026-07-15 is a Wednesday.
    let story = Story::new(DUTIES, "2026-07-15 18:00");
    assert_eq!(current(&story, "entry", "2026-07-16 10:00"), "open: 2026-07-13..2026-07-19 0 of 1");
    let view = story.look("2026-07-16 10:00");
    let alarm = &view.alarms()[0];
    assert_eq!((alarm.id.as_str(), shown(Some(alarm.due_at_ms))), ("entry", "2026-07-19 23:59:59".into()));
    assert_eq!(shown(alarm.warn_at_ms), "2026-07-18 23:59:59");
    assert!(!view.is_breached());

    let late = duty(&story, "entry", "2026-07-20 00:00");
    assert_eq!(periods(&late.missed), ["2026-07-13..2026-07-19 0 of 1"]);
    assert!(story.look("2026-07-20 00:00").is_breached());

    let written = story.entry("2026-07-19 23:59").entry("2026-07-27 00:00");
    assert_eq!(
        periods(&duty(&written, "entry", "2026-07-30 10:00").missed),
        ["2026-07-20..2026-07-26 0 of 1"]
    );
    assert_eq!(current(&written, "entry", "2026-07-30 10:00"), "done: 2026-07-27..2026-08-02 1 of 1");
    let alarms: Vec<_> = written.look("2026-07-30 10:00").alarms().into_iter().collect();
    let entry: Vec<String> =
        alarms.iter().filter(|a| a.id == "entry").map(|a| shown(Some(a.due_at_ms))).collect();
    assert_eq!(entry, ["2026-07-26 23:59:59", "2026-08-09 23:59:59"], "the week missed, and the next one");
}

#[test]
fn a_part_of_a_month_asks_for_nothing_unless_the_pack_says_so() {
    let story = Story::new(DUTIES, "2026-07-15 18:00");
    assert_eq!(current(&story, "leader", "2026-07-20 10:00"), "done: 2026-07-01..2026-07-31 0 of 0");
    assert_eq!(current(&story, "leader", "2026-08-20 10:00"), "open: 2026-08-01..2026-08-31 0 of 2");
    let once = story.signed("2026-08-05 10:00", SignatureRole::ManagerInspect);
    assert_eq!(current(&once, "leader", "2026-08-20 10:00"), "open: 2026-08-01..2026-08-31 1 of 2");
    assert_eq!(periods(&duty(&once, "leader", "2026-09-01 00:00").missed), ["2026-08-01..2026-08-31 1 of 2"]);
    let twice = once.signed("2026-08-31 23:59:59", SignatureRole::ManagerInspect);
    assert_eq!(periods(&duty(&twice, "leader", "2026-09-01 00:00").missed), [] as [&str; 0]);
    let whole = Story::new(DUTIES, "2026-07-01 00:00");
    assert_eq!(current(&whole, "leader", "2026-07-20 10:00"), "open: 2026-07-01..2026-07-31 0 of 2");
}

#[test]
fn scenario_15_a_fault_visit_marked_so_counts_as_the_monthly_visit() {
    let plain = Story::new(DUTIES, "2026-06-01 00:00").entered(Phase::Arrived, "2026-07-08 09:00");
    assert_eq!(current(&plain, "visit", "2026-07-20 10:00"), "open: 2026-07-01..2026-07-31 0 of 1");
    let marked = plain.answered("counts_as_monthly", true);
    assert_eq!(current(&marked, "visit", "2026-07-20 10:00"), "done: 2026-07-01..2026-07-31 1 of 1");
    let denied = marked.answered("counts_as_monthly", false);
    assert_eq!(current(&denied, "visit", "2026-07-20 10:00"), "open: 2026-07-01..2026-07-31 0 of 1");
}

#[test]
fn a_duty_ends_with_its_job_and_the_last_period_is_not_missed() {
    let story =
        Story::new(DUTIES, "2026-07-13 00:00").entry("2026-07-14 09:00").completed("2026-07-29 10:00");
    let ended = duty(&story, "entry", "2026-09-01 10:00");
    assert_eq!(ended.state, DutyState::Ended);
    assert_eq!(periods(&ended.missed), ["2026-07-20..2026-07-26 0 of 1"]);
    assert!(story.look("2026-09-01 10:00").alarms().iter().all(|alarm| alarm.id != "entry"));
}

#[test]
fn how_often_is_never_guessed_and_endless_claims_cost_nothing() {
    let story = Story::new(DUTIES, "2026-07-15 18:00");
    assert_eq!(duty(&story, "unknown", "2027-07-15 18:00").state, DutyState::NotConfigured);
    let old = Story::new(DUTIES, "1201-07-15 18:00");
    assert_eq!(duty(&old, "entry", "2026-07-15 18:00").missed.len(), DutyView::MAX_MISSED);
    for now in [i64::MIN, i64::MAX] {
        let view = story.look_with(TimeEvidence { wall_ms: now, boot_ms: 0, boot_id: 3 });
        assert!(view.duties[0].missed.len() <= DutyView::MAX_MISSED);
    }
}
