//! Timers held against a case.

use std::collections::BTreeMap;

use super::definition::{By, Clock, Limit, Outside, Per, Timer, Timing};
use super::duty::duty_view;
use super::limit::{Due, Span, Term, start_of_day};
use super::moment::Clocks;
use super::occurrence::{Moment, Occurrence, occurrences};
use super::pause::{Pause, pauses};
use super::view::{Certainty, Rule, TimerState, TimerView, TimersView};
use super::{Event, Window};
use crate::expr::{Context, EvalError, Expr, ExprValue, Name};
use crate::fold::State;
use crate::id::VisitId;
use crate::pack::Configured;
use crate::time::TimeEvidence;
use crate::value::{AnswerKey, Value};
use crate::zone::Zone;

/// Everything that timers look at.
pub struct Inputs<'a> {
    /// The folded facts.
    pub state: &'a State,
    /// The answers of the document.
    pub answers: &'a BTreeMap<AnswerKey, Value>,
    /// The zone of the site.
    pub zone: &'a Zone,
    /// What the clocks of whoever asks say.
    pub now: TimeEvidence,
    /// The names that conditions read: of a visit, or of the job as a whole.
    pub context: &'a dyn Fn(Option<VisitId>) -> Box<dyn Context>,
}

/// What became of a timer, as far as no clock can change it any more: it was stopped, dropped, never covered or
/// never configured. `None` as long as it runs, and if it does not apply.
///
/// Expressions read this. They see nothing of a timer that still runs, so that whoever asks, and whenever, gets
/// the same prices and the same checklist from the same facts and answers.
#[must_use]
pub fn settled(
    timing: &Timing<Expr>,
    timer: &str,
    visit: Option<VisitId>,
    inputs: &Inputs<'_>,
) -> Option<TimerState> {
    let timer = timing.timers.iter().find(|candidate| candidate.id == timer)?;
    let visit = visit.filter(|_| timer.per == Per::Visit);
    if timer.per == Per::Visit && visit.is_none() {
        return None;
    }
    let clocks = Clocks::of(inputs.state, inputs.now);
    let view = Run { timing, timer, inputs, clocks: &clocks, visit }.view()?;
    let stands = matches!(view.state, TimerState::NotCovered | TimerState::NotConfigured);
    (stands || view.stopped_at_ms.is_some()).then_some(view.state)
}

/// How the timers and duties of a case stand. Those that do not apply are left out.
#[must_use]
pub fn evaluate(timing: &Timing<Expr>, inputs: &Inputs<'_>) -> TimersView {
    let clocks = Clocks::of(inputs.state, inputs.now);
    let mut visits: Vec<VisitId> = inputs.state.visits.keys().copied().collect();
    visits.sort_by_key(|id| (inputs.state.visits.get(id).map(|visit| visit.number), *id));
    let scopes = |per: Per| match per {
        Per::Job => vec![None],
        Per::Visit => visits.iter().copied().map(Some).collect(),
    };
    let timers = timing.timers.iter().flat_map(|timer| {
        let runs = scopes(timer.per).into_iter();
        runs.filter_map(|visit| Run { timing, timer, inputs, clocks: &clocks, visit }.view())
    });
    let timers = timers.collect();
    let duties = timing.duties.iter().filter_map(|duty| duty_view(timing, duty, inputs, &clocks)).collect();
    TimersView { now_ms: clocks.now_ms, timers, duties }
}

/// Whether a condition holds: `None` as long as that is not known.
pub(super) fn holds(when: Option<&Expr>, context: &dyn Context) -> Result<bool, Option<Name>> {
    match when.map(|when| when.eval_bool(context)) {
        None | Some(Ok(true)) => Ok(true),
        Some(Ok(false)) => Ok(false),
        Some(Err(EvalError::Unanswered(name))) => Err(Some(name)),
        Some(Err(_)) => Err(None),
    }
}

/// Answers nothing.
struct NoNames;

