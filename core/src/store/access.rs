//! Which cases this device may see, as the server orders it.

use std::path::Path;

use rusqlite::{Connection, Transaction, named_params};

use doorstep_domain::id::CaseId;

use super::{StoreError, blobs, cases};

/// What the server says about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// It is in this device's scope.
    Granted,
    /// It no longer is: hidden at once, kept while anything of it is unsent.
    Revoked,
    /// It is erased.
    Erased,
}

impl Access {
    const fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Revoked => "revoked",
            Self::Erased => "erased",
        }
    }
}

/// Takes an order of the server; an older one than the last is without effect. Returns whether it had one.
pub(crate) fn order(
    tx: &Transaction<'_>,
    case: CaseId,
    access: Access,
    round: u32,
) -> Result<bool, StoreError> {
    cases::ensure(tx, case)?;
    let sql = "UPDATE cases SET access = :access, access_round = :round
               WHERE case_id = :case AND access <> 'erased' AND access_round <= :round";
    let parameters = named_params! {":case": case.as_bytes(), ":access": access.name(), ":round": round};
    let had_effect = tx.prepare_cached(sql)?.execute(parameters)? == 1;
    if had_effect && access == Access::Erased {
        forget(tx, case)?;
    }
    Ok(had_effect)
}

/// A server that was restored from a backup counts its orders from there: what it says now is newer than all
/// that it said before.
pub(crate) fn forget_rounds(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE cases SET access_round = 0")?.execute([])?;
    Ok(())
}

/// Removes everything of a case but its row. Its files are removed after the commit.
pub(crate) fn forget(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    for table in ["outbox", "items", "snapshots", "blobs", "notices", "jobs", "inbox"] {
        let sql = format!("DELETE FROM {table} WHERE case_id = :case");
        tx.execute(&sql, named_params! {":case": case.as_bytes()})?;
    }
    Ok(())
}

/// Revoked cases of which nothing is unsent: everything made here is covered by a receipt of the current log,
/// and every file is stored.
pub(crate) fn may_be_purged(connection: &Connection) -> Result<Vec<CaseId>, StoreError> {
    let sql = "SELECT case_id FROM cases c WHERE access = 'revoked'
                 AND EXISTS (SELECT 1 FROM items i WHERE i.case_id = c.case_id)
                 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.case_id = c.case_id)
                 AND NOT EXISTS (SELECT 1 FROM blobs b
                                 WHERE b.case_id = c.case_id AND b.here = 1 AND b.upload <> 'stored')
                 AND NOT EXISTS (SELECT 1 FROM items i LEFT JOIN receipts r USING (receipt_id)
                                 WHERE i.case_id = c.case_id AND i.origin <> 'server'
                                   AND i.state <> 'refused' AND i.kind <> 4
                                   AND (r.receipt_id IS NULL OR r.epoch <> (SELECT epoch FROM progress)))";
    cases::ids(connection, sql)
}

/// Removes the files of cases that have no items any more.
pub(crate) fn remove_files_of(dir: &Path, gone: &[CaseId]) -> Result<(), StoreError> {
    gone.iter().try_for_each(|case| blobs::remove_files(dir, *case))
}
