//! A price book as a price list.

use doorstep_domain::expr::Expr;
use doorstep_domain::price::{Item, ItemKind, Price, PriceBook};

use super::condition::Words;
use super::{Book, Titles};

impl<'a> Book<'a> {
    pub(super) fn prices(&mut self, name: &str, book: &'a PriceBook<Expr>) {
        let heading = book.title.get(self.language);
        let titles = self.titles_of_book(name);
        self.section(&format!("prices-{name}"), heading, |page| {
            let valid =
                format!("{} {} · {}", page.say("Valid from", "生效"), book.valid_from, book.currency.code);
            page.h.leaf("p", "muted", &valid);
            let heads = [
                page.say("Item", "项目"),
                page.say("Unit", "单位"),
                page.say("Price", "价格"),
                page.say("When", "条件"),
                page.say("Comes from", "来源"),
            ];
            page.table("prices", &heads, |page| {
                for item in book.items.values() {
                    page.item(item, book, &titles);
                }
            });
            for rule in page.price_rules(book, &titles) {
                page.h.leaf("p", "", &rule);
            }
        });
    }

    /// The answers that a price book reads are called as in the checklists that it is used with.
    fn titles_of_book(&self, name: &str) -> Titles<'a> {
        let services = self.pack.services.values();
        let used = services.filter(|service| service.price_book.get().is_some_and(|book| book == name));
        let mut titles = Titles::default();
        for checklist in used.filter_map(|service| self.pack.checklists.get(&service.checklist)) {
            let more = self.titles(checklist);
            titles.steps.extend(more.steps);
            titles.named.extend(more.named);
            titles.services.extend(more.services);
        }
        titles
    }

    fn item(&mut self, item: &'a Item<Expr>, book: &'a PriceBook<Expr>, titles: &Titles<'a>) {
        let words = Words { titles, language: self.language };
        let when = item.when.as_ref().map(|when| words.of(when)).unwrap_or_default();
        let (language, free) = (self.language, self.say("free:", "免费："));
        let kind = match item.kind {
            ItemKind::Labour => self.say("labour, by time", "工费，按时间"),
            ItemKind::Material => self.say("material", "材料"),
            ItemKind::Fee => self.say("fee", "费用"),
            ItemKind::PerVisit => self.say("once for each visit", "每次上门"),
            ItemKind::Formula => self.say("computed", "按公式计算"),
            ItemKind::Credit => self.say("given to the customer", "退还或赔偿"),
        };
        self.h.markup("<tr><td>");
        self.h.leaf("b", "", item.title.get(self.language));
        self.h.leaf("p", "muted", kind);
        self.h.markup("</td>");
        self.h.leaf("td", "", item.unit.get(self.language));
        self.prices_of(item, book, &words);
        self.h.el("td", "", |h| {
            h.text(&when);
            for case in &item.free {
                h.leaf(
                    "p",
                    "muted",
                    &format!("{free} {}: {}", case.title.get(language), words.of(&case.when)),
                );
            }
        });
        self.h.leaf("td", "muted", item.origin.as_deref().unwrap_or_default());
        self.h.markup("</tr>\n");
    }

    /// The usual price, then those under conditions.
    fn prices_of(&mut self, item: &'a Item<Expr>, book: &'a PriceBook<Expr>, words: &Words<'_>) {
        self.h.markup("<td class=\"amount\">");
        for case in &item.prices {
            self.price(Some(case.price), book);
            let name = case.title.as_ref().map(|title| format!("{}: ", title.get(self.language)));
            let when = format!("{}{}", name.unwrap_or_default(), words.of(&case.when));
            self.h.leaf("p", "muted", &when);
        }
        match &item.formula {
            Some(formula) => self.h.leaf("p", "", formula.get(self.language)),
            None => self.price(item.price, book),
        };
        self.h.markup("</td>");
    }

    fn price(&mut self, price: Option<Price>, book: &'a PriceBook<Expr>) {
        match price {
            Some(Price::Configured(price)) => {
                let amount = price.display(book.currency.minor_digits);
                self.h.leaf("p", "", &amount);
            }
            Some(Price::Between { min, max }) => {
                let digits = book.currency.minor_digits;
                let amounts = format!("{}–{}", min.display(digits), max.display(digits));
                self.h.leaf("p", "", &amounts);
            }
            Some(Price::NotConfigured) => {
                let words = self.say("not configured", "未配置");
                self.h.leaf("span", "missing", words);
            }
            None => {
                let words = self.say("as stated", "按实际");
                self.h.leaf("p", "", words);
            }
        }
    }
}
