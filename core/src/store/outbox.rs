//! What the office has not acknowledged yet.
//!
//! Of one case, items leave in the order in which they were made. Between cases, those with a signature or a
//! completion go first. A refused item stays visible and blocks nothing: neither other cases nor, unless they
//! build on it, later items of its own.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, Transaction, named_params};

use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::sync::{ItemKind, NackCode};

use super::StoreError;

/// Why an item is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Made on this device.
    Own,
    /// Brought here by a job file.
    Relay,
    /// The server's log began anew and lacks it.
    Refill,
}

impl Reason {
    const fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Relay => "relay",
            Self::Refill => "refill",
        }
    }
}

/// An item that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// The item's row: creation order.
    pub(crate) row: i64,
    /// Its case.
    pub(crate) case: CaseId,
    /// Whether its case goes first.
    pub(crate) is_urgent: bool,
    /// Its length in bytes.
    pub(crate) size_bytes: u32,
}

/// An item that the server refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedItem {
    /// Names it for [`crate::Core::send_again`].
    pub id: i64,
    /// Its case.
    pub case: CaseId,
    /// What it is: a code of [`doorstep_domain::sync::ItemKind`].
    pub kind: u8,
    /// Why, in one word of [`doorstep_domain::sync::NackCode`].
    pub code: String,
    /// More about it.
    pub detail: String,
}

/// Puts an item in, if it is not there.
pub(crate) fn add(
    tx: &Transaction<'_>,
    row: i64,
    case: CaseId,
    is_urgent: bool,
    reason: Reason,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO outbox (item_id, case_id, urgency, reason) VALUES (:row, :case, :urgency, :reason)
               ON CONFLICT DO NOTHING";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":row": row, ":case": case.as_bytes(), ":urgency": i64::from(!is_urgent), ":reason": reason.name(),
    })?;
    Ok(())
}

/// Everything that waits, oldest first; before it the changes that a new log lacks, because that is how a case
/// begins there.
pub(crate) fn waiting(connection: &Connection) -> Result<Vec<Waiting>, StoreError> {
    let sql = "SELECT o.item_id, o.case_id, o.urgency, length(i.bytes) AS size_bytes
               FROM outbox o JOIN items i USING (item_id) WHERE o.state = 'waiting'
               ORDER BY o.reason = 'refill' AND i.kind = 1 DESC, o.item_id";
    let from_row = |row: &Row<'_>| {
        Ok(Waiting {
            row: row.get("item_id")?,
            case: CaseId(row.get("case_id")?),
            is_urgent: row.get::<_, i64>("urgency")? == 0,
            size_bytes: row.get("size_bytes")?,
        })
    };
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes an acknowledged item out.
pub(crate) fn remove(tx: &Transaction<'_>, row: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM outbox WHERE item_id = :row";
    tx.prepare_cached(sql)?.execute(named_params! {":row": row})?;
    Ok(())
}

/// Marks an item as refused.
pub(crate) fn refuse(tx: &Transaction<'_>, row: i64, code: &str, detail: &str) -> Result<(), StoreError> {
    let sql = "UPDATE outbox SET state = 'refused', code = :code, detail = :detail WHERE item_id = :row";
    tx.prepare_cached(sql)?.execute(named_params! {":row": row, ":code": code, ":detail": detail})?;
    Ok(())
}

/// Marks everything of a case that waits as refused.
pub(crate) fn refuse_case(tx: &Transaction<'_>, case: CaseId, code: &str) -> Result<(), StoreError> {
    let sql = "UPDATE outbox SET state = 'refused', code = :code WHERE case_id = :case AND state = 'waiting'";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes(), ":code": code})?;
    Ok(())
}

/// Lets a refused item wait again. `false` if there is no such refused item.
pub(crate) fn retry(tx: &Transaction<'_>, row: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE outbox SET state = 'waiting', code = NULL, detail = NULL
               WHERE item_id = :row AND state = 'refused'";
    Ok(tx.prepare_cached(sql)?.execute(named_params! {":row": row})? == 1)
}

