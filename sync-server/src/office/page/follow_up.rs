//! `GET /follow-ups`: whom to ask afterwards, over all jobs.

use doorstep_domain::fact::Satisfaction;
use doorstep_domain::privacy::HIDDEN;
use doorstep_domain::text::Language;
use doorstep_report::named;

use super::clock::{Clock, stretch};
use super::frame::{Page, in_other_language};
use super::state::{Icon, Tone};
use crate::office::words;
use crate::office::{FollowUp, Office, OfficeError, session};
use crate::request::{Request, Response};
use crate::store::FollowUpState;

/// Rows on the page.
const ROWS: u32 = 300;

pub(super) fn show(
    office: &Office<'_>,
    request: &Request,
    language: &Language,
) -> Result<Response, OfficeError> {
    let state = crate::office::api::follow_up_state(request)?;
    let tasks = office.follow_ups(state, ROWS)?;
    let counts = office.counts()?;
    let mut page = Page::new(office, language)?;
    page.begin(words::FOLLOW_UPS.say(language), true);
    page.bar(&counts, "follow-ups", None, &in_other_language(request, language));
    page.h.markup("<main>\n<nav class=\"places\">");
    for (href, of, word, count) in [
        ("/follow-ups", FollowUpState::Open, words::TO_ASK, Some(counts.follow_ups)),
        ("/follow-ups?state=done", FollowUpState::Done, words::ASKED, None),
        ("/follow-ups?state=dissatisfied", FollowUpState::Dissatisfied, words::WERE_DISSATISFIED, None),
    ] {
        page.place(href, of == state, word, count);
    }
    page.h.markup("</nav>\n");
    if tasks.is_empty() {
        page.nothing(words::NOBODY_TO_ASK, words::NOBODY_TO_ASK_NEXT);
    } else {
        page.h.markup("<section class=\"card\"><ul class=\"due\">\n");
        for task in &tasks {
            page.follow_up(task);
        }
        page.h.markup("</ul></section>\n");
    }
    page.h.markup("</main>\n");
    Ok(page.finish(200))
}

impl Page<'_> {
    fn follow_up(&mut self, task: &FollowUp) {
        let clock = Clock::new(&task.time_zone, self.language, self.now_ms);
        self.h.markup("<li><div><p><a");
        self.h.attr("href", &format!("/jobs/{}", task.case)).markup(">").leaf("b", "", &task.customer);
        self.h.markup("</a>");
        if let Some(phone) = &task.phone {
            self.h.markup(" ");
            self.telephone(phone);
        }
        self.h.markup("</p>");
        let channel = named::channel(task.channel).say(self.language).to_owned();
        let mut about = vec![task.title.get(self.language).to_owned(), channel, task.number.clone()];
        about.push(task.address.clone());
        if task.attempts > 0 {
            about.push(format!("{} × {}", words::NOT_REACHED.say(self.language), task.attempts));
        }
        self.h.leaf("p", "muted small", &about.join(" · "));
        self.said(task, &clock);
        if task.said.is_none() {
            self.ask(task);
        }
        self.h.markup("</div>");
        self.standing_of(task, &clock);
        self.h.markup("</li>\n");
    }

    /// What the customer said, and what follows from it.
    fn said(&mut self, task: &FollowUp, clock: &Clock<'_>) {
        let Some(said) = &task.said else { return };
        if let Some(reason) = said.reason.as_ref().filter(|reason| !reason.is_empty()) {
            self.h.leaf("blockquote", "pre", reason);
        }
        let by = format!("{} · {}", clock.moment(said.at_ms), said.who);
        self.h.leaf("p", "muted small", &by);
        if said.rework.is_some() {
            self.chip(Tone::Waiting, Icon::Work, words::REWORK_PLANNED.say(self.language));
        }
    }

    fn standing_of(&mut self, task: &FollowUp, clock: &Clock<'_>) {
        let language = self.language;
        let (tone, icon, text) = match (&task.said, task.due_at_ms) {
            (Some(said), _) => {
                let word = named::satisfaction(said.satisfied).say(language).to_owned();
                if task.is_dissatisfied() {
                    (Tone::Bad, Icon::Alert, word)
                } else {
                    (Tone::Good, Icon::Done, word)
                }
            }
            (None, Some(due_at_ms)) if task.overdue => {
                let late = stretch(self.now_ms - due_at_ms, language);
                (Tone::Bad, Icon::Alert, format!("{} {late}", words::LATE_BY.say(language)))
            }
            // The end of a day is the midnight after it: the day itself is what people know.
            (None, Some(due_at_ms)) => {
                let day = clock.day(due_at_ms - 1);
                (Tone::Quiet, Icon::Clock, format!("{} {day}", words::DUE_BY.say(language)))
            }
            (None, None) => (Tone::Quiet, Icon::Dash, words::WHEN_POSSIBLE.say(language).to_owned()),
        };
        self.chip(tone, icon, &text);
        if !task.is_required && task.said.is_none() {
            self.h.leaf("span", "muted small", words::NOT_REQUIRED.say(language));
        }
    }

    /// The form that records what the customer says, here.
    fn ask(&mut self, task: &FollowUp) {
        let language = self.language;
        let action = format!("/jobs/{}/follow-up", task.case);
        self.h.markup("<details><summary>").text(words::WRITE_DOWN.say(language)).markup("</summary>");
        self.h.markup("<form method=\"post\"").attr("action", &action).markup(">");
        let key = session::form_key_of(self.office);
        self.hidden("key", &key);
        self.hidden("back", "/follow-ups");
        self.follow_up_fields(&task.visit.to_string(), &task.task);
        self.h.markup("</form></details>\n");
    }

    /// What is asked for one follow-up, on every page that has the form.
    pub(super) fn follow_up_fields(&mut self, visit: &str, task: &str) {
        let language = self.language;
        self.hidden("visit", visit);
        self.hidden("task", task);
        self.h.markup("<div class=\"fields\"><p><label>").text(words::CUSTOMER_SAYS.say(language));
        self.h.markup(" <select name=\"said\">");
        let said = [Satisfaction::Satisfied, Satisfaction::Dissatisfied, Satisfaction::NotSaid];
        let said = said.map(|said| (said.name(), named::satisfaction(said)));
        for (value, word) in said.into_iter().chain([("not_reached", words::NOT_REACHED)]) {
            self.h.markup("<option").attr("value", value).markup(">");
            self.h.text(word.say(language)).markup("</option>");
        }
        self.h.markup("</select></label></p><p class=\"wide\"><label>").text(words::REASON.say(language));
        self.h.markup(" <input name=\"reason\" maxlength=\"500\"></label></p>");
        self.h.markup("<p class=\"wide\"><button class=\"main\">").text(words::SAVE.say(language));
        self.h.markup("</button></p></div>");
    }

    /// A telephone number that a tap dials.
    pub(super) fn telephone(&mut self, phone: &str) {
        // Without its digits it cannot be called.
        if phone.starts_with(HIDDEN) {
            self.h.leaf("span", "", phone);
            return;
        }
        let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        self.h.markup("<a class=\"figure\"").attr("href", &format!("tel:{digits}")).markup(">");
        self.h.text(phone).markup("</a>");
    }

    /// Nothing to do, and what comes next.
    pub(super) fn nothing(&mut self, title: words::Word, text: words::Word) {
        let (title, text) = (title.say(self.language), text.say(self.language));
        self.h.el("div", "empty", |h| {
            h.leaf("h2", "", title);
            h.leaf("p", "muted", text);
        });
    }
}
