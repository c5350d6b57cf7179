//! Time as evidence. Nothing is ordered by it.

use minicbor::{Decode, Encode};

/// What a device's clocks said when something was recorded. A fact carries all three, so that a
/// clock set by hand shows, and a duration within one boot does not depend on the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, serde::Serialize, serde::Deserialize)]
#[cbor(map)]
pub struct TimeEvidence {
    /// Wall clock: milliseconds since 1970-01-01 UTC, as the device believed.
    #[n(0)]
    pub wall_ms: i64,
    /// Milliseconds since the device started, sleep included.
    #[n(1)]
    pub boot_ms: i64,
    /// Random number of this start of the device; durations from `boot_ms` need an equal one.
    #[n(2)]
    pub boot_id: u64,
}

impl TimeEvidence {
    /// Milliseconds from `start` to `self`, never negative: by the boot clock if both are of one boot, else by
    /// the wall clock.
    #[must_use]
    pub fn since(&self, start: &Self) -> i64 {
        let elapsed = if self.boot_id == start.boot_id {
            self.boot_ms.saturating_sub(start.boot_ms)
        } else {
            self.wall_ms.saturating_sub(start.wall_ms)
        };
        elapsed.max(0)
    }

    /// Whether the wall clock was moved between two moments of one boot, by more than `tolerance_ms`.
    #[must_use]
    pub fn clock_jumped_since(&self, earlier: &Self, tolerance_ms: i64) -> bool {
        self.boot_id == earlier.boot_id && self.clock_moved_since(earlier).saturating_abs() > tolerance_ms
    }

    /// By how many milliseconds the wall clock moved on more than the time since the start of the device did;
    /// negative if it was set back. It says something only about two moments of one boot.
    #[must_use]
    pub fn clock_moved_since(&self, earlier: &Self) -> i64 {
        let wall = self.wall_ms.saturating_sub(earlier.wall_ms);
        wall.saturating_sub(self.boot_ms.saturating_sub(earlier.boot_ms))
    }
}
