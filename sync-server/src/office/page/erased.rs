//! `GET /erased`: what is left of erased cases, and which phones may still hold them.

use doorstep_domain::text::Language;

use super::clock::Clock;
use super::frame::{Page, in_other_language};
use super::keep::kept_as;
use super::new::usual_zone;
use super::state::{Icon, Tone};
use crate::office::words::{self, Word};
use crate::office::{Erased, Office, OfficeError, PhoneLeft, PhoneOfErased};
use crate::request::{Request, Response};

/// Rows on the page.
const ROWS: u32 = 300;

pub(super) fn show(
    office: &Office<'_>,
    request: &Request,
    language: &Language,
) -> Result<Response, OfficeError> {
    office.check_leads()?;
    let erased = office.erased(ROWS)?;
    let zone = usual_zone(office.node)?;
    let mut page = Page::new(office, language)?;
    let clock = Clock::new(&zone, language, page.now_ms);
    page.begin(words::ERASED.say(language), true);
    page.bar(&office.counts()?, "archived", None, &in_other_language(request, language));
    page.h.markup("<main>\n");
    page.kept_places("erased");
    if erased.is_empty() {
        page.nothing(words::NOTHING_ERASED, words::NOTHING_ERASED_NEXT);
    } else {
        page.h.markup("<section class=\"card\"><ul class=\"due\">\n");
        for one in &erased {
            page.erased(one, &clock);
        }
        page.h.markup("</ul></section>\n");
    }
    page.h.markup("</main>\n");
    Ok(page.finish(200))
}

impl Page<'_> {
    /// What is archived, and what is gone.
    pub(super) fn kept_places(&mut self, here: &str) {
        self.h.markup("<nav class=\"places\">");
        self.place("/?state=archived", here == "archived", words::ARCHIVED, None);
        self.place("/erased", here == "erased", words::ERASED, None);
        self.h.markup("</nav>\n");
    }

    fn erased(&mut self, one: &Erased, clock: &Clock<'_>) {
        let language = self.language;
        let stub = &one.stub;
        self.h.markup("<li><div><p>").leaf("b", "figure", &stub.number);
        self.h.markup(" ").leaf(
            "span",
            "muted",
            words::kind(&stub.kind).unwrap_or(words::JOB_KIND).say(language),
        );
        self.h.markup("</p>").leaf("p", "muted small", &why(one, language));
        let at = format!("{} {}", words::ERASED.say(language), clock.moment(stub.erased_at_ms));
        self.h.leaf("p", "muted small", &at);
        self.h.markup("</div><div>");
        let left = one.phones.iter().filter(|phone| phone.left != PhoneLeft::Nothing).count();
        let text = format!("{} / {}", one.phones.len() - left, one.phones.len());
        let text = format!("{} {text}", words::GONE_FROM_PHONES.say(language));
        let (tone, icon) = if left == 0 { (Tone::Good, Icon::Done) } else { (Tone::Attention, Icon::Alert) };
        self.h.markup("<p>");
        self.chip(tone, icon, &text);
        self.h.markup("</p>");
        for phone in &one.phones {
            self.phone_of_erased(phone, clock);
        }
        self.h.markup("</div></li>\n");
    }

    fn phone_of_erased(&mut self, phone: &PhoneOfErased, clock: &Clock<'_>) {
        let language = self.language;
        let label = Some(&phone.label).filter(|label| !label.is_empty());
        let who = [Some(&phone.name), label].into_iter().flatten().cloned().collect::<Vec<_>>().join(" · ");
        let mut parts = vec![who, left_word(phone).say(language).to_owned()];
        parts.extend(phone.heard_at_ms.map(|at_ms| clock.moment(at_ms)));
        self.h.leaf("p", "muted small", &parts.join(" · "));
    }
}

fn left_word(phone: &PhoneOfErased) -> Word {
    match phone.left {
        PhoneLeft::NotHeard if phone.revoked => words::LEFT_REVOKED,
        PhoneLeft::NotHeard => words::LEFT_NOT_HEARD,
        PhoneLeft::Held => words::LEFT_HELD,
        PhoneLeft::Rescued => words::LEFT_RESCUED,
        PhoneLeft::Nothing => words::LEFT_NOTHING,
    }
}

/// By which rule, or by whom and why.
fn why(one: &Erased, language: &Language) -> String {
    let stub = &one.stub;
    if let Some(by) = stub.by {
        return format!(
            "{} · {} {}",
            kept_as(by.rule).say(language),
            words::KEPT_UNTIL.say(language),
            by.due
        );
    }
    let who = stub.who.as_deref().unwrap_or_else(|| words::THE_OFFICE.say(language));
    let parts = [words::BY_HAND.say(language), who, stub.reason.as_deref().unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
