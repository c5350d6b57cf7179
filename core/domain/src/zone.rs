//! The time zone of a site, from the POSIX TZ string of its card.
//!
//! A phone carries no zone database (1.9 MB), and a job needs one zone: that of the place where it is done.
//! `CST-8` says all there is to say about China; `CET-1CEST,M3.5.0,M10.5.0/3` says it about most of Europe.
//! Understood are offsets, names in letters or `<…>`, and summer time by `Mm.w.d` rules. The other forms of
//! the standard (`Jn`, `n`, a `:` path) are refused, so that nobody reads a wrong hour.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta};

/// A text that is not a zone this version understands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time zone such as CST-8 or CET-1CEST,M3.5.0,M10.5.0/3")]
pub struct UnknownZone(String);

/// What the clocks of a place show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Seconds that clocks are ahead of UTC.
    standard_s: i32,
    summer: Option<Summer>,
}

/// Summer time: from one day of the year to another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Summer {
    /// Seconds that clocks are ahead of UTC.
    ahead_s: i32,
    start: Change,
    end: Change,
}

/// `Mm.w.d/time`: when the clocks change, by the clocks that hold until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    month: u32,
    /// 1 to 4, or 5 for the last one of the month.
    week: u32,
    /// 0 = Sunday.
    weekday: u32,
    /// Seconds after midnight; beyond a day and below zero are allowed.
    time_s: i32,
}

impl Zone {
    /// The longest text that is looked at, in bytes.
    pub const MAX_BYTES: usize = 64;

    /// Universal time, for a site whose card names no zone.
    #[must_use]
    pub fn utc() -> Self {
        Self { standard_s: 0, summer: None }
    }

    /// Reads a POSIX TZ string.
    ///
    /// # Errors
    /// [`UnknownZone`].
    pub fn parse(text: &str) -> Result<Self, UnknownZone> {
        let unknown = || UnknownZone(text.chars().take(Self::MAX_BYTES).collect());
        let mut rest = if text.len() <= Self::MAX_BYTES { text } else { return Err(unknown()) };
        let zone = read_zone(&mut rest).ok_or_else(unknown)?;
        if rest.is_empty() { Ok(zone) } else { Err(unknown()) }
    }

    /// The date and the time of day that clocks show at an instant, in milliseconds since 1970 UTC.
    #[must_use]
    pub fn local(&self, at_ms: i64) -> NaiveDateTime {
        let utc = universal(at_ms);
        shifted(utc, self.ahead_s(utc))
    }

    /// The instant at which clocks show `local`, in milliseconds since 1970 UTC: the earlier one if they show
    /// it twice, the one after the gap if they never do.
    #[must_use]
    pub fn instant(&self, local: NaiveDateTime) -> i64 {
        let by = |ahead_s: i32| shifted(local, -ahead_s).and_utc().timestamp_millis();
        let standard = by(self.standard_s);
        let Some(summer) = &self.summer else { return standard };
        let in_summer = by(summer.ahead_s);
        let (earlier, later) = (standard.min(in_summer), standard.max(in_summer));
        if self.local(earlier) == local { earlier } else { later }
    }

    /// Milliseconds that clocks are ahead of UTC at an instant.
    #[must_use]
    pub fn ahead_ms(&self, at_ms: i64) -> i64 {
        i64::from(self.ahead_s(universal(at_ms))) * 1_000
    }

    /// The zone at an instant as a reader understands it: `UTC+8`, `UTC-3:30`, `UTC`.
    #[must_use]
    pub fn label(&self, at_ms: i64) -> String {
        let ahead_s = self.ahead_s(universal(at_ms));
        let sign = if ahead_s < 0 { '-' } else { '+' };
        match (ahead_s.unsigned_abs() / 3_600, ahead_s.unsigned_abs() / 60 % 60) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }

    fn ahead_s(&self, utc: NaiveDateTime) -> i32 {
        match &self.summer {
            Some(summer) if summer.holds(utc, self.standard_s) => summer.ahead_s,
            _ => self.standard_s,
        }
    }
}

