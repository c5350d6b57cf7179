//! Tax: on every line after its share of the discounts, rounded there, and summed by rate.
//!
//! Because each line is rounded by itself, the sums are exact: net and tax of a line add up to what is paid for it,
//! the tax of a rate is the sum of its lines, and net and all taxes add up to the total.

use std::collections::BTreeMap;

use super::asked::{Asked, What};
use super::book::PriceBook;
use super::line::rounding;
use super::problem::Why;
use super::rule::{TaxMode, TaxRule};
use crate::decimal::Decimal;
use crate::expr::Expr;
use crate::money::Money;

/// The tax of one line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LineTax {
    /// The id of the rate.
    pub rate: String,
    /// How much of a hundred.
    pub percent: Decimal,
    /// What the line costs without tax, after its share of the discounts.
    pub net: Money,
    /// The tax on it.
    pub tax: Money,
}

/// The tax of all lines of one rate.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TaxSum {
    /// The id of the rate.
    pub rate: String,
    /// How much of a hundred.
    pub percent: Decimal,
    /// What the lines cost without tax.
    pub net: Money,
    /// The tax on them.
    pub tax: Money,
}

/// The tax of a line that costs so much after discounts. Nothing is asked of a line that costs nothing, so that a
/// rate which is not configured stops only what needs it.
pub(super) fn of_line(
    book: &PriceBook<Expr>,
    rule: &TaxRule,
    line: &Asked<'_>,
    amount: Money,
) -> Result<Option<LineTax>, Why> {
    if amount == Money::ZERO {
        return Ok(None);
    }
    let own = match line.what {
        What::Item { item, .. } => item.tax.as_ref(),
        What::Unlisted { .. } => book.unlisted.as_ref().and_then(|rule| rule.tax.as_ref()),
        _ => None,
    };
    let rate = own.unwrap_or(&rule.default);
    let unknown = || Why::NoTaxRate { rate: rate.clone() };
    let percent = *rule.rates.get(rate).and_then(|percent| percent.get()).ok_or_else(unknown)?;
    let rounding = rounding(book, &rule.rounding)?;
    let (net, tax) = match rule.mode {
        TaxMode::Exclusive => (Ok(amount), amount.percent(percent, rounding)),
        TaxMode::Inclusive => {
            let tax = amount.percent_within(percent, rounding);
            (tax.and_then(|tax| amount.sub(tax)), tax)
        }
    };
    let (net, tax) = (net.map_err(|_| Why::Overflow)?, tax.map_err(|_| Why::Overflow)?);
    Ok(Some(LineTax { rate: rate.clone(), percent, net, tax }))
}

/// The taxes by rate.
pub(super) fn by_rate<'a>(lines: impl Iterator<Item = &'a LineTax>) -> Result<Vec<TaxSum>, Why> {
    let mut sums: BTreeMap<&str, TaxSum> = BTreeMap::new();
    for line in lines {
        let none =
            || TaxSum { rate: line.rate.clone(), percent: line.percent, net: Money::ZERO, tax: Money::ZERO };
        let sum = sums.entry(&line.rate).or_insert_with(none);
        sum.net = sum.net.add(line.net).map_err(|_| Why::Overflow)?;
        sum.tax = sum.tax.add(line.tax).map_err(|_| Why::Overflow)?;
    }
    Ok(sums.into_values().collect())
}
