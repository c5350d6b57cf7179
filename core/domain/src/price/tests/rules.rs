//! Conditional prices, free lines, surcharges, formulas, credits, discounts, taxes, deposits.

use super::*;

/// A price book with every kind of rule.
pub(super) fn rich_book() -> PriceBook<Expr> {
    let mut book: serde_json::Value = serde_json::to_value(book()).unwrap();
    let add: serde_json::Value = serde_json::from_str(RICH).unwrap();
    for (part, entries) in add.as_object().unwrap() {
        match (book.get_mut(part), entries) {
            (Some(serde_json::Value::Object(known)), serde_json::Value::Object(new)) => {
                known.extend(new.clone());
            }
            _ => {
                book[part] = entries.clone();
            }
        }
    }
    serde_json::from_value(book).unwrap()
}

const RICH: &str = r#"{
    "items": {
        "visit": {"title": {"en": "Service on site"}, "kind": "fee", "unit": {"en": "job"}, "price": 5000,
            "prices": [
                {"when": ["get", "answers.member"], "price": 4000, "title": {"zh-CN": "会员价", "en": "Member price"}},
                {"when": ["get", "answers.carried_in"], "price": 3000}]},
        "software": {"title": {"en": "Software service"}, "kind": "fee", "unit": {"en": "job"},
            "price": {"min": 5000, "max": 10000},
            "prices": [{"when": ["get", "answers.carried_in"], "price": {"min": 3000, "max": 5000},
                "title": {"en": "Carried in"}}]},
        "compressor": {"title": {"en": "Compressor"}, "kind": "material", "unit": {"en": "piece"},
            "price": "not_configured",
            "free": [{"when": ["==", ["get", "coverage.compressor"], "covered"],
                "title": {"zh-CN": "保修期内", "en": "Under warranty"}, "origin": "3.4"}]},
        "swap": {"title": {"en": "Swap the compressor"}, "kind": "labour", "unit": {"en": "half hour"}, "price": 9000,
            "free": [{"when": ["==", ["get", "coverage.compressor"], "covered"], "title": {"en": "Under warranty"}}]},
        "floor": {"title": {"en": "Above the 4th floor"}, "kind": "fee", "unit": {"en": "time"}, "price": 8000},
        "hole": {"title": {"en": "Further hole"}, "kind": "fee", "unit": {"en": "hole"}, "price": "not_configured"},
        "cancel": {"title": {"en": "Cancellation"}, "kind": "formula", "unit": {"en": "order"},
            "amount": ["*", ["dec", "0.10"], ["get", "answers.order_amount"]],
            "formula": {"zh-CN": "订单金额的 10%", "en": "10 % of the order amount"}, "rounding": "jiao"},
        "damage": {"title": {"en": "Compensation"}, "kind": "credit", "unit": {"en": "piece"}},
        "returned": {"title": {"en": "Part returned"}, "kind": "credit", "unit": {"en": "piece"}, "price": 4000}
    },
    "surcharges": {
        "above_4": {"item": "floor", "title": {"zh-CN": "超过四楼", "en": "outdoor unit above the 4th floor"},
            "when": ["&&", ["has", "answers.floor"], ["&&", [">", ["get", "answers.floor"], 4],
                     ["!", ["get", "answers.balcony"]]]]},
        "holes": {"item": "hole", "when": ["has", "answers.holes"],
            "quantity": ["-", ["get", "answers.holes"], 1]}
    },
    "discounts": {
        "ten": {"title": {"zh-CN": "九折", "en": "Ten percent"}, "percent": "10",
            "of": ["labour", "material", "fee", "per_visit"]},
        "parts": {"title": {"en": "A quarter off parts"}, "percent": "25", "of": ["material"], "rounding": "jiao"},
        "voucher": {"title": {"en": "Voucher"}, "amount": 10000, "of": ["labour", "material", "fee", "per_visit"]},
        "goodwill": {"title": {"en": "Goodwill"}, "percent": "50", "of": ["fee"], "needs_approval": true},
        "masked": {"title": {"en": "Masked"}, "percent": "not_configured", "of": ["fee"]}
    }
}"#;

