//! The quote: every line's amount, the sums, and why.

use super::asked::Asked;
use super::book::{Currency, PriceBook};
use super::charges::{Charged, Parts, amount_of, charge};
use super::deposit::{self, Deposit};
use super::input::{LineKey, QuoteInput};
use super::labour::LabourTime;
use super::line::Part;
use super::problem::{Problem, Why};
use super::rule::{Class, TaxMode};
use super::tax::{self, LineTax, TaxSum};
use super::trace::Trace;
use crate::decimal::Decimal;
use crate::expr::{Context, Expr};
use crate::id::PriceBookId;
use crate::money::Money;
use crate::rejected::Rejected;
use crate::text::{Language, Text};

/// What a customer pays, and why.
///
/// The sum rule, exact to the minor unit: the traces of a line add up to its amount; the lines, with discounts and
/// credits below zero, add up to `subtotal`; net and tax of the lines add up to `net` and `taxes`; `net` and all
/// `taxes` add up to `total`. Where prices contain the tax `total` is `subtotal`, where it is added `net` is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Quote {
    /// The price book that it was computed from.
    pub prices: PriceBookId,
    /// The currency of every amount.
    pub currency: Currency,
    /// The lines that are not deleted, in the order given, then those that rules added, by name.
    pub lines: Vec<QuotedLine>,
    /// The work time, if labour is charged.
    pub time: Option<LabourTime>,
    /// The sum of the lines; absent as long as there is a problem, like every other sum.
    pub subtotal: Option<Money>,
    /// What is paid without tax.
    pub net: Option<Money>,
    /// The taxes by rate; empty if the price book says nothing about tax.
    pub taxes: Vec<TaxSum>,
    /// What people call the tax.
    pub tax_name: Option<Text>,
    /// The amounts of the lines contain the tax.
    pub tax_is_contained: bool,
    /// What the customer pays. Below zero: what the customer gets.
    pub total: Option<Money>,
    /// What is paid before the work, if something is.
    pub deposit: Option<Deposit>,
    /// What stands against a total, in the order of the lines.
    pub problems: Vec<Problem>,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct QuotedLine {
    /// The line that somebody wrote, or the rule that added it.
    pub key: LineKey,
    /// The item's or discount's code; absent for a material that is not on the list.
    pub code: Option<String>,
    /// What it belongs to; absent for what the price book does not have.
    pub class: Option<Class>,
    /// What people call it.
    pub name: Text,
    /// Why a rule added it, as the customer reads it.
    pub added: Option<Text>,
    /// How much of it.
    pub quantity: Decimal,
    /// What it costs.
    pub amount: Amount,
    /// Its share of the discounts, above zero.
    pub discounted: Money,
    /// The tax on what is left of it.
    pub tax: Option<LineTax>,
    /// How the amount came about; the parts add up to it.
    pub traces: Vec<Trace>,
}

/// What a line costs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// In minor units.
    Priced(Money),
    /// It cannot be computed; never 0, never guessed.
    Missing(Why),
}

impl Amount {
    /// The amount, if it is known.
    #[must_use]
    pub fn priced(&self) -> Option<Money> {
        match self {
            Self::Priced(amount) => Some(*amount),
            Self::Missing(_) => None,
        }
    }
}

/// Computes a quote. Conditions and formulas of the price book read their names from `context`.
#[must_use]
pub fn quote(book: &PriceBook<Expr>, input: &QuoteInput, context: &dyn Context) -> Quote {
    let Charged { lines, parts, taken, time } = charge(book, input, context);
    let discounted = |line: &Asked<'_>| taken.get(&line.key).copied().unwrap_or(Money::ZERO);
    let mut quoted: Vec<QuotedLine> = (lines.iter().zip(parts))
        .map(|(line, parts)| quoted_line(input.prices, line, parts, discounted(line)))
        .collect();
    let mut problems: Vec<Problem> = quoted.iter().filter_map(problem_of).collect();
    if let Some(rule) = &book.tax {
        for (line, quoted) in lines.iter().zip(&mut quoted) {
            match taxed(line, quoted).map(|amount| tax::of_line(book, rule, line, amount)) {
                Some(Ok(tax)) => quoted.tax = tax,
                Some(Err(why)) => problems.push(problem(quoted, why)),
                None => {}
            }
        }
    }
    let sums = sums(book, &quoted);
    if sums.is_err() {
        let (name, item) = (book.title.clone(), "total".to_owned());
        problems.push(Problem { line: None, item, name, why: Why::Overflow });
    }
    let sums = sums.ok().filter(|_| problems.is_empty());
    let deposit = deposit::of_total(book, sums.as_ref().map(|sums| sums.total), context);
    if let Some(Amount::Missing(why)) = deposit.as_ref().map(|deposit| &deposit.amount) {
        let (name, item, why) = (book.title.clone(), "deposit".to_owned(), why.clone());
        problems.push(Problem { line: None, item, name, why });
    }
    let sums = sums.filter(|_| problems.is_empty());
    Quote {
        prices: input.prices,
        currency: book.currency.clone(),
        lines: quoted,
        time,
        subtotal: sums.as_ref().map(|sums| sums.subtotal),
        net: sums.as_ref().map(|sums| sums.net),
        total: sums.as_ref().map(|sums| sums.total),
        taxes: sums.map(|sums| sums.taxes).unwrap_or_default(),
        tax_name: book.tax.as_ref().map(|rule| rule.title.clone()),
        tax_is_contained: book.tax.as_ref().is_some_and(|rule| rule.mode == TaxMode::Inclusive),
        deposit,
        problems,
    }
}

