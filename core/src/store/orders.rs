//! The orders that hold here, as the office signed them. An office that went back to a backup may have forgotten some of
//! them; it takes them again from whoever presents them.

use minicbor::bytes::ByteVec;
use rusqlite::{Connection, Row, Transaction, named_params};

use doorstep_domain::id::CaseId;

use super::StoreError;

/// The most orders in one request.
const ORDERS_MAX: u32 = 500;

/// Orders to present need a log that was pulled to its end: what it says itself holds.
const TO_PRESENT: &str = "presents = 1 AND standing IS NOT NULL AND NOT (SELECT refill FROM progress)";

/// Keeps the order that holds from now on, which the office has just given.
pub(crate) fn keep(tx: &Transaction<'_>, case: CaseId, order: &[u8]) -> Result<(), StoreError> {
    let sql = "UPDATE cases SET standing = :order, presents = 0 WHERE case_id = :case";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes(), ":order": order})?;
    Ok(())
}

/// The office may have forgotten what it ordered about a case.
pub(crate) fn present(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    let sql = "UPDATE cases SET presents = 1 WHERE case_id = :case";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes()})?;
    Ok(())
}

/// It may have forgotten everything. What it ordered about the same case counts from there again.
pub(crate) fn present_all(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE cases SET presents = 1, access_round = 0")?.execute([])?;
    Ok(())
}

/// What it is to hear with the next request.
pub(crate) fn to_present(connection: &Connection) -> Result<Vec<(CaseId, ByteVec)>, StoreError> {
    let sql = format!("SELECT case_id, standing FROM cases WHERE {TO_PRESENT} ORDER BY case_id LIMIT :limit");
    let mut statement = connection.prepare_cached(&sql)?;
    let from_row = |row: &Row<'_>| Ok((CaseId(row.get(0)?), ByteVec::from(row.get::<_, Vec<u8>>(1)?)));
    let rows = statement.query_map(named_params! {":limit": ORDERS_MAX}, from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether there is anything that it is to hear.
pub(crate) fn is_any(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached(&format!("SELECT 1 FROM cases WHERE {TO_PRESENT}"))?.exists([])?)
}

/// It has heard of these, and says with its own orders what it makes of them.
pub(crate) fn presented(tx: &Transaction<'_>, cases: &[CaseId]) -> Result<(), StoreError> {
    let mut statement = tx.prepare_cached("UPDATE cases SET presents = 0 WHERE case_id = :case")?;
    for case in cases {
        statement.execute(named_params! {":case": case.as_bytes()})?;
    }
    Ok(())
}
