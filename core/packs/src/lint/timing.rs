//! What a service says about time: clocks, seasons, windows, timers and duties.

use std::collections::BTreeSet;

use doorstep_domain::checklist::{Checklist, Kind};
use doorstep_domain::pack::{Configured, Service};
use doorstep_domain::timer::{By, Duty, Event, Length, Limit, Served, Timer, Timing, Window};

use super::head::not_snake;
use super::is_snake;
use crate::nearest::{hint, nearest};
use crate::report::LintReport;
use crate::source::{Draft, PACK};

/// The timers and duties that a service may have, together.
const MAX_TIMERS: usize = 100;

pub(super) fn check(draft: &Draft, id: &str, service: &Service<String>, report: &mut LintReport) {
    let timing = &service.timing;
    let checklist = draft.checklists.get(&service.checklist);
    let mut lint = Lint { draft, checklist, timing, prefix: format!("services.{id}.timing"), report };
    lint.names();
    lint.unused();
    for (name, window) in &timing.windows {
        lint.window(name, window);
    }
    for (index, timer) in timing.timers.iter().enumerate() {
        lint.timer(&format!("timers[{index}]"), timer);
    }
    for (index, duty) in timing.duties.iter().enumerate() {
        lint.duty(&format!("duties[{index}]"), duty);
    }
}

struct Lint<'a> {
    draft: &'a Draft,
    /// `None` if the service names one that is not there, which is reported elsewhere.
    checklist: Option<&'a Checklist<String>>,
    timing: &'a Timing<String>,
    prefix: String,
    report: &'a mut LintReport,
}

