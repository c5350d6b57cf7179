//! The definition of a price book, as a pack holds it.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer, Error, Visitor};

use crate::decimal::Decimal;
use crate::money::{Money, Rounding};
use crate::text::Text;

/// What a company charges. Generic over the expression: `String` in the source of a pack, a checked
/// tree once published.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
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
}

/// A currency.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Currency {
    /// ISO 4217, such as `CNY`.
    pub code: String,
    /// Digits after the point, 2 for yuan and fen.
    pub minor_digits: u8,
    /// What people read behind an amount, such as 元 or yuan.
    pub name: Text,
}

/// Something that can be charged.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item<E> {
    /// What people read.
    pub title: Text,
    /// How it is charged.
    pub kind: ItemKind,
    /// What one of it is, as people read it: half an hour, piece, metre, visit.
    pub unit: Text,
    /// The price of one unit. A price that is not known is said to be `not_configured`.
    pub price: Price,
    /// It is charged only if this holds; as long as that is not known, there is no total.
    pub when: Option<E>,
    /// Most digits after the point of its quantity.
    pub quantity_scale: Option<u8>,
    /// Where the price comes from, such as `PR-03`.
    pub origin: Option<String>,
}

/// How an item is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// By time: the price is that of one period of the labour rule. The quantity does not multiply it.
    Labour,
    /// Price times quantity.
    Material,
    /// Price times quantity, for something that is not a thing.
    Fee,
    /// The price once for each visit, however many lines name it.
    PerVisit,
}

/// A price, or the statement that there is none yet. Never 0 for *unknown*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    /// In minor units.
    Configured(Money),
    /// The company has not said it. It stops a quote that needs it.
    NotConfigured,
}

/// How time is charged (catalogue rules CH-03, CH-04, CH-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabourRule {
    /// The length of a billing unit, in minutes.
    pub period_minutes: u32,
    /// The fewest units that are charged.
    pub min_units: u32,
    /// Which rate a unit gets if several items were worked in it.
    pub pick: Pick,
}

/// Which of several rates a unit gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// The highest one, and only that one (catalogue rule CH-04).
    Highest,
}

/// How a material that is not on the list is charged (catalogue rule CH-06).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnlistedRule {
    /// Factor on the warehouse cost: 1.30 is cost plus 30 %.
    pub markup: Decimal,
    /// The name of the rounding, once per line.
    pub rounding: String,
}

impl<E> PriceBook<E> {
    /// Every expression with its path, such as `items.unblock.when`.
    #[must_use]
    pub fn expressions(&self) -> Vec<(String, &E)> {
        let items = self.items.iter();
        items.filter_map(|(code, item)| Some((format!("items.{code}.when"), item.when.as_ref()?))).collect()
    }

    /// The same price book with every expression replaced; `map` gets each with its path.
    ///
    /// # Errors
    /// The first error of `map`.
    pub fn try_map<F, X>(self, mut map: impl FnMut(&str, E) -> Result<F, X>) -> Result<PriceBook<F>, X> {
        let items = self.items.into_iter().map(|(code, item)| {
            let when = item.when.map(|e| map(&format!("items.{code}.when"), e)).transpose()?;
            let item = Item {
                title: item.title,
                kind: item.kind,
                unit: item.unit,
                price: item.price,
                when,
                quantity_scale: item.quantity_scale,
                origin: item.origin,
            };
            Ok((code, item))
        });
        Ok(PriceBook {
            items: items.collect::<Result<_, X>>()?,
            title: self.title,
            currency: self.currency,
            valid_from: self.valid_from,
            labour: self.labour,
            unlisted: self.unlisted,
            roundings: self.roundings,
            rounding: self.rounding,
            quantity_scale: self.quantity_scale,
        })
    }
}

const NOT_CONFIGURED: &str = "not_configured";

impl serde::Serialize for Price {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Configured(price) => price.serialize(serializer),
            Self::NotConfigured => serializer.serialize_str(NOT_CONFIGURED),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MinorUnits;

        impl Visitor<'_> for MinorUnits {
            type Value = Price;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a price in minor units that is not negative, or `not_configured`")
            }

            fn visit_i64<E: Error>(self, minor: i64) -> Result<Price, E> {
                let invalid = || E::invalid_value(serde::de::Unexpected::Signed(minor), &self);
                if minor >= 0 { Ok(Price::Configured(Money(minor))) } else { Err(invalid()) }
            }

            fn visit_u64<E: Error>(self, minor: u64) -> Result<Price, E> {
                let invalid = |_| E::invalid_value(serde::de::Unexpected::Unsigned(minor), &self);
                i64::try_from(minor).map(|minor| Price::Configured(Money(minor))).map_err(invalid)
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Price, E> {
                let invalid = || E::invalid_value(serde::de::Unexpected::Str(word), &self);
                if word == NOT_CONFIGURED { Ok(Price::NotConfigured) } else { Err(invalid()) }
            }
        }

        deserializer.deserialize_any(MinorUnits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_price_is_said_and_never_zero() {
        let read = |text: &str| serde_json::from_str::<Price>(text);
        assert_eq!(read("500").unwrap(), Price::Configured(Money(500)));
        assert_eq!(read("\"not_configured\"").unwrap(), Price::NotConfigured);
        for bad in ["-1", "null", "\"free\"", "5.0"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert_eq!(serde_json::to_string(&Price::NotConfigured).unwrap(), "\"not_configured\"");
    }
}
