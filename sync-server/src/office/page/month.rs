//! The frame of the pages of a month: what it is, the way to other months, and what it comes to.

use doorstep_domain::text::Language;
use doorstep_domain::wage::Month;

use super::frame::{Page, in_other_language};
use crate::node::Node;
use crate::office::words::{self, Word};
use crate::office::{Office, OfficeError};
use crate::request::{Request, Response};

/// What a page of a month is.
pub(super) struct OfMonth<'r> {
    pub(super) request: &'r Request,
    /// What people read.
    pub(super) title: Word,
    /// Where it stands among the places, and in addresses.
    pub(super) place: &'static str,
    pub(super) month: Month,
}

/// The month of a query, else the one that it is now.
pub(super) fn month_of(node: &Node, request: &Request) -> Result<Month, OfficeError> {
    let asked = crate::office::api::asked_month(request)?;
    Ok(asked.unwrap_or_else(|| Month::at(node.now_ms())))
}

impl OfMonth<'_> {
    /// The whole page; `fill` writes what stands below its head.
    pub(super) fn page<'a>(
        &self,
        office: &'a Office<'a>,
        language: &'a Language,
        fill: impl FnOnce(&mut Page<'a>),
    ) -> Result<Response, OfficeError> {
        let mut page = Page::new(office, language)?;
        let title = self.title.say(language);
        page.begin(title, false);
        page.bar(&office.counts()?, self.place, None, &in_other_language(self.request, language));
        page.h.markup("<main>\n<div class=\"month\">").leaf("h1", "", &format!("{title} {}", self.month));
        page.h.markup("<nav>");
        for (month, word) in
            [(self.month.before(), words::MONTH_BEFORE), (self.month.after(), words::MONTH_AFTER)]
        {
            page.h.markup("<a class=\"button\"").attr("href", &format!("/{}?month={month}", self.place));
            page.h.markup(">").text(word.say(language)).markup("</a>");
        }
        page.h.markup("</nav></div>\n");
        fill(&mut page);
        page.h.markup("</main>\n");
        Ok(page.finish(200))
    }

    /// The beginning of a form that asks for a month.
    pub(super) fn begin_form(&self, page: &mut Page<'_>) {
        page.h.markup("<form method=\"get\" class=\"asked\"").attr("action", &format!("/{}", self.place));
        page.h.markup("><p><label for=\"month\">").text(words::MONTH.say(page.language));
        page.h.markup("</label> <input type=\"month\" id=\"month\" name=\"month\"");
        page.h.attr("value", &self.month.to_string()).markup("> ");
    }

    /// The whole form, where nothing else is asked.
    pub(super) fn form(&self, page: &mut Page<'_>) {
        self.begin_form(page);
        let show = words::SHOW.say(page.language);
        page.h.markup("<button class=\"main\">").text(show).markup("</button></p></form>\n");
    }
}
