//! Clocks.

use std::fmt::Debug;
use std::time::{SystemTime, UNIX_EPOCH};

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

/// The clocks of Linux and Android: wall clock, `/proc/uptime` (sleep included) and the kernel's boot id.
///
/// Elsewhere there is no way to read the time since boot with sleep from the standard library; there the
/// platform brings its own [`Clock`], and this one counts from the start of the process.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Result<TimeEvidence, HostError> {
        let (boot_ms, boot_id) = boot::now()?;
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

#[cfg(any(target_os = "linux", target_os = "android"))]
mod boot {
    use std::fs;
    use std::sync::OnceLock;

    use super::HostError;

    pub(super) fn now() -> Result<(i64, u64), HostError> {
        static BOOT_ID: OnceLock<u64> = OnceLock::new();
        let id = match BOOT_ID.get() {
            Some(id) => *id,
            None => {
                let id = boot_id()?;
                *BOOT_ID.get_or_init(|| id)
            }
        };
        Ok((uptime_ms()?, id))
    }

    /// The first 64 bits of the kernel's random number of this boot.
    fn boot_id() -> Result<u64, HostError> {
        let text = read("/proc/sys/kernel/random/boot_id")?;
        let digits: String = text.chars().filter(char::is_ascii_hexdigit).take(16).collect();
        u64::from_str_radix(&digits, 16).map_err(|error| HostError::Clock(error.to_string()))
    }

    /// `/proc/uptime` starts with seconds and hundredths: `350735.47 234388.90`.
    fn uptime_ms() -> Result<i64, HostError> {
        let text = read("/proc/uptime")?;
        parse_uptime(&text).ok_or_else(|| HostError::Clock("unexpected form of /proc/uptime".to_owned()))
    }

    pub(super) fn parse_uptime(text: &str) -> Option<i64> {
        let (seconds, hundredths) = text.split_whitespace().next()?.split_once('.')?;
        let seconds: i64 = seconds.parse().ok()?;
        let hundredths: i64 = hundredths.get(..2)?.parse().ok()?;
        seconds.checked_mul(1000)?.checked_add(hundredths * 10)
    }

    fn read(path: &str) -> Result<String, HostError> {
        fs::read_to_string(path).map_err(|error| HostError::Clock(format!("{path}: {error}")))
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod boot {
    use std::sync::OnceLock;
    use std::time::Instant;

    use super::HostError;

    pub(super) fn now() -> Result<(i64, u64), HostError> {
        static START: OnceLock<(Instant, u64)> = OnceLock::new();
        let (start, id) = *START.get_or_init(|| {
            let mut id = [0_u8; 8];
            // Without randomness the number of this process is the process id: still another one next time.
            let known = getrandom::fill(&mut id).is_ok();
            let id = if known { u64::from_le_bytes(id) } else { u64::from(std::process::id()) };
            (Instant::now(), id)
        });
        Ok((i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX), id))
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
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn uptime_is_read_without_floating_point() {
        assert_eq!(boot::parse_uptime("350735.47 234388.90\n"), Some(350_735_470));
        assert_eq!(boot::parse_uptime("350735 1"), None);
        assert_eq!(boot::parse_uptime(""), None);
    }
}