/// Lets a refused item wait again because others build on it; not one that was forked, which no server ever takes.
pub(crate) fn retry_needed(tx: &Transaction<'_>, row: i64) -> Result<(), StoreError> {
    let sql = "UPDATE outbox SET state = 'waiting', code = NULL, detail = NULL
               WHERE item_id = :row AND state = 'refused' AND code <> :forked";
    let forked = NackCode::ActorFork.name();
    tx.prepare_cached(sql)?.execute(named_params! {":row": row, ":forked": forked})?;
    Ok(())
}

/// The changes that were refused because another change has their actor and number: cases, each with hashes.
pub(crate) fn forked(connection: &Connection) -> Result<BTreeMap<CaseId, Vec<Hash>>, StoreError> {
    let sql = "SELECT o.case_id, i.hash FROM outbox o JOIN items i USING (item_id)
               WHERE o.state = 'refused' AND o.code = :forked AND i.kind = :change";
    let mut statement = connection.prepare_cached(sql)?;
    let parameters =
        named_params! {":forked": NackCode::ActorFork.name(), ":change": ItemKind::Change.code()};
    let mut rows = statement.query(parameters)?;
    let mut forked: BTreeMap<CaseId, Vec<Hash>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        forked.entry(CaseId(row.get(0)?)).or_default().push(Hash(row.get(1)?));
    }
    Ok(forked)
}

/// Lets the items of a case that were refused with this code wait again.
pub(crate) fn retry_case(tx: &Transaction<'_>, case: CaseId, code: &str) -> Result<(), StoreError> {
    let sql = "UPDATE outbox SET state = 'waiting', code = NULL, detail = NULL
               WHERE case_id = :case AND state = 'refused' AND code = :code";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes(), ":code": code})?;
    Ok(())
}

/// What was refused, oldest first.
pub(crate) fn refused(connection: &Connection, case: Option<CaseId>) -> Result<Vec<RefusedItem>, StoreError> {
    let sql = "SELECT o.item_id, o.case_id, i.kind, o.code, coalesce(o.detail, '') AS detail
               FROM outbox o JOIN items i USING (item_id)
               WHERE o.state = 'refused' AND (:case IS NULL OR o.case_id = :case) ORDER BY o.item_id";
    let from_row = |row: &Row<'_>| {
        Ok(RefusedItem {
            id: row.get("item_id")?,
            case: CaseId(row.get("case_id")?),
            kind: row.get("kind")?,
            code: row.get("code")?,
            detail: row.get("detail")?,
        })
    };
    let mut statement = connection.prepare_cached(sql)?;
    let parameters = named_params! {":case": case.as_ref().map(CaseId::as_bytes)};
    Ok(statement.query_map(parameters, from_row)?.collect::<Result<_, _>>()?)
}

/// An item of the list of what has not left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Its row.
    pub(crate) id: i64,
    /// Its case.
    pub(crate) case: CaseId,
    /// The code of its kind.
    pub(crate) kind: u8,
    /// Its length in bytes.
    pub(crate) size_bytes: u64,
    /// Why it was refused; `None`: it waits.
    pub(crate) code: Option<String>,
    /// More about it.
    pub(crate) detail: String,
}

