//! The pre-flight scanner: what foreign bytes must pass before Automerge sees them.
//!
//! Automerge trusts its input. A change of 113 bytes may hold five million operations, a snapshot of
//! 2 KB two million, 522 KB may inflate to 1.5 GB, and a change with a flipped byte is read without a
//! complaint. So every change and every snapshot that comes from elsewhere is first read here, by a
//! function that inflates to a limit, verifies the checksum, and counts the runs of each column
//! without expanding them, and measures how deeply containers are
//! nested. It costs less than Automerge's own parsing.

mod change;
mod chunk;
mod columns;
mod nesting;
mod reader;
mod refused;
mod snapshot;
#[cfg(test)]
mod tests;

pub use change::{ScannedChange, change};
pub(crate) use nesting::Containers;
pub use nesting::{Nesting, depth};
pub use refused::Refused;
pub use snapshot::{ScannedSnapshot, snapshot};

/// What a change or a snapshot may cost at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes as they come.
    pub bytes: usize,
    /// Bytes once inflated, and bytes of repeated texts once expanded.
    pub inflated_bytes: usize,
    /// Operations.
    pub ops: u64,
    /// Changes (snapshots only).
    pub changes: u64,
    /// Dependencies of a change, heads of a snapshot.
    pub deps: u64,
    /// Actors other than the author of a change, all actors of a snapshot.
    pub actors: u64,
}

impl Limits {
    /// How deeply containers may be nested. The schema has three levels; the others are for what comes later.
    pub const NESTING: u8 = 8;

    /// For a change. The device keeps to it before it commits, so that honest work is never refused.
    ///
    /// Every start of every app is an actor of its own, so rewriting an old note, or deciding between
    /// many values, may well name hundreds of others.
    pub const CHANGE: Self =
        Self { bytes: 256 << 10, inflated_bytes: 1 << 20, ops: 10_000, changes: 1, deps: 64, actors: 1_024 };

    /// For a snapshot of a document. A large job has a thousand changes and ten thousand operations.
    pub const SNAPSHOT: Self = Self {
        bytes: 8 << 20,
        inflated_bytes: 32 << 20,
        ops: 200_000,
        changes: 20_000,
        deps: 1_024,
        actors: 20_000,
    };
}
