//! Who changed what, when, on which device.

use doorstep_core as core;

use crate::value::Timestamp;

/// Something that somebody did, with what it changed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HistoryEntry {
    /// The fact or the change.
    pub id: String,
    /// When it counts as made; give it to `job_at` to see the job as it was right after it.
    pub at: Timestamp,
    /// When by the author's clock; another time than `at` if that clock stood before what its owner had seen.
    pub claimed_at: Timestamp,
    /// Whether the clock can be believed.
    pub clock_is_sure: bool,
    /// Name of who did it.
    pub by: String,
    /// In which role, in the language of the app.
    pub role: String,
    /// What the device is called in job numbers.
    pub device: String,
    /// Whether the device has signed for it; what was written on this device is signed for when it is sent or exported.
    pub is_proven: bool,
    /// What happened, in the language of the app.
    pub what: String,
    /// What was written; empty for what happened.
    pub values: Vec<HistoryValue>,
}

/// A value that was written.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HistoryValue {
    /// What it is about, in the language of the app.
    pub field: String,
    /// The value, in the language of the app.
    pub value: String,
    /// What its author had seen there before.
    pub before: Option<String>,
    /// Whether it stands; else somebody has overwritten it.
    pub stands: bool,
}

impl From<core::HistoryEntry> for HistoryEntry {
    fn from(entry: core::HistoryEntry) -> Self {
        let core::HistoryEntry { id, at_ms, made_ms, clock_is_sure, by, is_proven, what, values } = entry;
        Self {
            id,
            at: Timestamp(made_ms),
            claimed_at: Timestamp(at_ms),
            clock_is_sure,
            by: by.name,
            role: by.role,
            device: by.device,
            is_proven,
            what,
            values: values.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<core::HistoryValue> for HistoryValue {
    fn from(written: core::HistoryValue) -> Self {
        let core::HistoryValue { field, value, before, stands, correction: _ } = written;
        Self { field, value, before, stands }
    }
}
