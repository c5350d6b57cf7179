//! Scores: what marks are worth, and how a score is worked out from them.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::mean;
use super::*;
use crate::decimal::Decimal;
use crate::fact::{Created, ReliedOn, StepDone};
use crate::fold::{Recorded, State, VisitState, Who};
use crate::id::{CertificateId, FactId, VisitId};
use crate::ledger::Ledger;
use crate::pack::Configured;
use crate::text::Text;
use crate::time::TimeEvidence;
use crate::value::{AnswerKey, Value};
use crate::wage::Month;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn part(id: &str, weight: &str) -> ScorePart {
    let declared = Declared {
        service: "evaluation".to_owned(),
        step: "evaluated".to_owned(),
        about: "worker".to_owned(),
        day: "day".to_owned(),
        answer: id.to_owned(),
        worth: Worth::default(),
    };
    ScorePart {
        id: id.to_owned(),
        title: Text::default(),
        weight: Configured::Value(decimal(weight)),
        origin: None,
        from: Some(ScoreSource::Declared(declared)),
    }
}

/// An evaluation, declared at this time of the clock.
fn declared(at_ms: i64, answers: &[(&str, &str)]) -> Recorded<StepDone> {
    let visit = VisitId([1; 8]);
    let relied = |(step, value): &(&str, &str)| ReliedOn {
        key: AnswerKey::step(visit, step),
        value: Value::from(*value),
    };
    let body = StepDone {
        visit,
        step: "evaluated".to_owned(),
        relied_on: answers.iter().map(relied).collect(),
        by: None,
        lasted_ms: None,
    };
    recorded(at_ms, body)
}

fn recorded<T>(at_ms: i64, body: T) -> Recorded<T> {
    let who = Who {
        certificate: CertificateId([0; 32]),
        user: "lin".to_owned(),
        name: "Lin".to_owned(),
        role: "supervisor".to_owned(),
    };
    let at = TimeEvidence { wall_ms: at_ms, boot_ms: at_ms, boot_id: 1 };
    Recorded { fact: FactId([u8::try_from(at_ms).unwrap_or(0); 32]), who, at, body }
}

fn case(number: &str, done: Vec<Recorded<StepDone>>) -> Ledger {
    let visit = VisitState { steps_done: done, ..VisitState::default() };
    let created =
        Created { number: number.to_owned(), service: "evaluation".to_owned(), ..crate::tests::created() };
    let state = State {
        created: Some(recorded(0, created)),
        visits: [(VisitId([1; 8]), visit)].into(),
        ..State::default()
    };
    let parts = [part("attitude", "50"), part("quality", "50")];
    Ledger::of(&state, parts.iter().filter_map(|part| part.from.as_ref()))
}

const FULL: [(&str, &str); 4] =
    [("worker", "chen"), ("day", "2026-05-31"), ("attitude", "90"), ("quality", "70")];

fn may() -> Period {
    Period::Month("2026-05".parse::<Month>().unwrap())
}

#[test]
fn a_score_is_the_weighted_mean_of_what_was_declared_last() {
    let parts = [part("attitude", "30"), part("quality", "70")];
    let corrected = FULL.map(|(step, value)| (step, if step == "quality" { "80" } else { value }));
    let ledgers = [case("A-1", vec![declared(2, &corrected), declared(1, &FULL)])];
    let marks = Marks::gather(&parts, may(), &ledgers);
    let tally = tally(&parts, &[], "chen", &marks, &Scores::default());
    assert_eq!(tally.score, Ok(decimal("83")), "0.3 × 90 + 0.7 × 80");
    assert_eq!(tally.parts[1].marks.len(), 1, "an evaluation that was declared anew counts once");
    assert_eq!(
        (tally.parts[1].marks[0].by.as_str(), tally.parts[1].marks[0].number.as_str()),
        ("Lin", "A-1")
    );
}

#[test]
fn several_marks_of_a_part_count_as_their_mean_in_whatever_order_they_came() {
    let parts = [part("attitude", "100")];
    let mark = |number: &str, value: &'static str| {
        case(number, vec![declared(1, &[("worker", " chen "), ("day", "2026-05-02"), ("attitude", value)])])
    };
    let (a, b, c) = (mark("A-1", "80"), mark("A-2", "90"), mark("A-3", "90"));
    let one = Marks::gather(&parts, may(), [&a, &b, &c]);
    assert_eq!(one, Marks::gather(&parts, may(), [&c, &a, &b]));
    let tally = tally(&parts, &[], "chen", &one, &Scores::default());
    assert_eq!(tally.parts[0].percent, Some(decimal("86.67")));
}

#[test]
fn another_month_another_person_and_a_mark_beyond_a_hundred_do_not_count() {
    let parts = [part("attitude", "100")];
    for answers in [
        [("worker", "chen"), ("day", "2026-06-01"), ("attitude", "90")],
        [("worker", "li"), ("day", "2026-05-01"), ("attitude", "90")],
        [("worker", "chen"), ("day", "2026-05-01"), ("attitude", "101")],
        [("worker", "chen"), ("day", "in May"), ("attitude", "90")],
    ] {
        let marks = Marks::gather(&parts, may(), &[case("A-1", vec![declared(1, &answers)])]);
        let tally = tally(&parts, &[], "chen", &marks, &Scores::default());
        assert_eq!(tally.score, Err(ScoreError::NotGiven), "{answers:?}");
    }
    let year = Marks::gather(&parts, Period::Year(2026), &[case("A-1", vec![declared(1, &FULL)])]);
    assert_eq!(year.people().collect::<Vec<_>>(), ["chen"]);
}

#[test]
fn what_was_entered_by_hand_counts_before_marks() {
    let parts = [part("attitude", "50"), part("quality", "50")];
    let marks = Marks::gather(&parts, may(), &[case("A-1", vec![declared(1, &FULL)])]);
    let given = Scores { total: None, parts: [("quality".to_owned(), decimal("100"))].into() };
    let tally = tally(&parts, &[], "chen", &marks, &given);
    assert_eq!(tally.score, Ok(decimal("95")));
    assert!(tally.parts[1].by_hand && tally.parts[1].marks.len() == 1, "the mark is shown nevertheless");
}

#[test]
fn an_answer_is_worth_what_the_pack_says_and_nothing_else() {
    let of_five = Worth { best: Some(decimal("5")), points: BTreeMap::new() };
    assert_eq!(of_five.of("4"), Some(decimal("80")));
    assert_eq!(of_five.of("6"), None);
    let points = Worth { best: None, points: [("good".to_owned(), decimal("100"))].into() };
    assert_eq!((points.of("good"), points.of("100")), (Some(decimal("100")), None));
    assert_eq!(mean([decimal("33.33"), decimal("33.34")].into_iter()), Some(decimal("33.34")), "33.335");
    assert_eq!(mean(std::iter::empty()), None);
}

#[test]
fn weights_are_a_hundred_together_and_sources_lead_somewhere() {
    let parts = [part("attitude", "50"), part("attitude", "40")];
    let problems = part_problems(&parts, &[], &BTreeSet::new());
    let reasons: Vec<&str> = problems.iter().map(|(_, reason)| reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "a part is there twice",
            "the weights of its parts are not 100 together",
            "there is no service `evaluation`",
            "there is no service `evaluation`",
        ]
    );
}

#[test]
fn a_period_is_a_month_or_a_year() {
    for text in ["2026-05", "2026"] {
        assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
    }
    assert!("26".parse::<Period>().is_err() && "2026-13".parse::<Period>().is_err());
    assert_eq!(Period::around("2026-05".parse().unwrap(), ScorePeriod::Year), Period::Year(2026));
}
