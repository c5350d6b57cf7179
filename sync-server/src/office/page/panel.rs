//! What the office can do with a job, each behind its own fold.

use std::collections::BTreeMap;

use super::job::View;
use crate::office::words::{self, Word};

impl View<'_, '_> {
    pub(super) fn panel(&mut self) {
        let row = &self.job.row;
        let (is_open, is_archived) = (row.is_open(), row.archived);
        let waits_for_part = row.outcome == "waiting_for_part";
        self.page.h.markup("<section class=\"card\"><header>");
        self.page.h.leaf("h2", "", words::DO.say(self.page.language));
        let news = format!("{} {}", words::NEWS.say(self.page.language), self.last_news());
        self.page.h.leaf("span", "end muted small", &news);
        self.page.h.markup("</header>\n");
        self.onward();
        self.requests();
        self.follow_ups();
        if waits_for_part {
            self.fold(words::RESUME, "resume", |view| view.line("reason", words::RESUME_REASON), false);
        }
        if is_open {
            self.assign();
            self.appoint();
        }
        self.fold(words::ADD_NOTE, "note", |view| view.area("text", words::TEXT), false);
        if is_open {
            self.fold(words::PLAN_VISIT, "visit", |view| view.line("reason", words::REASON), false);
            self.add_entry();
            self.coordinate();
            self.fold(words::CANCEL, "cancel", |view| view.line("reason", words::REASON), true);
        } else {
            if !is_archived {
                self.fold(words::ARCHIVE, "archive", |_| (), false);
            }
            self.fold(words::REOPEN, "reopen", |view| view.line("reason", words::REASON), false);
        }
        self.keeping();
        self.page.h.markup("</section>\n");
    }

    /// One command behind a fold.
    pub(super) fn fold(&mut self, title: Word, command: &str, fields: impl FnOnce(&mut Self), grave: bool) {
        self.page.h.markup("<details><summary>").text(title.say(self.page.language)).markup("</summary>");
        self.begin_form(command);
        self.page.h.markup("<div class=\"fields\">");
        fields(self);
        self.page.h.markup(if grave {
            "<p class=\"wide\"><button class=\"grave\">"
        } else {
            "<p class=\"wide\"><button class=\"main\">"
        });
        let word = if grave { title } else { words::SAVE };
        self.page.h.text(word.say(self.page.language)).markup("</button></p></div></form></details>\n");
    }

    pub(super) fn line(&mut self, name: &'static str, label: Word) {
        self.label(name, label);
        self.page.h.markup("<input required maxlength=\"500\"").attr("id", name).attr("name", name);
        self.page.h.markup("></p>");
    }

    pub(super) fn area(&mut self, name: &'static str, label: Word) {
        self.label(name, label);
        self.page.h.markup("<textarea required rows=\"3\" maxlength=\"4000\"");
        self.page.h.attr("id", name).attr("name", name).markup("></textarea></p>");
    }

    pub(super) fn label(&mut self, name: &'static str, label: Word) {
        self.page.h.markup("<p class=\"wide\"><label").attr("for", name).markup(">");
        self.page.h.text(label.say(self.page.language)).markup("</label>");
    }

    fn assign(&mut self) {
        let Ok(devices) = self.page.office.devices() else { return };
        let held = devices.into_iter().filter(|device| device.revoked_at_ms.is_none());
        let people: BTreeMap<String, String> = held.map(|device| (device.user, device.name)).collect();
        let assigned = self.job.row.assigned.clone();
        self.fold(
            words::ASSIGN,
            "assign",
            |view| {
                view.page.h.markup("<p class=\"wide\">");
                for (user, name) in &people {
                    view.page.h.markup("<label class=\"check\"><input type=\"checkbox\" name=\"users\"");
                    view.page.h.attr("value", user);
                    if assigned.contains(user) {
                        view.page.h.markup(" checked");
                    }
                    view.page.h.markup(">").text(name).markup("</label>");
                }
                view.page.h.markup("</p>");
                let others: Vec<&str> =
                    assigned.iter().filter(|user| !people.contains_key(*user)).map(String::as_str).collect();
                view.label("others", words::ASSIGN_OTHERS);
                view.page.h.markup("<input id=\"others\" name=\"others\"").attr("value", &others.join(" "));
                view.page.h.markup("></p>");
            },
            false,
        );
    }

    fn appoint(&mut self) {
        let row = &self.job.row;
        let field = |at_ms: Option<i64>| at_ms.map(|at_ms| self.clock.field(at_ms)).unwrap_or_default();
        let (start, end) = (field(row.visit_start_ms), field(row.visit_end_ms));
        self.fold(
            words::APPOINT,
            "appoint",
            |view| {
                view.moment("start", words::FROM, &start, true);
                view.moment("end", words::UNTIL, &end, false);
                view.label("why", words::REASON);
                view.page.h.markup("<input id=\"why\" name=\"reason\" maxlength=\"500\"></p>");
            },
            false,
        );
    }

    fn moment(&mut self, name: &'static str, label: Word, value: &str, required: bool) {
        self.page.h.markup("<p><label").attr("for", name).markup(">");
        self.page.h.text(label.say(self.page.language)).markup("</label><input type=\"datetime-local\"");
        self.page.h.attr("id", name).attr("name", name).attr("value", value);
        self.page.h.markup(if required { " required></p>" } else { "></p>" });
    }
}
