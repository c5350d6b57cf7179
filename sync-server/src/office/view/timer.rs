//! What must happen by when: how it stands in one job, and what is due, as lists show it.

use doorstep_domain::expr::Name;
use doorstep_domain::id::VisitId;
use doorstep_domain::text::Text;
use doorstep_domain::timer::{
    Alarm, Certainty, DutyState, DutyView, Every, PeriodView, TimerState, TimerView, TimersView,
};
use serde::Serialize;

use super::source::Reading;
use crate::store::AlarmRow;

/// Something that waits for somebody by a time. All times: milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// It.
    #[serde(flatten)]
    pub alarm: Alarm,
    /// How it stands now.
    pub state: DueState,
}

/// How something stands that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// It should have been done.
    Overdue,
    /// The time to warn has come.
    Soon,
    /// There is time.
    Open,
}

impl Due {
    /// What the read model holds, as it stands at a moment: time passes without news.
    pub(super) fn at(row: AlarmRow, now_ms: i64) -> Self {
        let alarm = row.alarm;
        let is_overdue = alarm.due_at_ms.div_euclid(1_000) < now_ms.div_euclid(1_000);
        let state = match alarm.warn_at_ms {
            _ if is_overdue => DueState::Overdue,
            Some(warn_at_ms) if warn_at_ms <= now_ms => DueState::Soon,
            _ => DueState::Open,
        };
        Self { alarm, state }
    }

    /// Whether a promise that counts is broken as long as nobody acts.
    pub(in crate::office) fn is_breached(&self) -> bool {
        self.alarm.counts && self.state == DueState::Overdue
    }
}

/// The timers and duties of a job as they stand now. All times: milliseconds since 1970 UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Timers {
    /// The moment that this is true for.
    pub now_ms: i64,
    /// Whether something was missed whose clock counts.
    pub breached: bool,
    /// Timers, in the order of the pack; those of visits in the order of the visits.
    pub timers: Vec<Timer>,
    /// Duties, in the order of the pack.
    pub duties: Vec<Duty>,
}

/// What the pack says about a timer or a duty, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimeRule {
    /// Its id in the pack.
    pub id: String,
    /// What people read.
    pub title: String,
    /// The clock that it belongs to.
    pub clock: Option<String>,
    /// What people read for the clock.
    pub clock_title: Option<String>,
    /// Whether missing it is a breach; a clock may only warn.
    pub counts: bool,
    /// The role that has to act.
    pub role: Option<String>,
    /// What people read for the role.
    pub role_title: Option<String>,
    /// By how much a clock that it rests on was moved by hand, in milliseconds; `null`: it is as sure as clocks are.
    pub clock_moved_ms: Option<i64>,
    /// Where the rule comes from.
    pub origin: Option<String>,
}

/// One timer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Timer {
    /// What it is.
    #[serde(flatten)]
    pub rule: TimeRule,
    /// The visit, of a timer that runs for every visit by itself.
    pub visit: Option<VisitId>,
    /// The number of that visit.
    pub visit_number: Option<u32>,
    /// How it stands.
    pub state: TimerState,
    /// When it began to run.
    pub started_at_ms: Option<i64>,
    /// The last second that is in time; none while it stands still.
    pub due_at_ms: Option<i64>,
    /// When to warn.
    pub warn_at_ms: Option<i64>,
    /// When it was stopped.
    pub stopped_at_ms: Option<i64>,
    /// What is left while it runs or stands still, in milliseconds; negative if it is late.
    pub remaining_ms: Option<i64>,
    /// A later time that was agreed and took the place of the limit.
    pub agreed_ms: Option<i64>,
    /// How long it stood still, in milliseconds.
    pub paused_ms: i64,
    /// An open answer on which the limit depends, as people call it.
    pub open: Option<String>,
}

