//! Times as people write them.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use doorstep_domain::zone::Zone;
use serde::Deserialize;

/// A time at the place of the job: `10:00`, `10:00:30`, `tomorrow 09:00`, `2026-03-04 09:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Moment {
    day: Day,
    time: NaiveTime,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Today,
    Tomorrow,
    Date(NaiveDate),
}

impl Moment {
    /// Milliseconds since 1970 UTC, seen from `now_ms`.
    #[must_use]
    pub fn at(&self, now_ms: i64, zone: &Zone) -> i64 {
        let today = zone.local(now_ms).date();
        let date = match self.day {
            Day::Today => today,
            Day::Tomorrow => today + Days::new(1),
            Day::Date(date) => date,
        };
        zone.instant(NaiveDateTime::new(date, self.time))
    }
}

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl std::str::FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is not a time; write 10:00, 10:00:30, tomorrow 09:00 or 2026-03-04 09:00");
        let (day, time) = match text.trim().rsplit_once(' ') {
            None => (Day::Today, text.trim()),
            Some(("tomorrow", time)) => (Day::Tomorrow, time),
            Some((date, time)) => (Day::Date(date.parse().map_err(|_| wrong())?), time),
        };
        let formats = ["%H:%M", "%H:%M:%S"];
        let time = formats.iter().find_map(|format| NaiveTime::parse_from_str(time, format).ok());
        Ok(Self { day, time: time.ok_or_else(wrong)? })
    }
}

/// A length of time as milliseconds: `10 seconds`, `26 minutes`, `2 hours`, `1 day`.
pub(super) fn span(text: &str) -> Option<i64> {
    let (count, unit) = text.trim().split_once(' ')?;
    let count: i64 = count.parse().ok()?;
    let unit_ms = match unit.trim_end_matches('s') {
        "second" => 1_000,
        "minute" => 60_000,
        "hour" => 3_600_000,
        "day" => 86_400_000,
        _ => return None,
    };
    count.checked_mul(unit_ms)
}

/// A moment as the failures of a scenario show it.
#[must_use]
pub fn shown(at_ms: i64, zone: &Zone) -> String {
    zone.local(at_ms).format("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_seen_from_the_day_at_the_place() {
        let zone = Zone::parse("CST-8").unwrap();
        let start: Moment = "2026-03-02 23:30".parse().unwrap();
        let now = start.at(0, &zone);
        let at = |text: &str| shown(text.parse::<Moment>().unwrap().at(now, &zone), &zone);
        assert_eq!(at("10:00"), "2026-03-02 10:00:00");
        assert_eq!(at("tomorrow 09:00:05"), "2026-03-03 09:00:05");
        assert_eq!(at("2026-12-31 00:00"), "2026-12-31 00:00:00");
        assert!("nine".parse::<Moment>().unwrap_err().contains("tomorrow 09:00"));
    }

    #[test]
    fn spans_have_a_unit() {
        assert_eq!(span("10 seconds"), Some(10_000));
        assert_eq!(span("1 minute"), Some(60_000));
        assert_eq!(span("10"), None);
        assert_eq!(span("3 moons"), None);
    }
}
