//! What timers and duties say about a case at a moment.

use chrono::NaiveDate;

use super::{By, Every, Length};
use crate::expr::Name;
use crate::id::VisitId;
use crate::text::Text;

/// All timers and duties of a case that apply.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct TimersView {
    /// The moment that this view is true for, milliseconds since 1970 UTC.
    pub now_ms: i64,
    /// Timers, in the order of the pack; those of visits in the order of the visits.
    pub timers: Vec<TimerView>,
    /// Duties, in the order of the pack.
    pub duties: Vec<DutyView>,
}

/// One timer as it stands. All times: milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TimerView {
    /// Its id in the pack.
    pub id: String,
    /// What people read.
    pub title: Text,
    /// The clock that it belongs to.
    pub clock: Option<String>,
    /// What people read for the clock.
    pub clock_title: Option<Text>,
    /// Whether missing it is a breach; a clock may only warn.
    pub counts: bool,
    /// The role that has to act.
    pub role: Option<String>,
    /// The visit, of a timer that runs for every visit by itself.
    pub visit: Option<VisitId>,
    /// How it stands.
    pub state: TimerState,
    /// When it began to run.
    pub started_at_ms: Option<i64>,
    /// The last second that is in time; none while it stands still.
    pub due_at_ms: Option<i64>,
    /// When to warn, if the pack says so.
    pub warn_at_ms: Option<i64>,
    /// When it was stopped.
    pub stopped_at_ms: Option<i64>,
    /// What is left while it runs or stands still, in milliseconds; negative if it is late.
    pub remaining_ms: Option<i64>,
    /// What decided the limit.
    pub rule: Option<Rule>,
    /// An open answer on which the limit depends.
    pub open: Option<Name>,
    /// How sure this is.
    pub certainty: Certainty,
    /// Where the rule comes from, such as `T-28`.
    pub origin: Option<String>,
}

/// How a timer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerState {
    /// What starts it has not happened, or an answer that decides its limit is open.
    NotStarted,
    /// It runs and is in time.
    Running,
    /// It stands still, and was in time until then.
    Paused,
    /// It was stopped in time.
    Met,
    /// It is late, or was stopped late.
    Breached,
    /// The job was cancelled, declined or handed on before it was due.
    Dropped,
    /// It started outside of the hours of service, and nothing was promised for that.
    NotCovered,
    /// The company has not said the limit.
    NotConfigured,
}

impl TimerState {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::NotStarted,
        Self::Running,
        Self::Paused,
        Self::Met,
        Self::Breached,
        Self::Dropped,
        Self::NotCovered,
        Self::NotConfigured,
    ];

    /// Those that no clock changes any more: what expressions read as `timers.<id>`.
    pub const SETTLED: [Self; 5] =
        [Self::Met, Self::Breached, Self::Dropped, Self::NotCovered, Self::NotConfigured];

    /// The word of the glossary, also used in scenarios.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Met => "met",
            Self::Breached => "breached",
            Self::Dropped => "dropped",
            Self::NotCovered => "not_covered",
            Self::NotConfigured => "not_configured",
        }
    }
}

/// What decided a limit, so that it can be shown and checked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rule {
    /// Which of the limits, from 0.
    pub limit: u32,
    /// The season that the timer started in, if the limit asks for one.
    pub season: Option<String>,
    /// The length of time.
    pub within: Option<Length>,
    /// The moment of the calendar.
    pub by: Option<By>,
    /// The window in which it runs.
    pub window: Option<String>,
    /// How long it stood still.
    pub paused_ms: i64,
    /// The later time that was agreed instead.
    pub agreed_ms: Option<i64>,
}

/// How sure a result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "certainty")]
pub enum Certainty {
    /// As sure as the clocks of the devices.
    Exact,
    /// A wall clock that it rests on was moved by hand.
    Uncertain {
        /// By so much, in milliseconds; negative: back.
        clock_moved_ms: i64,
    },
}

/// One duty as it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DutyView {
    /// Its id in the pack.
    pub id: String,
    /// What people read.
    pub title: Text,
    /// The clock that it belongs to.
    pub clock: Option<String>,
    /// What people read for the clock.
    pub clock_title: Option<Text>,
    /// Whether missing it is a breach.
    pub counts: bool,
    /// The role that has to act.
    pub role: Option<String>,
    /// Of which calendar period.
    pub every: Every,
    /// How often in each period; `None` if the company has not said it.
    pub at_least: Option<u32>,
    /// How it stands.
    pub state: DutyState,
    /// The period at hand, while the duty lasts.
    pub current: Option<PeriodView>,
    /// The period after it: what is due then if nothing else happens.
    pub next: Option<PeriodView>,
    /// Periods that ended without enough, the newest last; at most [`DutyView::MAX_MISSED`].
    pub missed: Vec<PeriodView>,
    /// How sure this is.
    pub certainty: Certainty,
    /// Where the rule comes from, such as `T-08`.
    pub origin: Option<String>,
}

impl DutyView {
    /// The most missed periods listed: two years of weeks.
    pub const MAX_MISSED: usize = 104;
}

