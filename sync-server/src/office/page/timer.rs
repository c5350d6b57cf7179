//! What must happen by when: the card of a job, and the words that the list shows for it.

use doorstep_domain::text::Language;
use doorstep_domain::timer::{DutyState, Every, PeriodView, TimerState};
use doorstep_report::Tongue;

use super::clock::{Clock, stretch};
use super::job::View;
use super::state::{Icon, Tone};
use crate::office::words::{self, Word};
use crate::office::{Due, DueState, Duty, TimeRule, Timer};

/// When it is due, or by how much that is over: `Over by 2 h 05 min`, `Tomorrow 09:57`.
pub(super) fn due_text(due: &Due, clock: &Clock<'_>, now_ms: i64, language: &Language) -> String {
    match due.state {
        DueState::Overdue => {
            format!("{} {}", words::OVER_BY.say(language), stretch(now_ms - due.alarm.due_at_ms, language))
        }
        DueState::Soon | DueState::Open => clock.moment(due.alarm.due_at_ms),
    }
}

/// What a row of the list shows of everything that is due: a promise that is broken before everything else.
pub(super) fn loudest(due: &[Due]) -> Option<&Due> {
    due.iter().find(|due| due.is_breached()).or(due.first())
}

/// How loud it is: red only where a promise that counts is broken.
pub(super) fn due_tone(due: &Due) -> (Tone, Icon) {
    match (due.state, due.alarm.counts) {
        (DueState::Overdue, true) => (Tone::Bad, Icon::Alert),
        (DueState::Overdue, false) | (DueState::Soon, _) => (Tone::Attention, Icon::Clock),
        (DueState::Open, _) => (Tone::Quiet, Icon::Clock),
    }
}

/// How a timer stands: its chip, and whether somebody still has to act.
struct Standing {
    tone: Tone,
    icon: Icon,
    text: String,
}

impl View<'_, '_> {
    /// Everything that must happen by a time: what runs first, what is over last.
    pub(super) fn timers(&mut self) {
        let job = self.job;
        if job.timers.timers.is_empty() && job.timers.duties.is_empty() {
            return;
        }
        let mut timers: Vec<&Timer> = job.timers.timers.iter().collect();
        timers.sort_by_key(|timer| (rank(timer), timer.due_at_ms.filter(|_| rank(timer) == 0)));
        let title = words::DEADLINES.say(self.page.language);
        self.page.h.markup("<section class=\"card\"><header>").leaf("h2", "", title);
        if job.timers.breached {
            self.page.chip(Tone::Bad, Icon::Alert, words::BREACHED.say(self.page.language));
        }
        self.page.h.markup("</header><ul class=\"due\">\n");
        for timer in timers {
            self.timer(timer);
        }
        for duty in &job.timers.duties {
            self.duty(duty);
        }
        self.page.h.markup("</ul></section>\n");
    }

    fn timer(&mut self, timer: &Timer) {
        let standing = self.standing(timer);
        let when = timer.due_at_ms.map(|due_at_ms| self.by(due_at_ms));
        let mut about = self.about(&timer.rule);
        if let Some(number) = timer.visit_number {
            about.insert(0, format!("{} {number}", words::VISIT.say(self.page.language)));
        }
        if timer.agreed_ms.is_some() {
            about.push(words::AGREED_INSTEAD.say(self.page.language).to_owned());
        }
        if timer.paused_ms > 0 {
            let paused = stretch(timer.paused_ms, self.page.language);
            about.push(format!("{} {paused}", words::STOOD_STILL.say(self.page.language)));
        }
        if let Some(open) = &timer.open {
            about.push(format!("{} {open}", words::WAITS_FOR.say(self.page.language)));
        }
        about.extend(self.doubt(timer.rule.clock_moved_ms));
        self.line_of_due(&timer.rule.title, when.as_deref(), &standing, &about);
    }

    fn standing(&self, timer: &Timer) -> Standing {
        let language = self.page.language;
        let is_warned = timer.warn_at_ms.is_some_and(|warn_at_ms| warn_at_ms <= self.page.now_ms);
        let late_ms = match (timer.stopped_at_ms, timer.due_at_ms) {
            (Some(stopped), Some(due)) => stopped - due,
            _ => -timer.remaining_ms.unwrap_or_default(),
        };
        let with = |word: Word, ms: i64| format!("{} {}", word.say(language), stretch(ms, language));
        let plain = |word: Word| word.say(language).to_owned();
        let (tone, icon, text) = match timer.state {
            TimerState::Running => {
                let tone = if is_warned { Tone::Attention } else { Tone::Waiting };
                (tone, Icon::Clock, with(words::STILL_HAS, timer.remaining_ms.unwrap_or_default()))
            }
            TimerState::Breached => {
                let tone = if timer.rule.counts { Tone::Bad } else { Tone::Attention };
                let word = if timer.stopped_at_ms.is_some() { words::DONE_LATE_BY } else { words::OVER_BY };
                (tone, Icon::Alert, with(word, late_ms))
            }
            TimerState::Met => (Tone::Good, Icon::Done, plain(words::MET)),
            TimerState::Paused => (Tone::Quiet, Icon::Dash, plain(words::PAUSED)),
            TimerState::NotStarted => (Tone::Quiet, Icon::Dash, plain(words::NOT_STARTED)),
            TimerState::Dropped => (Tone::Quiet, Icon::Dash, plain(words::DROPPED)),
            TimerState::NotCovered => (Tone::Quiet, Icon::Dash, plain(words::OUT_OF_HOURS)),
            TimerState::NotConfigured => (Tone::Attention, Icon::Flag, plain(words::LIMIT_NOT_CONFIGURED)),
        };
        Standing { tone, icon, text }
    }

