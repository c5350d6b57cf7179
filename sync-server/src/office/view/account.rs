//! The sums of a quote beside its total, and its payments.

use doorstep_domain::case::{Account, Payment, payment_approval};
use doorstep_domain::money::Money;
use doorstep_domain::price::{self, PaymentRule};

use super::quote::{PaymentRow, Sum};
use super::source::Reading;
use crate::office::words::{self, Word};

impl Reading<'_> {
    /// The sum without tax and each tax.
    pub(super) fn taxes(&self, quote: &price::Quote) -> Vec<Sum> {
        let Some(net) = quote.net.filter(|_| !quote.taxes.is_empty()) else { return Vec::new() };
        let name = quote.tax_name.as_ref().map_or("", |name| name.get(self.language));
        let taxes = quote.taxes.iter().map(|tax| {
            let title = format!("{name} {} %", tax.percent.trimmed());
            Sum { is: "tax", title, minor: tax.tax.0, text: quote.money(tax.tax, self.language) }
        });
        std::iter::once(self.sum("net", words::WITHOUT_TAX, net, quote)).chain(taxes).collect()
    }

    /// What is paid before the work, and once something was paid how the account stands.
    pub(super) fn sums(&self, quote: &price::Quote, account: Option<&Account>) -> Vec<Sum> {
        let deposit = quote.deposit.as_ref().and_then(|deposit| deposit.amount.priced());
        let account = account.filter(|account| !account.payments.is_empty());
        let not_zero = |amount: Option<Money>| amount.filter(|amount| *amount != Money::ZERO);
        let sums = [
            ("deposit", words::BEFORE_WORK, deposit),
            ("paid", words::PAID, account.map(|account| account.paid)),
            ("pending", words::PENDING, not_zero(account.map(|account| account.pending))),
            ("due", words::DUE, not_zero(account.and_then(|account| account.due))),
            ("overpaid", words::OVERPAID, not_zero(account.and_then(|account| account.overpaid))),
        ];
        sums.into_iter().filter_map(|(is, word, amount)| Some(self.sum(is, word, amount?, quote))).collect()
    }

    fn sum(&self, is: &'static str, word: Word, amount: Money, quote: &price::Quote) -> Sum {
        let title = word.say(self.language).to_owned();
        Sum { is, title, minor: amount.0, text: quote.money(amount, self.language) }
    }

    pub(super) fn payment(
        &self,
        payment: &Payment,
        quote: &price::Quote,
        rule: Option<&PaymentRule>,
    ) -> PaymentRow {
        let paid = &payment.paid.body;
        let method = rule.and_then(|rule| rule.methods.get(&paid.method));
        PaymentRow {
            fact: payment.paid.fact,
            minor: paid.amount_minor,
            text: quote.money(Money(paid.amount_minor), self.language),
            method: method.map_or(paid.method.as_str(), |method| method.title.get(self.language)).to_owned(),
            purpose: paid.purpose,
            reference: paid.reference.clone(),
            standing: payment.standing,
            approval: payment_approval(payment.paid.fact),
            by: payment.paid.who.name.clone(),
        }
    }
}