fn with(answers: &[(&'static str, ExprValue)]) -> Answers {
    Answers(answers.iter().cloned().collect())
}

fn priced(lines: Vec<Line>, answers: &[(&'static str, ExprValue)]) -> Quote {
    quote(&rich_book(), &input(lines, vec![]), &with(answers))
}

fn told(quote: &Quote, line: usize) -> Vec<String> {
    quote.explain(&quote.lines[line], &Language::english())
}

#[test]
fn the_first_price_whose_condition_holds_is_the_price() {
    let cost = |member: Option<bool>, carried_in: Option<bool>| {
        let mut answers = Vec::new();
        answers.extend(member.map(|yes| ("answers.member", ExprValue::from(yes))));
        answers.extend(carried_in.map(|yes| ("answers.carried_in", ExprValue::from(yes))));
        priced(vec![line(1, "visit", "1")], &answers)
    };
    assert_eq!(cost(Some(false), Some(false)).total, Some(Money(5000)));
    assert_eq!(cost(Some(false), Some(true)).total, Some(Money(3000)));
    let member = cost(Some(true), None);
    assert_eq!(member.total, Some(Money(4000)), "what comes after is not asked");
    assert_eq!(told(&member, 0), ["Member price 40.00 yuan × 1 job = 40.00 yuan"]);
    let open = cost(None, Some(true));
    let waits_for = "answers.member".to_owned();
    assert_eq!(open.lines[0].amount, Amount::Missing(Why::PriceNotKnown { waits_for }));
    assert_eq!(open.total, None, "a price that may be another one is not guessed");
}

#[test]
fn a_price_with_bounds_is_what_the_line_says_within_them() {
    let cost = |carried_in: bool, says: Option<i64>| {
        let charge = Charge::Item { code: "software".to_owned(), stated: says.map(Money) };
        priced(vec![Line { charge, ..line(1, "", "1") }], &[("answers.carried_in", carried_in.into())])
    };
    for (carried_in, minor) in [(false, 5000), (false, 8050), (false, 10_000), (true, 3000), (true, 5000)] {
        assert_eq!(cost(carried_in, Some(minor)).total, Some(Money(minor)));
    }
    assert_eq!(told(&cost(true, Some(3500)), 0), ["Carried in 35.00 yuan × 1 job = 35.00 yuan"]);
    for says in [None, Some(4999), Some(10_001), Some(-5000)] {
        let quote = cost(false, says);
        assert_eq!(quote.total, None);
        let message = quote.problems[0].message(&Language::english());
        assert_eq!(message, "Software service: say the price, between 50.00 and 100.00");
    }
    assert_eq!(cost(true, Some(8000)).total, None, "that is the price on site");
}

#[test]
fn only_a_line_can_say_a_price_within_bounds() {
    let mut book = rich_book();
    let between = Some(Price::Between { min: Money(1), max: Money(2) });
    book.surcharges.get_mut("above_4").unwrap().item = "software".to_owned();
    book.discounts.get_mut("voucher").unwrap().amount = between;
    book.deposit =
        Some(DepositRule { percent: None, amount: between, when: None, rounding: book.rounding.clone() });
    let found: Vec<String> = book.problems().into_iter().map(|problem| problem.path).collect();
    assert_eq!(found, ["surcharges.above_4.item", "discounts.voucher.amount", "deposit.amount"]);
}

#[test]
fn a_free_line_stays_with_its_reason_and_needs_no_price() {
    let covered =
        |value: &str| priced(vec![line(1, "compressor", "1")], &[("coverage.compressor", value.into())]);
    let free = covered("covered");
    assert_eq!(amounts(&free), [Some(0)]);
    assert_eq!(told(&free, 0), ["Free: Under warranty"]);
    assert!(matches!(&free.lines[0].traces[0].because, Because::Free { origin: Some(o), .. } if o == "3.4"));
    assert_eq!(covered("paid").lines[0].amount, Amount::Missing(Why::NotConfigured));
    assert!(matches!(
        priced(vec![line(1, "compressor", "1")], &[]).lines[0].amount,
        Amount::Missing(Why::NotKnown { .. })
    ));
}

#[test]
fn time_on_free_labour_is_not_charged_to_other_lines() {
    let quote = |sessions| {
        let lines = vec![line(1, "swap", "1"), line(2, "bulb", "1")];
        let context = with(&[("coverage.compressor", "covered".into())]);
        quote(&rich_book(), &input(lines, sessions), &context)
    };
    let apart = quote(vec![session(minutes(90), &[1]), session(minutes(20), &[2])]);
    assert_eq!((amounts(&apart), apart.time.unwrap().minutes), (vec![Some(0), Some(500)], 20));
    let together = quote(vec![session(minutes(40), &[])]);
    assert_eq!(
        amounts(&together),
        [Some(0), Some(1000)],
        "unnamed time is that of all labour that is charged"
    );
}

#[test]
fn surcharges_add_lines_by_themselves_and_only_where_they_apply() {
    let floor = |floor: i64, balcony: bool| {
        priced(vec![], &[("answers.floor", floor.into()), ("answers.balcony", balcony.into())])
    };
    let sixth = floor(6, false);
    assert_eq!(sixth.lines[0].key, LineKey::Rule("above_4".to_owned()));
    assert_eq!(sixth.total, Some(Money(8000)));
    assert_eq!(told(&sixth, 0)[0], "Added by rule: outdoor unit above the 4th floor");
    assert_eq!(floor(6, true).lines, [], "from a balcony there is no extra");
    assert_eq!(floor(4, false).lines, [], "the 4th floor is not above the 4th");
    let open = priced(vec![], &[("answers.floor", 6.into())]);
    assert_eq!(open.total, None, "nobody knows yet whether it is charged");
    assert_eq!(open.problems[0].item, "floor");
}

#[test]
fn a_surcharge_without_a_price_stops_the_quote_and_is_named() {
    let holes = |holes: i64| priced(vec![line(1, "tap", "1")], &[("answers.holes", holes.into())]);
    assert_eq!(holes(1).total, Some(Money(4000)), "one hole is included: the rule adds nothing");
    let two = holes(2);
    assert_eq!(two.total, None);
    assert_eq!(two.require_total(), Err(Rejected::NotConfigured { what: vec!["hole".to_owned()] }));
}

#[test]
fn an_accepted_quote_carries_the_surcharges_of_the_job() {
    let input = QuoteInput { carried: Carried { job: true, visit: false }, ..input(vec![], vec![]) };
    let answers = with(&[("answers.floor", 6.into()), ("answers.balcony", false.into())]);
    assert_eq!(quote(&rich_book(), &input, &answers).lines, []);
    let mut book = rich_book();
    book.surcharges.get_mut("above_4").unwrap().once = Once::Visit;
    assert_eq!(quote(&book, &input, &answers).lines.len(), 1, "another visit, so it is charged again");
}

#[test]
fn a_formula_is_computed_rounded_once_and_told() {
    let fee = |order: i64| priced(vec![line(1, "cancel", "1")], &[("answers.order_amount", order.into())]);
    let exact = fee(800_000);
    assert_eq!(exact.total, Some(Money(80_000)));
    assert_eq!(told(&exact, 0), ["10 % of the order amount = 800.00 yuan"]);
    let rounded = fee(123_456);
    assert_eq!(told(&rounded, 0), ["10 % of the order amount = 123.456, rounded to 0.10 = 123.50 yuan"]);
    let Because::Formula { inputs, .. } = &rounded.lines[0].traces[0].because else { panic!("a formula") };
    assert_eq!(inputs[0], Input { name: "answers.order_amount".to_owned(), value: "123456".to_owned() });
    assert_eq!(fee(-1).lines[0].amount, Amount::Missing(Why::Formula), "never below zero");
    let waits_for = "answers.order_amount".to_owned();
    let open = priced(vec![line(1, "cancel", "1")], &[]);
    assert_eq!(open.lines[0].amount, Amount::Missing(Why::PriceNotKnown { waits_for }));
}

#[test]
fn credits_go_below_zero_and_can_be_stated() {
    let stated = |amount: Option<i64>| {
        let charge = Charge::Item { code: "damage".to_owned(), stated: amount.map(Money) };
        Line { charge, ..line(1, "", "2") }
    };
    assert_eq!(priced(vec![stated(Some(1250))], &[]).total, Some(Money(-2500)));
    assert_eq!(priced(vec![stated(None)], &[]).lines[0].amount, Amount::Missing(Why::NotConfigured));
    assert_eq!(priced(vec![stated(Some(-1))], &[]).lines[0].amount, Amount::Missing(Why::Cost));
    let listed = priced(vec![line(1, "returned", "1"), line(2, "tap", "1")], &[]);
    assert_eq!((amounts(&listed), listed.total), (vec![Some(-4000), Some(4000)], Some(Money(0))));
    assert_eq!(told(&listed, 0), ["Given back 40.00 yuan × 1 piece = -40.00 yuan"]);
}

#[test]
fn a_discount_is_of_its_classes_and_says_of_what() {
    let lines = || vec![line(1, "tap", "2"), line(2, "visit", "1"), line(3, "parts", "1")];
    let member = [("answers.member", true.into())];
    let quote = priced(lines(), &member);
    assert_eq!(amounts(&quote), [Some(8000), Some(4000), Some(-2000)]);
    assert_eq!(quote.total, Some(Money(10_000)));
    assert_eq!(told(&quote, 2), ["25 % of 80.00 yuan = -20.00 yuan"]);
    assert_eq!(quote.lines[0].discounted, Money(2000));
    let twice = priced([lines(), vec![line(4, "parts", "1")]].concat(), &member);
    assert_eq!(amounts(&twice)[3], Some(0), "the same discount is not given twice");
}

#[test]
fn discounts_never_take_more_than_there_is() {
    let voucher = priced(vec![line(1, "tap", "1"), line(2, "ten", "1"), line(3, "voucher", "1")], &[]);
    assert_eq!(amounts(&voucher), [Some(4000), Some(-400), Some(-3600)]);
    assert_eq!(voucher.total, Some(Money(0)));
    assert_eq!(told(&voucher, 2), ["A fixed amount off 40.00 yuan, no more than is left = -36.00 yuan"]);
}

#[test]
fn a_discount_that_needs_approval_counts_once_it_is_approved() {
    let with_approval = |said: Option<bool>| {
        let approvals = said.map(|said| ("goodwill".to_owned(), said)).into_iter().collect();
        let lines = vec![line(1, "floor", "1"), line(2, "goodwill", "1")];
        quote(&rich_book(), &QuoteInput { approvals, ..input(lines, vec![]) }, &no_answers())
    };
    let because = |quote: Quote| (quote.total, quote.lines[1].traces[0].because.clone());
    assert_eq!(because(with_approval(None)), (Some(Money(8000)), Because::WaitsForApproval));
    assert_eq!(because(with_approval(Some(false))), (Some(Money(8000)), Because::NotApproved));
    assert_eq!(with_approval(Some(true)).total, Some(Money(4000)));
}

#[test]
fn a_discount_that_is_not_configured_or_waits_for_a_line_gives_no_total() {
    let masked = priced(vec![line(1, "floor", "1"), line(2, "masked", "1")], &[]);
    assert_eq!(masked.require_total(), Err(Rejected::NotConfigured { what: vec!["masked".to_owned()] }));
    let waiting = priced(vec![line(1, "hole", "1"), line(2, "ten", "1")], &[]);
    assert_eq!(waiting.lines[1].amount, Amount::Missing(Why::OtherLine));
    assert_eq!(waiting.problems.len(), 1, "the line without a price is named, not the discount");
}

pub(crate) fn taxed(mode: &str) -> PriceBook<Expr> {
    let mut book = serde_json::to_value(rich_book()).unwrap();
    book["tax"] = serde_json::from_str(&format!(
        r#"{{"title": {{"zh-CN": "增值税", "en": "VAT"}}, "mode": "{mode}", "default": "service",
            "rates": {{"service": "6", "goods": "13", "masked": "not_configured"}}, "rounding": "fen", "per": "line"}}"#
    ))
    .unwrap();
    book["items"]["tap"]["tax"] = "goods".into();
    book["items"]["travel"]["tax"] = "masked".into();
    serde_json::from_value(book).unwrap()
}

#[test]
fn tax_is_exact_line_by_line_also_after_a_discount() {
    let lines = vec![line(1, "tap", "1"), line(2, "floor", "1"), line(3, "ten", "1")];
    let of = |mode| quote(&taxed(mode), &input(lines.clone(), vec![]), &no_answers());
    let sums = |quote: &Quote| quote.taxes.iter().map(|sum| (sum.net.0, sum.tax.0)).collect::<Vec<_>>();
    let added = of("exclusive");
    assert_eq!((added.net, added.total), (Some(Money(10_800)), Some(Money(11_700))));
    assert_eq!(sums(&added), [(3600, 468), (7200, 432)], "goods 13 %, service 6 %");
    let contained = of("inclusive");
    assert_eq!((contained.net, contained.total), (Some(Money(9978)), Some(Money(10_800))));
    assert_eq!(sums(&contained), [(3186, 414), (6792, 408)]);
    assert_eq!(told(&contained, 0)[1], "Contains VAT 13 %: 4.14 yuan, without it 31.86 yuan");
}

#[test]
fn a_tax_rate_that_is_not_configured_stops_only_what_needs_it() {
    let of = |lines| quote(&taxed("exclusive"), &input(lines, vec![]), &no_answers());
    let stopped = of(vec![line(1, "travel", "1")]);
    assert_eq!(stopped.require_total(), Err(Rejected::NotConfigured { what: vec!["travel".to_owned()] }));
    assert!(of(vec![line(1, "tap", "1")]).total.is_some());
}

#[test]
fn a_deposit_is_part_of_the_total() {
    let mut book = rich_book();
    let rule = r#"{"percent": "30", "rounding": "jiao", "when": ["get", "job.emergency"]}"#;
    book.deposit = Some(serde_json::from_str(rule).unwrap());
    let of = |emergency: Option<bool>| {
        let answers: Vec<_> = emergency.map(|yes| ("job.emergency", yes.into())).into_iter().collect();
        quote(&book, &input(vec![line(1, "tap", "1")], vec![]), &with(&answers))
    };
    assert_eq!(of(Some(true)).deposit.unwrap().amount, Amount::Priced(Money(1200)));
    assert_eq!((of(Some(false)).deposit, of(Some(false)).total), (None, Some(Money(4000))));
    let open = of(None);
    assert!(matches!(open.deposit.unwrap().amount, Amount::Missing(Why::NotKnown { .. })));
    assert_eq!((open.total, open.problems[0].item.as_str()), (None, "deposit"));
}

#[test]
fn a_price_book_without_the_new_rules_keeps_its_id() {
    let text = serde_json::to_string(&book()).unwrap();
    for word in
        ["surcharges", "discounts", "deposit", "tax", "payment", "prices", "free", "formula", "amount"]
    {
        assert!(!text.contains(&format!("\"{word}\"")), "{word} is written though it is not used");
    }
}

#[test]
fn mistakes_in_the_rules_are_found() {
    type Change<'a> = &'a dyn Fn(&mut serde_json::Value);
    assert_eq!(rich_book().problems(), []);
    assert_eq!(taxed("inclusive").problems(), []);
    let mistake = |change: Change<'_>| {
        let mut book = serde_json::to_value(taxed("inclusive")).unwrap();
        change(&mut book);
        let book: PriceBook<Expr> = serde_json::from_value(book).unwrap();
        book.problems().into_iter().map(|problem| problem.path).collect::<Vec<_>>()
    };
    let cases: [(Change<'_>, &str); 9] = [
        (&|book| book["items"]["cancel"]["price"] = 5.into(), "items.cancel.amount"),
        (&|book| book["items"]["tap"]["price"] = serde_json::Value::Null, "items.tap.price"),
        (&|book| book["items"]["cancel"]["formula"] = serde_json::Value::Null, "items.cancel.formula"),
        (&|book| book["surcharges"]["holes"]["item"] = "swap".into(), "surcharges.holes.item"),
        (&|book| book["surcharges"]["holes"]["item"] = "gone".into(), "surcharges.holes.item"),
        (&|book| book["discounts"]["ten"]["amount"] = 5.into(), "discounts.ten"),
        (&|book| book["discounts"]["ten"]["of"] = serde_json::json!(["credit"]), "discounts.ten.of"),
        (&|book| book["discounts"]["tap"] = book["discounts"]["ten"].clone(), "discounts.tap"),
        (&|book| book["tax"]["default"] = "none".into(), "tax.default"),
    ];
    for (change, path) in cases {
        assert!(mistake(change).iter().any(|found| found == path), "{path}: {:?}", mistake(change));
    }
}