impl Context for NoNames {
    fn get(&self, _: &Name) -> Option<ExprValue> {
        None
    }
}

/// One timer, for the job or for one visit.
struct Run<'a> {
    timing: &'a Timing<Expr>,
    timer: &'a Timer<Expr>,
    inputs: &'a Inputs<'a>,
    clocks: &'a Clocks,
    visit: Option<VisitId>,
}

/// A limit that applies.
enum Chosen<'a> {
    Limit(usize, &'a Limit<Expr>),
    /// An answer that decides is open.
    Open(Option<Name>),
    None,
}

/// A timer that runs by a configured limit.
struct Measured<'a> {
    start: Moment,
    runs_from_ms: i64,
    due: Due,
    pauses: Vec<Pause>,
    rests_on: Vec<Occurrence>,
    rule: Rule,
    extended: Option<Extension>,
    window: Option<&'a Window>,
}

/// A later time that was agreed.
#[derive(Clone, Copy)]
struct Extension {
    agreed_ms: i64,
    by: Occurrence,
}

impl<'a> Run<'a> {
    fn view(&self) -> Option<TimerView> {
        let context = self.context();
        if holds(self.timer.when.as_ref(), &*context) != Ok(true) {
            return None;
        }
        let Some(trigger) = self.trigger() else { return Some(self.blank(TimerState::NotStarted)) };
        let (index, limit) = match self.choose(trigger.at, &*context) {
            Chosen::Limit(index, limit) => (index, limit),
            Chosen::Open(open) => return Some(TimerView { open, ..self.blank(TimerState::NotStarted) }),
            Chosen::None => return None,
        };
        let started = |state| TimerView { started_at_ms: Some(trigger.at.ms), ..self.blank(state) };
        let Some(span) = span_of(limit) else { return Some(started(TimerState::NotConfigured)) };
        let runs_from_ms = match self.runs_from(trigger.at.ms) {
            Ok(from_ms) => from_ms,
            Err(state) => return Some(started(state)),
        };
        let measured = self.measure(trigger, runs_from_ms, span, (index, limit));
        Some(self.result(&measured))
    }

    /// The names that the conditions read; nothing is looked up for a timer without conditions.
    fn context(&self) -> Box<dyn Context> {
        let is_conditional =
            self.timer.when.is_some() || self.timer.limits.iter().any(|limit| limit.when.is_some());
        if is_conditional { (self.inputs.context)(self.visit) } else { Box::new(NoNames) }
    }

    /// What starts it: the first time that `from` happened, or the last if it starts anew.
    fn trigger(&self) -> Option<Occurrence> {
        let found = occurrences(&self.timer.from, self.inputs, self.visit);
        if self.timer.restarts { found.last().copied() } else { found.first().copied() }
    }

