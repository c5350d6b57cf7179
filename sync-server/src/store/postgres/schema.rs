//! Makes the tables, or checks whose they are.

use std::time::Duration;

use ::postgres::Transaction;

use super::pool::{Connection, Pool};
use super::{Founding, Moment};
use crate::error::Error;
use crate::store::sql::{self, Driver as _, SCHEMA, VERSION};

/// Nodes that start together may both try to make the tables; the database lets one of them.
const ATTEMPTS: u32 = 10;
const WAIT: Duration = Duration::from_millis(200);

/// Makes the tables of an empty database, or brings them up to date and checks that they belong to this tenant.
pub(super) fn prepare(pool: &Pool, founding: &Founding<'_>) -> Result<(), Error> {
    for _ in 1..ATTEMPTS {
        match prepare_once(pool, founding) {
            Err(Error::DatabaseServer(refusal)) if refusal.code.is_some() => {
                tracing::debug!(%refusal, "the tables could not be made; perhaps another node makes them");
                std::thread::sleep(WAIT);
            }
            done => return done,
        }
    }
    prepare_once(pool, founding)
}

fn prepare_once(pool: &Pool, founding: &Founding<'_>) -> Result<(), Error> {
    let mut connection = pool.get()?;
    let mut transaction = connection.client.transaction()?;
    let found = version(&mut transaction)?;
    match found {
        None => make(&mut transaction, founding)?,
        Some(found) if found <= VERSION => {}
        Some(found) => return Err(Error::Newer { found, known: VERSION }),
    }
    let held: Vec<u8> = transaction.query_one("SELECT tenant_id FROM heads", &[])?.get(0);
    if held != founding.tenant.0 {
        return Err(Error::Damaged("the database belongs to another tenant than the keys"));
    }
    transaction.commit()?;
    if found.is_some_and(|found| found < VERSION) { upgrade(&mut connection) } else { Ok(()) }
}

/// Brings older tables up to date. Other nodes wait at the head of the log, and find it done.
fn upgrade(connection: &mut Connection) -> Result<(), Error> {
    connection.client.batch_execute("BEGIN")?;
    let moment = Moment::of(connection);
    moment.driver.command("UPDATE heads SET seq = seq")?;
    let mut found = VERSION;
    moment.driver.query("SELECT version FROM store_version", &[], &mut |row| {
        found = row.get("version")?;
        Ok(false)
    })?;
    if found < VERSION {
        sql::upgrade(&moment.driver, found, translated)?;
        moment.driver.execute("UPDATE store_version SET version = :version", &[(":version", &VERSION)])?;
    }
    moment.end()
}

/// A setting, if there are tables that have any.
pub(super) fn setting(pool: &Pool, name: &str) -> Result<Option<Vec<u8>>, Error> {
    let mut connection = pool.get()?;
    let found = connection.client.query_one("SELECT to_regclass('settings') IS NOT NULL", &[])?;
    if !found.get::<_, bool>(0) {
        return Ok(None);
    }
    let row = connection.client.query_opt("SELECT value FROM settings WHERE name = $1", &[&name])?;
    Ok(row.map(|row| row.get(0)))
}

/// Version of the tables; `None` if there are none.
fn version(transaction: &mut Transaction<'_>) -> Result<Option<i64>, Error> {
    let found = transaction.query_one("SELECT to_regclass('store_version') IS NOT NULL", &[])?;
    if !found.get::<_, bool>(0) {
        return Ok(None);
    }
    Ok(Some(transaction.query_one("SELECT version FROM store_version", &[])?.get(0)))
}

fn make(transaction: &mut Transaction<'_>, founding: &Founding<'_>) -> Result<(), Error> {
    transaction.batch_execute("CREATE TABLE store_version (version BIGINT NOT NULL PRIMARY KEY)")?;
    transaction.batch_execute(&translated(SCHEMA))?;
    let epoch = i64::try_from(founding.epoch).map_err(|_| Error::Damaged("the epoch is out of range"))?;
    let tenant = founding.tenant.0.as_slice();
    transaction
        .execute("INSERT INTO heads (tenant_id, epoch, seq) VALUES ($1, $2, 0)", &[&tenant, &epoch])?;
    for (name, value) in founding.settings {
        transaction.execute("INSERT INTO settings (name, value) VALUES ($1, $2)", &[name, value])?;
    }
    transaction.execute("INSERT INTO store_version (version) VALUES ($1)", &[&VERSION])?;
    Ok(())
}

/// SQLite's names of types become those of PostgreSQL.
fn translated(schema: &str) -> String {
    let types = schema.replace("BLOB", "BYTEA").replace("INTEGER", "BIGINT");
    types.replace(" STRICT, WITHOUT ROWID;", ";").replace(" STRICT;", ";")
}
