//! Counting days, months and years on the calendar.
//!
//! Months and years lead to the day of the same number; where a month has no such day, to its last one
//! (catalogue rule AMB-47). A [`Span`] says how long, an [`Ends`] whether the anniversary itself still counts:
//! the sources count warranties, windows for a return and the keeping of records in three ways.

use chrono::{Months, NaiveDate, TimeDelta};

/// The day that is `days` after `date`, or before it if negative; `None` beyond the calendar.
#[must_use]
pub fn add_days(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    date.checked_add_signed(TimeDelta::try_days(days)?)
}

/// The same day `months` later, or earlier if negative; the last day of a month that has no such day.
/// `None` beyond the calendar.
#[must_use]
pub fn add_months(date: NaiveDate, months: i64) -> Option<NaiveDate> {
    let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    if months < 0 { date.checked_sub_months(count) } else { date.checked_add_months(count) }
}

/// The same day `years` later, or earlier if negative; 28 February where there is no 29th. `None` beyond the
/// calendar.
#[must_use]
pub fn add_years(date: NaiveDate, years: i64) -> Option<NaiveDate> {
    add_months(date, years.checked_mul(12)?)
}

/// Days from one date to another; negative if `to` is the earlier one.
#[must_use]
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

/// How long something lasts. Written `{years: 5}`, `{months: 18}` or `{days: 7}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Span {
    /// Calendar years.
    Years(u32),
    /// Calendar months.
    Months(u32),
    /// Days.
    Days(u32),
}

impl Span {
    /// The day on which the span, begun on `start`, comes full; `None` beyond the calendar.
    #[must_use]
    pub fn anniversary(self, start: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Years(years) => add_years(start, i64::from(years)),
            Self::Months(months) => add_months(start, i64::from(months)),
            Self::Days(days) => add_days(start, i64::from(days)),
        }
    }

    /// Whether it lasts no time at all.
    #[must_use]
    pub fn is_empty(self) -> bool {
        matches!(self, Self::Years(0) | Self::Months(0) | Self::Days(0))
    }
}

/// Which days a span counts (catalogue rule AMB-47).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ends {
    /// The anniversary does not count any more: warranties. Two years from 10 January end on 9 January.
    BeforeAnniversary,
    /// The anniversary still counts: free days, returns. Seven days from the 1st end on the 8th.
    ThroughAnniversary,
    /// Something happens on the anniversary itself; nothing is left to count on that day.
    OnAnniversary,
}

impl Ends {
    /// The last day that counts of a span begun on `start`; `None` beyond the calendar.
    #[must_use]
    pub fn last_day(self, span: Span, start: NaiveDate) -> Option<NaiveDate> {
        let anniversary = span.anniversary(start)?;
        match self {
            Self::BeforeAnniversary | Self::OnAnniversary => anniversary.pred_opt(),
            Self::ThroughAnniversary => Some(anniversary),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_that_a_month_lacks_becomes_its_last_one() {
        assert_eq!(add_months(day("2024-01-31"), 1), Some(day("2024-02-29")));
        assert_eq!(add_months(day("2023-01-31"), 1), Some(day("2023-02-28")));
        assert_eq!(add_months(day("2024-03-31"), -1), Some(day("2024-02-29")));
        assert_eq!(add_years(day("2024-02-29"), 1), Some(day("2025-02-28")));
        assert_eq!(add_years(day("2024-02-29"), 4), Some(day("2028-02-29")));
        assert_eq!(add_years(day("2024-02-29"), -1), Some(day("2023-02-28")));
        assert_eq!(add_months(day("2023-01-01"), 18), Some(day("2024-07-01")));
    }

    #[test]
    fn beyond_the_calendar_there_is_no_day() {
        let today = day("2026-01-31");
        for count in [i64::MAX, i64::MIN, 1 << 40] {
            assert_eq!(add_days(today, count), None);
            assert_eq!(add_months(today, count), None);
            assert_eq!(add_years(today, count), None);
        }
    }

    #[test]
    fn the_last_day_follows_the_convention() {
        let start = day("2020-01-10");
        assert_eq!(Ends::BeforeAnniversary.last_day(Span::Years(5), start), Some(day("2025-01-09")));
        assert_eq!(
            Ends::ThroughAnniversary.last_day(Span::Days(7), day("2020-01-01")),
            Some(day("2020-01-08"))
        );
        let leap = day("2020-02-29");
        assert_eq!(Ends::BeforeAnniversary.last_day(Span::Years(1), leap), Some(day("2021-02-27")));
        assert_eq!(Ends::ThroughAnniversary.last_day(Span::Years(1), leap), Some(day("2021-02-28")));
    }

    /// Months counted one by one, by a table of the lengths of months.
    fn months_later((mut year, mut month, day): (i32, u32, u32), months: u32) -> NaiveDate {
        for _ in 0..months {
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let lengths = [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let length = lengths[usize::try_from(month - 1).unwrap()];
        NaiveDate::from_ymd_opt(year, month, day.min(length)).unwrap()
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0..80_000i64).prop_map(|days| add_days(day("1900-01-01"), days).unwrap())
    }

    fn any_span() -> impl Strategy<Value = Span> {
        prop_oneof![
            (1..30u32).prop_map(Span::Years),
            (1..400u32).prop_map(Span::Months),
            (1..4000u32).prop_map(Span::Days),
        ]
    }

    proptest! {
        #[test]
        fn months_are_those_of_the_wall_calendar(start in any_day(), months in 0..600u32) {
            use chrono::Datelike;
            let expected = months_later((start.year(), start.month(), start.day()), months);
            prop_assert_eq!(add_months(start, i64::from(months)), Some(expected));
        }

        #[test]
        fn a_later_start_never_ends_earlier(a in any_day(), b in any_day(), span in any_span()) {
            let (early, late) = (a.min(b), a.max(b));
            for ends in [Ends::BeforeAnniversary, Ends::ThroughAnniversary, Ends::OnAnniversary] {
                prop_assert!(ends.last_day(span, early) <= ends.last_day(span, late));
            }
        }

        #[test]
        fn the_conventions_lie_one_day_apart(start in any_day(), span in any_span()) {
            let before = Ends::BeforeAnniversary.last_day(span, start).unwrap();
            let through = Ends::ThroughAnniversary.last_day(span, start).unwrap();
            prop_assert_eq!(days_between(before, through), 1);
            prop_assert_eq!(span.anniversary(start), Some(through));
            prop_assert_eq!(Ends::OnAnniversary.last_day(span, start), Some(before));
        }

        #[test]
        fn days_between_undo_adding_days(start in any_day(), days in -9000..9000i64) {
            prop_assert_eq!(days_between(start, add_days(start, days).unwrap()), days);
        }
    }
}
