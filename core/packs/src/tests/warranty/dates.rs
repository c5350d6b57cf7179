//! Scenario 16 to the day, and what fixes the day.

use doorstep_domain::checklist::What;
use doorstep_domain::fact::{Appointed, VisitPlanned};
use doorstep_domain::id::{LineId, QuoteId};
use doorstep_domain::{Rejected, document};

use super::home::{FIRST, Home, SECOND};

/// A unit with its papers in order.
fn unit(product: &str, bought_on: &str) -> Home {
    let mut home = Home::of("warranty", "2024-12-20 10:00");
    home.answer("product", product).answer("bought_on", bought_on).answer("papers", true);
    home.answer("altered", false).answer("barcode", "690001").answer("voucher_barcode", "690001");
    home.answer("cause", "worn");
    home
}

#[test]
fn a_unit_of_2020_on_its_last_day_and_on_the_next() {
    let mut home = unit("household", "2020-01-10");
    home.at("2025-01-09 23:50").arrive(FIRST);
    let verdicts = |home: &Home| {
        ["compressor", "motor", "controller", "swing_motor", "whole_unit"].map(|id| home.verdict(id))
    };
    assert_eq!(verdicts(&home), ["covered", "paid", "paid", "paid", "paid"]);
    assert_eq!(home.until("compressor"), "2025-01-09");
    assert_eq!(home.until("controller"), "2023-01-09");
    assert_eq!(home.until("swing_motor"), "2022-01-09", "no main component: two years");
    assert_eq!(
        home.why("compressor"),
        "Compressor, five years: 5 years from the purchase on 2020-01-10, until 2025-01-09."
    );
    let mut later = unit("household", "2020-01-10");
    later.at("2025-01-10 00:10").arrive(FIRST);
    assert_eq!(verdicts(&later), ["paid"; 5]);
    assert_eq!(
        later.why("compressor"),
        "Compressor, five years: 5 years from the purchase on 2020-01-10, over since 2025-01-09, and it is 2025-01-10."
    );
}

#[test]
fn the_rules_changed_with_the_first_of_january_1999() {
    assert_eq!(unit("household", "1998-12-31").until("compressor"), "2001-12-30");
    assert_eq!(unit("household", "1999-01-01").until("compressor"), "2003-12-31");
    assert_eq!(unit("household", "1998-12-31").until("controller"), "2001-12-30");
}

#[test]
fn a_dryer_has_one_year_and_a_commercial_unit_one_and_a_half_from_its_invoice() {
    let dryer = unit("dryer", "2024-03-01");
    assert_eq!(dryer.until("whole_unit"), "2025-02-28");
    assert_eq!(dryer.until("compressor"), "2025-02-28");
    let mut commercial = unit("commercial", "2022-11-30");
    assert_eq!(commercial.why("compressor"), "Answer first: Date of the invoice.");
    commercial.answer("invoice_on", "2023-01-01");
    assert_eq!(commercial.until("compressor"), "2024-06-30");
    assert_eq!(
        commercial.why("motor"),
        "Commercial unit, one and a half years: 18 months from the invoice on 2023-01-01, over since 2024-06-30, and it is 2024-12-20."
    );
}

#[test]
fn what_was_bought_on_a_leap_day_has_its_anniversary_on_the_28th() {
    assert_eq!(unit("household", "2020-02-29").until("compressor"), "2025-02-27");
    assert_eq!(unit("dryer", "2024-02-29").until("whole_unit"), "2025-02-27");
    let four_years = unit("household", "2020-02-29");
    assert_eq!(four_years.until("controller"), "2023-02-27");
}

#[test]
fn papers_that_do_not_match_end_the_warranty_and_say_why() {
    let mut home = unit("household", "2024-06-01");
    home.answer("voucher_barcode", "690002");
    assert_eq!(home.verdict("compressor"), "paid");
    assert_eq!(home.why("compressor"), "Bar code: It is not the one on the voucher.");
    home.answer("voucher_barcode", "690001").answer("altered", true);
    assert_eq!(home.why("motor"), "Voucher: It was altered.");
    home.answer("altered", false).answer("papers", false);
    assert_eq!(home.why("motor"), "Warranty voucher and invoice: One of them is missing.");
    home.answer("confirmed_by_maker", true);
    assert_eq!(home.verdict("motor"), "covered", "the maker knows the serial number");
    home.answer("product", "commercial").answer("invoice_on", "2024-06-01").answer("cause", "positioning");
    assert_eq!(home.why("motor"), "Damage in positioning: The installer is liable.");
    assert_eq!(home.verdict("motor"), "paid");
}

