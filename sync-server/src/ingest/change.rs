//! A change against the document's index.
//!
//! The log of a document is closed: a change enters only when everything it depends on is there. So a device
//! that applies the log in order never waits for anything, and Automerge's own queue is never needed.

use doorstep_domain::id::CaseId;
use doorstep_domain::scan::{self, Refused, ScannedChange};
use doorstep_domain::sync::NackCode;

use super::candidate::unfit;
use super::{CASE_CHANGES_MAX, CASE_OPS_MAX, Refusal};
use crate::error::Error;
use crate::store::{ChangeRow, NewEntry, Write};

pub(super) fn append(
    tx: &mut dyn Write,
    entry: NewEntry<'_>,
    case: CaseId,
    change: &ScannedChange,
) -> Result<Result<(), Refusal>, Error> {
    if let Err(refusal) = check(tx, case, change)? {
        return Ok(Err(refusal));
    }
    let depth = match depth(tx, case, change) {
        Ok(depth) => depth,
        Err(Undecided::Refused(reason)) => return Ok(Err(unfit(reason))),
        Err(Undecided::Store(error)) => return Err(error),
    };
    tx.append(entry)?;
    if tx.change(case, change.id)?.is_some() {
        // Its row got lost and its index did not.
        return Ok(Ok(()));
    }
    let end_op = change.start_op + change.ops - 1;
    let row = ChangeRow { actor: change.actor, actor_seq: change.seq, end_op, depth };
    tx.index_change(case, change.id, row, change.ops)?;
    Ok(Ok(()))
}

/// Why there is no depth.
enum Undecided {
    Refused(Refused),
    Store(Error),
}

impl From<Refused> for Undecided {
    fn from(reason: Refused) -> Self {
        Self::Refused(reason)
    }
}

fn depth(tx: &dyn Write, case: CaseId, change: &ScannedChange) -> Result<u8, Undecided> {
    scan::depth(&change.nesting, |actor, op| {
        Ok(tx.depth_at(case, actor, op).map_err(Undecided::Store)?.unwrap_or_default())
    })
}

fn check(tx: &dyn Write, case: CaseId, change: &ScannedChange) -> Result<Result<(), Refusal>, Error> {
    let mut missing = Vec::new();
    let mut end_op = 0;
    let mut follows = change.seq == 1;
    for dep in &change.deps {
        match tx.change(case, *dep)? {
            Some(row) => {
                end_op = end_op.max(row.end_op);
                follows |= row.actor == change.actor && row.actor_seq + 1 == change.seq;
            }
            None => missing.push(dep.0),
        }
    }
    if !missing.is_empty() {
        return Ok(Err(Refusal::need(&missing)));
    }
    if tx.change_of_actor(case, change.actor, change.seq)?.is_some_and(|held| held != change.id) {
        let detail = "another change of this actor has this number";
        return Ok(Err(Refusal::new(NackCode::ActorFork, detail)));
    }
    if !follows {
        return Ok(Err(unfit(Refused::Sequence)));
    }
    if change.start_op != end_op + 1 {
        return Ok(Err(unfit(Refused::StartOp)));
    }
    let (changes, ops) = tx.case(case)?.map_or((0, 0), |case| (case.change_count, case.op_count));
    if changes >= CASE_CHANGES_MAX {
        return Ok(Err(Refusal::new(NackCode::TooLarge, "the document has too many changes")));
    }
    if ops + change.ops > CASE_OPS_MAX {
        return Ok(Err(Refusal::new(NackCode::TooLarge, "the document has too many operations")));
    }
    Ok(Ok(()))
}
