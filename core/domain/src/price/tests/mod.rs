mod random;
pub(crate) mod rules;

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::decimal::Decimal;
use crate::expr::{Context, Expr, ExprValue, Name};
use crate::id::{LineId, PriceBookId, VisitId};
use crate::money::Money;
use crate::rejected::Rejected;
use crate::text::Language;

const PRICES: PriceBookId = PriceBookId([9; 32]);

struct Answers(BTreeMap<&'static str, ExprValue>);

impl Context for Answers {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        self.0.get(name.as_str()).cloned()
    }
}

fn no_answers() -> Answers {
    Answers(BTreeMap::new())
}

fn book() -> PriceBook<Expr> {
    serde_json::from_str(
        r#"{
        "title": {"en": "Unified price list"},
        "currency": {"code": "CNY", "minor_digits": 2, "name": {"zh-CN": "元", "en": "yuan"}},
        "valid_from": "2026-01-01",
        "labour": {"period_minutes": 30, "min_units": 1, "pick": "highest"},
        "unlisted": {"markup": "1.30", "rounding": "jiao"},
        "roundings": {"jiao": {"mode": "half_up", "step_minor": 10}, "fen": {"mode": "half_up", "step_minor": 1}},
        "rounding": "fen",
        "items": {
            "bulb": {"title": {"zh-CN": "换灯泡", "en": "Change a bulb"}, "kind": "labour",
                     "unit": {"en": "half hour"}, "price": 500, "origin": "PR-03"},
            "unblock": {"title": {"zh-CN": "疏通马桶", "en": "Unblock a toilet"}, "kind": "labour",
                        "unit": {"en": "half hour"}, "price": 3000},
            "tiles": {"title": {"en": "Tiles"}, "kind": "labour", "unit": {"en": "half hour"},
                      "price": "not_configured"},
            "pipe": {"title": {"en": "Pipe"}, "kind": "material", "unit": {"zh-CN": "米", "en": "m"},
                     "price": 333, "quantity_scale": 2},
            "tap": {"title": {"en": "Tap"}, "kind": "material", "unit": {"en": "piece"}, "price": 4000},
            "travel": {"title": {"en": "Travel"}, "kind": "per_visit", "unit": {"en": "visit"}, "price": 2000},
            "late": {"title": {"en": "Outside hours"}, "kind": "fee", "unit": {"en": "visit"}, "price": 5000,
                     "when": ["get", "job.outside_hours"]}
        }
    }"#,
    )
    .unwrap()
}

fn line(id: u8, code: &str, quantity: &str) -> Line {
    Line {
        id: LineId([id; 8]),
        charge: Charge::Item { code: code.to_owned(), stated: None },
        what: String::new(),
        quantity: quantity.parse().unwrap(),
        visit: Some(VisitId([1; 8])),
        deleted: false,
        no_fee: None,
    }
}

fn part(id: u8, cost: Option<i64>, quantity: &str) -> Line {
    let charge = Charge::Unlisted { cost: cost.map(Money) };
    Line { charge, what: "Flush valve".to_owned(), ..line(id, "", quantity) }
}

fn session(millis: u64, lines: &[u8]) -> Session {
    let items = lines.iter().map(|id| LineId([*id; 8])).collect();
    Session { millis, items }
}

fn minutes(minutes: u64) -> u64 {
    minutes * 60_000
}

fn input(lines: Vec<Line>, sessions: Vec<Session>) -> QuoteInput {
    QuoteInput { visit: Some(VisitId([1; 8])), ..QuoteInput::new(PRICES, lines, Work::Recorded(sessions)) }
}

fn quoted(lines: Vec<Line>, sessions: Vec<Session>) -> Quote {
    quote(&book(), &input(lines, sessions), &no_answers())
}

fn amounts(quote: &Quote) -> Vec<Option<i64>> {
    let amount = |line: &QuotedLine| match line.amount {
        Amount::Priced(Money(amount)) => Some(amount),
        Amount::Missing(_) => None,
    };
    quote.lines.iter().map(amount).collect()
}

