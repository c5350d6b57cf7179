//! Duties held against a case: so many times in every week or month.

use chrono::{Datelike, NaiveDate};

use super::Event;
use super::definition::{Duty, Every, FirstPeriod, Timing};
use super::evaluate::{Inputs, holds};
use super::limit::{end_of_day, start_of_day};
use super::moment::Clocks;
use super::occurrence::{Occurrence, occurrences};
use super::view::{Certainty, DutyState, DutyView, PeriodView};
use crate::calendar::{add_days, add_months};
use crate::expr::Expr;

/// The most periods that are looked at: ten years of weeks. What a device claims to be older is not counted.
const MAX_PERIODS: u32 = 530;

/// How a duty stands; `None` if it does not apply.
pub(super) fn duty_view(
    timing: &Timing<Expr>,
    duty: &Duty<Expr>,
    inputs: &Inputs<'_>,
    clocks: &Clocks,
) -> Option<DutyView> {
    if duty.when.is_some() && holds(duty.when.as_ref(), &*(inputs.context)(None)) != Ok(true) {
        return None;
    }
    let mut view = blank(timing, duty);
    let Some(needed) = duty.at_least.get().copied() else {
        view.state = DutyState::NotConfigured;
        return Some(view);
    };
    let Some(begin) = occurrences(&duty.from, inputs, None).first().copied() else { return Some(view) };
    let end = ending(duty, inputs, begin.at.ms);
    let counted: Vec<Occurrence> =
        duty.counts.iter().flat_map(|event| occurrences(event, inputs, None)).collect();
    let course = Course { duty, inputs, needed, begin_ms: begin.at.ms, counted: &counted };
    let until_ms = end.map_or(clocks.now_ms, |end| end.at.ms.min(clocks.now_ms));
    course.walk(until_ms, &mut view)?;
    if end.is_some_and(|end| end.at.ms <= clocks.now_ms) {
        (view.state, view.current, view.next) = (DutyState::Ended, None, None);
    }
    let rests_on = counted.iter().chain([&begin]).chain(end.as_ref());
    view.certainty = clocks.certainty(rests_on, view.state != DutyState::Ended);
    Some(view)
}

/// What ends a duty: the first of its events, or that the job is cancelled or declined.
fn ending(duty: &Duty<Expr>, inputs: &Inputs<'_>, begin_ms: i64) -> Option<Occurrence> {
    let always = [Event::Cancelled, Event::Declined];
    let events = duty.until.iter().chain(always.iter().filter(|event| **event != duty.from));
    let found = events.flat_map(|event| occurrences(event, inputs, None));
    found.filter(|found| found.at.ms >= begin_ms).min_by_key(|found| found.at.ms)
}

/// A duty that has begun.
struct Course<'a> {
    duty: &'a Duty<Expr>,
    inputs: &'a Inputs<'a>,
    needed: u32,
    begin_ms: i64,
    counted: &'a [Occurrence],
}

impl Course<'_> {
    /// Goes through the periods up to an instant. `None` beyond the calendar.
    fn walk(&self, until_ms: i64, view: &mut DutyView) -> Option<()> {
        let every = self.duty.every;
        let first = every.first_day(self.inputs.zone.local(self.begin_ms).date())?;
        let last = every.first_day(self.inputs.zone.local(until_ms.max(self.begin_ms)).date())?;
        let mut day = every.earliest(first, last)?;
        while day < last {
            let period = self.period(day, first)?;
            if !period.is_done() {
                view.missed.push(period);
            }
            day = every.after(day)?;
        }
        let surplus = view.missed.len().saturating_sub(DutyView::MAX_MISSED);
        view.missed.drain(..surplus);
        let current = self.period(last, first)?;
        view.state = if current.is_done() { DutyState::Done } else { DutyState::Open };
        view.current = Some(current);
        view.next = Some(self.period(every.after(last)?, first)?);
        Some(())
    }

    fn period(&self, from: NaiveDate, first: NaiveDate) -> Option<PeriodView> {
        let zone = self.inputs.zone;
        let to = self.duty.every.after(from)?.pred_opt()?;
        let (start_ms, due_at_ms) = (start_of_day(from, zone)?, end_of_day(to, zone)?);
        let in_period = start_ms..due_at_ms.saturating_add(1_000);
        let done = self.counted.iter().filter(|found| in_period.contains(&found.at.ms)).count();
        let is_part = from == first && start_ms < self.begin_ms;
        let is_free = is_part && self.duty.first_period == FirstPeriod::Free;
        Some(PeriodView {
            from,
            to,
            done: u32::try_from(done).unwrap_or(u32::MAX),
            needed: if is_free { 0 } else { self.needed },
            due_at_ms,
            warn_at_ms: self.duty.warn_before.map(|ahead| due_at_ms.saturating_sub(ahead.millis())),
        })
    }
}

impl Every {
    /// The first day of the period in which a day lies. Weeks begin on Monday.
    fn first_day(self, date: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Week => add_days(date, -i64::from(date.weekday().num_days_from_monday())),
            Self::Month => date.with_day(1),
        }
    }

    /// The first day of the next period.
    fn after(self, first_day: NaiveDate) -> Option<NaiveDate> {
        self.ahead(first_day, 1)
    }

    /// The first of [`MAX_PERIODS`] periods that end with the last one, if there are more.
    fn earliest(self, first: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
        Some(first.max(self.ahead(last, -i64::from(MAX_PERIODS)).unwrap_or(first)))
    }

    fn ahead(self, first_day: NaiveDate, periods: i64) -> Option<NaiveDate> {
        match self {
            Self::Week => add_days(first_day, periods * 7),
            Self::Month => add_months(first_day, periods),
        }
    }
}

fn blank(timing: &Timing<Expr>, duty: &Duty<Expr>) -> DutyView {
    let clock = duty.clock.as_ref().and_then(|name| timing.clocks.get(name));
    DutyView {
        id: duty.id.clone(),
        title: duty.title.clone(),
        clock: duty.clock.clone(),
        clock_title: clock.map(|clock| clock.title.clone()),
        counts: timing.counts(duty.clock.as_deref()),
        role: duty.role.clone(),
        every: duty.every,
        at_least: duty.at_least.get().copied(),
        state: DutyState::NotStarted,
        current: None,
        next: None,
        missed: Vec::new(),
        certainty: Certainty::Exact,
        origin: duty.origin.clone(),
    }
}
