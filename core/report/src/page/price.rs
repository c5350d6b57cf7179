//! What it costs, why, and with which materials.

use super::{Page, Tone};
use crate::figure;
use crate::model::{LineAmount, Quote, QuoteLine, Sum};
use crate::words;

impl Page<'_> {
    pub(super) fn prices(&mut self) {
        let quotes = &self.tell.report.quotes;
        if quotes.is_empty() {
            return;
        }
        self.section(words::PRICE, |page| {
            for quote in quotes {
                page.quote(quote);
            }
        });
    }

    fn quote(&mut self, quote: &Quote) {
        self.h.markup("<article class=\"quote\">\n<header>");
        if !quote.title.is_empty() {
            self.h.leaf("h3", "", &quote.title);
        }
        let (tone, answer) = self.tell.answer(quote);
        self.chip(tone, answer);
        if quote.is_recommended {
            self.chip(Tone::Quiet, self.tell.say(words::RECOMMENDED));
        }
        if let Some(remark) = &quote.remark {
            self.h.leaf("p", "remark", remark);
        }
        self.h.markup("</header>\n<table class=\"money\">\n");
        self.quote_columns(quote);
        self.h.markup("<tbody>\n");
        for line in &quote.lines {
            self.quote_line(quote, line);
        }
        self.h.markup("</tbody>\n");
        self.sum(quote);
        self.h.markup("</table>\n");
        if !quote.problems.is_empty() {
            self.h.el("ul", "problems", |h| {
                for problem in &quote.problems {
                    h.leaf("li", "", problem);
                }
            });
        }
        self.basis(quote);
        self.h.markup("</article>\n");
    }

    fn quote_columns(&mut self, quote: &Quote) {
        let amount = format!("{} ({})", self.tell.say(words::AMOUNT), quote.currency.name);
        let (item, quantity) = (self.tell.say(words::ITEM), self.tell.say(words::QUANTITY));
        self.h.markup("<thead><tr><th scope=\"col\">").text(item);
        self.h.markup("</th><th scope=\"col\" class=\"number\">").text(quantity);
        self.h.markup("</th><th scope=\"col\" class=\"number\">").text(&amount);
        self.h.markup("</th></tr></thead>\n");
    }

    fn quote_line(&mut self, quote: &Quote, line: &QuoteLine) {
        self.h.markup("<tr>");
        self.h.el("td", "", |h| {
            h.leaf("span", "item", &line.title);
            for reason in &line.trace {
                h.leaf("span", "trace", reason);
            }
        });
        self.h.leaf("td", "number", &line.quantity);
        self.h.markup("<td class=\"number\">");
        match line.amount {
            LineAmount::Priced(amount) => {
                self.h.text(&figure::amount(amount, &quote.currency));
            }
            LineAmount::NotConfigured => self.chip(Tone::Attention, self.tell.say(words::NOT_CONFIGURED)),
        }
        self.h.markup("</td></tr>\n");
    }

    fn sum(&mut self, quote: &Quote) {
        let label = self.tell.say(words::TOTAL);
        let total = match quote.total {
            Some(total) => figure::amount(total, &quote.currency),
            None => self.tell.say(words::NO_TOTAL).to_owned(),
        };
        self.h.markup("<tfoot>");
        self.sums(&quote.above, quote);
        self.sum_row(label, &total);
        self.sums(&quote.below, quote);
        self.h.markup("</tfoot>\n");
    }

    fn sums(&mut self, sums: &[Sum], quote: &Quote) {
        for sum in sums {
            self.sum_row(&sum.title, &figure::amount(sum.amount, &quote.currency));
        }
    }

    fn sum_row(&mut self, label: &str, amount: &str) {
        self.h.markup("<tr><th scope=\"row\" colspan=\"2\">").text(label);
        self.h.markup("</th><td class=\"number\">").text(amount).markup("</td></tr>\n");
    }

    /// What the amounts rest on.
    fn basis(&mut self, quote: &Quote) {
        let basis = self.tell.basis(quote);
        self.h.markup("<p class=\"basis\">");
        self.aside(&basis);
        self.h.markup("</p>\n");
    }

    pub(super) fn materials(&mut self) {
        let materials = &self.tell.report.materials;
        if materials.is_empty() {
            return;
        }
        self.section(words::MATERIALS, |page| {
            page.h.markup("<table class=\"money\">\n");
            page.columns(&[
                ("", words::MATERIALS),
                ("number", words::QUANTITY),
                ("number", words::UNIT_PRICE),
                ("", words::NOTE),
            ]);
            page.h.markup("<tbody>\n");
            for material in materials {
                page.h.el("tr", "", |h| {
                    h.leaf("td", "", &material.name);
                    h.leaf("td", "number", &material.quantity);
                    h.leaf("td", "number", material.unit_price.as_deref().unwrap_or("—"));
                    h.leaf("td", "", material.note.as_deref().unwrap_or_default());
                });
            }
            page.h.markup("</tbody>\n</table>\n");
        });
    }
}
