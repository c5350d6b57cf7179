//! What is covered, and why.

use doorstep_domain::coverage::Verdict;

use super::{Page, Tone};
use crate::words;

impl Page<'_> {
    pub(super) fn coverage(&mut self) {
        let Some(coverage) = &self.report.coverage else { return };
        self.section(words::COVERAGE, |page| {
            let by = coverage.by.iter().map(String::as_str);
            let head = [coverage.title.as_str(), coverage.on.as_str()].into_iter().chain(by);
            let head: Vec<&str> = head.collect();
            page.h.leaf("p", "muted", &head.join(" · "));
            page.h.markup("<table class=\"checks\">\n");
            page.columns(&[("", words::COMPONENT), ("", words::WHY), ("state", words::STATE)]);
            page.h.markup("<tbody>\n");
            for component in &coverage.components {
                page.h.markup("<tr>");
                page.h.leaf("td", "", &component.title);
                page.h.leaf("td", "", &component.why);
                page.h.markup("<td class=\"state\">");
                page.chip(tone(component.verdict), &component.word);
                page.h.markup("</td></tr>\n");
            }
            page.h.markup("</tbody>\n</table>\n");
        });
    }
}

fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Covered => Tone::Good,
        Verdict::Paid => Tone::Quiet,
        Verdict::Refused => Tone::Bad,
        Verdict::NotKnown => Tone::Waiting,
        Verdict::NotConfigured => Tone::Attention,
    }
}
