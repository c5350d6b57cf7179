//! The embedded store: one SQLite file, one writer, readers that never wait for it.

mod connection;
mod driver;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use doorstep_domain::id::TenantId;
use rusqlite::{Connection, TransactionBehavior};

use super::sql::{self, Driver, Tx};
use super::{Read, Store, Work};
use crate::error::Error;
use crate::files;
use crate::progress::Progress;
use crate::trial::{self, Moment};
use driver::Connected;

/// Readers kept open between requests. More are opened when all are in use, and closed again.
const IDLE_READERS_MAX: usize = 8;

/// How long a copy waits for the file.
const PATIENCE: Duration = Duration::from_secs(30);

/// A store in one SQLite file.
#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Sqlite {
    /// Opens the file, or makes it with an empty log of this tenant and epoch.
    ///
    /// # Errors
    /// [`Error::Newer`] for a file of a later version, which is left untouched; [`Error::Damaged`] for a file of
    /// another tenant; [`Error::Database`].
    pub fn open(path: &Path, tenant: TenantId, epoch: u64) -> Result<Self, Error> {
        let mut writer = connection::open(path)?;
        connection::prepare(&mut writer, tenant, epoch)?;
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::default() })
    }

    /// Lets `work` ask anything of one moment.
    pub(in crate::store) fn look<T>(
        &self,
        work: impl FnOnce(&dyn Driver) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let connection = self.reader()?;
        let moment = connection.unchecked_transaction()?;
        work(&Connected(&moment))
    }

    /// Lets `work` do anything in a transaction of its own.
    pub(in crate::store) fn transact<T>(
        &self,
        work: impl FnOnce(&dyn Driver) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut connection = lock(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&Connected(&transaction))?;
        transaction.commit()?;
        Ok(value)
    }

    /// Closes it, so that the one file has everything.
    pub(in crate::store) fn into_one_file(self) -> Result<(), Error> {
        drop(self.readers);
        let connection = self.writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
        drop(connection);
        File::open(&self.path).and_then(|file| file.sync_all()).map_err(Error::file(self.path))
    }

    fn reader(&self) -> Result<Connection, Error> {
        let idle = lock(&self.readers).pop();
        idle.map_or_else(|| connection::open_reader(&self.path), Ok)
    }
}

impl Store for Sqlite {
    fn read(&self, work: &mut dyn FnMut(&dyn Read) -> Result<(), Error>) -> Result<(), Error> {
        let connection = self.reader()?;
        let moment = connection.unchecked_transaction()?;
        work(&Tx::reading(&Connected(&moment))?)?;
        drop(moment);
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS_MAX {
            readers.push(connection);
        }
        Ok(())
    }

    fn write(&self, works: &mut [&mut Work<'_>]) -> Result<Vec<Result<(), Error>>, Error> {
        let mut connection = lock(&self.writer);
        trial::begins(&self.path, &connection)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let outcomes = sql::run(&Connected(&transaction), works)?;
        trial::moment(&self.path, Moment::BeforeCommit)?;
        transaction.commit()?;
        trial::moment(&self.path, Moment::AfterCommit)?;
        Ok(outcomes)
    }

    fn copy_into(&self, file: &Path, _: &mut dyn FnMut(Progress<'_>)) -> Result<(), Error> {
        let source = connection::open_reader(&self.path)?;
        source.busy_timeout(PATIENCE)?;
        // Only its owner can read it, from the beginning.
        drop(files::create(file)?);
        source.execute("VACUUM INTO ?1", [file.to_string_lossy()])?;
        File::open(file).and_then(|file| file.sync_all()).map_err(Error::file(file))
    }
}

/// A panic in a unit of work is caught before it gets here, so what a lock guards is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
