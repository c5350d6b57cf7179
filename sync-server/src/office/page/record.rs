//! The parts of a job: visits, quote, signatures, notes, what lost, what happened.

use doorstep_domain::fact::{Phase, VisitOutcome};
use doorstep_report::named;

use super::clock::{ago, stretch};
use super::job::View;
use super::state::{Icon, Tone};
use crate::office::words::{self, Word};
use crate::office::{Event, Lost, Quote, QuoteLine, Signature, Visit};

impl View<'_, '_> {
    /// A section with its heading.
    pub(super) fn card(&mut self, title: &str, content: impl FnOnce(&mut Self)) {
        self.page.h.markup("<section class=\"card\">").leaf("h2", "", title);
        content(self);
        self.page.h.markup("</section>\n");
    }

    /// One line of a list of facts: label on the left, value on the right.
    pub(super) fn row(&mut self, label: Word, value: &str) {
        let label = label.say(self.page.language);
        self.page.h.el("div", "", |h| {
            h.leaf("dt", "", label);
            h.leaf("dd", "", value);
        });
    }

    pub(super) fn visits(&mut self) {
        let job = self.job;
        for visit in job.visits.iter().rev() {
            self.visit(visit);
        }
    }

    fn visit(&mut self, visit: &Visit) {
        // The one visit of a coordination order or a case of the desk is its course: nobody goes anywhere at a time.
        let is_course = self.job.row.kind != "job" && visit.appointments.is_empty();
        let title = match is_course {
            true => words::IN_CHARGE.say(self.page.language).to_owned(),
            false => format!("{} {}", words::VISIT.say(self.page.language), visit.number),
        };
        self.page.h.markup("<section class=\"card\"><header>").leaf("h2", "", &title);
        if !is_course {
            self.page.h.leaf("span", "muted", &visit.reason);
            let (tone, icon, word) = phase_of(visit);
            self.page.chip(tone, icon, word.say(self.page.language));
        }
        self.page.h.markup("</header><dl class=\"rows\">");
        if !is_course {
            self.appointments(visit);
        }
        let names = visit.assigned_names.join(", ");
        self.row(
            words::TECHNICIANS,
            if names.is_empty() { words::NOBODY.say(self.page.language) } else { &names },
        );
        if let Some(arrived) = visit.arrived_ms {
            let arrived = self.clock.moment(arrived);
            self.row(words::ARRIVED_AT, &arrived);
        }
        if visit.unanswered_count > 0 {
            let text = format!("{} {}", visit.unanswered_count, words::NOT_ANSWERED.say(self.page.language));
            self.row(words::AT_THE_DOOR, &text);
        }
        if visit.worked_ms > 0 || visit.working {
            let mut worked = stretch(visit.worked_ms, self.page.language);
            if visit.working {
                worked = format!("{worked} · {}", words::STILL_RUNNING.say(self.page.language));
            }
            self.row(words::WORKED, &worked);
        }
        if let Some(reason) = &visit.outcome_reason {
            self.row(words::REASON, reason);
        }
        if let Some(person) = &visit.person {
            self.row(words::IN_CHARGE, person);
        }
        self.page.h.markup("</dl></section>\n");
    }

    /// Every time ever agreed: the one that counts plain, the others struck through.
    fn appointments(&mut self, visit: &Visit) {
        let label = words::APPOINTMENT.say(self.page.language);
        self.page.h.markup("<div>").leaf("dt", "", label);
        self.page.h.markup("<dd>");
        if visit.appointments.is_empty() {
            self.page.h.leaf("span", "muted", words::NO_TIME.say(self.page.language));
        }
        for agreed in &visit.appointments {
            let window = self.clock.window(agreed.start_ms, agreed.end_ms);
            let mut by = agreed.who.name.clone();
            if let Some(reason) = &agreed.reason {
                by = format!("{by}: {reason}");
            }
            self.page.h.el("p", "", |h| {
                h.leaf(if agreed.counts { "b" } else { "s" }, "figure", &window);
                h.markup(" ").leaf("span", "muted small", &by);
            });
        }
        self.page.h.markup("</dd></div>");
    }

    pub(super) fn quotes(&mut self) {
        let job = self.job;
        for quote in &job.quotes {
            self.quote(quote);
        }
    }

