//! Numbers, amounts and days as people write them.

use doorstep_domain::price::Currency;
use doorstep_domain::text::Text;
use proptest::prelude::*;

use super::super::Cell;
use super::super::values::{DateOrder, DecimalMark, Formats};

fn text(text: &str) -> Cell {
    Cell::of_text(text)
}

fn yuan() -> Currency {
    Currency { code: "CNY".to_owned(), minor_digits: 2, name: Text::verbatim("元") }
}

fn minor(written: &str) -> Result<Option<i64>, String> {
    let money = Formats::default().money(&text(written), &yuan());
    money.map(|money| money.map(|money| money.0))
}

#[test]
fn prices_are_read_as_people_write_them() {
    for (written, amount) in [
        ("12", 1200),
        ("12.5", 1250),
        ("12,50", 1250),
        ("¥1,234.50", 123_450),
        ("￥１２．５", 1250),
        ("1.234,50 元", 123_450),
        ("1 234,50", 123_450),
        ("1'234.50", 123_450),
        ("1,234", 123_400),
        ("1,234,567", 123_456_700),
        ("RMB 12.00", 1200),
        ("人民币12元", 1200),
        ("0", 0),
    ] {
        assert_eq!(minor(written), Ok(Some(amount)), "{written}");
    }
}

#[test]
fn a_masked_or_open_price_is_not_configured_and_never_zero() {
    for written in ["", "▒▒", "¥▒▒.▒▒", "not_configured", "未配置", "面议", "  "] {
        assert_eq!(minor(written), Ok(None), "{written}");
    }
    assert_eq!(minor("0.00"), Ok(Some(0)));
}

#[test]
fn what_is_no_price_is_refused_with_the_reason() {
    for (written, reason) in [
        ("$12", "the price is in $, the price book in CNY"),
        ("12.345", "--decimal"),
        ("1.234", "--decimal"),
        ("0.125", "CNY has 2 digits after the point, the price has 3"),
        ("-5", "below zero"),
        ("12-15", "expected a number"),
        ("12 or so", "expected a number"),
        ("1,23,456", "grouped"),
        ("1,2345.00", "grouped"),
        ("99999999999999999999", "too many digits"),
        ("50元/次", "expected a number"),
    ] {
        let refused = minor(written).unwrap_err();
        assert!(refused.contains(reason), "{written}: {refused}");
    }
}

#[test]
fn whoever_brings_the_list_says_what_stands_before_the_digits_below_one() {
    let with = |mark, written: &str| {
        Formats { decimal: Some(mark), dates: None }.number(&text(written)).map(|n| n.to_string())
    };
    assert_eq!(with(DecimalMark::Comma, "1.234"), Ok("1234".to_owned()));
    assert_eq!(with(DecimalMark::Point, "1.234"), Ok("1.234".to_owned()));
    assert_eq!(with(DecimalMark::Comma, "1,234"), Ok("1.234".to_owned()));
    assert_eq!(with(DecimalMark::Point, "1,234"), Ok("1234".to_owned()));
    assert!(with(DecimalMark::Point, "1.234,5").is_err());
    assert!(with(DecimalMark::Point, "12,5").is_err());
    assert!(Formats::default().number(&text("1,234")).is_err());
}

fn day(order: Option<DateOrder>, written: &str) -> Result<String, String> {
    Formats { dates: order, decimal: None }
        .moment(&text(written))
        .map(|at| at.format("%Y-%m-%d %H:%M").to_string())
}

#[test]
fn days_are_read_in_the_common_forms() {
    for written in [
        "2026-03-14",
        "2026/3/14",
        "2026.3.14",
        "2026年3月14日",
        "２０２６年３月１４日",
        "20260314",
        "14/03/2026",
        "03/14/2026",
        "14.3.2026",
        "14 March 2026",
        "Mar 14, 2026",
        "14-Mar-2026",
        "46095",
    ] {
        assert_eq!(day(None, written), Ok("2026-03-14 00:00".to_owned()), "{written}");
    }
    for (written, at) in [
        ("2026-03-14T14:30:00", "14:30"),
        ("2026-03-14 14:30", "14:30"),
        ("2026年3月14日 下午2:30", "14:30"),
        ("14/03/2026 2:30 PM", "14:30"),
        ("46095.604166667", "14:30"),
        ("2026/3/14 0:05", "00:05"),
    ] {
        assert_eq!(day(None, written), Ok(format!("2026-03-14 {at}")), "{written}");
    }
}

#[test]
fn an_ambiguous_day_waits_for_a_choice() {
    let refused = day(None, "03/04/2026").unwrap_err();
    assert!(refused.contains("--dates dmy"), "{refused}");
    assert_eq!(day(Some(DateOrder::Dmy), "03/04/2026"), Ok("2026-04-03 00:00".to_owned()));
    assert_eq!(day(Some(DateOrder::Mdy), "03/04/2026"), Ok("2026-03-04 00:00".to_owned()));
    assert_eq!(day(None, "05/05/2026"), Ok("2026-05-05 00:00".to_owned()));
    assert!(day(None, "03/04/26").unwrap_err().contains("two digits"));
    assert_eq!(day(Some(DateOrder::Ymd), "26/04/03"), Ok("2026-04-03 00:00".to_owned()));
    assert_eq!(day(Some(DateOrder::Dmy), "03/04/26"), Ok("2026-04-03 00:00".to_owned()));
    assert!(day(Some(DateOrder::Mdy), "14/03/2026").is_err(), "what was chosen holds");
}

#[test]
fn what_is_no_day_is_refused() {
    for written in ["2026-02-30", "tomorrow", "2026", "12", "2026-03-14 25:00", "14.03.", "▒▒"] {
        assert!(day(None, written).is_err(), "{written}");
    }
}

proptest! {
    #[test]
    fn an_amount_reads_back_however_it_is_grouped(fen in 0_i64..1_000_000_000_000, comma: bool) {
        let (yuan_part, rest) = ((fen / 100).to_string(), fen % 100);
        let (group, mark) = if comma { ('.', ',') } else { (',', '.') };
        let mut grouped = String::new();
        for (index, digit) in yuan_part.chars().enumerate() {
            if index > 0 && (yuan_part.len() - index) % 3 == 0 {
                grouped.push(group);
            }
            grouped.push(digit);
        }
        prop_assert_eq!(minor(&format!("¥{grouped}{mark}{rest:02}")), Ok(Some(fen)));
    }

    #[test]
    fn nothing_that_is_written_stops_the_reader(written in "\\PC{0,40}") {
        let formats = Formats::default();
        let _ = formats.money(&text(&written), &yuan());
        let _ = formats.moment(&text(&written));
        let _ = formats.number(&text(&written));
    }
}
