//! How far this device has read the log of the office.

use rusqlite::{Connection, Row, Transaction, named_params};

use super::StoreError;

/// How far this device has read the log of the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Incarnation of the log; 0 before the first answer.
    pub epoch: u64,
    /// Every item of the device's streams up to here is stored.
    pub cursor: u64,
    /// The log is a new one, and what it lacks is not in the outbox yet.
    pub must_refill: bool,
    /// The device's wall clock at the last answer, milliseconds since 1970 UTC.
    pub synced_at_ms: Option<i64>,
    /// The server's wall clock in that answer.
    pub server_ms: Option<i64>,
}

/// Reads it.
pub(crate) fn get(connection: &Connection) -> Result<Progress, StoreError> {
    let sql = "SELECT epoch, cursor, refill, synced_at_ms, server_ms FROM progress";
    let from_row = |row: &Row<'_>| {
        Ok(Progress {
            epoch: row.get::<_, i64>("epoch")?.cast_unsigned(),
            cursor: row.get::<_, i64>("cursor")?.cast_unsigned(),
            must_refill: row.get("refill")?,
            synced_at_ms: row.get("synced_at_ms")?,
            server_ms: row.get("server_ms")?,
        })
    };
    Ok(connection.prepare_cached(sql)?.query_row([], from_row)?)
}

/// Writes it.
pub(crate) fn set(tx: &Transaction<'_>, progress: &Progress) -> Result<(), StoreError> {
    let sql = "UPDATE progress SET epoch = :epoch, cursor = :cursor, refill = :refill,
                   synced_at_ms = :synced_at_ms, server_ms = :server_ms";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":epoch": progress.epoch.cast_signed(), ":cursor": progress.cursor.cast_signed(),
        ":refill": progress.must_refill, ":synced_at_ms": progress.synced_at_ms,
        ":server_ms": progress.server_ms,
    })?;
    Ok(())
}
