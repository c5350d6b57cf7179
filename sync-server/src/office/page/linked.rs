//! Cases that belong to this one, the entries of a coordination order, and the form that makes one.

use std::collections::BTreeMap;

use super::job::View;
use super::state::{self, Icon, Tone};
use crate::office::words::{self, Word};
use crate::office::{Coordinable, Entry, Link};

impl View<'_, '_> {
    /// What this case follows from, and what it goes on in.
    pub(super) fn links(&mut self) {
        let job = self.job;
        if job.links.is_empty() {
            return;
        }
        self.card(words::LINKED.say(self.page.language), |view| {
            for link in &job.links {
                view.link(link);
            }
        });
    }

    fn link(&mut self, link: &Link) {
        let word = match (link.rule.as_str(), link.origin) {
            ("coordination", true) => words::MADE_OF,
            ("coordination", false) => words::GOES_ON_IN,
            (_, true) => words::FOLLOWS_FROM,
            _ => words::BELONGS_TO,
        };
        self.page.h.markup("<p>").text(word.say(self.page.language)).markup(" ");
        match &link.outcome {
            Some(outcome) => {
                let href = format!("/jobs/{}", link.case);
                self.page.h.markup("<a class=\"figure\"").attr("href", &href).markup("><b>");
                self.page.h.text(&link.number).markup("</b></a> ");
                let kind = link.kind.as_deref().unwrap_or_default();
                let (tone, icon, word) = state::of_outcome(kind, outcome);
                self.page.chip(tone, icon, word.say(self.page.language));
            }
            None => {
                self.page.h.leaf("b", "figure", &link.number);
                self.page.h.markup(" ").leaf("span", "muted", words::NOT_HERE.say(self.page.language));
            }
        }
        self.page.h.markup("</p>\n");
    }

    /// The entries of a coordination order, in the order of their time, with who takes care of it.
    pub(super) fn entries(&mut self) {
        let job = self.job;
        if job.row.kind == "job" && job.entries.is_empty() {
            return;
        }
        let title = words::ENTRIES.say(self.page.language);
        self.page.h.markup("<section class=\"card\"><header>").leaf("h2", "", title);
        if let Some(person) = job.entries.iter().rev().find_map(|entry| entry.person.as_ref()) {
            let text = format!("{} {person}", words::TRACKED_BY.say(self.page.language));
            self.page.chip(Tone::Waiting, Icon::Person, &text);
        }
        self.page.h.markup("</header>");
        for entry in &job.entries {
            self.entry(entry);
        }
        self.page.h.markup("</section>\n");
    }

    fn entry(&mut self, entry: &Entry) {
        let at = self.clock.moment(entry.at_ms);
        let by = self.person(&entry.who, &entry.role);
        self.page.h.markup("<div class=\"note\">").leaf("p", "", &entry.content);
        let where_and_who = [Some(&entry.place), Some(&entry.contact), entry.phone.as_ref()];
        let where_and_who: Vec<&str> =
            where_and_who.into_iter().flatten().map(String::as_str).filter(|text| !text.is_empty()).collect();
        self.page.h.markup("<p class=\"muted small\"><b class=\"figure\">").text(&at).markup("</b> · ");
        self.page.h.text(&by).text(" · ").text(&where_and_who.join(" · ")).markup("</p>");
        self.page.h.markup("<dl class=\"rows\">");
        for (word, text) in [(words::ATTITUDE, &entry.attitude), (words::NEXT, &entry.plan)] {
            if !text.is_empty() {
                self.row(word, text);
            }
        }
        if let Some(person) = &entry.person {
            self.row(words::TRACKED_BY, person);
        }
        self.page.h.markup("</dl></div>\n");
    }

    /// Makes a coordination order of the job, from the day on that the company's rule names.
    pub(super) fn coordinate(&mut self) {
        let Some(Coordinable { from, possible }) = self.job.coordination.clone() else { return };
        if !possible {
            let text = format!("{} {from}", words::COORDINATE_FROM.say(self.page.language));
            self.page.h.leaf("p", "muted small", &text);
            return;
        }
        let Ok(devices) = self.page.office.devices() else { return };
        let held = devices.into_iter().filter(|device| device.revoked_at_ms.is_none());
        let people: BTreeMap<String, String> = held.map(|device| (device.user, device.name)).collect();
        let fields = |view: &mut Self| {
            view.line("reason", words::REASON);
            view.people(words::TRACKED_BY, &people);
            view.area("plan", words::NEXT);
        };
        self.fold(words::COORDINATE, "coordinate", fields, false);
    }

    /// One of the company's people, or another name.
    fn people(&mut self, label: Word, people: &BTreeMap<String, String>) {
        self.label("person", label);
        self.page
            .h
            .markup("<input required maxlength=\"200\" id=\"person\" name=\"person\" list=\"people\">");
        self.page.h.markup("<datalist id=\"people\">");
        for (user, name) in people {
            self.page.h.markup("<option").attr("value", user).markup(">").text(name).markup("</option>");
        }
        self.page.h.markup("</datalist></p>");
    }
}
