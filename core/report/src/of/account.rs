//! The sums of a quote beside its total, and what was paid.

use doorstep_domain::case::{Account, Answer, PaymentStanding};
use doorstep_domain::fact::Paid;
use doorstep_domain::fold::QuoteState;
use doorstep_domain::id::QuoteId;
use doorstep_domain::money::Money;
use doorstep_domain::pack::Audience;
use doorstep_domain::price::{Costs, Quote};

use super::Builder;
use crate::model::Sum;
use crate::words::{self, Word};

impl Builder<'_> {
    /// What the warehouse pays stays in the company: it stands in the record and in the copies of the desk and of the
    /// archive.
    pub(super) fn costs(&self) -> Costs {
        match self.source.audience {
            None | Some(Audience::Desk | Audience::Archive) => Costs::Shown,
            Some(Audience::Team | Audience::Customer) => Costs::Hidden,
        }
    }

    /// The sum without tax and each tax.
    pub(super) fn above(&self, quote: &Quote) -> Vec<Sum> {
        let Some(net) = quote.net.filter(|_| !quote.taxes.is_empty()) else { return Vec::new() };
        let name = quote.tax_name.as_ref().map_or("", |name| self.text(name));
        let taxes = quote
            .taxes
            .iter()
            .map(|tax| Sum { title: format!("{name} {} %", tax.percent.trimmed()), amount: tax.tax });
        std::iter::once(self.sum(words::WITHOUT_TAX, net)).chain(taxes).collect()
    }

    /// What is paid before the work, and once something was paid how the account stands.
    pub(super) fn below(&self, id: QuoteId, quote: &Quote) -> Vec<Sum> {
        let deposit = quote.deposit.as_ref().and_then(|deposit| deposit.amount.priced());
        let mut below: Vec<Sum> =
            deposit.map(|deposit| self.sum(words::BEFORE_WORK, deposit)).into_iter().collect();
        let account = self.source.case.account(id, self.source.pack).ok();
        if let Some(account) = account.filter(|account| !account.payments.is_empty()) {
            below.extend(self.paid(&account));
        }
        below
    }

    fn paid(&self, account: &Account) -> Vec<Sum> {
        let is_pending = |standing| standing == PaymentStanding::Pending;
        let has_pending = account.payments.iter().any(|payment| is_pending(payment.standing));
        let not_zero = |amount: Option<Money>| amount.filter(|amount| *amount != Money::ZERO);
        let lines = [
            (words::PAID, Some(account.paid)),
            (words::PENDING, Some(account.pending).filter(|_| has_pending)),
            (words::DUE, not_zero(account.due)),
            (words::OVERPAID, not_zero(account.overpaid)),
        ];
        lines.into_iter().filter_map(|(word, amount)| Some(self.sum(word, amount?))).collect()
    }

    fn sum(&self, word: Word, amount: Money) -> Sum {
        Sum { title: self.tongue.say(word).to_owned(), amount }
    }

    /// What is to be known about the customer's answer to a quote.
    pub(super) fn remark(&self, id: QuoteId, state: &QuoteState) -> Option<String> {
        if let Some(other) = state.superseded_by {
            return Some(format!("{} · {}", self.tongue.say(words::OTHER_CHOSEN), self.quote_name(other)));
        }
        match self.source.case.answer(id, self.source.pack) {
            Answer::AgreedBefore { must_ask_again: true, .. } => {
                let (before, again) = (words::AGREED_BEFORE, words::ASK_AGAIN);
                Some(format!("{} · {}", self.tongue.say(before), self.tongue.say(again)))
            }
            Answer::AgreedBefore { .. } => Some(self.tongue.say(words::AGREED_BEFORE).to_owned()),
            Answer::Open | Answer::Refused | Answer::Agreed => None,
        }
    }

    pub(super) fn is_recommended(&self, id: QuoteId) -> bool {
        let offer = self.source.case.offer_of(id);
        offer.is_some_and(|offer| offer.body.recommended == Some(id))
    }

    /// A payment in one line: how, how much, what for.
    pub(super) fn payment(&self, paid: &Paid) -> String {
        let book = self.parts.price_book;
        let rule = book.and_then(|book| book.payment.as_ref());
        let method = rule.and_then(|rule| rule.methods.get(&paid.method));
        let method = method.map_or(paid.method.as_str(), |method| self.text(&method.title));
        let amount = match book {
            Some(book) => {
                let (amount, name) = (Money(paid.amount_minor), self.text(&book.currency.name));
                format!("{} {name}", amount.display(book.currency.minor_digits))
            }
            None => paid.amount_minor.to_string(),
        };
        format!("{method} · {amount} · {}", self.tongue.say(words::purpose(paid.purpose)))
    }
}
