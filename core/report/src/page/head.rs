//! The head of the form: who did it, for whom, what came of it.

use doorstep_domain::fact::Person;
use doorstep_domain::fold::Outcome;

use super::{Page, Tone};
use crate::figure;
use crate::model::{Quote, Remaining, Since};
use crate::words;

/// A longer figure is set smaller: it must not break between its digits.
const FIGURE_CHARS: usize = 12;

impl Page<'_> {
    pub(super) fn head(&mut self) {
        let report = self.report;
        let (title, number) = (self.form_title(), self.say(words::NUMBER));
        self.h.markup("<header class=\"head\">\n");
        self.h.el("div", "company", |h| {
            h.leaf("p", "name", &report.company.name);
            if let Some(contact) = &report.company.contact {
                h.leaf("p", "muted", contact);
            }
        });
        self.h.el("div", "form", |h| {
            h.leaf("h1", "", &title);
            h.el("p", "number", |h| {
                h.leaf("span", "muted", number);
                h.markup(" ").text(&report.number);
            });
            if let Some(code) = &report.form.code {
                h.leaf("p", "muted", code);
            }
        });
        self.h.markup("</header>\n<div class=\"status\">");
        self.status();
        self.h.markup("</div>\n");
    }

    fn status(&mut self) {
        let report = self.report;
        self.h.markup("<div class=\"chips\">");
        let tone = match report.outcome {
            Outcome::Completed { .. } => Tone::Good,
            Outcome::Open => Tone::Waiting,
            Outcome::WaitingForPart { .. } | Outcome::Coordinated { .. } => Tone::Attention,
            Outcome::Declined { .. } | Outcome::Cancelled { .. } => Tone::Quiet,
        };
        self.chip(tone, self.say(words::outcome(&report.outcome)));
        if let Some(detail) = self.outcome_detail() {
            self.h.leaf("span", "", &detail);
        }
        if report.subject.emergency {
            self.chip(Tone::Bad, self.say(words::EMERGENCY));
        }
        if report.archived {
            self.chip(Tone::Quiet, self.say(words::ARCHIVED));
        }
        self.h.markup("</div>");
        if let Some(copy) = &report.copy {
            let ordinal = copy.number.map(|number| format!("{} {number}", self.say(words::COPY)));
            let fallback = self.say(words::audience(copy.audience));
            let title = if copy.title.is_empty() { fallback } else { &copy.title };
            self.h.el("p", "copy", |h| {
                if let Some(ordinal) = &ordinal {
                    h.leaf("b", "", ordinal);
                    h.text(" · ");
                }
                h.text(title);
            });
        }
    }

    /// The words behind the outcome: why, which part, who.
    fn outcome_detail(&self) -> Option<String> {
        let detail = match &self.report.outcome {
            Outcome::Open | Outcome::Completed { .. } => return None,
            Outcome::Declined { reason } | Outcome::Cancelled { reason } => reason.clone(),
            Outcome::Coordinated { person } => person.clone(),
            Outcome::WaitingForPart { model, next_ms: None } => model.clone(),
            Outcome::WaitingForPart { model, next_ms: Some(next_ms) } => {
                format!("{model} · {}", self.clock.minute(*next_ms))
            }
        };
        Some(detail).filter(|detail| !detail.is_empty())
    }

    /// What a reader must know before anything else.
    pub(super) fn strips(&mut self) {
        let report = self.report;
        let since = |wanted: fn(&Since) -> bool| report.signatures.iter().any(|given| wanted(&given.since));
        if since(|since| *since == Since::Broken) {
            self.strip(Tone::Bad, self.say(words::BROKEN));
        }
        if since(|since| matches!(since, Since::Changed { .. })) {
            self.strip(Tone::Attention, self.say(words::CHANGED_AFTER_SIGNING));
        }
        if !report.decisions.is_empty() {
            self.strip(Tone::Attention, self.say(words::UNSOLVED));
        }
        if report.quotes.iter().any(|quote| quote.total.is_none()) {
            self.strip(Tone::Attention, self.say(words::MISSING_PRICES));
        }
        if let Some(zone) = self.clock.unknown.clone() {
            let text = self.say(words::ZONE_UNKNOWN).to_owned() + &self.tongue.in_brackets(&zone);
            self.strip(Tone::Attention, &text);
        }
    }

    fn strip(&mut self, tone: Tone, text: &str) {
        self.h.markup(match tone {
            Tone::Bad => "<p class=\"strip bad\"><svg class=\"icon\"><use href=\"#cross\"/></svg><span>",
            _ => "<p class=\"strip attention\"><svg class=\"icon\"><use href=\"#alert\"/></svg><span>",
        });
        self.h.text(text).markup("</span></p>\n");
    }

    pub(super) fn subject(&mut self) {
        let subject = &self.report.subject;
        let reported_at = self.clock.minute(subject.reported_at_ms);
        self.h.markup("<dl class=\"fields\">\n");
        self.field("", words::CUSTOMER, &subject.customer.name);
        self.field("", words::PHONE, subject.customer.phone.as_deref().unwrap_or_default());
        self.field("", words::AREA, self.say(words::area(subject.area)));
        self.field("wide", words::ADDRESS, &subject.address);
        if let Some(reporter) = &subject.reporter {
            self.field("", words::REPORTED_BY, &person(reporter));
        }
        self.field("", words::REPORTED_AT, &reported_at);
        self.field("", words::SERVICE, &self.report.service);
        self.field("wide", words::REPORT, &subject.report);
        let technicians = self.technicians();
        if !technicians.is_empty() {
            self.field("wide", words::TECHNICIANS, &technicians.join(self.tongue.separator()));
        }
        self.h.markup("</dl>\n");
    }

    /// Everybody who went, each once, in the order of the visits.
    fn technicians(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in self.report.visits.iter().flat_map(|visit| &visit.technicians) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    /// Total, work time, rating: what most people look for.
    pub(super) fn figures(&mut self) {
        let report = self.report;
        let millis = report
            .visits
            .iter()
            .flat_map(|visit| &visit.work)
            .map(|work| work.millis)
            .fold(0, i64::saturating_add);
        let work_time = figure::minutes(figure::whole_minutes(millis), self.tongue);
        let rated = report.ratings.last().map(|rating| rating.grade.clone());
        let rating = rated.unwrap_or_else(|| self.say(words::NO_RATING).to_owned());
        let (total, currency) = self.total();
        self.h.markup("<dl class=\"figures\">\n");
        for (label, figure, unit) in [
            (words::TOTAL, total, currency),
            (words::WORK_TIME, work_time, None),
            (words::RATING, rating, None),
        ] {
            let label = self.say(label);
            let is_figure = figure.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            let size = if is_figure && figure.len() <= FIGURE_CHARS { "" } else { "small" };
            self.h.el("div", "", |h| {
                h.leaf("dt", "", label);
                h.el("dd", size, |h| {
                    h.text(&figure);
                    if let Some(unit) = &unit {
                        h.markup(" ").leaf("small", "", unit);
                    }
                });
            });
        }
        self.h.markup("</dl>\n");
    }

    /// The total of the quote that counts, with its currency; else why there is none.
    fn total(&self) -> (String, Option<String>) {
        let quotes = &self.report.quotes;
        let accepted = quotes.iter().rev().find(|quote| quote.accepted == Some(true));
        let why_none = |word| (self.say(word).to_owned(), None);
        match accepted.or(quotes.last()) {
            None => why_none(words::NO_PRICE),
            Some(Quote { total: None, .. }) => why_none(words::NO_TOTAL),
            Some(Quote { total: Some(total), currency, .. }) => {
                (figure::amount(*total, currency), Some(currency.name.clone()))
            }
        }
    }

    pub(super) fn remaining(&mut self) {
        let Some(Remaining { reason, person, plan, at_ms }) = &self.report.remaining else { return };
        self.section(words::REMAINING, |page| {
            page.h.markup("<dl class=\"fields\">\n");
            page.field("wide", words::REASON, reason);
            page.field("", words::RESPONSIBLE, person.as_deref().unwrap_or_default());
            let at = at_ms.map(|at_ms| page.clock.minute(at_ms)).unwrap_or_default();
            page.field("", words::NEXT_TIME, &at);
            if let Some(plan) = plan {
                page.field("wide", words::PLAN, plan);
            }
            page.h.markup("</dl>\n");
        });
    }
}

/// Name, relation and phone in one line.
pub(super) fn person(person: &Person) -> String {
    let phone = person.phone.as_deref().map(unbroken);
    let parts = [Some(&person.name), person.relation.as_ref(), phone.as_ref()];
    let said = parts.into_iter().flatten().filter(|part| !part.is_empty());
    said.map(String::as_str).collect::<Vec<_>>().join(" · ")
}

/// A number that is not broken at the end of a line.
fn unbroken(number: &str) -> String {
    number.replace(' ', "\u{a0}")
}
