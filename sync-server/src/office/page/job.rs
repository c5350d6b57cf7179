//! `GET /jobs/{case}`: one job whole, what needs a decision first.

use doorstep_domain::text::Language;
use doorstep_domain::value::Value;

use super::clock::Clock;
use super::frame::{Page, in_other_language};
use super::state::{self, Icon, Tone};
use crate::office::api::case_id;
use crate::office::words;
use crate::office::{Choice, Job, Oddity, Office, OfficeError, Story, session};
use crate::request::{Request, Response};

/// A job on its way to the page.
pub(super) struct View<'p, 'a> {
    pub(super) page: &'p mut Page<'a>,
    pub(super) job: &'p Job,
    pub(super) clock: Clock<'a>,
    /// What forms carry.
    pub(super) form_key: String,
}

/// The page; `problem` says why the last command was not done.
pub(super) fn show(
    office: &Office<'_>,
    request: &Request,
    language: &Language,
    case: &str,
    problem: Option<&OfficeError>,
) -> Result<Response, OfficeError> {
    let job = office.job(case_id(case)?, language)?;
    let mut page = Page::new(office, language)?;
    let clock = Clock::new(&job.row.time_zone, language, page.now_ms);
    page.begin(&format!("{} {}", job.row.number, job.row.customer), true);
    let as_of = clock.time(page.now_ms);
    page.bar(&office.counts()?, "", Some(&as_of), &in_other_language(request, language));
    page.h.markup("<main>\n<a class=\"back\" href=\"/\">");
    page.h.markup("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#back\"/></svg>");
    page.h.text(words::BACK.say(language)).markup("</a>\n");
    let form_key = session::form_key_of(office);
    View { page: &mut page, job: &job, clock, form_key }.body(problem);
    page.h.markup("</main>\n");
    Ok(page.finish(problem.map_or(200, |problem| problem.code().0)))
}

impl View<'_, '_> {
    fn body(&mut self, problem: Option<&OfficeError>) {
        if let Some(problem) = problem {
            self.problem(problem);
        }
        self.head();
        self.page.h.markup("<div class=\"grid\"><div>\n");
        self.holds();
        self.complaints();
        self.stories();
        self.oddities();
        self.timers();
        self.links();
        self.desk();
        self.entries();
        self.visits();
        self.coverage();
        self.quotes();
        self.settlement();
        self.signatures();
        self.copies();
        self.photos();
        self.notes();
        self.lost();
        self.page.h.markup("</div><div>\n");
        self.panel();
        self.timeline();
        self.page.h.markup("</div></div>\n");
    }

    fn problem(&mut self, problem: &OfficeError) {
        let is_stale = problem.code().1 == "version";
        let text = if is_stale {
            words::STALE.say(self.page.language).to_owned()
        } else {
            problem.told(self.page.language)
        };
        self.page.h.markup("<div class=\"strip bad\" role=\"alert\">");
        self.page.icon(Icon::Alert);
        self.page.h.markup("<span>").text(words::NOT_DONE.say(self.page.language)).markup(": ").text(&text);
        self.page.h.markup("</span></div>\n");
    }

