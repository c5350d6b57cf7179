//! The visits: appointments, calls, attempts at the door, times and outcome.

use doorstep_domain::fact::VisitOutcome;

use super::{Page, Tone};
use crate::figure;
use crate::model::{Appointment, Attempt, Call, Stretch, Visit};
use crate::words;

impl Page<'_> {
    pub(super) fn visits(&mut self) {
        let visits = &self.report.visits;
        self.section(words::VISITS, |page| {
            if visits.is_empty() {
                page.h.leaf("p", "empty", page.tongue.say(words::NO_VISITS));
            }
            for visit in visits {
                page.visit(visit);
            }
        });
    }

    fn visit(&mut self, visit: &Visit) {
        self.h.markup("<article class=\"visit\">\n<header>");
        let title = format!("{} {}", self.say(words::VISIT), visit.number);
        self.h.leaf("h3", "", &title);
        if !visit.reason.is_empty() {
            self.h.leaf("span", "muted", &visit.reason);
        }
        let (tone, word) = match visit.outcome {
            Some(VisitOutcome::Done) => (Tone::Good, words::visit_outcome(VisitOutcome::Done)),
            Some(VisitOutcome::Declined) => (Tone::Quiet, words::visit_outcome(VisitOutcome::Declined)),
            Some(outcome) => (Tone::Attention, words::visit_outcome(outcome)),
            None => (Tone::Waiting, words::UNDER_WAY),
        };
        self.chip(tone, self.say(word));
        self.h.markup("</header>\n<dl class=\"rows\">\n");
        self.before_the_door(visit);
        self.at_work(visit);
        self.h.markup("</dl>\n</article>\n");
    }

    fn before_the_door(&mut self, visit: &Visit) {
        if !visit.technicians.is_empty() {
            self.text_row(words::TECHNICIANS, &visit.technicians.join(self.tongue.separator()));
        }
        for appointment in &visit.appointments {
            self.appointment(appointment);
        }
        if visit.escalated {
            self.text_row(words::NOTE, self.say(words::ESCALATED));
        }
        for call in &visit.calls {
            self.call(call);
        }
        if let Some(arrived_ms) = visit.arrived_ms {
            self.text_row(words::ARRIVED, &self.clock.second(arrived_ms));
        }
        if !visit.attempts.is_empty() {
            self.row(words::AT_THE_DOOR, |page| page.attempts(&visit.attempts));
        }
    }

    fn at_work(&mut self, visit: &Visit) {
        for stretch in &visit.work {
            self.row(words::WORKED, |page| page.stretch(stretch));
        }
        if let Some(reason) = &visit.outcome_reason {
            self.text_row(words::REASON, reason);
        }
        if let Some(person) = &visit.person {
            self.text_row(words::RESPONSIBLE, person);
        }
    }

    fn appointment(&mut self, appointment: &Appointment) {
        let Appointment { start_ms, end_ms, by, reason, counts } = appointment;
        let label = if *counts { words::APPOINTMENT } else { words::EARLIER_APPOINTMENT };
        let window = self.clock.window(*start_ms, *end_ms);
        self.row(label, |page| {
            page.h.leaf(if *counts { "b" } else { "span" }, if *counts { "" } else { "muted" }, &window);
            page.aside(&[by.as_str(), reason.as_deref().unwrap_or_default()]);
        });
    }

    fn call(&mut self, call: &Call) {
        let at = self.clock.minute(call.at_ms);
        let result = self.say(words::call_result(call.result));
        let proposed = call.proposed_ms.map(|at_ms| self.clock.minute(at_ms));
        let proposed = proposed.map(|at| format!("{} {at}", self.say(words::PROPOSED)));
        let apologised = call.apologised.then(|| self.say(words::APOLOGISED));
        self.row(words::CALL, |page| {
            page.h.text(&at).markup(" ").leaf("b", "", result);
            page.aside(&[
                &call.by,
                &call.purpose,
                apologised.unwrap_or_default(),
                proposed.as_deref().unwrap_or_default(),
                call.note.as_deref().unwrap_or_default(),
            ]);
        });
    }

    /// The seconds are shown: attempts count only if they are far enough apart.
    fn attempts(&mut self, attempts: &[Attempt]) {
        for attempt in attempts {
            let at = self.clock.time_of_day(attempt.at_ms);
            let method = self.say(words::door_method(attempt.method));
            let answer = self.say(if attempt.answered { words::ANSWERED } else { words::NO_ANSWER });
            self.h.el("p", "", |h| {
                h.text(&at).markup(" ").text(method).markup(" ").leaf("b", "", answer);
            });
        }
    }

    fn stretch(&mut self, stretch: &Stretch) {
        let Stretch { by, start_ms, end_ms, millis, fetched_millis } = stretch;
        let Some(end_ms) = end_ms else {
            let start = self.clock.second(*start_ms);
            self.h.text(&start).markup(" – ").leaf("b", "", self.tongue.say(words::STILL_WORKING));
            return self.aside(&[by]);
        };
        let times = self.clock.stretch(*start_ms, *end_ms);
        let minutes = figure::minutes(figure::whole_minutes(*millis), self.tongue);
        let fetched = figure::whole_minutes(*fetched_millis);
        let fetched = (*fetched_millis > 0)
            .then(|| format!("{} ({})", self.say(words::FETCHING), figure::minutes(fetched, self.tongue)));
        self.h.text(&times).markup(" ").leaf("b", "", &minutes);
        self.aside(&[by, fetched.as_deref().unwrap_or_default()]);
    }

    /// What stands behind a value in small print; empty parts are left out.
    pub(super) fn aside(&mut self, parts: &[&str]) {
        let said: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        if !said.is_empty() {
            self.h.markup(" ").leaf("span", "muted", &said.join(" · "));
        }
    }
}
