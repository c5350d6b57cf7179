use super::*;

/// T-24: the first 48 hours are free, to the second (scenario 21).
const FREE: &str = r#"{
    "timers": [
        {"id": "free", "title": {"en": "Free"}, "from": "answers.ordered_at", "until": "completed",
         "limits": [{"within": "48h"}]},
        {"id": "unknown", "title": {"en": "Answer"}, "from": "reported", "until": "contacted",
         "limits": [{"within": "not_configured"}]},
        {"id": "early", "title": {"en": "Be early"}, "per": "visit", "from": "reported", "until": "arrived",
         "limits": [{"within": "15m"}]}
    ]
}"#;

const REPORTED: &str = "2026-03-02 10:00";

fn ordered() -> Story {
    Story::new(FREE, REPORTED).answered("ordered_at", "2026-03-02T10:00")
}

/// What an expression reads of a timer for somebody whose clock says `now`.
fn read(story: &Story, timer: &str, visit: Option<VisitId>, now: &str) -> Option<&'static str> {
    let context = |_: Option<VisitId>| -> Box<dyn Context> { Box::new(Emergency(false)) };
    let (state, answers, zone) = (&story.state, &story.answers, china());
    let inputs = Inputs { state, answers, zone: &zone, now: evidence(now), context: &context };
    settled_of(&story.timing, timer, visit, &inputs)
}

fn settled_of(
    timing: &Timing<Expr>,
    timer: &str,
    visit: Option<VisitId>,
    inputs: &Inputs<'_>,
) -> Option<&'static str> {
    super::super::settled(timing, timer, visit, inputs).map(TimerState::name)
}

#[test]
fn a_timer_that_runs_says_nothing_whatever_the_clock_of_the_reader_shows() {
    let story = ordered();
    for now in ["2026-03-02 10:00", "2026-03-04 10:00:01", "2027-01-01 00:00"] {
        assert_eq!(read(&story, "free", None, now), None, "{now}");
    }
    assert!(
        story.timer("free", "2026-03-04 10:00:01").starts_with("breached"),
        "people are told all the same"
    );
}

#[test]
fn it_is_met_at_the_last_second_and_breached_one_second_later_for_every_reader() {
    for (completed, expected) in [("2026-03-04 10:00:00", "met"), ("2026-03-04 10:00:01", "breached")] {
        let story = ordered().completed(completed);
        for now in ["2026-03-02 10:00", "2026-03-04 10:00:01", "2027-01-01 00:00"] {
            assert_eq!(read(&story, "free", None, now), Some(expected), "{completed}, read at {now}");
        }
    }
}

#[test]
fn what_was_dropped_or_never_configured_is_said_and_what_has_not_begun_is_not() {
    let dropped = ordered().ended("2026-03-02 11:00", Outcome::Cancelled { reason: "twice".into() });
    assert_eq!(read(&dropped, "free", None, REPORTED), Some("dropped"));
    assert_eq!(read(&ordered(), "unknown", None, REPORTED), Some("not_configured"));
    assert_eq!(read(&Story::new(FREE, REPORTED), "free", None, REPORTED), None);
    assert_eq!(read(&ordered(), "nothing", None, REPORTED), None);
}

#[test]
fn a_timer_of_every_visit_is_that_of_the_visit_at_hand() {
    let story = ordered().entered(Phase::Arrived, "2026-03-02 10:15");
    assert_eq!(read(&story, "early", Some(VISIT), REPORTED), Some("met"));
    assert_eq!(read(&story, "early", None, REPORTED), None, "the case as a whole has none");
}
