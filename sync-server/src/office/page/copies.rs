//! The copies of the record: to look at, to print, and who has which.

use doorstep_domain::case::Handing;
use doorstep_report::named;

use super::job::View;
use super::state::{Icon, Tone};
use crate::office::CopyOfRecord;
use crate::office::words;

impl View<'_, '_> {
    pub(super) fn copies(&mut self) {
        let job = self.job;
        self.page.h.markup("<section class=\"card\"><header>");
        self.page.h.leaf("h2", "", words::COPIES.say(self.page.language));
        self.page.h.markup("</header>\n");
        for copy in &job.copies {
            self.copy(copy);
        }
        self.page.h.markup("</section>\n");
    }

    fn copy(&mut self, copy: &CopyOfRecord) {
        let number = copy.number.map(|number| format!("{number} · ")).unwrap_or_default();
        self.page.h.markup("<div class=\"note\"><p>");
        self.page.h.leaf("b", "", &format!("{number}{}", copy.title));
        self.page.h.markup(" ");
        self.copy_link(copy, "", words::REPORT.say(self.page.language));
        if self.page.office.node.has_font().unwrap_or(false) {
            self.page.h.markup(" · ");
            self.copy_link(copy, ".pdf", "PDF");
        }
        self.page.h.markup("</p>");
        for handed in &copy.delivered {
            let text = format!("{} · {} · {}", handed.how_text, handed.who, self.clock.moment(handed.at_ms));
            self.page.chip(Tone::Good, Icon::Done, &text);
        }
        self.hand_out(copy);
        self.page.h.markup("</div>\n");
    }

    fn copy_link(&mut self, copy: &CopyOfRecord, ending: &str, text: &str) {
        let href = format!("/jobs/{}/report{ending}?copy={}", self.job.row.case, copy.audience.name());
        self.page.h.markup("<a").attr("href", &href).markup(">").text(text).markup("</a>");
    }

    /// The way it went, and that it did.
    fn hand_out(&mut self, copy: &CopyOfRecord) {
        let language = self.page.language;
        self.begin_form("copy");
        self.page.hidden("audience", copy.audience.name());
        let name = format!("{}: {}", copy.title, words::HOW.say(language));
        self.page.h.markup("<p><select name=\"how\"").attr("aria-label", &name).markup(">");
        for how in Handing::ALL {
            self.page.h.markup("<option").attr("value", how.name()).markup(">");
            self.page.h.text(named::handing(how).say(language)).markup("</option>");
        }
        self.page.h.markup("</select> <button>").text(words::HANDED_OUT.say(language));
        self.page.h.markup("</button></p></form>\n");
    }
}
