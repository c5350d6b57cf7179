//! What is open, what was kept beside it, what happened, and what identifies the record.

use super::{Page, Tone};
use crate::code::{Code, QUIET};
use crate::figure;
use crate::model::{Decision, Entry, Event, Lost, Said};
use crate::tell::joined;
use crate::words;

impl Page<'_> {
    /// A difference is told as a story: who wrote what when, that all are kept, and what is used meanwhile.
    pub(super) fn decisions(&mut self) {
        let decisions = &self.tell.report.decisions;
        if decisions.is_empty() {
            return;
        }
        self.section(words::DECISIONS, |page| {
            for decision in decisions {
                page.decision(decision);
            }
        });
    }

    fn decision(&mut self, decision: &Decision) {
        self.h.markup("<article class=\"decision\">\n");
        self.h.leaf("h3", "", &decision.question);
        self.h.markup("<ul>\n");
        for (index, candidate) in decision.candidates.iter().enumerate() {
            self.h.markup("<li>");
            self.said(candidate);
            if index == 0 {
                self.h.markup(" ");
                self.chip(Tone::Waiting, self.tell.say(words::USED_MEANWHILE));
            }
            self.h.markup("</li>\n");
        }
        self.h.markup("</ul>\n");
        self.h.leaf("p", "", self.tell.tongue.say(words::ALL_KEPT));
        self.h.markup("</article>\n");
    }

    fn said(&mut self, said: &Said) {
        let at = self.tell.clock.minute(said.at_ms);
        self.h.leaf("b", "", &said.value);
        let by = self.tell.author(&said.by);
        self.aside(&joined(&[&by, &at]));
    }

    pub(super) fn lost(&mut self) {
        let lost: Vec<_> = self.tell.report.lost_on_paper().collect();
        if lost.is_empty() {
            return;
        }
        self.section(words::LOST, |page| {
            for (Lost { question, value, .. }, counts) in lost {
                page.h.markup("<article class=\"lost\">\n");
                page.h.leaf("h3", "", question);
                page.h.markup("<dl class=\"rows\">\n");
                page.row(words::COUNTS, |page| page.said(counts));
                page.row(words::DOES_NOT_COUNT, |page| page.said(value));
                page.h.markup("</dl>\n</article>\n");
            }
        });
    }

    pub(super) fn entries(&mut self) {
        let entries = &self.tell.report.entries;
        if entries.is_empty() {
            return;
        }
        self.section(words::ENTRIES, |page| {
            for entry in entries {
                page.entry(entry);
            }
        });
    }

    fn entry(&mut self, entry: &Entry) {
        let Entry { at_ms, by, place, contact, content, attitude, plan, phone, person } = entry;
        let reached: Vec<&str> = [contact.as_str()].into_iter().chain(phone.as_deref()).collect();
        let (at, by) = (self.tell.clock.minute(*at_ms), self.tell.author(by));
        self.h.markup("<article class=\"entry\">\n<header>");
        self.h.leaf("h3", "", &at);
        self.h.leaf("span", "muted", &by);
        self.h.markup("</header>\n<dl class=\"fields\">\n");
        self.field("", words::PLACE, place);
        self.field("", words::CONTACT, &reached.join(" "));
        self.field("wide", words::CONTENT, content);
        self.field("wide", words::ATTITUDE, attitude);
        self.field("wide", words::PLAN, plan);
        if let Some(person) = person {
            self.field("", words::TRACKED_BY, person);
        }
        self.h.markup("</dl>\n</article>\n");
    }

    pub(super) fn timeline(&mut self) {
        let events = &self.tell.report.timeline;
        if events.is_empty() {
            return;
        }
        self.section(words::TIMELINE, |page| {
            page.h.markup("<table class=\"timeline\">\n");
            page.columns(&[("", words::WHEN), ("", words::WHAT), ("", words::WHO), ("", words::DEVICE)]);
            page.h.markup("<tbody>\n");
            for event in events {
                page.event(event);
            }
            page.h.markup("</tbody>\n</table>\n");
        });
    }

    fn event(&mut self, event: &Event) {
        let (at, by) = (self.tell.clock.second(event.at_ms), self.tell.author(&event.by));
        self.h.markup("<tr><td class=\"time\">").text(&at);
        if !event.clock_is_sure {
            self.h.markup(" ");
            self.chip(Tone::Attention, self.tell.say(words::CLOCK_UNSURE));
        }
        self.h.markup("</td>");
        self.h.leaf("td", "", &event.what);
        self.h.leaf("td", "", &by);
        self.h.leaf("td", "muted", &event.by.device);
        self.h.markup("</tr>\n");
    }

    pub(super) fn copies(&mut self) {
        let copies = &self.tell.report.copies;
        if copies.is_empty() {
            return;
        }
        self.section(words::COPIES, |page| {
            page.h.markup("<ul class=\"consents\">\n");
            for copy in copies {
                let at = page.tell.clock.minute(copy.at_ms);
                page.h.markup("<li>");
                page.chip(Tone::Good, &copy.to);
                page.h.markup("<div>").text(&copy.how);
                page.aside(&at);
                page.h.markup("</div></li>\n");
            }
            page.h.markup("</ul>\n");
        });
    }

    /// The foot: full digests, for whoever wants to check.
    pub(super) fn seal(&mut self) {
        let report = self.tell.report;
        let seal = &report.seal;
        self.h.markup("<footer class=\"seal\">\n");
        self.h.leaf("h2", "", self.tell.tongue.say(words::SEAL));
        self.code(&seal.code_text());
        self.h.markup("<dl class=\"rows\">\n");
        for signature in &report.signatures {
            let digest = figure::grouped_by_four(&signature.digest);
            self.row(words::DIGEST, |page| {
                page.h.leaf("span", "digest", &digest);
                page.aside(&signature.signer.name);
            });
        }
        for head in &seal.heads {
            let head = figure::grouped_by_four(head);
            self.row(words::STATE_OF, |page| page.h.leaf("span", "digest", &head));
        }
        let (rules, as_of) = (self.tell.rules(), self.tell.as_of());
        self.text_row(words::RULES, &rules);
        self.text_row(words::AS_OF, &as_of);
        self.h.markup("</dl>\n");
        if !report.signatures.is_empty() {
            self.h.leaf("p", "muted", self.tell.tongue.say(words::VERIFY));
        }
        if let Some(left_out) = self.tell.left_out() {
            self.h.leaf("p", "muted", &left_out);
        }
        self.h.markup("</footer>\n");
    }

    /// Case and state in words, and as a code for a camera.
    fn code(&mut self, text: &str) {
        let seal = &self.tell.report.seal;
        let state = figure::grouped_by_four(&seal.state);
        self.h.markup("<div class=\"code\">");
        if let Some(code) = Code::of(text) {
            let side = code.side + 2 * QUIET;
            self.h.markup("<svg role=\"img\"").attr("aria-label", text);
            self.h.attr("viewBox", &format!("0 0 {side} {side}")).markup("><path");
            self.h.attr("d", &code.svg_path()).markup("/></svg>");
        }
        self.h.markup("<dl>");
        for (label, class, value) in
            [(words::CASE, "", seal.case.as_str()), (words::STATE_OF, "digest", &state)]
        {
            let label = self.tell.say(label);
            self.h.leaf("dt", "", label);
            self.h.leaf("dd", class, value);
        }
        self.h.markup("</dl>");
        self.h.leaf("p", "muted", self.tell.tongue.say(words::CODE_SAYS));
        self.h.markup("</div>\n");
    }
}
