//! Things from the server that this version cannot place. They are kept, and read again after an upgrade.

use rusqlite::{Connection, Row, Transaction, named_params};

use doorstep_domain::control::SignedControl;
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

/// Why a kind of items is kept here.
pub(crate) const UNKNOWN_KIND: &str = "unknown kind";

/// Why an order is kept here that this version cannot read: it may be one of a newer server.
pub(crate) const UNKNOWN_ORDER: &str = "unknown order";

/// Takes out what an upgrade made readable, in the order in which it came.
pub(crate) fn take_known(tx: &Transaction<'_>) -> Result<Vec<(Option<CaseId>, Item)>, StoreError> {
    let sql =
        "SELECT inbox_id, case_id, kind, bytes FROM inbox WHERE why IN (:kind, :order) ORDER BY inbox_id";
    let from_row = |row: &Row<'_>| {
        let bytes: Vec<u8> = row.get("bytes")?;
        let case = row.get::<_, Option<[u8; 16]>>("case_id")?.map(CaseId);
        Ok((row.get::<_, i64>("inbox_id")?, case, Item { kind: row.get("kind")?, bytes: bytes.into() }))
    };
    let mut statement = tx.prepare_cached(sql)?;
    let rows =
        statement.query_map(named_params! {":kind": UNKNOWN_KIND, ":order": UNKNOWN_ORDER}, from_row)?;
    let mut known = Vec::new();
    for row in rows {
        let (id, case, item) = row?;
        if is_known(&item) {
            let sql = "DELETE FROM inbox WHERE inbox_id = :id";
            tx.prepare_cached(sql)?.execute(named_params! {":id": id})?;
            known.push((case, item));
        }
    }
    Ok(known)
}

fn is_known(item: &Item) -> bool {
    match ItemKind::from_code(item.kind) {
        Some(ItemKind::Control) => SignedControl::open(&item.bytes).is_ok(),
        kind => kind.is_some(),
    }
}

/// How many things are kept here.
pub(crate) fn count(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.prepare_cached("SELECT count(*) FROM inbox")?.query_row([], |row| row.get(0))?)
}
