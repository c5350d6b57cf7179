//! The lines that a quote has: those that somebody wrote, and those that surcharges add.

use std::collections::BTreeMap;

use super::book::PriceBook;
use super::input::{Charge, Line, LineKey, NoFee, QuoteInput};
use super::item::{Item, ItemKind};
use super::problem::Why;
use super::rule::{Class, Discount, Surcharge};
use crate::decimal::Decimal;
use crate::expr::{Context, EvalError, Expr};
use crate::id::VisitId;
use crate::money::Money;
use crate::text::Text;

/// A line that asks for an amount.
pub(super) struct Asked<'a> {
    pub(super) key: LineKey,
    pub(super) what: What<'a>,
    /// The words of whoever wrote it; empty for none.
    pub(super) words: &'a str,
    pub(super) quantity: Decimal,
    pub(super) visit: Option<VisitId>,
    pub(super) no_fee: Option<NoFee>,
    /// Why it was added by itself.
    pub(super) added: Option<&'a Surcharge<Expr>>,
}

/// What a line charges, found in the price book.
pub(super) enum What<'a> {
    Item {
        code: &'a str,
        item: &'a Item<Expr>,
        stated: Option<Money>,
    },
    Discount {
        id: &'a str,
        discount: &'a Discount<Expr>,
    },
    Unlisted {
        cost: Option<Money>,
    },
    /// The price book does not have it.
    Unknown {
        code: &'a str,
    },
    /// A surcharge of which nobody knows whether it applies.
    Stopped {
        code: &'a str,
        item: Option<&'a Item<Expr>>,
        why: Why,
    },
}

impl<'a> Asked<'a> {
    fn of_line(book: &'a PriceBook<Expr>, line: &'a Line, no_fee: Option<NoFee>) -> Self {
        let what = match &line.charge {
            Charge::Unlisted { cost } => What::Unlisted { cost: *cost },
            Charge::Item { code, stated } => match (book.items.get(code), book.discounts.get(code)) {
                (Some(item), _) => What::Item { code, item, stated: *stated },
                (None, Some(discount)) => What::Discount { id: code, discount },
                (None, None) => What::Unknown { code },
            },
        };
        Self {
            key: line.id.into(),
            what,
            words: &line.what,
            quantity: line.quantity,
            visit: line.visit,
            no_fee: no_fee.or(line.no_fee),
            added: None,
        }
    }

    /// What people call it: the words of whoever wrote it, else the title in the price book.
    pub(super) fn name(&self) -> Text {
        match &self.what {
            _ if !self.words.is_empty() => Text::verbatim(self.words),
            What::Item { item, .. } | What::Stopped { item: Some(item), .. } => item.title.clone(),
            What::Discount { discount, .. } => discount.title.clone(),
            What::Unknown { code } | What::Stopped { code, .. } => Text::verbatim(*code),
            What::Unlisted { .. } => Text::verbatim(self.words),
        }
    }

    /// The code in the price book; none for a material that is not on the list.
    pub(super) fn code(&self) -> Option<&'a str> {
        match self.what {
            What::Item { code, .. } | What::Unknown { code } | What::Stopped { code, .. } => Some(code),
            What::Discount { id, .. } => Some(id),
            What::Unlisted { .. } => None,
        }
    }

    pub(super) fn origin(&self) -> Option<&'a String> {
        match self.what {
            What::Item { item, .. } => item.origin.as_ref(),
            What::Discount { discount, .. } => discount.origin.as_ref(),
            _ => None,
        }
    }

    /// What it belongs to; none for what the price book does not have.
    pub(super) fn class(&self) -> Option<Class> {
        let kind = match self.what {
            What::Item { item, .. } | What::Stopped { item: Some(item), .. } => item.kind,
            What::Discount { .. } => return Some(Class::Discount),
            What::Unlisted { .. } => return Some(Class::Material),
            What::Unknown { .. } | What::Stopped { .. } => return None,
        };
        Some(match kind {
            ItemKind::Labour => Class::Labour,
            ItemKind::Material => Class::Material,
            ItemKind::Fee | ItemKind::Formula => Class::Fee,
            ItemKind::PerVisit => Class::PerVisit,
            ItemKind::Credit => Class::Credit,
        })
    }

    /// The first of the lines with this code and visit, by key: it alone pays for the visit, or is the discount.
    pub(super) fn group(&self) -> (Option<&'a str>, Option<VisitId>) {
        match self.what {
            What::Discount { id, .. } => (Some(id), None),
            _ => (self.code(), self.visit),
        }
    }
}

