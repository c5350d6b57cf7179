//! From the start of a timer to its due time.

use chrono::{NaiveDate, NaiveDateTime};

use super::pause::Pause;
use super::{By, Length, Window};
use crate::calendar::Ends;
use crate::zone::Zone;

/// How long something may take, and in which hours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term<'a> {
    pub(super) span: Span,
    /// The window in which the time runs, if it stands still outside.
    pub(super) window: Option<&'a Window>,
    pub(super) zone: &'a Zone,
}

/// A limit that is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Within(Length),
    By(By),
}

/// Where a limit lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// The last second that is in time; paused for so long before.
    At { ms: i64, paused_ms: i64 },
    /// The timer stands still, with so much time left if that can be counted.
    Paused { left_ms: Option<i64> },
    /// There is no such moment: the calendar ends, or the window never opens.
    Never,
}

impl Term<'_> {
    /// The due time of a timer that starts at `start_ms` and stands still in `pauses`, which are in order and do
    /// not touch. `agreed_ms` is the time that its start agreed.
    pub(super) fn due(&self, start_ms: i64, agreed_ms: Option<i64>, pauses: &[Pause]) -> Due {
        match self.span {
            Span::Within(length) => self.within(start_ms, length.millis(), pauses),
            Span::By(By::Ahead(length)) => match agreed_ms {
                Some(agreed) => Due::At { ms: agreed.saturating_sub(length.millis()), paused_ms: 0 },
                None => Due::Never,
            },
            Span::By(by) => self.by(start_ms, by, pauses),
        }
    }

    /// Spends the length in the stretches between pauses.
    fn within(&self, start_ms: i64, length_ms: i64, pauses: &[Pause]) -> Due {
        let (mut at_ms, mut left_ms, mut paused_ms) = (start_ms, length_ms, 0_i64);
        for pause in pauses.iter().filter(|pause| pause.to_ms.is_none_or(|to| to > start_ms)) {
            let Some(due) = self.run(at_ms, left_ms) else { return Due::Never };
            if due <= pause.from_ms {
                break;
            }
            left_ms -= self.passed(at_ms, pause.from_ms);
            let Some(to_ms) = pause.to_ms else { return Due::Paused { left_ms: Some(left_ms) } };
            paused_ms = paused_ms.saturating_add(to_ms - pause.from_ms.max(start_ms));
            at_ms = to_ms;
        }
        self.run(at_ms, left_ms).map_or(Due::Never, |ms| Due::At { ms, paused_ms })
    }

    /// Moves the start on by the pauses, and counts days from there.
    fn by(&self, start_ms: i64, by: By, pauses: &[Pause]) -> Due {
        let mut paused_ms = 0_i64;
        for pause in pauses.iter().filter(|pause| pause.to_ms.is_none_or(|to| to > start_ms)) {
            let due = self.last_second(start_ms.saturating_add(paused_ms), by);
            if due.is_none_or(|due| due <= pause.from_ms) {
                break;
            }
            let Some(to_ms) = pause.to_ms else { return Due::Paused { left_ms: None } };
            paused_ms = paused_ms.saturating_add(to_ms - pause.from_ms.max(start_ms));
        }
        let due = self.last_second(start_ms.saturating_add(paused_ms), by);
        due.map_or(Due::Never, |ms| Due::At { ms, paused_ms })
    }

    fn run(&self, from_ms: i64, millis: i64) -> Option<i64> {
        match self.window {
            Some(window) => window.after(from_ms, millis, self.zone),
            None => from_ms.checked_add(millis),
        }
    }

    fn passed(&self, from_ms: i64, to_ms: i64) -> i64 {
        let elapsed = match self.window {
            Some(window) => window.open_between(from_ms, to_ms, self.zone),
            None => to_ms.saturating_sub(from_ms),
        };
        elapsed.max(0)
    }

    /// The last second of the last day that counts.
    fn last_second(&self, start_ms: i64, by: By) -> Option<i64> {
        let first = self.zone.local(start_ms).date();
        let last = match by {
            By::SameDay => Some(first),
            By::BeforeAnniversary(span) => Ends::BeforeAnniversary.last_day(span, first),
            By::ThroughAnniversary(span) => Ends::ThroughAnniversary.last_day(span, first),
            By::OnAnniversary(span) => span.anniversary(first),
            By::Ahead(_) => None,
        };
        end_of_day(last?, self.zone)
    }
}

/// The last second of a day.
pub(super) fn end_of_day(date: NaiveDate, zone: &Zone) -> Option<i64> {
    start_of_day(date.succ_opt()?, zone).map(|next| next - 1_000)
}

/// The first instant of a day.
pub(super) fn start_of_day(date: NaiveDate, zone: &Zone) -> Option<i64> {
    let midnight: NaiveDateTime = date.and_hms_opt(0, 0, 0)?;
    Some(zone.instant(midnight))
}