#[test]
fn until_it_is_declared_the_day_is_that_of_the_visit() {
    let mut home = unit("household", "2020-01-10");
    assert_eq!(home.coverage_in(FIRST).on.to_string(), "2024-12-20", "the report");
    let start_ms = 1_736_499_600_000; // 2025-01-10 17:00 in China
    home.record(Appointed { visit: FIRST, start_ms, end_ms: None, reason: None });
    assert_eq!(home.verdict("compressor"), "paid", "on the day of the appointment it is over");
    home.at("2025-01-09 09:00").arrive(FIRST);
    assert_eq!(home.verdict("compressor"), "covered");
}

#[test]
fn a_declaration_fixes_day_and_answers_for_every_later_visit() {
    let mut home = unit("household", "2020-01-10");
    home.at("2025-01-09 10:00").arrive(FIRST).answer("faulty", "compressor");
    home.declare(FIRST).unwrap();
    home.record(VisitPlanned { visit: SECOND, reason: "part missing".into(), after_visit: Some(FIRST) });
    home.at("2025-02-01 10:00").arrive(SECOND);
    let view = home.coverage_in(SECOND);
    assert_eq!(view.component("compressor").unwrap().verdict.name(), "covered");
    assert_eq!((view.on.to_string(), view.result.name()), ("2025-01-09".to_owned(), "covered"));
    let decided = view.decided.unwrap();
    assert_eq!((decided.visit, decided.who.name.as_str()), (FIRST, "chen"));
    assert!(!home.missing(SECOND).contains(&"coverage".to_owned()), "once for the whole job");

    home.answer_in(SECOND, "bought_on", "2019-01-10");
    assert_eq!(home.coverage_in(SECOND).result.name(), "covered", "as declared");
    let missing = home.case.why_not(SECOND, "done", &home.pack).unwrap();
    let confirm = missing.iter().find(|missing| missing.step == "coverage").unwrap();
    assert_eq!(confirm.what, What::Confirmation { changed: true });
    home.declare(SECOND).unwrap();
    assert_eq!(home.coverage_in(FIRST).result.name(), "paid", "the newest declaration counts, everywhere");
}

#[test]
fn what_is_not_known_cannot_be_declared() {
    let mut home = unit("household", "2024-06-01");
    assert_eq!(home.coverage_in(FIRST).result.name(), "covered", "whichever component it is");
    home.answer("bought_on", "2022-01-10");
    assert_eq!(home.coverage_in(FIRST).result.name(), "not_known");
    let Err(Rejected::Missing { missing }) = home.declare(FIRST) else { panic!("declared") };
    assert_eq!(missing[0].what, What::Coverage);
    home.answer("faulty", "swing_motor");
    home.declare(FIRST).unwrap();
    assert_eq!(home.coverage_in(FIRST).result.name(), "paid");
    assert!(home.missing(FIRST).contains(&"told_price".to_owned()));
    home.answer("cause", "rebuilt");
    home.declare(FIRST).unwrap();
    assert_eq!(home.coverage_in(FIRST).result.name(), "refused");
    assert!(!home.missing(FIRST).contains(&"repaired".to_owned()), "nobody works on it");
}

#[test]
fn a_quote_follows_the_verdict() {
    let mut home = unit("household", "2020-01-10");
    home.at("2025-01-09 10:00").arrive(FIRST).answer("faulty", "compressor");
    let quote = QuoteId([7; 8]);
    for (number, item) in [(1, "visit"), (2, "unit")] {
        home.add_line(LineId([number; 8]), quote, item);
    }
    let total = |home: &Home| home.case.quote(quote, 0, &home.pack).unwrap().total.unwrap().0;
    assert_eq!(total(&home), 20_000, "the visit is free, the whole unit is out of warranty");
    home.answer("faulty", "controller");
    assert_eq!(total(&home), 25_000);
}

#[test]
fn a_contract_covers_what_was_reported_in_its_hours_while_it_runs() {
    let contract = |reported: &str, until: &str| {
        let mut home = Home::of("contract", reported);
        home.answer("contract_until", until).answer("emergency_plan", false);
        home
    };
    let inside = contract("2026-03-06 16:45", "2026-03-06");
    assert_eq!(inside.verdict("whole_unit"), "covered");
    assert_eq!(inside.why("whole_unit"), "Within the hours of the contract: until 2026-03-06.");
    assert_eq!(contract("2026-03-06 17:30", "2026-12-31").verdict("whole_unit"), "paid", "after hours");
    assert_eq!(contract("2026-03-07 11:00", "2026-12-31").why("whole_unit"), "Nothing covers it.");
    let ended = contract("2026-03-06 16:45", "2026-03-05");
    assert_eq!(
        ended.why("whole_unit"),
        "Within the hours of the contract: over since 2026-03-05, and it is 2026-03-06."
    );
}

impl Home {
    fn add_line(&mut self, id: LineId, quote: QuoteId, item: &str) {
        let line = document::NewLine {
            quote,
            visit: FIRST,
            item: Some(item.into()),
            what: String::new(),
            quantity: 1.into(),
            cost: None,
        };
        self.edit(document::Edit::AddLine { id, line });
    }
}
