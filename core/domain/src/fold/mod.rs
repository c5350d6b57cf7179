//! How the facts of a case become its state.
//!
//! Nothing is replayed in a sequence: concurrency is not transitive, so no order of facts that did not know
//! of each other is well defined. Instead:
//!
//! - A fact is **legal** if the status table ([`table`]) allows it in the state of *its own ancestors*. A
//!   late arrival is never an ancestor of what was there before, so it never changes a verdict.
//! - Additive kinds (photos, attempts, signatures, time) are sets.
//! - An **aspect** ([`Aspect`]) takes its value from its maximal legal facts, those that no other legal
//!   fact of the aspect follows: the greatest by rank, then authority, then hash. Rank and authority read
//!   the fact, its ancestors and its certificate, never a rival. Where one of them decides, the loser is
//!   shown as superseded; where only the hash would decide and the values differ, it is an open decision.
//!
//! So the same set of facts gives the same state everywhere, in whatever order and by whatever way it came.

mod additive;
mod agreed;
mod around;
mod aspect;
mod authority;
mod engine;
mod notice;
mod state;
mod table;
#[cfg(test)]
mod tests;

pub use additive::CLOCK_TOLERANCE_MS;
pub use aspect::{Aspect, AspectValue, Outcome};
pub use authority::Authority;
pub use engine::{FOLD_VERSION, Folding, fold, who};
pub use notice::{Notice, notices};
pub use state::{
    Asked, Custody, Deduction, Errand, Exception, Flag, Hold, OpenDecision, QuoteState, Recorded, Session,
    Settled, State, Superseded, SupersededBy, VisitState, Who,
};
pub use table::{Illegal, is_servers_own};
