//! How an amount came about.

use super::input::{LineKey, NoFee};
use crate::decimal::Decimal;
use crate::id::{LineId, PriceBookId};
use crate::money::{Money, Rounding};
use crate::text::Text;

/// One part of a line's amount, and where it comes from. The parts of a line add up to its amount.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Trace {
    /// The part.
    pub amount: Money,
    /// The rule and its inputs.
    pub because: Because,
    /// The rounding, if the rule rounds.
    pub rounding: Option<AppliedRounding>,
    /// Where the price comes from, as the price book says.
    pub origin: Option<String>,
    /// The version of the price book.
    pub prices: PriceBookId,
}

/// A rule with the inputs that it had.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum Because {
    /// Price times quantity.
    ListPrice {
        /// The price of one.
        price: Money,
        /// How many.
        quantity: Decimal,
        /// What one is.
        unit: Text,
        /// What people call the price, if a condition chose it.
        #[serde(skip_serializing_if = "Option::is_none")]
        case: Option<Text>,
    },
    /// Units of work time at this line's rate.
    Periods {
        /// The price of one unit.
        rate: Money,
        /// Units charged at this rate.
        units: u64,
        /// The length of a unit.
        period_minutes: u32,
        /// Minutes over all visits and phones, of all labour lines together.
        minutes: u64,
        /// The minutes are an estimate.
        estimated: bool,
        /// What people call the rate, if a condition chose it.
        #[serde(skip_serializing_if = "Option::is_none")]
        case: Option<Text>,
    },
    /// What is missing to the fewest units that are charged.
    Minimum {
        /// The highest rate.
        rate: Money,
        /// The fewest units.
        units: u32,
    },
    /// Worked in units that another line pays for.
    Included {
        /// The other line.
        by: LineId,
        /// What people call it.
        name: Text,
    },
    /// A labour line on which no time was recorded.
    NotWorked,
    /// Cost times markup times quantity, for a material that is not on the list.
    CostPlus {
        /// What one costs the warehouse.
        cost: Money,
        /// The factor.
        markup: Decimal,
        /// How many.
        quantity: Decimal,
    },
    /// Once for the visit.
    PerVisit {
        /// The price.
        price: Money,
        /// What people call the price, if a condition chose it.
        #[serde(skip_serializing_if = "Option::is_none")]
        case: Option<Text>,
    },
    /// The visit is charged by another line already.
    VisitCharged {
        /// The other line.
        by: LineKey,
    },
    /// A computed amount times quantity.
    Formula {
        /// The formula as the customer reads it.
        formula: Option<Text>,
        /// How many.
        quantity: Decimal,
        /// What went into it.
        inputs: Vec<Input>,
    },
    /// Given to the customer: price times quantity, below zero.
    Credit {
        /// What one is worth.
        price: Money,
        /// How many.
        quantity: Decimal,
        /// What one is.
        unit: Text,
    },
    /// It costs nothing here.
    Free {
        /// Why, as the customer reads it.
        why: Text,
        /// Where that comes from, as the price book says.
        #[serde(skip_serializing_if = "Option::is_none")]
        origin: Option<String>,
    },
    /// Taken off other lines.
    Discount {
        /// So much of a hundred, if that is the rule; else a fixed amount.
        percent: Option<Decimal>,
        /// What the lines cost that it is of, before any discount.
        base: Money,
        /// It would be more, but no more is left of these lines.
        capped: bool,
    },
    /// The same discount is given by another line already.
    DiscountGiven {
        /// The other line.
        by: LineKey,
    },
    /// Nobody approved the discount yet.
    WaitsForApproval,
    /// The discount was not approved.
    NotApproved,
    /// The condition of the item or discount does not hold.
    NotApplicable,
    /// Nothing is charged.
    NoFee {
        /// Why.
        why: NoFee,
    },
}

/// A value that a formula read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Input {
    /// Its name, such as `answers.order_amount`.
    pub name: String,
    /// Its value then.
    pub value: String,
}

/// A rounding as it was applied.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AppliedRounding {
    /// Its name in the price book.
    pub name: String,
    /// What it does.
    #[serde(flatten)]
    pub rounding: Rounding,
    /// The amount before it, in major units; absent if it has more digits than a decimal.
    pub exact: Option<Decimal>,
}

impl AppliedRounding {
    /// The same of an amount below zero.
    pub(super) fn negated(self) -> Self {
        let exact = self.exact.and_then(|exact| Decimal::ZERO.sub(exact).ok());
        Self { exact, ..self }
    }
}

impl Because {
    /// The rule of the catalogue; none for what only a price book says.
    #[must_use]
    pub fn rule(&self) -> Option<&'static str> {
        Some(match self {
            Self::ListPrice { .. } | Self::CostPlus { .. } => "CH-06",
            Self::Periods { .. } | Self::Minimum { .. } => "CH-03",
            Self::Included { .. } => "CH-04",
            Self::NotWorked => "CH-05",
            Self::PerVisit { .. } | Self::VisitCharged { .. } => "CH-15",
            Self::Credit { .. } => "CH-13",
            Self::NotApplicable | Self::Free { .. } => "CH-09",
            Self::NoFee { why: NoFee::Declined } => "CH-02",
            Self::NoFee { why: NoFee::Absent } => "AMB-06",
            Self::NoFee { why: NoFee::Rework } => "AMB-44",
            Self::Formula { .. }
            | Self::Discount { .. }
            | Self::DiscountGiven { .. }
            | Self::WaitsForApproval
            | Self::NotApproved => return None,
        })
    }
}
