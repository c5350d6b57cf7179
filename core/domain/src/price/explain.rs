//! A price in words that a customer understands.

use super::book::Currency;
use super::input::NoFee;
use super::quote::{Amount, Quote, QuotedLine};
use super::trace::{AppliedRounding, Because, Trace};
use crate::money::{Money, RoundingMode};
use crate::text::Language;

impl Quote {
    /// An amount with its currency, such as `30.00 yuan`.
    #[must_use]
    pub fn money(&self, amount: Money, language: &Language) -> String {
        show(amount, &self.currency, language)
    }

    /// How a line's price came about: one sentence for each part.
    #[must_use]
    pub fn explain(&self, line: &QuotedLine, language: &Language) -> Vec<String> {
        match &line.amount {
            Amount::Priced(_) => {
                line.traces.iter().map(|trace| trace.explain(language, &self.currency)).collect()
            }
            Amount::Missing(_) => self
                .problems
                .iter()
                .filter(|problem| problem.line == Some(line.id))
                .map(|problem| problem.message(language))
                .collect(),
        }
    }
}

impl Trace {
    /// The part in one sentence.
    #[must_use]
    pub fn explain(&self, language: &Language, currency: &Currency) -> String {
        let money = |amount: Money| show(amount, currency, language);
        let rounded = self.rounding.as_ref().and_then(|rounding| self.rounded(rounding, language, currency));
        let rule = match language.is_chinese() {
            true => self.because.chinese(language, money),
            false => self.because.english(language, money),
        };
        let sum = self.because.is_a_sum().then(|| format!(" = {}", show(self.amount, currency, language)));
        format!("{rule}{}{}", rounded.unwrap_or_default(), sum.unwrap_or_default())
    }

    /// The rounding in words, unless it changed nothing.
    fn rounded(&self, applied: &AppliedRounding, language: &Language, currency: &Currency) -> Option<String> {
        let exact = applied.exact?;
        let amount = crate::decimal::Decimal::new(self.amount.0, currency.minor_digits)?;
        let step = Money(i64::from(applied.rounding.step_minor)).display(currency.minor_digits);
        let changed = exact != amount;
        changed.then(|| match (language.is_chinese(), applied.rounding.mode) {
            (true, RoundingMode::HalfUp) => format!(" = {exact}，四舍五入到 {step}"),
            (true, RoundingMode::Ceil) => format!(" = {exact}，向上取到 {step}"),
            (true, RoundingMode::Floor) => format!(" = {exact}，向下取到 {step}"),
            (false, RoundingMode::HalfUp) => format!(" = {exact}, rounded to {step}"),
            (false, RoundingMode::Ceil) => format!(" = {exact}, rounded up to {step}"),
            (false, RoundingMode::Floor) => format!(" = {exact}, rounded down to {step}"),
        })
    }
}

impl Because {
    /// Whether the sentence is a calculation that ends with the amount.
    fn is_a_sum(&self) -> bool {
        matches!(
            self,
            Self::ListPrice { .. } | Self::Periods { .. } | Self::Minimum { .. } | Self::CostPlus { .. }
        )
    }

    fn chinese(&self, language: &Language, money: impl Fn(Money) -> String) -> String {
        match self {
            Self::ListPrice { price, quantity, unit } => {
                format!("价目表价格 {} × {quantity} {}", money(*price), unit.get(language))
            }
            Self::Periods { rate, units, period_minutes, minutes, estimated } => {
                let time = if *estimated { "预计工时" } else { "工时" };
                format!(
                    "{time}共 {minutes} 分钟，每 {period_minutes} 分钟计一次：{} × {units} 次",
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
            Self::PerVisit { price } => format!("每次上门 {}", money(*price)),
            Self::VisitCharged { .. } => "本次上门已计费，不重复收费".to_owned(),
            Self::NotApplicable => "不符合收费条件，不收费".to_owned(),
            Self::NoFee { why: NoFee::Declined } => "客户未接受报价，不收费".to_owned(),
            Self::NoFee { why: NoFee::Absent } => "家中无人，不收费".to_owned(),
            Self::NoFee { why: NoFee::Rework } => "返工，不收费".to_owned(),
        }
    }

    fn english(&self, language: &Language, money: impl Fn(Money) -> String) -> String {
        match self {
            Self::ListPrice { price, quantity, unit } => {
                format!("List price {} × {quantity} {}", money(*price), unit.get(language))
            }
            Self::Periods { rate, units, period_minutes, minutes, estimated } => {
                let time = if *estimated { "minutes of work expected" } else { "minutes of work" };
                format!("{minutes} {time}, charged per {period_minutes} minutes: {} × {units}", money(*rate))
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
            Self::PerVisit { price } => format!("{} for each visit", money(*price)),
            Self::VisitCharged { .. } => "This visit is charged already; not charged twice".to_owned(),
            Self::NotApplicable => "Does not apply here; not charged".to_owned(),
            Self::NoFee { why: NoFee::Declined } => "The quote was not accepted; not charged".to_owned(),
            Self::NoFee { why: NoFee::Absent } => "Nobody was home; not charged".to_owned(),
            Self::NoFee { why: NoFee::Rework } => "Work done again; not charged".to_owned(),
        }
    }
}

fn show(amount: Money, currency: &Currency, language: &Language) -> String {
    format!("{} {}", amount.display(currency.minor_digits), currency.name.get(language))
}
