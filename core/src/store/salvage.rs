//! A damaged database: put aside, read row by row, never deleted.
//!
//! What people made is carried over: items, files, who this device is. Everything that can be computed again
//! is, and whatever the server has is pulled again from the beginning. It is not known any more what the
//! server had acknowledged, so everything made here is sent again; the server knows its items by hash.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params_from_iter};

use doorstep_domain::id::Hash;
use doorstep_domain::sync::Item;

use super::{StoreError, connection, files, migrate};

/// A file of this name says that the database turned out to be damaged and has to be checked at the next start.
pub(super) const MARK: &str = "damaged";

/// What was done about a damaged database. The app should tell its user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvage {
    /// Where the damaged file is kept.
    pub kept_at: PathBuf,
    /// Items that were carried over.
    pub items_carried: u32,
    /// Items that could be read and are not what their name says.
    pub items_damaged: u32,
}

/// Looks through the whole file.
pub(super) fn check(connection: &Connection) -> Result<(), StoreError> {
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged(verdict)) }
}

/// Moves the file into `quarantine/`, makes a new one and carries over what can be read.
pub(super) fn put_aside_and_carry_over(dir: &Path, path: &Path) -> Result<(Connection, Salvage), StoreError> {
    let kept_at = put_aside(dir, path)?;
    let mut fresh = connection::writer(path)?;
    migrate::bring_up_to_date(&mut fresh, &migrate::SCHEMA)?;
    let mut salvage = Salvage { kept_at: kept_at.clone(), items_carried: 0, items_damaged: 0 };
    // Reading may write (the log is replayed), so it is a copy that is read.
    let copy = kept_at.with_extension("copy");
    if copy_with_log(&kept_at, &copy).is_ok()
        && let Ok(damaged) = Connection::open_with_flags(&copy, OpenFlags::SQLITE_OPEN_READ_WRITE)
    {
        carry_over(&damaged, &mut fresh, &mut salvage)?;
    }
    for suffix in ["", "-wal", "-shm"] {
        files::remove(&with_suffix(&copy, suffix))?;
    }
    files::remove(&dir.join(MARK))?;
    tracing::error!(
        carried = salvage.items_carried,
        damaged = salvage.items_damaged,
        "the database was damaged; it was put aside and its items carried over"
    );
    Ok((fresh, salvage))
}

fn put_aside(dir: &Path, path: &Path) -> Result<PathBuf, StoreError> {
    let quarantine = dir.join("quarantine");
    files::make_dir(&quarantine)?;
    let name = |number: u32| quarantine.join(format!("{number:04}.sqlite"));
    let kept_at = (1..).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(0));
    // The database last: if this is interrupted, it is still found damaged at its old place.
    for suffix in ["-wal", ""] {
        let from = with_suffix(path, suffix);
        if from.exists() {
            fs::rename(from, with_suffix(&kept_at, suffix))?;
        }
    }
    files::remove(&with_suffix(path, "-shm"))?;
    files::sync_dir(&quarantine)?;
    files::sync_dir(dir)?;
    Ok(kept_at)
}

