//! What the lines cost together: labour lines share the work time, everything else stands alone.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{Item, ItemKind, PriceBook};
use super::input::{Charge, Line, QuoteInput};
use super::labour::{self, Labour, LabourTime, Share};
use super::line::{Part, VisitPayers, charge_item, charge_unlisted, configured, visit_payers};
use super::problem::Why;
use super::trace::Because;
use crate::expr::{Context, Expr};
use crate::id::LineId;
use crate::money::Money;
use crate::text::Text;

/// The parts of a line's amount.
pub(super) type Parts = Result<Vec<Part>, Why>;

/// The parts of every line, in the order of the lines.
pub(super) struct Charged {
    pub(super) parts: Vec<Parts>,
    pub(super) time: Option<LabourTime>,
}

/// Computes what every line costs.
pub(super) struct Charges<'a> {
    book: &'a PriceBook<Expr>,
    input: &'a QuoteInput,
    context: &'a dyn Context,
    payers: VisitPayers<'a>,
}

impl<'a> Charges<'a> {
    pub(super) fn new(
        book: &'a PriceBook<Expr>,
        input: &'a QuoteInput,
        context: &'a dyn Context,
        lines: &[&'a Line],
    ) -> Self {
        Self { book, input, context, payers: visit_payers(lines) }
    }

    pub(super) fn of(&self, lines: &[&Line]) -> Charged {
        if let Some(why) = self.input.no_fee {
            let free = || Ok(vec![Part::exact(Money::ZERO, Because::NoFee { why })]);
            return Charged { parts: lines.iter().map(|_| free()).collect(), time: None };
        }
        let single: Vec<Result<Option<Part>, Why>> = lines.iter().map(|line| self.single(line)).collect();
        let labour = self.labour(lines, &single);
        let time = labour.as_ref().and_then(|labour| labour.as_ref().ok()).map(|labour| labour.time);
        let parts = lines.iter().zip(single).map(|(line, part)| match (part, &labour) {
            (Err(why), _) => Err(why),
            (Ok(Some(part)), _) => Ok(vec![part]),
            (Ok(None), Some(Err(why))) => Err(why.clone()),
            (Ok(None), Some(Ok(labour))) => Ok(self.labour_parts(labour, line)),
            (Ok(None), None) => Ok(Vec::new()),
        });
        Charged { parts: parts.collect(), time }
    }

    /// What a line costs by itself; `None`: it shares the work time with other labour lines.
    fn single(&self, line: &Line) -> Result<Option<Part>, Why> {
        match &line.charge {
            Charge::Unlisted { cost } => charge_unlisted(self.book, line, *cost).map(Some),
            Charge::Item { code } => {
                let item = self.book.items.get(code).ok_or(Why::UnknownItem)?;
                charge_item(self.book, item, line, &self.payers, self.context)
            }
        }
    }

    /// The work time shared out; `None` if there is no labour line.
    fn labour(&self, lines: &[&Line], single: &[Result<Option<Part>, Why>]) -> Option<Result<Labour, Why>> {
        let shared = || lines.iter().zip(single).filter(|(_, part)| matches!(part, Ok(None)));
        shared().next()?;
        let unpriced = |(line, part): (&&Line, &Result<_, Why>)| part.is_err() && self.is_labour(line);
        if lines.iter().zip(single).any(unpriced) {
            return Some(Err(Why::OtherRate));
        }
        let Some(rule) = &self.book.labour else { return Some(Err(Why::NoLabourRule)) };
        let rates: BTreeMap<LineId, Money> =
            shared().filter_map(|(line, _)| Some((line.id, self.rate(line)?))).collect();
        let in_quote: BTreeSet<LineId> = lines.iter().map(|line| line.id).collect();
        Some(labour::share(rule, &rates, &in_quote, &self.input.work))
    }

    fn is_labour(&self, line: &Line) -> bool {
        item_of(self.book, line).is_some_and(|item| item.kind == ItemKind::Labour)
    }

    fn rate(&self, line: &Line) -> Option<Money> {
        item_of(self.book, line).and_then(|item| configured(item).ok())
    }

    fn labour_parts(&self, labour: &Labour, line: &Line) -> Vec<Part> {
        let (Some(share), Some(rate), Some(rule)) =
            (labour.shares.get(&line.id), self.rate(line), &self.book.labour)
        else {
            return Vec::new();
        };
        match share {
            Share::NotWorked => vec![Part::exact(Money::ZERO, Because::NotWorked)],
            Share::Included { by } => {
                let other = self.input.lines.iter().find(|line| line.id == *by);
                let name = other.map(|line| name_of(self.book, line)).unwrap_or_default();
                vec![Part::exact(Money::ZERO, Because::Included { by: *by, name })]
            }
            Share::Charged { units, amount, minimum_top_up } => {
                let LabourTime { minutes, estimated, .. } = labour.time;
                let (units, period_minutes) = (*units, rule.period_minutes);
                let periods = Because::Periods { rate, units, period_minutes, minutes, estimated };
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

/// The item that a line names.
pub(super) fn item_of<'a>(book: &'a PriceBook<Expr>, line: &Line) -> Option<&'a Item<Expr>> {
    match &line.charge {
        Charge::Item { code } => book.items.get(code),
        Charge::Unlisted { .. } => None,
    }
}

/// What people call a line: the words of whoever wrote it, else the title in the price book.
pub(super) fn name_of(book: &PriceBook<Expr>, line: &Line) -> Text {
    match (item_of(book, line), &line.charge) {
        (Some(item), _) if line.what.is_empty() => item.title.clone(),
        (None, Charge::Item { code }) if line.what.is_empty() => Text::verbatim(code),
        _ => Text::verbatim(&line.what),
    }
}
