//! The head of the form: who did it, for whom, what came of it.

use super::super::paper::{Align, Column, Field, Paper, strip};
use super::super::sheet::{POINT, WIDTH};
use super::super::text::{Ink, Inline, SMALL, Style};
use super::super::tree::Kind;
use crate::model::Remaining;
use crate::tell::{Figure, Tone, outcome_tone, person};
use crate::words;

impl Paper<'_> {
    pub(super) fn head(&mut self) {
        self.letterhead();
        self.status();
        for (tone, text) in self.tell.warnings() {
            self.warning(tone, &text);
        }
        self.subject();
        self.figures();
    }

    fn letterhead(&mut self) {
        const LEFT: i32 = WIDTH * 11 / 20;
        let report = self.report();
        let (company, contact) = (self.node(Kind::Paragraph), self.node(Kind::Paragraph));
        let mut left = Column::new(0, LEFT);
        let name = Style { size: 13_000, ..Style::STRONG };
        left.text(&self.face, company, &[Inline::new(report.company.name.as_str(), name)]);
        if let Some(line) = &report.company.contact {
            left.text(&self.face, contact, &[Inline::new(line.as_str(), Style::MUTED)]);
        }
        let title = self.tell.form_title();
        let heading = self.node(Kind::Heading(1, title.clone()));
        let (number, code) = (self.node(Kind::Paragraph), self.node(Kind::Paragraph));
        let mut right = Column::new(LEFT + 12 * POINT, WIDTH - LEFT - 12 * POINT).aligned(Align::Right);
        right.text(&self.face, heading, &[Inline::new(title, Style { size: 18_000, ..Style::STRONG })]);
        let label = format!("{} ", self.say(words::NUMBER));
        let figure = Style { size: 11_000, ..Style::STRONG };
        let line = [Inline::new(label, Style::MUTED), Inline::new(report.number.as_str(), figure)];
        right.text(&self.face, number, &line);
        if let Some(line) = &report.form.code {
            right.text(&self.face, code, &[Inline::new(line.as_str(), Style::FINE)]);
        }
        self.push(strip(vec![left, right]).padded(4 * POINT).ruled(3 * POINT / 2, Ink::Black));
    }

    fn status(&mut self) {
        let report = self.report();
        let outcome = self.say(words::outcome(&report.outcome));
        let mut line = Inline::chip(outcome_tone(&report.outcome), outcome).to_vec();
        if let Some(detail) = self.tell.outcome_detail() {
            line.push(Inline::new(format!(" {detail}"), Style::PLAIN));
        }
        for (tone, is_so, word) in [
            (Tone::Bad, report.subject.emergency, words::EMERGENCY),
            (Tone::Quiet, report.archived, words::ARCHIVED),
        ] {
            if is_so {
                line.push(Inline::new("   ", Style::PLAIN));
                line.extend(Inline::chip(tone, self.say(word)));
            }
        }
        let (left_node, right_node) = (self.node(Kind::Paragraph), self.node(Kind::Paragraph));
        let mut left = Column::new(0, WIDTH * 3 / 5).from(4 * POINT);
        left.text(&self.face, left_node, &line);
        let mut right = Column::new(WIDTH * 3 / 5, WIDTH * 2 / 5).aligned(Align::Right).from(4 * POINT);
        if let Some(copy) = &report.copy {
            let (ordinal, title) = self.tell.copy(copy);
            let ordinal = ordinal.map(|ordinal| Inline::new(format!("{ordinal} · "), Style::STRONG));
            let line: Vec<Inline> = ordinal.into_iter().chain([Inline::new(title, Style::PLAIN)]).collect();
            right.text(&self.face, right_node, &line);
        }
        self.push(strip(vec![left, right]).padded(4 * POINT));
    }

    fn subject(&mut self) {
        let subject = &self.report().subject;
        let reported_at = self.tell.clock.minute(subject.reported_at_ms);
        let field = |word, value: &str| Field::new(self.say(word), value);
        let mut fields = vec![
            field(words::CUSTOMER, &subject.customer.name),
            field(words::PHONE, subject.customer.phone.as_deref().unwrap_or_default()),
            field(words::AREA, self.say(words::area(subject.area))),
            field(words::ADDRESS, &subject.address).wide(),
        ];
        fields.extend(subject.reporter.as_ref().map(|reporter| field(words::REPORTED_BY, &person(reporter))));
        fields.push(field(words::REPORTED_AT, &reported_at));
        fields.push(field(words::SERVICE, &self.report().service));
        fields.push(field(words::REPORT, &subject.report).wide());
        let technicians = self.tell.technicians();
        if !technicians.is_empty() {
            fields.push(field(words::TECHNICIANS, &technicians).wide());
        }
        self.fields(fields);
    }

    /// Total, work time, rating: what most people look for.
    fn figures(&mut self) {
        let large = Style { size: 15_000, ..Style::STRONG };
        let fields = self.tell.figures().map(|Figure { label, figure, unit }| {
            let is_figure = figure.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            let style = if is_figure { large } else { large.sized(12_000) };
            let unit = unit.map(|unit| Inline::new(format!(" {unit}"), Style::MUTED.sized(SMALL)));
            Field::of(label, [Inline::new(figure, style)].into_iter().chain(unit).collect())
        });
        self.fields(fields.into());
    }

    pub(super) fn remaining(&mut self) {
        let Some(Remaining { reason, person, plan, at_ms }) = &self.report().remaining else { return };
        self.section(words::REMAINING, |paper| {
            let at = at_ms.map(|at_ms| paper.tell.clock.minute(at_ms)).unwrap_or_default();
            let field = |word, value: &str| Field::new(paper.say(word), value);
            let mut fields = vec![
                field(words::REASON, reason).wide(),
                field(words::RESPONSIBLE, person.as_deref().unwrap_or_default()),
                field(words::NEXT_TIME, &at),
            ];
            fields.extend(plan.as_deref().map(|plan| field(words::PLAN, plan).wide()));
            paper.fields(fields);
        });
    }
}
