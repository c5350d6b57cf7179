//! What was paid for a quote, and what is still to pay.

use std::collections::BTreeMap;

use super::Case;
use crate::expr::Expr;
use crate::fact::{Paid, PaymentPurpose};
use crate::fold::{QuoteState, Recorded};
use crate::id::{FactId, QuoteId};
use crate::money::Money;
use crate::pack::Pack;
use crate::price::{PaymentMethod, PaymentRule, PriceBook};
use crate::rejected::Rejected;

/// The account of a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What it costs; absent as long as it has no total.
    pub total: Option<Money>,
    /// Money that counts, less what was given back.
    pub paid: Money,
    /// Money that waits for the office; below zero: to be given back.
    pub pending: Money,
    /// What is still to pay, no more than the customer agreed to where the price book has the customer asked again;
    /// nothing for a quote that the customer refused, or left for another option.
    pub due: Option<Money>,
    /// The part of the total that the customer has still to agree to.
    pub not_agreed: Option<Money>,
    /// What was paid too much, or is owed to the customer.
    pub overpaid: Option<Money>,
    /// Each payment, by claimed time.
    pub payments: Vec<Payment>,
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// What was recorded.
    pub paid: Recorded<Paid>,
    /// Whether it counts.
    pub standing: PaymentStanding,
}

/// Whether a payment counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStanding {
    /// It does.
    Counts,
    /// The office has to confirm it, as a card payment made without network; or to approve it, as a refund.
    Pending,
    /// The office did not confirm or approve it.
    Refused,
}

impl Case {
    /// What was paid for a quote, and what is still to pay. A payment that names no quote belongs to the first one
    /// that the customer accepted.
    ///
    /// # Errors
    /// As [`Case::quote`].
    pub fn account(&self, quote: QuoteId, pack: &Pack) -> Result<Account, Rejected> {
        let total = self.quote(quote, 0, pack)?.total;
        let rule = pack.price_book(self.price_book_of(quote, pack)?).and_then(|book| book.payment.as_ref());
        let first = self.state.accepted_quotes().next().map(|(id, _)| id);
        let is_for = |paid: &&Recorded<Paid>| paid.body.quote.or(first) == Some(quote);
        let payments: Vec<Payment> = (self.state.payments.iter().filter(is_for))
            .map(|paid| Payment { paid: paid.clone(), standing: self.payment_standing(paid, rule) })
            .collect();
        let sum = |standing: PaymentStanding| {
            let of = payments.iter().filter(|payment| payment.standing == standing);
            // A device may claim any amount, so sums end at the greatest number.
            Money(of.map(|payment| payment.paid.body.amount_minor).fold(0, i64::saturating_add))
        };
        let (paid, pending) = (sum(PaymentStanding::Counts), sum(PaymentStanding::Pending));
        let owed = if self.is_given_up(quote) { Some(Money::ZERO) } else { self.owed_for(quote, pack) };
        let not_agreed = total.zip(owed).and_then(|(total, owed)| total.sub(owed).ok());
        let not_agreed = not_agreed.filter(|much| *much > Money::ZERO && !self.is_given_up(quote));
        let open = owed.and_then(|owed| owed.sub(paid).ok());
        let due = open.map(|open| open.max(Money::ZERO));
        let overpaid = open.and_then(|open| Money::ZERO.sub(open).ok()).map(|much| much.max(Money::ZERO));
        Ok(Account { total, paid, pending, due, not_agreed, overpaid, payments })
    }

    /// Whether the customer refused a quote, or chose another option: nothing is due for it then, and what was paid
    /// is owed to the customer.
    fn is_given_up(&self, quote: QuoteId) -> bool {
        let refused = |quote: &QuoteState| quote.consent.as_ref().is_some_and(|consent| !consent.value);
        let state = self.state.quotes.get(&quote);
        state.is_some_and(|quote| quote.superseded_by.is_some() || refused(quote))
    }

    /// Whether this payment fits the price book.
    ///
    /// # Errors
    /// [`Rejected::Invalid`] for no money, a way to pay that the price
    /// book does not have, or a refund above zero and the other way round.
    pub fn check_payment(&self, paid: &Paid, pack: &Pack) -> Result<(), Rejected> {
        let invalid = |field, reason: &str| Err(Rejected::Invalid { field, reason: reason.to_owned() });
        let is_refund = paid.purpose == PaymentPurpose::Refund;
        if paid.amount_minor == 0 || is_refund != (paid.amount_minor < 0) {
            return invalid("amount_minor", "must be above zero, for a refund below zero");
        }
        match self.book_of_payment(paid.quote, pack)? {
            Some(book) if !book.takes(&paid.method) => invalid("method", "is not one of the price book"),
            _ => Ok(()),
        }
    }

    /// The ways to pay for a quote, or for the job if it names none, by id; none if the price book says nothing about
    /// payment: then any is taken.
    ///
    /// # Errors
    /// As [`Case::quote`].
    pub fn ways_to_pay<'p>(
        &self,
        quote: Option<QuoteId>,
        pack: &'p Pack,
    ) -> Result<Option<&'p BTreeMap<String, PaymentMethod>>, Rejected> {
        let rule = self.book_of_payment(quote, pack)?.and_then(|book| book.payment.as_ref());
        Ok(rule.map(|rule| &rule.methods))
    }

    /// The price book that says how a payment may be made.
    fn book_of_payment<'p>(
        &self,
        quote: Option<QuoteId>,
        pack: &'p Pack,
    ) -> Result<Option<&'p PriceBook<Expr>>, Rejected> {
        Ok(match quote {
            Some(quote) => pack.price_book(self.price_book_of(quote, pack)?),
            None => self.service(pack)?.price_book,
        })
    }

    fn payment_standing(&self, paid: &Recorded<Paid>, rule: Option<&PaymentRule>) -> PaymentStanding {
        match self.state.approvals.get(&payment_approval(paid.fact)).map(|said| said.value) {
            Some(true) => PaymentStanding::Counts,
            Some(false) => PaymentStanding::Refused,
            None if waits(&paid.body, rule) => PaymentStanding::Pending,
            None => PaymentStanding::Counts,
        }
    }
}

fn waits(paid: &Paid, rule: Option<&PaymentRule>) -> bool {
    rule.is_some_and(|rule| {
        let confirmed = rule.methods.get(&paid.method).is_none_or(|method| method.confirmed_by_office);
        confirmed || (paid.amount_minor < 0 && rule.refund_needs_approval)
    })
}

impl<E> PriceBook<E> {
    /// Whether a way to pay is one of this price book; any is if it says nothing about payment.
    #[must_use]
    pub fn takes(&self, method: &str) -> bool {
        self.payment.as_ref().is_none_or(|rule| rule.methods.contains_key(method))
    }
}

/// What a leader or the office approves to confirm a payment: the `what` of an *approved* fact.
#[must_use]
pub fn payment_approval(payment: FactId) -> String {
    format!("payment/{payment}")
}
