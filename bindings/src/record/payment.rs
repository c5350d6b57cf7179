//! Options side by side, newer prices, and what is paid.

use doorstep_core as core;
use doorstep_core::PaymentStanding;
use doorstep_domain::case::{LineMove, PricedOption};
use doorstep_domain::fact::{Paid, PaymentPurpose};
use doorstep_domain::id::{FactId, PackId, QuoteId, VisitId};
use doorstep_domain::money;
use doorstep_domain::price;
use doorstep_domain::text::Language;

use super::quote::{Money, Quote};
use crate::value::Timestamp;

/// What was paid for a quote, and what is still to pay.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Account {
    /// Money that counts, less what was given back.
    pub paid: Money,
    /// Money that waits for the office; below zero: to be given back.
    pub pending: Money,
    /// What is still to pay; nothing as long as there is no total.
    pub due: Option<Money>,
    /// The part of the total that the customer has still to agree to, where the prices demand it: nothing of it is due.
    pub not_agreed: Option<Money>,
    /// What was paid too much, or is owed to the customer.
    pub overpaid: Option<Money>,
    /// Each payment, by claimed time.
    pub payments: Vec<Payment>,
}

/// Money taken, or given back.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Payment {
    /// The fact that says so.
    pub fact: FactId,
    /// How much; below zero: given back.
    pub amount: Money,
    /// The way to pay, by its id in the price book.
    pub method: String,
    /// What for.
    pub purpose: PaymentPurpose,
    /// Number of a receipt or a transfer.
    pub reference: Option<String>,
    /// Whether it counts.
    pub standing: PaymentStanding,
    /// Name of who recorded it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A payment to record.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewPayment {
    /// The quote that it is for; nothing: the first one that the customer accepted.
    #[uniffi(default = None)]
    pub quote: Option<QuoteId>,
    /// How much in minor units; below zero for a refund.
    pub amount_minor: i64,
    /// The way to pay, by its id in the price book.
    pub method: String,
    /// What for.
    pub purpose: PaymentPurpose,
    /// Number of a receipt or a transfer.
    #[uniffi(default = None)]
    pub reference: Option<String>,
}

/// A way to pay.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct WayToPay {
    /// Its id in the price book, for `NewPayment.method`.
    pub id: String,
    /// What people read.
    pub title: String,
    /// What is paid so waits until the office confirms it, as a card payment that a phone cannot make without network.
    pub is_confirmed_by_office: bool,
}

impl WayToPay {
    pub(crate) fn of((id, method): (String, price::PaymentMethod), language: &Language) -> Self {
        let price::PaymentMethod { title, confirmed_by_office } = method;
        Self { id, title: title.get(language).to_owned(), is_confirmed_by_office: confirmed_by_office }
    }
}

/// Quotes that were put before the customer to choose from.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QuoteOptions {
    /// The fact that offered them.
    pub offer: FactId,
    /// The quotes, in the order in which they were shown.
    pub options: Vec<QuoteOption>,
    /// The one that the customer chose.
    pub chosen: Option<QuoteId>,
    /// When they were shown.
    pub at: Timestamp,
}

/// One of several options.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct QuoteOption {
    /// The quote.
    pub quote: QuoteId,
    /// The technician recommends it.
    pub is_recommended: bool,
    /// What it costs; nothing if it has no total.
    pub total: Option<Money>,
    /// What it costs more than the recommended one, or less if it is below zero.
    pub difference: Option<Money>,
    /// Agreed, refused, or not answered yet.
    pub is_accepted: Option<bool>,
    /// The customer chose another one.
    pub superseded_by: Option<QuoteId>,
}

/// Newer prices that are on this device, and what they would change in a quote.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewerPrices {
    /// The pack that has them, for `move_prices`.
    pub pack: PackId,
    /// Its version.
    pub version: u32,
    /// The quote by the prices that it has.
    pub old: Quote,
    /// The quote by the newer prices.
    pub new: Quote,
    /// The lines whose amounts differ.
    pub lines: Vec<MovedLine>,
}

/// A line that would cost something else.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MovedLine {
    /// The line, as in `QuotedLine.key`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// What it costs now; nothing if it has no amount or is not there.
    pub old: Option<Money>,
    /// What it would cost.
    pub new: Option<Money>,
}

impl Account {
    pub(super) fn of(account: core::Account, priced: &price::Quote, language: &Language) -> Self {
        let core::Account { total: _, paid, pending, due, not_agreed, overpaid, payments } = account;
        let in_words = |amount: money::Money| Money::of(amount, priced, language);
        let payment = |payment: core::Payment| {
            let Paid { visit: _, quote: _, amount_minor, method, purpose, reference } = payment.paid.body;
            Payment {
                fact: payment.paid.fact,
                amount: in_words(money::Money(amount_minor)),
                method,
                purpose,
                reference,
                standing: payment.standing,
                by: payment.paid.who.name,
                at: Timestamp(payment.paid.at.wall_ms),
            }
        };
        Self {
            paid: in_words(paid),
            pending: in_words(pending),
            due: due.map(in_words),
            not_agreed: not_agreed.map(in_words),
            overpaid: overpaid.map(in_words),
            payments: payments.into_iter().map(payment).collect(),
        }
    }
}

impl NewPayment {
    /// The fact that says so.
    pub(crate) fn in_visit(self, visit: VisitId) -> Paid {
        let Self { quote, amount_minor, method, purpose, reference } = self;
        Paid { visit, quote, amount_minor, method, purpose, reference }
    }
}

impl QuoteOptions {
    pub(super) fn of(offer: core::Options, language: &Language) -> Self {
        let core::Options { offered, options, chosen } = offer;
        let option = |option: PricedOption| {
            let PricedOption { quote, is_recommended, priced, difference, accepted, superseded_by } = option;
            let in_words = |amount: money::Money| Some(Money::of(amount, priced.as_ref()?, language));
            let total = priced.as_ref().and_then(|priced| priced.total);
            QuoteOption {
                quote,
                is_recommended,
                total: total.and_then(in_words),
                difference: difference.and_then(in_words),
                is_accepted: accepted,
                superseded_by,
            }
        };
        let at = Timestamp(offered.at.wall_ms);
        Self { offer: offered.fact, options: options.into_iter().map(option).collect(), chosen, at }
    }
}

impl NewerPrices {
    pub(crate) fn of(quote: QuoteId, newer: core::NewerPrices, language: &Language) -> Self {
        let core::NewerPrices { pack, version, moved } = newer;
        let core::PriceMove { old, new, lines } = moved;
        let line = |line: LineMove| MovedLine {
            key: line.key.to_string(),
            name: line.name.get(language).to_owned(),
            old: line.old.map(|amount| Money::of(amount, &old, language)),
            new: line.new.map(|amount| Money::of(amount, &new, language)),
        };
        let lines = lines.into_iter().map(line).collect();
        let priced = |priced| Quote::priced(quote, priced, language);
        Self { pack, version, lines, old: priced(&old), new: priced(&new) }
    }
}
