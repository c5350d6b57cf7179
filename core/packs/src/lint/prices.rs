//! One price book: codes, and what the price engine itself asks for.

use doorstep_domain::price::PriceBook;

use super::is_token;
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
    let currency = &book.currency.code;
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
        report.add(&file, "currency.code", format!("`{currency}` is not a currency such as CNY"));
    }
}
