//! Things from the server that this version cannot place. They are kept, and read again after an upgrade.

use rusqlite::{Connection, Row, Transaction, named_params};

use doorstep_domain::id::CaseId;
use doorstep_domain::sync::{Item, ItemKind};

use super::StoreError;

/// Keeps an item as it came.
pub(crate) fn keep(
    tx: &Transaction<'_>,
    case: Option<CaseId>,
    item: &Item,
    why: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO inbox (case_id, kind, bytes, why) VALUES (:case, :kind, :bytes, :why)
               ON CONFLICT DO NOTHING";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":case": case.as_ref().map(CaseId::as_bytes), ":kind": item.kind, ":bytes": item.bytes.as_slice(),
        ":why": why,
    })?;
    Ok(())
}

/// Takes out what an upgrade made readable.
pub(crate) fn take_known(tx: &Transaction<'_>) -> Result<Vec<(Option<CaseId>, Item)>, StoreError> {
    let sql = "DELETE FROM inbox WHERE kind <= :last AND why = 'unknown kind' RETURNING case_id, kind, bytes";
    let from_row = |row: &Row<'_>| {
        let bytes: Vec<u8> = row.get("bytes")?;
        let case = row.get::<_, Option<[u8; 16]>>("case_id")?.map(CaseId);
        Ok((case, Item { kind: row.get("kind")?, bytes: bytes.into() }))
    };
    let last = ItemKind::ALL.into_iter().map(ItemKind::code).max().unwrap_or(0);
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":last": last}, from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many things are kept here.
pub(crate) fn count(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.prepare_cached("SELECT count(*) FROM inbox")?.query_row([], |row| row.get(0))?)
}
