use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::calendar::{Ends, Span, add_days, days_between};
use crate::expr::{Context, Expr, ExprValue, Name};
use crate::pack::Configured;
use crate::text::Language;

/// A heater: the burner for five years, the main parts for three without the knob, the rest for two.
const HEATER: &str = r#"{
    "title": {"en": "Warranty", "zh-CN": "保修"}, "offers_paid": true,
    "components": [
        {"id": "burner", "title": {"en": "Burner", "zh-CN": "燃烧器"}},
        {"id": "controller", "title": {"en": "Controller"}},
        {"id": "knob", "title": {"en": "Knob"}}
    ],
    "groups": {"main": {"title": {"en": "Main parts"}, "include": ["burner", "controller"], "exclude": ["knob"]}},
    "concerns": ["get", "answers.part"],
    "starts": {"purchase": {"title": {"en": "the purchase", "zh-CN": "购买日期"}, "date": ["get", "answers.bought"]}},
    "documents": [
        {"id": "voucher", "title": {"en": "Voucher"}, "check": ["get", "answers.voucher"], "reason": {"en": "There is none."}},
        {"id": "serial", "title": {"en": "Serial number"}, "when": ["get", "answers.voucher"],
         "check": ["==", ["get", "answers.serial"], ["get", "answers.voucher_serial"]], "reason": {"en": "It differs."}}
    ],
    "exclusions": [
        {"id": "misuse", "title": {"en": "Misuse"}, "when": ["==", ["get", "answers.cause"], "misuse"],
         "reason": {"en": "It was used wrongly."}, "result": "paid"},
        {"id": "tampered", "title": {"en": "Tampering"}, "when": ["==", ["get", "answers.cause"], "tampered"],
         "components": ["burner"], "reason": {"en": "Gas parts were changed."}, "result": "refused"}
    ],
    "periods": [
        {"id": "burner_5", "title": {"en": "Burner, five years"}, "components": ["burner"],
         "from": "purchase", "lasts": {"years": 5}, "end": "before_anniversary"},
        {"id": "main_3", "title": {"en": "Main parts, three years"}, "components": ["main"],
         "from": "purchase", "lasts": {"years": 3}, "end": "before_anniversary"},
        {"id": "rest_2", "title": {"en": "Everything, two years"}, "components": "all",
         "from": "purchase", "lasts": {"years": 2}, "end": "before_anniversary"}
    ]
}"#;

/// Answers, by step.
#[derive(Default)]
struct Answers(BTreeMap<String, ExprValue>);

impl Context for Answers {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        self.0.get(name.within("answers")?).cloned()
    }
}

