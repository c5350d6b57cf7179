//! What a customer pays, and why.

use doorstep_core as core;
use doorstep_domain::fold::QuoteState;
use doorstep_domain::id::{LineId, PriceBookId, QuoteId};
use doorstep_domain::money;
use doorstep_domain::price::{self, LabourTime, TaxSum};
use doorstep_domain::text::Language;

use super::payment::Account;
use crate::value::Timestamp;

/// An amount. Never a floating-point number.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Money {
    /// In minor units: fen, cents.
    pub minor: i64,
    /// How many digits of it stand after the point: 2 for yuan and fen, 0 for yen.
    pub minor_digits: u8,
    /// ISO 4217, such as `CNY`.
    pub currency: String,
    /// What people read.
    pub words: String,
}

/// A quote with its prices.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Quote {
    /// The quote.
    pub id: QuoteId,
    /// How it was offered, and what the customer said; nothing as long as it was not shown.
    pub offer: Option<Offer>,
    /// The lines that are not struck out, with their prices; empty without the pack or its price book.
    pub lines: Vec<QuotedLine>,
    /// Whole minutes of work over all visits and phones, if labour is charged.
    pub minutes: Option<u64>,
    /// The minutes are an estimate made before the work.
    pub is_estimate: bool,
    /// What is paid without tax; nothing as long as there is a problem.
    pub net: Option<Money>,
    /// The taxes by rate; empty if the price book says nothing about tax.
    pub taxes: Vec<Tax>,
    /// What the customer pays, or gets if it is below zero; nothing as long as there is a problem.
    pub total: Option<Money>,
    /// What is paid before the work; nothing if nothing is, or if it is not known yet.
    pub deposit: Option<Money>,
    /// The customer agreed at lower prices than those that hold now, and must be asked again.
    pub must_ask_again: bool,
    /// What was paid and what is still to pay; nothing without prices.
    pub account: Option<Account>,
    /// What stands against a total, as people read it.
    pub problems: Vec<String>,
}

/// The tax of all lines of one rate.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Tax {
    /// What people read, such as `VAT 13 %`.
    pub name: String,
    /// What the lines cost without it.
    pub net: Money,
    /// The tax.
    pub tax: Money,
}

/// How a quote was offered.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Offer {
    /// The price book whose prices hold.
    pub price_book: PriceBookId,
    /// The labour time told to the customer, in minutes.
    pub estimated_minutes: u32,
    /// Name of who offered it.
    pub by: String,
    /// When it was first offered.
    pub at: Timestamp,
    /// Agreed, refused, or not answered yet.
    pub is_accepted: Option<bool>,
    /// The option that the customer chose instead.
    pub superseded_by: Option<QuoteId>,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QuotedLine {
    /// Tells it from the other lines of the quote.
    pub key: String,
    /// The line that somebody wrote; nothing if a rule of the price book added it.
    pub line: Option<LineId>,
    /// The price book code of the item or discount; nothing for a material that is not on the list.
    pub code: Option<String>,
    /// What people call it.
    pub name: String,
    /// How much of it.
    pub quantity: String,
    /// What it costs; nothing if it cannot be computed. It is never guessed.
    pub amount: Option<Money>,
    /// How the amount came about, as a customer reads it.
    pub because: Vec<String>,
}

impl Money {
    pub(super) fn of(amount: money::Money, priced: &price::Quote, language: &Language) -> Self {
        Self::in_currency(amount, &priced.currency, language)
    }

    pub(super) fn in_currency(amount: money::Money, currency: &price::Currency, language: &Language) -> Self {
        let words = format!("{} {}", amount.display(currency.minor_digits), currency.name.get(language));
        let price::Currency { code, minor_digits, name: _ } = currency.clone();
        Self { minor: amount.0, minor_digits, currency: code, words }
    }
}

impl Quote {
    pub(crate) fn of(quote: core::Quote, language: &Language) -> Self {
        let core::Quote { id, offered, priced, answer, account } = quote;
        let empty = Self {
            id,
            offer: offered.map(Into::into),
            lines: Vec::new(),
            minutes: None,
            is_estimate: false,
            net: None,
            taxes: Vec::new(),
            total: None,
            deposit: None,
            must_ask_again: matches!(answer, core::Answer::AgreedBefore { must_ask_again: true, .. }),
            account: None,
            problems: Vec::new(),
        };
        match priced {
            Some(priced) => {
                let account = account.map(|account| Account::of(account, &priced, language));
                Self { account, ..empty.with_prices(&priced, language) }
            }
            None => empty,
        }
    }

    /// The prices alone, of a quote that may not have been offered.
    pub(crate) fn priced(id: QuoteId, priced: &price::Quote, language: &Language) -> Self {
        let (answer, priced) = (core::Answer::Open, Some(priced.clone()));
        Self::of(core::Quote { id, offered: None, priced, answer, account: None }, language)
    }

    fn with_prices(self, priced: &price::Quote, language: &Language) -> Self {
        let price::Quote { lines, time, net, taxes, total, problems, .. } = priced;
        let in_words = |amount: money::Money| Money::of(amount, priced, language);
        let quoted = lines.iter().map(|line| {
            let price::QuotedLine { key, code, name, quantity, amount, .. } = line;
            QuotedLine {
                key: key.to_string(),
                line: key.line(),
                code: code.clone(),
                name: name.get(language).to_owned(),
                quantity: quantity.to_string(),
                amount: amount.priced().map(in_words),
                because: priced.explain(line, language),
            }
        });
        let lines = quoted.collect();
        let (minutes, is_estimate) = match time {
            Some(LabourTime { minutes, units: _, estimated }) => (Some(*minutes), *estimated),
            None => (None, false),
        };
        let name = priced.tax_name.as_ref().map_or("", |name| name.get(language));
        let tax = |sum: &TaxSum| Tax {
            name: format!("{name} {} %", sum.percent.trimmed()),
            net: in_words(sum.net),
            tax: in_words(sum.tax),
        };
        let taxes = taxes.iter().map(tax).collect();
        let deposit = priced.deposit.as_ref().and_then(|deposit| deposit.amount.priced()).map(in_words);
        let (net, total) = (net.map(in_words), total.map(in_words));
        let problems = problems.iter().map(|problem| problem.message(language)).collect();
        Self { lines, minutes, is_estimate, net, taxes, total, deposit, problems, ..self }
    }
}

impl From<QuoteState> for Offer {
    fn from(quote: QuoteState) -> Self {
        let QuoteState {
            offered,
            price_book,
            consent,
            superseded_by,
            packs: _,
            answered_for: _,
            agreed_total: _,
        } = quote;
        Self {
            price_book,
            estimated_minutes: offered.body.estimated_minutes,
            by: offered.who.name,
            at: Timestamp(offered.at.wall_ms),
            is_accepted: consent.map(|consent| consent.value),
            superseded_by,
        }
    }
}

#[cfg(test)]
mod tests {
    use doorstep_domain::money;
    use doorstep_domain::price::Currency;
    use doorstep_domain::text::Language;

    use super::Money;

    #[test]
    fn an_amount_is_told_with_the_digits_of_its_currency() {
        for (code, minor_digits, words) in
            [("JPY", 0, "12345 x"), ("CNY", 2, "123.45 x"), ("KWD", 3, "12.345 x")]
        {
            let name = serde_json::from_value(serde_json::json!({ "en": "x" })).unwrap();
            let currency = Currency { code: code.to_owned(), minor_digits, name };
            let told = Money::in_currency(money::Money(12_345), &currency, &Language::english());
            assert_eq!((told.minor_digits, told.words.as_str()), (minor_digits, words), "{code}");
        }
    }
}
