//! One price book: codes, and what the price engine itself asks for.

use doorstep_domain::price::PriceBook;

use super::{is_snake, is_token};
use crate::report::LintReport;
use crate::source::price_file;

pub(super) fn check(name: &str, book: &PriceBook<String>, report: &mut LintReport) {
    let file = price_file(name);
    for problem in book.problems() {
        report.add(&file, problem.path, problem.reason);
    }
    for code in book.items.keys().filter(|code| !is_token(code)) {
        report.add(
            &file,
            format!("items.{code}"),
            format!("`{code}` is not a code of letters, digits, -, _ and ."),
        );
    }
    for id in book.discounts.keys().filter(|id| !is_token(id)) {
        let reason = format!("`{id}` is not a code of letters, digits, -, _ and .");
        report.add(&file, format!("discounts.{id}"), reason);
    }
    let tax = book.tax.iter().flat_map(|rule| rule.rates.keys().map(|id| ("tax.rates", id)));
    let methods = book.payment.iter().flat_map(|rule| rule.methods.keys().map(|id| ("payment.methods", id)));
    let rules = book.surcharges.keys().map(|id| ("surcharges", id));
    for (part, id) in rules.chain(tax).chain(methods).filter(|(_, id)| !is_snake(id)) {
        let reason = format!("`{id}` is not an id of small letters, digits and _");
        report.add(&file, format!("{part}.{id}"), reason);
    }
    let currency = &book.currency.code;
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
        report.add(&file, "currency.code", format!("`{currency}` is not a currency such as CNY"));
    }
}
