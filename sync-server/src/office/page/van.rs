//! `GET /vans`: what the movements of parts leave in the vans, with the movements behind every number.

use doorstep_domain::decimal::Decimal;
use doorstep_domain::text::Language;
use doorstep_report::named;

use super::clock::Clock;
use super::frame::Page;
use super::month::{OfMonth, month_of};
use super::state::{Icon, Tone};
use crate::office::words;
use crate::office::{Office, OfficeError, VanLine, VanMove};
use crate::request::{Request, Response};

pub(super) fn show(
    office: &Office<'_>,
    request: &Request,
    language: &Language,
) -> Result<Response, OfficeError> {
    let user = request.parameter("user").filter(|user| !user.is_empty());
    let asked = crate::office::api::asked_month(request)?;
    let lines = office.vans(user, asked)?;
    let month = month_of(office.node, request)?;
    let frame = OfMonth { request, title: words::VANS, place: "vans", month };
    frame.page(office, language, |page| {
        frame.form(page);
        if lines.is_empty() {
            page.nothing(words::NOTHING_IN_VANS, words::NOTHING_IN_VANS_NEXT);
        }
        let negative = lines.iter().filter(|line| line.negative).count();
        if negative > 0 {
            page.h.markup("<div class=\"strip attention\">");
            page.icon(Icon::Alert);
            page.h.markup("<span>").text(&format!("{negative} · {}", words::BELOW_ZERO_WHY.say(language)));
            page.h.markup("</span></div>\n");
        }
        for van in lines.chunk_by(|a, b| a.stock.part.user == b.stock.part.user) {
            page.van(van);
        }
    })
}

impl Page<'_> {
    fn van(&mut self, lines: &[VanLine]) {
        let Some(first) = lines.first() else { return };
        self.h.markup("<section class=\"card\"><header>").leaf("h2", "", &first.user_name);
        if first.user_name != first.stock.part.user {
            self.h.leaf("span", "muted small", &first.stock.part.user);
        }
        self.h.markup("</header>\n<ul class=\"due vans\">\n");
        for line in lines {
            self.van_line(line);
        }
        self.h.markup("</ul></section>\n");
    }

    /// A part, how much of it there is, and on demand how that came about.
    fn van_line(&mut self, line: &VanLine) {
        let language = self.language;
        let VanLine { stock, moves, .. } = line;
        self.h.markup("<li><div><p>").leaf("b", "", &stock.name);
        if stock.part.part != stock.name {
            self.h.markup(" ").leaf("code", "muted", &stock.part.part);
        }
        if stock.part.old {
            self.h.markup(" ").leaf("span", "muted small", words::OLD_PART.say(language));
        }
        self.h.markup("</p>");
        if !moves.is_empty() {
            self.van_moves(line);
        }
        self.h.markup("</div>");
        let quantity = stock.quantity.trimmed().to_string();
        if line.negative {
            let text = format!("{quantity} · {}", words::BELOW_ZERO.say(language));
            self.chip(Tone::Bad, Icon::Alert, &text);
        } else {
            self.h.leaf("span", "amount", &quantity);
        }
        self.h.markup("</li>\n");
    }

    /// What a month changed, after what was there before.
    fn van_moves(&mut self, line: &VanLine) {
        let language = self.language;
        let title = format!("{} · {}", words::MOVES.say(language), line.moves.len());
        self.h.markup("<details><summary>").text(&title).markup("</summary>");
        self.h.markup("<table class=\"prices\"><tbody>\n");
        if line.before != Decimal::ZERO {
            self.h.markup("<tr><td></td>").leaf("td", "muted", words::MONTHS_BEFORE.say(language));
            self.h.leaf("td", "number", &line.before.trimmed().to_string());
            self.h.markup("</tr>\n");
        }
        line.moves.iter().for_each(|moved| self.van_move(moved));
        self.h.markup("</tbody></table></details>");
    }

    fn van_move(&mut self, moved: &VanMove) {
        let language = self.language;
        let at = Clock::new(&moved.time_zone, language, self.now_ms).moment(moved.at_ms);
        let [from, to] = [moved.from, moved.to].map(|place| named::stock_place(place).say(language));
        let sign = if moved.quantity.starts_with('-') { "" } else { "+" };
        self.h.markup("<tr>").leaf("td", "figure muted", &at);
        self.h.markup("<td>").text(&format!("{from} → {to} · {}", moved.who)).markup(" · <a");
        self.h.attr("href", &format!("/jobs/{}", moved.case)).markup(">").text(&moved.number).markup("</a> ");
        self.h.leaf("span", "muted", &moved.customer);
        self.h.markup("</td>").leaf("td", "number", &format!("{sign}{}", moved.quantity));
        self.h.markup("</tr>\n");
    }
}
