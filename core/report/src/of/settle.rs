//! Money that left an account of the customer's.

use doorstep_domain::fact::{Deducted, DeductionReversed};
use doorstep_domain::money::Money;

use super::Builder;
use crate::words;

impl Builder<'_> {
    /// From which account, and how much.
    pub(super) fn deducted(&self, deducted: &Deducted) -> String {
        let amount = Money(deducted.amount_minor);
        let currency = self.parts.price_book.map(|book| &book.currency);
        let amount = match currency.filter(|currency| currency.code == deducted.currency) {
            Some(currency) => {
                format!("{} {}", amount.display(currency.minor_digits), self.text(&currency.name))
            }
            None => format!("{amount} {}", deducted.currency),
        };
        format!("{} · {amount}", self.account_title(&deducted.account))
    }

    /// Why, and which account is right.
    pub(super) fn reversed(&self, reversed: &DeductionReversed) -> String {
        let mut line = self.tongue.say(words::reversal(reversed.cause)).to_owned();
        let account = reversed.account.as_deref().map(|account| self.account_title(account));
        for more in
            [Some(reversed.reason.clone()), account].into_iter().flatten().filter(|more| !more.is_empty())
        {
            line.push_str(" · ");
            line.push_str(&more);
        }
        line
    }

    fn account_title(&self, id: &str) -> String {
        let settlement = self.parts.service.settlement.as_ref();
        let account = settlement.and_then(|settlement| settlement.accounts.get(id));
        account.map_or_else(|| id.to_owned(), |account| self.text(&account.title).to_owned())
    }
}
