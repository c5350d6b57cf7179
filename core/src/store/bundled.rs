//! Everything that is stored of a case, with where each part stands: for a diagnostics bundle.

use rusqlite::{Connection, Row, named_params};

use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::sync::Item;

use super::StoreError;

/// An item with everything that the tables say about it.
#[derive(Debug, Clone)]
pub(crate) struct BundledItem {
    pub(crate) hash: Hash,
    pub(crate) item: Item,
    pub(crate) origin: String,
    pub(crate) state: String,
    pub(crate) refused: Option<String>,
    pub(crate) is_held: bool,
    pub(crate) outbox: Option<BundledOutbox>,
}

/// Its row in the outbox.
#[derive(Debug, Clone)]
pub(crate) struct BundledOutbox {
    pub(crate) is_urgent: bool,
    pub(crate) reason: String,
    pub(crate) code: Option<String>,
    pub(crate) detail: Option<String>,
}

/// A case with why it is stuck and how long its items are together, in bytes.
pub(crate) struct BundledCase {
    pub(crate) id: CaseId,
    pub(crate) stuck: Option<String>,
    pub(crate) size_bytes: u64,
}

/// The cases that this device shows: first those with something that does not go its way, then the newest.
pub(crate) fn cases(connection: &Connection) -> Result<Vec<BundledCase>, StoreError> {
    let sql = "SELECT case_id, stuck,
                   (SELECT coalesce(sum(length(i.bytes)), 0) FROM items i WHERE i.case_id = c.case_id)
                   + (SELECT coalesce(sum(length(s.bytes)), 0) FROM snapshots s WHERE s.case_id = c.case_id) AS size
               FROM cases c WHERE access = 'granted'
               ORDER BY stuck IS NULL AND NOT EXISTS (
                       SELECT 1 FROM items i WHERE i.case_id = c.case_id AND i.state <> 'applied')
                   AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.case_id = c.case_id), arrived_seq DESC";
    let from_row = |row: &Row<'_>| {
        Ok(BundledCase {
            id: CaseId(row.get("case_id")?),
            stuck: row.get("stuck")?,
            size_bytes: row.get::<_, i64>("size")?.unsigned_abs(),
        })
    };
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// The items of a case, in the order in which they were made or came.
pub(crate) fn items(connection: &Connection, case: CaseId) -> Result<Vec<BundledItem>, StoreError> {
    let sql =
        "SELECT i.kind, i.hash, i.bytes, i.origin, i.state, i.refused, i.held_epoch IS NOT NULL AS held,
                   o.urgency, o.reason, o.code, o.detail
               FROM items i LEFT JOIN outbox o USING (item_id) WHERE i.case_id = :case ORDER BY i.item_id";
    let from_row = |row: &Row<'_>| {
        let bytes: Vec<u8> = row.get("bytes")?;
        let outbox = match (row.get::<_, Option<i64>>("urgency")?, row.get::<_, Option<String>>("reason")?) {
            (Some(urgency), Some(reason)) => Some(BundledOutbox {
                is_urgent: urgency == 0,
                reason,
                code: row.get("code")?,
                detail: row.get("detail")?,
            }),
            _ => None,
        };
        Ok(BundledItem {
            hash: Hash(row.get("hash")?),
            item: Item { kind: row.get("kind")?, bytes: bytes.into() },
            origin: row.get("origin")?,
            state: row.get("state")?,
            refused: row.get("refused")?,
            is_held: row.get("held")?,
            outbox,
        })
    };
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":case": case.as_bytes()}, from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
