//! Clocks.

use std::fmt::Debug;
use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use doorstep_domain::time::TimeEvidence;

use super::HostError;

/// The three clocks that every fact carries.
pub trait Clock: Debug + Send + Sync {
    /// What they say now.
    ///
    /// # Errors
    /// [`HostError::Clock`].
    fn now(&self) -> Result<TimeEvidence, HostError>;
}

/// The clocks that the standard library and `/proc` give: wall clock, time since boot (sleep included), boot id.
///
/// Where `/proc` is not there, or not for apps (newer Androids), the time counts from the start of the process
/// and may stand still during sleep: phones bring a [`Clock`] of their platform instead.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Result<TimeEvidence, HostError> {
        let (boot_ms, boot_id) = boot::now().unwrap_or_else(since_start);
        Ok(TimeEvidence { wall_ms: wall_ms(), boot_ms, boot_id })
    }
}

/// Milliseconds since 1970 UTC; negative before.
fn wall_ms() -> i64 {
    let now = SystemTime::now();
    match now.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |millis| -millis),
    }
}

/// Milliseconds since the first call, and a number of this process.
fn since_start() -> (i64, u64) {
    static START: OnceLock<(Instant, u64)> = OnceLock::new();
    let (start, id) = *START.get_or_init(|| {
        let mut id = [0_u8; 8];
        // Without randomness the number is that of the process: still another one than last time.
        let is_random = getrandom::fill(&mut id).is_ok();
        (Instant::now(), if is_random { u64::from_le_bytes(id) } else { u64::from(std::process::id()) })
    });
    (i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX), id)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod boot {
    use std::fs;
    use std::sync::OnceLock;

    /// Milliseconds since boot and the boot's number, if the kernel tells. Which of the two clocks is used never
    /// changes within a process.
    pub(super) fn now() -> Option<(i64, u64)> {
        static BOOT_ID: OnceLock<Option<u64>> = OnceLock::new();
        let id = (*BOOT_ID.get_or_init(|| uptime_ms().and_then(|_| boot_id())))?;
        Some((uptime_ms()?, id))
    }

    /// The first 64 bits of the kernel's random number of this boot.
    fn boot_id() -> Option<u64> {
        let text = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let digits: String = text.chars().filter(char::is_ascii_hexdigit).take(16).collect();
        u64::from_str_radix(&digits, 16).ok()
    }

    fn uptime_ms() -> Option<i64> {
        parse_uptime(&fs::read_to_string("/proc/uptime").ok()?)
    }

    /// `/proc/uptime` starts with seconds and hundredths: `350735.47 234388.90`.
    pub(super) fn parse_uptime(text: &str) -> Option<i64> {
        let (seconds, hundredths) = text.split_whitespace().next()?.split_once('.')?;
        let seconds: i64 = seconds.parse().ok()?;
        let hundredths: i64 = hundredths.get(..2)?.parse().ok()?;
        seconds.checked_mul(1000)?.checked_add(hundredths * 10)
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod boot {
    pub(super) const fn now() -> Option<(i64, u64)> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_clock_stays_within_one_boot_and_never_goes_back() {
        let first = SystemClock.now().unwrap();
        let second = SystemClock.now().unwrap();
        assert_eq!(first.boot_id, second.boot_id);
        assert!(second.boot_ms >= first.boot_ms);
        assert!(first.wall_ms > 1_700_000_000_000);
        assert!(since_start().0 >= 0);
        assert_eq!(since_start().1, since_start().1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn uptime_is_read_without_floating_point() {
        assert_eq!(boot::parse_uptime("350735.47 234388.90\n"), Some(350_735_470));
        assert_eq!(boot::parse_uptime("350735 1"), None);
        assert_eq!(boot::parse_uptime(""), None);
    }
}
