//! The definition of a price book, as a pack holds it.

use std::collections::BTreeMap;

use super::item::Item;
use super::part::{Path, Slot};
use super::rule::{DepositRule, Discount, LabourRule, PaymentRule, Surcharge, TaxRule, UnlistedRule};
use crate::money::{Money, Rounding};
use crate::text::Text;

/// What a company charges. Generic over the expression: `String` in the source of a pack, a checked
/// tree once published.
///
/// A part that is not used is not written: the id of a price book is the hash of its compiled form, so a new kind
/// of rule must not change the ids of the books without it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PriceBook"))]
#[serde(deny_unknown_fields, bound(deserialize = "E: serde::Deserialize<'de>"))]
pub struct PriceBook<E> {
    /// What people read, such as the name of the list.
    pub title: Text,
    /// The currency of every amount.
    pub currency: Currency,
    /// The first day of validity, `YYYY-MM-DD`.
    pub valid_from: String,
    /// What can be charged, by code.
    pub items: BTreeMap<String, Item<E>>,
    /// How time is charged; needed if there are labour items.
    pub labour: Option<LabourRule>,
    /// How a material that is not on the list is charged; absent: it cannot be charged.
    pub unlisted: Option<UnlistedRule>,
    /// Every rounding, by name.
    pub roundings: BTreeMap<String, Rounding>,
    /// The name of the rounding of price times quantity.
    pub rounding: String,
    /// Most digits after the point of a quantity, where an item does not say otherwise.
    #[serde(default)]
    pub quantity_scale: u8,
    /// Lines that a quote gets by themselves, by the name of the rule.
    #[serde(default = "BTreeMap::new", skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub surcharges: BTreeMap<String, Surcharge<E>>,
    /// What can be taken off, by id. An id is not also the code of an item.
    #[serde(default = "BTreeMap::new", skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub discounts: BTreeMap<String, Discount<E>>,
    /// What is paid before the work.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub deposit: Option<DepositRule<E>>,
    /// Tax; absent: amounts are what is paid, and nothing is said about tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<TaxRule>,
    /// How customers pay; absent: any way, and it counts at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentRule>,
    /// By how much, in minor units, a quote may exceed what the customer agreed to before the customer must agree
    /// again; absent: a price that grew with the work needs no second consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_again_above: Option<Money>,
}

fn none<E>() -> Option<E> {
    None
}

/// A currency.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Currency {
    /// ISO 4217, such as `CNY`.
    pub code: String,
    /// Digits after the point, 2 for yuan and fen.
    pub minor_digits: u8,
    /// What people read behind an amount, such as 元 or yuan.
    pub name: Text,
}

impl<E> PriceBook<E> {
    /// Every expression with its path, such as `items.unblock.when`.
    #[must_use]
    pub fn expressions(&self) -> Vec<(String, &E)> {
        let mut found = Vec::new();
        for (code, item) in &self.items {
            item.expressions(&Path::of("items", code), &mut found);
        }
        for (id, rule) in &self.surcharges {
            let path = Path::of("surcharges", id);
            found.push((path.at("when"), &rule.when));
            found.extend(rule.quantity.iter().map(|quantity| (path.at("quantity"), quantity)));
        }
        for (id, discount) in &self.discounts {
            found.extend(discount.when.iter().map(|when| (Path::of("discounts", id).at("when"), when)));
        }
        let deposit = self.deposit.iter().filter_map(|deposit| deposit.when.as_ref());
        found.extend(deposit.map(|when| ("deposit.when".to_owned(), when)));
        found
    }

    /// The same price book with every expression replaced; `map` gets each with its path and what its place needs.
    ///
    /// # Errors
    /// The first error of `map`.
    pub fn try_map<F, X>(
        self,
        mut map: impl FnMut(&str, Slot, E) -> Result<F, X>,
    ) -> Result<PriceBook<F>, X> {
        let items = self.items.into_iter().map(|(code, item)| {
            let item = item.try_map(&Path::of("items", &code), &mut map)?;
            Ok((code, item))
        });
        let items = items.collect::<Result<_, X>>()?;
        let surcharges = self.surcharges.into_iter().map(|(id, rule)| {
            let rule = rule.try_map(&Path::of("surcharges", &id), &mut map)?;
            Ok((id, rule))
        });
        let surcharges = surcharges.collect::<Result<_, X>>()?;
        let discounts = self.discounts.into_iter().map(|(id, discount)| {
            let discount = discount.try_map(&Path::of("discounts", &id), &mut map)?;
            Ok((id, discount))
        });
        let discounts = discounts.collect::<Result<_, X>>()?;
        let deposit = self.deposit.map(|deposit| deposit.try_map(&mut map)).transpose()?;
        Ok(PriceBook {
            items,
            surcharges,
            discounts,
            deposit,
            title: self.title,
            currency: self.currency,
            valid_from: self.valid_from,
            labour: self.labour,
            unlisted: self.unlisted,
            roundings: self.roundings,
            rounding: self.rounding,
            quantity_scale: self.quantity_scale,
            tax: self.tax,
            payment: self.payment,
            ask_again_above: self.ask_again_above,
        })
    }

    /// The rounding that an item or rule names, else that of the price book.
    pub(super) fn rounding_name<'a>(&'a self, own: Option<&'a String>) -> &'a str {
        own.unwrap_or(&self.rounding)
    }
}
