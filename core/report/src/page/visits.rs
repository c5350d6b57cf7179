//! The visits: appointments, calls, attempts at the door, times and outcome.

use super::Page;
use crate::model::{Appointment, Attempt, Visit};
use crate::tell::{Line, visit_tone};
use crate::words;

impl Page<'_> {
    pub(super) fn visits(&mut self) {
        let visits = &self.tell.report.visits;
        self.section(words::VISITS, |page| {
            if visits.is_empty() {
                page.h.leaf("p", "empty", page.tell.tongue.say(words::NO_VISITS));
            }
            for visit in visits {
                page.visit(visit);
            }
        });
    }

    fn visit(&mut self, visit: &Visit) {
        self.h.markup("<article class=\"visit\">\n<header>");
        let title = format!("{} {}", self.tell.say(words::VISIT), visit.number);
        self.h.leaf("h3", "", &title);
        if !visit.reason.is_empty() {
            self.h.leaf("span", "muted", &visit.reason);
        }
        let (tone, word) = visit_tone(visit.outcome);
        self.chip(tone, self.tell.say(word));
        self.h.markup("</header>\n<dl class=\"rows\">\n");
        self.before_the_door(visit);
        self.at_work(visit);
        self.h.markup("</dl>\n</article>\n");
    }

    fn before_the_door(&mut self, visit: &Visit) {
        if !visit.technicians.is_empty() {
            self.text_row(words::TECHNICIANS, &visit.technicians.join(self.tell.tongue.separator()));
        }
        for appointment in &visit.appointments {
            self.appointment(appointment);
        }
        if visit.escalated {
            self.text_row(words::NOTE, self.tell.say(words::ESCALATED));
        }
        for call in &visit.calls {
            let line = self.tell.call(call);
            self.row(words::CALL, |page| page.line(&line));
        }
        if let Some(arrived_ms) = visit.arrived_ms {
            self.text_row(words::ARRIVED, &self.tell.clock.second(arrived_ms));
        }
        if !visit.attempts.is_empty() {
            self.row(words::AT_THE_DOOR, |page| page.attempts(&visit.attempts));
        }
    }

    fn at_work(&mut self, visit: &Visit) {
        for stretch in &visit.work {
            let line = self.tell.stretch(stretch);
            self.row(words::WORKED, |page| page.line(&line));
        }
        if let Some(reason) = &visit.outcome_reason {
            self.text_row(words::REASON, reason);
        }
        if let Some(person) = &visit.person {
            self.text_row(words::RESPONSIBLE, person);
        }
    }

    fn appointment(&mut self, appointment: &Appointment) {
        let label = if appointment.counts { words::APPOINTMENT } else { words::EARLIER_APPOINTMENT };
        let line = self.tell.appointment(appointment);
        self.row(label, |page| page.line(&line));
    }

    fn attempts(&mut self, attempts: &[Attempt]) {
        for attempt in attempts {
            let line = self.tell.attempt(attempt);
            self.h.markup("<p>");
            self.line(&line);
            self.h.markup("</p>");
        }
    }

    fn line(&mut self, line: &Line) {
        let Line { plain, strong, aside } = line;
        if !plain.is_empty() {
            self.h.text(plain);
        }
        if !strong.is_empty() {
            self.h.markup(if plain.is_empty() { "" } else { " " }).leaf("b", "", strong);
        }
        self.aside(aside);
    }

    /// What stands behind a value in small print; nothing if there is none.
    pub(super) fn aside(&mut self, text: &str) {
        if !text.is_empty() {
            self.h.markup(" ").leaf("span", "muted", text);
        }
    }
}
