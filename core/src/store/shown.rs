//! Read model: what of a job is hidden from the user of this device, and when it is not.

use rusqlite::{Transaction, named_params};

use doorstep_domain::id::CaseId;
use doorstep_domain::privacy::ShownTime;

use super::StoreError;

/// Who and where the customer is, as it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) customer: String,
    pub(crate) address: String,
    /// Empty if there is none.
    pub(crate) phone: String,
}

/// What remains to be seen of a job outside some times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Masked {
    pub(crate) shown: Shown,
    pub(crate) times: Vec<ShownTime>,
}

/// Whether a row `j` is masked at `:true_ms`.
pub(crate) const IS_MASKED: &str = "(j.masked_search IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM shown_times s WHERE s.case_id = j.case_id AND s.from_ms <= :true_ms
        AND (s.until_ms IS NULL OR s.until_ms > :true_ms)))";

/// Customer and address of a row `j` as they are shown at `:true_ms`.
pub(crate) fn shown_columns() -> String {
    format!(
        "iif({IS_MASKED}, j.masked_customer, j.customer) AS shown_customer,
         iif({IS_MASKED}, j.masked_address, j.address) AS shown_address"
    )
}

/// Writes when everything of a job is shown.
pub(crate) fn put(tx: &Transaction<'_>, case: CaseId, masked: Option<&Masked>) -> Result<(), StoreError> {
    let sql = "DELETE FROM shown_times WHERE case_id = :case";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes()})?;
    let sql = "INSERT INTO shown_times (case_id, from_ms, until_ms) VALUES (:case, :from_ms, :until_ms)";
    for time in masked.into_iter().flat_map(|masked| &masked.times) {
        let ShownTime { from_ms, until_ms } = time;
        let parameters = named_params! {":case": case.as_bytes(), ":from_ms": from_ms, ":until_ms": until_ms};
        tx.prepare_cached(sql)?.execute(parameters)?;
    }
    Ok(())
}
