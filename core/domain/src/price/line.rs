//! What a line costs by itself; only labour and discounts depend on other lines.

use super::asked::{Asked, Firsts, What, holds, number};
use super::book::PriceBook;
use super::item::{Item, ItemKind, Price};
use super::problem::Why;
use super::trace::{AppliedRounding, Because, Input};
use crate::decimal::Decimal;
use crate::expr::{Context, EvalError, Expr};
use crate::money::{Money, Rounding};
use crate::text::Text;

/// An amount with the rule that made it.
#[derive(Clone)]
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

/// The price of one unit, and under which name it holds.
#[derive(Clone)]
pub(super) struct UnitPrice {
    pub(super) price: Money,
    pub(super) case: Option<Text>,
}

/// What a line is by itself.
pub(super) enum Single {
    /// It has its amount.
    Part(Part),
    /// It shares the work time with other labour lines.
    Labour(UnitPrice),
    /// It takes something off other lines.
    Discount,
}

/// Prices single lines.
pub(super) struct Pricer<'a> {
    pub(super) book: &'a PriceBook<Expr>,
    pub(super) context: &'a dyn Context,
    pub(super) firsts: &'a Firsts<'a>,
}

impl Pricer<'_> {
    pub(super) fn single(&self, line: &Asked<'_>) -> Result<Single, Why> {
        if let Some(why) = line.no_fee {
            return Ok(Single::Part(Part::exact(Money::ZERO, Because::NoFee { why })));
        }
        match &line.what {
            What::Item { item, stated, .. } => self.item(line, item, *stated),
            What::Discount { .. } => Ok(Single::Discount),
            What::Unlisted { cost } => self.unlisted(line, *cost).map(Single::Part),
            What::Unknown { .. } => Err(Why::UnknownItem),
            What::Stopped { why, .. } => Err(why.clone()),
        }
    }

    fn item(&self, line: &Asked<'_>, item: &Item<Expr>, stated: Option<Money>) -> Result<Single, Why> {
        if let Some(free) = self.free(item)? {
            return Ok(Single::Part(Part::exact(Money::ZERO, free)));
        }
        let part = match item.kind {
            ItemKind::Labour => return self.price_of(item, stated).map(Single::Labour),
            ItemKind::Material | ItemKind::Fee => self.listed(line, item, stated)?,
            ItemKind::PerVisit => self.visit(line, self.price_of(item, stated)?),
            ItemKind::Formula => self.computed(line, item)?,
            ItemKind::Credit => self.credit(line, item, stated)?,
        };
        Ok(Single::Part(part))
    }

    /// Why an item costs nothing here, if so.
    fn free(&self, item: &Item<Expr>) -> Result<Option<Because>, Why> {
        if let Some(condition) = &item.when
            && !holds(condition, self.context)?
        {
            return Ok(Some(Because::NotApplicable));
        }
        for case in &item.free {
            if holds(&case.when, self.context)? {
                let (why, origin) = (case.title.clone(), case.origin.clone());
                return Ok(Some(Because::Free { why, origin }));
            }
        }
        Ok(None)
    }

    /// The price of one unit: that of the first case that holds, else the usual one.
    fn price_of(&self, item: &Item<Expr>, stated: Option<Money>) -> Result<UnitPrice, Why> {
        for case in &item.prices {
            let applies = case.when.eval_bool(self.context).map_err(|error| match error {
                EvalError::Unanswered(name) => Why::PriceNotKnown { waits_for: name.into() },
                _ => Why::Formula,
            })?;
            if applies {
                return Ok(UnitPrice {
                    price: self.unit(Some(case.price), stated)?,
                    case: case.title.clone(),
                });
            }
        }
        Ok(UnitPrice { price: self.unit(item.price, stated)?, case: None })
    }

    /// A price; one with bounds is what the line says, within them.
    fn unit(&self, price: Option<Price>, stated: Option<Money>) -> Result<Money, Why> {
        match (price, stated) {
            (Some(Price::Between { min, max }), Some(stated)) if min <= stated && stated <= max => Ok(stated),
            (Some(Price::Between { min, max }), _) => {
                let display = |money: Money| money.display(self.book.currency.minor_digits);
                Err(Why::Between { min: display(min), max: display(max) })
            }
            (price, _) => configured(price),
        }
    }

    fn listed(&self, line: &Asked<'_>, item: &Item<Expr>, stated: Option<Money>) -> Result<Part, Why> {
        let UnitPrice { price, case } = self.price_of(item, stated)?;
        let quantity = self.quantity(line, Some(item))?;
        let because = Because::ListPrice { price, quantity, unit: item.unit.clone(), case };
        self.times(self.book.rounding_name(item.rounding.as_ref()), price, quantity, because)
    }

    fn visit(&self, line: &Asked<'_>, unit: UnitPrice) -> Part {
        let UnitPrice { price, case } = unit;
        match self.firsts.get(&line.group()) {
            Some(by) if *by != line.key => Part::exact(Money::ZERO, Because::VisitCharged { by: by.clone() }),
            _ => Part::exact(price, Because::PerVisit { price, case }),
        }
    }

    /// The computed amount times quantity, rounded once (catalogue rules AMB-13 and AMB-14).
    fn computed(&self, line: &Asked<'_>, item: &Item<Expr>) -> Result<Part, Why> {
        let expr = item.amount.as_ref().ok_or(Why::Formula)?;
        let one = number(expr, self.context)?;
        if one < Decimal::ZERO {
            return Err(Why::Formula);
        }
        let quantity = self.quantity(line, Some(item))?;
        let name = self.book.rounding_name(item.rounding.as_ref());
        let rounding = self.rounding(name)?;
        let amount = Money::of_minor(one, quantity, rounding).map_err(|_| Why::Overflow)?;
        let exact = one.mul(quantity).ok().map(Decimal::trimmed);
        let exact = exact.and_then(|minor| {
            let scale = minor.scale().checked_add(self.book.currency.minor_digits)?;
            Decimal::new(minor.unscaled(), scale).map(Decimal::trimmed)
        });
        let inputs = expr.reads().into_iter().filter_map(|name| {
            let value = self.context.get(&name)?.to_string();
            Some(Input { name: name.into(), value })
        });
        let because = Because::Formula { formula: item.formula.clone(), quantity, inputs: inputs.collect() };
        Ok(Part {
            amount,
            because,
            rounding: Some(AppliedRounding { name: name.to_owned(), rounding, exact }),
        })
    }

    /// Below zero: a computed amount, the list price, or what the line says it is worth.
    fn credit(&self, line: &Asked<'_>, item: &Item<Expr>, stated: Option<Money>) -> Result<Part, Why> {
        let part = if item.amount.is_some() {
            self.computed(line, item)?
        } else {
            let price = match (item.price, stated) {
                (None, Some(stated)) if stated < Money::ZERO => return Err(Why::Cost),
                (None, Some(price)) if item.prices.is_empty() => price,
                _ => self.price_of(item, stated)?.price,
            };
            let quantity = self.quantity(line, Some(item))?;
            let because = Because::Credit { price, quantity, unit: item.unit.clone() };
            self.times(self.book.rounding_name(item.rounding.as_ref()), price, quantity, because)?
        };
        let amount = Money::ZERO.sub(part.amount).map_err(|_| Why::Overflow)?;
        let rounding = part.rounding.map(AppliedRounding::negated);
        Ok(Part { amount, rounding, ..part })
    }

    /// Cost plus markup, rounded once per line (catalogue rules CH-06 and AMB-23).
    fn unlisted(&self, line: &Asked<'_>, cost: Option<Money>) -> Result<Part, Why> {
        let rule = self.book.unlisted.as_ref().ok_or(Why::NoUnlistedRule)?;
        let cost = cost.ok_or(Why::NotConfigured)?;
        if cost < Money::ZERO {
            return Err(Why::Cost);
        }
        let quantity = self.quantity(line, None)?;
        let factor = rule.markup.mul(quantity).map_err(|_| Why::Overflow)?;
        let because = Because::CostPlus { cost, markup: rule.markup, quantity };
        self.times(&rule.rounding, cost, factor, because)
    }

    fn quantity(&self, line: &Asked<'_>, item: Option<&Item<Expr>>) -> Result<Decimal, Why> {
        let scale = item.and_then(|item| item.quantity_scale).unwrap_or(self.book.quantity_scale);
        let fits = line.quantity.trimmed().scale() <= scale;
        if fits && line.quantity > Decimal::ZERO { Ok(line.quantity) } else { Err(Why::Quantity { scale }) }
    }

    fn rounding(&self, name: &str) -> Result<Rounding, Why> {
        rounding(self.book, name)
    }

    fn times(&self, name: &str, price: Money, factor: Decimal, because: Because) -> Result<Part, Why> {
        let rounding = self.rounding(name)?;
        let amount = price.times(factor, rounding).map_err(|_| Why::Overflow)?;
        let exact = Decimal::new(price.0, self.book.currency.minor_digits)
            .and_then(|price| price.mul(factor).ok())
            .map(Decimal::trimmed);
        let rounding = Some(AppliedRounding { name: name.to_owned(), rounding, exact });
        Ok(Part { amount, because, rounding })
    }
}

/// A rounding by its name.
pub(super) fn rounding(book: &PriceBook<Expr>, name: &str) -> Result<Rounding, Why> {
    book.roundings.get(name).copied().ok_or_else(|| Why::NoRounding { name: name.to_owned() })
}

/// An amount of the price book. One that is not written is not configured, and neither is one that a line would
/// have to say where there is no line.
pub(super) fn configured(price: Option<Price>) -> Result<Money, Why> {
    match price {
        Some(Price::Configured(price)) => Ok(price),
        Some(Price::NotConfigured | Price::Between { .. }) | None => Err(Why::NotConfigured),
    }
}
