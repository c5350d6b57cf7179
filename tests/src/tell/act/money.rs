//! Options, newer prices, and money.

use doorstep_domain::fact::{Paid, PaymentPurpose};
use doorstep_domain::id::QuoteId;

use super::super::stage::Stage;
use super::Screen;
use crate::scenario::{self as words, About, Action};
use crate::world::Trouble;

impl Stage<'_> {
    /// Begins another quote, or goes on with one.
    pub(super) fn change_quote(&mut self, who: &str, about: &About, action: &Action) -> Result<(), Trouble> {
        let case = self.case(about.job.as_deref())?;
        let quote = match action {
            Action::BeginsQuote(name) => {
                let quote = self.phone(who)?.core()?.new_quote()?;
                self.names.named_quotes.insert(name.clone(), quote);
                quote
            }
            Action::TurnsToQuote(name) => self.named_quote(name)?,
            other => return Err(format!("`{}` is nothing about quotes", other.word()).into()),
        };
        self.names.quotes.insert(case, quote);
        Ok(())
    }

    fn named_quote(&self, name: &str) -> Result<QuoteId, Trouble> {
        let quote = self.names.named_quotes.get(name).copied();
        quote.ok_or_else(|| format!("the story has no quote `{name}`").into())
    }

    /// Options, newer prices and checklists, and money.
    pub(super) fn settle(&self, screen: &Screen<'_>, action: &Action) -> Result<(), Trouble> {
        let Screen { phone, case, seen, visit, .. } = screen;
        let (core, case, visit) = (phone.core()?, *case, *visit);
        let quote = self.names.quotes.get(&case).copied();
        let paid = |payment: &words::Payment, sign: i64, purpose| Paid {
            visit,
            quote,
            amount_minor: sign * payment.amount.minor,
            method: payment.by.clone(),
            purpose,
            reference: None,
        };
        match action {
            Action::OffersOptions(offer) => {
                let names = offer.quotes.0.iter();
                let options = names.map(|name| self.named_quote(name)).collect::<Result<Vec<_>, _>>()?;
                let recommended =
                    offer.recommends.as_deref().map(|name| self.named_quote(name)).transpose()?;
                core.offer_options(case, seen, visit, &options, recommended)?
            }
            Action::MovesPrices => {
                let quote = quote.ok_or("there is no quote yet")?;
                let newer =
                    core.newer_prices(case, quote)?.ok_or("there are no newer prices on the phone")?;
                core.move_prices(case, seen, quote, newer.pack)?
            }
            Action::MovesChecklist => {
                let newer = core.newer_checklist(case, visit)?;
                let newer = newer.ok_or("there is no newer checklist on the phone")?;
                core.move_checklist(case, seen, visit, newer.pack)?
            }
            Action::TakesPayment(payment) => {
                let purpose = payment.purpose.map_or(PaymentPurpose::Balance, |purpose| purpose.0);
                core.pay(case, seen, paid(payment, 1, purpose))?
            }
            Action::GivesBack(payment) => core.pay(case, seen, paid(payment, -1, PaymentPurpose::Refund))?,
            other => return Err(format!("`{}` is nothing about money", other.word()).into()),
        };
        Ok(())
    }
}
