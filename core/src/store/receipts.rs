//! The server's signed word that it holds something.

use rusqlite::{Connection, Row, Transaction, named_params};

use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::jobfile::HeldReceipt;
use doorstep_domain::receipt::{Receipt, SignedReceipt};

use super::StoreError;

/// Stores a verified receipt with what it covers, in order, and returns its row; of a repeated one, the row that was
/// there.
pub(crate) fn insert<'h>(
    tx: &Transaction<'_>,
    receipt: &SignedReceipt,
    covers: impl Iterator<Item = &'h Hash>,
) -> Result<i64, StoreError> {
    let body: &Receipt = receipt.body();
    let covers: Vec<u8> = covers.flat_map(|hash| hash.0).collect();
    let sql = "INSERT INTO receipts (request, epoch, level, bytes, covers)
               VALUES (:request, :epoch, :level, :bytes, :covers)
               ON CONFLICT (request) DO UPDATE SET level = max(level, excluded.level)
               RETURNING receipt_id";
    Ok(tx.prepare_cached(sql)?.query_row(
        named_params! {
            ":request": body.request.as_bytes(), ":epoch": body.epoch.cast_signed(), ":level": body.level as u8,
            ":bytes": receipt.to_bytes(), ":covers": covers,
        },
        |row| row.get(0),
    )?)
}

/// The receipts that cover something of a case, each with all that it covers.
pub(crate) fn of_case(connection: &Connection, case: CaseId) -> Result<Vec<HeldReceipt>, StoreError> {
    let sql = "SELECT bytes, covers FROM receipts
               WHERE receipt_id IN (SELECT receipt_id FROM items WHERE case_id = :case) ORDER BY receipt_id";
    let mut statement = connection.prepare_cached(sql)?;
    let from_row = |row: &Row<'_>| {
        let (receipt, covers): (Vec<u8>, Vec<u8>) = (row.get("bytes")?, row.get("covers")?);
        let items = covers.chunks_exact(Hash::LEN).filter_map(Hash::from_slice).collect();
        Ok(HeldReceipt { receipt: receipt.into(), items })
    };
    let rows = statement.query_map(named_params! {":case": case.as_bytes()}, from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
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
