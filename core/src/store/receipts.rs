//! The server's signed word that it holds something.

use rusqlite::{Connection, Row, Transaction, named_params};

use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::jobfile::HeldReceipt;
use doorstep_domain::receipt::{Level, Receipt, SignedReceipt};

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
    let sql = "INSERT INTO receipts (request, epoch, level, bytes, covers, seq)
               VALUES (:request, :epoch, :level, :bytes, :covers, :seq)
               ON CONFLICT (request) DO UPDATE SET level = max(level, excluded.level)
               RETURNING receipt_id";
    Ok(tx.prepare_cached(sql)?.query_row(
        named_params! {
            ":request": body.request.as_bytes(), ":epoch": body.epoch.cast_signed(), ":level": body.level as u8,
            ":bytes": receipt.to_bytes(), ":covers": covers, ":seq": body.seq.map(u64::cast_signed),
        },
        |row| row.get(0),
    )?)
}

/// Remembers what the company asks of receipts before data may leave this device, and which receipts a finished backup
/// raises: those of this epoch whose items it holds.
pub(crate) fn set_safety(
    tx: &Transaction<'_>,
    epoch: u64,
    (level, backed_up): (Level, Option<u64>),
) -> Result<(), StoreError> {
    let sql = "UPDATE progress SET safe_level = :level WHERE safe_level <> :level";
    tx.prepare_cached(sql)?.execute(named_params! {":level": level as u8})?;
    let Some(seq) = backed_up else { return Ok(()) };
    let sql = "UPDATE receipts SET level = 1 WHERE epoch = :epoch AND level = 0 AND seq <= :seq";
    tx.prepare_cached(sql)?
        .execute(named_params! {":epoch": epoch.cast_signed(), ":seq": seq.cast_signed()})?;
    Ok(())
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

/// What of an item `i` with its receipt `r` may not leave this device: it was made or brought here, and no receipt of the
/// current log covers it that is as safe as the company asks. What is kept without effect, and what the office itself
/// wrote, does not count.
pub(crate) const UNCOVERED: &str = "i.origin <> 'server' AND i.state <> 'refused' AND i.kind <> 4
    AND (r.receipt_id IS NULL OR r.epoch <> (SELECT epoch FROM progress)
         OR r.level < (SELECT safe_level FROM progress))";

/// How many items no receipt covers: of one case, or of all.
pub(crate) fn uncovered_count(connection: &Connection, case: Option<CaseId>) -> Result<u32, StoreError> {
    let sql = format!(
        "SELECT count(*) FROM items i LEFT JOIN receipts r USING (receipt_id)
         WHERE {UNCOVERED} AND (:case IS NULL OR i.case_id = :case)"
    );
    let parameters = named_params! {":case": case.as_ref().map(CaseId::as_bytes)};
    Ok(connection.prepare_cached(&sql)?.query_row(parameters, |row| row.get(0))?)
}
