//! Quotes: what is charged, and why. Amounts are computed here and now from the pinned price book.

use doorstep_domain::fold::QuoteState;
use doorstep_domain::id::{LineId, QuoteId, VisitId};
use doorstep_domain::pack::Pack;
use doorstep_domain::price::{self, Amount, QuotedLine};
use serde::Serialize;

use super::source::Reading;
use crate::store::Total;

/// A quote that was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// It.
    pub quote: QuoteId,
    /// The visit in which it was shown.
    pub visit: VisitId,
    /// Agreed, refused, or not answered yet.
    pub accepted: Option<bool>,
    /// Its lines.
    pub lines: Vec<QuoteLine>,
    /// Minutes of work that are billed.
    pub minutes: Option<u64>,
    /// The sum; `None` as long as a price is missing.
    pub total: Option<Total>,
    /// The sum in words: `180.00 yuan`.
    pub total_text: Option<String>,
    /// What stands against a total.
    pub problems: Vec<String>,
    /// Name and first day of the price book.
    pub price_book: String,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuoteLine {
    /// The line; `None` if a rule of the price book added it.
    pub line: Option<LineId>,
    /// The name of the rule that added it.
    pub rule: Option<String>,
    /// What it is.
    pub title: String,
    /// How much of it.
    pub quantity: String,
    /// What it costs, in minor units; `None` if that cannot be computed.
    pub amount_minor: Option<i64>,
    /// What it costs, with currency.
    pub amount_text: Option<String>,
    /// How the amount came about, one sentence for each part.
    pub trace: Vec<String>,
}

impl Reading<'_> {
    pub(super) fn quotes(&self) -> Vec<Quote> {
        let Some(pack) = self.pack.as_deref() else { return Vec::new() };
        let mut shown: Vec<_> = self.case.state().quotes.iter().collect();
        shown.sort_by_key(|(_, quote)| (quote.offered.at.wall_ms, quote.offered.fact));
        shown.into_iter().map(|(id, quote)| self.quote(*id, quote, pack)).collect()
    }

    fn quote(&self, id: QuoteId, state: &QuoteState, pack: &Pack) -> Quote {
        let book = pack.price_book(state.price_book);
        let empty = Quote {
            quote: id,
            visit: state.offered.body.visit,
            accepted: state.consent.as_ref().map(|consent| consent.value),
            lines: Vec::new(),
            minutes: None,
            total: None,
            total_text: None,
            problems: Vec::new(),
            price_book: book
                .map(|book| format!("{} · {}", book.title.get(self.language), book.valid_from))
                .unwrap_or_default(),
        };
        match self.case.quote(id, 0, pack) {
            Ok(computed) => self.computed(empty, &computed),
            Err(rejected) => Quote { problems: vec![rejected.to_string()], ..empty },
        }
    }

    fn computed(&self, empty: Quote, quote: &price::Quote) -> Quote {
        let currency = &quote.currency;
        Quote {
            lines: quote.lines.iter().map(|line| self.line(quote, line)).collect(),
            minutes: quote.time.as_ref().map(|time| time.minutes),
            total: quote.total.map(|total| Total {
                minor: total.0,
                currency: currency.code.clone(),
                minor_digits: currency.minor_digits,
            }),
            total_text: quote.total.map(|total| quote.money(total, self.language)),
            problems: quote.problems.iter().map(|problem| problem.message(self.language)).collect(),
            ..empty
        }
    }

    fn line(&self, quote: &price::Quote, line: &QuotedLine) -> QuoteLine {
        let amount = match line.amount {
            Amount::Priced(amount) => Some(amount),
            Amount::Missing(_) => None,
        };
        QuoteLine {
            line: line.key.line(),
            rule: line.key.rule().map(str::to_owned),
            title: line.name.get(self.language).to_owned(),
            quantity: line.quantity.to_string(),
            amount_minor: amount.map(|amount| amount.0),
            amount_text: amount.map(|amount| quote.money(amount, self.language)),
            trace: quote.explain(line, self.language),
        }
    }
}
