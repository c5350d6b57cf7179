//! The history of a job: who changed what, when, on which device.

use doorstep_report::{HistoryEntry, HistoryValue};
use serde::Serialize;

use super::source::Reading;
use crate::office::{Office, OfficeError};

/// Everything that anybody did in a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Past {
    /// Its number.
    pub number: String,
    /// The customer, unless hidden from the reader.
    pub customer: Option<String>,
    /// The time zone of the site, as a POSIX TZ string.
    pub time_zone: String,
    /// What was done, the first thing first.
    pub entries: Vec<PastEntry>,
}

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PastEntry {
    /// The fact or the change.
    pub id: String,
    /// What shows the job as it was right after it: a fact, or milliseconds since 1970 UTC.
    pub at: String,
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub claimed_ms: i64,
    /// When it counts as made: the same, but not before what its author had seen.
    pub made_ms: i64,
    /// Whether the clock can be believed.
    pub clock_is_sure: bool,
    /// Name of who did it.
    pub who: String,
    /// In which role, in the reader's words.
    pub role: String,
    /// What the device is called in job numbers.
    pub device_code: String,
    /// Whether the device has signed for it.
    pub proven: bool,
    /// What happened, in the reader's words.
    pub what: String,
    /// What was written.
    pub values: Vec<PastValue>,
}

/// A value that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PastValue {
    /// What it is about.
    pub field: String,
    /// The value.
    pub value: String,
    /// What its author had seen there before.
    pub before: Option<String>,
    /// Whether it stands; else somebody has overwritten it.
    pub stands: bool,
}

impl From<HistoryEntry> for PastEntry {
    fn from(entry: HistoryEntry) -> Self {
        let HistoryEntry { id, at_ms, made_ms, clock_is_sure, by, is_proven, what, values } = entry;
        let at = if values.is_empty() { id.clone() } else { made_ms.to_string() };
        Self {
            id,
            at,
            claimed_ms: at_ms,
            made_ms,
            clock_is_sure,
            who: by.name,
            role: by.role,
            device_code: by.device,
            proven: is_proven,
            what,
            values: values.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<HistoryValue> for PastValue {
    fn from(written: HistoryValue) -> Self {
        let HistoryValue { field, value, before, stands, correction: _ } = written;
        Self { field, value, before, stands }
    }
}

impl Reading<'_> {
    pub(super) fn past(&self, office: &Office<'_>) -> Result<Past, OfficeError> {
        let created = self.case.state().created.as_ref().ok_or(OfficeError::NotFound("case"))?;
        let mut entries = self.history()?;
        let mask = office.mask_of(self, None);
        if let Some(mask) = &mask {
            HistoryEntry::hide(&mut entries, mask);
        }
        Ok(Past {
            number: created.body.number.clone(),
            customer: Some(created.body.customer.name.clone()).filter(|_| mask.is_none()),
            time_zone: created.body.site.time_zone.clone(),
            entries: entries.into_iter().map(Into::into).collect(),
        })
    }
}