    fn duty(&mut self, duty: &Duty) {
        let language = self.page.language;
        let mut about = self.about(&duty.rule);
        about.extend(self.doubt(duty.rule.clock_moved_ms));
        let when = duty.current.as_ref().filter(|period| !period.is_done());
        let when = when.map(|period| self.by(period.due_at_ms));
        let count = |period: &PeriodView| format!("{}/{}", period.done, period.needed);
        let current = duty.current.as_ref().map(count).unwrap_or_default();
        let period = match duty.every {
            Every::Week => words::THIS_WEEK,
            Every::Month => words::THIS_MONTH,
        };
        let is_warned =
            |period: &PeriodView| period.warn_at_ms.is_some_and(|warn_at_ms| warn_at_ms <= self.page.now_ms);
        let (tone, icon, text) = match duty.state {
            DutyState::Open => {
                let is_warned = duty.current.as_ref().is_some_and(is_warned);
                let tone = if is_warned { Tone::Attention } else { Tone::Waiting };
                (tone, Icon::Clock, format!("{} {current}", period.say(language)))
            }
            DutyState::Done => (Tone::Good, Icon::Done, format!("{} {current}", period.say(language))),
            DutyState::NotStarted => (Tone::Quiet, Icon::Dash, words::NOT_STARTED.say(language).to_owned()),
            DutyState::Ended => (Tone::Quiet, Icon::Dash, words::DUTY_ENDED.say(language).to_owned()),
            DutyState::NotConfigured => {
                (Tone::Attention, Icon::Flag, words::LIMIT_NOT_CONFIGURED.say(language).to_owned())
            }
        };
        let standing = Standing { tone, icon, text };
        self.line_of_due(&duty.rule.title, when.as_deref(), &standing, &about);
        if !duty.missed.is_empty() {
            self.missed(duty);
        }
    }

    /// Periods that ended without enough, the newest first.
    fn missed(&mut self, duty: &Duty) {
        let periods: Vec<String> =
            duty.missed.iter().rev().map(|period| format!("{} – {}", period.from, period.to)).collect();
        let tone = if duty.rule.counts { Tone::Bad } else { Tone::Attention };
        let text = format!("{} {}", words::MISSED.say(self.page.language), duty.missed.len());
        self.page.h.markup("<li><div>").leaf("p", "muted small figure", &periods.join(", "));
        self.page.h.markup("</div>");
        self.page.chip(tone, Icon::Alert, &text);
        self.page.h.markup("</li>\n");
    }

    fn line_of_due(&mut self, title: &str, when: Option<&str>, standing: &Standing, about: &[String]) {
        self.page.h.markup("<li><div><p>").leaf("b", "", title);
        if let Some(when) = when {
            self.page.h.markup(" ").leaf("span", "figure", when);
        }
        self.page.h.markup("</p>").leaf("p", "muted small", &about.join(" · "));
        self.page.h.markup("</div>");
        self.page.chip(standing.tone, standing.icon, &standing.text);
        self.page.h.markup("</li>\n");
    }

    /// `by 14:05`, by the clocks of the site.
    fn by(&self, at_ms: i64) -> String {
        format!("{} {}", words::DUE_BY.say(self.page.language), self.clock.moment(at_ms))
    }

    /// Whose clock it is and what missing it means, who has to act, where the rule comes from.
    fn about(&self, rule: &TimeRule) -> Vec<String> {
        let meaning = if rule.counts { words::COUNTS_AS_BREACH } else { words::ONLY_WARNS };
        let meaning = meaning.say(self.page.language);
        let clock = match &rule.clock_title {
            Some(clock) => format!("{clock}{}", Tongue::of(self.page.language).in_brackets(meaning)),
            None => meaning.to_owned(),
        };
        std::iter::once(clock).chain(rule.role_title.clone()).chain(rule.origin.clone()).collect()
    }

    /// A clock that was moved makes the result doubtful, and says by how much.
    fn doubt(&self, clock_moved_ms: Option<i64>) -> Option<String> {
        let by = stretch(clock_moved_ms?.saturating_abs(), self.page.language);
        Some(format!("{}: {by}", words::CLOCK_UNSURE.say(self.page.language)))
    }
}

/// What somebody has to act on, what may still begin, what is over.
fn rank(timer: &Timer) -> u8 {
    match timer.state {
        TimerState::Running | TimerState::Breached if timer.stopped_at_ms.is_none() => 0,
        TimerState::Paused | TimerState::NotConfigured => 1,
        TimerState::NotStarted => 2,
        _ => 3,
    }
}
