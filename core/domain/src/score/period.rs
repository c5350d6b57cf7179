//! The month or year for which a score is given.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::definition::ScorePeriod;
use crate::wage::Month;

/// A month or a year of the calendar: `2026-05`, `2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// A month.
    Month(Month),
    /// A year.
    Year(i32),
}

impl Period {
    /// The period of this length in which a month lies.
    #[must_use]
    pub fn around(month: Month, length: ScorePeriod) -> Self {
        match length {
            ScorePeriod::Month => Self::Month(month),
            ScorePeriod::Year => Self::Year(month.first().year()),
        }
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn has(self, day: NaiveDate) -> bool {
        match self {
            Self::Month(month) => month.has(day),
            Self::Year(year) => day.year() == year,
        }
    }

    /// Its first month.
    #[must_use]
    pub fn first_month(self) -> Month {
        self.month(1)
    }

    /// Its last month.
    #[must_use]
    pub fn last_month(self) -> Month {
        self.month(12)
    }

    /// A month of the year; a month is its only one.
    fn month(self, number: u32) -> Month {
        match self {
            Self::Month(month) => month,
            Self::Year(year) => Month::of(NaiveDate::from_ymd_opt(year, number, 1).unwrap_or(NaiveDate::MIN)),
        }
    }
}

impl From<Month> for Period {
    fn from(month: Month) -> Self {
        Self::Month(month)
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let year: Option<i32> = Some(text).filter(|text| text.len() == 4).and_then(|text| text.parse().ok());
        match year {
            Some(year) => Ok(Self::Year(year)),
            None => text.parse().map(Self::Month),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}
