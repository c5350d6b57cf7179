//! Sets up connections, and makes or checks the file.

use std::path::Path;

use doorstep_domain::id::TenantId;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::driver::Connected;
use crate::error::Error;
use crate::store::sql::{self, SCHEMA, VERSION};

/// The oldest SQLite without the WAL-reset bug, which corrupts files.
const SQLITE_MIN: i32 = 3_051_003;

/// Opens the one connection that writes.
pub(super) fn open(path: &Path) -> Result<Connection, Error> {
    if rusqlite::version_number() < SQLITE_MIN {
        return Err(Error::Damaged("this build links an SQLite that corrupts files"));
    }
    let connection = Connection::open(path)?;
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > VERSION {
        return Err(Error::Newer { found, known: VERSION });
    }
    // An acknowledgement promises that the data survive a power cut: FULL, always.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA wal_autocheckpoint = 1000;",
    )?;
    common(&connection)?;
    Ok(connection)
}

/// Opens a connection that only reads.
pub(super) fn open_reader(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    common(&connection)?;
    Ok(connection)
}

fn common(connection: &Connection) -> Result<(), Error> {
    connection.set_prepared_statement_cache_capacity(128);
    // Otherwise SQLite plans a kept statement anew for each new value that an index could know.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.execute_batch(
        "PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;",
    )?;
    Ok(())
}

/// Makes the tables of a new file, or brings an old one up to date and checks that it belongs to this tenant.
pub(super) fn prepare(connection: &mut Connection, tenant: TenantId, epoch: u64) -> Result<(), Error> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found == 0 {
        tx.execute_batch(SCHEMA)?;
        let epoch = i64::try_from(epoch).map_err(|_| Error::Damaged("the epoch is out of range"))?;
        tx.execute("INSERT INTO heads (tenant_id, epoch, seq) VALUES (?1, ?2, 0)", (tenant.0, epoch))?;
        tx.pragma_update(None, "user_version", VERSION)?;
    } else if found < VERSION {
        sql::upgrade(&Connected(&tx), found, str::to_owned)?;
        tx.pragma_update(None, "user_version", VERSION)?;
    }
    let held: [u8; 16] = tx.query_row("SELECT tenant_id FROM heads", [], |row| row.get(0))?;
    if held != tenant.0 {
        return Err(Error::Damaged("the store belongs to another tenant than the keys"));
    }
    tx.commit()?;
    Ok(())
}
