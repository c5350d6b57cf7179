//! `GET /jobs/{case}/history`: who changed what, when, on which device; each moment can be looked at as it was.

use doorstep_domain::text::Language;

use super::clock::Clock;
use super::frame::{Page, in_other_language};
use super::state::{Icon, Tone};
use crate::office::api::case_id;
use crate::office::words;
use crate::office::{Office, OfficeError, Past, PastEntry, PastValue};
use crate::request::{Request, Response};

/// A history on its way to the page.
struct View<'p, 'a> {
    page: &'p mut Page<'a>,
    clock: Clock<'a>,
    case: &'p str,
}

pub(super) fn show(
    office: &Office<'_>,
    request: &Request,
    language: &Language,
    case: &str,
) -> Result<Response, OfficeError> {
    let past = office.history(case_id(case)?, language)?;
    let mut page = Page::new(office, language)?;
    let clock = Clock::new(&past.time_zone, language, page.now_ms);
    let title = words::HISTORY.say(language);
    page.begin(&format!("{title} {}", past.number), false);
    page.bar(&office.counts()?, "", None, &in_other_language(request, language));
    page.h.markup("<main>\n<a class=\"back\"").attr("href", &format!("/jobs/{case}")).markup(">");
    page.h.markup("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#back\"/></svg>");
    let named = past.customer.as_ref().map(|customer| format!("{} {customer}", past.number));
    page.h.text(named.as_deref().unwrap_or(&past.number)).markup("</a>\n");
    page.h.markup("<section class=\"card past\">").leaf("h1", "", title);
    page.h.leaf("p", "muted", words::HISTORY_HINT.say(language));
    View { page: &mut page, clock, case }.entries(&past);
    page.h.markup("</section></main>\n");
    Ok(page.finish(200))
}

impl View<'_, '_> {
    fn entries(&mut self, past: &Past) {
        self.page.h.markup("<ol class=\"timeline\">\n");
        let mut day = String::new();
        for entry in past.entries.iter().rev() {
            let date = self.clock.date(entry.made_ms);
            if date != day {
                let title = self.clock.day(entry.made_ms);
                self.page.h.leaf("li", "day", &title);
                day = date;
            }
            self.entry(entry);
        }
        self.page.h.markup("</ol>");
    }

    fn entry(&mut self, entry: &PastEntry) {
        let language = self.page.language;
        let time = self.clock.time(entry.made_ms);
        self.page.h.markup("<li><div>").leaf("time", "muted", &time);
        self.page.h.markup(" ").leaf("b", "", &entry.who);
        let mut about: Vec<String> = vec![entry.role.clone(), entry.device_code.clone()];
        if entry.claimed_ms != entry.made_ms {
            let claimed = self.clock.moment(entry.claimed_ms);
            about.push(format!("{} {claimed}", words::CLOCK_SAID.say(language)));
        } else if !entry.clock_is_sure {
            about.push(words::CLOCK_UNSURE.say(language).to_owned());
        }
        about.retain(|part| !part.is_empty());
        self.page.h.markup(" ").leaf("span", "muted small", &about.join(" · "));
        self.page.h.markup("</div>");
        if entry.values.is_empty() {
            self.page.h.leaf("p", "pre", &entry.what);
        }
        for value in &entry.values {
            self.value(value);
        }
        if !entry.proven {
            self.page.chip(Tone::Attention, Icon::Alert, words::NOT_PROVEN.say(language));
        }
        let href = format!("/jobs/{}/report?at={}", self.case, entry.at);
        self.page.h.markup("<p class=\"small\"><a").attr("href", &href).markup(">");
        self.page.h.text(words::AS_IT_WAS.say(language)).markup("</a></p></li>\n");
    }

    /// `Valve open: no → yes`; what was overwritten since is struck through.
    fn value(&mut self, value: &PastValue) {
        self.page.h.markup("<p><span class=\"muted\">").text(&value.field).markup("</span> ");
        if let Some(before) = &value.before {
            self.page.h.leaf("span", "muted", before);
            self.page.h.text(" → ");
        }
        self.page.h.leaf(if value.stands { "b" } else { "s" }, "", &value.value);
        if !value.stands {
            self.page.h.markup(" ").leaf("span", "muted small", words::OVERWRITTEN.say(self.page.language));
        }
        self.page.h.markup("</p>");
    }
}
