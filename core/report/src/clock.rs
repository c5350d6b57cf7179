//! Times as the clocks of the site show them.

use doorstep_domain::zone::Zone;

/// The clock of the place where the work was done.
#[derive(Debug)]
pub(crate) struct Clock {
    zone: Zone,
    /// Set if the zone of the site is not understood; times are then in UTC.
    pub(crate) unknown: Option<String>,
}

impl Clock {
    pub(crate) fn of(time_zone: &str) -> Self {
        match Zone::parse(time_zone) {
            Ok(zone) => Self { zone, unknown: None },
            Err(_) => Self { zone: Zone::utc(), unknown: Some(time_zone.to_owned()) },
        }
    }

    pub(crate) fn minute(&self, at_ms: i64) -> String {
        minute(&self.zone, at_ms)
    }

    /// `2026-03-02 14:05:09`
    pub(crate) fn second(&self, at_ms: i64) -> String {
        self.zone.local(at_ms).format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// `14:05:09`
    pub(crate) fn time_of_day(&self, at_ms: i64) -> String {
        self.zone.local(at_ms).format("%H:%M:%S").to_string()
    }

    pub(crate) fn window(&self, start_ms: i64, end_ms: Option<i64>) -> String {
        window(&self.zone, start_ms, end_ms)
    }

    /// `2026-03-02 14:05:09 – 14:31:40`, with the second date only if it differs.
    pub(crate) fn stretch(&self, start_ms: i64, end_ms: i64) -> String {
        let (start, end) = (self.second(start_ms), self.second(end_ms));
        format!("{start} – {}", without_same_day(&start, &end))
    }

    /// `UTC+8`
    pub(crate) fn label(&self, at_ms: i64) -> String {
        self.zone.label(at_ms)
    }
}

/// `2026-03-02 14:05`
pub(crate) fn minute(zone: &Zone, at_ms: i64) -> String {
    zone.local(at_ms).format("%Y-%m-%d %H:%M").to_string()
}

/// `2026-03-02 14:05 – 16:00`, with the second date only if it differs.
pub(crate) fn window(zone: &Zone, start_ms: i64, end_ms: Option<i64>) -> String {
    let start = minute(zone, start_ms);
    let Some(end) = end_ms.map(|end| minute(zone, end)) else { return start };
    format!("{start} – {}", without_same_day(&start, &end))
}

fn without_same_day<'a>(start: &str, end: &'a str) -> &'a str {
    match (start.split_once(' '), end.split_once(' ')) {
        (Some((day, _)), Some((same, time))) if day == same => time,
        _ => end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON_UTC: i64 = 1_772_366_400_000;

    #[test]
    fn the_date_stands_once_per_day() {
        let clock = Clock::of("CST-8");
        assert_eq!(clock.window(NOON_UTC, None), "2026-03-01 20:00");
        assert_eq!(clock.window(NOON_UTC, Some(NOON_UTC + 3_600_000)), "2026-03-01 20:00 – 21:00");
        assert_eq!(
            clock.stretch(NOON_UTC, NOON_UTC + 5 * 3_600_000),
            "2026-03-01 20:00:00 – 2026-03-02 01:00:00"
        );
    }

    #[test]
    fn an_unknown_zone_is_utc_and_says_so() {
        let clock = Clock::of("Asia/Shanghai");
        assert_eq!(clock.unknown.as_deref(), Some("Asia/Shanghai"));
        assert_eq!(clock.minute(NOON_UTC), "2026-03-01 12:00");
    }
}
