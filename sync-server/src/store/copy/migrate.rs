//! Copies an embedded store into a database server.
//!
//! The source stands still. Rows go over in transactions of some hundred, each of which says how far it came, so that a copy
//! that was killed goes on where it was. At the end the rows of both sides are counted and digested.

use minicbor::{Decode, Encode};

use super::table::{BATCH_ROWS, Sum, Table, Values, settings, size_of, tables, write_settings};
use crate::error::Error;
use crate::node::{BLOBS, FOLDER};
use crate::store::{Postgres, Sqlite};

/// Bytes of one transaction, roughly.
const BATCH_BYTES: usize = 4 << 20;

/// The setting of a database into which a copy is under way.
pub(crate) const SETTING: &str = "migration";

/// What is copied, and how far the copy is.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct Standing {
    #[n(0)]
    pub(crate) epoch: u64,
    #[n(1)]
    pub(crate) seq: u64,
    /// Tables that are done.
    #[n(2)]
    pub(crate) tables: u64,
    /// Rows of the next one that are.
    #[n(3)]
    pub(crate) rows: u64,
}

impl Standing {
    pub(crate) fn to_setting(&self) -> Vec<u8> {
        doorstep_domain::cbor::encode(self)
    }

    pub(crate) fn read(setting: &[u8]) -> Result<Self, Error> {
        doorstep_domain::cbor::decode(setting).map_err(|_| Error::Damaged("how far the migration is"))
    }
}

/// A copy under way.
pub(crate) struct Copying<'c> {
    pub(crate) from: &'c Sqlite,
    pub(crate) to: &'c Postgres,
    /// Hears the table and how many of its rows are there.
    pub(crate) told: &'c mut dyn FnMut(&str, u64),
}

impl Copying<'_> {
    /// Copies what is not there yet, and compares all. Returns how many rows that are.
    pub(crate) fn run(&mut self, mut standing: Standing) -> Result<u64, Error> {
        let mut rows = 0;
        for (index, table) in (0_u64..).zip(tables()) {
            let sum = self.copy(index, &table, &mut standing)?;
            if self.sum_there(&table)? != sum {
                return Err(Error::Damaged(
                    "a table reads back otherwise than it was: the migration does not count",
                ));
            }
            rows += sum.rows;
        }
        self.copy_settings()?;
        Ok(rows)
    }

    /// Copies one table from where an earlier run came to, and returns what all of it is here.
    fn copy(&mut self, index: u64, table: &Table, standing: &mut Standing) -> Result<Sum, Error> {
        let done = match index.cmp(&standing.tables) {
            std::cmp::Ordering::Less => u64::MAX,
            std::cmp::Ordering::Equal => standing.rows,
            std::cmp::Ordering::Greater => 0,
        };
        let (mut sum, mut batch, mut bytes) = (Sum::default(), Vec::new(), 0);
        let Self { from, to, told } = self;
        from.look(|driver| {
            table.read(driver, &mut |values| {
                sum.add(&values);
                if sum.rows > done {
                    bytes += size_of(&values);
                    batch.push(values);
                }
                if batch.len() >= BATCH_ROWS || bytes >= BATCH_BYTES {
                    *standing = Standing { tables: index, rows: sum.rows, ..*standing };
                    flush(to, table, &batch, standing)?;
                    told(&table.name, sum.rows);
                    (batch, bytes) = (Vec::new(), 0);
                }
                Ok(())
            })
        })?;
        if done != u64::MAX {
            *standing = Standing { tables: index + 1, rows: 0, ..*standing };
            flush(to, table, &batch, standing)?;
        }
        told(&table.name, sum.rows);
        Ok(sum)
    }

    fn sum_there(&self, table: &Table) -> Result<Sum, Error> {
        let mut sum = Sum::default();
        self.to.transact(|driver| {
            table.read_by_cursor(driver, &mut |values| {
                sum.add(&values);
                Ok(())
            })
        })?;
        Ok(sum)
    }

    fn copy_settings(&self) -> Result<(), Error> {
        // A folder is marked anew by the node that has it.
        let is_copied = |name: &str, value: &[u8]| name != BLOBS || !value.starts_with(FOLDER.as_bytes());
        let settings = self.from.look(|driver| settings(driver, is_copied))?;
        self.to.transact(|driver| write_settings(driver, &settings))
    }

    /// The log goes on where it was: from here on the database is the company's.
    pub(crate) fn finish(&self, seq: u64) -> Result<(), Error> {
        let seq = i64::try_from(seq).map_err(|_| Error::Damaged("the number of the log"))?;
        self.to.transact(|driver| {
            driver.execute("UPDATE heads SET seq = :seq", &[(":seq", &seq)])?;
            driver.execute("DELETE FROM settings WHERE name = :name", &[(":name", &SETTING)])
        })
    }
}

fn flush(to: &Postgres, table: &Table, batch: &[Values], standing: &Standing) -> Result<(), Error> {
    let setting = standing.to_setting();
    to.transact(|driver| {
        table.write(driver, batch)?;
        driver.execute(
            "UPDATE settings SET value = :value WHERE name = :name",
            &[(":name", &SETTING), (":value", &setting)],
        )
    })
}
