//! Was the technician there in time? A finding for the record; it blocks nothing.

use super::definition::PunctualityRule;

/// Which promise an arrival is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Promise {
    /// The appointed time, less the minutes that one comes earlier (T-03).
    Appointment,
    /// So soon after the report that no appointment is needed (T-04).
    SoonAfterReport,
    /// The time from an emergency call to the spot (T-02).
    Emergency,
}

/// The finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Punctuality {
    /// What the arrival is measured against.
    pub promise: Promise,
    /// The last punctual second, wall clock in milliseconds.
    pub latest_ms: i64,
    /// Seconds after it; zero or below is punctual.
    pub late_s: i64,
}

impl Punctuality {
    /// Whether the promise was kept.
    #[must_use]
    pub fn is_hit(&self) -> bool {
        self.late_s <= 0
    }
}

/// When an arrival is measured, and what was known of it. All times: wall clock in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// The arrival.
    pub arrived_at_ms: i64,
    /// The appointed time.
    pub appointed_at_ms: Option<i64>,
    /// The report.
    pub reported_at_ms: Option<i64>,
    /// The report was an emergency.
    pub emergency: bool,
}

/// Measures an arrival, to the second. An emergency is measured from its call, an appointed visit by
/// its appointment, any other from its report. `None` if there is nothing to measure against.
#[must_use]
pub fn measure(rule: &PunctualityRule, arrival: &Arrival) -> Option<Punctuality> {
    let minutes = |minutes: u32| i64::from(minutes) * 60_000;
    let since_report = |limit: Option<u32>| Some(arrival.reported_at_ms?.saturating_add(minutes(limit?)));
    let emergency = || since_report(rule.emergency_within_min).map(|latest| (Promise::Emergency, latest));
    let appointment = || {
        let appointed = arrival.appointed_at_ms?;
        Some((Promise::Appointment, appointed.saturating_sub(minutes(rule.early_min))))
    };
    let soon = || since_report(rule.unappointed_within_min).map(|latest| (Promise::SoonAfterReport, latest));
    let urgent = if arrival.emergency { emergency() } else { None };
    let (promise, latest_ms) = urgent.or_else(appointment).or_else(soon)?;
    let late_s = arrival.arrived_at_ms.div_euclid(1_000) - latest_ms.div_euclid(1_000);
    Some(Punctuality { promise, latest_ms, late_s })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: PunctualityRule =
        PunctualityRule { early_min: 3, unappointed_within_min: Some(15), emergency_within_min: Some(15) };

    /// Milliseconds at a time of day.
    fn at(hour: i64, minute: i64, second: i64) -> i64 {
        ((hour * 60 + minute) * 60 + second) * 1_000
    }

    fn appointed(arrived_at_ms: i64) -> Arrival {
        let appointed_at_ms = Some(at(9, 0, 0));
        Arrival { arrived_at_ms, appointed_at_ms, reported_at_ms: Some(at(7, 0, 0)), emergency: false }
    }

    fn reported(arrived_at_ms: i64) -> Arrival {
        let reported_at_ms = Some(at(13, 0, 0));
        Arrival { arrived_at_ms, appointed_at_ms: None, reported_at_ms, emergency: false }
    }

    #[test]
    fn three_minutes_early_is_the_last_punctual_minute() {
        let hit = |arrived| measure(&RULE, &appointed(arrived)).unwrap().is_hit();
        assert!(hit(at(8, 57, 0)));
        assert!(hit(at(8, 57, 0) + 999), "measured to the second");
        assert!(!hit(at(8, 57, 1)));
        assert!(!hit(at(8, 58, 0)));
        assert_eq!(measure(&RULE, &appointed(at(8, 58, 0))).unwrap().late_s, 60);
    }

    #[test]
    fn within_a_quarter_of_an_hour_of_the_report_no_appointment_is_needed() {
        let measured = |arrived| measure(&RULE, &reported(arrived)).unwrap();
        assert_eq!(measured(at(13, 15, 0)).promise, Promise::SoonAfterReport);
        assert!(measured(at(13, 15, 0)).is_hit());
        assert!(!measured(at(13, 15, 1)).is_hit());
    }

    #[test]
    fn an_emergency_is_measured_from_its_call_even_with_an_appointment() {
        let arrival = Arrival { emergency: true, ..appointed(at(7, 15, 1)) };
        let measured = measure(&RULE, &arrival).unwrap();
        assert_eq!((measured.promise, measured.late_s), (Promise::Emergency, 1));
    }

    #[test]
    fn nothing_promised_is_nothing_measured() {
        let unknown = Arrival { reported_at_ms: None, ..reported(at(13, 0, 0)) };
        assert_eq!(measure(&RULE, &unknown), None);
        let lenient = PunctualityRule { unappointed_within_min: None, ..RULE };
        assert_eq!(measure(&lenient, &reported(at(18, 0, 0))), None);
    }
}
