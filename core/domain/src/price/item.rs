//! What can be charged: items, their prices, and when a price is another one or none.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::part::{Path, Slot};
use crate::money::Money;
use crate::text::Text;

/// Something that can be charged.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Item"))]
#[serde(deny_unknown_fields)]
pub struct Item<E> {
    /// What people read.
    pub title: Text,
    /// How it is charged.
    pub kind: ItemKind,
    /// What one of it is, as people read it: half an hour, piece, metre, visit.
    pub unit: Text,
    /// The price of one unit. A price that is not known is said to be `not_configured`. Only a formula and a
    /// credit can do without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// Other prices, such as that of a member or of a season: the first whose condition holds is the price.
    /// As long as a condition before it is not known, neither is the price.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub prices: Vec<PriceCase<E>>,
    /// When it costs nothing. The line stays, with the reason (catalogue rules CH-09 and CH-11, section 3.3).
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub free: Vec<FreeCase<E>>,
    /// What one unit costs in minor units, computed; of a formula, or of a credit (catalogue rules AMB-13, AMB-14).
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub amount: Option<E>,
    /// The formula of `amount` as a customer reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<Text>,
    /// The name of the rounding, if it is not that of the price book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<String>,
    /// The id of its tax rate, if it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<String>,
    /// It is charged only if this holds; as long as that is not known, there is no total.
    pub when: Option<E>,
    /// Most digits after the point of its quantity.
    pub quantity_scale: Option<u8>,
    /// Where the price comes from, such as `PR-03`.
    pub origin: Option<String>,
}

fn none<E>() -> Option<E> {
    None
}

/// How an item is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// The computed amount times quantity.
    Formula,
    /// Given to the customer: price times quantity, below zero. Without a price the line says what one is worth
    /// (compensation at price, catalogue rule CH-13).
    Credit,
}

/// A price under a condition.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PriceCase"))]
#[serde(deny_unknown_fields)]
pub struct PriceCase<E> {
    /// When it is the price.
    pub when: E,
    /// The price of one unit.
    pub price: Price,
    /// What people call it, such as *member price*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
}

/// A reason to charge nothing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "FreeCase"))]
#[serde(deny_unknown_fields)]
pub struct FreeCase<E> {
    /// When it holds.
    pub when: E,
    /// The reason as the customer reads it.
    pub title: Text,
    /// Where it comes from, such as `CH-11`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// A price, or the statement that there is none yet. Never 0 for *unknown*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    /// In minor units.
    Configured(Money),
    /// Whoever writes the line says it, within these bounds: prices differ between cities and customers
    /// (catalogue prices PR-01 and PR-02). In a pack `{min: 5000, max: 10000}`.
    Between {
        /// The lowest.
        min: Money,
        /// The highest.
        max: Money,
    },
    /// The company has not said it. It stops a quote that needs it.
    NotConfigured,
}

/// The bounds of a price, as a pack writes them.
#[derive(serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Bounds {
    min: Money,
    max: Money,
}

impl<E> Item<E> {
    pub(super) fn try_map<F, X>(
        self,
        path: &Path,
        map: &mut impl FnMut(&str, Slot, E) -> Result<F, X>,
    ) -> Result<Item<F>, X> {
        let mut prices = Vec::new();
        for (index, case) in self.prices.into_iter().enumerate() {
            let when = map(&path.at(&format!("prices[{index}].when")), Slot::Condition, case.when)?;
            prices.push(PriceCase { when, price: case.price, title: case.title });
        }
        let mut free = Vec::new();
        for (index, case) in self.free.into_iter().enumerate() {
            let when = map(&path.at(&format!("free[{index}].when")), Slot::Condition, case.when)?;
            free.push(FreeCase { when, title: case.title, origin: case.origin });
        }
        let amount = self.amount.map(|amount| map(&path.at("amount"), Slot::Number, amount)).transpose()?;
        let when = self.when.map(|when| map(&path.at("when"), Slot::Condition, when)).transpose()?;
        Ok(Item {
            title: self.title,
            kind: self.kind,
            unit: self.unit,
            price: self.price,
            prices,
            free,
            amount,
            formula: self.formula,
            rounding: self.rounding,
            tax: self.tax,
            when,
            quantity_scale: self.quantity_scale,
            origin: self.origin,
        })
    }

    pub(super) fn expressions<'a>(&'a self, path: &Path, found: &mut Vec<(String, &'a E)>) {
        for (index, case) in self.prices.iter().enumerate() {
            found.push((path.at(&format!("prices[{index}].when")), &case.when));
        }
        for (index, case) in self.free.iter().enumerate() {
            found.push((path.at(&format!("free[{index}].when")), &case.when));
        }
        found.extend(self.amount.iter().map(|amount| (path.at("amount"), amount)));
        found.extend(self.when.iter().map(|when| (path.at("when"), when)));
    }
}

const NOT_CONFIGURED: &str = "not_configured";

impl serde::Serialize for Price {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Configured(price) => price.serialize(serializer),
            Self::Between { min, max } => Bounds { min: *min, max: *max }.serialize(serializer),
            Self::NotConfigured => serializer.serialize_str(NOT_CONFIGURED),
        }
    }
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MinorUnits;

        impl<'de> Visitor<'de> for MinorUnits {
            type Value = Price;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a price in minor units that is not negative, `{min, max}` of such prices, or `not_configured`",
                )
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

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Price, A::Error> {
                let Bounds { min, max } = Bounds::deserialize(MapAccessDeserializer::new(map))?;
                let in_order = Money::ZERO <= min && min <= max;
                let invalid = || A::Error::custom("`min` must not be negative, and not above `max`");
                in_order.then_some(Price::Between { min, max }).ok_or_else(invalid)
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
        let between = Price::Between { min: Money(5000), max: Money(10_000) };
        assert_eq!(read(r#"{"min":5000,"max":10000}"#).unwrap(), between);
        assert_eq!(serde_json::to_string(&between).unwrap(), r#"{"min":5000,"max":10000}"#);
        for bad in [r#"{"min":-1,"max":5}"#, r#"{"min":6,"max":5}"#, r#"{"min":5}"#, r#"{"from":1,"max":5}"#]
        {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert_eq!(serde_json::to_string(&Price::NotConfigured).unwrap(), "\"not_configured\"");
    }
}
