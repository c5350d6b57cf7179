//! The classic way to lose rows in silence: a cursor over numbers that are drawn before the commit.
//!
//! Sixteen write at once, each holding its transaction open for up to 5 ms after it has its number; one reads behind a cursor
//! meanwhile. Once through our log, whose head is a row that is updated in the appending transaction, and once through a table
//! with a sequence, as most would write it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use doorstep_domain::id::{CaseId, Hash, TenantId};
use doorstep_domain::sync::ItemKind;
use doorstep_server::Error;
use doorstep_server::store::{NewEntry, Postgres, Store, Write};
use postgres::{Client, NoTls};
use serde_json::json;

use super::{Figures, Row};
use crate::world::{Trouble, postgres_database};

const WRITERS: u32 = 16;
/// Rows of each writer in the bench.
const EACH: u32 = 250;
const TENANT: TenantId = TenantId([1; 16]);
const CASE: CaseId = CaseId([7; 16]);

/// How many rows a reader never saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// Rows that were written in each of the two ways.
    pub rows: u64,
    /// Missed by a cursor behind the head of our log.
    pub behind_the_head: u64,
    /// Missed by a cursor behind a sequence.
    pub behind_a_sequence: u64,
}

pub(super) fn measure() -> Result<Figures, Trouble> {
    let Missed { rows, behind_the_head, behind_a_sequence } = missed(&postgres_database()?, EACH)?;
    let row = |what: &str, found: u64, target: &str, met: bool| Row {
        what: format!("{what}, of {rows} rows by {WRITERS} writers"),
        found: found.to_string(),
        target: target.to_owned(),
        met: Some(met),
    };
    let json = json!({
        "rows": rows, "writers": WRITERS,
        "missed_behind_the_head": behind_the_head, "missed_behind_a_sequence": behind_a_sequence,
    });
    let rows = vec![
        row("missed behind the head of the log", behind_the_head, "0", behind_the_head == 0),
        // If the naive way missed nothing, the run proves nothing.
        row("missed behind a sequence", behind_a_sequence, "more than 0", behind_a_sequence > 0),
    ];
    Ok(Figures { rows, json })
}

/// Lets sixteen write so many rows each, in both ways.
///
/// # Errors
/// Those of the database.
pub fn missed(address: &str, each: u32) -> Result<Missed, Trouble> {
    let connect =
        |node| Postgres::connect(address, TENANT, node).map(|store| Arc::new(store) as Arc<dyn Store>);
    // Two nodes, each with its own connections.
    let (nodes, reader) = ([connect(7)?, connect(8)?], connect(9)?);
    let append = move |name: u32| -> Result<(), Trouble> {
        let write = |tx: &mut dyn Write| {
            let seq = append(tx, name);
            dawdle(name);
            seq
        };
        nodes[name as usize % nodes.len()].writing(write).map(drop).map_err(Into::into)
    };
    let behind_the_head = run(each, append, |cursor| {
        let rows = reader.reading(|read| read.entries(CASE, cursor, u64::MAX >> 1, 1_000))?;
        Ok(rows.into_iter().map(|entry| entry.seq).collect())
    })?;
    let mut client = Client::connect(address, NoTls)?;
    client.batch_execute("CREATE TABLE naive (id BIGSERIAL PRIMARY KEY, name INT)")?;
    let pool = (0..WRITERS).map(|_| Ok(Mutex::new(Client::connect(address, NoTls)?)));
    let pool = pool.collect::<Result<Vec<_>, postgres::Error>>()?;
    let insert = move |name: u32| -> Result<(), Trouble> {
        let mut client = pool[(name / each) as usize].lock().unwrap_or_else(PoisonError::into_inner);
        let mut transaction = client.transaction()?;
        transaction.execute("INSERT INTO naive (name) VALUES (1)", &[])?;
        dawdle(name);
        Ok(transaction.commit()?)
    };
    let behind_a_sequence = run(each, insert, |cursor| {
        let after = i64::try_from(cursor)?;
        let rows = client.query("SELECT id FROM naive WHERE id > $1 ORDER BY id", &[&after])?;
        Ok(rows.iter().map(|row| row.get::<_, i64>(0).unsigned_abs()).collect())
    })?;
    Ok(Missed { rows: u64::from(WRITERS * each), behind_the_head, behind_a_sequence })
}

/// Appends a row that no other has.
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

/// Up to 5 milliseconds, different for each.
fn dawdle(name: u32) {
    thread::sleep(Duration::from_micros(u64::from(name.wrapping_mul(2_654_435_761) >> 16) % 5_000));
}

/// Lets sixteen write, and reads behind a cursor meanwhile. Returns how many rows the cursor missed.
fn run(
    each: u32,
    write: impl Fn(u32) -> Result<(), Trouble> + Send + Sync,
    mut read_after: impl FnMut(u64) -> Result<Vec<u64>, Trouble>,
) -> Result<u64, Trouble> {
    let (write, done) = (&write, &AtomicBool::new(false));
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| scope.spawn(move || (0..each).try_for_each(|number| write(writer * each + number))))
            .collect();
        let waiter = scope.spawn(move || {
            let ends: Vec<_> = writers.into_iter().map(thread::ScopedJoinHandle::join).collect();
            done.store(true, Ordering::Release);
            ends.into_iter().try_for_each(|end| end.unwrap_or_else(|_| Err("a writer panicked".into())))
        });
        let (mut cursor, mut seen) = (0, 0);
        loop {
            let was_done = done.load(Ordering::Acquire);
            let rows = read_after(cursor)?;
            seen += rows.len() as u64;
            cursor = rows.last().copied().unwrap_or(cursor);
            if was_done && rows.is_empty() {
                break;
            }
        }
        waiter.join().unwrap_or_else(|_| Err("the waiter panicked".into()))?;
        Ok(u64::from(WRITERS * each) - seen)
    })
}
