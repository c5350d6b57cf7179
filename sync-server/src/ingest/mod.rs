//! What devices push: every item is judged alone, and one that is refused never blocks another.
//!
//! First [`examine`] looks at an item by itself, on the thread of the request: size, form, scan, signature.
//! Then [`admit`] looks at what it builds on, inside the appending transaction, by index only: no document
//! is ever loaded on this path, so no document can slow it down.

mod admit;
mod candidate;
mod change;
mod fact;
mod presented;
mod ruling;
mod scope;
#[cfg(test)]
mod tests;

pub(crate) use admit::{Push, admit};
pub(crate) use candidate::{Candidate, Examined, examine};
pub(crate) use presented::checked;
pub(crate) use ruling::{NewRuling, rule};
pub(crate) use scope::{Directive, OFFICE_STREAM, announce, order, streams_of, user_stream};

use doorstep_domain::fact::Fact;
use doorstep_domain::id::{Hash, hex};
use doorstep_domain::scan::Limits;
use doorstep_domain::sync::NackCode;
use ruling::RefusedFact;

/// The most bytes that all items of one case may have together.
pub(crate) const CASE_BYTES_MAX: u64 = 32 << 20;

/// The most changes of one document; a large job has a thousand.
pub(crate) const CASE_CHANGES_MAX: u64 = 20_000;

/// The most operations of one document. What a change may hold at most, in 113 bytes, twenty thousand times, would
/// cost every phone and the projector gigabytes; and no phone takes a larger snapshot.
pub(crate) const CASE_OPS_MAX: u64 = Limits::SNAPSHOT.ops;

/// The most rulings that the server writes by itself into one case: each is a little, and every phone folds them.
pub(crate) const CASE_RULINGS_MAX: u64 = 1000;

/// The most rulings that one request makes the server write. What is refused beyond them gets its ruling when it
/// is sent again, because later facts need it.
pub(crate) const REQUEST_RULINGS_MAX: usize = 64;

/// The most items of one request.
pub(crate) const REQUEST_ITEMS_MAX: usize = 10_000;

/// Why an item was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: NackCode,
    /// Without customer data.
    pub(crate) detail: String,
    /// The fact, if it is refused for good and later ones may build on it.
    pub(crate) fact: Option<RefusedFact>,
}

impl Refusal {
    pub(crate) fn new(code: NackCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), fact: None }
    }

    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(NackCode::Malformed, detail)
    }

    /// This refusal of a fact that somebody signed: nobody will ever take it.
    fn for_good(self, fact: &Fact) -> Self {
        let refused = RefusedFact::of(fact).filter(|_| ruling::is_final(self.code));
        Self { fact: refused, ..self }
    }

    /// What must be sent first.
    fn need(missing: &[[u8; 32]]) -> Self {
        let ids: Vec<String> = missing.iter().map(|id| hex(id)).collect();
        Self::new(NackCode::Need, ids.join(" "))
    }
}

/// What became of an item: held under this name, or refused.
pub(crate) type Verdict = Result<Hash, Refusal>;
