//! The checklist, phase by phase.

use super::super::paper::Paper;
use super::super::table::{Col, Row};
use super::super::text::{Inline, Style};
use crate::model::{CheckLine, CheckState};
use crate::tell::Tone;
use crate::words;

impl Paper<'_> {
    pub(super) fn checklist(&mut self) {
        let groups = &self.report().checklist;
        if groups.iter().all(|group| group.lines.is_empty()) {
            return;
        }
        self.section(words::CHECKLIST, |paper| {
            let columns = [
                Col::share(paper.say(words::STEP), 5),
                Col::share(paper.say(words::ANSWER), 5),
                Col::fit(paper.say(words::STATE)),
            ];
            let mut rows = Vec::new();
            for group in groups.iter().filter(|group| !group.lines.is_empty()) {
                if !group.title.is_empty() {
                    rows.push(Row::Group(group.title.clone()));
                }
                rows.extend(group.lines.iter().map(|line| paper.check(line)));
            }
            paper.table(&columns, rows);
        });
    }

    fn check(&self, line: &CheckLine) -> Row {
        let tone = match line.state {
            CheckState::Done => Tone::Good,
            CheckState::Missing => Tone::Attention,
            CheckState::Open | CheckState::NotApplicable => Tone::Quiet,
        };
        let answer = line.answer.iter().map(|answer| Inline::new(answer.as_str(), Style::STRONG));
        let mut said: Vec<Inline> = answer.collect();
        if !line.evidence.is_empty() {
            let space = if said.is_empty() { "" } else { " " };
            let evidence = line.evidence.join(self.tell.tongue.separator());
            said.push(Inline::new(format!("{space}{evidence}"), Style::MUTED));
        }
        let state = Inline::chip(tone, self.say(words::check_state(line.state)));
        Row::Cells(vec![
            vec![vec![Inline::new(line.title.as_str(), Style::PLAIN)]],
            vec![said],
            vec![state.to_vec()],
        ])
    }
}
