//! The visits: appointments, calls, attempts at the door, times and outcome.

use super::super::paper::Paper;
use super::super::sheet::POINT;
use super::super::text::{Inline, Style};
use super::super::tree::Kind;
use crate::model::Visit;
use crate::tell::{Line, visit_tone};
use crate::words::{self, Word};

type Rows = Vec<(Word, Vec<Vec<Inline>>)>;

impl Paper<'_> {
    pub(super) fn visits(&mut self) {
        let visits = &self.report().visits;
        self.section(words::VISITS, |paper| {
            if visits.is_empty() {
                let nobody = paper.say(words::NO_VISITS);
                paper.paragraph(&[Inline::new(nobody, Style::MUTED)], 0);
            }
            for visit in visits {
                paper.inside(Kind::Section, |paper| paper.visit(visit));
            }
        });
    }

    fn visit(&mut self, visit: &Visit) {
        let title = format!("{} {}", self.say(words::VISIT), visit.number);
        let (tone, word) = visit_tone(visit.outcome);
        let mut line = vec![Inline::new(title.as_str(), Style::STRONG)];
        if !visit.reason.is_empty() {
            line.push(Inline::new(format!(" {}", visit.reason), Style::MUTED));
        }
        line.push(Inline::new("   ", Style::PLAIN));
        line.extend(Inline::chip(tone, self.say(word)));
        self.heading(3, &title, &line, 4 * POINT);
        let mut rows = self.before_the_door(visit);
        rows.extend(self.at_work(visit));
        self.rows(rows);
    }

    fn before_the_door(&self, visit: &Visit) -> Rows {
        let mut rows = Rows::new();
        if !visit.technicians.is_empty() {
            let names = visit.technicians.join(self.tell.tongue.separator());
            rows.push((words::TECHNICIANS, plain(&names)));
        }
        for appointment in &visit.appointments {
            let label = if appointment.counts { words::APPOINTMENT } else { words::EARLIER_APPOINTMENT };
            rows.push((label, vec![line(self.tell.appointment(appointment))]));
        }
        if visit.escalated {
            rows.push((words::NOTE, plain(self.say(words::ESCALATED))));
        }
        rows.extend(visit.calls.iter().map(|call| (words::CALL, vec![line(self.tell.call(call))])));
        if let Some(arrived_ms) = visit.arrived_ms {
            rows.push((words::ARRIVED, plain(&self.tell.clock.second(arrived_ms))));
        }
        if !visit.attempts.is_empty() {
            let attempts = visit.attempts.iter().map(|attempt| line(self.tell.attempt(attempt)));
            rows.push((words::AT_THE_DOOR, attempts.collect()));
        }
        rows
    }

    fn at_work(&self, visit: &Visit) -> Rows {
        let work = visit.work.iter().map(|work| (words::WORKED, vec![line(self.tell.stretch(work))]));
        let reason = visit.outcome_reason.iter().map(|reason| (words::REASON, plain(reason)));
        let person = visit.person.iter().map(|person| (words::RESPONSIBLE, plain(person)));
        work.chain(reason).chain(person).collect()
    }
}

fn plain(text: &str) -> Vec<Vec<Inline>> {
    vec![vec![Inline::new(text, Style::PLAIN)]]
}

/// A value with what stands behind it.
fn line(Line { plain, strong, aside }: Line) -> Vec<Inline> {
    let parts = [(plain, Style::PLAIN), (strong, Style::STRONG), (aside, Style::MUTED)];
    let mut line: Vec<Inline> = Vec::new();
    for (text, style) in parts.into_iter().filter(|(text, _)| !text.is_empty()) {
        let space = if line.is_empty() { "" } else { " " };
        line.push(Inline::new(format!("{space}{text}"), style));
    }
    line
}
