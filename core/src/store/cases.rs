//! Cases that this device knows.

use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

use doorstep_domain::id::CaseId;

use super::StoreError;

/// Makes sure that there is a row for the case.
pub(crate) fn ensure(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    let sql = "INSERT INTO cases (case_id, arrived_seq)
               VALUES (:case, (SELECT coalesce(max(arrived_seq), 0) + 1 FROM cases))
               ON CONFLICT DO NOTHING";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes()})?;
    Ok(())
}

/// Whether the case is known, not hidden and not erased.
pub(crate) fn is_visible(connection: &Connection, case: CaseId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM cases WHERE case_id = :case AND access = 'granted'";
    Ok(connection.prepare_cached(sql)?.exists(named_params! {":case": case.as_bytes()})?)
}

/// Whether the case was erased: nothing of it is taken any more.
pub(crate) fn is_erased(connection: &Connection, case: CaseId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM cases WHERE case_id = :case AND access = 'erased'";
    Ok(connection.prepare_cached(sql)?.exists(named_params! {":case": case.as_bytes()})?)
}

/// Remembers why the items of a case cannot be applied; `None` if they can.
pub(crate) fn set_stuck(tx: &Transaction<'_>, case: CaseId, why: Option<&str>) -> Result<(), StoreError> {
    let sql = "UPDATE cases SET stuck = :why WHERE case_id = :case AND stuck IS NOT :why";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes(), ":why": why})?;
    Ok(())
}

/// Why the items of a case cannot be applied.
pub(crate) fn stuck(connection: &Connection, case: CaseId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT stuck FROM cases WHERE case_id = :case";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":case": case.as_bytes()}, |row| row.get(0)).optional()?.flatten())
}

/// Cases with items that were stored and not applied yet; stuck ones are tried again with what is new.
pub(crate) fn with_unread_items(connection: &Connection) -> Result<Vec<CaseId>, StoreError> {
    let sql = "SELECT DISTINCT case_id FROM items JOIN cases USING (case_id)
               WHERE state = 'unread' AND access <> 'erased' ORDER BY case_id";
    ids(connection, sql)
}

/// Every case with a snapshot.
pub(crate) fn with_snapshot(connection: &Connection) -> Result<Vec<CaseId>, StoreError> {
    ids(connection, "SELECT case_id FROM snapshots ORDER BY case_id")
}

/// Reads one column of case ids.
pub(super) fn ids(connection: &Connection, sql: &str) -> Result<Vec<CaseId>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok(CaseId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
