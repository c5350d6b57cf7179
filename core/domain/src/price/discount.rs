//! Discounts: what they take off, and from which lines.
//!
//! A percentage is of what the lines of the stated classes cost, before any discount, with the lines that
//! surcharges added. It never takes more off than earlier discounts left of these lines; *earlier* is by the key of
//! the line, so that the order of display changes nothing. What is taken off is split over the lines in proportion,
//! to the minor unit, because tax is computed line by line.

use std::collections::BTreeMap;

use super::asked::{Asked, Firsts, What, holds};
use super::book::PriceBook;
use super::charges::{Parts, amount_of};
use super::input::{LineKey, QuoteInput};
use super::line::{Part, configured, rounding};
use super::problem::Why;
use super::rule::{Class, Discount};
use super::trace::{AppliedRounding, Because};
use crate::decimal::Decimal;
use crate::expr::{Context, Expr};
use crate::money::Money;

/// What discounts take off each line, above zero.
pub(super) type Taken = BTreeMap<LineKey, Money>;

/// Fills in the parts of the discount lines.
pub(super) fn apply(
    book: &PriceBook<Expr>,
    input: &QuoteInput,
    context: &dyn Context,
    lines: &[Asked<'_>],
    firsts: &Firsts<'_>,
    parts: &mut [Parts],
) -> Taken {
    let amounts = lines.iter().zip(parts.iter()).map(|(line, parts)| Charged {
        key: line.key.clone(),
        class: line.class(),
        amount: amount_of(parts),
    });
    let mut discounts = Discounts { book, input, context, amounts: amounts.collect(), taken: Taken::new() };
    let mut chosen: Vec<usize> = (0..lines.len()).filter(|&at| is_open(&lines[at], &parts[at])).collect();
    chosen.sort_by(|&a, &b| lines[a].key.cmp(&lines[b].key));
    for at in chosen {
        let line = &lines[at];
        let What::Discount { id, discount } = line.what else { continue };
        parts[at] = match firsts.get(&line.group()) {
            Some(by) if *by != line.key => {
                Ok(vec![Part::exact(Money::ZERO, Because::DiscountGiven { by: by.clone() })])
            }
            _ => discounts.part(id, discount).map(|part| vec![part]),
        };
    }
    discounts.taken
}

/// A discount that nothing else made free.
fn is_open(line: &Asked<'_>, parts: &Parts) -> bool {
    matches!(line.what, What::Discount { .. }) && parts.as_ref().is_ok_and(Vec::is_empty)
}

struct Charged {
    key: LineKey,
    class: Option<Class>,
    amount: Result<Money, Why>,
}

struct Discounts<'a> {
    book: &'a PriceBook<Expr>,
    input: &'a QuoteInput,
    context: &'a dyn Context,
    amounts: Vec<Charged>,
    taken: Taken,
}