struct Sums {
    subtotal: Money,
    net: Money,
    taxes: Vec<TaxSum>,
    total: Money,
}

fn sums(book: &PriceBook<Expr>, lines: &[QuotedLine]) -> Result<Sums, Why> {
    let add = |sum: Money, amount: Money| sum.add(amount).map_err(|_| Why::Overflow);
    let subtotal = lines.iter().filter_map(|line| line.amount.priced()).try_fold(Money::ZERO, add)?;
    let taxes = tax::by_rate(lines.iter().filter_map(|line| line.tax.as_ref()))?;
    let tax = taxes.iter().map(|sum| sum.tax).try_fold(Money::ZERO, add)?;
    let (net, total) = match book.tax.as_ref().map(|rule| rule.mode) {
        None => (subtotal, subtotal),
        Some(TaxMode::Inclusive) => (subtotal.sub(tax).map_err(|_| Why::Overflow)?, subtotal),
        Some(TaxMode::Exclusive) => (subtotal, add(subtotal, tax)?),
    };
    Ok(Sums { subtotal, net, taxes, total })
}

/// What a line is taxed on. A discount is taxed with the lines that it takes something off.
fn taxed(line: &Asked<'_>, quoted: &QuotedLine) -> Option<Money> {
    let amount = quoted.amount.priced().filter(|_| line.class() != Some(Class::Discount))?;
    amount.sub(quoted.discounted).ok()
}

impl Quote {
    /// The total, or what to configure or correct first.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] names every item without a price; [`Rejected::Invalid`] the first
    /// other problem.
    pub fn require_total(&self) -> Result<Money, Rejected> {
        if let Some(total) = self.total {
            return Ok(total);
        }
        let unpriced = |problem: &&Problem| {
            matches!(problem.why, Why::NotConfigured | Why::UnknownItem | Why::NoTaxRate { .. })
        };
        let what: Vec<String> = self.problems.iter().filter(unpriced).map(|p| p.item.clone()).collect();
        match self.problems.first() {
            Some(problem) if what.is_empty() => {
                let reason = problem.message(&Language::english());
                Err(Rejected::Invalid { field: "lines", reason })
            }
            _ => Err(Rejected::NotConfigured { what }),
        }
    }
}

fn quoted_line(prices: PriceBookId, line: &Asked<'_>, parts: Parts, discounted: Money) -> QuotedLine {
    let origin = line.origin();
    let trace = |part: Part| {
        let Part { amount, because, rounding } = part;
        Trace { amount, because, rounding, origin: origin.cloned(), prices }
    };
    let (amount, traces) = match amount_of(&parts) {
        Ok(amount) => (Amount::Priced(amount), parts.unwrap_or_default().into_iter().map(trace).collect()),
        Err(why) => (Amount::Missing(why), Vec::new()),
    };
    QuotedLine {
        key: line.key.clone(),
        code: line.code().map(str::to_owned),
        class: line.class(),
        name: line.name(),
        added: line.added.and_then(|rule| rule.title.clone()),
        quantity: line.quantity,
        amount,
        discounted,
        tax: None,
        traces,
    }
}

fn problem_of(line: &QuotedLine) -> Option<Problem> {
    match &line.amount {
        Amount::Priced(_) | Amount::Missing(Why::OtherRate | Why::OtherLine) => None,
        Amount::Missing(why) => Some(problem(line, why.clone())),
    }
}

fn problem(line: &QuotedLine, why: Why) -> Problem {
    let name = line.name.clone();
    let item = line.code.clone().unwrap_or_else(|| name.get(&Language::english()).to_owned());
    Problem { line: Some(line.key.clone()), item, name, why }
}
