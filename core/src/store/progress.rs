//! How far this device has read the log of the office.

use rusqlite::{Connection, Row, Transaction, named_params};

use doorstep_domain::time::TimeEvidence;

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

/// Remembers what the clocks of this device said when the server said what time it is.
pub(crate) fn set_clocks(tx: &Transaction<'_>, now: &TimeEvidence) -> Result<(), StoreError> {
    let sql = "UPDATE progress SET synced_boot_ms = :boot_ms, synced_boot_id = :boot_id";
    tx.prepare_cached(sql)?
        .execute(named_params! {":boot_ms": now.boot_ms, ":boot_id": now.boot_id.cast_signed()})?;
    Ok(())
}

/// What time it is: by the server's clock and the time since, which nobody can move, as long as the device was not
/// started anew; after that by its wall clock, but never before what the server said. Says which of the two.
pub(crate) fn true_time(connection: &Connection, now: &TimeEvidence) -> Result<TrueTime, StoreError> {
    let sql = "SELECT server_ms, synced_boot_ms, synced_boot_id FROM progress";
    let from_row = |row: &Row<'_>| {
        let server_ms: Option<i64> = row.get(0)?;
        let since_ms = match (row.get::<_, Option<i64>>(1)?, row.get::<_, Option<i64>>(2)?) {
            (Some(boot_ms), Some(boot_id)) if boot_id.cast_unsigned() == now.boot_id => {
                Some(now.boot_ms.saturating_sub(boot_ms)).filter(|since_ms| *since_ms >= 0)
            }
            _ => None,
        };
        Ok(match server_ms.zip(since_ms) {
            Some((server_ms, since_ms)) => {
                TrueTime { at_ms: server_ms.saturating_add(since_ms), is_certain: true }
            }
            None => TrueTime { at_ms: now.wall_ms.max(server_ms.unwrap_or(i64::MIN)), is_certain: false },
        })
    };
    Ok(connection.prepare_cached(sql)?.query_row([], from_row)?)
}

/// What time it is, as well as this device can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TrueTime {
    /// Milliseconds since 1970 UTC.
    pub(crate) at_ms: i64,
    /// Whether no clock that it rests on can be moved by hand.
    pub(crate) is_certain: bool,
}
