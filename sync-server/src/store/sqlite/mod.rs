//! The embedded store: one SQLite file, one writer, readers that never wait for it.

mod connection;
mod driver;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use doorstep_domain::id::TenantId;
use rusqlite::{Connection, TransactionBehavior};

use super::sql::{self, Driver, Tx};
use super::{Read, Store, Work};
use crate::error::Error;
use driver::Connected;

/// Readers kept open between requests. More are opened when all are in use, and closed again.
const IDLE_READERS_MAX: usize = 8;

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
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let outcomes = sql::run(&Connected(&transaction), works)?;
        transaction.commit()?;
        Ok(outcomes)
    }
}

/// A panic in a unit of work is caught before it gets here, so what a lock guards is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