impl Lint<'_> {
    fn add(&mut self, path: &str, reason: impl Into<String>) {
        self.report.add(PACK, format!("{}.{path}", self.prefix), reason);
    }

    fn names(&mut self) {
        let timing = self.timing;
        let groups = [
            ("clocks", timing.clocks.keys().collect::<Vec<_>>()),
            ("seasons", timing.seasons.keys().collect()),
            ("windows", timing.windows.keys().collect()),
        ];
        for (group, names) in groups {
            for name in names.into_iter().filter(|name| !is_snake(name)) {
                self.add(&format!("{group}.{name}"), not_snake(name));
            }
        }
        let timers =
            timing.timers.iter().enumerate().map(|(i, timer)| (format!("timers[{i}].id"), &timer.id));
        let duties = timing.duties.iter().enumerate().map(|(i, duty)| (format!("duties[{i}].id"), &duty.id));
        let mut seen = BTreeSet::new();
        for (path, id) in timers.chain(duties) {
            if !is_snake(id) {
                self.add(&path, not_snake(id));
            } else if !seen.insert(id) {
                self.add(&path, format!("`{id}` is there twice"));
            }
        }
        if timing.timers.len() + timing.duties.len() > MAX_TIMERS {
            self.add("timers", format!("a service has at most {MAX_TIMERS} timers and duties"));
        }
    }

    /// What nobody uses is probably meant somewhere. Windows may be there for conditions alone.
    fn unused(&mut self) {
        let timing = self.timing;
        let clocks: BTreeSet<&str> = (timing.timers.iter().filter_map(|timer| timer.clock.as_deref()))
            .chain(timing.duties.iter().filter_map(|duty| duty.clock.as_deref()))
            .collect();
        for name in timing.clocks.keys().filter(|name| !clocks.contains(name.as_str())) {
            self.add(&format!("clocks.{name}"), "is not used by any timer or duty");
        }
        let limits = || timing.timers.iter().flat_map(|timer| &timer.limits);
        for name in timing.seasons.keys().filter(|name| !limits().any(|l| l.season.as_ref() == Some(name))) {
            self.add(&format!("seasons.{name}"), "is not used by any limit");
        }
    }

    fn window(&mut self, name: &str, window: &Window) {
        if window.hours.is_empty() {
            self.add(&format!("windows.{name}.hours"), "a window has at least one line of hours");
        }
        for (index, hours) in window.hours.iter().enumerate() {
            let at = |field: &str| format!("windows.{name}.hours[{index}].{field}");
            if hours.days.is_empty() {
                self.add(&at("days"), "names no day");
            }
            if hours.open >= hours.close {
                self.add(&at("close"), format!("{} does not come after {}", hours.close, hours.open));
            }
        }
    }

    fn timer(&mut self, path: &str, timer: &Timer<String>) {
        let at = |field: &str| format!("{path}.{field}");
        self.clock_and_role(path, timer.clock.as_deref(), timer.role.as_deref());
        self.event(&at("from"), &timer.from);
        self.events(&at("until"), &timer.until);
        self.events(&at("pauses"), &timer.pauses);
        self.events(&at("extended_by"), &timer.extended_by);
        if timer.until.is_empty() {
            self.add(&at("until"), "names no event");
        }
        if timer.until.contains(&timer.from) {
            self.add(&at("until"), format!("`{}` would stop the timer that it starts", timer.from));
        }
        for event in timer.pauses.iter().filter(|event| !event.lasts()) {
            self.add(&at("pauses"), format!("`{event}` is a moment; only what lasts can pause a timer"));
        }
        for event in timer.extended_by.iter().filter(|event| !event.agrees_a_time()) {
            self.add(&at("extended_by"), format!("`{event}` agrees no time"));
        }
        if let Some(served) = &timer.window {
            self.served(path, served, timer);
        }
        self.limits(&at("limits"), timer);
    }

    fn served(&mut self, path: &str, served: &Served, timer: &Timer<String>) {
        if !self.timing.windows.contains_key(&served.name) {
            self.add(&format!("{path}.window.name"), format!("there is no window `{}`", served.name));
        }
        if served.stop_at_close && timer.limits.iter().any(|limit| limit.by.is_some()) {
            let reason = "hours cannot stop at closing what is due by a day: write `within`, or false";
            self.add(&format!("{path}.window.stop_at_close"), reason);
        }
    }

    fn limits(&mut self, path: &str, timer: &Timer<String>) {
        if timer.limits.is_empty() {
            self.add(path, "a timer has at least one limit; what nobody has said is `not_configured`");
        }
        for (index, limit) in timer.limits.iter().enumerate() {
            let at = format!("{path}[{index}]");
            self.limit(&at, limit, &timer.from);
            let covers = |earlier: &Limit<String>| {
                (earlier.when.is_none() || earlier.when == limit.when)
                    && (earlier.season.is_none() || earlier.season == limit.season)
            };
            if let Some(earlier) = timer.limits[..index].iter().position(covers) {
                self.add(&at, format!("can never apply: limits[{earlier}] always applies before it"));
            }
        }
    }

    fn limit(&mut self, path: &str, limit: &Limit<String>, from: &Event) {
        if let Some(season) = limit.season.as_ref().filter(|name| !self.timing.seasons.contains_key(*name)) {
            self.add(&format!("{path}.season"), format!("there is no season `{season}`"));
        }
        match (&limit.within, &limit.by) {
            (Some(Configured::Value(length)), None) if *length == Length::default() => {
                self.add(&format!("{path}.within"), "must be above zero");
            }
            (None, Some(Configured::Value(by))) => self.by(&format!("{path}.by"), *by, from),
            (Some(_), None) | (None, Some(_)) => {}
            _ => self.add(path, "says exactly one of `within` and `by`"),
        }
    }

    fn by(&mut self, path: &str, by: By, from: &Event) {
        match by {
            By::BeforeAnniversary(span) | By::ThroughAnniversary(span) | By::OnAnniversary(span)
                if span.is_empty() =>
            {
                self.add(path, "must be above zero; the day itself is `same_day`");
            }
            By::Ahead(_) if !from.agrees_a_time() => {
                self.add(path, format!("`{from}` agrees no time that something could come ahead of"));
            }
            _ => {}
        }
    }

    fn duty(&mut self, path: &str, duty: &Duty<String>) {
        let at = |field: &str| format!("{path}.{field}");
        self.clock_and_role(path, duty.clock.as_deref(), duty.role.as_deref());
        self.event(&at("from"), &duty.from);
        self.events(&at("until"), &duty.until);
        self.events(&at("counts"), &duty.counts);
        if duty.counts.is_empty() {
            self.add(&at("counts"), "names no event");
        }
        if duty.at_least == Configured::Value(0) {
            self.add(&at("at_least"), "must be above zero");
        }
    }

    fn clock_and_role(&mut self, path: &str, clock: Option<&str>, role: Option<&str>) {
        if let Some(clock) = clock.filter(|clock| !self.timing.clocks.contains_key(*clock)) {
            self.add(&format!("{path}.clock"), format!("there is no clock `{clock}`"));
        }
        if let Some(role) = role.filter(|role| !self.draft.head.roles.contains_key(*role)) {
            self.add(&format!("{path}.role"), format!("there is no role `{role}`"));
        }
    }

    fn events(&mut self, path: &str, events: &[Event]) {
        events.iter().for_each(|event| self.event(path, event));
    }

    /// An event names what the service has.
    fn event(&mut self, path: &str, event: &Event) {
        match event {
            Event::Signed(role) if !self.draft.head.signers.contains_key(role.name()) => {
                self.add(path, format!("there is no signer `{}`", role.name()));
            }
            Event::Step(step) | Event::Answer(step) => self.step(path, event, step),
            Event::Linked(rule) if !self.is_link(rule) => {
                self.add(path, format!("no service of the pack has a link `{rule}`"));
            }
            _ => {}
        }
    }

    /// A link that leads from a service or to it: both sides know it by its rule.
    fn is_link(&self, rule: &str) -> bool {
        self.draft.head.services.values().any(|service| service.links.contains_key(rule))
    }

    fn step(&mut self, path: &str, event: &Event, id: &str) {
        let Some(checklist) = self.checklist else { return };
        let Some(step) = checklist.step(id) else {
            let near = nearest(id, checklist.steps.iter().map(|step| step.id.as_str()));
            return self.add(path, format!("there is no step `{id}`{}", hint(near)));
        };
        let is_answer = matches!(event, Event::Answer(_));
        if is_answer && !matches!(step.kind, Kind::Date | Kind::DateTime | Kind::Tick | Kind::YesNo) {
            let kind = step.kind.name();
            self.add(path, format!("`{id}` is a {kind}: only a day, a time or a yes can be an event"));
        }
    }
}