    fn head(&mut self) {
        let (job, row) = (self.job, &self.job.row);
        self.page.h.markup("<div class=\"head\"><div class=\"who\">").leaf("h1", "", &row.customer);
        self.page.h.markup("<div class=\"tags\">");
        let (tone, icon, text) = state::chip(row, self.page.now_ms, self.page.language);
        self.page.chip(tone, icon, &text);
        if row.emergency {
            self.page.chip(Tone::Bad, Icon::Alert, words::EMERGENCY.say(self.page.language));
        }
        if row.waits_for_acceptance {
            self.page.chip(Tone::Waiting, Icon::Person, words::WAITS_FOR_ACCEPTANCE.say(self.page.language));
        }
        if row.archived {
            self.page.chip(Tone::Quiet, Icon::Done, words::ARCHIVED.say(self.page.language));
        }
        if let Some(kind) = words::kind(&row.kind) {
            self.page.chip(Tone::Quiet, Icon::Fork, kind.say(self.page.language));
        }
        if row.masked {
            self.page.chip(Tone::Quiet, Icon::Dash, words::MASKED.say(self.page.language));
        }
        self.owner();
        self.page.h.leaf("span", "figure muted", &row.number);
        self.page.h.leaf("span", "muted", &job.service_title);
        if row.area == "public" {
            self.page.h.leaf("span", "muted", words::PUBLIC_AREA.say(self.page.language));
        }
        self.page.h.markup("</div>").leaf("p", "", &row.address);
        self.contact();
        let reported = format!(
            "{} · {}",
            words::REPORTED.say(self.page.language),
            self.clock.moment(row.reported_at_ms)
        );
        let reporter = job
            .reporter
            .as_ref()
            .map(|reporter| format!(" · {} {}", words::BY.say(self.page.language), reporter.name));
        self.page.h.markup("<p class=\"muted small\">").text(&reported);
        self.page.h.text(reporter.as_deref().unwrap_or_default()).markup("</p>");
        self.page.h.leaf("p", "report", &row.report);
        self.page.h.markup("</div><div class=\"sum\">");
        let accepted = job.quotes.iter().rev().find(|quote| quote.accepted != Some(false));
        if let Some(total) = accepted.and_then(|quote| quote.total_text.as_ref()) {
            self.page.h.leaf("p", "muted", words::TOTAL.say(self.page.language));
            self.page.h.leaf("p", "figure", total);
        }
        let href = format!("/jobs/{}/report", row.case);
        self.page.h.markup("<p class=\"more\"><a class=\"button\"").attr("href", &href).markup(">");
        self.page.h.text(words::REPORT.say(self.page.language)).markup("</a>");
        if self.page.office.node.has_font().unwrap_or(false) {
            let href = format!("{href}.pdf");
            self.page.h.markup(" <a class=\"button\"").attr("href", &href).markup(">PDF</a>");
        }
        let href = format!("/jobs/{}/history", row.case);
        self.page.h.markup(" <a class=\"button\"").attr("href", &href).markup(">");
        self.page.h.text(words::HISTORY.say(self.page.language)).markup("</a>");
        if self.page.office.check_leads().is_ok() {
            let href = format!("/jobs/{}/file", row.case);
            self.page.h.markup(" <a class=\"button\"").attr("href", &href).markup(">");
            self.page.h.text(words::JOB_FILE.say(self.page.language)).markup("</a>");
        }
        if job.has_price_list {
            let href = format!("/jobs/{}/prices", row.case);
            self.page.h.markup(" <a class=\"button\"").attr("href", &href).markup(">");
            self.page.h.text(words::PRICE_LIST.say(self.page.language)).markup("</a>");
        }
        self.page.h.markup("</p></div></div>\n");
    }

    fn contact(&mut self) {
        let job = self.job;
        if job.customer_phone.is_none() && job.relay_number.is_none() {
            return;
        }
        self.page.h.markup("<p>");
        match (&job.relay_number, &job.customer_phone) {
            (Some(relay), own) => {
                self.page.h.text(own.as_deref().unwrap_or_default()).markup(" ");
                self.page.h.text(words::CALL_OVER.say(self.page.language)).markup(" ");
                self.page.telephone(relay);
            }
            (None, Some(phone)) => self.page.telephone(phone),
            (None, None) => {}
        }
        self.page.h.markup("</p>");
    }

    /// What is open, told as a story: who said what, and which one counts meanwhile.
    fn stories(&mut self) {
        let job = self.job;
        for story in &job.decisions {
            self.story(story);
        }
    }

    fn story(&mut self, story: &Story) {
        self.page.h.markup("<section class=\"card story choices\"><header>").leaf("h2", "", &story.question);
        self.page.chip(Tone::Attention, Icon::Fork, words::NEEDS_DECISION.say(self.page.language));
        self.page.h.markup("</header>");
        self.page.h.leaf("p", "", words::BOTH_KEPT.say(self.page.language));
        self.page.h.markup("<ul>\n");
        for (index, choice) in story.choices.iter().enumerate() {
            self.page.h.markup("<li><div>").leaf("p", "value", &choice.text);
            self.author(choice, index == 0);
            self.page.h.markup("</div>");
            self.decide_form(story, choice);
            self.page.h.markup("</li>\n");
        }
        self.page.h.markup("</ul></section>\n");
    }

