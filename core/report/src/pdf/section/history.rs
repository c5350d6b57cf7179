//! What is open, what was kept beside it, and what happened.

use super::super::paper::{Field, Paper};
use super::super::sheet::POINT;
use super::super::table::{Col, Row};
use super::super::text::{Inline, SMALL, Style};
use super::super::tree::Kind;
use crate::model::{Decision, Entry, Event, Lost, Said};
use crate::tell::{Tone, joined};
use crate::words;

impl Paper<'_> {
    /// A difference is told as a story: who wrote what when, that all are kept, and what is used meanwhile.
    pub(super) fn decisions(&mut self) {
        let decisions = &self.report().decisions;
        if decisions.is_empty() {
            return;
        }
        self.section(words::DECISIONS, |paper| {
            for decision in decisions {
                paper.inside(Kind::Section, |paper| paper.decision(decision));
            }
        });
    }

    fn decision(&mut self, decision: &Decision) {
        self.question(&decision.question);
        for (index, candidate) in decision.candidates.iter().enumerate() {
            let mut line = self.said(candidate);
            if index == 0 {
                line.push(Inline::new("   ", Style::PLAIN));
                line.extend(Inline::chip(Tone::Waiting, self.say(words::USED_MEANWHILE)));
            }
            self.paragraph(&line, 2 * POINT);
        }
        self.paragraph(&[Inline::new(self.say(words::ALL_KEPT), Style::PLAIN)], 2 * POINT);
    }

    fn question(&mut self, question: &str) {
        self.heading(3, question, &[Inline::new(question, Style::STRONG)], 4 * POINT);
    }

    fn said(&self, said: &Said) -> Vec<Inline> {
        let aside = joined(&[&self.tell.author(&said.by), &self.tell.clock.minute(said.at_ms)]);
        vec![Inline::new(said.value.as_str(), Style::STRONG), Inline::new(format!(" {aside}"), Style::MUTED)]
    }

    pub(super) fn lost(&mut self) {
        let lost: Vec<_> = self.report().lost_on_paper().collect();
        if lost.is_empty() {
            return;
        }
        self.section(words::LOST, |paper| {
            for (Lost { question, value, .. }, counts) in lost {
                paper.inside(Kind::Section, |paper| {
                    paper.question(question);
                    let rows = [(words::COUNTS, counts), (words::DOES_NOT_COUNT, value)];
                    let rows = rows.map(|(label, said)| (label, vec![paper.said(said)]));
                    paper.rows(rows.into());
                });
            }
        });
    }

    pub(super) fn entries(&mut self) {
        let entries = &self.report().entries;
        if entries.is_empty() {
            return;
        }
        self.section(words::ENTRIES, |paper| {
            for entry in entries {
                paper.inside(Kind::Section, |paper| paper.entry(entry));
            }
        });
    }

    fn entry(&mut self, entry: &Entry) {
        let Entry { at_ms, by, place, contact, content, attitude, plan, phone, person } = entry;
        let reached: Vec<&str> = [contact.as_str()].into_iter().chain(phone.as_deref()).collect();
        let at = self.tell.clock.minute(*at_ms);
        let by = format!(" {}", self.tell.author(by));
        let line = [Inline::new(at.as_str(), Style::STRONG), Inline::new(by, Style::MUTED)];
        self.heading(3, &at, &line, 4 * POINT);
        let field = |word, value: &str| Field::new(self.say(word), value);
        let mut fields = vec![
            field(words::PLACE, place),
            field(words::CONTACT, &reached.join(" ")),
            field(words::CONTENT, content).wide(),
            field(words::ATTITUDE, attitude).wide(),
            field(words::PLAN, plan).wide(),
        ];
        fields.extend(person.as_deref().map(|person| field(words::TRACKED_BY, person)));
        self.fields(fields);
    }

    pub(super) fn timeline(&mut self) {
        let events = &self.report().timeline;
        if events.is_empty() {
            return;
        }
        self.section(words::TIMELINE, |paper| {
            let columns = [
                Col::fit(paper.say(words::WHEN)),
                Col::share(paper.say(words::WHAT), 6),
                Col::share(paper.say(words::WHO), 3),
                Col::share(paper.say(words::DEVICE), 2),
            ];
            let rows = events.iter().map(|event| paper.event(event)).collect();
            paper.table(&columns, rows);
        });
    }

    fn event(&self, event: &Event) -> Row {
        let small = |text: &str, style: Style| vec![Inline::new(text, style.sized(SMALL))];
        let mut at = vec![small(&self.tell.clock.second(event.at_ms), Style::PLAIN)];
        if !event.clock_is_sure {
            at.push(Inline::chip(Tone::Attention, self.say(words::CLOCK_UNSURE)).to_vec());
        }
        Row::Cells(vec![
            at,
            vec![small(&event.what, Style::PLAIN)],
            vec![small(&self.tell.author(&event.by), Style::PLAIN)],
            vec![small(&event.by.device, Style::MUTED)],
        ])
    }

    pub(super) fn copies(&mut self) {
        let copies = &self.report().copies;
        if copies.is_empty() {
            return;
        }
        self.section(words::COPIES, |paper| {
            for copy in copies {
                let aside = joined(&[&copy.how, &paper.tell.clock.minute(copy.at_ms)]);
                let mut line = Inline::chip(Tone::Good, &copy.to).to_vec();
                line.push(Inline::new(format!(" {aside}"), Style::MUTED));
                paper.paragraph(&line, 2 * POINT);
            }
        });
    }
}
