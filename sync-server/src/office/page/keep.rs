//! Legal holds on a job, how long it is kept, and erasing it before its time.

use doorstep_domain::retention::{Kept, KeptAs};
use doorstep_domain::text::Language;

use super::job::View;
use super::state::{Icon, Tone};
use crate::office::words::{self, Word};

impl View<'_, '_> {
    /// The holds that stand, each with a form to lift it.
    pub(super) fn holds(&mut self) {
        let job = self.job;
        for hold in &job.keeping.holds {
            let language = self.page.language;
            self.page.h.markup("<section class=\"card story\"><header>");
            self.page.h.leaf("h2", "", words::LEGAL_HOLD.say(language));
            self.page.chip(Tone::Attention, Icon::Flag, words::NOT_ERASED.say(language));
            self.page.h.markup("</header>").leaf("p", "", &hold.reason);
            let by = format!("{} · {}", hold.who, self.clock.moment(hold.at_ms));
            self.page.h.leaf("p", "muted small", &by);
            let fact = hold.hold.to_string();
            let fields = |view: &mut Self| {
                view.page.hidden("hold", &fact);
                view.line("reason", words::REASON);
            };
            if self.page.office.check_leads().is_ok() {
                self.fold(words::LIFT_HOLD, "lift", fields, false);
            }
            self.page.h.markup("</section>\n");
        }
    }

    /// Holding it, and erasing it where that is allowed.
    pub(super) fn keeping(&mut self) {
        let (may, keeping) = (self.page.office.check_leads().is_ok(), &self.job.keeping);
        if may {
            self.fold(words::PLACE_HOLD, "hold", |view| view.line("reason", words::REASON), false);
        }
        if may && keeping.erasable {
            self.fold(words::ERASE, "erase", Self::erasing, true);
        }
        if let Some(kept) = &keeping.kept {
            let text = kept_text(kept, self.page.language);
            self.page.h.leaf("p", "muted small", &text);
        }
    }

    /// What goes, why, and the number once more: nobody erases by a slip of the hand.
    fn erasing(&mut self) {
        let language = self.page.language;
        self.page.h.leaf("p", "wide", words::ERASE_WHAT.say(language));
        self.line("reason", words::REASON);
        let label = format!("{} {}", words::ERASE_CONFIRM.say(language), self.job.row.number);
        self.page.h.markup("<p class=\"wide\"><label for=\"confirm\">").text(&label).markup("</label>");
        self.page.h.markup(
            "<input required maxlength=\"40\" autocomplete=\"off\" id=\"confirm\" name=\"confirm\"></p>",
        );
    }
}

fn kept_text(kept: &Kept, language: &Language) -> String {
    let word = match kept {
        Kept::Until { rule, due, .. } => {
            return format!("{} {due} · {}", words::KEPT_UNTIL.say(language), kept_as(*rule).say(language));
        }
        Kept::LongTerm { .. } => words::KEPT_LONG,
        Kept::NotConfigured { .. } => words::KEPT_NOT_CONFIGURED,
        Kept::Held { .. } => words::KEPT_HELD,
        Kept::NotArchived => words::KEPT_NOT_ARCHIVED,
        Kept::Incomplete => words::KEPT_INCOMPLETE,
    };
    word.say(language).to_owned()
}

/// As what a case is kept.
pub(super) fn kept_as(rule: KeptAs) -> Word {
    match rule {
        KeptAs::Free => words::FREE_ORDER,
        KeptAs::Paid => words::PAID_ORDER,
        KeptAs::Coordination => words::COORDINATION,
    }
}