impl Summer {
    fn holds(&self, utc: NaiveDateTime, standard_s: i32) -> bool {
        let year = shifted(utc, standard_s).year();
        let start = self.start.in_year(year).map(|local| shifted(local, -standard_s));
        let end = self.end.in_year(year).map(|local| shifted(local, -self.ahead_s));
        match (start, end) {
            (Some(start), Some(end)) if start <= end => (start..end).contains(&utc),
            (Some(start), Some(end)) => !(end..start).contains(&utc),
            _ => false,
        }
    }
}

impl Change {
    fn in_year(self, year: i32) -> Option<NaiveDateTime> {
        let first = NaiveDate::from_ymd_opt(year, self.month, 1)?;
        let to_weekday = (self.weekday + 7 - first.weekday().num_days_from_sunday()) % 7;
        let mut day = first.checked_add_days(Days::new(u64::from(to_weekday + 7 * (self.week - 1))))?;
        if day.month() != self.month {
            day = day.checked_sub_days(Days::new(7))?;
        }
        Some(shifted(day.and_hms_opt(0, 0, 0)?, self.time_s))
    }
}

/// Instants beyond the year 9999, on either side, count as its end: a clock gone mad must not stop a report.
fn universal(at_ms: i64) -> NaiveDateTime {
    const YEAR_9999_MS: i64 = 253_402_300_799_999;
    DateTime::from_timestamp_millis(at_ms.clamp(-YEAR_9999_MS, YEAR_9999_MS)).unwrap_or_default().naive_utc()
}

fn shifted(time: NaiveDateTime, seconds: i32) -> NaiveDateTime {
    time.checked_add_signed(TimeDelta::seconds(i64::from(seconds))).unwrap_or(time)
}

fn read_zone(rest: &mut &str) -> Option<Zone> {
    let standard_s = read_offset(rest, None)?;
    if rest.is_empty() {
        return Some(Zone { standard_s, summer: None });
    }
    let ahead_s = read_offset(rest, Some(standard_s + 3_600))?;
    let start = read_change(rest)?;
    let end = read_change(rest)?;
    Some(Zone { standard_s, summer: Some(Summer { ahead_s, start, end }) })
}

/// `CST-8`: POSIX counts what must be added to get UTC, so the sign is turned. Without an offset, `implied`.
fn read_offset(rest: &mut &str, implied: Option<i32>) -> Option<i32> {
    skip_name(rest)?;
    let is_given = rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    if is_given { read_time(rest, 24).map(|behind_s| -behind_s) } else { implied }
}

/// Names are checked and dropped: `CST` stands for four zones, an offset for one.
fn skip_name(rest: &mut &str) -> Option<()> {
    let (name, after) = match rest.strip_prefix('<') {
        Some(quoted) => quoted.split_once('>')?,
        None => rest.split_at(rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())),
    };
    *rest = after;
    let is_well_formed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-');
    (name.len() >= 3 && name.chars().all(is_well_formed)).then_some(())
}

/// `,M3.5.0` or `,M10.5.0/3`. Clocks change at two unless the rule says otherwise.
fn read_change(rest: &mut &str) -> Option<Change> {
    *rest = rest.strip_prefix(",M")?;
    let month = read_number(rest, 1..=12)?;
    *rest = rest.strip_prefix('.')?;
    let week = read_number(rest, 1..=5)?;
    *rest = rest.strip_prefix('.')?;
    let weekday = read_number(rest, 0..=6)?;
    let time_s = match rest.strip_prefix('/') {
        Some(after) => {
            *rest = after;
            read_time(rest, 167)?
        }
        None => 2 * 3_600,
    };
    Some(Change { month, week, weekday, time_s })
}

/// `[+-]hh[:mm[:ss]]` in seconds.
fn read_time(rest: &mut &str, hours_max: u32) -> Option<i32> {
    let is_negative = rest.starts_with('-');
    *rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let mut seconds = read_number(rest, 0..=hours_max)? * 3_600;
    for unit in [60, 1] {
        if let Some(after) = rest.strip_prefix(':') {
            *rest = after;
            seconds += read_number(rest, 0..=59)? * unit;
        }
    }
    let seconds = i32::try_from(seconds).ok()?;
    Some(if is_negative { -seconds } else { seconds })
}