/// The total of bulb and toilet after this many milliseconds on both.
fn after(millis: u64) -> (u64, u64, Option<Money>) {
    let quote = quoted(vec![line(1, "bulb", "1"), line(2, "unblock", "1")], vec![session(millis, &[])]);
    let time = quote.time.unwrap();
    (time.minutes, time.units, quote.total)
}

#[test]
fn several_items_in_one_half_hour_are_charged_once_at_the_higher_rate() {
    let lines = vec![line(1, "bulb", "1"), line(2, "unblock", "1"), part(3, Some(1234), "1")];
    let quote = quoted(lines, vec![session(minutes(26), &[])]);
    assert_eq!(amounts(&quote), [Some(0), Some(3000), Some(1600)]);
    assert_eq!(quote.total, Some(Money(4600)));
    assert_eq!(quote.time, Some(LabourTime { minutes: 26, units: 1, estimated: false }));
    let told = |line: usize, language: Language| quote.explain(&quote.lines[line], &language);
    let english = |line| told(line, Language::english());
    assert_eq!(english(0), ["Done in the same time as \"Unblock a toilet\"; the time is not charged twice"]);
    assert_eq!(english(1), ["26 minutes of work, charged per 30 minutes: 30.00 yuan × 1 = 30.00 yuan"]);
    assert_eq!(
        english(2),
        ["Material not on the list: cost 12.34 yuan × 1.3 × 1 = 16.042, rounded to 0.10 = 16.00 yuan"]
    );
    assert_eq!(told(0, Language::chinese()), ["与“疏通马桶”在同一计费时段内，就高不就低，不重复收费"]);
    assert_eq!(
        told(2, Language::chinese()),
        ["价目表外材料：成本 12.34 元 × 1.3 × 1 = 16.042，四舍五入到 0.10 = 16.00 元"]
    );
    let rules: Vec<_> = quote.lines.iter().map(|line| line.traces[0].because.rule()).collect();
    assert_eq!(rules, [Some("CH-04"), Some("CH-03"), Some("CH-06")]);
    assert!(quote.lines.iter().all(|line| line.traces[0].prices == PRICES));
    assert_eq!(quote.lines[0].traces[0].origin.as_deref(), Some("PR-03"));
}

#[test]
fn time_of_two_visits_on_two_phones_is_added_before_it_is_cut_into_units() {
    let first = session(minutes(17), &[]);
    let second = session(minutes(12), &[]);
    for sessions in [vec![first.clone(), second.clone()], vec![second, first]] {
        let quote = quoted(vec![line(1, "unblock", "1")], sessions);
        assert_eq!(quote.time, Some(LabourTime { minutes: 29, units: 1, estimated: false }));
        assert_eq!(quote.total, Some(Money(3000)));
    }
}

#[test]
fn a_unit_begins_with_the_first_whole_minute_after_the_one_before() {
    assert_eq!(after(0), (0, 0, Some(Money(3000))), "the minimum is one unit");
    assert_eq!(after(minutes(1)), (1, 1, Some(Money(3000))));
    assert_eq!(after(minutes(30)), (30, 1, Some(Money(3000))));
    assert_eq!(after(minutes(31) - 1), (30, 1, Some(Money(3000))), "30 min 59.999 s are 30 minutes");
    assert_eq!(after(minutes(31)), (31, 2, Some(Money(6000))));
}

#[test]
fn seconds_of_several_sessions_add_up_to_minutes() {
    let lines = || vec![line(1, "unblock", "1")];
    let quote = quoted(lines(), vec![session(minutes(15) + 30_000, &[]), session(minutes(15) + 30_000, &[])]);
    assert_eq!(quote.time, Some(LabourTime { minutes: 31, units: 2, estimated: false }));
}

