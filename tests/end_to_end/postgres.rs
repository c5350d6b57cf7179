//! The store on a real PostgreSQL: the suite of all stores, what several nodes do to each other, and why the log
//! has a head.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;

use doorstep_domain::id::{CaseId, Hash, TenantId};
use doorstep_domain::sync::ItemKind;
use doorstep_server::store::{NewEntry, Postgres, Store, Write, conformance};
use doorstep_server::{Error, Node, Options};
use doorstep_tests::bench::missed;
use doorstep_tests::world::postgres_database;
use postgres::{Client, NoTls};

const TENANT: TenantId = TenantId([1; 16]);
const CASE: CaseId = CaseId([7; 16]);

fn connect(address: &str) -> Arc<dyn Store> {
    Arc::new(Postgres::connect(address, TENANT, 7).unwrap())
}

fn fresh() -> (Arc<dyn Store>, ()) {
    (connect(&postgres_database().unwrap()), ())
}

doorstep_server::store_conformance!(fresh());

#[test]
fn nodes_that_start_together_make_one_log() {
    let address = postgres_database().unwrap();
    let nodes: Vec<_> = (0..4_u64)
        .map(|node| {
            let address = address.clone();
            thread::spawn(move || {
                let store = Postgres::connect(&address, TENANT, 10 + node).unwrap();
                let store: Arc<dyn Store> = Arc::new(store);
                store.reading(|read| read.head()).unwrap().epoch
            })
        })
        .collect();
    let epochs: BTreeSet<u64> = nodes.into_iter().map(|node| node.join().unwrap()).collect();
    assert_eq!(epochs.len(), 1);
}

#[test]
fn tables_of_another_tenant_or_of_a_later_version_are_refused() {
    let address = postgres_database().unwrap();
    drop(connect(&address));
    let other = Postgres::connect(&address, TenantId([2; 16]), 7).unwrap_err();
    assert!(matches!(other, Error::Damaged(_)), "{other}");
    let mut client = Client::connect(&address, NoTls).unwrap();
    client.batch_execute("UPDATE store_version SET version = 99").unwrap();
    let newer = Postgres::connect(&address, TENANT, 7).unwrap_err();
    assert!(matches!(newer, Error::Newer { found: 99, .. }), "{newer}");
}

#[test]
fn tables_of_version_1_become_those_of_today_whichever_node_comes_first() {
    let address = postgres_database().unwrap();
    let old = include_str!("../../sync-server/sql/fixtures/v0001.sql");
    let old = old.replace("BLOB", "BYTEA").replace("INTEGER", "BIGINT").replace("X'", "'\\x");
    let old = old.replace(" STRICT, WITHOUT ROWID;", ";").replace(" STRICT;", ";");
    let mut client = Client::connect(&address, NoTls).unwrap();
    client.batch_execute("CREATE TABLE store_version (version BIGINT NOT NULL PRIMARY KEY)").unwrap();
    client.batch_execute(&old).unwrap();
    client.batch_execute("INSERT INTO store_version VALUES (1)").unwrap();
    let nodes: Vec<_> = (0..3)
        .map(|_| {
            let address = address.clone();
            thread::spawn(move || drop(Postgres::connect(&address, TENANT, 8).unwrap()))
        })
        .collect();
    nodes.into_iter().for_each(|node| node.join().unwrap());
    conformance::version_1_was_brought_up_to_date(&*connect(&address));
    let fresh = postgres_database().unwrap();
    drop(connect(&fresh));
    assert_eq!(columns(&address), columns(&fresh));
}

/// What the tables of a database mean.
fn columns(address: &str) -> Vec<(String, String, String, String)> {
    let sql = "SELECT table_name::text, column_name::text, data_type::text, is_nullable::text
               FROM information_schema.columns WHERE table_schema = 'public'
               UNION ALL SELECT tablename::text, indexname::text, '', '' FROM pg_indexes WHERE schemaname = 'public'
               ORDER BY 1, 2";
    let rows = Client::connect(address, NoTls).unwrap().query(sql, &[]).unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect()
}

#[test]
fn an_address_that_leads_nowhere_is_said_without_the_password() {
    let error = Postgres::connect("postgres://chen:secret@127.0.0.1:1/none", TENANT, 7).unwrap_err();
    assert!(matches!(error, Error::DatabaseServer(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("secret"));
}

#[test]
fn a_folder_does_not_begin_a_second_log() {
    let address = postgres_database().unwrap();
    let (served, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let open = |dir: &tempfile::TempDir, database: Option<&String>| {
        let options = Options { database: database.cloned(), ..Options::default() };
        Node::open(dir.path(), options).map(drop)
    };
    open(&served, Some(&address)).unwrap();
    open(&served, Some(&address)).unwrap();
    assert!(matches!(open(&served, None), Err(Error::Refused(_))));
    assert!(!served.path().join("doorstep.db").exists());
    open(&own, None).unwrap();
    assert!(matches!(open(&own, Some(&address)), Err(Error::Refused(_))));
    open(&own, None).unwrap();
}

#[test]
fn a_request_does_not_notice_that_the_server_hung_up() {
    let address = postgres_database().unwrap();
    let store = connect(&address);
    let mut client = Client::connect(&address, NoTls).unwrap();
    let hang_up = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    client.execute(hang_up, &[]).unwrap();
    let head = store.reading(|read| read.head()).unwrap();
    assert_eq!((head.epoch, head.seq), (7, 0));
    client.execute(hang_up, &[]).unwrap();
    assert_eq!(store.writing(|tx| append(tx, 1)).unwrap(), 1);
}

#[test]
fn a_transaction_that_met_another_one_runs_again() {
    let address = postgres_database().unwrap();
    let store = connect(&address);
    let mut client = Client::connect(&address, NoTls).unwrap();
    // Whoever appends to the log is told twice that it met somebody.
    client
        .batch_execute(
            "CREATE SEQUENCE meetings;
             CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 IF nextval('meetings') <= 2 THEN RAISE EXCEPTION 'met' USING ERRCODE = '40001'; END IF;
                 RETURN NEW; END $$;
             CREATE TRIGGER meet BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION meet();",
        )
        .unwrap();
    let mut runs = 0;
    let seq = store
        .writing(|tx| {
            runs += 1;
            append(tx, 1)
        })
        .unwrap();
    assert_eq!((runs, seq), (3, 1));
    assert_eq!(store.reading(|read| read.head()).unwrap().seq, 1);
}

fn append(tx: &mut dyn Write, name: u32) -> Result<u64, Error> {
    let mut hash = [0; 32];
    hash[..4].copy_from_slice(&name.to_be_bytes());
    tx.append(NewEntry {
        case: Some(CASE),
        stream: None,
        kind: ItemKind::SmallBlob,
        hash: Hash(hash),
        about: None,
        device: None,
        bytes: &hash,
        received_at_ms: 0,
    })
}

#[test]
fn a_cursor_behind_the_head_misses_nothing_where_one_behind_a_sequence_does() {
    let found = missed(&postgres_database().unwrap(), 40).unwrap();
    println!("{found:?}");
    assert_eq!(found.behind_the_head, 0);
    assert!(found.behind_a_sequence > 0, "the race that the head prevents did not happen");
}
