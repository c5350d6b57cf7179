use super::*;

/// T-28 to T-31 of the outlet contract and of the promise to customers, as scenario 20 tells them.
const TWO_CLOCKS: &str = r#"{
    "clocks": {
        "outlet": {"title": {"en": "Outlet contract"}, "breach": true},
        "customer": {"title": {"en": "Promise"}, "breach": false}
    },
    "seasons": {"peak": {"from": "05-01", "to": "08-31"}},
    "timers": [
        {"id": "install", "title": {"en": "Install"}, "clock": "outlet", "from": "answers.sold_at",
         "until": "completed", "limits": [{"season": "peak", "within": "24h"}, {"within": "8h"}]},
        {"id": "install_promise", "title": {"en": "Install"}, "clock": "customer", "from": "answers.sold_at",
         "until": "completed", "limits": [{"within": "24h"}]},
        {"id": "contact", "title": {"en": "Call"}, "clock": "outlet", "from": "reported",
         "until": ["contacted", "arrived"], "warn_before": "15m",
         "limits": [{"season": "peak", "within": "1h"}, {"within": "30m"}]},
        {"id": "finish", "title": {"en": "Finish"}, "clock": "outlet", "from": "reported",
         "until": "completed", "limits": [{"within": "24h"}]},
        {"id": "finish_promise", "title": {"en": "Finish"}, "clock": "customer", "from": "reported",
         "until": "completed", "pauses": ["waiting_for_part"], "extended_by": ["waiting_for_part"],
         "limits": [{"by": {"through_anniversary": {"days": 3}}}]}
    ]
}"#;

/// Plans A and B of the contract, as scenario 15 tells them.
const PLANS: &str = r#"{
    "windows": {
        "plan_a": {"title": {"en": "7x9"}, "hours": [
            {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "open": "08:30", "close": "17:30"}]},
        "plan_b": {"title": {"en": "5x9"}, "hours": [
            {"days": ["mon", "tue", "wed", "thu", "fri"], "open": "08:30", "close": "17:30"}]}
    },
    "timers": [
        {"id": "a", "title": {"en": "Send"}, "from": "reported", "until": "assigned", "limits": [{"within": "2h"}],
         "window": {"name": "plan_a", "outside": "next_open", "stop_at_close": false}},
        {"id": "b", "title": {"en": "Send"}, "from": "reported", "until": "assigned", "limits": [{"within": "2h"}],
         "window": {"name": "plan_b", "outside": "not_covered", "stop_at_close": false}},
        {"id": "stops", "title": {"en": "Send"}, "from": "reported", "until": "assigned",
         "limits": [{"within": "2h"}],
         "window": {"name": "plan_b", "outside": "next_open", "stop_at_close": true}}
    ]
}"#;

const DESK: &str = r#"{
    "timers": [
        {"id": "prepare", "title": {"en": "Prepare"}, "from": "assigned", "restarts": true,
         "until": ["set_out", "arrived"], "limits": [{"within": "5m"}], "origin": "T-01"},
        {"id": "emergency", "title": {"en": "On the spot"}, "from": "reported", "until": "arrived",
         "when": ["get", "job.emergency"], "limits": [{"within": "15m"}], "origin": "T-02"},
        {"id": "hand_in", "title": {"en": "Hand in"}, "from": "completed",
         "until": "signed.technician_hand_in", "limits": [{"by": "same_day"}], "origin": "T-09"},
        {"id": "call", "title": {"en": "Call"}, "from": "completed", "until": "archived",
         "limits": [{"by": {"on_anniversary": {"days": 7}}}]},
        {"id": "unknown", "title": {"en": "Answer"}, "from": "reported", "until": "contacted",
         "limits": [{"within": "not_configured"}]},
        {"id": "travel", "title": {"en": "Be early"}, "per": "visit", "from": "appointed", "restarts": true,
         "until": "arrived", "limits": [{"by": {"ahead": "3m"}}], "origin": "T-03"}
    ]
}"#;

