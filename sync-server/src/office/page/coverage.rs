//! What is covered, paid or refused, and why.

use doorstep_domain::coverage::Verdict;

use super::job::View;
use super::state::{Icon, Tone};
use crate::office::words;
use crate::office::{Coverage, CoverageComponent};

impl View<'_, '_> {
    pub(super) fn coverage(&mut self) {
        let job = self.job;
        let Some(coverage) = &job.coverage else { return };
        self.page.h.markup("<section class=\"card\"><header>").leaf("h2", "", &coverage.title);
        let about = self.judged(coverage);
        self.page.h.leaf("span", "muted small", &about);
        let (tone, icon) = tone(coverage.result);
        self.page.chip(tone, icon, &coverage.result_text);
        self.page.h.markup("</header>");
        let (aside, concerned): (Vec<_>, Vec<_>) =
            coverage.components.iter().partition(|component| component.concerned == Some(false));
        self.components(&concerned);
        if !aside.is_empty() {
            let title = format!("{} · {}", words::OTHER_COMPONENTS.say(self.page.language), aside.len());
            self.page.h.markup("<details><summary>").text(&title).markup("</summary>");
            self.components(&aside);
            self.page.h.markup("</details>");
        }
        self.page.h.markup("</section>\n");
    }

    /// For which day, and who declared it checked.
    fn judged(&self, coverage: &Coverage) -> String {
        let language = self.page.language;
        match &coverage.decided {
            Some(decided) => {
                let at = self.clock.moment(decided.at.wall_ms);
                format!("{} · {} {} {at}", coverage.on, words::CHECKED_BY.say(language), decided.who.name)
            }
            None => format!("{} · {}", coverage.on, words::NOT_CHECKED_YET.say(language)),
        }
    }

    fn components(&mut self, components: &[&CoverageComponent]) {
        self.page.h.markup("<ul class=\"due\">\n");
        for component in components {
            self.page.h.markup("<li><div><p>").leaf("b", "", &component.title);
            self.page.h.markup("</p>").leaf("p", "", &component.text);
            if let Some(rule) = &component.rule_title {
                let origin = component.rule_origin.as_deref().map(|origin| format!(" · {origin}"));
                let colon = if self.page.language.is_chinese() { "：" } else { ": " };
                let decided = words::DECIDED_BY.say(self.page.language);
                let rule = format!("{decided}{colon}{rule}{}", origin.unwrap_or_default());
                self.page.h.leaf("p", "muted small", &rule);
            }
            self.page.h.markup("</div>");
            let (tone, icon) = tone(component.verdict);
            self.page.chip(tone, icon, &component.verdict_text);
            self.page.h.markup("</li>\n");
        }
        self.page.h.markup("</ul>");
    }
}

fn tone(verdict: Verdict) -> (Tone, Icon) {
    match verdict {
        Verdict::Covered => (Tone::Good, Icon::Done),
        Verdict::Paid => (Tone::Quiet, Icon::Dash),
        Verdict::Refused => (Tone::Bad, Icon::Cross),
        Verdict::NotKnown => (Tone::Waiting, Icon::Clock),
        Verdict::NotConfigured => (Tone::Attention, Icon::Flag),
    }
}
