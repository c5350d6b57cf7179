//! What the lines cost together: labour lines share the work time, discounts take something off the others,
//! everything else stands alone.

use std::collections::{BTreeMap, BTreeSet};

use super::asked::{Asked, asked, firsts};
use super::book::PriceBook;
use super::discount::{self, Taken};
use super::input::{LineKey, QuoteInput};
use super::labour::{self, Labour, LabourTime, Share};
use super::line::{Part, Pricer, Single, UnitPrice};
use super::problem::Why;
use super::rule::Class;
use super::trace::Because;
use crate::expr::{Context, Expr};
use crate::id::LineId;
use crate::money::Money;

/// The parts of a line's amount.
pub(super) type Parts = Result<Vec<Part>, Why>;

/// Every line with its parts.
pub(super) struct Charged<'a> {
    pub(super) lines: Vec<Asked<'a>>,
    pub(super) parts: Vec<Parts>,
    /// What discounts take off each line; nothing as long as a line that they are of has no amount.
    pub(super) taken: Taken,
    pub(super) time: Option<LabourTime>,
}

/// Computes what every line costs.
pub(super) fn charge<'a>(
    book: &'a PriceBook<Expr>,
    input: &'a QuoteInput,
    context: &'a dyn Context,
) -> Charged<'a> {
    let lines = asked(book, input, context);
    let firsts = firsts(&lines);
    let pricer = Pricer { book, context, firsts: &firsts };
    let single: Vec<Result<Single, Why>> = lines.iter().map(|line| pricer.single(line)).collect();
    let charges = Charges { book, input, lines: &lines, single: &single };
    let labour = charges.labour();
    let time = labour.as_ref().and_then(|labour| labour.as_ref().ok()).map(|labour| labour.time);
    let mut parts = charges.parts(labour);
    let taken = discount::apply(book, input, context, &lines, &firsts, &mut parts);
    Charged { lines, parts, taken, time }
}

struct Charges<'a> {
    book: &'a PriceBook<Expr>,
    input: &'a QuoteInput,
    lines: &'a [Asked<'a>],
    single: &'a [Result<Single, Why>],
}

impl<'a> Charges<'a> {
    fn parts(&self, labour: Option<Result<Labour, Why>>) -> Vec<Parts> {
        let each = self.lines.iter().zip(self.single).map(|(line, single)| match (single, &labour) {
            (Err(why), _) => Err(why.clone()),
            (Ok(Single::Part(part)), _) => Ok(vec![part.clone()]),
            (Ok(Single::Labour(_)), Some(Err(why))) => Err(why.clone()),
            (Ok(Single::Labour(unit)), Some(Ok(labour))) => Ok(self.labour_parts(labour, line, unit)),
            (Ok(Single::Labour(_) | Single::Discount), _) => Ok(Vec::new()),
        });
        each.collect()
    }

    /// The lines that share the work time, with their rates.
    fn sharing(&self) -> impl Iterator<Item = (LineId, &'a UnitPrice)> {
        self.lines.iter().zip(self.single).filter_map(|(line, single)| match (single, line.key.line()) {
            (Ok(Single::Labour(unit)), Some(id)) => Some((id, unit)),
            _ => None,
        })
    }

    /// The work time shared out; `None` if there is no labour line.
    fn labour(&self) -> Option<Result<Labour, Why>> {
        self.sharing().next()?;
        let unpriced = |(line, single): (&Asked<'_>, &Result<_, Why>)| {
            single.is_err() && line.class() == Some(Class::Labour)
        };
        if self.lines.iter().zip(self.single).any(unpriced) {
            return Some(Err(Why::OtherRate));
        }
        let Some(rule) = &self.book.labour else { return Some(Err(Why::NoLabourRule)) };
        let rates: BTreeMap<LineId, Money> = self.sharing().map(|(id, unit)| (id, unit.price)).collect();
        Some(labour::share(rule, &rates, &self.charged(), &self.input.work))
    }

    /// The lines on which work is charged. Time that was spent only on labour which costs nothing, for example
    /// under warranty, is not charged to other lines.
    fn charged(&self) -> BTreeSet<LineId> {
        let is_charged = |(line, single): (&Asked<'_>, &Result<Single, Why>)| {
            let is_free = line.class() == Some(Class::Labour) && matches!(single, Ok(Single::Part(_)));
            if is_free { None } else { line.key.line() }
        };
        self.lines.iter().zip(self.single).filter_map(is_charged).collect()
    }

    fn labour_parts(&self, labour: &Labour, line: &Asked<'_>, unit: &UnitPrice) -> Vec<Part> {
        let share = line.key.line().and_then(|id| labour.shares.get(&id));
        let (Some(share), Some(rule)) = (share, &self.book.labour) else { return Vec::new() };
        match share {
            Share::NotWorked => vec![Part::exact(Money::ZERO, Because::NotWorked)],
            Share::Included { by } => {
                let payer = LineKey::Line(*by);
                let other = self.lines.iter().find(|line| line.key == payer);
                let name = other.map(Asked::name).unwrap_or_default();
                vec![Part::exact(Money::ZERO, Because::Included { by: *by, name })]
            }
            Share::Charged { units, amount, minimum_top_up } => {
                let LabourTime { minutes, estimated, .. } = labour.time;
                let UnitPrice { price: rate, case } = unit.clone();
                let (units, period_minutes) = (*units, rule.period_minutes);
                let periods = Because::Periods { rate, units, period_minutes, minutes, estimated, case };
                let minimum = Because::Minimum { rate, units: rule.min_units };
                let mut parts = Vec::new();
                if units > 0 {
                    parts.push(Part::exact(*amount, periods));
                }
                if *minimum_top_up > Money::ZERO {
                    parts.push(Part::exact(*minimum_top_up, minimum));
                }
                parts
            }
        }
    }
}

/// The sum of the parts of a line.
pub(super) fn amount_of(parts: &Parts) -> Result<Money, Why> {
    let parts = parts.as_ref().map_err(Why::clone)?;
    parts.iter().try_fold(Money::ZERO, |sum, part| sum.add(part.amount)).map_err(|_| Why::Overflow)
}
