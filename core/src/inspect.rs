//! A look at a store from outside, for whoever helps: how far it is, what waits, how large it is. Nothing in it is about a
//! customer, and nothing is changed.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use serde::Serialize;

use crate::error::Error;
use crate::store::{DATABASE, StoreError};

/// What a store looks like from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// Version of its tables.
    pub schema_version: u32,
    /// Incarnation of the office's log that it follows.
    pub epoch: u64,
    /// How far it has read that log.
    pub cursor: u64,
    /// The server's clock in its last answer, milliseconds since 1970 UTC.
    pub server_ms: Option<i64>,
    /// Whether the server refuses its key.
    pub is_signed_out: bool,
    /// What waits or was refused: by state, kind of item and code.
    pub outbox: BTreeMap<String, Sum>,
    /// Items: by kind and state.
    pub items: BTreeMap<String, Sum>,
    /// Photos and files: by where they are, and how far on their way.
    pub files: BTreeMap<String, Sum>,
    /// Receipts: by level.
    pub receipts: BTreeMap<String, Sum>,
    /// Cases: by access.
    pub cases: BTreeMap<String, Sum>,
    /// Cases whose items cannot be applied.
    pub stuck_count: u32,
    /// Open decisions and conflicts in all jobs.
    pub decision_count: u32,
    /// What this version could not place: by kind and reason.
    pub unplaced: BTreeMap<String, Sum>,
}

/// How many, and how long together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Sum {
    /// How many.
    pub count: u64,
    /// Their length together, in bytes.
    pub size_bytes: u64,
}

/// Looks at the store in a directory. It may be open in an app at the same time.
///
/// # Errors
/// [`Error::NotFound`] if there is none; [`Error::Store`] if it cannot be read.
pub fn inspect(dir: &Path) -> Result<Inspection, Error> {
    let path = dir.join(DATABASE);
    if !path.is_file() {
        return Err(Error::NotFound("store"));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&path, flags).map_err(StoreError::from)?;
    let one = connection.unchecked_transaction().map_err(StoreError::from)?;
    Ok(look(&one)?)
}

fn look(connection: &Connection) -> Result<Inspection, StoreError> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, u32>(0));
    let (epoch, cursor, server_ms) =
        connection.query_row("SELECT epoch, cursor, server_ms FROM progress", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get(2)?))
        })?;
    Ok(Inspection {
        schema_version: number("PRAGMA user_version")?,
        epoch: epoch.cast_unsigned(),
        cursor: cursor.cast_unsigned(),
        server_ms,
        is_signed_out: number("SELECT coalesce(max(signed_out), 0) FROM enrolment")? == 1,
        outbox: sums(
            connection,
            "SELECT o.state || ' kind ' || i.kind || coalesce(' ' || o.code, ''), count(*), sum(length(i.bytes))
             FROM outbox o JOIN items i USING (item_id) GROUP BY 1",
        )?,
        items: sums(
            connection,
            "SELECT 'kind ' || kind || ' ' || state, count(*), sum(length(bytes)) FROM items GROUP BY 1",
        )?,
        files: sums(
            connection,
            "SELECT iif(here, 'here ', 'elsewhere ') || upload, count(*), sum(size_bytes) FROM blobs GROUP BY 1",
        )?,
        receipts: sums(
            connection,
            "SELECT iif(level = 1, 'backed up', 'durable'), count(*), sum(length(bytes)) FROM receipts GROUP BY 1",
        )?,
        cases: sums(connection, "SELECT access, count(*), 0 FROM cases GROUP BY 1")?,
        stuck_count: number("SELECT count(*) FROM cases WHERE stuck IS NOT NULL")?,
        decision_count: number("SELECT coalesce(sum(decision_count), 0) FROM jobs")?,
        unplaced: sums(
            connection,
            "SELECT 'kind ' || kind || ' ' || why, count(*), sum(length(bytes)) FROM inbox GROUP BY 1",
        )?,
    })
}

/// Rows of a name, a count and a length.
fn sums(connection: &Connection, sql: &str) -> Result<BTreeMap<String, Sum>, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let sum = Sum {
            count: row.get::<_, i64>(1)?.unsigned_abs(),
            size_bytes: row.get::<_, i64>(2)?.unsigned_abs(),
        };
        Ok((row.get(0)?, sum))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{FakeServer, Phone};

    #[test]
    fn a_store_tells_how_far_it_is_and_nothing_about_anybody() {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let server = FakeServer::new();
        let chen = Phone::new(&dir, &server, "chen");
        chen.sync();
        chen.walk_in();
        let told = inspect(&chen.config.dir).unwrap();
        let waiting: u64 = told.outbox.values().map(|sum| sum.count).sum();
        assert_eq!(waiting, u64::from(chen.core.outbox().unwrap().waiting_count));
        assert_eq!((told.cursor, told.cases["granted"].count), (server.len() as u64, 1));
        let said = serde_json::to_string(&told).unwrap();
        for secret in ["Liu", "13800000000", "Building 3", "tap drips", "token-"] {
            assert!(!said.contains(secret), "{secret}");
        }
        chen.sync();
        assert!(inspect(&chen.config.dir).unwrap().outbox.is_empty());
        assert!(matches!(inspect(dir.path()), Err(Error::NotFound("store"))));
    }
}
