//! What is covered, and why.

use super::super::paper::Paper;
use super::super::table::{Col, Row};
use super::super::text::{Inline, Style};
use crate::tell::{joined, verdict_tone};
use crate::words;

impl Paper<'_> {
    pub(super) fn coverage(&mut self) {
        let Some(coverage) = &self.report().coverage else { return };
        self.section(words::COVERAGE, |paper| {
            let head = joined(&[&coverage.title, &coverage.on, coverage.by.as_deref().unwrap_or_default()]);
            paper.paragraph(&[Inline::new(head, Style::MUTED)], 0);
            let columns = [
                Col::share(paper.say(words::COMPONENT), 3),
                Col::share(paper.say(words::WHY), 6),
                Col::fit(paper.say(words::STATE)),
            ];
            let text = |text: &str| vec![vec![Inline::new(text, Style::PLAIN)]];
            let rows = coverage.components.iter().map(|component| {
                let verdict = Inline::chip(verdict_tone(component.verdict), &component.word);
                Row::Cells(vec![text(&component.title), text(&component.why), vec![verdict.to_vec()]])
            });
            paper.table(&columns, rows.collect());
        });
    }
}
