//! The one place where connections are set up.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::StoreError;
use crate::trial::{self, Bug};

/// Before this version, a reset of the write-ahead log could corrupt the file.
const MIN_SQLITE: i32 = 3_051_003;

/// How long a connection waits for another.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Statements kept prepared per connection.
const CACHED_STATEMENTS: usize = 64;

/// The connection that writes.
pub(super) fn writer(path: &Path) -> Result<Connection, StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    set_up(&connection)?;
    // Write-ahead log: readers and the writer do not wait for each other. A checkpoint every 512 KB keeps it
    // short; 2 MB is what it may keep on the disk afterwards.
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0))?;
    connection.pragma_update(None, "wal_autocheckpoint", 128)?;
    connection.pragma_update(None, "journal_size_limit", 2 * 1024 * 1024)?;
    Ok(connection)
}

/// A connection that reads.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    set_up(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn set_up(connection: &Connection) -> Result<(), StoreError> {
    assert!(rusqlite::version_number() >= MIN_SQLITE, "invariant: the bundled SQLite is 3.51.3 or later");
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    // Otherwise SQLite plans a kept statement anew for each new pattern of a LIKE and each new value that an index could
    // know: most of the time of a short read.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // FULL, not NORMAL: with a write-ahead log, NORMAL loses the last commits at a power cut, and a device that
    // forgets changes which it already sent would use their numbers again.
    let level = if trial::is_on(Bug::UnflushedCommit) { "NORMAL" } else { "FULL" };
    connection.pragma_update(None, "synchronous", level)?;
    if cfg!(target_vendor = "apple") {
        // There, fsync alone does not reach the disk.
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    }
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}
