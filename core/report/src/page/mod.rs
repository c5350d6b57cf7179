//! The page, from the head of the form to its foot.

mod checklist;
mod coverage;
mod head;
mod history;
mod photos;
mod price;
mod prices;
mod signatures;
mod visits;

use doorstep_domain::text::Language;

use crate::html::{Html, css_string};
use crate::model::{PriceSheet, WorkReport};
use crate::part::Part;
use crate::tell::{Teller, Tone};
use crate::words::{self, Tongue, Word};

/// The look, in one place: tokens for light, dark and paper, then the parts of the form.
const STYLE: &str = include_str!("style.css");
/// The status icons, drawn once and used by reference within the page.
const ICONS: &str = include_str!("icons.svg");

/// Renders a report as one HTML file: no scripts, nothing from outside, the same bytes for the same report.
#[must_use]
pub fn render(report: &WorkReport, language: &Language) -> String {
    let mut page = Page { h: Html::default(), tell: Teller::new(report, Tongue::of(language)) };
    page.document(Page::report);
    page.h.into_string()
}

/// Renders a price list as one HTML file, as [`render`] does.
#[must_use]
pub fn render_prices(sheet: &PriceSheet, language: &Language) -> String {
    let tongue = Tongue::of(language);
    let cover = sheet.cover(tongue.say(words::PRICE_LIST));
    let mut page = Page { h: Html::default(), tell: Teller::new(&cover, tongue) };
    page.document(|page| page.price_sheet(sheet));
    page.h.into_string()
}

/// A report on its way to paper.
struct Page<'a> {
    h: Html,
    tell: Teller<'a>,
}

impl Page<'_> {
    fn document(&mut self, content: impl FnOnce(&mut Self)) {
        self.h.markup("<!doctype html>\n<html").attr("lang", self.tell.tongue.tag()).markup(">\n<head>\n");
        self.meta();
        self.h.markup("</head>\n<body>\n").markup(ICONS).markup("<main class=\"sheet\">\n");
        content(self);
        self.h.markup("</main>\n</body>\n</html>\n");
    }

    fn report(&mut self) {
        Part::ALL.into_iter().for_each(|part| self.part(part));
    }

    fn part(&mut self, part: Part) {
        match part {
            Part::Head => {
                self.head();
                self.strips();
                self.subject();
                self.figures();
            }
            Part::Remaining => self.remaining(),
            Part::Decisions => self.decisions(),
            Part::Entries => self.entries(),
            Part::Visits => self.visits(),
            Part::Checklist => self.checklist(),
            Part::Coverage => self.coverage(),
            Part::Prices => self.prices(),
            Part::Materials => self.materials(),
            Part::Consents => self.consents(),
            Part::Ratings => self.ratings(),
            Part::Signatures => self.signatures(),
            Part::Photos => self.photos(),
            Part::Lost => self.lost(),
            Part::Timeline => self.timeline(),
            Part::Copies => self.copies(),
            Part::Seal => self.seal(),
        }
    }

    /// The policy makes browsers keep the promise that nothing is loaded and nothing runs.
    fn meta(&mut self) {
        let title = self.tell.title();
        self.h.markup(concat!(
            "<meta charset=\"utf-8\">\n",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ",
            "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
            "<meta name=\"referrer\" content=\"no-referrer\">\n",
            "<meta name=\"color-scheme\" content=\"light dark\">\n",
        ));
        self.h.leaf("title", "", &title);
        self.h.markup("\n<style>\n").markup(STYLE);
        let foot = format!("{} · {}", self.tell.report.company.name, title);
        self.h.style_rule("@page{@bottom-left{content:", &css_string(&foot), "}}");
        self.h.markup("\n</style>\n");
    }

    /// A section with its heading.
    fn section(&mut self, title: Word, content: impl FnOnce(&mut Self)) {
        self.h.markup("<section>\n");
        self.h.leaf("h2", "", self.tell.tongue.say(title));
        content(self);
        self.h.markup("</section>\n");
    }

    /// A status: icon and word.
    fn chip(&mut self, tone: Tone, text: &str) {
        self.h.markup(match tone {
            Tone::Good => "<span class=\"chip good\"><svg class=\"icon\"><use href=\"#done\"/></svg>",
            Tone::Attention => {
                "<span class=\"chip attention\"><svg class=\"icon\"><use href=\"#alert\"/></svg>"
            }
            Tone::Bad => "<span class=\"chip bad\"><svg class=\"icon\"><use href=\"#cross\"/></svg>",
            Tone::Waiting => "<span class=\"chip waiting\"><svg class=\"icon\"><use href=\"#clock\"/></svg>",
            Tone::Quiet => "<span class=\"chip quiet\"><svg class=\"icon\"><use href=\"#dash\"/></svg>",
        });
        self.h.text(text).markup("</span>");
    }

    /// One ruled field of a form.
    fn field(&mut self, class: &'static str, label: Word, value: &str) {
        let label = self.tell.say(label);
        self.h.el("div", class, |h| {
            h.leaf("dt", "", label);
            h.leaf("dd", "", if value.is_empty() { "—" } else { value });
        });
    }

    /// One line of a list of facts: label on the left, value on the right.
    fn row(&mut self, label: Word, content: impl FnOnce(&mut Self)) {
        self.h.markup("<div>");
        self.h.leaf("dt", "", self.tell.tongue.say(label));
        self.h.markup("<dd>");
        content(self);
        self.h.markup("</dd></div>\n");
    }

    fn text_row(&mut self, label: Word, value: &str) {
        self.row(label, |page| {
            page.h.text(value);
        });
    }

    /// The heads of a table's columns.
    fn columns(&mut self, columns: &[(&'static str, Word)]) {
        self.h.markup("<thead><tr>");
        for (class, word) in columns {
            self.h.markup("<th scope=\"col\"");
            if !class.is_empty() {
                self.h.attr("class", class);
            }
            self.h.markup(">").text(self.tell.tongue.say(*word)).markup("</th>");
        }
        self.h.markup("</tr></thead>\n");
    }
}
