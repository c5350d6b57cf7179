//! Quotes and materials. Amounts are computed here and now from the pinned price book, never read.

use doorstep_domain::decimal::Decimal;
use doorstep_domain::expr::Expr;
use doorstep_domain::fold::QuoteState;
use doorstep_domain::id::QuoteId;
use doorstep_domain::price::{self, Amount, ItemKind, Price, PriceBook, QuotedLine};

use super::Builder;
use crate::model::{Currency, LineAmount, Material, Quote, QuoteLine};
use crate::words;

impl Builder<'_> {
    /// The quotes that were shown, in the order in which they were.
    pub(super) fn quotes(&self) -> Vec<Quote> {
        let shown = self.shown();
        let is_single = shown.len() == 1;
        let quotes = shown.into_iter().enumerate();
        quotes
            .map(|(index, (id, state))| {
                self.quote(id, state, if is_single { String::new() } else { self.numbered(index) })
            })
            .collect()
    }

    fn numbered(&self, index: usize) -> String {
        format!("{} {}", self.tongue.say(words::QUOTE), index + 1)
    }

    /// What a quote is called in this report: `Quote 2`.
    pub(super) fn quote_name(&self, id: QuoteId) -> String {
        let index = self.shown().iter().position(|(shown, _)| *shown == id);
        index.map_or_else(|| id.to_string(), |index| self.numbered(index))
    }

    fn shown(&self) -> Vec<(QuoteId, &QuoteState)> {
        let mut shown: Vec<_> =
            self.source.case.state().quotes.iter().map(|(id, state)| (*id, state)).collect();
        shown.sort_by_key(|(_, state)| (state.offered.at.wall_ms, state.offered.fact));
        shown
    }

    fn quote(&self, id: QuoteId, state: &QuoteState, title: String) -> Quote {
        let accepted = state.consent.as_ref().map(|consent| consent.value);
        let computed = self.source.case.quote(id, 0, self.source.pack);
        let book = self.source.pack.price_book(state.price_book);
        let (Ok(computed), Some(book)) = (computed, book) else {
            return self.without_prices(title, accepted);
        };
        let language = self.source.language;
        Quote {
            title,
            currency: self.currency(&computed),
            lines: computed.lines.iter().map(|line| self.quote_line(&computed, line, book)).collect(),
            above: self.above(&computed),
            total: computed.total,
            below: self.below(id, &computed),
            problems: computed.problems.iter().map(|problem| problem.message(language)).collect(),
            minutes: computed.time.map(|time| time.minutes),
            accepted,
            remark: self.remark(id, state),
            is_recommended: self.is_recommended(id),
            price_book: format!("{} · {}", self.text(&book.title), book.valid_from),
        }
    }

    /// The price book is not in this pack: nothing is guessed.
    fn without_prices(&self, title: String, accepted: Option<bool>) -> Quote {
        Quote {
            title,
            currency: Currency { name: String::new(), minor_digits: 2 },
            lines: Vec::new(),
            above: Vec::new(),
            total: None,
            below: Vec::new(),
            problems: vec![self.tongue.say(words::NOT_CONFIGURED).to_owned()],
            minutes: None,
            accepted,
            remark: None,
            is_recommended: false,
            price_book: String::new(),
        }
    }

    fn quote_line(&self, quote: &price::Quote, line: &QuotedLine, book: &PriceBook<Expr>) -> QuoteLine {
        QuoteLine {
            title: self.text(&line.name).to_owned(),
            quantity: self.quantity(line, book),
            amount: match line.amount {
                Amount::Priced(amount) => LineAmount::Priced(amount),
                Amount::Missing(_) => LineAmount::NotConfigured,
            },
            trace: match line.amount {
                Amount::Priced(_) => quote.explain_to(line, self.source.language, self.costs()),
                Amount::Missing(_) => Vec::new(),
            },
        }
    }

    pub(super) fn currency(&self, quote: &price::Quote) -> Currency {
        Currency {
            name: self.text(&quote.currency.name).to_owned(),
            minor_digits: quote.currency.minor_digits,
        }
    }

    /// `2 m`; time has its own words in the trace.
    fn quantity(&self, line: &QuotedLine, book: &PriceBook<Expr>) -> String {
        let item = line.code.as_ref().and_then(|code| book.items.get(code));
        match item {
            Some(item) if item.kind != ItemKind::Labour => {
                format!("{} {}", line.quantity.trimmed(), self.text(&item.unit))
            }
            _ => line.quantity.trimmed().to_string(),
        }
    }

    /// What was used, from the quotes that the customer accepted.
    pub(super) fn materials(&self) -> Vec<Material> {
        let accepted = self.shown().into_iter().filter(|(_, state)| state.is_accepted());
        let computed = accepted.filter_map(|(id, state)| {
            let quote = self.source.case.quote(id, 0, self.source.pack).ok()?;
            Some((quote, self.source.pack.price_book(state.price_book)?))
        });
        computed
            .flat_map(|(quote, book)| {
                let lines = quote.lines.iter().filter(|line| is_material(line, book));
                lines.map(|line| self.material(&quote, line, book)).collect::<Vec<_>>()
            })
            .collect()
    }

    fn material(&self, quote: &price::Quote, line: &QuotedLine, book: &PriceBook<Expr>) -> Material {
        let item = line.code.as_ref().and_then(|code| book.items.get(code));
        let unit_price = match (item.and_then(|item| item.price), &line.amount) {
            (Some(Price::Configured(price)), _) => Some(price),
            (None | Some(Price::Between { .. }), Amount::Priced(amount)) if line.quantity == Decimal::ONE => {
                Some(*amount)
            }
            _ => None,
        };
        let unlisted = item.is_none().then(|| self.tongue.say(words::UNLISTED).to_owned());
        Material {
            name: self.text(&line.name).to_owned(),
            quantity: self.quantity(line, book),
            unit_price: unit_price.map(|price| quote.money(price, self.source.language)),
            note: unlisted,
        }
    }
}

/// A thing, on the list or not.
fn is_material(line: &QuotedLine, book: &PriceBook<Expr>) -> bool {
    match line.code.as_ref() {
        None => true,
        Some(code) => book.items.get(code).is_some_and(|item| item.kind == ItemKind::Material),
    }
}
