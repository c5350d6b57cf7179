//! What a price book must keep to before it is published.

use super::book::PriceBook;
use super::item::{Item, ItemKind, Price};
use super::rule::{Class, Discount};
use crate::decimal::Decimal;
use crate::id::LineId;
use crate::money::Money;
use crate::pack::Configured;

/// A mistake in a price book.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct BookProblem {
    /// Where, such as `unlisted.rounding`.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

impl<E> PriceBook<E> {
    /// Every mistake that does not depend on an expression. A price that is not configured is none.
    #[must_use]
    pub fn problems(&self) -> Vec<BookProblem> {
        let mut found = Found { problems: Vec::new() };
        self.check_head(&mut found);
        self.check_roundings(&mut found);
        self.check_labour(&mut found);
        for (code, item) in &self.items {
            self.check_item(code, item, &mut found);
        }
        self.check_surcharges(&mut found);
        for (id, discount) in &self.discounts {
            self.check_discount(id, discount, &mut found);
        }
        self.check_deposit(&mut found);
        self.check_tax(&mut found);
        found.problems
    }

    fn check_head(&self, found: &mut Found) {
        let is_day = chrono::NaiveDate::parse_from_str(&self.valid_from, "%Y-%m-%d")
            .is_ok_and(|day| day.to_string() == self.valid_from);
        found.refuse(!is_day, "valid_from", format!("`{}` is not a day like 2026-01-31", self.valid_from));
        found.scale(Some(self.quantity_scale), "quantity_scale");
        found.scale(Some(self.currency.minor_digits), "currency.minor_digits");
        let below_zero = self.ask_again_above.is_some_and(|above| above < Money::ZERO);
        found.refuse(below_zero, "ask_again_above", "must not be below zero");
    }

    fn check_roundings(&self, found: &mut Found) {
        self.rounding(Some(&self.rounding), "rounding", found);
        for (name, rounding) in &self.roundings {
            let path = format!("roundings.{name}.step_minor");
            found.refuse(rounding.step_minor == 0, path, "must be above zero");
        }
        if let Some(rule) = &self.unlisted {
            self.rounding(Some(&rule.rounding), "unlisted.rounding", found);
            found.refuse(rule.markup <= Decimal::ZERO, "unlisted.markup", "must be above zero");
            self.tax_rate(rule.tax.as_ref(), "unlisted.tax", found);
        }
    }

    fn check_labour(&self, found: &mut Found) {
        if let Some(rule) = &self.labour {
            found.refuse(rule.period_minutes == 0, "labour.period_minutes", "must be above zero");
        }
        let has_labour = self.items.values().any(|item| item.kind == ItemKind::Labour);
        found.refuse(has_labour && self.labour.is_none(), "labour", "is needed for the labour items");
    }

    fn check_item(&self, code: &str, item: &Item<E>, found: &mut Found) {
        let at = |field: &str| format!("items.{code}.{field}");
        found.scale(item.quantity_scale, &at("quantity_scale"));
        self.rounding(item.rounding.as_ref(), &at("rounding"), found);
        self.tax_rate(item.tax.as_ref(), &at("tax"), found);
        let is_computed = item.amount.is_some();
        let has_price = item.price.is_some();
        match item.kind {
            ItemKind::Formula => found.refuse(!is_computed, at("amount"), "is needed for a formula"),
            ItemKind::Credit => {}
            _ => {
                found.refuse(is_computed, at("amount"), "belongs to a formula or a credit");
                found.refuse(!has_price, at("price"), "is needed; one that is not known is `not_configured`");
            }
        }
        let listed = has_price || !item.prices.is_empty();
        found.refuse(is_computed && listed, at("amount"), "cannot stand beside a price");
        found.refuse(item.kind == ItemKind::Formula && listed, at("price"), "is computed by the formula");
        found.refuse(!item.prices.is_empty() && !has_price, at("prices"), "needs the usual `price` too");
        found.refuse(
            is_computed && item.formula.is_none(),
            at("formula"),
            "is needed: the customer must be able to read how the amount is computed",
        );
        found.refuse(item.formula.is_some() && !is_computed, at("formula"), "has no `amount` to explain");
    }

