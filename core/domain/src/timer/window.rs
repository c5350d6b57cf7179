//! Hours of service: when a clock runs (catalogue rule T-43, scenario 15).

use std::fmt;

use chrono::{Datelike, NaiveDate, NaiveTime};

use crate::text::Text;
use crate::zone::Zone;

/// The days that are looked at before a window counts as never open: ten years.
const MAX_DAYS: usize = 3_660;

/// Hours of service, by the clocks of the site.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// What people read.
    pub title: Text,
    /// The hours; what lies in one of them is served.
    pub hours: Vec<Hours>,
}

/// Opening hours of some weekdays.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// On these days.
    pub days: Vec<Weekday>,
    /// From this time of day.
    pub open: TimeOfDay,
    /// Until this time of day, which is the first that is not served.
    pub close: TimeOfDay,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    const WEEK: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    fn of(date: NaiveDate) -> Self {
        Self::WEEK[date.weekday().num_days_from_monday() as usize % 7]
    }
}

/// A time of day, written `08:30`; `24:00` is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay {
    minutes: u16,
}

/// A text that is not a [`TimeOfDay`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time of day such as 08:30")]
pub struct InvalidTimeOfDay(String);

impl TimeOfDay {
    const END: u16 = 24 * 60;

    fn instant(self, date: NaiveDate, zone: &Zone) -> Option<i64> {
        let date = if self.minutes == Self::END { date.succ_opt()? } else { date };
        let minutes = u32::from(self.minutes % Self::END);
        let time = NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0)?;
        Some(zone.instant(date.and_time(time)))
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = InvalidTimeOfDay;

    fn try_from(text: String) -> Result<Self, InvalidTimeOfDay> {
        let time = NaiveTime::parse_from_str(&text, "%H:%M").ok().filter(|_| text.len() == 5);
        let minutes = time.map(|time| time.signed_duration_since(NaiveTime::MIN).num_minutes());
        let minutes = minutes.and_then(|minutes| u16::try_from(minutes).ok());
        let minutes = minutes.or((text == "24:00").then_some(Self::END));
        minutes
            .map(|minutes| Self { minutes })
            .ok_or_else(|| InvalidTimeOfDay(text.chars().take(20).collect()))
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl Window {
    /// Whether an instant is served. The moment of closing is not.
    #[must_use]
    pub fn contains(&self, at_ms: i64, zone: &Zone) -> bool {
        self.next_open(at_ms, zone) == Some(at_ms)
    }

    /// The instant itself if it is served, else the next opening; `None` if the window never opens.
    #[must_use]
    pub fn next_open(&self, at_ms: i64, zone: &Zone) -> Option<i64> {
        self.stretches(at_ms, zone).next().map(|(open, _)| open)
    }

    /// The instant at which `millis` of open time have passed since `from_ms`; `None` if the window is never
    /// open for so long.
    pub(super) fn after(&self, from_ms: i64, millis: i64, zone: &Zone) -> Option<i64> {
        let mut left = millis;
        for (open, close) in self.stretches(from_ms, zone) {
            if left <= close - open {
                return Some(open + left);
            }
            left -= close - open;
        }
        None
    }

    /// Milliseconds of open time between two instants.
    pub(super) fn open_between(&self, from_ms: i64, to_ms: i64, zone: &Zone) -> i64 {
        self.stretches(from_ms, zone)
            .take_while(|(open, _)| *open < to_ms)
            .map(|(open, close)| close.min(to_ms) - open)
            .fold(0, i64::saturating_add)
    }

    /// The open stretches that end after an instant, in order, none of them empty and none overlapping; the
    /// first one begins no earlier than the instant.
    fn stretches<'a>(&'a self, from_ms: i64, zone: &'a Zone) -> impl Iterator<Item = (i64, i64)> + 'a {
        let first = zone.local(from_ms).date();
        let mut served_until = from_ms;
        let days = first.iter_days().take(MAX_DAYS).flat_map(move |date| self.on(date, zone));
        days.filter_map(move |(open, close)| {
            let stretch = (open.max(served_until), close);
            served_until = served_until.max(close);
            (stretch.0 < stretch.1).then_some(stretch)
        })
    }

    /// The opening hours of one day, earliest first.
    fn on(&self, date: NaiveDate, zone: &Zone) -> Vec<(i64, i64)> {
        let day = Weekday::of(date);
        let today = self.hours.iter().filter(|hours| hours.days.contains(&day));
        let mut hours: Vec<(i64, i64)> = today
            .filter_map(|hours| Some((hours.open.instant(date, zone)?, hours.close.instant(date, zone)?)))
            .collect();
        hours.sort_unstable();
        hours
    }
}