    fn quote(&mut self, quote: &Quote) {
        self.page.h.markup("<section class=\"card\"><header>");
        self.page.h.leaf("h2", "", words::QUOTE.say(self.page.language));
        self.page.h.leaf("span", "muted small", &quote.price_book);
        let (tone, icon, word) = match quote.accepted {
            Some(true) => (Tone::Good, Icon::Done, words::ACCEPTED),
            Some(false) => (Tone::Quiet, Icon::Cross, words::REFUSED),
            None => (Tone::Waiting, Icon::Clock, words::OPEN_ANSWER),
        };
        self.page.chip(tone, icon, word.say(self.page.language));
        self.page.h.markup("</header><table class=\"prices\"><thead><tr>");
        for (class, word) in [("", words::ITEM), ("number", words::QUANTITY), ("number", words::AMOUNT)] {
            self.page.h.markup("<th scope=\"col\"").attr("class", class).markup(">");
            self.page.h.text(word.say(self.page.language)).markup("</th>");
        }
        self.page.h.markup("</tr></thead><tbody>\n");
        for line in &quote.lines {
            self.quote_line(line);
        }
        self.page.h.markup("</tbody>");
        if let Some(total) = &quote.total_text {
            self.page.h.markup("<tfoot>");
            self.sums(&quote.taxes);
            let label = words::TOTAL.say(self.page.language);
            self.sum(label, total);
            self.sums(&quote.sums);
            self.page.h.markup("</tfoot>");
        }
        self.page.h.markup("</table>");
        self.remarks(quote);
        for problem in &quote.problems {
            self.page.h.leaf("p", "problems", problem);
        }
        self.page.h.markup("</section>\n");
    }

    fn quote_line(&mut self, line: &QuoteLine) {
        let missing = words::NOT_CONFIGURED.say(self.page.language);
        self.page.h.markup("<tr><td>").text(&line.title);
        for part in &line.trace {
            self.page.h.leaf("span", "trace", part);
        }
        if let Some(what) = &line.approval {
            self.approve(what);
        }
        self.page.h.markup("</td>").leaf("td", "number", &line.quantity);
        self.page.h.leaf("td", "number", line.amount_text.as_deref().unwrap_or(missing));
        self.page.h.markup("</tr>\n");
    }

    pub(super) fn signatures(&mut self) {
        let job = self.job;
        if job.signatures.is_empty() {
            return;
        }
        self.card(words::SIGNATURES.say(self.page.language), |view| {
            view.page.h.markup("<div class=\"signatures\">\n");
            for signature in &job.signatures {
                view.signature(signature);
            }
            view.page.h.markup("</div>");
        });
    }

    fn signature(&mut self, signature: &Signature) {
        self.page.h.markup("<figure>").leaf("h3", "", &signature.role_title);
        match &signature.drawing {
            Some((shown, paths)) => {
                let shown = format!("{} {} {} {}", shown.x, shown.y, shown.width, shown.height);
                self.page.h.markup("<svg class=\"pad\" role=\"img\"").attr("viewBox", &shown);
                self.page.h.attr("aria-label", &signature.signer.name).markup(">");
                for path in paths {
                    self.page.h.markup("<path").attr("d", &path.data);
                    self.page.h.attr("stroke-width", &path.width.to_string()).markup("/>");
                }
                self.page.h.markup("</svg>");
            }
            None => self.page.h.leaf("div", "pad", words::NOT_HERE.say(self.page.language)),
        }
        let at = self.clock.moment(signature.at_ms);
        self.page.h.markup("<figcaption>").leaf("b", "", &signature.signer.name);
        self.page.h.markup(" ").leaf("span", "muted", &at);
        self.page.h.markup("<br>");
        if let Some(stand_in) = &signature.stand_in {
            let language = self.page.language;
            let mut why = language.entered(words::IN_PLACE.say(language), &stand_in.reason);
            if let Some(witness) = &stand_in.witness {
                why.push_str(&format!(" · {} {witness}", words::WITNESS.say(language)));
            }
            self.page.h.leaf("p", "", &why);
        }
        let (tone, icon, word) = match signature.since {
            "same" => (Tone::Good, Icon::Done, words::SAME),
            "changed" => (Tone::Attention, Icon::Alert, words::CHANGED),
            "broken" => (Tone::Bad, Icon::Cross, words::BROKEN),
            _ => (Tone::Quiet, Icon::Dash, words::UNKNOWN_SINCE),
        };
        self.page.chip(tone, icon, word.say(self.page.language));
        if let Some(change) = &signature.change {
            self.page.h.leaf("p", "", &change.told.headline);
            self.page.h.markup("<ul class=\"small muted\">");
            for detail in &change.told.details {
                self.page.h.leaf("li", "", detail);
            }
            self.page.h.markup("</ul>");
        }
        if signature.provisional {
            self.page.h.markup("<br>").leaf("span", "muted", words::PROVISIONAL.say(self.page.language));
        }
        self.page.h.markup("</figcaption></figure>\n");
    }

