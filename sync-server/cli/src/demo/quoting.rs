//! Putting a quote together on the phone.

use doorstep_domain::document::NewLine;
use doorstep_domain::id::QuoteId;
use doorstep_domain::money::Money;
use doorstep_domain::text::Language;

use super::technician::Hands;
use crate::failure::{Doing as _, Failure};

/// A quote that grows line by line.
pub(crate) struct Quoting<'h, 'a> {
    hands: &'h Hands<'a>,
    quote: QuoteId,
}

impl<'h, 'a> Quoting<'h, 'a> {
    pub(crate) fn new(hands: &'h Hands<'a>) -> Result<Self, Failure> {
        let quote = hands.phone.core.new_quote().doing("beginning a quote")?;
        Ok(Self { hands, quote })
    }

    /// A line of the price list.
    pub(crate) fn item(self, code: &str, quantity: &str) -> Result<Self, Failure> {
        self.add(Some(code), "", quantity, None)
    }

    /// A material that is not on the list, with what it costs the warehouse.
    pub(crate) fn unlisted(self, what: &str, cost_minor: i64) -> Result<Self, Failure> {
        self.add(None, what, "1", Some(Money(cost_minor)))
    }

    fn add(
        self,
        code: Option<&str>,
        what: &str,
        quantity: &str,
        cost: Option<Money>,
    ) -> Result<Self, Failure> {
        let line = NewLine {
            quote: self.quote,
            visit: self.hands.visit,
            item: code.map(str::to_owned),
            what: what.to_owned(),
            quantity: quantity.parse().doing("reading a quantity")?,
            cost,
        };
        let version = self.hands.phone.job(self.hands.case)?.version;
        self.hands.phone.core.add_line(self.hands.case, &version, line).doing("adding a line")?;
        Ok(self)
    }

    /// Shows it to the customer.
    pub(crate) fn offer(self, minutes: u32) -> Result<QuoteId, Failure> {
        let Hands { phone, case, visit, .. } = self.hands;
        let version = phone.job(*case)?.version;
        phone.core.offer_quote(*case, &version, *visit, self.quote, minutes).doing("showing a quote")?;
        Ok(self.quote)
    }
}

/// The total of a quote, with its lines.
pub(crate) fn money(hands: &Hands<'_>, quote: QuoteId) -> Result<String, Failure> {
    let english = Language::english();
    let priced = hands.phone.core.quote(hands.case, quote, 30).doing("computing a quote")?;
    let lines = priced.lines.iter().filter_map(|line| match &line.amount {
        doorstep_domain::price::Amount::Priced(amount) => {
            Some(format!("{} {}", line.name.get(&english), priced.money(*amount, &english)))
        }
        doorstep_domain::price::Amount::Missing(_) => None,
    });
    let lines: Vec<String> = lines.collect();
    let total = priced.require_total().doing("adding up a quote")?;
    Ok(format!("{} = {}", lines.join(" + "), priced.money(total, &english)))
}