#[test]
fn scenario_20_two_clocks_run_side_by_side_and_the_season_decides() {
    let july = Story::new(TWO_CLOCKS, "2026-07-15 10:00").answered("sold_at", "2026-07-15T10:00");
    assert_eq!(july.timer("install", "2026-07-15 12:00"), "running 2026-07-16 10:00:00");
    assert_eq!(july.timer("install_promise", "2026-07-15 12:00"), "running 2026-07-16 10:00:00");
    assert_eq!(july.timer("contact", "2026-07-15 10:30"), "running 2026-07-15 11:00:00");
    let november = Story::new(TWO_CLOCKS, "2026-11-15 10:00").answered("sold_at", "2026-11-15T10:00");
    assert_eq!(november.timer("install", "2026-11-15 12:00"), "running 2026-11-15 18:00:00");
    assert_eq!(november.timer("install_promise", "2026-11-15 12:00"), "running 2026-11-16 10:00:00");
    assert_eq!(november.timer("contact", "2026-11-15 10:15"), "running 2026-11-15 10:30:00");
    let late = november.look("2026-11-15 19:00");
    assert!(late.is_breached(), "by the outlet's clock");
    assert_eq!(november.timer("install_promise", "2026-11-15 19:00"), "running 2026-11-16 10:00:00");
    let alarms: Vec<_> = late.alarms().into_iter().map(|alarm| (alarm.id, alarm.counts)).collect();
    assert_eq!(alarms[0], ("contact".to_owned(), true), "the earliest goes first");
    assert_eq!(alarms[2], ("finish".to_owned(), true));
    assert_eq!(alarms[3], ("install_promise".to_owned(), false));
}

#[test]
fn a_promise_missed_by_a_clock_that_does_not_count_is_late_and_no_breach() {
    let story = Story::new(TWO_CLOCKS, "2026-11-15 10:00")
        .answered("sold_at", "2026-11-14T16:00")
        .called("2026-11-15 10:20", CallResult::Reached)
        .completed("2026-11-15 17:00");
    let view = story.look("2026-11-20 10:00");
    let promise = view.timers.iter().find(|timer| timer.id == "install_promise").unwrap();
    assert_eq!((promise.state, promise.counts), (TimerState::Breached, false));
    assert_eq!(promise.rule.as_ref().unwrap().within.unwrap().to_string(), "24h");
    assert!(view.is_breached(), "the outlet's 8 hours are over as well");
}

#[test]
fn waiting_for_a_part_pauses_only_the_clock_that_says_so() {
    let waiting = Story::new(TWO_CLOCKS, "2026-07-15 10:00")
        .called("2026-07-15 10:10", CallResult::Agreed)
        .waits("2026-07-15 16:00", None);
    assert_eq!(waiting.timer("finish", "2026-07-18 10:00"), "breached 2026-07-16 10:00:00");
    assert_eq!(waiting.timer("finish_promise", "2026-07-25 10:00"), "paused -");
    assert!(waiting.look("2026-07-25 10:00").alarms().iter().all(|alarm| alarm.id != "finish_promise"));
    let came = waiting.resumed("2026-07-17 18:00");
    assert_eq!(came.timer("finish_promise", "2026-07-18 10:00"), "running 2026-07-20 23:59:59");
    let view = came.look("2026-07-18 10:00");
    let rule = view.timers.iter().find(|timer| timer.id == "finish_promise").unwrap().rule.clone().unwrap();
    assert_eq!(rule.paused_ms, 50 * 3_600_000);
}

#[test]
fn work_that_goes_on_ends_the_wait_and_a_later_agreed_time_moves_the_limit() {
    let story = Story::new(TWO_CLOCKS, "2026-07-15 10:00")
        .waits("2026-07-15 16:00", Some("2026-07-25 09:00"))
        .worked("2026-07-15 18:00", "2026-07-15 19:00");
    assert_eq!(story.timer("finish_promise", "2026-07-16 10:00"), "running 2026-07-25 09:00:00");
    let rule = story.look("2026-07-16 10:00").timers.pop().unwrap().rule.unwrap();
    assert_eq!(rule.agreed_ms, Some(at("2026-07-25 09:00")));
    assert_eq!(rule.paused_ms, 2 * 3_600_000);
}

#[test]
fn scenario_15_a_report_inside_the_window_outside_of_it_and_shortly_before_closing() {
    let saturday = Story::new(PLANS, "2026-07-18 11:00");
    assert_eq!(saturday.timer("a", "2026-07-18 11:30"), "running 2026-07-18 13:00:00");
    assert_eq!(saturday.timer("b", "2026-07-18 11:30"), "not_covered -");
    assert_eq!(saturday.timer("stops", "2026-07-18 11:30"), "paused 2026-07-20 10:30:00");
    assert_eq!(saturday.timer("stops", "2026-07-20 09:00"), "running 2026-07-20 10:30:00");
    let thursday = Story::new(PLANS, "2026-07-16 16:45");
    assert_eq!(thursday.timer("b", "2026-07-16 17:00"), "running 2026-07-16 18:45:00");
    assert_eq!(thursday.timer("stops", "2026-07-16 17:00"), "running 2026-07-17 09:45:00");
    assert_eq!(thursday.timer("stops", "2026-07-16 20:00"), "paused 2026-07-17 09:45:00");
    let night = Story::new(PLANS, "2026-07-16 22:00");
    assert_eq!(night.timer("a", "2026-07-16 22:00"), "running 2026-07-17 10:30:00");
    let closing = Story::new(PLANS, "2026-07-16 17:30");
    assert_eq!(closing.timer("b", "2026-07-16 18:00"), "not_covered -", "the moment of closing is outside");
    let friday = Story::new(PLANS, "2026-07-17 15:30");
    assert_eq!(friday.timer("stops", "2026-07-17 16:00"), "running 2026-07-17 17:30:00", "until it closes");
}

