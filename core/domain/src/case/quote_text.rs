//! A quote as a signer reads it.

use crate::price::{Amount, Because, Quote, QuotedLine};
use crate::text::Language;

/// Every line with its amount, and the sums. Where an amount is not simply price times quantity, its reason stands
/// below it.
pub(super) fn of(quote: &Quote, language: &Language) -> String {
    let mut text = String::new();
    for line in &quote.lines {
        let Amount::Priced(amount) = line.amount else { continue };
        let (name, amount) = (line.name.get(language), quote.money(amount, language));
        text.push_str(&format!("{name}  x {}  {amount}\n", line.quantity));
        if needs_a_reason(line) {
            for reason in quote.explain(line, language) {
                text.push_str(&format!("    {reason}\n"));
            }
        }
    }
    for (word, amount) in sums(quote, language) {
        text.push_str(&format!("{word}  {amount}\n"));
    }
    text
}

fn needs_a_reason(line: &QuotedLine) -> bool {
    let is_special = |because: &Because| {
        !matches!(
            because,
            Because::ListPrice { case: None, .. }
                | Because::Periods { .. }
                | Because::Minimum { .. }
                | Because::Included { .. }
                | Because::NotWorked
                | Because::CostPlus { .. }
                | Because::PerVisit { case: None, .. }
        )
    };
    line.added.is_some() || line.traces.iter().any(|trace| is_special(&trace.because))
}

/// Net and taxes if there are any, the total, and what is paid before the work.
fn sums(quote: &Quote, language: &Language) -> Vec<(String, String)> {
    let Some(total) = quote.total else { return Vec::new() };
    let say = |english: &str, chinese: &str| {
        if language.is_chinese() { chinese.to_owned() } else { english.to_owned() }
    };
    let money = |amount| quote.money(amount, language);
    let mut sums = Vec::new();
    if let Some(net) = quote.net.filter(|_| !quote.taxes.is_empty()) {
        sums.push((say("Without tax", "不含税"), money(net)));
    }
    let name = quote.tax_name.as_ref().map_or("", |name| name.get(language));
    sums.extend(
        quote.taxes.iter().map(|tax| (format!("{name} {} %", tax.percent.trimmed()), money(tax.tax))),
    );
    sums.push((say("Total", "合计"), money(total)));
    let deposit = quote.deposit.as_ref().and_then(|deposit| deposit.amount.priced());
    sums.extend(deposit.map(|deposit| (say("To pay before the work", "施工前需付"), money(deposit))));
    sums
}
