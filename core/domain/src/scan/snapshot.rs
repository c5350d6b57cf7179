//! One snapshot: a whole document in one chunk.

use super::columns::{self, Layout};
use super::reader::Reader;
use super::{Limits, Refused, chunk};
use crate::id::ChangeId;

/// What the scanner read from a snapshot that it let pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannedSnapshot {
    /// The heads that it claims. Loading it checks them.
    pub heads: Vec<ChangeId>,
    /// How many actors have written to it.
    pub actors: u64,
    /// How many changes it holds.
    pub changes: u64,
    /// How many operations it holds. Deletions leave none.
    pub ops: u64,
    /// The length of all columns once inflated, in bytes.
    pub inflated_len: usize,
}

const CHANGES: Layout = Layout {
    known: &[1, 3, 19, 35, 53, 64, 67, 86, 87],
    counting: 1,
    signed: &[35],
    textless: &[53],
    too_many: Refused::TooManyChanges,
};

const OPS: Layout = Layout {
    known: &[1, 2, 17, 19, 21, 33, 35, 52, columns::ACTION, 86, 87, 128, 129, 131, 148, 165],
    counting: columns::ACTION,
    signed: &[],
    textless: &[],
    too_many: Refused::TooManyOps,
};

/// Scans the bytes of one snapshot, its columns plain or deflated, in time and space bounded by `limits`.
///
/// # Errors
/// The first thing found wrong.
pub fn snapshot(bytes: &[u8], limits: &Limits) -> Result<ScannedSnapshot, Refused> {
    let chunk = chunk::open(bytes, &[chunk::DOCUMENT], limits)?;
    let mut reader = Reader::new(&chunk.body);
    let actors = reader.unsigned()?;
    if actors > limits.actors {
        return Err(Refused::TooManyActors);
    }
    for _ in 0..actors {
        reader.actor()?;
    }
    let heads = super::change::hashes(&mut reader, limits.deps)?;
    let change_headers = columns::headers(&mut reader, &CHANGES)?;
    let op_headers = columns::headers(&mut reader, &OPS)?;
    let mut budget = limits.inflated_bytes;
    let change_columns = columns::read(&mut reader, &change_headers, true, &mut budget)?;
    let op_columns = columns::read(&mut reader, &op_headers, true, &mut budget)?;
    let changes = columns::rows(&change_columns, &CHANGES, limits.changes, actors, limits)?;
    let ops = columns::rows(&op_columns, &OPS, limits.ops, actors, limits)?;
    for _ in &heads {
        if reader.unsigned()? >= changes {
            return Err(Refused::Rows);
        }
    }
    if !reader.is_empty() {
        return Err(Refused::Trailing);
    }
    Ok(ScannedSnapshot { heads, actors, changes, ops, inflated_len: limits.inflated_bytes - budget })
}