/// How a duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyState {
    /// What begins it has not happened.
    NotStarted,
    /// The period at hand still asks for something.
    Open,
    /// The period at hand has what it asks for, or asks for nothing.
    Done,
    /// It is over.
    Ended,
    /// The company has not said how often.
    NotConfigured,
}

impl DutyState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::NotStarted, Self::Open, Self::Done, Self::Ended, Self::NotConfigured];

    /// The word of the glossary, also used in scenarios.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Open => "open",
            Self::Done => "done",
            Self::Ended => "ended",
            Self::NotConfigured => "not_configured",
        }
    }
}

/// A week or a month of a duty.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PeriodView {
    /// Its first day, in the zone of the site.
    #[serde(serialize_with = "as_text")]
    pub from: NaiveDate,
    /// Its last day.
    #[serde(serialize_with = "as_text")]
    pub to: NaiveDate,
    /// How often it was done.
    pub done: u32,
    /// How often it must be done.
    pub needed: u32,
    /// The last second of the period, milliseconds since 1970 UTC.
    pub due_at_ms: i64,
    /// When to warn.
    pub warn_at_ms: Option<i64>,
}

fn as_text<S: serde::Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

impl PeriodView {
    /// Whether it asks for nothing more.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.done >= self.needed
    }
}

/// Something with a due time that is not stopped: what an app sets an alarm for, and what a list sorts by. It
/// stays true until the case changes. All times: milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Alarm {
    /// The id of the timer or duty.
    pub id: String,
    /// What people read.
    pub title: Text,
    /// What people read for the clock.
    pub clock_title: Option<Text>,
    /// Whether missing it is a breach.
    pub counts: bool,
    /// The role that has to act.
    pub role: Option<String>,
    /// The visit, if it is about one.
    pub visit: Option<VisitId>,
    /// When to warn.
    pub warn_at_ms: Option<i64>,
    /// The last second that is in time.
    pub due_at_ms: i64,
    /// How sure this is; programs read whether no clock that it rests on was moved by hand.
    #[serde(rename = "certain", serialize_with = "as_certain")]
    pub certainty: Certainty,
}

fn as_certain<S: serde::Serializer>(certainty: &Certainty, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bool(*certainty == Certainty::Exact)
}

impl TimersView {
    /// Everything that is due some time, late ones among them, the earliest first. With two clocks over one job
    /// the alarm so goes at the earlier (AMB-10).
    #[must_use]
    pub fn alarms(&self) -> Vec<Alarm> {
        let timers = self.timers.iter().filter_map(TimerView::alarm);
        let mut alarms: Vec<Alarm> = timers.chain(self.duties.iter().flat_map(DutyView::alarms)).collect();
        alarms.sort_by(|a, b| (a.due_at_ms, &a.id, a.visit).cmp(&(b.due_at_ms, &b.id, b.visit)));
        alarms
    }

    /// Until when [`TimersView::alarms`] are complete if the case does not change, milliseconds since 1970 UTC:
    /// after that a duty has a further period. `None`: as long as it does not change.
    #[must_use]
    pub fn holds_until_ms(&self) -> Option<i64> {
        self.duties.iter().filter_map(|duty| duty.current.as_ref()).map(|period| period.due_at_ms).min()
    }

    /// Whether something was missed whose clock counts.
    #[must_use]
    pub fn is_breached(&self) -> bool {
        let timer = |timer: &TimerView| timer.counts && timer.state == TimerState::Breached;
        self.timers.iter().any(timer) || self.duties.iter().any(|duty| duty.counts && !duty.missed.is_empty())
    }
}

impl TimerView {
    /// One that stands still only because its window is closed is due at a known moment, and runs again without
    /// any news. One that waits for news has no due time.
    fn alarm(&self) -> Option<Alarm> {
        let runs = matches!(self.state, TimerState::Running | TimerState::Breached | TimerState::Paused);
        Some(Alarm {
            id: self.id.clone(),
            title: self.title.clone(),
            clock_title: self.clock_title.clone(),
            counts: self.counts,
            role: self.role.clone(),
            visit: self.visit,
            warn_at_ms: self.warn_at_ms,
            due_at_ms: self.due_at_ms.filter(|_| runs && self.stopped_at_ms.is_none())?,
            certainty: self.certainty,
        })
    }
}

impl DutyView {
    /// The newest missed period, the one at hand and the one after it, as far as they ask for something.
    fn alarms(&self) -> Vec<Alarm> {
        let lasts = matches!(self.state, DutyState::Open | DutyState::Done);
        let periods = self.missed.last().into_iter().chain(&self.current).chain(&self.next);
        let open = periods.filter(|period| lasts && !period.is_done());
        open.map(|period| Alarm {
            id: self.id.clone(),
            title: self.title.clone(),
            clock_title: self.clock_title.clone(),
            counts: self.counts,
            role: self.role.clone(),
            visit: None,
            warn_at_ms: period.warn_at_ms,
            due_at_ms: period.due_at_ms,
            certainty: self.certainty,
        })
        .collect()
    }
}
