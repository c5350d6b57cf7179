//! The server's signed word that it holds something.

use rusqlite::{Connection, Transaction, named_params};

use doorstep_domain::id::CaseId;
use doorstep_domain::receipt::{Receipt, SignedReceipt};

use super::StoreError;

/// Stores a verified receipt and returns its row; of a repeated one, the row that was there.
pub(crate) fn insert(tx: &Transaction<'_>, receipt: &SignedReceipt) -> Result<i64, StoreError> {
    let body: &Receipt = receipt.body();
    let sql = "INSERT INTO receipts (request, epoch, level, bytes) VALUES (:request, :epoch, :level, :bytes)
               ON CONFLICT (request) DO UPDATE SET level = max(level, excluded.level)
               RETURNING receipt_id";
    Ok(tx.prepare_cached(sql)?.query_row(
        named_params! {
            ":request": body.request.as_bytes(), ":epoch": body.epoch.cast_signed(), ":level": body.level as u8,
            ":bytes": receipt.to_bytes(),
        },
        |row| row.get(0),
    )?)
}

/// How many items made or brought here no receipt of the current log covers: of one case, or of all. What is
/// kept without effect, and what the office itself wrote, does not count.
pub(crate) fn uncovered_count(connection: &Connection, case: Option<CaseId>) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM items i LEFT JOIN receipts r USING (receipt_id)
               WHERE i.origin <> 'server' AND i.state <> 'refused' AND i.kind <> 4
                 AND (:case IS NULL OR i.case_id = :case)
                 AND (r.receipt_id IS NULL OR r.epoch <> (SELECT epoch FROM progress))";
    let parameters = named_params! {":case": case.as_ref().map(CaseId::as_bytes)};
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?)
}
