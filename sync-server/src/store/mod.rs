//! Where the server keeps what it must not lose.
//!
//! A store is a transactional database with the tables of `sql/schema.sql`. What the server does with them
//! is written once, against the traits here, and holds for every database; each implementation runs the
//! same conformance suite.
//!
//! Reading happens in a snapshot: what one [`Store::read`] sees belongs to one moment. Writing happens in
//! one transaction for many units of work ([`Store::write`]), whose first write is the head of the log.

mod access;
mod around;
mod books;
mod cards;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
pub(crate) mod copy;
mod jobs;
mod log;
mod model;
mod postgres;
mod purged;
pub mod shared;
mod sql;
mod sqlite;

pub use access::{Device, Enrolment, ReadAccess, Token, Wipe, WriteAccess};
pub use around::{
    AlarmRow, Derived, FollowUpRow, FollowUpState, OfCase, ReadAround, Said, VanMoveRow, WriteAround,
};
pub use books::{PromiseRow, ReadBooks, VanMonth, WriteBooks};
pub use cards::{CardKind, CardRow, ListedJobRow, ReadCards, WriteCards};
pub use jobs::{DueFilter, JobCounts, JobRow, JobState, JobsWanted, ReadJobs, Total, WriteJobs};
pub use log::{Case, ChangeRow, Entry, ErasedBy, Head, NewEntry, ReadLog, StreamCase, Stub, WriteLog};
pub use model::{Blob, PackRow, ReadModel, Snapshot, WriteModel};
pub use postgres::{Founding, Postgres};
pub use purged::{PurgedRow, ReadPurged, WritePurged};
pub use shared::{FontRow, LeaseRow, ReadShared, WriteShared};
pub use sqlite::Sqlite;

use std::path::Path;

use crate::error::Error;
use crate::progress::Progress;

/// One moment of the store.
pub trait Read:
    ReadLog + ReadAccess + ReadModel + ReadJobs + ReadAround + ReadBooks + ReadPurged + ReadShared + ReadCards
{
}

/// A transaction of the store.
pub trait Write:
    Read
    + WriteLog
    + WriteAccess
    + WriteModel
    + WriteJobs
    + WriteAround
    + WriteBooks
    + WritePurged
    + WriteShared
    + WriteCards
{
}

/// One unit of work. It may run again if the database asks for it, so it changes nothing but the store and
/// what it returns through its captures.
pub type Work<'w> = dyn FnMut(&mut dyn Write) -> Result<(), Error> + Send + 'w;

/// A database.
pub trait Store: Send + Sync {
    /// Runs `work` against one moment of the store, without waiting for writers.
    ///
    /// # Errors
    /// Those of the database and of `work`.
    fn read(&self, work: &mut dyn FnMut(&dyn Read) -> Result<(), Error>) -> Result<(), Error>;

    /// Runs units of work in one transaction, in order, and returns after the commit is durable. A unit that
    /// fails or panics is rolled back alone; its error stands at its position.
    ///
    /// # Errors
    /// Those of the database: then nothing at all was written.
    fn write(&self, works: &mut [&mut Work<'_>]) -> Result<Vec<Result<(), Error>>, Error>;

    /// Writes one moment of everything into `file`, which must not be there, while others go on reading and writing. It is the
    /// file of an embedded store, without what was deleted, and durable afterwards.
    ///
    /// # Errors
    /// Those of the database and of the disk: then the file is no copy.
    fn copy_into(&self, file: &Path, told: &mut dyn FnMut(Progress<'_>)) -> Result<(), Error>;
}

impl dyn Store + '_ {
    /// [`Store::read`] with a result.
    ///
    /// # Errors
    /// Those of the database and of `work`.
    pub fn reading<T>(&self, work: impl FnOnce(&dyn Read) -> Result<T, Error>) -> Result<T, Error> {
        let mut work = Some(work);
        let mut result = None;
        self.read(&mut |read| {
            if let Some(work) = work.take() {
                result = Some(work(read)?);
            }
            Ok(())
        })?;
        result.ok_or(Error::Stopped)
    }

    /// One unit of work in a transaction of its own. The node's requests go through the [`crate::writer`]
    /// instead, which joins many.
    ///
    /// # Errors
    /// Those of the database and of `work`.
    pub fn writing<T: Send>(
        &self,
        mut work: impl FnMut(&mut dyn Write) -> Result<T, Error> + Send,
    ) -> Result<T, Error> {
        let mut result = None;
        let mut unit = |tx: &mut dyn Write| {
            result = Some(work(tx)?);
            Ok(())
        };
        let outcomes = self.write(&mut [&mut unit])?;
        outcomes.into_iter().collect::<Result<(), Error>>()?;
        result.ok_or(Error::Stopped)
    }
}
