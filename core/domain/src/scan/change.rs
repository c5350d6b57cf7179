//! One change.

use super::columns::{self, Column, Layout};
use super::nesting::{self, Nesting};
use super::reader::Reader;
use super::{Limits, Refused, chunk};
use crate::id::{CertificateId, ChangeId};

/// What the scanner read from a change that it let pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScannedChange {
    /// The hash that Automerge gives it, over the inflated form.
    pub id: ChangeId,
    /// The changes that it builds upon.
    pub deps: Vec<ChangeId>,
    /// Who wrote it: random per start of a process, never a person.
    pub actor: [u8; 16],
    /// The number of the change among those of its actor, from 1.
    pub seq: u64,
    /// The number of its first operation.
    pub start_op: u64,
    /// How many operations it holds.
    pub ops: u64,
    /// The containers that it makes.
    pub nesting: Vec<Nesting>,
    /// The certificate that the actor claims; in the first change of each actor, and only there.
    pub author: Option<CertificateId>,
    /// What the writer's wall clock said, in seconds since 1970. For display only.
    pub time_s: i64,
    /// The length of the inflated body, in bytes.
    pub inflated_len: usize,
}

const LAYOUT: Layout = Layout {
    known: &[1, 2, 17, 19, 21, 52, columns::ACTION, 86, 87, 112, 113, 115, 148, 165],
    counting: columns::ACTION,
    signed: &[],
    textless: &[],
    too_many: Refused::TooManyOps,
};

/// Scans the bytes of one change, plain or deflated, in time and space bounded by `limits`.
///
/// A change may put a container into one of another change: [`nesting::depth`] judges them together.
///
/// # Errors
/// The first thing found wrong. Nothing that passes is thereby correct: it is small, whole, and of the
/// form that this version writes.
pub fn change(bytes: &[u8], limits: &Limits) -> Result<ScannedChange, Refused> {
    let chunk = chunk::open(bytes, &[chunk::CHANGE, chunk::DEFLATED_CHANGE], limits)?;
    if chunk.body.len() > limits.inflated_bytes {
        return Err(Refused::InflatedTooLarge);
    }
    let mut reader = Reader::new(&chunk.body);
    let deps = hashes(&mut reader, limits.deps)?;
    let actor = reader.actor()?;
    let seq = reader.unsigned()?;
    let start_op = reader.unsigned()?;
    let time_s = reader.signed()?;
    if reader.unsigned()? != 0 {
        return Err(Refused::Message);
    }
    let other_actors = reader.unsigned()?;
    if other_actors > limits.actors {
        return Err(Refused::TooManyActors);
    }
    let mut actors = vec![actor];
    for _ in 0..other_actors {
        actors.push(reader.actor()?);
    }
    let (ops, columns) = operations(&mut reader, other_actors + 1, limits)?;
    let last_op = start_op.checked_add(ops).filter(|last| *last <= u64::from(u32::MAX));
    if seq == 0 || start_op == 0 || last_op.is_none() {
        return Err(Refused::Number);
    }
    let nesting = nesting::of_columns(&columns, &actors, start_op)?;
    let author = author(reader.rest())?;
    if author.is_some() != (seq == 1) {
        return Err(Refused::Author);
    }
    let inflated_len = chunk.body.len();
    let id = chunk.hash;
    Ok(ScannedChange { id, deps, actor, seq, start_op, ops, nesting, author, time_s, inflated_len })
}

/// A list of change hashes after its length.
pub(super) fn hashes(reader: &mut Reader<'_>, limit: u64) -> Result<Vec<ChangeId>, Refused> {
    let count = reader.unsigned()?;
    if count > limit {
        return Err(Refused::TooManyDeps);
    }
    (0..count).map(|_| reader.array().map(ChangeId)).collect()
}

fn operations(reader: &mut Reader<'_>, actors: u64, limits: &Limits) -> Result<(u64, Vec<Column>), Refused> {
    let headers = columns::headers(reader, &LAYOUT)?;
    let mut budget = limits.inflated_bytes;
    let columns = columns::read(reader, &headers, false, &mut budget)?;
    let ops = columns::rows(&columns, &LAYOUT, limits.ops, actors, limits)?;
    Ok((ops, columns))
}

/// The footer in which Automerge 0.12 writes the author: its tag, a length, the author.
fn author(footer: &[u8]) -> Result<Option<CertificateId>, Refused> {
    const TAG: u8 = 1;
    match footer {
        [] => Ok(None),
        [TAG, 32, author @ ..] => CertificateId::from_slice(author).map(Some).ok_or(Refused::Author),
        _ => Err(Refused::Author),
    }
}
