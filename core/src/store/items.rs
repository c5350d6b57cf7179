//! Items: the bytes that everything else follows from.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use doorstep_domain::certificate::Certificate;
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::{CaseId, ChangeId, Hash};
use doorstep_domain::sync::{Item, ItemKind, NackCode};

use super::{StoreError, cases};

/// How an item came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Made on this device.
    Own,
    /// Pulled from the server.
    Server,
    /// Read from a job file.
    File,
}

impl Origin {
    const fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Server => "server",
            Self::File => "file",
        }
    }
}

/// Where an item stands on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// Stored, not applied yet.
    Unread,
    /// Part of the case.
    Applied,
    /// Something that it builds on is missing.
    Waiting,
    /// Kept without effect.
    Refused(String),
}

impl State {
    fn columns(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Unread => ("unread", None),
            Self::Applied => ("applied", None),
            Self::Waiting => ("waiting", None),
            Self::Refused(why) => ("refused", Some(why)),
        }
    }
}

/// An item with its row.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    /// Its row.
    pub(crate) row: i64,
    /// Its hash.
    pub(crate) hash: Hash,
    /// Itself.
    pub(crate) item: Item,
}

impl Stored {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let bytes: Vec<u8> = row.get("bytes")?;
        Ok(Self {
            row: row.get("item_id")?,
            hash: Hash(row.get("hash")?),
            item: Item { kind: row.get("kind")?, bytes: bytes.into() },
        })
    }
}

/// Stores an item. `None` if it was here before.
///
/// The hash of a signed item does not cover its signature: somebody may have sent the right payload under a wrong
/// one. What was refused, or what nobody could check yet, therefore gives way to other bytes of the same name.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    case: CaseId,
    item: &Item,
    hash: Hash,
    origin: Origin,
    state: &State,
) -> Result<Option<i64>, StoreError> {
    cases::ensure(tx, case)?;
    let sql = "INSERT INTO items (case_id, kind, hash, bytes, origin, state, refused)
               VALUES (:case, :kind, :hash, :bytes, :origin, :state, :refused)
               ON CONFLICT (case_id, kind, hash) DO UPDATE
               SET bytes = excluded.bytes, origin = excluded.origin, state = excluded.state, refused = NULL
               WHERE bytes <> excluded.bytes
                 AND (state = 'refused' OR (state IN ('unread', 'waiting') AND excluded.origin = 'server'))
               RETURNING item_id";
    let (state, refused) = state.columns();
    let parameters = named_params! {
        ":case": case.as_bytes(), ":kind": item.kind, ":hash": hash.as_bytes(), ":bytes": item.bytes.as_slice(),
        ":origin": origin.name(), ":state": state, ":refused": refused,
    };
    Ok(tx.prepare_cached(sql)?.query_row(parameters, |row| row.get(0)).optional()?)
}

/// The row of an item of any kind with this hash.
pub(crate) fn find(connection: &Connection, case: CaseId, hash: Hash) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT item_id FROM items WHERE case_id = :case AND hash = :hash AND state <> 'refused'";
    let parameters = named_params! {":case": case.as_bytes(), ":hash": hash.as_bytes()};
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0)).optional()?)
}

/// Whether an item with this hash is here, also one that is kept without effect.
pub(crate) fn is_any(connection: &Connection, case: CaseId, hash: Hash) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM items WHERE case_id = :case AND hash = :hash";
    let parameters = named_params! {":case": case.as_bytes(), ":hash": hash.as_bytes()};
    Ok(connection.prepare_cached(sql)?.exists(parameters)?)
}

/// The same, unless the log of this epoch is known to hold it.
pub(crate) fn find_unless_held(
    connection: &Connection,
    case: CaseId,
    hash: Hash,
    epoch: u64,
) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT item_id FROM items WHERE case_id = :case AND hash = :hash AND state <> 'refused'
                 AND held_epoch IS NOT :epoch";
    let parameters =
        named_params! {":case": case.as_bytes(), ":hash": hash.as_bytes(), ":epoch": epoch.cast_signed()};
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0)).optional()?)
}