/// The first line of each group, see [`Asked::group`].
pub(super) type Firsts<'a> = BTreeMap<(Option<&'a str>, Option<VisitId>), LineKey>;

pub(super) fn firsts<'a>(lines: &[Asked<'a>]) -> Firsts<'a> {
    let mut firsts = Firsts::new();
    for line in lines {
        let first = firsts.entry(line.group()).or_insert_with(|| line.key.clone());
        if line.key < *first {
            *first = line.key.clone();
        }
    }
    firsts
}

/// Every line of a quote: the written ones that are not deleted, in their order, then the added ones by name.
pub(super) fn asked<'a>(
    book: &'a PriceBook<Expr>,
    input: &'a QuoteInput,
    context: &dyn Context,
) -> Vec<Asked<'a>> {
    let written = input.lines.iter().filter(|line| !line.deleted);
    let mut lines: Vec<Asked<'a>> = written.map(|line| Asked::of_line(book, line, input.no_fee)).collect();
    if input.no_fee.is_none() {
        lines.extend(
            book.surcharges.iter().filter_map(|(name, rule)| added(book, input, context, name, rule)),
        );
    }
    lines
}

fn added<'a>(
    book: &'a PriceBook<Expr>,
    input: &'a QuoteInput,
    context: &dyn Context,
    name: &str,
    rule: &'a Surcharge<Expr>,
) -> Option<Asked<'a>> {
    if input.carried.carries(rule.once) {
        return None;
    }
    let (code, item) = (rule.item.as_str(), book.items.get(&rule.item));
    let (what, quantity) = match (how_much(rule, context), item) {
        (Ok(None), _) => return None,
        (Err(why), _) => (What::Stopped { code, item, why }, Decimal::ONE),
        (Ok(Some(quantity)), Some(item)) => (What::Item { code, item, stated: None }, quantity),
        (Ok(Some(quantity)), None) => (What::Unknown { code }, quantity),
    };
    Some(Asked {
        key: LineKey::Rule(name.to_owned()),
        what,
        words: "",
        quantity,
        visit: input.visit,
        no_fee: None,
        added: Some(rule),
    })
}

/// How much a surcharge adds; nothing if it does not apply.
fn how_much(rule: &Surcharge<Expr>, context: &dyn Context) -> Result<Option<Decimal>, Why> {
    if !holds(&rule.when, context)? {
        return Ok(None);
    }
    let Some(quantity) = &rule.quantity else { return Ok(Some(Decimal::ONE)) };
    let quantity = number(quantity, context)?;
    Ok((quantity > Decimal::ZERO).then_some(quantity))
}

/// A condition on whether something is charged.
pub(super) fn holds(condition: &Expr, context: &dyn Context) -> Result<bool, Why> {
    condition.eval_bool(context).map_err(|error| match error {
        EvalError::Unanswered(name) => Why::NotKnown { waits_for: name.into() },
        _ => Why::Condition,
    })
}

/// A number that the price depends on.
pub(super) fn number(expr: &Expr, context: &dyn Context) -> Result<Decimal, Why> {
    match expr.eval(context) {
        Ok(value) => value.as_number().ok_or(Why::Formula),
        Err(EvalError::Unanswered(name)) => Err(Why::PriceNotKnown { waits_for: name.into() }),
        Err(_) => Err(Why::Formula),
    }
}
