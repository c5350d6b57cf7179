//! The phone's clocks.

use std::fmt::Debug;
use std::sync::Arc;

use doorstep_core::host::{Clock as CoreClock, HostError};
use doorstep_domain::time::TimeEvidence;

use super::PlatformError;
use crate::value::Timestamp;

/// What the clocks say at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct ClockReading {
    /// The wall clock.
    pub wall: Timestamp,
    /// Milliseconds since the phone started, sleep included: `SystemClock.elapsedRealtime()` on Android,
    /// `mach_continuous_time` on Apple.
    pub boot_ms: i64,
    /// A number that differs after each start of the phone, e.g. from `Settings.Global.BOOT_COUNT` or
    /// `kern.bootsessionuuid`.
    pub boot_id: i64,
}

/// The phone's clocks. Without one, the core reads those of Linux and Android itself.
///
/// Blocking: called inside every command, so it must answer at once. Called from any thread.
#[uniffi::export(foreign)]
pub trait Clock: Debug + Send + Sync {
    /// Reads all clocks.
    ///
    /// Errors: any; the command that asked then does nothing.
    fn now(&self) -> Result<ClockReading, PlatformError>;
}

/// The app's clock as the core wants it.
#[derive(Debug)]
pub(crate) struct AppClock(pub(crate) Arc<dyn Clock>);

impl CoreClock for AppClock {
    fn now(&self) -> Result<TimeEvidence, HostError> {
        let reading = self.0.now().map_err(|error| HostError::Clock(error.to_string()))?;
        let ClockReading { wall, boot_ms, boot_id } = reading;
        Ok(TimeEvidence { wall_ms: wall.0, boot_ms, boot_id: boot_id.cast_unsigned() })
    }
}