/// Whether the log of this epoch is known to hold an item.
pub(crate) fn is_held(
    connection: &Connection,
    case: CaseId,
    hash: Hash,
    epoch: u64,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM items WHERE case_id = :case AND hash = :hash AND held_epoch = :epoch";
    let parameters =
        named_params! {":case": case.as_bytes(), ":hash": hash.as_bytes(), ":epoch": epoch.cast_signed()};
    Ok(connection.prepare_cached(sql)?.exists(parameters)?)
}

/// Moves an item to another state.
pub(crate) fn set_state(tx: &Transaction<'_>, row: i64, state: &State) -> Result<(), StoreError> {
    let sql = "UPDATE items SET state = :state, refused = :refused WHERE item_id = :row";
    let (state, refused) = state.columns();
    tx.prepare_cached(sql)?.execute(named_params! {":row": row, ":state": state, ":refused": refused})?;
    Ok(())
}

/// Remembers that the log of this epoch holds an item.
pub(crate) fn set_held(tx: &Transaction<'_>, row: i64, epoch: u64) -> Result<(), StoreError> {
    let sql = "UPDATE items SET held_epoch = :epoch WHERE item_id = :row";
    tx.prepare_cached(sql)?.execute(named_params! {":row": row, ":epoch": epoch.cast_signed()})?;
    Ok(())
}

/// The same of an item that came before, whatever became of it here.
pub(crate) fn set_held_again(
    tx: &Transaction<'_>,
    case: CaseId,
    hash: Hash,
    epoch: u64,
) -> Result<(), StoreError> {
    let sql = "UPDATE items SET held_epoch = :epoch WHERE case_id = :case AND hash = :hash";
    let parameters =
        named_params! {":case": case.as_bytes(), ":hash": hash.as_bytes(), ":epoch": epoch.cast_signed()};
    tx.prepare_cached(sql)?.execute(parameters)?;
    Ok(())
}

/// Remembers the receipt that covers an item.
pub(crate) fn set_receipt(tx: &Transaction<'_>, row: i64, receipt: i64) -> Result<(), StoreError> {
    let sql = "UPDATE items SET receipt_id = :receipt WHERE item_id = :row";
    tx.prepare_cached(sql)?.execute(named_params! {":row": row, ":receipt": receipt})?;
    Ok(())
}

/// What a case is loaded from: applied items of the kinds that it reads, without changes inside the snapshot.
pub(crate) fn applied(connection: &Connection, case: CaseId) -> Result<Vec<Item>, StoreError> {
    let sql = "SELECT item_id, kind, hash, bytes FROM items
               WHERE case_id = :case AND state = 'applied' AND in_snapshot = 0 AND kind <> :small_blob
               ORDER BY item_id";
    let parameters = named_params! {":case": case.as_bytes(), ":small_blob": ItemKind::SmallBlob.code()};
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, Stored::from_row)?;
    Ok(rows.map(|row| row.map(|stored| stored.item)).collect::<Result<_, _>>()?)
}

/// What is stored and not yet part of the case, in order of arrival.
pub(crate) fn pending(connection: &Connection, case: CaseId) -> Result<Vec<Stored>, StoreError> {
    let mut pending = with_state(connection, case, "waiting")?;
    pending.extend(with_state(connection, case, "unread")?);
    pending.sort_by_key(|stored| stored.row);
    Ok(pending)
}

/// The items of a case in one state, in order of arrival.
pub(crate) fn with_state(
    connection: &Connection,
    case: CaseId,
    state: &str,
) -> Result<Vec<Stored>, StoreError> {
    let sql = "SELECT item_id, kind, hash, bytes FROM items
               WHERE case_id = :case AND state = :state ORDER BY item_id";
    let mut statement = connection.prepare_cached(sql)?;
    let parameters = named_params! {":case": case.as_bytes(), ":state": state};
    Ok(statement.query_map(parameters, Stored::from_row)?.collect::<Result<_, _>>()?)
}

