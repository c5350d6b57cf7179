//! Price books with every kind of rule, from YAML to an amount.

use doorstep_domain::expr::{Context, ExprValue, Name};
use doorstep_domain::id::{LineId, PriceBookId};
use doorstep_domain::money::Money;
use doorstep_domain::pack::Sources;
use doorstep_domain::price::{Charge, Line, Quote, QuoteInput, Work, quote};

use super::{PRICES, findings, lamp_with, published};
use crate::compile_sources;

const ITEMS: &str = r#"
items:
  ladder_fee:
    title: { zh-CN: 登高费, en: Working on a ladder }
    kind: fee
    unit: { zh-CN: 次, en: time }
    price: 2000
    prices:
      - { when: answers.ladder_length > dec("3"), price: 3500, title: { zh-CN: 高梯, en: Long ladder } }
    free:
      - { when: job.emergency, title: { zh-CN: 紧急免费, en: Free in an emergency } }
  cancellation:
    title: { zh-CN: 取消费, en: Cancellation }
    kind: formula
    unit: { zh-CN: 单, en: order }
    amount: dec("0.10") * answers.ladder_length
    formula: { zh-CN: 长度的一成, en: a tenth of the length }
"#;

const RULES: &str = r#"
surcharges:
  ladder: { item: ladder_fee, when: answers.ladder, quantity: visit.technicians, title: { zh-CN: 需要登高, en: a ladder is needed } }
discounts:
  ten: { title: { zh-CN: 九折, en: Ten percent }, percent: "10", of: [fee, material], when: "!job.emergency" }
deposit: { percent: "30", rounding: jiao }
tax:
  title: { zh-CN: 增值税, en: VAT }
  mode: exclusive
  default: service
  rates: { service: "6", goods: not_configured }
  rounding: jiao
  per: line
payment:
  methods:
    cash: { title: { zh-CN: 现金, en: Cash } }
    card: { title: { zh-CN: 刷卡, en: Card }, confirmed_by_office: true }
  refund_needs_approval: true
"#;

pub(super) fn with_rules() -> Sources {
    let mut sources = lamp_with(PRICES, "\nitems:\n", ITEMS);
    sources.get_mut(PRICES).unwrap().extend_from_slice(RULES.as_bytes());
    sources
}

struct Ladder(bool);

impl Context for Ladder {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        match name.as_str() {
            "answers.ladder" => Some(true.into()),
            "answers.ladder_length" => {
                Some("4.5".parse::<doorstep_domain::decimal::Decimal>().unwrap().into())
            }
            "visit.technicians" => Some(2.into()),
            "job.emergency" => Some(self.0.into()),
            _ => None,
        }
    }
}

fn quoted(codes: &[&str], emergency: bool) -> Quote {
    let pack = published(&with_rules()).pack;
    let lines = codes.iter().zip(1_u8..).map(|(code, id)| Line {
        id: LineId([id; 8]),
        charge: Charge::Item { code: (*code).to_owned(), stated: None },
        what: String::new(),
        quantity: 1.into(),
        visit: None,
        deleted: false,
        no_fee: None,
    });
    let input = QuoteInput::new(PriceBookId([1; 32]), lines.collect(), Work::Recorded(Vec::new()));
    quote(&pack.price_books["standard"], &input, &Ladder(emergency))
}

#[test]
fn every_rule_of_a_price_book_is_published_and_charged() {
    let quote = quoted(&["ten"], false);
    assert_eq!(quote.net, Some(Money(6300)), "two long ladders at 35.00, ten percent off");
    assert_eq!(quote.total, Some(Money(6680)), "6 % is 3.78, to the jiao 3.80");
    let emergency = quoted(&[], true);
    assert_eq!(emergency.total, Some(Money(0)));
    assert_eq!(emergency.lines[0].traces.len(), 1, "the line stays, with the reason");
}

#[test]
fn expressions_of_rules_are_compiled_where_they_stand() {
    let with = |from: &str, to: &str| {
        let mut sources = with_rules();
        let text = String::from_utf8(sources[PRICES].clone()).unwrap();
        assert!(text.contains(from), "{from}");
        sources.insert(PRICES.to_owned(), text.replacen(from, to, 1).into_bytes());
        findings(compile_sources(&sources))
    };
    let cases = [
        (
            "quantity: visit.technicians",
            "quantity: job.area",
            "prices/standard.yaml: surcharges.ladder.quantity: `job.area` is Str, but Int or Decimal is needed here",
        ),
        (
            "when: \"!job.emergency\"",
            "when: job.minutes",
            "prices/standard.yaml: discounts.ten.when: `job.minutes` is Int, but Bool is needed here",
        ),
        (
            "free:\n      - { when: job.emergency",
            "free:\n      - { when: job.urgent",
            "prices/standard.yaml: items.ladder_fee.free[0].when: `job.urgent` unknown name `job.urgent`",
        ),
        (
            "item: ladder_fee",
            "item: ladder_fees",
            "prices/standard.yaml: surcharges.ladder.item: there is no item `ladder_fees`",
        ),
        (
            "title: { zh-CN: 九折, en: Ten percent }",
            "title: { en: Ten percent }",
            "prices/standard.yaml: discounts.ten.title: has no text in zh-CN",
        ),
    ];
    for (from, to, expected) in cases {
        assert_eq!(with(from, to), [expected]);
    }
}
