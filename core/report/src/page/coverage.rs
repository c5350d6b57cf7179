//! What is covered, and why.

use super::Page;
use crate::tell::{joined, verdict_tone};
use crate::words;

impl Page<'_> {
    pub(super) fn coverage(&mut self) {
        let Some(coverage) = &self.tell.report.coverage else { return };
        self.section(words::COVERAGE, |page| {
            let head = joined(&[&coverage.title, &coverage.on, coverage.by.as_deref().unwrap_or_default()]);
            page.h.leaf("p", "muted", &head);
            page.h.markup("<table class=\"checks\">\n");
            page.columns(&[("", words::COMPONENT), ("", words::WHY), ("state", words::STATE)]);
            page.h.markup("<tbody>\n");
            for component in &coverage.components {
                page.h.markup("<tr>");
                page.h.leaf("td", "", &component.title);
                page.h.leaf("td", "", &component.why);
                page.h.markup("<td class=\"state\">");
                page.chip(verdict_tone(component.verdict), &component.word);
                page.h.markup("</td></tr>\n");
            }
            page.h.markup("</tbody>\n</table>\n");
        });
    }
}