/// The rows of a case's changes, by hash, with whether each was made on this device.
pub(crate) fn changes(
    connection: &Connection,
    case: CaseId,
) -> Result<BTreeMap<ChangeId, (i64, bool)>, StoreError> {
    let sql = "SELECT item_id, hash, origin = 'own' FROM items WHERE case_id = :case AND kind = :change";
    let mut statement = connection.prepare_cached(sql)?;
    let parameters = named_params! {":case": case.as_bytes(), ":change": ItemKind::Change.code()};
    let rows =
        statement.query_map(parameters, |row| Ok((ChangeId(row.get(1)?), (row.get(0)?, row.get(2)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Changes made here that no manifest of this device covers yet: of one case, or of all that wait to be sent.
pub(crate) fn not_vouched_for(
    connection: &Connection,
    case: Option<CaseId>,
) -> Result<Vec<(CaseId, Vec<u8>)>, StoreError> {
    let sql = "SELECT i.case_id, i.bytes FROM items i
               WHERE i.kind = :change AND i.origin = 'own' AND i.state = 'applied'
                 AND CASE WHEN :case IS NULL THEN i.item_id IN (SELECT item_id FROM outbox)
                     ELSE i.case_id = :case END
                 AND i.item_id > (SELECT coalesce(max(m.item_id), 0) FROM items m
                                  WHERE m.case_id = i.case_id AND m.kind = :manifest AND m.origin = 'own')
               ORDER BY i.item_id";
    let mut statement = connection.prepare_cached(sql)?;
    let parameters = named_params! {
        ":case": case.as_ref().map(CaseId::as_bytes), ":change": ItemKind::Change.code(),
        ":manifest": ItemKind::Manifest.code(),
    };
    let rows = statement.query_map(parameters, |row| Ok((CaseId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Changes that the office holds and that this device refused because its own stood against them.
pub(crate) fn shut_out(connection: &Connection, case: CaseId) -> Result<Vec<Stored>, StoreError> {
    let sql = "SELECT item_id, kind, hash, bytes FROM items
               WHERE case_id = :case AND state = 'refused' AND kind = :change
                 AND held_epoch = (SELECT epoch FROM progress)
                 AND refused LIKE :forked || '%' ORDER BY item_id";
    let mut statement = connection.prepare_cached(sql)?;
    let parameters = named_params! {
        ":case": case.as_bytes(), ":change": ItemKind::Change.code(), ":forked": NackCode::ActorFork.name(),
    };
    Ok(statement.query_map(parameters, Stored::from_row)?.collect::<Result<_, _>>()?)
}

/// Removes an item that is contained in something else now.
pub(crate) fn remove(tx: &Transaction<'_>, row: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM items WHERE item_id = :row")?.execute(named_params! {":row": row})?;
    Ok(())
}

/// The hashes of a case's applied changes, with whether each is marked as inside the snapshot.
pub(crate) fn change_marks(
    connection: &Connection,
    case: CaseId,
) -> Result<Vec<(i64, Hash, bool)>, StoreError> {
    let sql = "SELECT item_id, hash, in_snapshot FROM items
               WHERE case_id = :case AND kind = :change AND state = 'applied'";
    let parameters = named_params! {":case": case.as_bytes(), ":change": ItemKind::Change.code()};
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, |row| Ok((row.get(0)?, Hash(row.get(1)?), row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives a change a new row at the end, unless it waits in the outbox.
pub(crate) fn move_to_end(tx: &Transaction<'_>, case: CaseId, change: Hash) -> Result<(), StoreError> {
    let sql = "UPDATE items SET item_id = (SELECT max(item_id) + 1 FROM items)
               WHERE case_id = :case AND kind = :kind AND hash = :hash
                 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.item_id = items.item_id)";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":case": case.as_bytes(), ":kind": ItemKind::Change.code(), ":hash": change.as_bytes(),
    })?;
    Ok(())
}

/// Marks a change as inside the snapshot, or not.
pub(crate) fn set_in_snapshot(tx: &Transaction<'_>, row: i64, is_inside: bool) -> Result<(), StoreError> {
    let sql = "UPDATE items SET in_snapshot = :inside WHERE item_id = :row";
    tx.prepare_cached(sql)?.execute(named_params! {":row": row, ":inside": is_inside})?;
    Ok(())
}

/// Everything that a copy of the case needs, in the order in which it builds on itself.
pub(crate) fn for_export(connection: &Connection, case: CaseId) -> Result<Vec<Item>, StoreError> {
    let sql = "SELECT item_id, kind, hash, bytes FROM items
               WHERE case_id = :case AND state IN ('applied', 'waiting')
                 AND (kind <= :last OR kind = :manifest) ORDER BY item_id";
    let parameters = named_params! {
        ":case": case.as_bytes(), ":last": ItemKind::SmallBlob.code(), ":manifest": ItemKind::Manifest.code(),
    };
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, Stored::from_row)?;
    Ok(rows.map(|row| row.map(|stored| stored.item)).collect::<Result<_, _>>()?)
}

/// The bytes of one item.
pub(crate) fn get(connection: &Connection, row: i64) -> Result<Option<Stored>, StoreError> {
    let sql = "SELECT item_id, kind, hash, bytes FROM items WHERE item_id = :row";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":row": row}, Stored::from_row).optional()?)
}

/// The bytes of a small blob.
pub(crate) fn small_blob(
    connection: &Connection,
    case: CaseId,
    hash: Hash,
) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT bytes FROM items WHERE case_id = :case AND kind = :kind AND hash = :hash";
    let parameters = named_params! {
        ":case": case.as_bytes(), ":kind": ItemKind::SmallBlob.code(), ":hash": hash.as_bytes(),
    };
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0)).optional()?)
}

/// The name of a user, from the newest certificate that any case here carries: who never wrote in one case may have
/// written in another.
pub(crate) fn user_name(connection: &Connection, user: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT bytes FROM items WHERE kind = :kind AND state = 'applied' GROUP BY hash ORDER BY max(item_id) DESC";
    let mut statement = connection.prepare_cached(sql)?;
    let kind = ItemKind::Certificate.code();
    let mut rows = statement.query(named_params! { ":kind": kind })?;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get("bytes")?;
        let certificate = Signed::<Certificate>::open(&bytes);
        if let Some(certificate) = certificate.ok().filter(|certificate| certificate.body().user == user) {
            return Ok(Some(certificate.body().name.clone()));
        }
    }
    Ok(None)
}