#[test]
fn each_unit_has_the_highest_rate_of_the_items_worked_in_it() {
    let lines = || vec![line(1, "bulb", "1"), line(2, "unblock", "1")];
    let split = quoted(lines(), vec![session(minutes(30), &[2]), session(minutes(30), &[1])]);
    assert_eq!(amounts(&split), [Some(500), Some(3000)]);
    let overlapping = quoted(lines(), vec![session(minutes(40), &[2]), session(minutes(20), &[1])]);
    assert_eq!(amounts(&overlapping), [Some(0), Some(6000)], "the second unit begins with the toilet");
    let spilling = quoted(lines(), vec![session(minutes(10), &[2]), session(minutes(60), &[1])]);
    assert_eq!(amounts(&spilling), [Some(1000), Some(3000)]);
    let only_one = quoted(lines(), vec![session(minutes(45), &[1])]);
    assert_eq!(amounts(&only_one), [Some(1000), Some(0)]);
    assert_eq!(only_one.lines[1].traces[0].because, Because::NotWorked);
}

#[test]
fn a_minimum_charge_is_at_the_highest_rate_worked() {
    let mut book = book();
    book.labour.as_mut().unwrap().min_units = 2;
    let lines = vec![line(1, "bulb", "1"), line(2, "unblock", "1")];
    let total = |sessions| quote(&book, &input(lines.clone(), sessions), &no_answers());
    let short = total(vec![session(minutes(5), &[])]);
    assert_eq!(short.total, Some(Money(6000)));
    assert_eq!(short.lines[1].traces.len(), 2, "the unit, and what is missing to the minimum");
    let long = total(vec![session(minutes(5), &[2]), session(minutes(400), &[1])]);
    assert_eq!(long.total, Some(Money(3000 + 13 * 500)), "the minimum is exceeded");
}

#[test]
fn an_estimate_is_charged_like_work() {
    let work = Work::Estimated { minutes: 40 };
    let input = QuoteInput { work, ..input(vec![line(1, "unblock", "1")], vec![]) };
    let quote = quote(&book(), &input, &no_answers());
    assert_eq!(quote.total, Some(Money(6000)));
    assert!(quote.explain(&quote.lines[0], &Language::english())[0].contains("expected"));
}

#[test]
fn a_missing_price_stops_the_total_and_is_named() {
    let lines = vec![line(1, "bulb", "1"), line(2, "tiles", "1"), part(3, None, "1"), line(4, "tap", "2")];
    let quote = quoted(lines, vec![session(minutes(5), &[])]);
    assert_eq!(amounts(&quote), [None, None, None, Some(8000)]);
    assert_eq!(quote.lines[0].amount, Amount::Missing(Why::OtherRate), "the highest rate is not known");
    assert_eq!(quote.total, None);
    let what = vec!["tiles".to_owned(), "Flush valve".to_owned()];
    assert_eq!(quote.require_total(), Err(Rejected::NotConfigured { what }));
    assert_eq!(quote.problems[0].message(&Language::chinese()), "Tiles：价格未配置");
}

#[test]
fn labour_without_any_work_time_has_no_price_yet() {
    let quote = quoted(vec![line(1, "bulb", "1")], vec![]);
    assert_eq!(quote.lines[0].amount, Amount::Missing(Why::NoTime));
    assert!(matches!(quote.require_total(), Err(Rejected::Invalid { .. })));
    let materials_only = quoted(vec![line(1, "tap", "1")], vec![session(minutes(90), &[])]);
    assert_eq!((materials_only.total, materials_only.time), (Some(Money(4000)), None));
}

#[test]
fn quantities_keep_to_the_scale_of_their_item() {
    let quote = quoted(vec![line(1, "pipe", "2.50"), line(2, "tap", "2.0")], vec![]);
    assert_eq!(amounts(&quote), [Some(833), Some(8000)], "8.325 is rounded half up to the fen");
    for (code, bad) in [("tap", "0.5"), ("pipe", "1.125"), ("pipe", "0"), ("tap", "-1")] {
        let quote = quoted(vec![line(1, code, bad)], vec![]);
        assert!(matches!(quote.lines[0].amount, Amount::Missing(Why::Quantity { .. })), "{bad} {code}");
        assert_eq!(quote.total, None);
    }
}

