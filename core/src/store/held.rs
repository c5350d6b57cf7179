//! What this device believes the office to hold, computed from the rows themselves: everything here that is not on its
//! way. It is compared with what the office really holds.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

use doorstep_domain::id::{CaseId, Hash};

use super::{StoreError, cases, items};

/// How long a comparison holds, in milliseconds of the office's clock.
const HOLDS_MS: i64 = 24 * 3_600_000;

/// An item that the office holds, as far as this device knows. What this device refused itself counts if the log of this
/// epoch brought it; what the office refused after it went back to a backup does not, although it once came from there.
const BELIEVED: &str = "i.kind IN (1, 2, 3, 4, 5, 9)
    AND (i.state <> 'refused' OR i.held_epoch = (SELECT epoch FROM progress))
    AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.item_id = i.item_id)";

/// The cases that this device sees and of which it believes the office to hold something.
pub(crate) fn cases_to_compare(connection: &Connection) -> Result<Vec<CaseId>, StoreError> {
    let sql = format!(
        "SELECT case_id FROM cases c WHERE access = 'granted'
           AND EXISTS (SELECT 1 FROM items i WHERE i.case_id = c.case_id AND {BELIEVED}) ORDER BY case_id"
    );
    cases::ids(connection, &sql)
}

/// The hashes of what it believes the office to hold of a case.
pub(crate) fn hashes(connection: &Connection, case: CaseId) -> Result<Vec<Hash>, StoreError> {
    let sql = format!("SELECT hash FROM items i WHERE i.case_id = :case AND {BELIEVED}");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(named_params! {":case": case.as_bytes()}, |row| Ok(Hash(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The files of a case that it believes the office to have stored.
pub(crate) fn files(connection: &Connection, case: CaseId) -> Result<Vec<Hash>, StoreError> {
    let sql = "SELECT blob_id FROM blobs WHERE case_id = :case AND upload = 'stored'";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":case": case.as_bytes()}, |row| Ok(Hash(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How much of what it believed the office to hold of a case that does not hold after all.
pub(crate) fn lost_count(
    connection: &Connection,
    case: CaseId,
    theirs: &HashSet<Hash>,
) -> Result<usize, StoreError> {
    Ok(hashes(connection, case)?.into_iter().filter(|hash| !theirs.contains(hash)).count())
}

/// Whether anything of a case was held by the log of this epoch.
pub(crate) fn is_any_held(connection: &Connection, case: CaseId, epoch: u64) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM items WHERE case_id = :case AND held_epoch = :epoch";
    let parameters = named_params! {":case": case.as_bytes(), ":epoch": epoch.cast_signed()};
    Ok(connection.prepare_cached(sql)?.exists(parameters)?)
}

/// Nothing is known any more of what the log holds, although its epoch is the same: everything was held by one that is no
/// more, of which there are no receipts.
pub(crate) fn forget(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let sql = "UPDATE items SET held_epoch = 0, receipt_id = NULL WHERE held_epoch IS NOT NULL";
    tx.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// What the office holds of a case and this device does not have.
pub(crate) fn lacking(
    connection: &Connection,
    case: CaseId,
    theirs: &[Hash],
) -> Result<Vec<Hash>, StoreError> {
    let mut lacking = Vec::new();
    for hash in theirs {
        if !items::is_any(connection, case, *hash)? {
            lacking.push(*hash);
        }
    }
    Ok(lacking)
}

/// Whether it is time to compare: a day after the last time, or at once after the office's log began anew.
pub(crate) fn is_due(connection: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT server_ms - compared_ms >= :holds FROM progress WHERE compared_ms IS NOT NULL";
    let is_due = connection
        .prepare_cached(sql)?
        .query_row(named_params! {":holds": HOLDS_MS}, |row| row.get::<_, Option<bool>>(0));
    Ok(is_due.optional()?.flatten().unwrap_or(false))
}

/// The two sides were compared just now.
pub(crate) fn set_compared(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE progress SET compared_ms = server_ms")?.execute([])?;
    Ok(())
}

/// A device that was never compared begins to count: what it has came a moment ago.
pub(crate) fn begin(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE progress SET compared_ms = server_ms WHERE compared_ms IS NULL")?.execute([])?;
    Ok(())
}

/// The next run compares.
pub(crate) fn set_due(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE progress SET compared_ms = 0")?.execute([])?;
    Ok(())
}
