//! What it costs, why, and with which materials.

use super::super::paper::Paper;
use super::super::sheet::POINT;
use super::super::table::{Col, Row};
use super::super::text::{Inline, Style};
use super::super::tree::Kind;
use crate::figure;
use crate::model::{LineAmount, Quote, QuoteLine, Sum};
use crate::tell::Tone;
use crate::words;

impl Paper<'_> {
    pub(super) fn prices(&mut self) {
        let quotes = &self.report().quotes;
        if quotes.is_empty() {
            return;
        }
        self.section(words::PRICE, |paper| {
            for quote in quotes {
                paper.inside(Kind::Section, |paper| paper.quote(quote));
            }
        });
    }

    fn quote(&mut self, quote: &Quote) {
        self.quote_head(quote);
        let amount = format!("{} ({})", self.say(words::AMOUNT), quote.currency.name);
        let columns = [
            Col::share(self.say(words::ITEM), 1),
            Col::fit(self.say(words::QUANTITY)).right(),
            Col::fit(amount).right(),
        ];
        let mut rows: Vec<Row> = quote.lines.iter().map(|line| self.quote_line(quote, line)).collect();
        rows.extend(quote.above.iter().map(|sum| sum_row(sum, quote)));
        let total = quote.total.map(|total| figure::amount(total, &quote.currency));
        rows.push(Row::Sum {
            title: self.say(words::TOTAL).to_owned(),
            amount: total.unwrap_or_else(|| self.say(words::NO_TOTAL).to_owned()),
            is_strong: true,
        });
        rows.extend(quote.below.iter().map(|sum| sum_row(sum, quote)));
        self.table(&columns, rows);
        for problem in &quote.problems {
            self.paragraph(&Inline::chip(Tone::Attention, problem), 3 * POINT);
        }
        let basis = self.tell.basis(quote);
        if !basis.is_empty() {
            self.paragraph(&[Inline::new(basis, Style::FINE)], 3 * POINT);
        }
    }

    fn quote_head(&mut self, quote: &Quote) {
        let (tone, answer) = self.tell.answer(quote);
        let mut line = Vec::new();
        if !quote.title.is_empty() {
            line.push(Inline::new(format!("{}   ", quote.title), Style::STRONG));
        }
        line.extend(Inline::chip(tone, answer));
        if quote.is_recommended {
            line.push(Inline::new("   ", Style::PLAIN));
            line.extend(Inline::chip(Tone::Quiet, self.say(words::RECOMMENDED)));
        }
        if let Some(remark) = &quote.remark {
            line.push(Inline::new(format!("   {remark}"), Style::MUTED));
        }
        let title = if quote.title.is_empty() { self.say(words::QUOTE) } else { &quote.title };
        self.heading(3, title, &line, 4 * POINT);
    }

    fn quote_line(&self, quote: &Quote, line: &QuoteLine) -> Row {
        let mut item = vec![vec![Inline::new(line.title.as_str(), Style::PLAIN)]];
        item.extend(line.trace.iter().map(|reason| vec![Inline::new(reason.as_str(), Style::FINE)]));
        let amount = match line.amount {
            LineAmount::Priced(amount) => {
                vec![Inline::new(figure::amount(amount, &quote.currency), Style::PLAIN)]
            }
            LineAmount::NotConfigured => {
                Inline::chip(Tone::Attention, self.say(words::NOT_CONFIGURED)).to_vec()
            }
        };
        Row::Cells(vec![item, vec![vec![Inline::new(line.quantity.as_str(), Style::PLAIN)]], vec![amount]])
    }

    pub(super) fn materials(&mut self) {
        let materials = &self.report().materials;
        if materials.is_empty() {
            return;
        }
        self.section(words::MATERIALS, |paper| {
            let columns = [
                Col::share(paper.say(words::MATERIALS), 3),
                Col::fit(paper.say(words::QUANTITY)).right(),
                Col::fit(paper.say(words::UNIT_PRICE)).right(),
                Col::share(paper.say(words::NOTE), 2),
            ];
            let text = |text: &str| vec![vec![Inline::new(text, Style::PLAIN)]];
            let rows = materials.iter().map(|material| {
                Row::Cells(vec![
                    text(&material.name),
                    text(&material.quantity),
                    text(material.unit_price.as_deref().unwrap_or("—")),
                    text(material.note.as_deref().unwrap_or_default()),
                ])
            });
            paper.table(&columns, rows.collect());
        });
    }
}

fn sum_row(sum: &Sum, quote: &Quote) -> Row {
    let amount = figure::amount(sum.amount, &quote.currency);
    Row::Sum { title: sum.title.clone(), amount, is_strong: false }
}