fn read_number(rest: &mut &str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    *rest = after;
    digits.parse().ok().filter(|number| range.contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap().and_utc().timestamp_millis()
    }

    fn local(zone: &str, utc: &str) -> String {
        Zone::parse(zone).unwrap().local(at(utc)).format("%Y-%m-%d %H:%M").to_string()
    }

    #[test]
    fn fixed_offsets_turn_the_sign_of_posix() {
        assert_eq!(local("CST-8", "2026-03-01 20:30"), "2026-03-02 04:30");
        assert_eq!(local("<+0530>-5:30", "2026-03-01 20:30"), "2026-03-02 02:00");
        assert_eq!(local("EST5", "2026-03-01 02:00"), "2026-02-28 21:00");
        assert_eq!(local("UTC0", "2026-03-01 02:00"), "2026-03-01 02:00");
    }

    #[test]
    fn summer_time_follows_its_rule_to_the_minute() {
        let berlin = "CET-1CEST,M3.5.0,M10.5.0/3";
        assert_eq!(local(berlin, "2026-03-29 00:59"), "2026-03-29 01:59");
        assert_eq!(local(berlin, "2026-03-29 01:00"), "2026-03-29 03:00");
        assert_eq!(local(berlin, "2026-10-25 00:59"), "2026-10-25 02:59");
        assert_eq!(local(berlin, "2026-10-25 01:00"), "2026-10-25 02:00");
        let sydney = "AEST-10AEDT,M10.1.0,M4.1.0/3";
        assert_eq!(local(sydney, "2026-01-15 00:00"), "2026-01-15 11:00", "summer across the year's end");
        assert_eq!(local(sydney, "2026-07-15 00:00"), "2026-07-15 10:00");
        assert_eq!(local(sydney, "2026-12-31 18:00"), "2027-01-01 05:00");
    }

    #[test]
    fn an_instant_is_found_back_from_what_clocks_show() {
        let berlin = Zone::parse("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let back =
            |shown: &str| berlin.instant(NaiveDateTime::parse_from_str(shown, "%Y-%m-%d %H:%M").unwrap());
        assert_eq!(back("2026-07-01 12:00"), at("2026-07-01 10:00"));
        assert_eq!(back("2026-12-01 12:00"), at("2026-12-01 11:00"));
        assert_eq!(back("2026-10-25 02:30"), at("2026-10-25 00:30"), "shown twice: the earlier");
        assert_eq!(back("2026-03-29 02:30"), at("2026-03-29 01:30"), "never shown: after the gap");
        let china = Zone::parse("CST-8").unwrap();
        assert_eq!(china.instant(china.local(at("2026-03-01 20:30"))), at("2026-03-01 20:30"));
    }

    #[test]
    fn labels_say_the_offset() {
        let label = |zone: &str, utc: &str| Zone::parse(zone).unwrap().label(at(utc));
        assert_eq!(label("CST-8", "2026-03-01 00:00"), "UTC+8");
        assert_eq!(label("NST3:30NDT,M3.2.0,M11.1.0", "2026-01-01 00:00"), "UTC-3:30");
        assert_eq!(label("NST3:30NDT,M3.2.0,M11.1.0", "2026-07-01 00:00"), "UTC-2:30");
        assert_eq!(Zone::utc().label(0), "UTC");
        assert_eq!(Zone::parse("CST-8").unwrap().ahead_ms(0), 28_800_000);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in [
            "",
            "8",
            "CST",
            "C-8",
            "CST-25",
            "CST-8x",
            ":Asia/Shanghai",
            "Asia/Shanghai",
            "CST-8CDT",
            "CET-1CEST,J60,J300",
            "CET-1CEST,M13.5.0,M10.5.0",
            "CET-1CEST,M3.5.0",
            "<CST-8",
            "CST-8:99",
            "中国-8",
        ] {
            assert!(Zone::parse(text).is_err(), "{text}");
        }
        assert!(Zone::parse(&"A".repeat(100)).is_err());
    }

    #[test]
    fn times_beyond_every_calendar_do_not_fail() {
        let berlin = Zone::parse("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        for at_ms in [i64::MIN, i64::MAX, 0] {
            let _ = berlin.local(at_ms);
            let _ = berlin.label(at_ms);
        }
    }
}
