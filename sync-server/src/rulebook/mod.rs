//! A pack as a page that a service manager reads: her own rule book, with every condition in words.
//!
//! The page is one self-contained HTML file without scripts, made from the compiled pack: what stands here is
//! what phones and servers follow, not what somebody meant to write.

mod ask;
mod checklist;
mod condition;
mod coverage;
mod desk;
mod money;
mod people;
mod price_rules;
mod prices;
mod privacy;
mod score;
mod service;
mod table;
mod timing;

use std::collections::BTreeMap;

use doorstep_domain::checklist::{Checklist, Kind};
use doorstep_domain::expr::Expr;
use doorstep_domain::id::PackId;
use doorstep_domain::pack::Pack;
use doorstep_domain::text::{Language, Text};
use doorstep_report::Html;

/// Tokens and parts of the page.
const STYLE: &str = include_str!("style.css");

/// The rule book of a published pack.
#[must_use]
pub fn page(pack: &Pack, id: PackId, language: &Language) -> String {
    let mut book = Book { pack, language, h: Html::default() };
    book.begin(id);
    for (name, service) in &pack.services {
        book.service(name, service);
    }
    for (name, checklist) in &pack.checklists {
        book.checklist(name, checklist);
    }
    for (name, prices) in &pack.price_books {
        book.prices(name, prices);
    }
    book.wages();
    book.scores();
    book.blank_forms();
    book.people();
    book.guidance();
    book.h.markup("</main>\n</body>\n</html>\n");
    book.h.into_string()
}

/// The page in the making.
struct Book<'a> {
    pack: &'a Pack,
    language: &'a Language,
    h: Html,
}

impl<'a> Book<'a> {
    /// A word of the page.
    fn say(&self, english: &'static str, chinese: &'static str) -> &'static str {
        if self.language.is_chinese() { chinese } else { english }
    }

    /// A text of the pack.
    fn read(&self, text: &'a Text) -> &'a str {
        text.get(self.language)
    }

    /// Between the members of a list in a sentence.
    fn comma(&self) -> &'static str {
        self.say(", ", "、")
    }

    /// Between titles that have commas themselves, such as those of roles.
    fn semicolon(&self) -> &'static str {
        self.say("; ", "；")
    }

    fn begin(&mut self, id: PackId) {
        let (pack, language) = (self.pack, self.language);
        let title = pack.title.get(language);
        self.h.markup("<!doctype html>\n<html").attr("lang", &language.0).markup(concat!(
            ">\n<head>\n<meta charset=\"utf-8\">\n",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
            "<meta name=\"color-scheme\" content=\"light dark\">\n",
        ));
        self.h.leaf("title", "", title);
        self.h.markup("\n<style>\n").markup(STYLE).markup("</style>\n</head>\n<body>\n<main>\n<header>\n");
        self.h.leaf("h1", "", title);
        let version = format!("{} {} · {}", self.say("Version", "版本"), pack.version, pack.id);
        self.h.leaf("p", "muted", &version);
        self.h.leaf("p", "digest", &id.to_string());
        self.contents();
        self.h.markup("</header>\n");
    }

    /// What is in the page, with a link to each part.
    fn contents(&mut self) {
        let services =
            self.pack.services.iter().map(|(id, service)| (format!("service-{id}"), &service.title));
        let prices = self.pack.price_books.iter().map(|(id, book)| (format!("prices-{id}"), &book.title));
        let parts: Vec<(String, &str)> =
            services.chain(prices).map(|(anchor, title)| (anchor, title.get(self.language))).collect();
        self.h.markup("<nav>");
        for (anchor, title) in parts {
            self.h.markup("<a").attr("href", &format!("#{anchor}")).markup(">").text(title).markup("</a>\n");
        }
        self.h.markup("</nav>\n");
    }

    /// A part of the page under its heading.
    fn section(&mut self, anchor: &str, heading: &str, content: impl FnOnce(&mut Self)) {
        self.h.markup("<section").attr("id", anchor).markup(">\n");
        self.h.leaf("h2", "", heading);
        content(self);
        self.h.markup("</section>\n");
    }

    /// What the answers of a checklist are called in conditions.
    fn titles(&self, checklist: &'a Checklist<Expr>) -> Titles<'a> {
        let steps = checklist.steps.iter();
        let steps = steps.map(|step| (step.id.as_str(), (self.read(&step.title), &step.kind))).collect();
        let services = self.pack.services.values();
        let used = services.filter(|service| {
            self.pack.checklists.get(&service.checklist).is_some_and(|own| std::ptr::eq(own, checklist))
        });
        let named = used.flat_map(|service| {
            let windows = service.timing.windows.iter();
            let windows = windows.map(|(name, window)| (format!("windows.{name}"), &window.title));
            let components = service.coverage.iter().flat_map(|coverage| &coverage.components);
            let components =
                components.map(|component| (format!("coverage.{}", component.id), &component.title));
            let timers = service.timing.timers.iter();
            let timers = timers.map(|timer| (format!("timers.{}", timer.id), &timer.title));
            windows.chain(components).chain(timers)
        });
        let named = named.map(|(name, title)| (name, self.read(title))).collect();
        let services = self.pack.services.iter();
        let services = services.map(|(id, service)| (id.as_str(), self.read(&service.title))).collect();
        Titles { steps, named, services }
    }
}

