//! Snapshots: a document up to a certain change, so that opening a case does not replay its past.

use rusqlite::{Connection, OptionalExtension as _, Transaction, named_params};

use doorstep_domain::document::CaseDocument;
use doorstep_domain::id::{CaseId, ChangeId};
use doorstep_domain::sync::ItemKind;

use super::{StoreError, items};

/// More changes than these beside a snapshot are folded into a new one, in the background.
pub(crate) const MAX_LOOSE_CHANGES: u32 = 16;

/// The snapshot of a case.
pub(crate) fn get(connection: &Connection, case: CaseId) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT bytes FROM snapshots WHERE case_id = :case";
    let parameters = named_params! {":case": case.as_bytes()};
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0)).optional()?)
}

/// Replaces the snapshot of a case, and marks the changes that it contains.
///
/// A change that the office declared void is not in it. It stays beside it, so that it can count again.
pub(crate) fn put(tx: &Transaction<'_>, document: &CaseDocument) -> Result<(), StoreError> {
    let case = document.case();
    let sql = "INSERT INTO snapshots (case_id, bytes) VALUES (:case, :bytes)
               ON CONFLICT (case_id) DO UPDATE SET bytes = excluded.bytes";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes(), ":bytes": document.save()})?;
    for (row, hash, is_marked) in items::change_marks(tx, case)? {
        let is_inside = document.has(&ChangeId(hash.0));
        if is_inside != is_marked {
            items::set_in_snapshot(tx, row, is_inside)?;
        }
    }
    Ok(())
}

/// Cases with too many changes beside their snapshot.
pub(crate) fn due(connection: &Connection) -> Result<Vec<CaseId>, StoreError> {
    let sql = "SELECT case_id FROM items WHERE state = 'applied' AND in_snapshot = 0 AND kind = :change
               GROUP BY case_id HAVING count(*) > :most";
    let parameters = named_params! {":change": ItemKind::Change.code(), ":most": MAX_LOOSE_CHANGES};
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, |row| Ok(CaseId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
