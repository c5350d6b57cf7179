//! The clock of the story: everybody in it looks at this one, and the narrator moves it.

use doorstep_core::host::{Clock, HostError, PhoneClock, Time};
use doorstep_domain::time::TimeEvidence;

/// China Standard Time, in which the story plays: hours before UTC.
const ZONE_HOURS: i64 = 8;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Monday, 2 March 2026, 00:00 in the story's zone.
const FIRST_DAY_MS: i64 = 1_772_409_600_000 - ZONE_HOURS * 60 * MINUTE_MS;
/// The phones are switched on all the time.
const BOOT_ID: u64 = 0x00D0_0857_E900_0001;

/// The time of the story, and the clocks of its phones, which are right.
#[derive(Debug)]
pub(crate) struct StoryClock {
    time: Time,
    phones: PhoneClock,
}

impl StoryClock {
    /// Starts on the first day at this time.
    pub(crate) fn at(hour: i64, minute: i64) -> Self {
        let time = Time::starting_at(moment(0, hour, minute));
        Self { phones: PhoneClock::new(time.clone(), BOOT_ID), time }
    }

    /// Moves on to a time; never back.
    pub(crate) fn set(&self, day: i64, hour: i64, minute: i64) {
        self.time.advance_to(moment(day, hour, minute));
    }

    /// Lets some seconds pass.
    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.time.advance(seconds * 1000);
    }

    /// Milliseconds since 1970 UTC.
    pub(crate) fn now_ms(&self) -> i64 {
        self.time.now_ms()
    }

    /// The time of day as people in the story read it.
    pub(crate) fn time_of_day(&self) -> String {
        time_of_day(self.now_ms())
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Result<TimeEvidence, HostError> {
        self.phones.now()
    }
}

/// A moment of the story: day 0 is the Monday.
pub(crate) fn moment(day: i64, hour: i64, minute: i64) -> i64 {
    FIRST_DAY_MS + day * DAY_MS + (hour * 60 + minute) * MINUTE_MS
}

/// `10:05` in the story's zone.
pub(crate) fn time_of_day(at_ms: i64) -> String {
    let minutes = (at_ms + ZONE_HOURS * 60 * MINUTE_MS).rem_euclid(DAY_MS) / MINUTE_MS;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
