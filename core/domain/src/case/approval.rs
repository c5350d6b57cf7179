//! What is asked of leader or office, and what people read for it.

use super::{Case, Version, Writer, discount_approval};
use crate::document::NewLine;
use crate::expr::Expr;
use crate::fact::ApprovalAsked;
use crate::id::QuoteId;
use crate::pack::Pack;
use crate::price::{Discount, Price, PriceBook};
use crate::rejected::Rejected;
use crate::sync::Item;
use crate::text::{Language, Text};

impl Case {
    /// Asks for the approval that a discount needs as soon as a line gives it, once for each quote: nobody has to
    /// think of it. Nothing if the line is no such discount, or it was asked for or answered before.
    ///
    /// # Errors
    /// [`Rejected`]; nothing was changed then.
    pub fn ask_for_discount(
        &mut self,
        seen: &Version,
        line: &NewLine,
        language: &Language,
        writer: &Writer<'_>,
        pack: &Pack,
    ) -> Result<Vec<Item>, Rejected> {
        let Some(asked) = line.item.as_deref().and_then(|id| self.unasked(line, id, language, pack)) else {
            return Ok(Vec::new());
        };
        let seen = Version { document: self.document.heads(), facts: seen.facts.clone() };
        self.record(&seen, asked, writer, Some(pack))
    }

    fn unasked(&self, line: &NewLine, id: &str, language: &Language, pack: &Pack) -> Option<ApprovalAsked> {
        // Finding the price book of a quote costs more than a look at all of them, and most lines are no discounts.
        if !pack.price_books.values().any(|book| book.discounts.contains_key(id)) {
            return None;
        }
        let book = self.book_of(line.quote, pack)?;
        let discount = book.discounts.get(id).filter(|discount| discount.needs_approval)?;
        let what = discount_approval(line.quote, id);
        let is_known = self.state.approvals.contains_key(&what)
            || self.state.asked.iter().any(|asked| asked.asked.body.what == what);
        let visit = self.state.visits.contains_key(&line.visit).then_some(line.visit);
        (!is_known).then(|| ApprovalAsked {
            visit,
            what,
            detail: in_words(book, discount, language),
            amount_minor: fixed(discount),
        })
    }

    fn book_of<'p>(&self, quote: QuoteId, pack: &'p Pack) -> Option<&'p PriceBook<Expr>> {
        pack.price_book(self.price_book_of(quote, pack).ok()?)
    }

    /// What people read for something that was asked or approved: the title of a discount, a word of the pack.
    #[must_use]
    pub fn approval_name(&self, what: &str, pack: &Pack) -> Text {
        let discount = what.strip_prefix("discount/").and_then(|rest| rest.split_once('/'));
        let title = discount.and_then(|(quote, id)| {
            let book = self.book_of(quote.parse().ok()?, pack)?;
            Some(book.discounts.get(id)?.title.clone())
        });
        let says_it = |what: &str| {
            let checklists = self.checklists(pack);
            let known = checklists.iter().find(|checklist| checklist.words.contains_key(what));
            known.or(checklists.first()).map(|checklist| checklist.word(what))
        };
        title.or_else(|| says_it(what)).unwrap_or_else(|| Text::verbatim(what))
    }
}

fn fixed(discount: &Discount<Expr>) -> Option<i64> {
    match discount.amount {
        Some(Price::Configured(amount)) => Some(amount.0),
        _ => None,
    }
}

/// `Goodwill · 10 %`
fn in_words(book: &PriceBook<Expr>, discount: &Discount<Expr>, language: &Language) -> String {
    let title = discount.title.get(language);
    let percent = discount.percent.as_ref().and_then(|percent| percent.get());
    let off = match (discount.amount, percent) {
        (Some(Price::Configured(amount)), _) => {
            let currency = &book.currency;
            format!("{} {}", amount.display(currency.minor_digits), currency.name.get(language))
        }
        (_, Some(percent)) => format!("{percent} %"),
        _ => return title.to_owned(),
    };
    format!("{title} · {off}")
}