/// What waits or was refused, of one case or of all: what was refused first, then in the order in which cases and
/// their items leave.
pub(crate) fn listed(
    connection: &Connection,
    case: Option<CaseId>,
    limit: u32,
) -> Result<Vec<Listed>, StoreError> {
    let sql = "SELECT o.item_id, o.case_id, i.kind, length(i.bytes) AS size_bytes, o.code,
                   coalesce(o.detail, '') AS detail
               FROM outbox o JOIN items i USING (item_id)
               JOIN (SELECT case_id, min(urgency) AS urgency, min(item_id) AS first FROM outbox
                     GROUP BY case_id) c ON c.case_id = o.case_id
               WHERE :case IS NULL OR o.case_id = :case
               ORDER BY o.state <> 'refused', c.urgency, c.first, o.item_id LIMIT :limit";
    let from_row = |row: &Row<'_>| {
        Ok(Listed {
            id: row.get("item_id")?,
            case: CaseId(row.get("case_id")?),
            kind: row.get("kind")?,
            size_bytes: row.get::<_, i64>("size_bytes")?.unsigned_abs(),
            code: row.get("code")?,
            detail: row.get("detail")?,
        })
    };
    let mut statement = connection.prepare_cached(sql)?;
    let parameters = named_params! {":case": case.as_ref().map(CaseId::as_bytes), ":limit": limit};
    Ok(statement.query_map(parameters, from_row)?.collect::<Result<_, _>>()?)
}

/// How many items wait: of one case, or of all.
pub(crate) fn waiting_count(connection: &Connection, case: Option<CaseId>) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM outbox
               WHERE state = 'waiting' AND (:case IS NULL OR case_id = :case)";
    let parameters = named_params! {":case": case.as_ref().map(CaseId::as_bytes)};
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?)
}

/// Offers once more what no comparison covers. An office that went back to a backup in silence may lack the work of cases
/// that left the scope and could not be let go yet; one that has it says so, as at the first time. What was refused for want
/// of something may have found it since: others bring it, too.
pub(crate) fn offer_again(tx: &Transaction<'_>) -> Result<usize, StoreError> {
    forgive(tx, None)?;
    let sql = "INSERT INTO outbox (item_id, case_id, urgency, reason)
               SELECT i.item_id, i.case_id, 1, 'refill' FROM items i JOIN cases c USING (case_id)
               WHERE c.access = 'revoked' AND i.origin <> 'server'
                 AND i.state <> 'refused' AND i.kind IN (1, 2, 3, 5, 9)
               ON CONFLICT DO NOTHING";
    Ok(tx.prepare_cached(sql)?.execute([])?)
}

/// What was refused for want of the case or of an ancestor goes again, of one case or of all.
pub(crate) fn forgive(tx: &Transaction<'_>, case: Option<CaseId>) -> Result<(), StoreError> {
    for code in [NackCode::Denied, NackCode::Need] {
        let sql = "UPDATE outbox SET state = 'waiting', code = NULL, detail = NULL
                   WHERE state = 'refused' AND code = :code AND (:case IS NULL OR case_id = :case)";
        let case = case.as_ref().map(CaseId::as_bytes);
        tx.prepare_cached(sql)?.execute(named_params! {":code": code.name(), ":case": case})?;
    }
    Ok(())
}

/// Puts in whatever the log of this epoch is not known to hold, and what was made here and has no receipt of it.
///
/// Rulings are not among it: only the server makes them, and it would refuse them from a device. What it refused
/// for want of the case or of an ancestor goes again: it may have been the new log that did not know them yet.
pub(crate) fn refill(tx: &Transaction<'_>, epoch: u64) -> Result<usize, StoreError> {
    forgive(tx, None)?;
    let sql = "INSERT INTO outbox (item_id, case_id, urgency, reason)
               SELECT i.item_id, i.case_id, 1, 'refill' FROM items i JOIN cases c USING (case_id)
                   LEFT JOIN receipts r USING (receipt_id)
               WHERE (i.held_epoch IS NOT :epoch OR (i.origin <> 'server' AND r.epoch IS NOT :epoch))
                 AND i.state <> 'refused' AND i.kind IN (1, 2, 3, 5, 9) AND c.access <> 'erased'
               ON CONFLICT DO NOTHING";
    Ok(tx.prepare_cached(sql)?.execute(named_params! {":epoch": epoch.cast_signed()})?)
}
