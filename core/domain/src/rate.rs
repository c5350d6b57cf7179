//! Amounts per hour that change from one day to the next: a subsidy, a wage. A table says from which day to which
//! an amount holds; a day of which it says nothing has none, and is never given that of another day (catalogue
//! rule AMB-41).

use chrono::NaiveDate;

use crate::calendar::add_days;
use crate::money::Money;
use crate::pack::Configured;
use crate::price::Currency;
use crate::text::Text;

/// Amounts per hour by days, the earliest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RateTable {
    /// What people read.
    pub title: Text,
    /// Where the amounts come from, such as `PR-04`.
    pub origin: Option<String>,
    /// The currency of the amounts.
    pub currency: Currency,
    /// What holds when. Each period begins on the day after the one before it.
    pub periods: Vec<RatePeriod>,
}

/// An amount for some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RatePeriod {
    /// The first day.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Day"))]
    pub from: NaiveDate,
    /// The last day, which counts; absent only in the last period: until further notice.
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Day>"))]
    pub until: Option<NaiveDate>,
    /// The amount for one hour, in minor units.
    pub per_hour: Configured<i64>,
}

/// What is wrong with a table, with the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RateProblem {
    /// It says nothing at all.
    #[error("says no amount at all")]
    Empty,
    /// A period ends before it begins.
    #[error("begins on {from} and ends on {until}")]
    Backwards {
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        until: NaiveDate,
    },
    /// Nothing holds on some days.
    #[error("says nothing for {first} to {last}")]
    Gap {
        /// The first day without an amount.
        first: NaiveDate,
        /// The last one.
        last: NaiveDate,
    },
    /// Two amounts hold on one day.
    #[error("says two amounts for {day}")]
    Overlap {
        /// The first such day.
        day: NaiveDate,
    },
    /// A period has no end although another one follows.
    #[error("has no last day, and another period begins on {next}")]
    Endless {
        /// The first day of the next one.
        next: NaiveDate,
    },
    /// Less than nothing.
    #[error("is below zero from {from} on")]
    Negative {
        /// The first day of the period.
        from: NaiveDate,
    },
}

impl RateTable {
    /// Everything that is wrong, with the number of the period that it was found in.
    #[must_use]
    pub fn problems(&self) -> Vec<(usize, RateProblem)> {
        if self.periods.is_empty() {
            return vec![(0, RateProblem::Empty)];
        }
        let alone = self.periods.iter().enumerate();
        let alone = alone.flat_map(|(i, period)| period.problem().map(|problem| (i, problem)));
        let between = self.periods.windows(2).enumerate();
        let between = between
            .filter_map(|(i, pair)| between_periods(&pair[0], &pair[1]).map(|problem| (i + 1, problem)));
        alone.chain(between).collect()
    }

    /// The amount for one hour on a day; `None` if nobody has said it.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<Money> {
        let period = self.periods.iter().find(|period| period.holds_on(day))?;
        period.per_hour.get().copied().map(Money)
    }
}

impl RatePeriod {
    fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    fn problem(&self) -> Option<RateProblem> {
        let from = self.from;
        match self.until {
            Some(until) if until < from => Some(RateProblem::Backwards { from, until }),
            _ if self.per_hour.get().is_some_and(|amount| *amount < 0) => {
                Some(RateProblem::Negative { from })
            }
            _ => None,
        }
    }
}

fn between_periods(earlier: &RatePeriod, later: &RatePeriod) -> Option<RateProblem> {
    let Some(until) = earlier.until else { return Some(RateProblem::Endless { next: later.from }) };
    let next = add_days(until, 1)?;
    if later.from < next {
        return Some(RateProblem::Overlap { day: later.from.max(earlier.from) });
    }
    let last = add_days(later.from, -1)?;
    (next < later.from).then_some(RateProblem::Gap { first: next, last })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn table(periods: &[(&str, Option<&str>, i64)]) -> RateTable {
        let period = |(from, until, amount): &(&str, Option<&str>, i64)| RatePeriod {
            from: day(from),
            until: until.map(day),
            per_hour: Configured::Value(*amount),
        };
        RateTable {
            title: Text::default(),
            origin: None,
            currency: Currency { code: "CNY".to_owned(), minor_digits: 2, name: Text::default() },
            periods: periods.iter().map(period).collect(),
        }
    }

    #[test]
    fn each_day_has_the_amount_of_its_period_and_no_other() {
        let table = table(&[("2024-01-01", Some("2025-06-30"), 2500), ("2025-07-01", None, 3500)]);
        assert_eq!(table.problems(), []);
        for (on, amount) in [("2024-01-01", 2500), ("2025-06-30", 2500), ("2025-07-01", 3500)] {
            assert_eq!(table.on(day(on)), Some(Money(amount)), "{on}");
        }
        assert_eq!(table.on(day("2023-12-31")), None, "nothing is assumed before the table begins");
    }

    #[test]
    fn a_gap_is_named_with_its_days() {
        let table = table(&[("2024-01-01", Some("2024-06-30"), 2500), ("2024-07-03", None, 3500)]);
        let (at, problem) = table.problems()[0];
        assert_eq!((at, problem.to_string().as_str()), (1, "says nothing for 2024-07-01 to 2024-07-02"));
    }

    #[test]
    fn two_amounts_for_one_day_are_named_with_the_day() {
        let overlapping = table(&[("2024-01-01", Some("2024-07-01"), 2500), ("2024-07-01", None, 3500)]);
        assert_eq!(overlapping.problems(), [(1, RateProblem::Overlap { day: day("2024-07-01") })]);
        let unordered = table(&[("2024-07-01", Some("2024-12-31"), 2500), ("2024-01-01", None, 3500)]);
        assert_eq!(unordered.problems(), [(1, RateProblem::Overlap { day: day("2024-07-01") })]);
    }

    #[test]
    fn a_period_has_an_end_if_another_one_follows_and_never_ends_before_it_begins() {
        let endless = table(&[("2024-01-01", None, 2500), ("2024-07-01", None, 3500)]);
        assert_eq!(endless.problems(), [(1, RateProblem::Endless { next: day("2024-07-01") })]);
        let backwards = table(&[("2024-07-01", Some("2024-01-01"), 2500)]);
        assert_eq!(backwards.problems().len(), 1);
        assert_eq!(table(&[]).problems(), [(0, RateProblem::Empty)]);
        assert_eq!(table(&[("2024-01-01", None, -1)]).problems().len(), 1);
    }
}
