//! What must not change in the prices of a service: lines of quotes and payments name their parts.

use doorstep_domain::expr::Expr;
use doorstep_domain::pack::{Pack, Service};
use doorstep_domain::price::{Item, PaymentRule, PriceBook};

use super::{lost, reads_differently};
use crate::report::LintReport;
use crate::source::{PACK, price_file};

/// Refuses a lost item, surcharge, discount or payment method, an item that is charged in another way, and another
/// currency. A service may take another price book, as long as the codes go on.
pub(super) fn same_prices(
    id: &str,
    (previous, before): (&Pack, &Service),
    (next, after): (&Pack, &Service),
    report: &mut LintReport,
) {
    let Some(before) = before.price_book.get().and_then(|name| previous.price_books.get(name)) else {
        return;
    };
    match after.price_book.get().and_then(|name| Some((name, next.price_books.get(name)?))) {
        Some((name, after)) => same_book(&price_file(name), before, after, report),
        None => {
            let path = format!("services.{id}.price_book");
            report.add(PACK, path, "lost its prices; lines of quotes under way name them");
        }
    }
}

fn same_book(file: &str, before: &PriceBook<Expr>, after: &PriceBook<Expr>, report: &mut LintReport) {
    let money = |book: &PriceBook<Expr>| (book.currency.code.clone(), book.currency.minor_digits);
    if money(before) != money(after) {
        report.add(file, "currency", "is another one; costs on lines are amounts of it");
    }
    lost(file, "items", &before.items, &after.items, "lines of quotes name it", report);
    lost(file, "surcharges", &before.surcharges, &after.surcharges, "accepted quotes carry it", report);
    lost(file, "discounts", &before.discounts, &after.discounts, "lines of quotes name it", report);
    for (code, item) in &before.items {
        if after.items.get(code).is_some_and(|new| is_charged_otherwise(item, new)) {
            report.add(
                file,
                format!("items.{code}"),
                "is charged in another way or unit; give it a new code",
            );
        }
    }
    let methods = |book: &PriceBook<Expr>| book.payment.clone().map(|PaymentRule { methods, .. }| methods);
    if let (Some(before), Some(after)) = (methods(before), methods(after)) {
        lost(file, "payment.methods", &before, &after, "payments name it", report);
    }
}

fn is_charged_otherwise(before: &Item<Expr>, after: &Item<Expr>) -> bool {
    before.kind != after.kind || reads_differently(&before.unit, &after.unit)
}
