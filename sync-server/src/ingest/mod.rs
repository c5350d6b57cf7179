//! What devices push: every item is judged alone, and one that is refused never blocks another.
//!
//! First [`examine`] looks at an item by itself, on the thread of the request: size, form, scan, signature.
//! Then [`admit`] looks at what it builds on, inside the appending transaction, by index only: no document
//! is ever loaded on this path, so no document can slow it down.

mod admit;
mod candidate;
mod change;
mod fact;
mod scope;
#[cfg(test)]
mod tests;

pub(crate) use admit::{Push, admit};
pub(crate) use candidate::{Candidate, Examined, examine};
pub(crate) use fact::carry_certificate;
pub(crate) use scope::{Directive, OFFICE_STREAM, order, streams_of, user_stream};

use doorstep_domain::id::{Hash, hex};
use doorstep_domain::scan::Limits;
use doorstep_domain::sync::NackCode;

/// The most bytes that all items of one case may have together.
pub(crate) const CASE_BYTES_MAX: u64 = 32 << 20;

/// The most changes of one document; a large job has a thousand.
pub(crate) const CASE_CHANGES_MAX: u64 = 20_000;

/// The most operations of one document. What a change may hold at most, in 113 bytes, twenty thousand times, would
/// cost every phone and the projector gigabytes; and no phone takes a larger snapshot.
pub(crate) const CASE_OPS_MAX: u64 = Limits::SNAPSHOT.ops;

/// The most items of one request.
pub(crate) const REQUEST_ITEMS_MAX: usize = 10_000;

/// Why an item was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: NackCode,
    /// Without customer data.
    pub(crate) detail: String,
}

impl Refusal {
    pub(crate) fn new(code: NackCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(NackCode::Malformed, detail)
    }

    /// What must be sent first.
    fn need(missing: &[[u8; 32]]) -> Self {
        let ids: Vec<String> = missing.iter().map(|id| hex(id)).collect();
        Self::new(NackCode::Need, ids.join(" "))
    }
}

/// What became of an item: held under this name, or refused.
pub(crate) type Verdict = Result<Hash, Refusal>;
