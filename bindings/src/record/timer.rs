//! What must happen by when.

use doorstep_core as core;
use doorstep_domain::calendar;
use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::text::{Language, Text};
use doorstep_domain::timer::{
    self, Certainty, DutyState, DutyView, PeriodView, Rule, TimerState, TimerView, TimersView,
};

use crate::value::Timestamp;

/// The timers and duties of a job as they stand.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Timers {
    /// The moment that this is true for.
    pub now: Timestamp,
    /// What must happen by a time; only what applies.
    pub timers: Vec<Timer>,
    /// What must happen so many times in every week or month.
    pub duties: Vec<Duty>,
}

impl Timers {
    pub(crate) fn of(view: TimersView, language: &Language) -> Self {
        let TimersView { now_ms, timers, duties } = view;
        Self {
            now: Timestamp(now_ms),
            timers: timers.into_iter().map(|timer| Timer::of(timer, language)).collect(),
            duties: duties.into_iter().map(|duty| Duty::of(duty, language)).collect(),
        }
    }
}

/// One timer as it stands.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Timer {
    /// Its id in the pack.
    pub id: String,
    /// What people read.
    pub title: String,
    /// The clock that it belongs to: the promise to the customer, the contract of an outlet.
    pub clock: Option<String>,
    /// Whether missing it is a breach; a clock may only warn.
    pub counts: bool,
    /// The role that has to act.
    pub role: Option<String>,
    /// The visit, of a timer that runs for every visit by itself.
    pub visit: Option<VisitId>,
    /// How it stands.
    pub state: TimerState,
    /// When it began to run.
    pub started: Option<Timestamp>,
    /// The last second that is in time; nothing while it stands still.
    pub due: Option<Timestamp>,
    /// When to warn.
    pub warn: Option<Timestamp>,
    /// When it was stopped.
    pub stopped: Option<Timestamp>,
    /// What is left while it runs or stands still, in milliseconds; negative if it is late.
    pub remaining_ms: Option<i64>,
    /// What decided the limit.
    pub rule: Option<TimerRule>,
    /// The name of an open answer on which the limit depends.
    pub open: Option<String>,
    /// By how much a clock was moved by hand on which this rests, in milliseconds; nothing if none was.
    pub clock_moved_ms: Option<i64>,
    /// Where the rule comes from.
    pub origin: Option<String>,
}

impl Timer {
    fn of(view: TimerView, language: &Language) -> Self {
        let TimerView {
            id,
            title,
            clock: _,
            clock_title,
            counts,
            role,
            visit,
            state,
            started_at_ms,
            due_at_ms,
            warn_at_ms,
            stopped_at_ms,
            remaining_ms,
            rule,
            open,
            certainty,
            origin,
        } = view;
        Self {
            id,
            title: words(&title, language),
            clock: clock_title.map(|title| words(&title, language)),
            counts,
            role,
            visit,
            state,
            started: started_at_ms.map(Timestamp),
            due: due_at_ms.map(Timestamp),
            warn: warn_at_ms.map(Timestamp),
            stopped: stopped_at_ms.map(Timestamp),
            remaining_ms,
            rule: rule.and_then(TimerRule::of),
            open: open.map(|name| name.as_str().to_owned()),
            clock_moved_ms: moved(certainty),
            origin,
        }
    }
}

/// What decided a limit, so that it can be shown.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TimerRule {
    /// How long it may take.
    pub limit: TimeLimit,
    /// The season that it started in, if the limit asks for one.
    pub season: Option<String>,
    /// The hours of service in which it runs.
    pub window: Option<String>,
    /// How long it stood still, in milliseconds.
    pub paused_ms: i64,
    /// The later time that was agreed instead.
    pub agreed: Option<Timestamp>,
}

impl TimerRule {
    fn of(rule: Rule) -> Option<Self> {
        let Rule { limit: _, season, within, by, window, paused_ms, agreed_ms } = rule;
        let within = within.map(|length| TimeLimit::Within { millis: length.millis() });
        let limit = within.or_else(|| by.map(Into::into))?;
        Some(Self { limit, season, window, paused_ms, agreed: agreed_ms.map(Timestamp) })
    }
}

/// How long something may take.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum TimeLimit {
    /// A length of time.
    Within {
        /// In milliseconds.
        millis: i64,
    },
    /// Until the end of the day on which it starts.
    SameDay,
    /// Until the end of the day before the anniversary.
    BeforeAnniversary {
        /// Of what.
        span: CalendarSpan,
    },
    /// Until the end of the anniversary.
    ThroughAnniversary {
        /// Of what.
        span: CalendarSpan,
    },
    /// On the day of the anniversary.
    OnAnniversary {
        /// Of what.
        span: CalendarSpan,
    },
    /// So long before an agreed time.
    Ahead {
        /// In milliseconds.
        millis: i64,
    },
}

impl From<timer::By> for TimeLimit {
    fn from(by: timer::By) -> Self {
        match by {
            timer::By::SameDay => Self::SameDay,
            timer::By::BeforeAnniversary(span) => Self::BeforeAnniversary { span: span.into() },
            timer::By::ThroughAnniversary(span) => Self::ThroughAnniversary { span: span.into() },
            timer::By::OnAnniversary(span) => Self::OnAnniversary { span: span.into() },
            timer::By::Ahead(length) => Self::Ahead { millis: length.millis() },
        }
    }
}