fn copy_with_log(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::copy(from, to)?;
    let log = with_suffix(from, "-wal");
    if log.exists() {
        fs::copy(log, with_suffix(to, "-wal"))?;
    }
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn carry_over(damaged: &Connection, fresh: &mut Connection, salvage: &mut Salvage) -> Result<(), StoreError> {
    let transaction = fresh.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let copy = |table: &str, columns: &[&str]| {
        let marks = vec!["?"; columns.len()].join(", ");
        let insert = format!("INSERT OR REPLACE INTO {table} ({}) VALUES ({marks})", columns.join(", "));
        for row in readable_rows(damaged, table, columns) {
            // A row that the new file does not accept was damaged.
            let _ = transaction.execute(&insert, params_from_iter(row));
        }
    };
    copy(
        "enrolment",
        &[
            "id",
            "device",
            "server_url",
            "root_key",
            "certificate",
            "office",
            "token",
            "signed_out",
            "last_number",
            "logged_out",
        ],
    );
    copy("wipe", &["id", "round", "bytes", "purged_count", "done"]);
    copy("cases", &["case_id", "access", "access_round", "arrived_seq", "standing"]);
    copy("stubs", &["case_id", "number", "case_kind", "rule", "due", "erased_at_ms", "rescued"]);
    copy("packs", &["pack_id", "name", "version", "size_bytes", "published_seq", "bytes"]);
    copy("fonts", &["font", "size_bytes", "published_seq"]);
    for row in readable_rows(damaged, "items", &["case_id", "kind", "hash", "bytes", "origin"]) {
        carry_item(&transaction, row, salvage)?;
    }
    copy("blobs", &["case_id", "blob_id", "size_bytes", "media_type", "here", "upload", "code"]);
    transaction.execute("UPDATE blobs SET upload = 'waiting', code = NULL WHERE here = 1", [])?;
    let send_again = "INSERT INTO outbox (item_id, case_id, urgency, reason)
                      SELECT item_id, case_id, 1, 'own' FROM items WHERE origin <> 'server'";
    transaction.execute(send_again, [])?;
    transaction.commit()?;
    Ok(())
}

fn carry_item(
    transaction: &rusqlite::Transaction<'_>,
    row: Vec<Value>,
    salvage: &mut Salvage,
) -> Result<(), StoreError> {
    let [Value::Blob(case), Value::Integer(kind), Value::Blob(hash), Value::Blob(bytes), Value::Text(origin)] =
        row.as_slice()
    else {
        salvage.items_damaged += 1;
        return Ok(());
    };
    let item = u8::try_from(*kind).ok().map(|kind| Item { kind, bytes: bytes.clone().into() });
    let found = item.and_then(|item| item.hash().ok());
    if found.is_none() || found != Hash::from_slice(hash) {
        salvage.items_damaged += 1;
        return Ok(());
    }
    let ensure = "INSERT INTO cases (case_id, arrived_seq)
                  SELECT ?1, coalesce(max(arrived_seq), 0) + 1 FROM cases WHERE true ON CONFLICT DO NOTHING";
    transaction.execute(ensure, [case])?;
    let insert = "INSERT INTO items (case_id, kind, hash, bytes, origin, state)
                  VALUES (?1, ?2, ?3, ?4, ?5, 'unread') ON CONFLICT DO NOTHING";
    salvage.items_carried +=
        u32::try_from(transaction.execute(insert, (case, kind, hash, bytes, origin))?).unwrap_or(u32::MAX);
    Ok(())
}

/// The rows of a table that can be read: from the start up to the damage, then from the end back to it.
fn readable_rows(damaged: &Connection, table: &str, columns: &[&str]) -> Vec<Vec<Value>> {
    let mut forward = read_until_damage(damaged, table, columns, "ASC");
    if !forward.1 {
        let mut backward = read_until_damage(damaged, table, columns, "DESC").0;
        backward.retain(|(row, _)| forward.0.last().is_none_or(|(last, _)| row > last));
        backward.reverse();
        forward.0.append(&mut backward);
    }
    forward.0.into_iter().map(|(_, values)| values).collect()
}

/// Rows with their row ids, and whether the end was reached.
fn read_until_damage(
    damaged: &Connection,
    table: &str,
    columns: &[&str],
    direction: &str,
) -> (Vec<(i64, Vec<Value>)>, bool) {
    let sql = format!("SELECT rowid, {} FROM {table} ORDER BY rowid {direction}", columns.join(", "));
    let mut found = Vec::new();
    let Ok(mut statement) = damaged.prepare(&sql) else { return (found, false) };
    let Ok(mut rows) = statement.query([]) else { return (found, false) };
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                let values = (0..columns.len()).map(|index| row.get(index + 1)).collect();
                if let (Ok(id), Ok(values)) = (row.get(0), values) {
                    found.push((id, values));
                }
            }
            Ok(None) => return (found, true),
            Err(_) => return (found, false),
        }
    }
}
