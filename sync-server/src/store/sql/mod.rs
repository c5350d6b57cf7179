//! What the server asks of its tables, written once for every SQL database.
//!
//! The SQL here is kept to what SQLite, PostgreSQL, CockroachDB and YugabyteDB understand. A database brings
//! its [`Driver`]: connections, placeholders, and how its values are read. The traits of the store are
//! implemented on [`Tx`], by subject, in the files beside.

mod access;
mod around;
mod books;
mod cards;
mod jobs;
mod log;
mod model;
mod purged;
mod shared;
mod transaction;
mod upgrade;
mod value;

pub(super) use transaction::{Tx, run};
pub(super) use upgrade::{VERSION, upgrade};
pub(super) use value::{Columns, Row, ToValue, Value};

use crate::error::Error;

/// The tables of a new store, of version [`VERSION`]. Type names are SQLite's; another database translates them.
pub(super) const SCHEMA: &str = include_str!("../../../sql/schema.sql");

/// Parameters of a statement: names with their colon, and values.
pub(super) type Parameters<'p> = &'p [(&'p str, &'p dyn ToValue)];

/// What is done with a row; `false` ends the query.
pub(super) type EachRow<'e> = dyn FnMut(&Row<'_>) -> Result<bool, Error> + 'e;

/// One connection, inside a transaction.
pub(super) trait Driver {
    /// Runs a query and shows its rows.
    fn query(&self, sql: &str, parameters: Parameters<'_>, each: &mut EachRow<'_>) -> Result<(), Error>;

    /// Runs a statement without a result.
    fn execute(&self, sql: &str, parameters: Parameters<'_>) -> Result<(), Error>;

    /// Runs a statement that is not worth preparing, such as a savepoint.
    fn command(&self, sql: &str) -> Result<(), Error>;
}