/// A span of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum CalendarSpan {
    /// Years.
    Years {
        /// How many.
        count: u32,
    },
    /// Months.
    Months {
        /// How many.
        count: u32,
    },
    /// Days.
    Days {
        /// How many.
        count: u32,
    },
}

impl From<calendar::Span> for CalendarSpan {
    fn from(span: calendar::Span) -> Self {
        match span {
            calendar::Span::Years(count) => Self::Years { count },
            calendar::Span::Months(count) => Self::Months { count },
            calendar::Span::Days(count) => Self::Days { count },
        }
    }
}

/// One duty as it stands.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Duty {
    /// Its id in the pack.
    pub id: String,
    /// What people read.
    pub title: String,
    /// The clock that it belongs to.
    pub clock: Option<String>,
    /// Whether missing it is a breach.
    pub counts: bool,
    /// The role that has to act.
    pub role: Option<String>,
    /// Whether its periods are months; else weeks, Monday to Sunday.
    pub is_monthly: bool,
    /// How often in each period; nothing if the company has not said it.
    pub at_least: Option<u32>,
    /// How it stands.
    pub state: DutyState,
    /// The period at hand, while the duty lasts.
    pub current: Option<DutyPeriod>,
    /// The period after it.
    pub next: Option<DutyPeriod>,
    /// Periods that ended without enough, the newest last.
    pub missed: Vec<DutyPeriod>,
    /// By how much a clock was moved by hand on which this rests, in milliseconds; nothing if none was.
    pub clock_moved_ms: Option<i64>,
    /// Where the rule comes from.
    pub origin: Option<String>,
}

impl Duty {
    fn of(view: DutyView, language: &Language) -> Self {
        let DutyView {
            id,
            title,
            clock: _,
            clock_title,
            counts,
            role,
            every,
            at_least,
            state,
            current,
            next,
            missed,
            certainty,
            origin,
        } = view;
        Self {
            id,
            title: words(&title, language),
            clock: clock_title.map(|title| words(&title, language)),
            counts,
            role,
            is_monthly: every == timer::Every::Month,
            at_least,
            state,
            current: current.map(Into::into),
            next: next.map(Into::into),
            missed: missed.into_iter().map(Into::into).collect(),
            clock_moved_ms: moved(certainty),
            origin,
        }
    }
}

/// A week or a month of a duty.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DutyPeriod {
    /// Its first day, `YYYY-MM-DD`.
    pub from: String,
    /// Its last day.
    pub to: String,
    /// How often it was done.
    pub done: u32,
    /// How often it must be done.
    pub needed: u32,
    /// The last second of the period.
    pub due: Timestamp,
    /// When to warn.
    pub warn: Option<Timestamp>,
}

impl From<PeriodView> for DutyPeriod {
    fn from(period: PeriodView) -> Self {
        let PeriodView { from, to, done, needed, due_at_ms, warn_at_ms } = period;
        let (from, to) = (from.to_string(), to.to_string());
        Self { from, to, done, needed, due: Timestamp(due_at_ms), warn: warn_at_ms.map(Timestamp) }
    }
}

/// Something that is due in one of the jobs.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DueSummary {
    /// The job.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The customer's name.
    pub customer: String,
    /// Where it is.
    pub address: String,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// The id of the timer or duty.
    pub timer: String,
    /// What people read.
    pub title: String,
    /// The clock that it belongs to.
    pub clock: Option<String>,
    /// Whether missing it is a breach.
    pub counts: bool,
    /// The role that has to act.
    pub role: Option<String>,
    /// The visit, if it is about one.
    pub visit: Option<VisitId>,
    /// When to warn.
    pub warn: Option<Timestamp>,
    /// The last second that is in time.
    pub due: Timestamp,
    /// Whether that is over by this device's clock.
    pub is_overdue: bool,
    /// Whether no clock that it rests on was moved by hand.
    pub is_certain: bool,
}

impl DueSummary {
    pub(crate) fn of(row: core::DueSummary, language: &Language) -> Self {
        let core::DueSummary {
            case,
            number,
            customer,
            address,
            time_zone,
            timer,
            title,
            clock_title,
            counts,
            role,
            visit,
            warn_at_ms,
            due_at_ms,
            is_overdue,
            is_certain,
        } = row;
        Self {
            case,
            number,
            customer,
            address,
            time_zone,
            timer,
            title: words(&title, language),
            clock: clock_title.map(|title| words(&title, language)),
            counts,
            role,
            visit,
            warn: warn_at_ms.map(Timestamp),
            due: Timestamp(due_at_ms),
            is_overdue,
            is_certain,
        }
    }
}

fn words(text: &Text, language: &Language) -> String {
    text.get(language).to_owned()
}

fn moved(certainty: Certainty) -> Option<i64> {
    match certainty {
        Certainty::Exact => None,
        Certainty::Uncertain { clock_moved_ms } => Some(clock_moved_ms),
    }
}
