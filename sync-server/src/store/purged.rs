//! What devices say is left with them of erased cases.

use doorstep_domain::id::{CaseId, DeviceId};
use doorstep_domain::sync::Left;

use crate::error::Error;

/// What one device says about one erased case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PurgedRow {
    /// The device.
    pub device: DeviceId,
    /// What is left there.
    pub left: Left,
    /// When it said so, milliseconds since 1970 UTC.
    pub heard_at_ms: i64,
}

/// Reads it.
pub trait ReadPurged {
    /// What devices said about a case, by device.
    ///
    /// # Errors
    /// Those of the database.
    fn purged(&self, case: CaseId) -> Result<Vec<PurgedRow>, Error>;

    /// Devices that sent something of a case after it was erased, and when they did last, milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// Those of the database.
    fn holders(&self, case: CaseId) -> Result<Vec<(DeviceId, i64)>, Error>;
}

/// Writes it.
pub trait WritePurged {
    /// Stores what a device says, in place of what it said before.
    ///
    /// # Errors
    /// Those of the database.
    fn put_purged(&mut self, case: CaseId, row: PurgedRow) -> Result<(), Error>;

    /// Stores that a device sent something of an erased case.
    ///
    /// # Errors
    /// Those of the database.
    fn put_holder(&mut self, case: CaseId, device: DeviceId, heard_at_ms: i64) -> Result<(), Error>;
}
