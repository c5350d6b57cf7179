//! A price book as a price list.

use doorstep_domain::expr::Expr;
use doorstep_domain::money::Rounding;
use doorstep_domain::money::RoundingMode;
use doorstep_domain::price::{Item, ItemKind, Pick, Price, PriceBook};

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
            for rule in page.price_rules(book) {
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
            titles.0.extend(self.titles(checklist).0);
        }
        titles
    }

    fn item(&mut self, item: &'a Item<Expr>, book: &'a PriceBook<Expr>, titles: &Titles<'a>) {
        let words = Words { titles, language: self.language };
        let when = item.when.as_ref().map(|when| words.of(when)).unwrap_or_default();
        let kind = match item.kind {
            ItemKind::Labour => self.say("labour, by time", "工费，按时间"),
            ItemKind::Material => self.say("material", "材料"),
            ItemKind::Fee => self.say("fee", "费用"),
            ItemKind::PerVisit => self.say("once for each visit", "每次上门"),
        };
        self.h.markup("<tr><td>");
        self.h.leaf("b", "", item.title.get(self.language));
        self.h.leaf("p", "muted", kind);
        self.h.markup("</td>");
        self.h.leaf("td", "", item.unit.get(self.language));
        match item.price {
            Price::Configured(price) => {
                let amount = price.display(book.currency.minor_digits);
                self.h.leaf("td", "amount", &amount);
            }
            Price::NotConfigured => {
                let words = self.say("not configured", "未配置");
                self.h.el("td", "amount", |h| h.leaf("span", "missing", words));
            }
        }
        self.h.leaf("td", "", &when);
        self.h.leaf("td", "muted", item.origin.as_deref().unwrap_or_default());
        self.h.markup("</tr>\n");
    }

    /// The rules of the book beside its items, a sentence each.
    fn price_rules(&self, book: &'a PriceBook<Expr>) -> Vec<String> {
        let mut rules = Vec::new();
        if let Some(labour) = &book.labour {
            let Pick::Highest = labour.pick;
            let (minutes, least) = (labour.period_minutes, labour.min_units);
            rules.push(if self.language.is_chinese() {
                format!("工时合计后按每 {minutes} 分钟一个单位计费，至少 {least} 个单位；同一单位内有多项时只收最高的一项。")
            } else {
                format!(
                    "Time is added up over all visits and charged in units of {minutes} minutes, at least {least}. \
                     Of several items worked in one unit only the dearest is charged."
                )
            });
        }
        if let Some(unlisted) = &book.unlisted {
            let rounding = book.roundings.get(&unlisted.rounding);
            let rounding = rounding.map(|rounding| self.rounding(*rounding, book)).unwrap_or_default();
            let markup = unlisted.markup;
            rules.push(if self.language.is_chinese() {
                format!("表外材料按进价的 {markup} 倍计价，{rounding}。")
            } else {
                format!("Material that is not on the list costs {markup} times what the warehouse paid, {rounding}.")
            });
        }
        rules
    }

    fn rounding(&self, rounding: Rounding, book: &'a PriceBook<Expr>) -> String {
        let step =
            doorstep_domain::money::Money(i64::from(rounding.step_minor)).display(book.currency.minor_digits);
        match rounding.mode {
            RoundingMode::HalfUp => format!("{} {step}", self.say("rounded half up to", "四舍五入到")),
            RoundingMode::Ceil => format!("{} {step}", self.say("rounded up to", "向上取整到")),
            RoundingMode::Floor => format!("{} {step}", self.say("rounded down to", "向下取整到")),
        }
    }
}
