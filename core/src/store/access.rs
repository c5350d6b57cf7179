//! Which cases this device may see, as the server orders it.

use std::path::Path;

use rusqlite::{Connection, Transaction, named_params};

use doorstep_domain::id::CaseId;
use doorstep_domain::sync::NackCode;

use super::receipts::UNCOVERED;
use super::stubs::{self, ErasedBy};
use super::{StoreError, blobs, cases, outbox};
use crate::trial::{self, Bug};

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

/// What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It holds.
    InForce,
    /// The case is erased here: nothing brings it back.
    Erased,
    /// It is older than the one that holds. Its own log gives none in that order: it was another log.
    Older,
}

/// Takes an order of the server; an older one than the last is without effect.
pub(crate) fn order(
    tx: &Transaction<'_>,
    case: CaseId,
    access: Access,
    round: u32,
) -> Result<Taken, StoreError> {
    cases::ensure(tx, case)?;
    let sql = "UPDATE cases SET access = :access, access_round = :round
               WHERE case_id = :case AND access <> 'erased' AND access_round <= :round";
    let parameters = named_params! {":case": case.as_bytes(), ":access": access.name(), ":round": round};
    if tx.prepare_cached(sql)?.execute(parameters)? == 1 {
        return Ok(Taken::InForce);
    }
    Ok(if cases::is_erased(tx, case)? { Taken::Erased } else { Taken::Older })
}

/// Shows a case again that was taken away and came back by a file from a colleague. The office, which hears of that file,
/// answers by an order of its own.
pub(crate) fn show_again(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    let sql = "UPDATE cases SET access = 'granted' WHERE case_id = :case AND access = 'revoked'";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes()})?;
    Ok(())
}

/// Erases a case of which the order to do so has just been taken. If work in it never reached the office it is
/// rescued instead: hidden and kept, until a person decides. Returns whether it was.
pub(crate) fn erase(
    tx: &Transaction<'_>,
    case: CaseId,
    by: Option<&ErasedBy>,
    at_ms: i64,
) -> Result<bool, StoreError> {
    let is_rescued = has_undelivered(tx, case)?;
    stubs::put(tx, case, by, at_ms, is_rescued)?;
    if is_rescued {
        outbox::refuse_case(tx, case, NackCode::Gone.name())?;
        blobs::refuse_case(tx, case)?;
        forget_derived(tx, case)?;
    } else {
        forget(tx, case)?;
    }
    Ok(is_rescued)
}

/// Whether anything that was made or brought here never reached the office: no receipt of whatever log covers it.
fn has_undelivered(connection: &Connection, case: CaseId) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM items WHERE case_id = :case AND origin <> 'server'
                                AND state <> 'refused' AND kind <> 4
                                AND receipt_id IS NULL AND held_epoch IS NULL)
                   OR EXISTS (SELECT 1 FROM blobs WHERE case_id = :case AND here = 1
                                AND upload IN ('waiting', 'refused'))";
    let parameters = named_params! {":case": case.as_bytes()};
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?)
}

/// Whether anything of a case is here.
pub(crate) fn has_items(connection: &Connection, case: CaseId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM items WHERE case_id = :case";
    Ok(connection.prepare_cached(sql)?.exists(named_params! {":case": case.as_bytes()})?)
}

/// Removes everything of a case but its row, its stub and what it left in vans: parts do not go with the paper.
/// Its files are removed after the commit.
pub(crate) fn forget(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    forget_derived(tx, case)?;
    for table in ["outbox", "items", "snapshots", "blobs", "inbox"] {
        let sql = format!("DELETE FROM {table} WHERE case_id = :case");
        tx.execute(&sql, named_params! {":case": case.as_bytes()})?;
    }
    Ok(())
}

/// Takes a case out of every list and search.
fn forget_derived(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    for table in ["notices", "alarms", "follow_ups", "shown_times", "jobs"] {
        let sql = format!("DELETE FROM {table} WHERE case_id = :case");
        tx.execute(&sql, named_params! {":case": case.as_bytes()})?;
    }
    Ok(())
}

/// Revoked cases of which nothing is unsent: everything made here is covered by a receipt of the current log,
/// and every file is stored.
pub(crate) fn may_be_purged(connection: &Connection) -> Result<Vec<CaseId>, StoreError> {
    if trial::is_on(Bug::PurgeWithOutbox) {
        return cases::ids(connection, "SELECT case_id FROM cases WHERE access = 'revoked'");
    }
    let sql = format!(
        "SELECT case_id FROM cases c WHERE access = 'revoked'
           AND EXISTS (SELECT 1 FROM items i WHERE i.case_id = c.case_id) AND NOT {}",
        unsafe_work()
    );
    cases::ids(connection, &sql)
}

/// Whether anything of a case `c` would be lost with this device.
pub(super) fn unsafe_work() -> String {
    format!(
        "(EXISTS (SELECT 1 FROM outbox o WHERE o.case_id = c.case_id)
          OR EXISTS (SELECT 1 FROM blobs b
                     WHERE b.case_id = c.case_id AND b.here = 1 AND b.upload <> 'stored')
          OR EXISTS (SELECT 1 FROM items i LEFT JOIN receipts r USING (receipt_id)
                     WHERE i.case_id = c.case_id AND {UNCOVERED}))"
    )
}

/// Cases of which something would be lost with this device, and those of which nothing would.
pub(crate) fn by_safety(connection: &Connection) -> Result<(Vec<CaseId>, Vec<CaseId>), StoreError> {
    let unsafe_work = unsafe_work();
    let kept = format!("SELECT case_id FROM cases c WHERE {unsafe_work} ORDER BY case_id");
    let free = format!("SELECT case_id FROM cases c WHERE NOT {unsafe_work} ORDER BY case_id");
    Ok((cases::ids(connection, &kept)?, cases::ids(connection, &free)?))
}

/// Removes the files of cases that have no items any more.
pub(crate) fn remove_files_of(dir: &Path, gone: &[CaseId]) -> Result<(), StoreError> {
    gone.iter().try_for_each(|case| blobs::remove_files(dir, *case))
}

/// Removes files that a crash left between the commit that let a case go and their removal.
pub(crate) fn sweep(dir: &Path, connection: &Connection) -> Result<(), StoreError> {
    let sql = "SELECT 1 FROM cases c WHERE case_id = :case AND access <> 'granted'
                 AND NOT EXISTS (SELECT 1 FROM items i WHERE i.case_id = c.case_id)";
    let mut statement = connection.prepare(sql)?;
    for case in blobs::cases_with_files(dir)? {
        if statement.exists(named_params! {":case": case.as_bytes()})? {
            blobs::remove_files(dir, case)?;
        }
    }
    Ok(())
}
