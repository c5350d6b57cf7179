//! Why a quote has no total.

use super::input::LineKey;
use crate::text::{Language, Text};

/// Something that stands against a total.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// The line, if it is one line's.
    pub line: Option<LineKey>,
    /// The item's code, or what the line is called.
    pub item: String,
    /// What people call it.
    pub name: Text,
    /// What it is.
    pub why: Why,
}

/// Why an amount cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The price book has no price for it, or the cost of the material is not known.
    NotConfigured,
    /// The price book has no such item.
    UnknownItem,
    /// Whether it is charged depends on an answer that is still open.
    NotKnown {
        /// The name without an answer, such as `answers.voucher`.
        waits_for: String,
    },
    /// Whether it is charged cannot be computed from the answers given.
    Condition,
    /// What it costs depends on an answer that is still open.
    PriceNotKnown {
        /// The name without an answer, such as `answers.member`.
        waits_for: String,
    },
    /// What it costs cannot be computed from the answers given.
    Formula,
    /// The line must say the price, within these bounds.
    Between {
        /// The lowest, in the currency of the price book.
        min: String,
        /// The highest.
        max: String,
    },
    /// There is no work time for a labour item yet.
    NoTime,
    /// Another labour line has no price, so the highest rate is not known.
    OtherRate,
    /// A line that the discount is of has no amount yet.
    OtherLine,
    /// The quantity is not above zero, or has too many digits after the point.
    Quantity {
        /// Most digits after the point.
        scale: u8,
    },
    /// The cost is negative.
    Cost,
    /// The price book has no usable rule for time.
    NoLabourRule,
    /// The price book has no rule for materials that are not on the list.
    NoUnlistedRule,
    /// The price book names a rounding that it does not define.
    NoRounding {
        /// The name.
        name: String,
    },
    /// The price book does not say the tax rate.
    NoTaxRate {
        /// The id of the rate.
        rate: String,
    },
    /// The amount has too many digits.
    Overflow,
}

impl Problem {
    /// The problem in words.
    #[must_use]
    pub fn message(&self, language: &Language) -> String {
        let name = self.name.get(language);
        if language.is_chinese() { chinese(name, &self.why) } else { english(name, &self.why) }
    }
}

fn chinese(name: &str, why: &Why) -> String {
    match why {
        Why::NotConfigured => format!("{name}：价格未配置"),
        Why::UnknownItem => format!("{name}：价目表中没有此项"),
        Why::NotKnown { .. } => format!("{name}：是否收费取决于尚未填写的内容"),
        Why::Condition => format!("{name}：无法根据已填内容判断是否收费"),
        Why::PriceNotKnown { .. } => format!("{name}：价格取决于尚未填写的内容"),
        Why::Formula => format!("{name}：无法根据已填内容计算金额"),
        Why::Between { min, max } => format!("{name}：请填写价格，在 {min} 到 {max} 之间"),
        Why::OtherLine => format!("{name}：所针对的项目尚无金额"),
        Why::NoTaxRate { rate } => format!("{name}：税率“{rate}”未配置"),
        Why::NoTime => format!("{name}：还没有工时"),
        Why::OtherRate => format!("{name}：另一项工费尚无价格"),
        Why::Quantity { scale: 0 } => format!("{name}：数量须为大于零的整数"),
        Why::Quantity { scale } => format!("{name}：数量须大于零，最多 {scale} 位小数"),
        Why::Cost => format!("{name}：成本不能为负数"),
        Why::NoLabourRule => format!("{name}：价目表没有可用的工时计费规则"),
        Why::NoUnlistedRule => format!("{name}：价目表没有表外材料的计价规则"),
        Why::NoRounding { name: rounding } => format!("{name}：价目表没有取整规则“{rounding}”"),
        Why::Overflow => format!("{name}：金额过大"),
    }
}

fn english(name: &str, why: &Why) -> String {
    match why {
        Why::NotConfigured => format!("{name}: the price is not configured"),
        Why::UnknownItem => format!("{name}: not in the price book"),
        Why::NotKnown { .. } => format!("{name}: whether it is charged depends on an open answer"),
        Why::Condition => format!("{name}: the answers do not say whether it is charged"),
        Why::PriceNotKnown { .. } => format!("{name}: its price depends on an open answer"),
        Why::Formula => format!("{name}: the answers do not give an amount"),
        Why::Between { min, max } => format!("{name}: say the price, between {min} and {max}"),
        Why::OtherLine => format!("{name}: a line that it is of has no amount yet"),
        Why::NoTaxRate { rate } => format!("{name}: the tax rate \"{rate}\" is not configured"),
        Why::NoTime => format!("{name}: there is no work time yet"),
        Why::OtherRate => format!("{name}: another labour item has no price yet"),
        Why::Quantity { scale: 0 } => format!("{name}: the quantity must be a whole number above zero"),
        Why::Quantity { scale } => {
            format!("{name}: the quantity must be above zero, with at most {scale} digits after the point")
        }
        Why::Cost => format!("{name}: the cost cannot be negative"),
        Why::NoLabourRule => format!("{name}: the price book has no usable rule for work time"),
        Why::NoUnlistedRule => {
            format!("{name}: the price book has no rule for materials that are not on the list")
        }
        Why::NoRounding { name: rounding } => {
            format!("{name}: the price book does not define the rounding \"{rounding}\"")
        }
        Why::Overflow => format!("{name}: the amount is too large"),
    }
}
