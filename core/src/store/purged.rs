//! What the office is to hear about cases that it erased: whether anything is left of them here.

use rusqlite::{Connection, Row, Transaction, named_params};

use doorstep_domain::id::CaseId;
use doorstep_domain::sync::{Left, Purged};

use super::StoreError;

/// The most reports in one request.
const REPORTS_MAX: u32 = 500;

/// Notes that the office is to hear what is left of an erased case, as it is now.
pub(crate) fn note(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO purged (case_id, rescued)
               VALUES (:case, coalesce((SELECT rescued FROM stubs WHERE case_id = :case), 0))";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes()})?;
    Ok(())
}

/// What the office has not heard of.
pub(crate) fn to_report(connection: &Connection) -> Result<Vec<Purged>, StoreError> {
    let sql = "SELECT case_id, rescued FROM purged ORDER BY case_id LIMIT :limit";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":limit": REPORTS_MAX}, from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether there is anything that it has not heard of.
pub(crate) fn is_any(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached("SELECT 1 FROM purged")?.exists([])?)
}

/// The office has heard of these. What changed since is told again.
pub(crate) fn reported(tx: &Transaction<'_>, reported: &[Purged]) -> Result<(), StoreError> {
    let sql = "DELETE FROM purged WHERE case_id = :case AND rescued = :rescued";
    let mut statement = tx.prepare_cached(sql)?;
    for Purged { case, left } in reported {
        let rescued = *left == Left::Rescued;
        statement.execute(named_params! {":case": case.as_bytes(), ":rescued": rescued})?;
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Purged> {
    let left = if row.get("rescued")? { Left::Rescued } else { Left::Nothing };
    Ok(Purged { case: CaseId(row.get("case_id")?), left })
}