    /// `Chen (technician)`
    pub(super) fn person(&self, name: &str, role: &str) -> String {
        match (role, self.page.language.is_chinese()) {
            ("", _) => name.to_owned(),
            (role, true) => format!("{name}（{role}）"),
            (role, false) => format!("{name} ({role})"),
        }
    }

    /// `Chen (technician) · at 10:42`
    pub(super) fn author(&mut self, choice: &Choice, used: bool) {
        let mut parts = vec![self.person(&choice.who, &choice.role)];
        parts.push(format!("{} {}", words::WROTE.say(self.page.language), self.clock.moment(choice.at_ms)));
        if used {
            parts.push(words::USED_MEANWHILE.say(self.page.language).to_owned());
        }
        self.page.h.leaf("p", "muted small", &parts.join(" · "));
    }

    fn decide_form(&mut self, story: &Story, choice: &Choice) {
        self.begin_form("decide");
        if let Some(fact) = choice.fact {
            self.page.hidden("chosen", &fact.to_string());
        }
        if let Some(field) = &story.field {
            self.page.hidden("field", field);
            // As JSON, so that yes and "yes" stay different.
            let value = serde_json::to_string::<Option<Value>>(&choice.value).unwrap_or_default();
            self.page.hidden("value", &value);
        }
        self.page
            .h
            .markup("<button>")
            .text(words::THIS_COUNTS.say(self.page.language))
            .markup("</button></form>");
    }

    /// A form for one command on this job, at the version on the screen.
    pub(super) fn begin_form(&mut self, command: &str) {
        let action = format!("/jobs/{}/{command}", self.job.row.case);
        self.page.h.markup("<form method=\"post\"").attr("action", &action).markup(">");
        let (key, version) = (self.form_key.clone(), self.job.version.clone());
        self.page.hidden("key", &key);
        self.page.hidden("version", &version);
    }

    /// Exceptions that nobody has read, and oddities.
    fn oddities(&mut self) {
        let job = self.job;
        if job.row.stuck.is_none()
            && job.exceptions.is_empty()
            && job.flags.is_empty()
            && job.waiting_count == 0
        {
            return;
        }
        self.page.h.markup("<section class=\"card\">");
        self.page.h.leaf("h2", "", words::TO_LOOK_AT_TITLE.say(self.page.language));
        self.page.h.markup("<ul>\n");
        for oddity in &job.exceptions {
            self.oddity(oddity, Tone::Attention);
        }
        for oddity in &job.flags {
            self.oddity(oddity, Tone::Quiet);
        }
        if job.waiting_count > 0 {
            let text = format!("{} {}", job.waiting_count, words::WAITS.say(self.page.language));
            self.page.h.markup("<li class=\"note\">");
            self.page.chip(Tone::Waiting, Icon::Clock, &text);
            self.page.h.markup("</li>");
        }
        self.page.h.markup("</ul></section>\n");
    }

    fn oddity(&mut self, oddity: &Oddity, tone: Tone) {
        let tone = if oddity.seen { Tone::Quiet } else { tone };
        let of = self.job.timeline.iter().find(|event| event.fact == oddity.fact);
        self.page.h.markup("<li class=\"note\"><p>");
        self.page.icon(Icon::Flag);
        self.page.h.text(" ").text(&oddity.text).markup("</p>");
        if let Some(event) = of {
            let about = format!("{} · {} · {}", event.what, event.who, self.clock.moment(event.at.wall_ms));
            self.page.h.leaf("p", "muted small", &about);
        }
        if oddity.seen {
            self.page.h.leaf("p", "muted small", words::HAS_READ.say(self.page.language));
        } else if tone == Tone::Attention {
            self.begin_form("seen");
            self.page.hidden("fact", &oddity.fact.to_string());
            self.page
                .h
                .markup("<button>")
                .text(words::READ.say(self.page.language))
                .markup("</button></form>");
        }
        self.page.h.markup("</li>\n");
    }
}