    fn check_surcharges(&self, found: &mut Found) {
        for (name, rule) in &self.surcharges {
            let path = format!("surcharges.{name}");
            let is_line = name.parse::<LineId>().is_ok();
            found.refuse(is_line, path.clone(), format!("`{name}` could be taken for a line"));
            let item = self.items.get(&rule.item);
            let path = format!("{path}.item");
            found.refuse(item.is_none(), path.clone(), format!("there is no item `{}`", rule.item));
            let is_labour = item.is_some_and(|item| item.kind == ItemKind::Labour);
            found.refuse(is_labour, path.clone(), "is charged by time, which a rule cannot record");
            let is_stated = item.is_some_and(|item| {
                let between = |price: Price| matches!(price, Price::Between { .. });
                let is_between =
                    item.price.is_some_and(between) || item.prices.iter().any(|case| between(case.price));
                let is_worth = item.kind == ItemKind::Credit && item.price.is_none() && item.amount.is_none();
                is_between || is_worth
            });
            found.refuse(is_stated, path, "has no price, and a rule cannot state one");
        }
    }

    fn check_discount(&self, id: &str, discount: &Discount<E>, found: &mut Found) {
        let at = |field: &str| format!("discounts.{id}.{field}");
        let is_item = self.items.contains_key(id);
        found.refuse(is_item, format!("discounts.{id}"), format!("`{id}` is the code of an item too"));
        found.one_of(discount.percent.as_ref(), discount.amount.is_some(), &format!("discounts.{id}"));
        found.one_amount(discount.amount, &at("amount"));
        let of = &discount.of;
        found.refuse(of.is_empty(), at("of"), "names nothing");
        let charged = of.iter().all(|class| Class::CHARGED.contains(class));
        found.refuse(!charged, at("of"), "takes only labour, material, fee and per_visit");
        self.rounding(discount.rounding.as_ref(), &at("rounding"), found);
    }

    fn check_deposit(&self, found: &mut Found) {
        let Some(rule) = &self.deposit else { return };
        found.one_of(rule.percent.as_ref(), rule.amount.is_some(), "deposit");
        found.one_amount(rule.amount, "deposit.amount");
        self.rounding(Some(&rule.rounding), "deposit.rounding", found);
    }

    fn check_tax(&self, found: &mut Found) {
        let Some(rule) = &self.tax else { return };
        self.tax_rate(Some(&rule.default), "tax.default", found);
        self.rounding(Some(&rule.rounding), "tax.rounding", found);
        for (id, percent) in &rule.rates {
            let is_negative = percent.get().is_some_and(|percent| *percent < Decimal::ZERO);
            found.refuse(is_negative, format!("tax.rates.{id}"), "must not be below zero");
        }
    }

    fn rounding(&self, name: Option<&String>, path: &str, found: &mut Found) {
        if let Some(name) = name {
            let reason = format!("`{name}` is not one of the roundings");
            found.refuse(!self.roundings.contains_key(name), path, reason);
        }
    }

    fn tax_rate(&self, rate: Option<&String>, path: &str, found: &mut Found) {
        let Some(rate) = rate else { return };
        let is_known = self.tax.as_ref().is_some_and(|rule| rule.rates.contains_key(rate));
        found.refuse(!is_known, path, format!("`{rate}` is not one of the tax rates"));
    }
}

struct Found {
    problems: Vec<BookProblem>,
}

impl Found {
    fn refuse(&mut self, found: bool, path: impl Into<String>, reason: impl Into<String>) {
        if found {
            self.problems.push(BookProblem { path: path.into(), reason: reason.into() });
        }
    }

    fn scale(&mut self, scale: Option<u8>, path: &str) {
        let too_fine = scale.is_some_and(|scale| scale > Decimal::MAX_SCALE);
        self.refuse(too_fine, path, format!("at most {}", Decimal::MAX_SCALE));
    }

    fn one_amount(&mut self, amount: Option<Price>, path: &str) {
        let between = matches!(amount, Some(Price::Between { .. }));
        self.refuse(between, path, "is one amount: there is no line that could say it");
    }

    /// Either so much of a hundred or a fixed amount.
    fn one_of(&mut self, percent: Option<&Configured<Decimal>>, has_amount: bool, path: &str) {
        self.refuse(percent.is_some() == has_amount, path, "needs either `percent` or `amount`");
        let value = percent.and_then(Configured::get);
        let hundred = Decimal::from(100);
        let is_out = value.is_some_and(|value| *value <= Decimal::ZERO || *value > hundred);
        self.refuse(is_out, format!("{path}.percent"), "must be above 0 and at most 100");
    }
}