    /// The first limit whose season and condition hold.
    fn choose(&self, start: Moment, context: &dyn Context) -> Chosen<'a> {
        let date = self.inputs.zone.local(start.ms).date();
        let in_season = |limit: &Limit<Expr>| {
            let name = limit.season.as_ref();
            name.is_none_or(|name| self.timing.seasons.get(name).is_some_and(|season| season.contains(date)))
        };
        for (index, limit) in self.timer.limits.iter().enumerate().filter(|(_, limit)| in_season(limit)) {
            match holds(limit.when.as_ref(), context) {
                Ok(true) => return Chosen::Limit(index, limit),
                Ok(false) => {}
                Err(open) => return Chosen::Open(open),
            }
        }
        Chosen::None
    }

    fn window(&self) -> Option<&'a Window> {
        self.timing.windows.get(&self.timer.window.as_ref()?.name)
    }

    /// When the clock begins to run, as the window says.
    fn runs_from(&self, start_ms: i64) -> Result<i64, TimerState> {
        let Some(served) = &self.timer.window else { return Ok(start_ms) };
        let opens = self.window().and_then(|window| window.next_open(start_ms, self.inputs.zone));
        match (opens, served.outside) {
            (None, _) => Err(TimerState::NotConfigured),
            (Some(opens), Outside::NotCovered) if opens != start_ms => Err(TimerState::NotCovered),
            (Some(opens), _) => Ok(opens),
        }
    }

    fn measure(
        &self,
        trigger: Occurrence,
        runs_from_ms: i64,
        span: Span,
        (index, limit): (usize, &Limit<Expr>),
    ) -> Measured<'a> {
        let window = self.window().filter(|_| self.timer.window.as_ref().is_some_and(|w| w.stop_at_close));
        let term = Term { span, window, zone: self.inputs.zone };
        let (pauses, mut rests_on) = pauses(&self.timer.pauses, self.inputs, trigger.at);
        let due = term.due(runs_from_ms, trigger.agreed_ms, &pauses);
        let extended = self.extension(trigger.at, due);
        rests_on.push(trigger);
        rests_on.extend(extended.map(|extended| extended.by));
        let (within, by) = match span {
            Span::Within(length) => (Some(length), None),
            Span::By(by) => (None, Some(by)),
        };
        let rule = Rule {
            limit: u32::try_from(index).unwrap_or(u32::MAX),
            season: limit.season.clone(),
            within,
            by,
            window: self.timer.window.as_ref().map(|served| served.name.clone()),
            paused_ms: if let Due::At { paused_ms, .. } = due { paused_ms } else { 0 },
            agreed_ms: extended.map(|extended| extended.agreed_ms),
        };
        Measured { start: trigger.at, runs_from_ms, due, pauses, rests_on, rule, extended, window }
    }

    /// The latest time that was agreed since the start, if it is later than the limit.
    fn extension(&self, start: Moment, due: Due) -> Option<Extension> {
        let Due::At { ms: due_ms, .. } = due else { return None };
        let events = self.timer.extended_by.iter();
        let agreed = events.flat_map(|event| occurrences(event, self.inputs, self.visit));
        let agreed = agreed.filter(|found| found.at.counted_from(start) >= start.ms);
        agreed
            .filter_map(|by| Some(Extension { agreed_ms: by.agreed_ms?, by }))
            .filter(|extension| extension.agreed_ms > due_ms)
            .max_by_key(|extension| extension.agreed_ms)
    }

    /// What stopped it: the first of `until` that happened. One that starts anew is stopped only by what came
    /// later; another one also by what had been done before it began, such as a call before the report.
    fn stop(&self, events: &[Event], start: Moment) -> Option<(i64, Occurrence)> {
        let found = events.iter().flat_map(|event| occurrences(event, self.inputs, self.visit));
        let found = found.map(|found| (found.at.counted_from(start), found));
        let counted = found.filter(|(at_ms, _)| !self.timer.restarts || *at_ms >= start.ms);
        counted.min_by_key(|(at_ms, _)| *at_ms).map(|(at_ms, found)| (at_ms.max(start.ms), found))
    }

    fn result(&self, measured: &Measured<'_>) -> TimerView {
        let (due_ms, left_ms) = match (measured.extended, measured.due) {
            (Some(extended), _) => (Some(extended.agreed_ms), None),
            (None, Due::At { ms, .. }) => (Some(ms), None),
            (None, Due::Paused { left_ms }) => (None, Some(left_ms)),
            (None, Due::Never) => {
                let started_at_ms = Some(measured.runs_from_ms);
                return TimerView { started_at_ms, ..self.blank(TimerState::NotConfigured) };
            }
        };
        let stop = self.stop(&self.timer.until, measured.start);
        let dropped = self.dropped(measured.start, stop.map(|(at_ms, _)| at_ms));
        let ended = stop.or(dropped);
        let now_ms = self.clocks.now_ms;
        let late = |at_ms: i64| due_ms.is_some_and(|due| at_ms.div_euclid(1_000) > due.div_euclid(1_000));
        let state = match (ended, left_ms) {
            (Some((at_ms, _)), _) if late(at_ms) => TimerState::Breached,
            (Some(_), _) if stop.is_some() => TimerState::Met,
            (Some(_), _) => TimerState::Dropped,
            (None, Some(_)) => TimerState::Paused,
            (None, None) if late(now_ms) => TimerState::Breached,
            (None, None) if measured.stands_still(now_ms, self.inputs.zone) => TimerState::Paused,
            (None, None) => TimerState::Running,
        };
        let remaining = left_ms.flatten().or_else(|| due_ms.map(|due| due.saturating_sub(now_ms)));
        let rests_on = measured.rests_on.iter().chain(ended.as_ref().map(|(_, found)| found));
        TimerView {
            started_at_ms: Some(measured.runs_from_ms),
            due_at_ms: due_ms,
            warn_at_ms: due_ms.and_then(|due| self.warn_at(measured, due)),
            stopped_at_ms: ended.map(|(at_ms, _)| at_ms),
            remaining_ms: remaining.filter(|_| ended.is_none()),
            rule: Some(measured.rule.clone()),
            certainty: self.clocks.certainty(rests_on, ended.is_none()),
            ..self.blank(state)
        }
    }

    /// The job was cancelled, declined or handed on, unless that is what the timer runs from or waits for.
    fn dropped(&self, start: Moment, stopped_ms: Option<i64>) -> Option<(i64, Occurrence)> {
        let endings = [Event::Cancelled, Event::Declined, Event::Coordinated];
        let endings: Vec<Event> = endings.into_iter().filter(|event| *event != self.timer.from).collect();
        let found = endings.iter().flat_map(|event| occurrences(event, self.inputs, None));
        let found = found.map(|found| (found.at.counted_from(start).max(start.ms), found));
        found.min_by_key(|(at_ms, _)| *at_ms).filter(|_| stopped_ms.is_none())
    }

    fn warn_at(&self, measured: &Measured<'_>, due_ms: i64) -> Option<i64> {
        let ahead = self.timer.warn_before.map(|ahead| due_ms.saturating_sub(ahead.millis()));
        let zone = self.inputs.zone;
        let that_day = matches!(measured.rule.by, Some(By::OnAnniversary(_)))
            .then(|| start_of_day(zone.local(due_ms).date(), zone))
            .flatten();
        ahead.or(that_day).map(|at_ms| at_ms.max(measured.runs_from_ms))
    }

    fn blank(&self, state: TimerState) -> TimerView {
        let timer = self.timer;
        let clock: Option<&Clock> = timer.clock.as_ref().and_then(|name| self.timing.clocks.get(name));
        TimerView {
            id: timer.id.clone(),
            title: timer.title.clone(),
            clock: timer.clock.clone(),
            clock_title: clock.map(|clock| clock.title.clone()),
            counts: self.timing.counts(timer.clock.as_deref()),
            role: timer.role.clone(),
            visit: self.visit,
            state,
            started_at_ms: None,
            due_at_ms: None,
            warn_at_ms: None,
            stopped_at_ms: None,
            remaining_ms: None,
            rule: None,
            open: None,
            certainty: Certainty::Exact,
            origin: timer.origin.clone(),
        }
    }
}

impl Measured<'_> {
    /// Whether the timer stands still at an instant, although its due time is known.
    fn stands_still(&self, now_ms: i64, zone: &Zone) -> bool {
        let paused = |pause: &Pause| pause.from_ms <= now_ms && pause.to_ms.is_some_and(|to| now_ms < to);
        let is_open = |window: &Window| window.contains(now_ms, zone);
        self.pauses.iter().any(paused) || self.window.is_some_and(|window| !is_open(window))
    }
}

/// The limit, if the company has said it.
fn span_of(limit: &Limit<Expr>) -> Option<Span> {
    match (&limit.within, &limit.by) {
        (Some(Configured::Value(length)), None) => Some(Span::Within(*length)),
        (None, Some(Configured::Value(by))) => Some(Span::By(*by)),
        _ => None,
    }
}
