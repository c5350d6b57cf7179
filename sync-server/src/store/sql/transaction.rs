//! One transaction for many units of work.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::value::Row;
use super::{Driver, Parameters};
use crate::error::Error;
use crate::store::{Head, Read, Work, Write};

/// A moment or a transaction: the traits of the store are implemented on it, by subject, in the files beside.
pub(in crate::store) struct Tx<'c> {
    driver: &'c dyn Driver,
    /// The head as this transaction sees and moves it.
    pub(super) head: Head,
}

impl Read for Tx<'_> {}
impl Write for Tx<'_> {}

impl<'c> Tx<'c> {
    /// A moment: the driver has begun a transaction that sees a snapshot.
    pub(in crate::store) fn reading(driver: &'c dyn Driver) -> Result<Self, Error> {
        Self::with_head(driver, "SELECT epoch, seq FROM heads")
    }

    /// Its first statement writes the head: other writers, also those of other nodes, wait here until this
    /// transaction has ended.
    fn writing(driver: &'c dyn Driver) -> Result<Self, Error> {
        Self::with_head(driver, "UPDATE heads SET seq = seq RETURNING epoch, seq")
    }

    fn with_head(driver: &'c dyn Driver, sql: &str) -> Result<Self, Error> {
        let mut tx = Self { driver, head: Head { epoch: 0, seq: 0 } };
        let head = tx
            .first(sql, &[], |row| Ok(Head { epoch: unsigned(row, "epoch")?, seq: unsigned(row, "seq")? }))?;
        tx.head = head.ok_or(Error::Damaged("the log has no head"))?;
        Ok(tx)
    }

    /// The first row of a query, if there is one.
    pub(super) fn first<T>(
        &self,
        sql: &str,
        parameters: Parameters<'_>,
        from_row: impl FnOnce(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let mut from_row = Some(from_row);
        let mut first = None;
        self.driver.query(sql, parameters, &mut |row| {
            if let Some(from_row) = from_row.take() {
                first = Some(from_row(row)?);
            }
            Ok(false)
        })?;
        Ok(first)
    }

    /// All rows of a query.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        parameters: Parameters<'_>,
        mut from_row: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        self.driver.query(sql, parameters, &mut |row| {
            rows.push(from_row(row)?);
            Ok(true)
        })?;
        Ok(rows)
    }

    /// Runs a statement without a result.
    pub(super) fn execute(&self, sql: &str, parameters: Parameters<'_>) -> Result<(), Error> {
        self.driver.execute(sql, parameters)
    }
}

/// Runs every unit of work behind a savepoint of its own. The caller has begun a transaction and commits it;
/// what failed is not in it.
pub(in crate::store) fn run(
    driver: &dyn Driver,
    works: &mut [&mut Work<'_>],
) -> Result<Vec<Result<(), Error>>, Error> {
    let mut tx = Tx::writing(driver)?;
    let began = tx.head;
    let mut outcomes = Vec::with_capacity(works.len());
    for work in works {
        outcomes.push(run_one(&mut tx, &mut **work)?);
    }
    if tx.head.seq != began.seq {
        tx.execute("UPDATE heads SET seq = :seq", &[(":seq", &signed(tx.head.seq))])?;
    }
    Ok(outcomes)
}

fn run_one(tx: &mut Tx<'_>, work: &mut Work<'_>) -> Result<Result<(), Error>, Error> {
    let before = tx.head;
    tx.driver.command("SAVEPOINT unit")?;
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut *tx))).unwrap_or_else(|_| Err(Error::Panicked));
    if let Err(error) = &outcome {
        if error.asks_to_run_again() {
            return outcome.map(Ok);
        }
        tx.head = before;
        tx.driver.command("ROLLBACK TO SAVEPOINT unit")?;
    }
    tx.driver.command("RELEASE SAVEPOINT unit")?;
    Ok(outcome)
}

/// A number as databases keep it.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number that the schema keeps from being negative.
pub(super) fn unsigned(row: &Row<'_>, column: &str) -> Result<u64, Error> {
    row.get::<i64>(column).map(i64::unsigned_abs)
}
