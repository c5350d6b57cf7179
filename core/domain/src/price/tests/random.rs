//! Thousands of random quotes by a price book with every rule. `DOORSTEP_QUOTES=100000` makes it the long run.

use super::rules::rich_book;
use super::*;

/// A cheap generator of numbers: xorshift, seeded, the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

const CODES: [&str; 13] = [
    "bulb", "unblock", "pipe", "tap", "travel", "visit", "floor", "cancel", "returned", "swap", "ten",
    "parts", "voucher",
];

fn random_line(dice: &mut Dice, id: u8) -> Line {
    let quantity = i64::try_from(1 + dice.below(9)).unwrap();
    let base = match dice.below(6) {
        0 => part(id, Some(i64::try_from(dice.below(100_000)).unwrap()), "1"),
        _ => line(id, dice.pick(&CODES), "1"),
    };
    let visit = Some(VisitId([u8::try_from(1 + dice.below(2)).unwrap(); 8]));
    Line { quantity: quantity.into(), visit, ..base }
}

fn random_answers(dice: &mut Dice) -> Answers {
    let covered = dice.pick(&["covered", "paid"]);
    let flag = |dice: &mut Dice| ExprValue::from(dice.below(2) == 0);
    Answers(BTreeMap::from([
        ("answers.member", flag(dice)),
        ("answers.carried_in", flag(dice)),
        ("answers.balcony", flag(dice)),
        ("answers.floor", i64::try_from(1 + dice.below(9)).unwrap().into()),
        ("answers.order_amount", i64::try_from(dice.below(1_000_000)).unwrap().into()),
        ("coverage.compressor", covered.into()),
    ]))
}

fn books() -> [PriceBook<Expr>; 3] {
    let taxed = |mode| {
        let mut book = rules::taxed(mode);
        book.items.get_mut("travel").unwrap().tax = None;
        book
    };
    [rich_book(), taxed("inclusive"), taxed("exclusive")]
}

/// Every sum of a quote is that of its parts, to the minor unit.
fn check_sums(quote: &Quote) {
    for line in &quote.lines {
        let traced: i64 = line.traces.iter().map(|trace| trace.amount.0).sum();
        assert_eq!(line.amount.priced(), Some(Money(traced)));
        assert!(line.discounted >= Money::ZERO && line.discounted.0 <= traced.max(0));
    }
    let amount = |line: &QuotedLine| line.amount.priced().unwrap().0;
    let subtotal: i64 = quote.lines.iter().map(amount).sum();
    assert_eq!(quote.subtotal, Some(Money(subtotal)));
    let of = |class: Class| quote.lines.iter().filter(move |line| line.class == Some(class));
    let taken: i64 = quote.lines.iter().map(|line| line.discounted.0).sum();
    assert_eq!(
        of(Class::Discount).map(amount).sum::<i64>(),
        -taken,
        "a discount is what it takes off its lines"
    );
    let credits: i64 = of(Class::Credit).map(amount).sum();
    assert!(subtotal - credits >= 0, "discounts never go below zero");
    let (net, total) = (quote.net.unwrap().0, quote.total.unwrap().0);
    let taxes: i64 = quote.taxes.iter().map(|sum| sum.tax.0).sum();
    assert_eq!(net + taxes, total);
    let of_lines = quote.lines.iter().filter_map(|line| line.tax.as_ref());
    assert_eq!(of_lines.map(|tax| tax.tax.0).sum::<i64>(), taxes);
    assert_eq!(if quote.tax_is_contained || quote.taxes.is_empty() { total } else { net }, subtotal);
}

#[test]
fn random_quotes_add_up_whatever_the_order_of_their_lines() {
    let count = std::env::var("DOORSTEP_QUOTES").ok().and_then(|count| count.parse().ok()).unwrap_or(3000);
    let (mut dice, books) = (Dice(0x5eed), books());
    let mut discounted = 0;
    for round in 0..count {
        let book = &books[round % books.len()];
        let count = u8::try_from(1 + dice.below(6)).unwrap();
        let lines: Vec<Line> = (1..=count).map(|id| random_line(&mut dice, id)).collect();
        let answers = random_answers(&mut dice);
        let sessions: Vec<Session> =
            (0..dice.below(3)).map(|_| session(dice.below(9_000_000), &[])).collect();
        let of = |lines: Vec<Line>| {
            let input = input(lines, sessions.clone());
            quote(book, &QuoteInput { work: work(&sessions), ..input }, &answers)
        };
        let device = of(lines.clone());
        assert!(device.problems.is_empty(), "{:?}", device.problems);
        check_sums(&device);
        discounted += usize::from(device.lines.iter().any(|line| line.discounted > Money::ZERO));
        let mut shuffled = lines.clone();
        shuffled.reverse();
        let server = of(shuffled);
        assert_eq!((device.total, &device.taxes), (server.total, &server.taxes));
        let more = of([lines, vec![line(9, "tap", "1")]].concat());
        assert!(more.total >= device.total, "one tap more never costs less: {:?}", device.lines);
    }
    assert!(discounted > count / 10, "discounts were tried");
}

/// Before any work, an estimate.
fn work(sessions: &[Session]) -> Work {
    if sessions.is_empty() { Work::Estimated { minutes: 45 } } else { Work::Recorded(sessions.to_vec()) }
}
