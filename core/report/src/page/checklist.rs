//! The checklist, phase by phase.

use super::{Page, Tone};
use crate::model::{CheckGroup, CheckLine, CheckState};
use crate::words;

impl Page<'_> {
    pub(super) fn checklist(&mut self) {
        let groups = &self.tell.report.checklist;
        if groups.iter().all(|group| group.lines.is_empty()) {
            return;
        }
        self.section(words::CHECKLIST, |page| {
            page.h.markup("<table class=\"checks\">\n");
            page.columns(&[("", words::STEP), ("", words::ANSWER), ("state", words::STATE)]);
            for group in groups.iter().filter(|group| !group.lines.is_empty()) {
                page.group(group);
            }
            page.h.markup("</table>\n");
        });
    }

    fn group(&mut self, group: &CheckGroup) {
        self.h.markup("<tbody>\n");
        if !group.title.is_empty() {
            self.h.markup("<tr class=\"group\"><th colspan=\"3\" scope=\"rowgroup\">");
            self.h.text(&group.title).markup("</th></tr>\n");
        }
        for line in &group.lines {
            self.check(line);
        }
        self.h.markup("</tbody>\n");
    }

    fn check(&mut self, line: &CheckLine) {
        let tone = match line.state {
            CheckState::Done => Tone::Good,
            CheckState::Missing => Tone::Attention,
            CheckState::Open | CheckState::NotApplicable => Tone::Quiet,
        };
        self.h.markup("<tr>");
        self.h.leaf("td", "", &line.title);
        let separator = self.tell.tongue.separator();
        self.h.el("td", "", |h| {
            if let Some(answer) = &line.answer {
                h.leaf("span", "answer", answer);
            }
            if !line.evidence.is_empty() {
                h.markup(" ").leaf("span", "muted", &line.evidence.join(separator));
            }
        });
        self.h.markup("<td class=\"state\">");
        self.chip(tone, self.tell.say(words::check_state(line.state)));
        self.h.markup("</td></tr>\n");
    }
}
