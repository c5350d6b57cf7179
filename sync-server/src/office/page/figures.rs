//! `GET /figures?month=2026-05`: how often what was promised was kept, with the jobs behind every miss.

use doorstep_domain::text::Language;

use super::frame::Page;
use super::month::{OfMonth, month_of};
use super::state::{Icon, Tone};
use crate::office::words;
use crate::office::{HitRate, Office, OfficeError};
use crate::request::{Request, Response};

pub(super) fn show(
    office: &Office<'_>,
    request: &Request,
    language: &Language,
) -> Result<Response, OfficeError> {
    office.check_leads()?;
    let month = month_of(office.node, request)?;
    let rates = office.hit_rates(month)?;
    let frame = OfMonth { request, title: words::FIGURES, place: "figures", month };
    frame.page(office, language, |page| {
        frame.form(page);
        if rates.is_empty() {
            page.h.leaf("p", "none muted", words::NOTHING_DUE_IN_MONTH.say(language));
        }
        for service in rates.chunk_by(|a, b| a.service == b.service) {
            page.service(service);
        }
    })
}

impl Page<'_> {
    /// The timers of one service, in one table.
    fn service(&mut self, rates: &[HitRate]) {
        let language = self.language;
        let title = rates.first().map_or("", |rate| rate.service_title.get(language));
        self.h.markup("<section class=\"card\"><header>").leaf("h2", "", title);
        self.h.markup("</header><div class=\"wide\"><table><thead><tr>");
        for head in [words::PROMISE, words::KEPT, words::TOO_LATE, words::RATE] {
            self.h.leaf("th", if head == words::PROMISE { "" } else { "number" }, head.say(language));
        }
        self.h.markup("</tr></thead><tbody>\n");
        rates.iter().for_each(|rate| self.rate(rate));
        self.h.markup("</tbody></table></div></section>\n");
    }

    fn rate(&mut self, rate: &HitRate) {
        self.h.markup("<tr><td>").text(rate.title.get(self.language));
        if !rate.missed.is_empty() {
            self.h.markup("<div class=\"small\">");
            for missed in &rate.missed {
                self.h.markup("<a").attr("href", &format!("/jobs/{}", missed.case)).markup(">");
                self.h.text(&missed.number).markup("</a> ");
            }
            self.h.markup("</div>");
        }
        self.h.markup("</td>").leaf("td", "number", &rate.met.to_string());
        self.h.leaf("td", "number", &rate.missed.len().to_string());
        self.h.markup("<td class=\"number\">");
        let (tone, icon) = match (rate.missed.is_empty(), rate.counts) {
            (true, _) => (Tone::Good, Icon::Done),
            (false, true) => (Tone::Bad, Icon::Alert),
            (false, false) => (Tone::Attention, Icon::Alert),
        };
        self.chip(tone, icon, &format!("{} %", rate.percent()));
        self.h.markup("</td></tr>\n");
    }
}
