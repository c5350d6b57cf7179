//! The suite of all stores, and what only a file has to do.

use std::path::Path;
use std::sync::Arc;

use doorstep_domain::id::TenantId;
use rusqlite::Connection;

use super::Sqlite;
use crate::error::Error;
use crate::store::Store;

const TENANT: TenantId = TenantId([1; 16]);

fn fresh() -> (Arc<dyn Store>, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    (Arc::new(Sqlite::open(&file(dir.path()), TENANT, 7).unwrap()), dir)
}

fn file(dir: &Path) -> std::path::PathBuf {
    dir.join("doorstep.db")
}

crate::store_conformance!(fresh());

#[test]
fn a_file_keeps_its_epoch_and_its_tenant() {
    let (store, dir) = fresh();
    drop(store);
    let again: Arc<dyn Store> = Arc::new(Sqlite::open(&file(dir.path()), TENANT, 8).unwrap());
    assert_eq!(again.reading(|read| read.head()).unwrap().epoch, 7);
    drop(again);
    let error = Sqlite::open(&file(dir.path()), TenantId([2; 16]), 7).unwrap_err();
    assert!(matches!(error, Error::Damaged(_)));
}

#[test]
fn a_newer_file_is_refused_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path());
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("CREATE TABLE t (x); PRAGMA user_version = 99").unwrap();
    drop(connection);
    let before = std::fs::read(&path).unwrap();
    let error = Sqlite::open(&path, TENANT, 7).unwrap_err();
    assert!(matches!(error, Error::Newer { found: 99, .. }));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// Tables with their columns, and indexes: what a schema means, however it was written.
fn meaning(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let sql = "SELECT s.type || ' ' || s.name || ' ' || coalesce(group_concat(
                   i.name || ' ' || i.type || ' ' || i.\"notnull\" || ' ' || coalesce(i.dflt_value, '') || ' ' || i.pk, ', '), '')
               FROM sqlite_schema s LEFT JOIN pragma_table_info(s.name) i GROUP BY s.type, s.name ORDER BY 1";
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_file_of_version_1_becomes_one_of_today_and_keeps_its_rows() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path());
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../../../sql/fixtures/v0001.sql")).unwrap();
    old.execute_batch("PRAGMA user_version = 1").unwrap();
    drop(old);
    let before = meaning(&path);
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(&path, TENANT, 8).unwrap());
    let (_fresh, fresh_dir) = fresh();
    assert_eq!(meaning(&path), meaning(&file(fresh_dir.path())));
    assert_ne!(meaning(&path), before);
    crate::store::conformance::version_1_was_brought_up_to_date(&*store);
    let connection = Connection::open(&path).unwrap();
    for check in ["PRAGMA foreign_key_check", "PRAGMA integrity_check"] {
        let mut statement = connection.prepare(check).unwrap();
        let found: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        assert!(found.iter().all(|found| found == "ok"), "{check}: {found:?}");
    }
}

#[test]
fn the_writer_flushes_every_commit() {
    let dir = tempfile::tempdir().unwrap();
    let connection = super::connection::open(&file(dir.path())).unwrap();
    let pragma = |name: &str| -> String {
        connection
            .pragma_query_value(None, name, |row| {
                row.get::<_, rusqlite::types::Value>(0).map(|value| format!("{value:?}"))
            })
            .unwrap()
    };
    assert_eq!(pragma("synchronous"), "Integer(2)");
    assert_eq!(pragma("journal_mode"), "Text(\"wal\")");
    assert_eq!(pragma("foreign_keys"), "Integer(1)");
}
