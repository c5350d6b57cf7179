//! `GET /vans`: what the movements of parts leave in the vans, with the movements behind every number.

use doorstep_domain::text::Language;
use doorstep_report::named;

use super::clock::Clock;
use super::frame::{Page, in_other_language};
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
    let lines = office.vans(user)?;
    let mut page = Page::new(office, language)?;
    page.begin(words::VANS.say(language), true);
    page.bar(&office.counts()?, "vans", None, &in_other_language(request, language));
    page.h.markup("<main>\n");
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
    page.h.markup("</main>\n");
    Ok(page.finish(200))
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
        let title = format!("{} · {}", words::MOVES.say(language), moves.len());
        self.h.markup("</p><details><summary>").text(&title).markup("</summary>");
        self.h.markup("<table class=\"prices\"><tbody>\n");
        for moved in moves {
            self.van_move(moved);
        }
        self.h.markup("</tbody></table></details></div>");
        let quantity = stock.quantity.trimmed().to_string();
        if line.negative {
            let text = format!("{quantity} · {}", words::BELOW_ZERO.say(language));
            self.chip(Tone::Bad, Icon::Alert, &text);
        } else {
            self.h.leaf("span", "amount", &quantity);
        }
        self.h.markup("</li>\n");
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
