//! One month of one worker.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate};

use super::definition::Wage;
use crate::decimal::Decimal;
use crate::money::Money;
use crate::rate::RateTable;
use crate::score::{self, ScoreError, Scores};

/// A month of the calendar, `2026-05`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The month of a moment by universal time, milliseconds since 1970 UTC.
    #[must_use]
    pub fn at(ms: i64) -> Self {
        Self::of(DateTime::from_timestamp_millis(ms).unwrap_or_default().date_naive())
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> Self {
        if self.month > 1 {
            return Self { month: self.month - 1, ..self };
        }
        Self { year: self.year.saturating_sub(1), month: 12 }
    }

    /// The month after.
    #[must_use]
    pub fn after(self) -> Self {
        if self.month < 12 {
            return Self { month: self.month + 1, ..self };
        }
        Self { year: self.year.saturating_add(1), month: 1 }
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn has(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or(NaiveDate::MIN)
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day: Result<NaiveDate, _> = format!("{text}-01").parse();
        match day {
            Ok(day) if text.len() == 7 => Ok(Self::of(day)),
            _ => Err(format!("`{text}` is not a month such as 2026-05")),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// What an hour is worth, and how many minutes were worked at that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct WageRate {
    /// The rate of which the wage is a share.
    pub rate: Money,
    /// The wage for an hour.
    pub per_hour: Money,
    /// The base in it.
    pub base: Money,
    /// The rest of it, which is multiplied with the score.
    pub performance: Money,
    /// Minutes worked.
    pub minutes: i64,
}

/// One month of one worker, with how it came about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct WageMonth {
    /// Whole minutes worked.
    pub minutes: i64,
    /// At which rates; one, unless a rate changed within the month.
    pub rates: Vec<WageRate>,
    /// The base: minutes times base for an hour.
    pub base: Money,
    /// The score of a hundred, if there is one.
    pub score: Result<Decimal, ScoreError>,
    /// Id of the grade of the score.
    pub grade: Option<String>,
    /// The performance part times the score; absent without a score, unless there is nothing to score.
    pub performance: Option<Money>,
    /// Both together.
    pub total: Option<Money>,
    /// What is kept back until the end of the year; absent where the company has not said how much.
    pub withheld: Option<Money>,
}

/// Why there is no wage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MonthError {
    /// Nobody said what an hour was worth on this day.
    #[error("the rates of `{table}` say nothing for {day}")]
    NoRate {
        /// The table.
        table: String,
        /// The day.
        day: NaiveDate,
    },
    /// More than can be counted.
    #[error("the amount is too large")]
    TooLarge,
}

/// Works out a month from the minutes worked on each day.
///
/// # Errors
/// [`MonthError::NoRate`] names the first day for which a table says nothing: such a day is never paid by the rate
/// of another one.
pub fn month(
    wage: &Wage,
    tables: &BTreeMap<String, RateTable>,
    worked: &[(NaiveDate, i64)],
    scores: &Scores,
) -> Result<WageMonth, MonthError> {
    let rates = rates(wage, tables, worked)?;
    let amount = |of: fn(&WageRate) -> Money, percent: Decimal| {
        let worked = rates.iter().map(|rate| (of(rate), rate.minutes));
        Money::per_hour_percent(worked, percent, wage.rounding).map_err(|_| MonthError::TooLarge)
    };
    let hundred = Decimal::from(100_i64);
    let base = amount(|rate| rate.base, hundred)?;
    let score = scores.score(&wage.score);
    let is_scored = rates.iter().any(|rate| rate.performance != Money::ZERO && rate.minutes > 0);
    let performance = match &score {
        Ok(score) => Some(amount(|rate| rate.performance, *score)?),
        Err(_) if !is_scored => Some(Money::ZERO),
        Err(_) => None,
    };
    let total = performance.map(|performance| base.add(performance).map_err(|_| MonthError::TooLarge));
    let total = total.transpose()?;
    let grade = score.as_ref().ok().and_then(|score| score::grade(&wage.grades, *score));
    let grade = grade.map(|grade| grade.id.clone());
    let percent = wage.withheld.as_ref().and_then(|percent| percent.get().copied());
    let withheld = match (total, percent) {
        (Some(total), Some(percent)) => {
            Some(total.percent(percent, wage.rounding).map_err(|_| MonthError::TooLarge)?)
        }
        _ => None,
    };
    let minutes = rates.iter().map(|rate| rate.minutes).sum();
    Ok(WageMonth { minutes, rates, base, score, grade, performance, total, withheld })
}

/// The minutes by what an hour was worth on their day.
fn rates(
    wage: &Wage,
    tables: &BTreeMap<String, RateTable>,
    worked: &[(NaiveDate, i64)],
) -> Result<Vec<WageRate>, MonthError> {
    let on = |name: &str, day: NaiveDate| {
        let amount = tables.get(name).and_then(|table| table.on(day));
        amount.ok_or_else(|| MonthError::NoRate { table: name.to_owned(), day })
    };
    let mut by_rate: BTreeMap<(Money, Money), i64> = BTreeMap::new();
    let mut days: Vec<(NaiveDate, i64)> = worked.to_vec();
    days.sort_unstable();
    for (day, minutes) in days {
        let rate = on(&wage.rate, day)?;
        let base = wage.base.as_deref().map_or(Ok(Money::ZERO), |table| on(table, day))?;
        *by_rate.entry((rate, base)).or_insert(0) += minutes;
    }
    let of = |((rate, base), minutes): ((Money, Money), i64)| {
        let per_hour = rate.percent(wage.share, wage.rounding).map_err(|_| MonthError::TooLarge)?;
        let base = base.min(per_hour);
        let performance = per_hour.sub(base).map_err(|_| MonthError::TooLarge)?;
        Ok(WageRate { rate, per_hour, base, performance, minutes })
    };
    by_rate.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Rounding;
    use crate::pack::Configured;
    use crate::price::Currency;
    use crate::rate::RatePeriod;
    use crate::score::{Grade, ScorePart};
    use crate::text::Text;

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

    /// WG-01 and WG-02: 64 % of the subsidy, of which 16 an hour are never scored.
    fn wage() -> Wage {
        Wage {
            title: Text::default(),
            origin: None,
            services: vec!["care".to_owned()],
            rate: "subsidy".to_owned(),
            share: Decimal::from(64_i64),
            base: Some("base".to_owned()),
            rounding: Rounding::MINOR,
            score: Vec::new(),
            grades: Vec::new(),
            withheld: None,
        }
    }

    fn tables(subsidy: &[(&str, Option<&str>, i64)]) -> BTreeMap<String, RateTable> {
        let base = table(&[("2024-01-01", None, 1600)]);
        [("subsidy".to_owned(), table(subsidy)), ("base".to_owned(), base)].into()
    }

    fn scored(percent: i64) -> Scores {
        Scores::of(Decimal::from(percent))
    }

    const MAY: &str = "2026-05-04";

    /// Scenario 25, WG-03.
    #[test]
    fn a_month_of_179_hours_is_paid_as_the_catalogue_says() {
        let hours = [(day(MAY), 100 * 60), (day("2026-05-20"), 79 * 60)];
        let raised = tables(&[("2026-01-01", None, 3500)]);
        let at = |percent| month(&wage(), &raised, &hours, &scored(percent)).unwrap();
        let full = at(100);
        assert_eq!((full.minutes, full.base), (10_740, Money(286_400)));
        assert_eq!((full.performance, full.total), (Some(Money(114_560)), Some(Money(400_960))));
        assert_eq!(at(80).total, Some(Money(378_048)));
        assert_eq!(at(0).total, Some(Money(286_400)), "the base is never scored");
        assert_eq!(full.rates[0].per_hour, Money(2240));
        let today =
            month(&wage(), &tables(&[("2026-01-01", None, 2500)]), &hours, &Scores::default()).unwrap();
        assert_eq!(
            today.total,
            Some(Money(286_400)),
            "at 25 an hour nothing is scored, so no score is needed"
        );
    }

    #[test]
    fn without_a_score_the_base_is_known_and_the_total_is_not() {
        let raised = tables(&[("2026-01-01", None, 3500)]);
        let month = month(&wage(), &raised, &[(day(MAY), 60)], &Scores::default()).unwrap();
        assert_eq!((month.base, month.performance, month.total), (Money(1600), None, None));
        assert_eq!(month.score, Err(ScoreError::NotGiven));
    }

    #[test]
    fn a_rate_that_changes_in_the_month_holds_from_its_day_on() {
        let tables = tables(&[("2026-01-01", Some("2026-05-15"), 2500), ("2026-05-16", None, 3500)]);
        let hours = [(day("2026-05-15"), 60), (day("2026-05-16"), 60)];
        let month = month(&wage(), &tables, &hours, &scored(50)).unwrap();
        assert_eq!(month.rates.len(), 2);
        assert_eq!((month.base, month.performance), (Money(3200), Some(Money(320))));
    }

    #[test]
    fn a_day_without_a_rate_is_named_and_not_paid_like_another() {
        let tables = tables(&[("2026-05-10", None, 2500)]);
        let refused = month(&wage(), &tables, &[(day(MAY), 60)], &scored(100));
        assert_eq!(refused.unwrap_err().to_string(), "the rates of `subsidy` say nothing for 2026-05-04");
    }

    #[test]
    fn amounts_are_rounded_once_over_all_minutes() {
        let tables = tables(&[("2026-01-01", None, 3500)]);
        let days: Vec<(NaiveDate, i64)> = (1..=28).map(|d| (day(&format!("2026-05-{d:02}")), 7)).collect();
        let month = month(&wage(), &tables, &days, &scored(33)).unwrap();
        assert_eq!(month.base, Money(5227), "196 minutes at 16.00: 52.2666…");
        assert_eq!(month.performance, Some(Money(690)), "196 minutes at 6.40 and 33 %: 6.8992");
    }

    /// WG-04, K-08.
    #[test]
    fn part_of_it_is_kept_back_and_a_score_has_a_name() {
        let grade = |id: &str, at_least: i64| Grade {
            id: id.to_owned(),
            title: Text::default(),
            at_least: Decimal::from(at_least),
        };
        let wage = Wage {
            grades: vec![grade("b1", 90), grade("b2", 80), grade("b3", 70), grade("b4", 0)],
            withheld: Some(Configured::Value(Decimal::from(10_i64))),
            ..wage()
        };
        let tables = tables(&[("2026-01-01", None, 3500)]);
        for (score, name) in [(90, "b1"), (89, "b2"), (80, "b2"), (70, "b3"), (69, "b4")] {
            let month = month(&wage, &tables, &[(day(MAY), 600)], &scored(score)).unwrap();
            assert_eq!(month.grade.as_deref(), Some(name), "{score}");
            assert_eq!(
                month.withheld,
                month.total.map(|total| total.percent(10.into(), Rounding::MINOR).unwrap())
            );
        }
    }

    #[test]
    fn a_score_of_parts_needs_their_weights_and_all_of_them() {
        let part = |id: &str, weight| ScorePart {
            id: id.to_owned(),
            title: Text::default(),
            weight,
            origin: None,
            from: None,
        };
        let weight = |percent: i64| Configured::Value(Decimal::from(percent));
        let parts = [part("attitude", weight(30)), part("quality", weight(70))];
        let given = |a: i64, q: i64| Scores {
            total: None,
            parts: [("attitude".to_owned(), a.into()), ("quality".to_owned(), q.into())].into(),
        };
        assert_eq!(given(100, 80).score(&parts), Ok(Decimal::from(86_i64)));
        assert_eq!(given(100, 101).score(&parts), Err(ScoreError::OutOfRange { score: 101.into() }));
        let open = [part("attitude", weight(30)), part("quality", Configured::NotConfigured)];
        assert_eq!(given(1, 1).score(&open), Err(ScoreError::NotConfigured { part: "quality".to_owned() }));
        let half = Scores { total: None, parts: [("attitude".to_owned(), 90.into())].into() };
        assert_eq!(half.score(&parts), Err(ScoreError::PartMissing { part: "quality".to_owned() }));
    }

    #[test]
    fn a_month_is_written_with_its_year() {
        assert_eq!("2026-05".parse::<Month>().unwrap().to_string(), "2026-05");
        assert!("2026-05".parse::<Month>().unwrap().has(day(MAY)));
        for wrong in ["2026-5", "2026-13", "May", "2026-05-01"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