#[test]
fn an_unlisted_material_is_rounded_once_per_line() {
    let quote = quoted(vec![part(1, Some(1234), "3"), part(2, Some(-1), "1")], vec![]);
    assert_eq!(amounts(&quote), [Some(4810), None], "12.34 × 1.30 × 3 = 48.126, not 3 × 16.00");
    assert_eq!(quote.lines[1].amount, Amount::Missing(Why::Cost));
}

#[test]
fn a_visit_is_charged_once_however_many_lines_name_it() {
    let second_visit = Line { visit: Some(VisitId([2; 8])), ..line(3, "travel", "1") };
    let quote = quoted(vec![line(2, "travel", "1"), line(1, "travel", "5"), second_visit], vec![]);
    assert_eq!(amounts(&quote), [Some(0), Some(2000), Some(2000)]);
}

#[test]
fn a_conditional_item_waits_for_its_answer() {
    let charged = |answer: Option<bool>| {
        let answers = answer.map(|answer| ("job.outside_hours", answer.into())).into_iter().collect();
        quote(&book(), &input(vec![line(1, "late", "1")], vec![]), &Answers(answers))
    };
    assert_eq!(charged(Some(true)).total, Some(Money(5000)));
    assert_eq!(charged(Some(false)).total, Some(Money(0)));
    assert_eq!(charged(Some(false)).lines[0].traces[0].because, Because::NotApplicable);
    let waits_for = "job.outside_hours".to_owned();
    assert_eq!(charged(None).lines[0].amount, Amount::Missing(Why::NotKnown { waits_for }));
    assert_eq!(charged(None).total, None);
}

#[test]
fn a_declined_or_fruitless_visit_costs_nothing() {
    for why in [NoFee::Declined, NoFee::Absent, NoFee::Rework] {
        let input = QuoteInput { no_fee: Some(why), ..input(vec![line(1, "tiles", "1")], vec![]) };
        let quote = quote(&book(), &input, &no_answers());
        assert_eq!(quote.total, Some(Money::ZERO));
        assert_eq!(quote.lines[0].traces[0].because, Because::NoFee { why });
    }
}

#[test]
fn deleted_lines_and_the_time_on_them_are_not_charged() {
    let deleted = Line { deleted: true, ..line(2, "unblock", "1") };
    let lines = vec![line(1, "bulb", "1"), deleted];
    let quote = quoted(lines, vec![session(minutes(10), &[1]), session(minutes(50), &[2])]);
    assert_eq!(quote.lines.len(), 1);
    assert_eq!(quote.total, Some(Money(500)));
    assert_eq!(quote.time.unwrap().minutes, 10);
}

#[test]
fn an_amount_beyond_all_numbers_is_an_error_and_not_a_wrong_total() {
    let mut book = book();
    book.items.get_mut("tap").unwrap().price = Some(Price::Configured(Money(i64::MAX)));
    let total = |lines| quote(&book, &input(lines, vec![]), &no_answers());
    assert_eq!(total(vec![line(1, "tap", "2")]).lines[0].amount, Amount::Missing(Why::Overflow));
    let sum = total(vec![line(1, "tap", "1"), line(2, "tap", "1")]);
    assert_eq!(sum.total, None);
    assert_eq!(sum.problems[0].why, Why::Overflow);
    let long = quoted(vec![line(1, "unblock", "1")], vec![session(u64::MAX, &[]), session(u64::MAX, &[])]);
    assert!(long.total.is_some());
}

#[test]
fn mistakes_in_a_price_book_are_found_before_it_is_published() {
    assert_eq!(book().problems(), []);
    let mut bad = book();
    bad.valid_from = "2026-02-30".to_owned();
    bad.ask_again_above = Some(Money(-1));
    bad.rounding = "yuan".to_owned();
    bad.labour = None;
    bad.unlisted.as_mut().unwrap().markup = "0".parse().unwrap();
    let paths: Vec<_> = bad.problems().into_iter().map(|problem| problem.path).collect();
    assert_eq!(paths, ["valid_from", "ask_again_above", "rounding", "unlisted.markup", "labour"]);
}

