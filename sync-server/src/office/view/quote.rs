//! Quotes: what is charged, and why. Amounts are computed here and now from the pinned price book.

use doorstep_domain::case::{Answer, PaymentStanding, discount_approval};
use doorstep_domain::fact::PaymentPurpose;
use doorstep_domain::fold::QuoteState;
use doorstep_domain::id::{FactId, LineId, QuoteId, VisitId};
use doorstep_domain::pack::Pack;
use doorstep_domain::price::{self, Amount, Because, QuotedLine};
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
    /// The option that the customer chose instead.
    pub superseded_by: Option<QuoteId>,
    /// The technician recommended it among several.
    pub is_recommended: bool,
    /// The customer agreed at lower prices than those that hold now, and must be asked again.
    pub must_ask_again: bool,
    /// Minutes of work that are billed.
    pub minutes: Option<u64>,
    /// What is paid without tax, and each tax; empty if the price book says nothing about tax.
    pub taxes: Vec<Sum>,
    /// What is paid before the work, what was paid, what is pending, due, overpaid.
    pub sums: Vec<Sum>,
    /// Money taken and given back.
    pub payments: Vec<PaymentRow>,
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
    /// What to approve, if it is a discount that waits for that.
    pub approval: Option<String>,
}

/// A named amount beside the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// What it is: `net`, `tax`, `deposit`, `paid`, `pending`, `due`, `overpaid`.
    pub is: &'static str,
    /// What it is, in words.
    pub title: String,
    /// How much, in minor units.
    pub minor: i64,
    /// How much, with currency.
    pub text: String,
}

/// Money taken, or given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaymentRow {
    /// The fact that says so.
    pub fact: FactId,
    /// How much, in minor units; below zero: given back.
    pub minor: i64,
    /// How much, with currency.
    pub text: String,
    /// The way to pay, in words.
    pub method: String,
    /// What for.
    pub purpose: PaymentPurpose,
    /// Number of a receipt or a transfer.
    pub reference: Option<String>,
    /// Whether it counts.
    pub standing: PaymentStanding,
    /// What to approve, to confirm it or to let money go back.
    pub approval: String,
    /// Name of who recorded it.
    pub by: String,
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
            superseded_by: state.superseded_by,
            is_recommended: self.case.offer_of(id).is_some_and(|offer| offer.body.recommended == Some(id)),
            must_ask_again: matches!(
                self.case.answer(id, pack),
                Answer::AgreedBefore { must_ask_again: true, .. }
            ),
            lines: Vec::new(),
            minutes: None,
            taxes: Vec::new(),
            sums: Vec::new(),
            payments: Vec::new(),
            total: None,
            total_text: None,
            problems: Vec::new(),
            price_book: book
                .map(|book| format!("{} · {}", book.title.get(self.language), book.valid_from))
                .unwrap_or_default(),
        };
        match self.case.quote(id, 0, pack) {
            Ok(computed) => {
                let account = self.case.account(id, pack).ok();
                let payments = account.iter().flat_map(|account| &account.payments);
                let rule = book.and_then(|book| book.payment.as_ref());
                let payments = payments.map(|payment| self.payment(payment, &computed, rule)).collect();
                let sums = self.sums(&computed, account.as_ref());
                let taxes = self.taxes(&computed);
                self.computed(Quote { taxes, sums, payments, ..empty }, &computed)
            }
            Err(rejected) => Quote { problems: vec![rejected.to_string()], ..empty },
        }
    }

    fn computed(&self, empty: Quote, quote: &price::Quote) -> Quote {
        let currency = &quote.currency;
        Quote {
            lines: quote.lines.iter().map(|line| self.line(empty.quote, quote, line)).collect(),
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

    fn line(&self, id: QuoteId, quote: &price::Quote, line: &QuotedLine) -> QuoteLine {
        let waits = line.traces.iter().any(|trace| trace.because == Because::WaitsForApproval);
        let approval = line.code.as_ref().filter(|_| waits).map(|code| discount_approval(id, code));
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
            approval,
        }
    }
}
