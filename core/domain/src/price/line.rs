//! The lines that do not depend on other lines: materials, fees, and who pays for a visit.

use std::collections::BTreeMap;

use super::book::{Item, ItemKind, Price, PriceBook};
use super::input::{Charge, Line};
use super::problem::Why;
use super::trace::{AppliedRounding, Because};
use crate::decimal::Decimal;
use crate::expr::{Context, EvalError, Expr};
use crate::id::{LineId, VisitId};
use crate::money::Money;

/// An amount with the rule that made it.
pub(super) struct Part {
    pub(super) amount: Money,
    pub(super) because: Because,
    pub(super) rounding: Option<AppliedRounding>,
}

impl Part {
    pub(super) fn exact(amount: Money, because: Because) -> Self {
        Self { amount, because, rounding: None }
    }
}

/// The first line of each item and visit, by id: it pays for the visit.
pub(super) type VisitPayers<'a> = BTreeMap<(&'a str, Option<VisitId>), LineId>;

pub(super) fn visit_payers<'a>(lines: &[&'a Line]) -> VisitPayers<'a> {
    let mut payers = VisitPayers::new();
    for line in lines {
        if let Charge::Item { code } = &line.charge {
            let payer = payers.entry((code, line.visit)).or_insert(line.id);
            *payer = line.id.min(*payer);
        }
    }
    payers
}

/// What is charged for an item that is not labour; `None` for a labour item that applies.
pub(super) fn charge_item(
    book: &PriceBook<Expr>,
    item: &Item<Expr>,
    line: &Line,
    payers: &VisitPayers<'_>,
    context: &dyn Context,
) -> Result<Option<Part>, Why> {
    if !applies(item, context)? {
        return Ok(Some(Part::exact(Money::ZERO, Because::NotApplicable)));
    }
    let price = configured(item)?;
    match item.kind {
        ItemKind::Labour => Ok(None),
        ItemKind::Material | ItemKind::Fee => {
            let quantity = quantity(line, item.quantity_scale.unwrap_or(book.quantity_scale))?;
            let because = Because::ListPrice { price, quantity, unit: item.unit.clone() };
            rounded(book, &book.rounding, price, quantity, because).map(Some)
        }
        ItemKind::PerVisit => Ok(Some(charge_visit(line, price, payers))),
    }
}

fn charge_visit(line: &Line, price: Money, payers: &VisitPayers<'_>) -> Part {
    let Charge::Item { code } = &line.charge else {
        return Part::exact(price, Because::PerVisit { price });
    };
    match payers.get(&(code.as_str(), line.visit)) {
        Some(by) if *by != line.id => Part::exact(Money::ZERO, Because::VisitCharged { by: *by }),
        _ => Part::exact(price, Because::PerVisit { price }),
    }
}

/// Cost plus markup, rounded once per line (catalogue rules CH-06 and AMB-23).
pub(super) fn charge_unlisted(book: &PriceBook<Expr>, line: &Line, cost: Option<Money>) -> Result<Part, Why> {
    let rule = book.unlisted.as_ref().ok_or(Why::NoUnlistedRule)?;
    let cost = cost.ok_or(Why::NotConfigured)?;
    if cost < Money::ZERO {
        return Err(Why::Cost);
    }
    let quantity = quantity(line, book.quantity_scale)?;
    let factor = rule.markup.mul(quantity).map_err(|_| Why::Overflow)?;
    let because = Because::CostPlus { cost, markup: rule.markup, quantity };
    rounded(book, &rule.rounding, cost, factor, because)
}

/// Whether an item is charged at all.
fn applies(item: &Item<Expr>, context: &dyn Context) -> Result<bool, Why> {
    let Some(condition) = &item.when else { return Ok(true) };
    condition.eval_bool(context).map_err(|error| match error {
        EvalError::Unanswered(name) => Why::NotKnown { waits_for: name.into() },
        _ => Why::Condition,
    })
}

/// The price of one unit.
pub(super) fn configured(item: &Item<Expr>) -> Result<Money, Why> {
    match item.price {
        Price::Configured(price) => Ok(price),
        Price::NotConfigured => Err(Why::NotConfigured),
    }
}

fn quantity(line: &Line, scale: u8) -> Result<Decimal, Why> {
    let fits = line.quantity.trimmed().scale() <= scale;
    if fits && line.quantity > Decimal::ZERO { Ok(line.quantity) } else { Err(Why::Quantity { scale }) }
}

fn rounded(
    book: &PriceBook<Expr>,
    name: &str,
    price: Money,
    factor: Decimal,
    because: Because,
) -> Result<Part, Why> {
    let rounding = *book.roundings.get(name).ok_or_else(|| Why::NoRounding { name: name.to_owned() })?;
    let amount = price.times(factor, rounding).map_err(|_| Why::Overflow)?;
    let exact = Decimal::new(price.0, book.currency.minor_digits)
        .and_then(|price| price.mul(factor).ok())
        .map(Decimal::trimmed);
    let rounding = Some(AppliedRounding { name: name.to_owned(), rounding, exact });
    Ok(Part { amount, because, rounding })
}