impl Answers {
    fn with(mut self, step: &str, value: impl Into<ExprValue>) -> Self {
        self.0.insert(step.to_owned(), value.into());
        self
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn heater() -> Coverage {
    serde_json::from_str(HEATER).unwrap()
}

/// Bought on 10 January 2020, with everything in order.
fn in_order() -> Answers {
    Answers::default()
        .with("bought", day("2020-01-10"))
        .with("voucher", true)
        .with("serial", "7")
        .with("voucher_serial", "7")
        .with("cause", "worn")
}

fn verdicts(view: &CoverageView) -> Vec<&'static str> {
    view.components.iter().map(|component| component.verdict.name()).collect()
}

fn why(view: &CoverageView, id: &str) -> String {
    view.explain(view.component(id).unwrap(), &Language::english())
}

#[test]
fn each_component_has_its_own_last_day() {
    let coverage = heater();
    let on = |date: &str| verdicts(&coverage.judge(day(date), &in_order())).join(" ");
    assert_eq!(on("2020-01-10"), "covered covered covered");
    assert_eq!(on("2022-01-09"), "covered covered covered");
    assert_eq!(on("2022-01-10"), "covered covered paid");
    assert_eq!(on("2023-01-09"), "covered covered paid");
    assert_eq!(on("2023-01-10"), "covered paid paid");
    assert_eq!(on("2025-01-09"), "covered paid paid");
    assert_eq!(on("2025-01-10"), "paid paid paid");
    assert_eq!(on("2020-01-09"), "paid paid paid", "not bought yet");
}

#[test]
fn the_reason_names_rule_start_and_last_day() {
    let view = heater().judge(day("2025-01-09"), &in_order());
    assert_eq!(
        why(&view, "burner"),
        "Burner, five years: 5 years from the purchase on 2020-01-10, until 2025-01-09."
    );
    assert_eq!(
        why(&view, "knob"),
        "Everything, two years: 2 years from the purchase on 2020-01-10, over since 2022-01-09, and it is 2025-01-09."
    );
    let burner = view.component("burner").unwrap();
    assert_eq!(burner.because.rule(), Some("burner_5"));
    assert_eq!(burner.because.last_day(), Some(day("2025-01-09")));
    assert_eq!(
        view.statement(burner, &Language::chinese()),
        "在保。Burner, five years：自购买日期（2020-01-10）起 5 年，至 2025-01-09 止。"
    );
    let early = heater().judge(day("2020-01-09"), &in_order());
    assert!(why(&early, "knob").ends_with("2020-01-10, not begun on 2020-01-09."), "{}", why(&early, "knob"));
}

#[test]
fn documents_come_before_exclusions_and_exclusions_before_periods() {
    let coverage = heater();
    let judge = |answers: &Answers| coverage.judge(day("2020-06-01"), answers);
    let without = judge(&in_order().with("voucher", false).with("cause", "tampered"));
    assert_eq!(verdicts(&without), ["paid", "paid", "paid"]);
    assert_eq!(why(&without, "burner"), "Voucher: There is none.");
    let other = judge(&in_order().with("voucher_serial", "8"));
    assert_eq!(why(&other, "controller"), "Serial number: It differs.");
    let tampered = judge(&in_order().with("cause", "tampered"));
    assert_eq!(verdicts(&tampered), ["refused", "covered", "covered"]);
    assert_eq!(why(&tampered, "burner"), "Tampering: Gas parts were changed.");
}

#[test]
fn an_open_answer_matters_only_if_it_can_change_the_verdict() {
    let coverage = heater();
    let mut answers = in_order();
    answers.0.remove("voucher");
    let view = coverage.judge(day("2024-01-01"), &answers);
    assert_eq!(
        verdicts(&view),
        ["not_known", "paid", "paid"],
        "what is over is paid with or without a voucher"
    );
    assert_eq!(why(&view, "burner"), "Answer first: answers.voucher.");
    answers.0.remove("cause");
    let view = coverage.judge(day("2024-01-01"), &answers);
    assert_eq!(why(&view, "burner"), "Answer first: answers.voucher, answers.cause.");
    assert_eq!(view.component("controller").unwrap().verdict, Verdict::Paid);
    let nothing = coverage.judge(day("2024-01-01"), &Answers::default());
    assert_eq!(verdicts(&nothing), ["not_known"; 3]);
    assert_eq!(why(&nothing, "knob"), "Answer first: answers.voucher, answers.cause, answers.bought.");
}

#[test]
fn the_result_is_the_worst_of_what_the_job_is_about() {
    let coverage = heater();
    let result = |date: &str, answers: Answers| coverage.judge(day(date), &answers).result.name();
    assert_eq!(result("2024-01-01", in_order().with("part", "burner")), "covered");
    assert_eq!(result("2024-01-01", in_order().with("part", "knob")), "paid");
    assert_eq!(result("2024-01-01", in_order()), "not_known", "which part decides");
    assert_eq!(result("2021-01-01", in_order()), "covered", "whichever part it is");
    let parts = |ids: &[&str]| {
        ExprValue::List(ids.iter().map(|id| crate::expr::Scalar::Str((*id).to_owned())).collect())
    };
    assert_eq!(result("2024-01-01", in_order().with("part", parts(&["burner", "knob"]))), "paid");
    assert_eq!(result("2024-01-01", in_order().with("part", parts(&[]))), "not_known");
    let tampered = in_order().with("cause", "tampered").with("part", parts(&["burner", "knob"]));
    assert_eq!(result("2024-01-01", tampered), "refused");
    let view = coverage.judge(day("2024-01-01"), &in_order());
    let waits: Vec<String> = view.waits.iter().map(|waiting| waiting.name.to_string()).collect();
    assert_eq!(waits, ["answers.part"]);
}

#[test]
fn what_a_company_has_not_said_is_neither_covered_nor_paid() {
    let mut coverage = heater();
    coverage.periods[2].lasts = Some(Configured::NotConfigured);
    let view = coverage.judge(day("2021-01-01"), &in_order().with("part", "knob"));
    assert_eq!(verdicts(&view), ["covered", "covered", "not_configured"]);
    assert_eq!(view.result, Verdict::NotConfigured);
    assert_eq!(why(&view, "knob"), "Everything, two years: the company has not said how long.");
    let burner = coverage.judge(day("2021-01-01"), &in_order().with("part", "burner"));
    assert_eq!(burner.result, Verdict::Covered, "what is not configured stops only what needs it");
}

#[test]
fn a_contract_covers_without_an_end_or_through_a_day() {
    let mut coverage = heater();
    let always = Period {
        when: Some(serde_json::from_str(r#"["==",["get","answers.plan"],"full"]"#).unwrap()),
        from: None,
        lasts: None,
        end: None,
        reason: serde_json::from_str(r#"{"en": "The plan pays for it."}"#).unwrap(),
        ..coverage.periods[2].clone()
    };
    let through: Expr = serde_json::from_str(r#"["get","answers.contract_until"]"#).unwrap();
    let until = Period { when: None, through: Some(through), reason: None, ..always.clone() };
    coverage.periods = vec![always, until];
    let on = day("2026-05-01");
    let full = coverage.judge(on, &in_order().with("plan", "full"));
    assert_eq!(why(&full, "knob"), "Everything, two years. The plan pays for it.");
    assert_eq!(full.result, Verdict::Covered);
    let contract = |until: &str| in_order().with("plan", "basic").with("contract_until", day(until));
    assert_eq!(verdicts(&coverage.judge(on, &contract("2026-05-01"))), ["covered"; 3]);
    let over = coverage.judge(on, &contract("2026-04-30"));
    assert_eq!(verdicts(&over), ["paid"; 3]);
    assert_eq!(why(&over, "knob"), "Everything, two years: over since 2026-04-30, and it is 2026-05-01.");
}

#[test]
fn what_nothing_covers_is_refused_where_no_paid_work_is_offered() {
    let mut coverage = heater();
    coverage.offers_paid = false;
    coverage.periods.truncate(1);
    let view = coverage.judge(day("2021-01-01"), &in_order());
    assert_eq!(verdicts(&view), ["covered", "refused", "refused"]);
    assert_eq!(why(&view, "knob"), "Nothing covers it.");
}

#[test]
fn a_day_beyond_the_calendar_is_not_guessed() {
    let mut coverage = heater();
    coverage.periods[0].lasts = Some(Configured::Value(Span::Years(u32::MAX)));
    let view = coverage.judge(day("2021-01-01"), &in_order());
    assert_eq!(verdicts(&view), ["not_known", "covered", "covered"]);
    assert!(why(&view, "burner").contains("cannot be computed"));
}

#[test]
fn a_coverage_names_everything_that_it_reads() {
    let names: Vec<String> = heater().reads().iter().map(ToString::to_string).collect();
    assert_eq!(
        names,
        [
            "answers.bought",
            "answers.cause",
            "answers.part",
            "answers.serial",
            "answers.voucher",
            "answers.voucher_serial"
        ]
    );
}

#[test]
fn mistakes_are_found_with_their_place() {
    let wrong = |change: fn(&mut Coverage)| {
        let mut coverage = heater();
        change(&mut coverage);
        coverage.problems().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(wrong(|_| {}), [""; 0]);
    assert_eq!(
        wrong(|c| c.components[2].id = "result".to_owned()),
        [
            "components[2].id: `result` stands for the coverage as a whole",
            "groups.main.exclude: there is no component `knob`"
        ]
    );
    assert_eq!(wrong(|c| c.periods.truncate(2)), [""; 0], "an exclusion is about everything");
    assert_eq!(
        wrong(|c| {
            c.periods.truncate(2);
            c.exclusions.truncate(0);
        }),
        ["components[2]: no period and no exclusion is about `knob`"]
    );
    assert_eq!(
        wrong(|c| c.periods.swap(0, 2)),
        [
            "periods[1]: `main_3` can never apply: periods before it decide",
            "periods[2]: `burner_5` can never apply: periods before it decide"
        ]
    );
    assert_eq!(
        wrong(|c| {
            c.periods[0].end = None;
            c.periods[1].from = Some("invoice".to_owned());
            c.periods[2].lasts = Some(Configured::Value(Span::Months(0)));
        }),
        [
            "periods[0]: `lasts` needs an `end`: before_anniversary, through_anniversary or on_anniversary",
            "periods[1].from: there is no start `invoice`",
            "periods[2].lasts: must be above zero"
        ]
    );
    assert_eq!(
        wrong(|c| c.periods[1].components = Which::Named(vec!["burner".to_owned(), "lid".to_owned()])),
        [
            "groups.main: is not used",
            "periods[1].components: there is no component or group `lid`",
            "periods[1]: `main_3` can never apply: periods before it decide"
        ]
    );
    assert_eq!(
        wrong(|c| c.exclusions[0].id = "voucher".to_owned()),
        ["exclusions[0].id: `voucher` is there already"]
    );
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0..50_000_i64).prop_map(|days| add_days(day("1990-01-01"), days).unwrap())
}

fn last_day(bought: NaiveDate, lasts: Span, ends: Ends) -> NaiveDate {
    let mut coverage = heater();
    coverage.periods[0].lasts = Some(Configured::Value(lasts));
    coverage.periods[0].end = Some(ends);
    let view = coverage.judge(bought, &in_order().with("bought", bought));
    view.component("burner").unwrap().because.last_day().unwrap()
}

proptest! {
    #[test]
    fn a_component_is_covered_from_the_start_through_its_last_day(
        bought in any_day(), days in -2_000..4_000_i64,
    ) {
        let coverage = heater();
        let on = add_days(bought, days).unwrap();
        let view = coverage.judge(on, &in_order().with("bought", bought));
        for component in &view.components {
            let covered = on >= bought && Some(on) <= component.because.last_day();
            prop_assert_eq!(component.verdict == Verdict::Covered, covered, "{:?}", component);
        }
    }

    #[test]
    fn a_later_purchase_is_never_covered_for_less_long(a in any_day(), b in any_day(), years in 1..20_u32) {
        let (early, late) = (a.min(b), a.max(b));
        let of = |bought| last_day(bought, Span::Years(years), Ends::BeforeAnniversary);
        prop_assert!(of(early) <= of(late));
    }

    #[test]
    fn the_anniversary_makes_a_difference_of_one_day(bought in any_day(), months in 1..240_u32) {
        let of = |ends| last_day(bought, Span::Months(months), ends);
        prop_assert_eq!(days_between(of(Ends::BeforeAnniversary), of(Ends::ThroughAnniversary)), 1);
        prop_assert_eq!(of(Ends::OnAnniversary), of(Ends::BeforeAnniversary));
    }

    /// Giving one more answer never turns one verdict into another, only doubt into a verdict.
    #[test]
    fn what_is_decided_stays_decided_when_more_is_known(
        known in proptest::collection::vec(any::<bool>(), 5), on in any_day(),
    ) {
        let all = in_order().with("part", "knob");
        let some = Answers(all.0.iter().zip(&known).filter(|(_, known)| **known)
            .map(|((step, value), _)| (step.clone(), value.clone())).collect());
        let coverage = heater();
        let (before, after) = (coverage.judge(on, &some), coverage.judge(on, &all));
        for (before, after) in before.components.iter().zip(&after.components) {
            if before.verdict.is_decided() {
                prop_assert_eq!(before.verdict, after.verdict);
            }
        }
        if before.result.is_decided() {
            prop_assert_eq!(before.result, after.result);
        }
    }
}
