//! Seasons: parts of the year in which other limits hold.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// A day of every year, written `05-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MonthDay {
    month: u32,
    day: u32,
}

/// A text that is not a [`MonthDay`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day of the year such as 05-01")]
pub struct InvalidMonthDay(String);

impl MonthDay {
    fn of(date: NaiveDate) -> Self {
        Self { month: date.month(), day: date.day() }
    }
}

impl TryFrom<String> for MonthDay {
    type Error = InvalidMonthDay;

    fn try_from(text: String) -> Result<Self, InvalidMonthDay> {
        // Of a leap year, so that 29 February is a day.
        let date = NaiveDate::parse_from_str(&format!("2024-{text}"), "%Y-%m-%d");
        let date = date.ok().filter(|_| text.len() == 5);
        date.map(Self::of).ok_or_else(|| InvalidMonthDay(text.chars().take(20).collect()))
    }
}

impl From<MonthDay> for String {
    fn from(day: MonthDay) -> Self {
        day.to_string()
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// A part of every year, both days included. One that begins after it ends crosses the turn of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// The first day.
    pub from: MonthDay,
    /// The last day.
    pub to: MonthDay,
}

impl Season {
    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(&self, date: NaiveDate) -> bool {
        let day = MonthDay::of(date);
        if self.from <= self.to {
            self.from <= day && day <= self.to
        } else {
            self.from <= day || day <= self.to
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn season(from: &str, to: &str) -> Season {
        let day = |text: &str| MonthDay::try_from(text.to_owned()).unwrap();
        Season { from: day(from), to: day(to) }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn both_ends_belong_to_a_season() {
        let peak = season("05-01", "08-31");
        for inside in ["2026-05-01", "2026-07-15", "2026-08-31"] {
            assert!(peak.contains(day(inside)), "{inside}");
        }
        for outside in ["2026-04-30", "2026-09-01", "2026-11-15"] {
            assert!(!peak.contains(day(outside)), "{outside}");
        }
        let winter = season("11-15", "02-29");
        assert!(winter.contains(day("2026-12-31")) && winter.contains(day("2027-01-01")));
        assert!(winter.contains(day("2024-02-29")) && !winter.contains(day("2026-03-01")));
    }

    #[test]
    fn a_day_of_the_year_has_one_form() {
        for bad in ["5-1", "13-01", "02-30", "0501", "", "05-01x"] {
            assert!(MonthDay::try_from(bad.to_owned()).is_err(), "{bad}");
        }
        assert_eq!(season("05-01", "02-29").to.to_string(), "02-29");
    }
}
