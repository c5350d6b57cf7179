//! The head of the form: who did it, for whom, what came of it.

use super::{Page, Tone};
use crate::model::Remaining;
use crate::tell::{Figure, outcome_tone, person};
use crate::words;

/// A longer figure is set smaller: it must not break between its digits.
const FIGURE_CHARS: usize = 12;

impl Page<'_> {
    pub(super) fn head(&mut self) {
        let report = self.tell.report;
        let (title, number) = (self.tell.form_title(), self.tell.say(words::NUMBER));
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
        let report = self.tell.report;
        self.h.markup("<div class=\"chips\">");
        self.chip(outcome_tone(&report.outcome), self.tell.say(words::outcome(&report.outcome)));
        if let Some(detail) = self.tell.outcome_detail() {
            self.h.leaf("span", "", &detail);
        }
        if report.subject.emergency {
            self.chip(Tone::Bad, self.tell.say(words::EMERGENCY));
        }
        if report.archived {
            self.chip(Tone::Quiet, self.tell.say(words::ARCHIVED));
        }
        self.h.markup("</div>");
        if let Some(copy) = &report.copy {
            let (ordinal, title) = self.tell.copy(copy);
            self.h.el("p", "copy", |h| {
                if let Some(ordinal) = &ordinal {
                    h.leaf("b", "", ordinal);
                    h.text(" · ");
                }
                h.text(&title);
            });
        }
    }

    /// What a reader must know before anything else.
    pub(super) fn strips(&mut self) {
        for (tone, text) in self.tell.warnings() {
            self.strip(tone, &text);
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
        let subject = &self.tell.report.subject;
        let reported_at = self.tell.clock.minute(subject.reported_at_ms);
        self.h.markup("<dl class=\"fields\">\n");
        self.field("", words::CUSTOMER, &subject.customer.name);
        self.field("", words::PHONE, subject.customer.phone.as_deref().unwrap_or_default());
        self.field("", words::AREA, self.tell.say(words::area(subject.area)));
        self.field("wide", words::ADDRESS, &subject.address);
        if let Some(reporter) = &subject.reporter {
            self.field("", words::REPORTED_BY, &person(reporter));
        }
        self.field("", words::REPORTED_AT, &reported_at);
        self.field("", words::SERVICE, &self.tell.report.service);
        self.field("wide", words::REPORT, &subject.report);
        let technicians = self.tell.technicians();
        if !technicians.is_empty() {
            self.field("wide", words::TECHNICIANS, &technicians);
        }
        self.h.markup("</dl>\n");
    }

    /// Total, work time, rating: what most people look for.
    pub(super) fn figures(&mut self) {
        self.h.markup("<dl class=\"figures\">\n");
        for Figure { label, figure, unit } in self.tell.figures() {
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

    pub(super) fn remaining(&mut self) {
        let Some(Remaining { reason, person, plan, at_ms }) = &self.tell.report.remaining else { return };
        self.section(words::REMAINING, |page| {
            page.h.markup("<dl class=\"fields\">\n");
            page.field("wide", words::REASON, reason);
            page.field("", words::RESPONSIBLE, person.as_deref().unwrap_or_default());
            let at = at_ms.map(|at_ms| page.tell.clock.minute(at_ms)).unwrap_or_default();
            page.field("", words::NEXT_TIME, &at);
            if let Some(plan) = plan {
                page.field("wide", words::PLAN, plan);
            }
            page.h.markup("</dl>\n");
        });
    }
}
