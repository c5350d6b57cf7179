//! The store that a company grows into: PostgreSQL, or a database that speaks like it.
//!
//! Several nodes may share one database. What keeps their log in one order is the row of its head, which every
//! writing transaction changes first (`docs/protocol.md`, "The log"): no advisory locks, no notifications, so
//! that CockroachDB and YugabyteDB fit by their address. One database (or one schema, by `options=-c
//! search_path=...`) holds one tenant.

mod driver;
mod placeholders;
mod pool;
mod schema;

use std::path::Path;
use std::time::Duration;

use doorstep_domain::id::TenantId;

use super::copy::copy_moment;
use super::sql::{self, Driver, Tx};
use super::{Read, Store, Work};
use crate::error::{Error, ServerRefusal};
use crate::files;
use crate::progress::Progress;
use driver::Connected;
use pool::{Connection, Lent, Pool};

/// How often a transaction is tried if the database says that it met another one.
const ATTEMPTS: u32 = 8;

/// The shortest wait before such a transaction runs again. It doubles.
const FIRST_WAIT: Duration = Duration::from_millis(5);

/// Begins a transaction that sees one moment.
const ONE_MOMENT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// What a new database begins with.
#[derive(Debug, Clone, Copy)]
pub struct Founding<'f> {
    /// Whose it is.
    pub tenant: TenantId,
    /// The first incarnation of its log.
    pub epoch: u64,
    /// Names and values.
    pub settings: &'f [(&'f str, &'f [u8])],
}

/// A store in a PostgreSQL database.
#[derive(Debug)]
pub struct Postgres {
    pool: Pool,
}

impl Postgres {
    /// Connects, and makes the tables with an empty log of this tenant and epoch if there are none.
    ///
    /// `address` is a connection string, as `postgres://user:password@host/database` or `host=... dbname=...`.
    /// With `sslmode=require` the connection is encrypted and the server's name verified against the machine's
    /// certificates; without, it is neither, which suits a socket or a private network only.
    ///
    /// # Errors
    /// [`Error::DatabaseServer`]; [`Error::Newer`] if a later version made the tables; [`Error::Damaged`] if they
    /// belong to another tenant.
    pub fn connect(address: &str, tenant: TenantId, epoch: u64) -> Result<Self, Error> {
        Self::found(address, &Founding { tenant, epoch, settings: &[] })
    }

    /// As [`Self::connect`]; settings are stored together with the tables, if there were none.
    ///
    /// # Errors
    /// Those of [`Self::connect`].
    pub fn found(address: &str, founding: &Founding<'_>) -> Result<Self, Error> {
        let pool = Pool::new(address)?;
        schema::prepare(&pool, founding)?;
        Ok(Self { pool })
    }

    /// A setting of a database of which nothing else is known; `None` if it has no tables, or older ones.
    ///
    /// # Errors
    /// [`Error::DatabaseServer`].
    pub fn setting_at(address: &str, name: &str) -> Result<Option<Vec<u8>>, Error> {
        schema::setting(&Pool::new(address)?, name)
    }
}

impl Store for Postgres {
    fn read(&self, work: &mut dyn FnMut(&dyn Read) -> Result<(), Error>) -> Result<(), Error> {
        let mut connection = self.begin(ONE_MOMENT)?;
        let moment = Moment::of(&mut connection);
        work(&Tx::reading(&moment.driver)?)?;
        moment.end()
    }

    fn write(&self, works: &mut [&mut Work<'_>]) -> Result<Vec<Result<(), Error>>, Error> {
        let mut wait = FIRST_WAIT;
        for _ in 1..ATTEMPTS {
            match self.write_once(works) {
                Err(error) if error.asks_to_run_again() => {
                    tracing::debug!(%error, "a transaction runs again");
                    std::thread::sleep(wait);
                    wait *= 2;
                }
                done => return done,
            }
        }
        self.write_once(works)
    }

    fn copy_into(&self, file: &Path, told: &mut dyn FnMut(Progress<'_>)) -> Result<(), Error> {
        // Only its owner can read it, from the beginning.
        drop(files::create(file)?);
        copy_moment(self, file, told)
    }
}

impl Postgres {
    /// Lets `work` ask anything of one moment.
    pub(in crate::store) fn look<T>(
        &self,
        work: impl FnOnce(&dyn Driver) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut connection = self.begin(ONE_MOMENT)?;
        let moment = Moment::of(&mut connection);
        let value = work(&moment.driver)?;
        moment.end()?;
        Ok(value)
    }

    /// Lets `work` do anything in a transaction of its own.
    pub(in crate::store) fn transact<T>(
        &self,
        work: impl FnOnce(&dyn Driver) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut connection = self.begin("BEGIN")?;
        let moment = Moment::of(&mut connection);
        let value = work(&moment.driver)?;
        moment.end()?;
        Ok(value)
    }

    /// A connection that has begun a transaction. Connections that the server has hung up meanwhile are found
    /// out here, before anything was done on them, and given back as broken; the next one is tried.
    fn begin(&self, how: &str) -> Result<Lent, Error> {
        for _ in 0..pool::CONNECTIONS_MAX {
            let mut connection = self.pool.get()?;
            // It ends with the server's last words, or with none.
            match connection.client.batch_execute(how) {
                Ok(()) => return Ok(connection),
                Err(error) => tracing::debug!(%error, "a connection was lost meanwhile"),
            }
        }
        let mut connection = self.pool.get()?;
        connection.client.batch_execute(how)?;
        Ok(connection)
    }

    fn write_once(&self, works: &mut [&mut Work<'_>]) -> Result<Vec<Result<(), Error>>, Error> {
        let mut connection = self.begin("BEGIN")?;
        let moment = Moment::of(&mut connection);
        let outcomes = sql::run(&moment.driver, works)?;
        moment.end()?;
        Ok(outcomes)
    }
}

/// A transaction; rolled back if it is dropped before its end.
struct Moment<'c> {
    driver: Connected<'c>,
    is_open: bool,
}

impl<'c> Moment<'c> {
    fn of(connection: &'c mut Connection) -> Self {
        Self { driver: Connected::new(connection), is_open: true }
    }

    fn end(mut self) -> Result<(), Error> {
        self.is_open = false;
        Driver::command(&self.driver, "COMMIT")
    }
}

impl Drop for Moment<'_> {
    /// A connection on which that fails is broken, and the pool drops it.
    fn drop(&mut self) {
        if self.is_open
            && let Err(error) = Driver::command(&self.driver, "ROLLBACK")
        {
            tracing::warn!(%error, "a transaction could not be rolled back");
        }
    }
}

impl From<::postgres::Error> for Error {
    fn from(error: ::postgres::Error) -> Self {
        let what = error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned());
        ServerRefusal { code: error.code().map(|code| code.code().to_owned()), what }.into()
    }
}