/// One duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Duty {
    /// What it is.
    #[serde(flatten)]
    pub rule: TimeRule,
    /// Of which calendar period.
    pub every: Every,
    /// How often in each period; `null` if the company has not said it.
    pub at_least: Option<u32>,
    /// How it stands.
    pub state: DutyState,
    /// The period at hand, while the duty lasts.
    pub current: Option<PeriodView>,
    /// Periods that ended without enough, the newest last.
    pub missed: Vec<PeriodView>,
}

impl Reading<'_> {
    /// How they stand now; nothing if the pack is not here.
    pub(super) fn timers(&self) -> Timers {
        let now = self.node.desk.time(self.node.now_ms());
        let view = self.pack.as_deref().and_then(|pack| self.case.timers(pack, now).ok());
        let view = view.unwrap_or_else(|| TimersView { now_ms: now.wall_ms, ..TimersView::default() });
        Timers {
            now_ms: view.now_ms,
            breached: view.is_breached(),
            timers: view.timers.into_iter().map(|timer| self.timer(timer)).collect(),
            duties: view.duties.into_iter().map(|duty| self.duty(duty)).collect(),
        }
    }

    fn timer(&self, timer: TimerView) -> Timer {
        let visits = &self.case.state().visits;
        let visit_number = timer.visit.and_then(|visit| visits.get(&visit)).map(|visit| visit.number);
        let decided = timer.rule.as_ref();
        Timer {
            rule: TimeRule {
                title: timer.title.get(self.language).to_owned(),
                clock_title: self.read(timer.clock_title.as_ref()),
                role_title: self.role_title(timer.role.as_deref()),
                clock_moved_ms: moved(timer.certainty),
                id: timer.id,
                clock: timer.clock,
                counts: timer.counts,
                role: timer.role,
                origin: timer.origin,
            },
            visit_number,
            agreed_ms: decided.and_then(|rule| rule.agreed_ms),
            paused_ms: decided.map_or(0, |rule| rule.paused_ms),
            open: timer.open.as_ref().map(|name| self.step_title(name)),
            visit: timer.visit,
            state: timer.state,
            started_at_ms: timer.started_at_ms,
            due_at_ms: timer.due_at_ms,
            warn_at_ms: timer.warn_at_ms,
            stopped_at_ms: timer.stopped_at_ms,
            remaining_ms: timer.remaining_ms,
        }
    }

    fn duty(&self, duty: DutyView) -> Duty {
        Duty {
            rule: TimeRule {
                title: duty.title.get(self.language).to_owned(),
                clock_title: self.read(duty.clock_title.as_ref()),
                role_title: self.role_title(duty.role.as_deref()),
                clock_moved_ms: moved(duty.certainty),
                id: duty.id,
                clock: duty.clock,
                counts: duty.counts,
                role: duty.role,
                origin: duty.origin,
            },
            every: duty.every,
            at_least: duty.at_least,
            state: duty.state,
            current: duty.current,
            missed: duty.missed,
        }
    }

    fn read(&self, text: Option<&Text>) -> Option<String> {
        text.map(|text| text.get(self.language).to_owned())
    }

    /// What people read for a role of the pack.
    pub(super) fn role_title(&self, role: Option<&str>) -> Option<String> {
        let role = role?;
        let title = self.pack.as_deref().and_then(|pack| pack.roles.get(role));
        Some(title.map_or(role, |role| role.title.get(self.language)).to_owned())
    }

    /// What people call the step that an expression reads.
    fn step_title(&self, name: &Name) -> String {
        let service = self.pack.as_deref().and_then(|pack| self.case.service(pack).ok());
        let step = name.within("answers").and_then(|step| service.as_ref()?.checklist.step(step));
        step.map_or_else(|| name.to_string(), |step| step.title.get(self.language).to_owned())
    }
}

fn moved(certainty: Certainty) -> Option<i64> {
    match certainty {
        Certainty::Exact => None,
        Certainty::Uncertain { clock_moved_ms } => Some(clock_moved_ms),
    }
}
