//! The price list as a page of its own, with the look of the report.

use super::Page;
use crate::model::{PriceGroup, PriceSheet};
use crate::words;

impl Page<'_> {
    pub(super) fn price_sheet(&mut self, sheet: &PriceSheet) {
        self.letterhead();
        self.h.markup("<dl class=\"fields\">\n");
        self.field("", words::SERVICE, &sheet.service);
        self.field("", words::PRICES_FROM, &sheet.title);
        self.field("", words::VALID_FROM, &sheet.valid_from);
        self.h.markup("</dl>\n");
        for group in &sheet.groups {
            self.price_group(group);
        }
        self.section(words::TERMS, |page| {
            for term in &sheet.terms {
                page.h.leaf("p", "", term);
            }
        });
        self.h.markup("<footer class=\"seal\"><dl class=\"rows\">\n");
        self.text_row(words::RULES, &sheet.pack);
        self.h.markup("</dl></footer>\n");
    }

    fn price_group(&mut self, group: &PriceGroup) {
        self.h.markup("<section>\n").leaf("h2", "", &group.title);
        self.h.markup("<table class=\"money\">\n");
        self.columns(&[("", words::ITEM), ("", words::UNIT), ("number", words::PRICE_EACH)]);
        self.h.markup("<tbody>\n");
        for row in &group.rows {
            self.h.el("tr", "", |h| {
                h.el("td", "", |h| {
                    h.leaf("span", "item", &row.name);
                    for note in &row.notes {
                        h.leaf("span", "trace", note);
                    }
                });
                h.leaf("td", "", &row.unit);
                h.leaf("td", "number", &row.price);
            });
        }
        self.h.markup("</tbody>\n</table>\n</section>\n");
    }
}
