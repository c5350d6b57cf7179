//! The rules of a price book that are not about one item.

use std::collections::{BTreeMap, BTreeSet};

use super::item::Price;
use super::part::{Path, Slot};
use crate::decimal::Decimal;
use crate::pack::Configured;
use crate::text::Text;

/// How time is charged (catalogue rules CH-03, CH-04, CH-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// The highest one, and only that one (catalogue rule CH-04).
    Highest,
}

/// How a material that is not on the list is charged (catalogue rule CH-06).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UnlistedRule {
    /// Factor on the warehouse cost: 1.30 is cost plus 30 %.
    pub markup: Decimal,
    /// The name of the rounding, once per line.
    pub rounding: String,
    /// The id of its tax rate, if it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<String>,
}

/// A line that a quote gets by itself, such as *above the 4th floor* (catalogue section 3.3, AMB-45).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Surcharge"))]
#[serde(deny_unknown_fields)]
pub struct Surcharge<E> {
    /// The code of the item that is charged.
    pub item: String,
    /// When it is added. As long as that is not known, there is no total.
    pub when: E,
    /// How much of it; 1 if it is not said. Nothing is added for zero or less.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub quantity: Option<E>,
    /// Why, as the customer reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// How often it is added if a job has several accepted quotes.
    #[serde(default, skip_serializing_if = "Once::is_default")]
    pub once: Once,
}

/// How often a surcharge is added if a job has several accepted quotes. The one accepted first carries it; as long
/// as none is, every quote shows it, for each is an offer by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Once {
    /// Once in the job.
    #[default]
    Job,
    /// Once in each visit.
    Visit,
    /// In every quote.
    Quote,
}

impl Once {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What a line belongs to, for sums and for discounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Work by time.
    Labour,
    /// Things, on the list or not.
    Material,
    /// Fees and formulas.
    Fee,
    /// Charges for coming.
    PerVisit,
    /// What is given to the customer.
    Credit,
    /// What is taken off.
    Discount,
}

impl Class {
    /// What a discount may be of.
    pub const CHARGED: [Self; 4] = [Self::Labour, Self::Material, Self::Fee, Self::PerVisit];
}

/// Something taken off the price, chosen by the technician as a line of the quote whose code is the id of the
/// discount.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Discount"))]
#[serde(deny_unknown_fields)]
pub struct Discount<E> {
    /// What people read.
    pub title: Text,
    /// So much of a hundred of what it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Configured<Decimal>>,
    /// Or so much, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Price>,
    /// What it is of. It never takes more off than these lines cost.
    pub of: BTreeSet<Class>,
    /// It counts only if this holds; as long as that is not known, there is no total.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub when: Option<E>,
    /// It counts only once a leader or the office approved it; until then nothing is taken off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_approval: bool,
    /// The name of the rounding, if it is not that of the price book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<String>,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// What is paid before the work.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DepositRule"))]
#[serde(deny_unknown_fields)]
pub struct DepositRule<E> {
    /// So much of a hundred of the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<Configured<Decimal>>,
    /// Or so much, in minor units; never more than the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Price>,
    /// It is asked for only if this holds.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub when: Option<E>,
    /// The name of the rounding.
    pub rounding: String,
}

/// Tax on the lines.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaxRule {
    /// What people call it, such as 增值税 or VAT.
    pub title: Text,
    /// Whether prices contain it.
    pub mode: TaxMode,
    /// The id of the rate of whatever does not say another.
    pub default: String,
    /// How much of a hundred, by id. 0 is a rate too.
    pub rates: BTreeMap<String, Configured<Decimal>>,
    /// The name of the rounding.
    pub rounding: String,
    /// What is rounded.
    pub per: TaxPer,
}

/// Whether prices contain the tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaxMode {
    /// They do.
    Inclusive,
    /// It is added.
    Exclusive,
}

/// On what the tax is computed and rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaxPer {
    /// On every line, after its share of the discounts.
    Line,
}

/// How customers pay.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PaymentRule {
    /// The ways to pay, by id.
    pub methods: BTreeMap<String, PaymentMethod>,
    /// Money goes back only once a leader or the office approved it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refund_needs_approval: bool,
}

/// A way to pay.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PaymentMethod {
    /// What people read.
    pub title: Text,
    /// It is *pending* until the office confirms it, as a card payment that a phone cannot make without network.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed_by_office: bool,
}

fn none<E>() -> Option<E> {
    None
}

impl<E> Surcharge<E> {
    pub(super) fn try_map<F, X>(
        self,
        path: &Path,
        map: &mut impl FnMut(&str, Slot, E) -> Result<F, X>,
    ) -> Result<Surcharge<F>, X> {
        let when = map(&path.at("when"), Slot::Condition, self.when)?;
        let quantity = self.quantity.map(|expr| map(&path.at("quantity"), Slot::Number, expr)).transpose()?;
        Ok(Surcharge { item: self.item, when, quantity, title: self.title, once: self.once })
    }
}

impl<E> Discount<E> {
    pub(super) fn try_map<F, X>(
        self,
        path: &Path,
        map: &mut impl FnMut(&str, Slot, E) -> Result<F, X>,
    ) -> Result<Discount<F>, X> {
        let when = self.when.map(|when| map(&path.at("when"), Slot::Condition, when)).transpose()?;
        Ok(Discount {
            title: self.title,
            percent: self.percent,
            amount: self.amount,
            of: self.of,
            when,
            needs_approval: self.needs_approval,
            rounding: self.rounding,
            origin: self.origin,
        })
    }
}

impl<E> DepositRule<E> {
    pub(super) fn try_map<F, X>(
        self,
        map: &mut impl FnMut(&str, Slot, E) -> Result<F, X>,
    ) -> Result<DepositRule<F>, X> {
        let when = self.when.map(|when| map("deposit.when", Slot::Condition, when)).transpose()?;
        Ok(DepositRule { percent: self.percent, amount: self.amount, when, rounding: self.rounding })
    }
}