impl Discounts<'_> {
    fn part(&mut self, id: &str, discount: &Discount<Expr>) -> Result<Part, Why> {
        if let Some(condition) = &discount.when
            && !holds(condition, self.context)?
        {
            return Ok(Part::exact(Money::ZERO, Because::NotApplicable));
        }
        match self.input.approvals.get(id) {
            _ if !discount.needs_approval => {}
            Some(true) => {}
            Some(false) => return Ok(Part::exact(Money::ZERO, Because::NotApproved)),
            None => return Ok(Part::exact(Money::ZERO, Because::WaitsForApproval)),
        }
        let left = self.left(discount)?;
        let base = self.base(discount)?;
        let (wanted, rounding) = self.wanted(discount, base)?;
        let room = sum(left.iter().map(|(_, left)| *left))?;
        let amount = wanted.min(room);
        for (key, share) in split(amount, &left) {
            let taken = self.taken.entry(key).or_insert(Money::ZERO);
            *taken = taken.add(share).map_err(|_| Why::Overflow)?;
        }
        let percent = discount.percent.as_ref().and_then(|percent| percent.get().copied());
        let because = Because::Discount { percent, base, capped: amount < wanted };
        let negative = Money::ZERO.sub(amount).map_err(|_| Why::Overflow)?;
        Ok(Part { amount: negative, because, rounding: rounding.filter(|_| amount == wanted) })
    }

    /// What it would take off.
    fn wanted(
        &self,
        discount: &Discount<Expr>,
        base: Money,
    ) -> Result<(Money, Option<AppliedRounding>), Why> {
        let Some(percent) = &discount.percent else {
            return configured(discount.amount).map(|amount| (amount, None));
        };
        let percent = *percent.get().ok_or(Why::NotConfigured)?;
        if percent < Decimal::ZERO {
            return Err(Why::Formula);
        }
        let name = self.book.rounding_name(discount.rounding.as_ref());
        let rounding = rounding(self.book, name)?;
        let amount = base.percent(percent, rounding).map_err(|_| Why::Overflow)?;
        let exact = hundredth(percent)
            .and_then(|factor| Decimal::new(base.0, self.book.currency.minor_digits)?.mul(factor).ok())
            .and_then(|exact| Decimal::ZERO.sub(exact.trimmed()).ok());
        Ok((amount, Some(AppliedRounding { name: name.to_owned(), rounding, exact })))
    }

    /// The lines that a discount is of.
    fn of<'d>(&'d self, discount: &'d Discount<Expr>) -> impl Iterator<Item = &'d Charged> {
        let is_of = |line: &&Charged| line.class.is_some_and(|class| discount.of.contains(&class));
        self.amounts.iter().filter(move |line| is_of(line) && line.class != Some(Class::Discount))
    }

    /// What the lines cost before any discount.
    fn base(&self, discount: &Discount<Expr>) -> Result<Money, Why> {
        let amounts: Result<Vec<Money>, Why> = self.of(discount).map(positive).collect();
        sum(amounts?.into_iter())
    }

    /// What earlier discounts left of the lines.
    fn left(&self, discount: &Discount<Expr>) -> Result<Vec<(LineKey, Money)>, Why> {
        let left = self.of(discount).map(|line| {
            let taken = self.taken.get(&line.key).copied().unwrap_or(Money::ZERO);
            let left = positive(line)?.sub(taken).map_err(|_| Why::Overflow)?;
            Ok((line.key.clone(), left))
        });
        left.collect()
    }
}

/// What can be taken off a line at all. A line without an amount has a problem of its own.
fn positive(line: &Charged) -> Result<Money, Why> {
    line.amount.as_ref().map(|amount| (*amount).max(Money::ZERO)).map_err(|_| Why::OtherLine)
}

fn sum(mut amounts: impl Iterator<Item = Money>) -> Result<Money, Why> {
    amounts.try_fold(Money::ZERO, Money::add).map_err(|_| Why::Overflow)
}

fn hundredth(percent: Decimal) -> Option<Decimal> {
    Decimal::new(1, 2)?.mul(percent.trimmed()).ok()
}

/// Splits an amount over lines in proportion to what is left of them, to the minor unit: each gets its exact share
/// rounded down, and what remains goes unit by unit to the largest remainders, equal ones by key. No line gets more
/// than it has, and the shares add up to the amount, which is not above the sum of the lines.
pub(super) fn split(amount: Money, lines: &[(LineKey, Money)]) -> Vec<(LineKey, Money)> {
    let whole: i128 = lines.iter().map(|(_, left)| i128::from(left.0)).sum();
    if whole <= 0 || amount <= Money::ZERO {
        return Vec::new();
    }
    let exact = |left: &Money| i128::from(amount.0) * i128::from(left.0);
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|&a, &b| {
        let rest = |at: usize| exact(&lines[at].1) % whole;
        rest(b).cmp(&rest(a)).then_with(|| lines[a].0.cmp(&lines[b].0))
    });
    let mut shares: Vec<i128> = lines.iter().map(|(_, left)| exact(left) / whole).collect();
    let mut missing = i128::from(amount.0) - shares.iter().sum::<i128>();
    for at in order {
        if missing > 0 && exact(&lines[at].1) % whole > 0 {
            shares[at] += 1;
            missing -= 1;
        }
    }
    let shares = lines.iter().zip(shares);
    // A share is at most the amount, which is an i64.
    shares.map(|((key, _), share)| (key.clone(), Money(i64::try_from(share).unwrap_or(i64::MAX)))).collect()
}
