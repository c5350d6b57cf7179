//! One transaction for many units of work.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::{Connection, Row, ToSql, TransactionBehavior};

use crate::error::Error;
use crate::store::{Head, Read, Work, Write};

/// A moment or a transaction: the traits of the store are implemented on it, by subject, in the files beside.
pub(super) struct Tx<'c> {
    pub(super) connection: &'c Connection,
    /// The head as this transaction sees and moves it.
    pub(super) head: Head,
}

impl Read for Tx<'_> {}
impl Write for Tx<'_> {}

impl<'c> Tx<'c> {
    pub(super) fn reading(connection: &'c Connection) -> Result<Self, Error> {
        Self::with_head(connection, "SELECT epoch, seq FROM heads")
    }

    /// Its first statement writes the head: other writers wait here until this transaction has ended.
    fn writing(connection: &'c Connection) -> Result<Self, Error> {
        Self::with_head(connection, "UPDATE heads SET seq = seq RETURNING epoch, seq")
    }

    fn with_head(connection: &'c Connection, sql: &str) -> Result<Self, Error> {
        let mut statement = connection.prepare_cached(sql)?;
        let head = statement
            .query_row([], |row| Ok(Head { epoch: unsigned(row, "epoch")?, seq: unsigned(row, "seq")? }))?;
        Ok(Self { connection, head })
    }

    /// The first row of a query, if there is one.
    pub(super) fn first<T>(
        &self,
        sql: &str,
        parameters: &[(&str, &dyn ToSql)],
        from_row: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        Ok(rows.next()?.map(from_row).transpose()?)
    }

    /// All rows of a query.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        parameters: &[(&str, &dyn ToSql)],
        from_row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(parameters, from_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Runs a statement without a result.
    pub(super) fn execute(&self, sql: &str, parameters: &[(&str, &dyn ToSql)]) -> Result<(), Error> {
        self.connection.prepare_cached(sql)?.execute(parameters)?;
        Ok(())
    }
}

/// Runs every unit of work behind a savepoint of its own and commits what succeeded.
pub(super) fn run(
    connection: &mut Connection,
    works: &mut [&mut Work<'_>],
) -> Result<Vec<Result<(), Error>>, Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut outcomes = Vec::with_capacity(works.len());
    {
        let mut tx = Tx::writing(&transaction)?;
        for work in works {
            outcomes.push(run_one(&mut tx, &mut **work)?);
        }
        tx.execute("UPDATE heads SET seq = :seq", &[(":seq", &signed(tx.head.seq))])?;
    }
    transaction.commit()?;
    Ok(outcomes)
}

fn run_one(tx: &mut Tx<'_>, work: &mut Work<'_>) -> Result<Result<(), Error>, Error> {
    let before = tx.head;
    tx.connection.execute_batch("SAVEPOINT unit")?;
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut *tx))).unwrap_or_else(|_| Err(Error::Panicked));
    if outcome.is_err() {
        tx.head = before;
        tx.connection.execute_batch("ROLLBACK TO unit")?;
    }
    tx.connection.execute_batch("RELEASE unit")?;
    Ok(outcome)
}

/// A number as SQLite keeps it.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number that the schema keeps from being negative.
pub(super) fn unsigned(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}
