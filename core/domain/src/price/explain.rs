//! A price in words that a customer understands.

use super::book::Currency;
use super::quote::{Amount, Quote, QuotedLine};
use super::tax::LineTax;
use super::trace::{AppliedRounding, Because, Trace};
use crate::money::{Money, RoundingMode};
use crate::text::Language;

/// Whether a reader may know what the warehouse pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Costs {
    /// The company itself.
    Shown,
    /// The customer.
    Hidden,
}

impl Quote {
    /// An amount with its currency, such as `30.00 yuan`.
    #[must_use]
    pub fn money(&self, amount: Money, language: &Language) -> String {
        show(amount, &self.currency, language)
    }

    /// How a line's price came about: one sentence for each part.
    #[must_use]
    pub fn explain(&self, line: &QuotedLine, language: &Language) -> Vec<String> {
        self.explain_to(line, language, Costs::Shown)
    }

    /// The same for a reader who may not know what the warehouse pays.
    #[must_use]
    pub fn explain_to(&self, line: &QuotedLine, language: &Language, costs: Costs) -> Vec<String> {
        match &line.amount {
            Amount::Priced(_) => {
                let added = line.added.as_ref().map(|why| added(why.get(language), language));
                let traces = line.traces.iter().map(|trace| match (&trace.because, costs) {
                    (Because::CostPlus { .. }, Costs::Hidden) => {
                        unlisted(&self.money(trace.amount, language), language)
                    }
                    _ => trace.explain(language, &self.currency),
                });
                added.into_iter().chain(traces).chain(self.explain_tax(line, language)).collect()
            }
            Amount::Missing(_) => self
                .problems
                .iter()
                .filter(|problem| problem.line.as_ref() == Some(&line.key))
                .map(|problem| problem.message(language))
                .collect(),
        }
    }
}

impl Quote {
    /// The tax of a line in one sentence.
    fn explain_tax(&self, line: &QuotedLine, language: &Language) -> Option<String> {
        let LineTax { percent, net, tax, .. } = line.tax.as_ref()?;
        let name = self.tax_name.as_ref().map_or("", |name| name.get(language));
        let (net, tax) = (self.money(*net, language), self.money(*tax, language));
        let (percent, is_contained) = (percent.trimmed(), self.tax_is_contained);
        Some(match (language.is_chinese(), is_contained) {
            (true, true) => format!("其中{name} {percent}% {tax}，不含税 {net}"),
            (true, false) => format!("另加{name} {percent}%：{net} 的税额 {tax}"),
            (false, true) => format!("Contains {name} {percent} %: {tax}, without it {net}"),
            (false, false) => format!("Plus {name} {percent} % of {net}: {tax}"),
        })
    }
}

fn unlisted(amount: &str, language: &Language) -> String {
    if language.is_chinese() {
        format!("价目表外材料 {amount}")
    } else {
        format!("Material not on the list: {amount}")
    }
}

fn added(why: &str, language: &Language) -> String {
    if language.is_chinese() {
        format!("按规则自动计入：{why}")
    } else {
        format!("Added by rule: {why}")
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

fn show(amount: Money, currency: &Currency, language: &Language) -> String {
    format!("{} {}", amount.display(currency.minor_digits), currency.name.get(language))
}
