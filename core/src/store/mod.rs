//! The device's memory: one SQLite file, a directory of blobs, and a lock.
//!
//! - A `&Transaction` is the proof that somebody may write, a `&Connection` that somebody reads.
//! - One writer; readers have their own connections and never wait for it.
//! - Every commit is on the disk when it returns (`synchronous = FULL`), so an acknowledged write survives a
//!   power cut. One commit per user action makes that affordable.
//! - Nothing of what people made is ever deleted because it cannot be understood.

pub(crate) mod access;
pub(crate) mod alarms;
pub(crate) mod around;
pub(crate) mod blobs;
pub(crate) mod bundled;
pub(crate) mod cases;
pub(crate) mod connection;
pub(crate) mod enrolment;
mod error;
pub(crate) mod files;
pub(crate) mod fonts;
pub(crate) mod held;
pub(crate) mod inbox;
pub(crate) mod items;
pub(crate) mod job_rows;
pub(crate) mod known;
mod lock;
mod migrate;
pub(crate) mod notices;
pub(crate) mod orders;
pub(crate) mod outbox;
pub(crate) mod packs;
pub(crate) mod progress;
pub(crate) mod purged;
pub(crate) mod receipts;
mod salvage;
pub(crate) mod shown;
pub(crate) mod snapshots;
pub(crate) mod space;
pub(crate) mod stubs;
#[cfg(test)]
mod tests;
pub(crate) mod wipe;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::trial::{self, Moment};

pub(crate) use error::Damage;
pub use error::StoreError;
pub use salvage::Salvage;

/// Name of the database file inside the store's directory.
pub(crate) const DATABASE: &str = "doorstep.sqlite";

/// Idle reader connections kept open.
const MAX_IDLE_READERS: usize = 4;

/// An open store. Dropping it closes every connection and then the lock.
#[derive(Debug)]
pub(crate) struct Store {
    dir: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    salvage: Option<Salvage>,
    // Last, so that the connections are closed before another process may open the file.
    _lock: lock::InstanceLock,
}

impl Store {
    /// Opens the store in this directory, making it if there is none.
    ///
    /// A damaged database is put aside and what can be read of it is carried over: see [`Store::salvage`].
    ///
    /// # Errors
    /// [`StoreError::InUse`] if another process has it open; [`StoreError::Newer`] if a newer version of this
    /// software wrote it (it is not touched); [`StoreError`] otherwise.
    pub(crate) fn open(dir: &Path) -> Result<Self, StoreError> {
        files::make_dir(dir)?;
        let lock = lock::InstanceLock::take(dir)?;
        files::make_dir(&dir.join(blobs::DIRECTORY))?;
        let path = dir.join(DATABASE);
        let (connection, salvage) = match open_database(dir, &path) {
            Err(error) if error.is_damage() => {
                let (connection, salvage) = salvage::put_aside_and_carry_over(dir, &path)?;
                (connection, Some(salvage))
            }
            result => (result?, None),
        };
        access::sweep(dir, &connection)?;
        Ok(Self {
            dir: dir.to_owned(),
            writer: Mutex::new(connection),
            readers: Mutex::new(Vec::new()),
            salvage,
            _lock: lock,
        })
    }

    /// What was done about a damaged database, if this opening found one.
    pub(crate) fn salvage(&self) -> Option<&Salvage> {
        self.salvage.as_ref()
    }

    /// The directory of the store.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The writer. Whoever holds it may begin a transaction.
    pub(crate) fn writer(&self) -> Writer<'_> {
        Writer { connection: self.writer.lock().unwrap_or_else(PoisonError::into_inner), store: self }
    }

    /// Reads with a connection of its own, in one consistent view.
    pub(crate) fn read<T, E: From<StoreError> + Damage>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.noted(self.read_at_once(query))
    }

    fn read_at_once<T, E: From<StoreError>>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self.idle_readers().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => connection::reader(&self.dir.join(DATABASE))?,
        };
        let transaction = connection.transaction().map_err(StoreError::from)?;
        let result = query(&transaction);
        transaction.finish().map_err(StoreError::from)?;
        let mut idle = self.idle_readers();
        if idle.len() < MAX_IDLE_READERS {
            idle.push(connection);
        }
        result
    }

    fn idle_readers(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves everything from the write-ahead log into the database, so that the file alone is whole.
    pub(crate) fn checkpoint(&self) -> Result<(), StoreError> {
        self.idle_readers().clear();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

/// The one connection that writes, for as long as it is held.
pub(crate) struct Writer<'a> {
    connection: MutexGuard<'a, Connection>,
    store: &'a Store,
}

impl Writer<'_> {
    /// Runs one transaction: all of it is on the disk when this returns `Ok`, none of it otherwise.
    pub(crate) fn transaction<T, E: From<StoreError> + Damage>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let result = self.transaction_at_once(work);
        self.store.noted(result)
    }

    fn transaction_at_once<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        trial::begins(&self.store.dir, &self.connection)?;
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(StoreError::from)?;
        let result = work(&transaction)?;
        trial::moment(&self.store.dir, Moment::BeforeCommit)?;
        transaction.commit().map_err(StoreError::from)?;
        trial::moment(&self.store.dir, Moment::AfterCommit)?;
        Ok(result)
    }

    /// Reads what the last transaction wrote.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }
}

impl Store {
    /// Leaves a mark beside a database that turned out to be damaged: the next opening checks it whole.
    fn noted<T, E: Damage>(&self, result: Result<T, E>) -> Result<T, E> {
        if result.as_ref().is_err_and(Damage::is_damage) {
            // Without the mark the damage is found again, only later.
            let _ = files::write_durably(&self.dir.join(salvage::MARK), b"");
        }
        result
    }
}

fn open_database(dir: &Path, path: &Path) -> Result<Connection, StoreError> {
    let mut connection = connection::writer(path)?;
    if dir.join(salvage::MARK).exists() {
        salvage::check(&connection)?;
        files::remove(&dir.join(salvage::MARK))?;
    }
    migrate::bring_up_to_date(&mut connection, &migrate::SCHEMA)?;
    Ok(connection)
}