#[test]
fn a_timer_rings_for_its_due_time_although_it_stands_still_while_the_window_is_closed() {
    let night = Story::new(PLANS, "2026-07-16 16:45").look("2026-07-16 20:00");
    let alarm = night.alarms().into_iter().find(|alarm| alarm.id == "stops");
    assert_eq!(
        alarm.map(|alarm| alarm.due_at_ms),
        Some(at("2026-07-17 09:45")),
        "nobody writes when it opens"
    );
}

#[test]
fn a_limit_is_kept_at_its_last_second_and_missed_one_second_later() {
    let arrived = |local| {
        let mut story = Story::new(DESK, "2026-07-15 13:00").entered(Phase::Arrived, local);
        story.state.created.as_mut().unwrap().body.emergency = true;
        story.timer("emergency", "2026-07-15 18:00")
    };
    assert_eq!(arrived("2026-07-15 13:15:00"), "met 2026-07-15 13:15:00");
    assert_eq!(arrived("2026-07-15 13:15:01"), "breached 2026-07-15 13:15:00");
    let quiet = Story::new(DESK, "2026-07-15 13:00");
    assert_eq!(quiet.timer("emergency", "2026-07-15 18:00"), "-", "it does not apply");
}

#[test]
fn a_timer_that_restarts_counts_from_the_last_time() {
    let story =
        Story::new(DESK, "2026-07-15 09:00").assigned("2026-07-15 09:00").assigned("2026-07-15 09:30");
    assert_eq!(story.timer("prepare", "2026-07-15 09:31"), "running 2026-07-15 09:35:00");
    let gone = story.entered(Phase::Travelling, "2026-07-15 09:34");
    assert_eq!(gone.timer("prepare", "2026-07-15 12:00"), "met 2026-07-15 09:35:00");
}

#[test]
fn days_are_those_of_the_site() {
    let done = Story::new(DESK, "2026-07-15 09:00").completed("2026-07-15 23:30");
    assert_eq!(done.timer("hand_in", "2026-07-15 23:40"), "running 2026-07-15 23:59:59");
    assert_eq!(done.timer("hand_in", "2026-07-16 00:00"), "breached 2026-07-15 23:59:59");
    let handed = done.signed("2026-07-15 23:59:59", SignatureRole::TechnicianHandIn);
    assert_eq!(handed.timer("hand_in", "2026-07-20 00:00"), "met 2026-07-15 23:59:59");
    let view = handed.look("2026-07-16 10:00");
    let call = view.timers.iter().find(|timer| timer.id == "call").unwrap();
    assert_eq!(
        (shown(call.warn_at_ms), shown(call.due_at_ms)),
        ("2026-07-22 00:00:00".to_owned(), "2026-07-22 23:59:59".to_owned(),)
    );
}

#[test]
fn a_limit_that_is_not_configured_is_never_guessed() {
    let story = Story::new(DESK, "2026-07-15 09:00");
    assert_eq!(story.timer("unknown", "2027-01-01 00:00"), "not_configured -");
    assert!(story.look("2027-01-01 00:00").alarms().is_empty());
}

#[test]
fn a_visit_has_its_own_clock_before_its_appointment() {
    let mut story = Story::new(DESK, "2026-07-15 09:00");
    story.visit().appointment = Some(settled("2026-07-15 09:10", (at("2026-07-16 10:00"), None)));
    assert_eq!(story.timer("travel", "2026-07-15 12:00"), "running 2026-07-16 09:57:00");
    let other = VisitState { number: 2, ..VisitState::default() };
    story.state.visits.insert(VisitId([9; 8]), other);
    let view = story.look("2026-07-15 12:00");
    let visits: Vec<_> =
        view.timers.iter().filter(|t| t.id == "travel").map(|t| (t.visit, t.state)).collect();
    assert_eq!(visits, [(Some(VISIT), TimerState::Running), (Some(VisitId([9; 8])), TimerState::NotStarted)]);
}

