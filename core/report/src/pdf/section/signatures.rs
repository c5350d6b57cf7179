//! What people agreed to, thought and signed.

use std::rc::Rc;

use super::super::paper::{Column, Paper, strip};
use super::super::sheet::{POINT, Shape, WIDTH};
use super::super::text::{Ink, Inline, SMALL, Style};
use super::super::tree::Kind;
use crate::model::{Consent, Marks, Rating, Signature};
use crate::tell::{Tone, joined, person};
use crate::words;

/// Space between two boxes.
const GAP: i32 = 8 * POINT;
const BOX: i32 = (WIDTH - GAP) / 2;
const PADDING: i32 = 6 * POINT;
/// Room for a signature, drawn or to be drawn with a pen.
const PAD: i32 = 58 * POINT;

impl Paper<'_> {
    pub(super) fn consents(&mut self) {
        let consents = &self.report().consents;
        if consents.is_empty() {
            return;
        }
        self.section(words::CONSENTS, |paper| {
            paper.inside(Kind::List, |paper| {
                for consent in consents {
                    paper.consent(consent);
                }
            });
        });
    }

    fn consent(&mut self, consent: &Consent) {
        const LABEL: i32 = 84 * POINT;
        let (tone, word) =
            if consent.accepted { (Tone::Good, words::AGREED) } else { (Tone::Quiet, words::DECLINED) };
        let item = self.node(Kind::Item);
        let (label, value) = (self.tree.add(item, Kind::Label), self.tree.add(item, Kind::Value));
        let mut left = Column::new(0, LABEL - GAP).from(2 * POINT);
        left.text(&self.face, label, &Inline::chip(tone, self.say(word)));
        let at = self.tell.clock.minute(consent.at_ms);
        let aside = joined(&[consent.step.as_deref().unwrap_or_default(), &person(&consent.by), &at]);
        let mut right = Column::new(LABEL, WIDTH - LABEL).from(2 * POINT);
        let what = Inline::new(self.say(words::consent(consent.what)), Style::STRONG);
        right.text(&self.face, value, &[what, Inline::new(format!(" {aside}"), Style::MUTED)]);
        if let Some(reason) = &consent.reason {
            right.text(&self.face, value, &[Inline::new(reason.as_str(), Style::PLAIN)]);
        }
        self.push(strip(vec![left, right]).padded(2 * POINT).ruled(POINT / 4, Ink::Rule));
    }

    pub(super) fn ratings(&mut self) {
        let ratings = &self.report().ratings;
        if ratings.is_empty() {
            return;
        }
        self.section(words::RATING, |paper| {
            for rating in ratings {
                paper.rating(rating);
            }
        });
    }

    fn rating(&mut self, rating: &Rating) {
        const DOT: i32 = 7 * POINT;
        let node = self.node(Kind::Paragraph);
        let mut indent = 0;
        let mut dots = Column::new(0, WIDTH).from(3 * POINT);
        if let Some(Marks { given, best }) = rating.marks {
            for mark in 1..=best {
                dots.draw_at((indent, 0), DOT, Shape::Dot { size: DOT, full: mark <= given });
                indent += DOT + 2 * POINT;
            }
            indent += 4 * POINT;
        }
        let at = self.tell.clock.minute(rating.at_ms);
        let mut text = Column::new(indent, WIDTH - indent);
        let grade = Inline::new(rating.grade.as_str(), Style::STRONG);
        text.text(&self.face, node, &[grade, Inline::new(format!(" {at}"), Style::MUTED)]);
        self.push(strip(vec![dots, text]).spaced(3 * POINT));
        if let Some(opinion) = &rating.opinion {
            let label = self.say(words::OPINION);
            self.paragraph(&[Inline::new(label, Style::FINE)], POINT);
            self.inside(Kind::Quote, |paper| {
                paper.paragraph(&[Inline::new(opinion.as_str(), Style::PLAIN)], 0);
            });
        }
    }

    pub(super) fn signatures(&mut self) {
        let report = self.report();
        self.section(words::SIGNATURES, |paper| {
            if report.signatures.is_empty() && report.unsigned.is_empty() {
                let nobody = paper.say(words::NOBODY_SIGNED);
                return paper.paragraph(&[Inline::new(nobody, Style::MUTED)], 0);
            }
            let mut boxes: Vec<Column> = Vec::new();
            for signature in &report.signatures {
                boxes.push(paper.signature(signature, place(boxes.len())));
            }
            for role in &report.unsigned {
                boxes.push(paper.unsigned(role, place(boxes.len())));
            }
            paper.pairs(boxes);
        });
    }

    fn pairs(&mut self, boxes: Vec<Column>) {
        let mut boxes = boxes.into_iter().peekable();
        while let Some(left) = boxes.next() {
            let right = boxes.next();
            let has_right = right.is_some();
            let pair = strip([left].into_iter().chain(right).collect()).padded(PADDING);
            let pair = pair.framed((0, BOX), Ink::Frame, None);
            let pair = if has_right { pair.framed((BOX + GAP, BOX), Ink::Frame, None) } else { pair };
            self.push(pair.spaced(GAP));
        }
    }

    fn signature(&mut self, signature: &Signature, x: i32) -> Column {
        let part = self.node(Kind::Section);
        let mut column = Column::new(x + PADDING, BOX - 2 * PADDING).from(PADDING / 2);
        let title = self.tree.add(part, Kind::Paragraph);
        let role = self.tell.signature_title(signature);
        column.text(&self.face, title, &[Inline::new(role, Style::STRONG)]);
        self.pad(&mut column, part, signature);
        let text = self.tree.add(part, Kind::Paragraph);
        let at = format!(" {}", self.tell.clock.second(signature.at_ms));
        let signer = Inline::new(person(&signature.signer), Style::STRONG);
        column.text(&self.face, text, &[signer, Inline::new(at, Style::MUTED.sized(SMALL))]);
        if let Some(stand_in) = self.tell.stand_in(signature) {
            column.text(&self.face, text, &[Inline::new(stand_in, Style::PLAIN)]);
        }
        for (tone, remark) in self.tell.remarks(signature) {
            column.text(&self.face, text, &Inline::chip(tone, remark));
        }
        if let Some(story) = self.tell.what_changed(&signature.since) {
            column.text(&self.face, text, &[Inline::new(story.headline, Style::PLAIN)]);
            for detail in story.details {
                column.text(&self.face, text, &[Inline::new(detail, Style::MUTED.sized(SMALL))]);
            }
        }
        column.text(&self.face, text, &[Inline::new(self.tell.short_digest(signature), Style::FINE)]);
        column
    }

    /// The signature on its line.
    fn pad(&mut self, column: &mut Column, part: usize, signature: &Signature) {
        match &signature.strokes {
            Some(strokes) => {
                let node = self.tree.add(part, Kind::Figure(signature.signer.name.clone()));
                let shape = Shape::Strokes { strokes: Rc::new(strokes.clone()), width: column.width() };
                column.draw(Some(node), PAD, shape);
            }
            None => {
                let node = self.tree.add(part, Kind::Paragraph);
                let elsewhere = Inline::new(self.say(words::STROKES_ELSEWHERE), Style::FINE);
                let start = column.y;
                column.text(&self.face, node, &[elsewhere]);
                column.y = column.y.max(start + PAD);
            }
        }
        line(column);
    }

    /// An empty box, to be signed on paper.
    fn unsigned(&mut self, role: &str, x: i32) -> Column {
        let node = self.node(Kind::Paragraph);
        let mut column = Column::new(x + PADDING, BOX - 2 * PADDING).from(PADDING / 2);
        column.text(&self.face, node, &[Inline::new(role, Style::STRONG)]);
        column.gap(PAD);
        line(&mut column);
        column.text(&self.face, node, &Inline::chip(Tone::Waiting, self.say(words::NOT_SIGNED)));
        column
    }
}

/// Where a box stands: left and right in turn.
const fn place(index: usize) -> i32 {
    if index.is_multiple_of(2) { 0 } else { BOX + GAP }
}

fn line(column: &mut Column) {
    let width = column.width();
    column.draw(None, POINT / 2, Shape::Rule { width, weight: POINT / 2, ink: Ink::Black });
    column.gap(2 * POINT);
}
