//! The price list as a paper of its own.

use super::super::paper::{Field, Paper};
use super::super::sheet::POINT;
use super::super::table::{Col, Row};
use super::super::text::{Ink, Inline, Style};
use super::super::tree::Kind;
use crate::model::{PriceGroup, PriceRow, PriceSheet};
use crate::words;

impl Paper<'_> {
    pub(in crate::pdf) fn price_sheet(&mut self, sheet: &PriceSheet) {
        self.letterhead();
        let field = |word, value: &str| Field::new(self.say(word), value);
        let fields = vec![
            field(words::SERVICE, &sheet.service),
            field(words::PRICES_FROM, &sheet.title),
            field(words::VALID_FROM, &sheet.valid_from),
        ];
        self.fields(fields);
        for group in &sheet.groups {
            self.inside(Kind::Section, |paper| paper.price_group(group));
        }
        self.section(words::TERMS, |paper| {
            for term in &sheet.terms {
                paper.paragraph(&[Inline::new(term.as_str(), Style::PLAIN)], 2 * POINT);
            }
        });
        let pack = format!("{} {}", self.say(words::RULES), sheet.pack);
        self.paragraph(&[Inline::new(pack, Style::FINE)], 10 * POINT);
    }

    fn price_group(&mut self, group: &PriceGroup) {
        let style = Style { size: 11_000, bold: true, ink: Ink::Accent };
        self.heading(2, &group.title, &[Inline::new(group.title.as_str(), style)], 14 * POINT);
        let columns = [
            Col::share(self.say(words::ITEM), 4),
            Col::share(self.say(words::UNIT), 1),
            Col::share(self.say(words::PRICE_EACH), 2).right(),
        ];
        self.table(&columns, group.rows.iter().map(row).collect());
    }
}

fn row(row: &PriceRow) -> Row {
    let text = |text: &str| vec![Inline::new(text, Style::PLAIN)];
    let notes = row.notes.iter().map(|note| vec![Inline::new(note.as_str(), Style::FINE)]);
    let name = [text(&row.name)].into_iter().chain(notes).collect();
    Row::Cells(vec![name, vec![text(&row.unit)], vec![text(&row.price)]])
}