#[test]
fn a_cancelled_job_drops_what_was_in_time_and_keeps_what_was_late() {
    let cancelled = Outcome::Cancelled { reason: "reported-twice".into() };
    let early = Story::new(TWO_CLOCKS, "2026-07-15 10:00").ended("2026-07-15 10:30", cancelled.clone());
    assert_eq!(early.timer("contact", "2026-07-16 10:00"), "dropped 2026-07-15 11:00:00");
    let late = Story::new(TWO_CLOCKS, "2026-07-15 10:00").ended("2026-07-15 11:30", cancelled);
    assert_eq!(late.timer("contact", "2026-07-16 10:00"), "breached 2026-07-15 11:00:00");
    assert!(late.look("2026-07-20 10:00").alarms().is_empty(), "nothing is left to do");
}

#[test]
fn what_was_done_before_it_was_asked_for_is_done() {
    let story = Story::new(TWO_CLOCKS, "2026-07-15 10:00").called("2026-07-15 09:58", CallResult::Agreed);
    assert_eq!(story.timer("contact", "2026-07-15 18:00"), "met 2026-07-15 11:00:00");
    let nobody = Story::new(TWO_CLOCKS, "2026-07-15 10:00").called("2026-07-15 10:10", CallResult::NoAnswer);
    assert_eq!(nobody.timer("contact", "2026-07-15 10:59"), "running 2026-07-15 11:00:00");
    assert_eq!(shown(nobody.look("2026-07-15 10:59").timers[2].warn_at_ms), "2026-07-15 10:45:00");
}

#[test]
fn a_clock_set_back_does_not_stop_a_timer_and_is_said() {
    let mut story = Story::new(DESK, "2026-07-15 13:00");
    story.state.created.as_mut().unwrap().body.emergency = true;
    let honest = evidence("2026-07-15 13:20");
    let set_back = TimeEvidence { wall_ms: honest.wall_ms - 3 * 3_600_000, ..honest };
    let view = story.look_with(set_back);
    let timer = view.timers.iter().find(|timer| timer.id == "emergency").unwrap();
    assert_eq!(timer.state, TimerState::Breached, "the time since the start of the phone tells");
    assert_eq!(timer.certainty, Certainty::Uncertain { clock_moved_ms: -3 * 3_600_000 });
    assert_eq!(story.look_with(honest).timers[1].certainty, Certainty::Exact);
    let restarted = TimeEvidence { boot_id: 2, boot_ms: 5_000, ..honest };
    assert_eq!(story.look_with(restarted).timers[1].certainty, Certainty::Exact);
}

#[test]
fn a_clock_that_was_moved_between_two_facts_makes_what_rests_on_them_uncertain() {
    let mut story = Story::new(DESK, "2026-07-15 13:00").assigned("2026-07-15 13:01");
    let honest = evidence("2026-07-15 13:05");
    let moved = TimeEvidence { wall_ms: honest.wall_ms + 7_200_000, ..honest };
    story.visit().entered.insert(Phase::Travelling, moved);
    story.state.flags.push(Flag::ClockJumped { fact: fact(moved), boot_id: 1, by_ms: 7_200_000 });
    let view = story.look_with(TimeEvidence { wall_ms: at("2026-07-15 18:00"), boot_ms: 1, boot_id: 9 });
    let timer = view.timers.iter().find(|timer| timer.id == "prepare").unwrap();
    assert_eq!(timer.state, TimerState::Met, "four minutes passed on the phone, whatever its clock says");
    assert_eq!(shown(timer.stopped_at_ms), "2026-07-15 13:05:00");
    assert_eq!(timer.certainty, Certainty::Uncertain { clock_moved_ms: 7_200_000 });
    let unknown = view.timers.iter().find(|timer| timer.id == "hand_in").unwrap();
    assert_eq!(unknown.certainty, Certainty::Exact, "nothing of it rests on that clock");
}

#[test]
fn the_order_in_which_the_state_lists_things_changes_nothing() {
    let story = Story::new(TWO_CLOCKS, "2026-07-15 10:00")
        .called("2026-07-15 10:40", CallResult::NoAnswer)
        .called("2026-07-15 10:50", CallResult::Reached)
        .waits("2026-07-15 16:00", None)
        .waits("2026-07-17 09:00", Some("2026-07-19 09:00"))
        .resumed("2026-07-16 16:00")
        .resumed("2026-07-17 18:00");
    let before = story.look("2026-07-18 10:00");
    let mut turned = story;
    turned.state.part_waits.reverse();
    turned.state.resumptions.reverse();
    turned.visit().calls.reverse();
    assert_eq!(turned.look("2026-07-18 10:00"), before);
    let promise = before.timers.iter().find(|timer| timer.id == "finish_promise").unwrap();
    assert_eq!(promise.rule.as_ref().unwrap().paused_ms, 33 * 3_600_000);
}
