//! The quote: every line's amount, the total, and why.

use super::book::{Currency, PriceBook};
use super::charges::{Charges, Parts, item_of, name_of};
use super::input::{Charge, Line, QuoteInput};
use super::labour::LabourTime;
use super::line::Part;
use super::problem::{Problem, Why};
use super::trace::Trace;
use crate::decimal::Decimal;
use crate::expr::{Context, Expr};
use crate::id::{LineId, PriceBookId};
use crate::money::Money;
use crate::rejected::Rejected;
use crate::text::{Language, Text};

/// What a customer pays, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Quote {
    /// The price book that it was computed from.
    pub prices: PriceBookId,
    /// The currency of every amount.
    pub currency: Currency,
    /// The lines that are not deleted, in the order given.
    pub lines: Vec<QuotedLine>,
    /// The work time, if labour is charged.
    pub time: Option<LabourTime>,
    /// The sum; absent as long as there is a problem.
    pub total: Option<Money>,
    /// What stands against a total, in the order of the lines.
    pub problems: Vec<Problem>,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct QuotedLine {
    /// Its id.
    pub id: LineId,
    /// The item's code; absent for a material that is not on the list.
    pub code: Option<String>,
    /// What people call it.
    pub name: Text,
    /// How much of it.
    pub quantity: Decimal,
    /// What it costs.
    pub amount: Amount,
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

/// Computes a quote. Conditions of items read their names from `context`.
#[must_use]
pub fn quote(book: &PriceBook<Expr>, input: &QuoteInput, context: &dyn Context) -> Quote {
    let lines: Vec<&Line> = input.lines.iter().filter(|line| !line.deleted).collect();
    let charged = Charges::new(book, input, context, &lines).of(&lines);
    let quoted: Vec<QuotedLine> = lines
        .iter()
        .zip(charged.parts)
        .map(|(line, parts)| quoted_line(book, input.prices, line, parts))
        .collect();
    let mut problems: Vec<Problem> = quoted.iter().filter_map(problem_of).collect();
    let sum = quoted.iter().try_fold(Money::ZERO, |sum, line| match line.amount {
        Amount::Priced(amount) => sum.add(amount),
        Amount::Missing(_) => Ok(sum),
    });
    if sum.is_err() {
        let (name, item) = (book.title.clone(), "total".to_owned());
        problems.push(Problem { line: None, item, name, why: Why::Overflow });
    }
    Quote {
        prices: input.prices,
        currency: book.currency.clone(),
        lines: quoted,
        time: charged.time,
        total: sum.ok().filter(|_| problems.is_empty()),
        problems,
    }
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
        let unpriced = |problem: &&Problem| matches!(problem.why, Why::NotConfigured | Why::UnknownItem);
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

fn quoted_line(book: &PriceBook<Expr>, prices: PriceBookId, line: &Line, parts: Parts) -> QuotedLine {
    let origin = item_of(book, line).and_then(|item| item.origin.clone());
    let trace = |part: Part| {
        let Part { amount, because, rounding } = part;
        Trace { amount, because, rounding, origin: origin.clone(), prices }
    };
    let sum = |parts: &[Part]| parts.iter().try_fold(Money::ZERO, |sum, part| sum.add(part.amount));
    let (amount, traces) = match parts {
        Err(why) => (Amount::Missing(why), Vec::new()),
        Ok(parts) => match sum(&parts) {
            Ok(amount) => (Amount::Priced(amount), parts.into_iter().map(trace).collect()),
            Err(_) => (Amount::Missing(Why::Overflow), Vec::new()),
        },
    };
    let code = match &line.charge {
        Charge::Item { code } => Some(code.clone()),
        Charge::Unlisted { .. } => None,
    };
    QuotedLine { id: line.id, code, name: name_of(book, line), quantity: line.quantity, amount, traces }
}

fn problem_of(line: &QuotedLine) -> Option<Problem> {
    match &line.amount {
        Amount::Priced(_) | Amount::Missing(Why::OtherRate) => None,
        Amount::Missing(why) => {
            let name = line.name.clone();
            let item = line.code.clone().unwrap_or_else(|| name.get(&Language::english()).to_owned());
            Some(Problem { line: Some(line.id), item, name, why: why.clone() })
        }
    }
}