    pub(super) fn notes(&mut self) {
        let job = self.job;
        if job.notes.is_empty() && job.corrections.is_empty() {
            return;
        }
        self.card(words::NOTES.say(self.page.language), |view| {
            for note in &job.notes {
                view.page.h.markup("<div class=\"note\">");
                view.page.h.leaf(if note.deleted { "s" } else { "p" }, "pre", &note.text);
                view.page.h.leaf("p", "muted small", &note.authors.join(", "));
                view.page.h.markup("</div>");
            }
            for (field, value) in &job.corrections {
                let text = format!("{} · {field}: {value}", words::CORRECTIONS.say(view.page.language));
                view.page.h.markup("<div class=\"note\">").leaf("p", "", &text);
                view.page.h.markup("</div>");
            }
        });
    }

    /// What lost against something else: it stays, with its author.
    pub(super) fn lost(&mut self) {
        let job = self.job;
        if job.superseded.is_empty() {
            return;
        }
        self.card(words::KEPT_BESIDE.say(self.page.language), |view| {
            for lost in &job.superseded {
                view.lost_value(lost);
            }
        });
    }

    fn lost_value(&mut self, lost: &Lost) {
        self.page.h.markup("<div class=\"choices\">").leaf("h3", "", &lost.question);
        self.page.h.markup("<ul>");
        if let Some(counts) = &lost.counts {
            self.page.h.markup("<li><div>").leaf("p", "value", &counts.text);
            self.author(counts, false);
            self.page.h.markup("</div>");
            self.page.chip(Tone::Good, Icon::Done, words::COUNTS.say(self.page.language));
            self.page.h.markup("</li>");
        }
        self.page.h.markup("<li><div>").leaf("p", "value muted", &lost.lost.text);
        self.author(&lost.lost, false);
        self.page.h.markup("</div></li></ul></div>\n");
    }

    /// Everything that happened, the newest first.
    pub(super) fn timeline(&mut self) {
        let job = self.job;
        self.card(words::TIMELINE.say(self.page.language), |view| {
            view.page.h.markup("<ol class=\"timeline\">\n");
            let mut day = String::new();
            for event in job.timeline.iter().rev() {
                let date = view.clock.date(event.at.wall_ms);
                if date != day {
                    let title = view.clock.day(event.at.wall_ms);
                    view.page.h.leaf("li", "day", &title);
                    day = date;
                }
                view.event(event);
            }
            view.page.h.markup("</ol>");
        });
    }

    fn event(&mut self, event: &Event) {
        let time = self.clock.time(event.at.wall_ms);
        self.page.h.markup("<li><div>").leaf("time", "muted", &time);
        self.page.h.markup(" ").leaf("span", "pre", &event.what);
        self.page.h.markup("</div>");
        let mut about = vec![self.person(&event.who, &event.role)];
        if !event.device_code.is_empty() {
            about.push(event.device_code.clone());
        }
        if !event.clock_is_sure {
            about.push(words::CLOCK_UNSURE.say(self.page.language).to_owned());
        }
        about.extend(self.delay(event));
        self.page.h.leaf("p", "muted", &about.join(" · "));
        self.page.h.markup("</li>\n");
    }

    /// How much later the office heard of it, if that is worth a word.
    fn delay(&self, event: &Event) -> Option<String> {
        const WORTH_MS: i64 = 10 * 60_000;
        let late_ms = event.received_at_ms?.saturating_sub(event.at.wall_ms);
        let by = stretch(late_ms, self.page.language);
        let text = format!(
            "{} {by} {}",
            words::CAME_LATER.say(self.page.language),
            words::LATER_BY.say(self.page.language)
        );
        let text = if self.page.language.is_chinese() { text.replace(' ', "") } else { text };
        (late_ms >= WORTH_MS).then_some(text)
    }

    /// When the office last heard of the job.
    pub(super) fn last_news(&self) -> String {
        ago(self.page.now_ms - self.job.row.changed_at_ms, self.page.language)
    }
}

fn phase_of(visit: &Visit) -> (Tone, Icon, Word) {
    match (visit.phase, visit.outcome) {
        (Phase::Ended, outcome) => {
            let outcome = outcome.unwrap_or(VisitOutcome::Done);
            let (tone, icon) = match outcome {
                VisitOutcome::Absent => (Tone::Attention, Icon::Door),
                VisitOutcome::Unfinished => (Tone::Attention, Icon::Dash),
                VisitOutcome::Declined => (Tone::Quiet, Icon::Cross),
                VisitOutcome::Done => (Tone::Good, Icon::Done),
            };
            (tone, icon, named::visit_outcome(outcome))
        }
        (Phase::Planned, _) if visit.escalated => (Tone::Attention, Icon::Alert, words::TO_SETTLE),
        (Phase::Planned, _) => (Tone::Quiet, Icon::Clock, words::PLANNED),
        (Phase::Travelling, _) => (Tone::Waiting, Icon::Way, words::TRAVELLING),
        (Phase::Arrived, _) => (Tone::Waiting, Icon::Door, words::ARRIVED),
        (Phase::Working, _) => (Tone::Good, Icon::Work, words::WORKING),
    }
}