/// What people call what expressions read.
#[derive(Debug, Clone, Default)]
struct Titles<'a> {
    /// Title and kind of each step, by id.
    steps: BTreeMap<&'a str, (&'a str, &'a Kind)>,
    /// Titles of windows and components, by the name that expressions have for them.
    named: BTreeMap<String, &'a str>,
    /// Titles of services, by id.
    services: BTreeMap<&'a str, &'a str>,
}

impl Titles<'_> {
    /// What people call these steps.
    fn of<'t>(&'t self, steps: &'t [String]) -> Vec<&'t str> {
        steps.iter().map(|id| self.steps.get(id.as_str()).map_or(id.as_str(), |(title, _)| title)).collect()
    }
}

#[cfg(test)]
mod tests {
    use doorstep_packs::{builtin, builtins, compile_sources};

    use super::*;

    /// What a service says about time and coverage.
    fn told_by(service: &doorstep_domain::pack::Service) -> Vec<&Text> {
        let timing = &service.timing;
        let mut told: Vec<&Text> = timing.timers.iter().map(|timer| &timer.title).collect();
        told.extend(timing.duties.iter().map(|duty| &duty.title));
        told.extend(timing.clocks.values().map(|clock| &clock.title));
        told.extend(timing.windows.values().map(|window| &window.title));
        if let Some(coverage) = &service.coverage {
            told.extend(coverage.components.iter().map(|component| &component.title));
            told.extend(coverage.documents.iter().flat_map(|entry| [&entry.title, &entry.reason]));
            told.extend(coverage.exclusions.iter().flat_map(|entry| [&entry.title, &entry.reason]));
            told.extend(coverage.periods.iter().map(|entry| &entry.title));
        }
        told
    }

    #[test]
    fn limits_and_periods_are_told_in_words() {
        let published = compile_sources(&builtin("air-conditioner").unwrap()).unwrap();
        let english = page(&published.pack, published.id, &Language::english());
        for words in [
            "1 May to 31 Aug: within 24 h",
            "otherwise: within 8 h",
            "missing it is a breach",
            "missing it is only a warning",
            "Stands still: waiting for a part",
            "Warns before: 2 h",
            "through the day before the anniversary",
        ] {
            assert!(english.contains(words), "{words}");
        }
        let chinese = page(&published.pack, published.id, &Language::chinese());
        for words in [
            "5月1日至8月31日：24 小时",
            "其他情况：8 小时",
            "超时即违约",
            "超时仅提醒",
            "暂停计时：等待配件",
            "到期日前一天止",
        ] {
            assert!(chinese.contains(words), "{words}");
        }
    }

    #[test]
    fn every_text_of_every_pack_is_on_its_page() {
        for name in builtins() {
            let published = compile_sources(&builtin(name).unwrap()).unwrap();
            for language in [Language::chinese(), Language::english()] {
                let page = page(&published.pack, published.id, &language);
                let steps = published.pack.checklists.values().flat_map(|checklist| &checklist.steps);
                let items = published.pack.price_books.values().flat_map(|book| book.items.values());
                let titles = steps.map(|step| &step.title).chain(items.map(|item| &item.title));
                for title in titles {
                    let mut escaped = Html::default();
                    escaped.text(title.get(&language));
                    let escaped = escaped.into_string();
                    assert!(page.contains(&escaped), "{name}, {language}: {escaped}");
                }
                let raw =
                    ["answers.", "job.", "quote.", "visit.", "windows.", "coverage.", "addYears", "addDays"];
                let services = published.pack.services.values();
                for title in services.clone().flat_map(told_by) {
                    let mut escaped = Html::default();
                    escaped.text(title.get(&language));
                    assert!(page.contains(&escaped.into_string()), "{name}, {language}: {title:?}");
                }
                for raw in raw {
                    let shown = page.match_indices(raw).find(|(at, _)| {
                        page[at + raw.len()..]
                            .starts_with(|next: char| next.is_ascii_lowercase() || next == '(')
                    });
                    let around = shown.map(|(at, _)| page[at..].chars().take(60).collect::<String>());
                    assert_eq!(around, None, "{name}, {language}: {raw} is shown instead of words");
                }
            }
        }
    }
}