/// Items that a job file brought and that the office is not known to hold. Rulings are its own.
pub(crate) fn to_relay(connection: &Connection, case: CaseId) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT item_id FROM items
               WHERE case_id = :case AND origin = 'file' AND held_epoch IS NULL AND state <> 'refused'
                 AND kind <> :ruling ORDER BY item_id";
    let parameters = named_params! {":case": case.as_bytes(), ":ruling": ItemKind::Ruling.code()};
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map(parameters, |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The cases of which a job file brought something that the office is not known to hold and that is not on its way.
pub(crate) fn cases_to_relay(connection: &Connection) -> Result<Vec<CaseId>, StoreError> {
    let sql = format!(
        "SELECT DISTINCT case_id FROM items i JOIN cases c USING (case_id)
         WHERE i.origin = 'file' AND i.held_epoch IS NULL AND i.state <> 'refused' AND i.kind <> {}
           AND c.access <> 'erased' AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.item_id = i.item_id)
         ORDER BY case_id",
        ItemKind::Ruling.code()
    );
    cases::ids(connection, &sql)
}

/// How many items of a case are kept without effect.
pub(crate) fn refused_count(connection: &Connection, case: CaseId) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM items WHERE case_id = :case AND state = 'refused'";
    let parameters = named_params! {":case": case.as_bytes()};
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?)
}
