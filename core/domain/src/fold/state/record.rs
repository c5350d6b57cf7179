//! Who said what, and when.

use crate::id::{CertificateId, FactId};
use crate::time::TimeEvidence;

/// Who made a fact.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Who {
    /// The certificate that signed it.
    pub certificate: CertificateId,
    /// The user's id; at a desk, the acting user's.
    pub user: String,
    /// The user's name as colleagues read it.
    pub name: String,
    /// The role in which the user acted.
    pub role: String,
}

/// The body of a fact with who and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded<T> {
    /// The fact.
    pub fact: FactId,
    /// Who made it.
    pub who: Who,
    /// What the clocks said.
    pub at: TimeEvidence,
    /// What it says.
    pub body: T,
}

impl<T> Recorded<T> {
    /// By claimed time; for display, never for what counts.
    pub(in crate::fold) fn earlier_than(&self, other: &Self) -> bool {
        (self.at.wall_ms, self.fact) < (other.at.wall_ms, other.fact)
    }
}

/// The value of an aspect and the fact that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled<T> {
    /// The value.
    pub value: T,
    /// The fact that gave it.
    pub fact: FactId,
    /// Who said so.
    pub who: Who,
    /// What the clocks said then.
    pub at: TimeEvidence,
}
