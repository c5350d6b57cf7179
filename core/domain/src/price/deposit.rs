//! What is paid before the work.

use super::asked::holds;
use super::book::PriceBook;
use super::line::{configured, rounding};
use super::problem::Why;
use super::quote::Amount;
use crate::decimal::Decimal;
use crate::expr::{Context, Expr};
use crate::money::Money;

/// What is paid before the work.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Deposit {
    /// How much; never more than the total.
    pub amount: Amount,
    /// So much of a hundred of the total, if that is the rule.
    pub percent: Option<Decimal>,
}

/// The deposit on a total; none if the price book asks for none, or if there is nothing to pay.
pub(super) fn of_total(
    book: &PriceBook<Expr>,
    total: Option<Money>,
    context: &dyn Context,
) -> Option<Deposit> {
    let rule = book.deposit.as_ref()?;
    let total = total.filter(|total| *total > Money::ZERO)?;
    let percent = rule.percent.as_ref().and_then(|percent| percent.get().copied());
    let amount = || {
        if let Some(condition) = &rule.when
            && !holds(condition, context)?
        {
            return Ok(None);
        }
        let amount = match (&rule.percent, percent) {
            (Some(_), Some(percent)) => {
                total.percent(percent, rounding(book, &rule.rounding)?).map_err(|_| Why::Overflow)?
            }
            (Some(_), None) => return Err(Why::NotConfigured),
            (None, _) => configured(rule.amount)?,
        };
        Ok(Some(amount.min(total)))
    };
    match amount() {
        Ok(amount) => Some(Deposit { amount: Amount::Priced(amount?), percent }),
        Err(why) => Some(Deposit { amount: Amount::Missing(why), percent }),
    }
}