#[test]
fn a_quote_is_written_with_its_traces() {
    let quote = quoted(vec![line(1, "bulb", "1")], vec![session(minutes(26), &[])]);
    let json = serde_json::to_value(&quote).unwrap();
    assert_eq!(json["total"], 500);
    assert_eq!(json["lines"][0]["amount"]["priced"], 500);
    assert_eq!(json["lines"][0]["traces"][0]["because"]["rule"], "periods");
}

fn any_line() -> impl Strategy<Value = Line> {
    let code = prop::sample::select(vec!["bulb", "unblock", "pipe", "tap", "travel"]);
    let listed = (code, 1_i64..400).prop_map(|(code, quantity)| {
        let scale = if code == "pipe" { 2 } else { 0 };
        Line { quantity: Decimal::new(quantity, scale).unwrap(), ..line(0, code, "1") }
    });
    let unlisted = (0_i64..100_000, 1_i64..9).prop_map(|(cost, n)| part(0, Some(cost), &n.to_string()));
    (prop_oneof![3 => listed, 1 => unlisted], 1_u8..4)
        .prop_map(|(line, visit)| Line { visit: Some(VisitId([visit; 8])), ..line })
}

fn any_lines() -> impl Strategy<Value = Vec<Line>> {
    prop::collection::vec(any_line(), 1..7).prop_map(|lines| {
        let numbered = lines.into_iter().zip(1_u8..);
        numbered.map(|(line, id)| Line { id: LineId([id; 8]), ..line }).collect()
    })
}

fn any_session() -> impl Strategy<Value = Session> {
    (0_u64..7_200_000, prop::collection::vec(1_u8..8, 0..3))
        .prop_map(|(millis, items)| session(millis, &items))
}

proptest! {
    #[test]
    fn the_order_of_lines_and_sessions_never_changes_an_amount(
        lines in any_lines(),
        sessions in prop::collection::vec(any_session(), 0..8),
        seed in any::<prop::sample::Index>(),
    ) {
        let straight = quoted(lines.clone(), sessions.clone());
        let (mut lines, mut sessions) = (lines, sessions);
        let (by_line, by_session) = (seed.index(lines.len()), seed.index(sessions.len().max(1)));
        lines.rotate_left(by_line);
        lines.reverse();
        sessions.rotate_left(by_session);
        sessions.reverse();
        let shuffled = quoted(lines, sessions);
        prop_assert_eq!(straight.total, shuffled.total);
        for line in &straight.lines {
            prop_assert_eq!(Some(line), shuffled.lines.iter().find(|other| other.key == line.key));
        }
    }

    #[test]
    fn more_work_never_costs_less(
        lines in any_lines(),
        sessions in prop::collection::vec(any_session(), 0..8),
        more in any_session(),
        min_units in 0_u32..4,
    ) {
        let mut book = book();
        book.labour.as_mut().unwrap().min_units = min_units;
        let total = |sessions: &[Session]| {
            quote(&book, &input(lines.clone(), sessions.to_vec()), &no_answers()).total
        };
        let before = total(&sessions);
        let after = total(&[sessions, vec![more]].concat());
        prop_assert!(before <= after, "{before:?} > {after:?}");
    }

    #[test]
    fn the_traces_add_up_to_the_total(
        lines in any_lines(),
        sessions in prop::collection::vec(any_session(), 1..8),
    ) {
        let quote = quoted(lines, sessions);
        if let Some(total) = quote.total {
            let traced: i64 = quote.lines.iter().flat_map(|line| &line.traces).map(|t| t.amount.0).sum();
            prop_assert_eq!(total, Money(traced));
        }
    }

    #[test]
    fn labour_never_costs_more_than_every_unit_at_the_highest_rate(
        sessions in prop::collection::vec(any_session(), 1..8),
    ) {
        let quote = quoted(vec![line(1, "bulb", "1"), line(2, "unblock", "1")], sessions);
        if let (Some(total), Some(time)) = (quote.total, quote.time) {
            let units = i64::try_from(time.units.max(1)).unwrap();
            prop_assert!(total <= Money(3000 * units) && total >= Money(500 * units));
        }
    }
}
