//! Each rule in words that a customer understands.

use super::input::NoFee;
use super::trace::Because;
use crate::decimal::Decimal;
use crate::money::Money;
use crate::text::{Language, Text};

impl Because {
    /// Whether the sentence is a calculation that ends with the amount.
    pub(super) fn is_a_sum(&self) -> bool {
        matches!(
            self,
            Self::ListPrice { .. }
                | Self::Periods { .. }
                | Self::Minimum { .. }
                | Self::CostPlus { .. }
                | Self::Formula { .. }
                | Self::Credit { .. }
                | Self::Discount { .. }
        )
    }

    pub(super) fn chinese(&self, language: &Language, money: impl Fn(Money) -> String) -> String {
        match self {
            Self::ListPrice { price, quantity, unit, case } => {
                let case = named(case.as_ref(), "价目表价格", language);
                format!("{case} {} × {quantity} {}", money(*price), unit.get(language))
            }
            Self::Periods { rate, units, period_minutes, minutes, estimated, case } => {
                let time = if *estimated { "预计工时" } else { "工时" };
                let case = named(case.as_ref(), "", language);
                format!(
                    "{time}共 {minutes} 分钟，每 {period_minutes} 分钟计一次：{case}{} × {units} 次",
                    money(*rate)
                )
            }
            Self::Minimum { rate, units } => format!("补足最低收费 {} × {units} 次", money(*rate)),
            Self::Included { name, .. } => {
                format!("与“{}”在同一计费时段内，就高不就低，不重复收费", name.get(language))
            }
            Self::NotWorked => "没有记录工时，不收费".to_owned(),
            Self::CostPlus { cost, markup, quantity } => {
                format!("价目表外材料：成本 {} × {} × {quantity}", money(*cost), markup.trimmed())
            }
            Self::PerVisit { price, case } => {
                format!("{} {}", named(case.as_ref(), "每次上门", language), money(*price))
            }
            Self::Formula { formula, quantity, .. } => {
                format!("{}{}", named(formula.as_ref(), "按公式计算", language), times(*quantity))
            }
            Self::Credit { price, quantity, unit } => {
                format!("退还或赔偿 {} × {quantity} {}", money(*price), unit.get(language))
            }
            Self::Free { why, .. } => format!("免费：{}", why.get(language)),
            Self::Discount { percent: Some(percent), base, capped } => {
                let most = if *capped { "，以所剩金额为限" } else { "" };
                format!("{} 的 {}%{most}", money(*base), percent.trimmed())
            }
            Self::Discount { percent: None, base, capped } => {
                let most = if *capped { "，以所剩金额为限" } else { "" };
                format!("从 {} 中减去固定金额{most}", money(*base))
            }
            Self::DiscountGiven { .. } => "此优惠已计入，不重复优惠".to_owned(),
            Self::WaitsForApproval => "优惠待批准，暂不计入".to_owned(),
            Self::NotApproved => "优惠未获批准，不计入".to_owned(),
            Self::VisitCharged { .. } => "本次上门已计费，不重复收费".to_owned(),
            Self::NotApplicable => "不符合条件，不计入".to_owned(),
            Self::NoFee { why: NoFee::Declined } => "客户未接受报价，不收费".to_owned(),
            Self::NoFee { why: NoFee::Absent } => "家中无人，不收费".to_owned(),
            Self::NoFee { why: NoFee::Rework } => "返工，不收费".to_owned(),
        }
    }

    pub(super) fn english(&self, language: &Language, money: impl Fn(Money) -> String) -> String {
        match self {
            Self::ListPrice { price, quantity, unit, case } => {
                let case = named(case.as_ref(), "List price", language);
                format!("{case} {} × {quantity} {}", money(*price), unit.get(language))
            }
            Self::Periods { rate, units, period_minutes, minutes, estimated, case } => {
                let time = if *estimated { "minutes of work expected" } else { "minutes of work" };
                let case = case.as_ref().map(|case| format!("{} ", case.get(language))).unwrap_or_default();
                let rate = money(*rate);
                format!("{minutes} {time}, charged per {period_minutes} minutes: {case}{rate} × {units}")
            }
            Self::Minimum { rate, units } => {
                format!("Up to the minimum charge of {} × {units}", money(*rate))
            }
            Self::Included { name, .. } => {
                format!("Done in the same time as \"{}\"; the time is not charged twice", name.get(language))
            }
            Self::NotWorked => "No work time was recorded; not charged".to_owned(),
            Self::CostPlus { cost, markup, quantity } => {
                format!("Material not on the list: cost {} × {} × {quantity}", money(*cost), markup.trimmed())
            }
            Self::PerVisit { price, case } => {
                let case = case.as_ref().map(|case| format!("{} ", case.get(language))).unwrap_or_default();
                format!("{case}{} for each visit", money(*price))
            }
            Self::Formula { formula, quantity, .. } => {
                format!("{}{}", named(formula.as_ref(), "Computed", language), times(*quantity))
            }
            Self::Credit { price, quantity, unit } => {
                format!("Given back {} × {quantity} {}", money(*price), unit.get(language))
            }
            Self::Free { why, .. } => format!("Free: {}", why.get(language)),
            Self::Discount { percent: Some(percent), base, capped } => {
                let most = if *capped { ", no more than is left" } else { "" };
                format!("{} % of {}{most}", percent.trimmed(), money(*base))
            }
            Self::Discount { percent: None, base, capped } => {
                let most = if *capped { ", no more than is left" } else { "" };
                format!("A fixed amount off {}{most}", money(*base))
            }
            Self::DiscountGiven { .. } => "This discount is given already; not given twice".to_owned(),
            Self::WaitsForApproval => "The discount waits for approval and does not count yet".to_owned(),
            Self::NotApproved => "The discount was not approved and does not count".to_owned(),
            Self::VisitCharged { .. } => "This visit is charged already; not charged twice".to_owned(),
            Self::NotApplicable => "Does not apply here; does not count".to_owned(),
            Self::NoFee { why: NoFee::Declined } => "The quote was not accepted; not charged".to_owned(),
            Self::NoFee { why: NoFee::Absent } => "Nobody was home; not charged".to_owned(),
            Self::NoFee { why: NoFee::Rework } => "Work done again; not charged".to_owned(),
        }
    }
}

/// The name of a price, else the usual word.
fn named<'a>(name: Option<&'a Text>, usual: &'a str, language: &Language) -> &'a str {
    name.map_or(usual, |name| name.get(language))
}

/// A quantity that multiplies something.
fn times(quantity: Decimal) -> String {
    if quantity == Decimal::ONE { String::new() } else { format!(" × {}", quantity.trimmed()) }
}
