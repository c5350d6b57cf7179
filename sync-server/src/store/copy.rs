//! Copies every row of an embedded store into a database server, and holds both against each other.
//!
//! The source stands still. Rows go over in transactions of some hundred, each of which says how far it came, so that a copy
//! that was killed goes on where it was. At the end the rows of both sides are counted and digested: what is compared is
//! what each side reads back.

use minicbor::{Decode, Encode};
use sha2::{Digest as _, Sha256};

use super::sql::{Row, SCHEMA, ToValue, Value};
use super::{Postgres, Sqlite};
use crate::error::Error;
use crate::node::{BLOBS, FOLDER};

/// Rows of one transaction, at most.
const BATCH_ROWS: usize = 500;

/// Bytes of one transaction, roughly.
const BATCH_BYTES: usize = 4 << 20;

/// The setting of a database into which a copy is under way.
pub(crate) const SETTING: &str = "migration";

/// Tables of which each side has its own: the head is written last, and nobody works yet.
const NOT_COPIED: [&str; 3] = ["heads", "leases", "settings"];

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

/// A table of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Table {
    name: String,
    columns: Vec<String>,
}

impl Table {
    fn select(&self) -> String {
        format!("SELECT {} FROM {}", self.columns.join(", "), self.name)
    }

    fn insert(&self) -> String {
        let values: Vec<String> = self.columns.iter().map(|column| format!(":{column}")).collect();
        format!("INSERT INTO {} ({}) VALUES ({})", self.name, self.columns.join(", "), values.join(", "))
    }
}

/// The tables in the order of the schema, in which what is referred to stands first.
fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for line in SCHEMA.lines() {
        let mut words = line.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some("CREATE"), Some("TABLE"), Some(name)) => {
                tables.push(Table { name: name.to_owned(), columns: Vec::new() });
            }
            (Some(column), Some("BLOB" | "INTEGER" | "TEXT"), _) if line.starts_with("    ") => {
                if let Some(table) = tables.last_mut() {
                    table.columns.push(column.trim_end_matches(',').to_owned());
                }
            }
            (Some(column), Some("BLOB," | "INTEGER," | "TEXT,"), _) if line.starts_with("    ") => {
                if let Some(table) = tables.last_mut() {
                    table.columns.push(column.to_owned());
                }
            }
            _ => {}
        }
    }
    tables.retain(|table| !NOT_COPIED.contains(&table.name.as_str()));
    tables
}

/// How many rows a table has, and the XOR of their SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sum {
    rows: u64,
    digest: [u8; 32],
}

impl Sum {
    fn add(&mut self, values: &[Value<'static>]) {
        let mut hasher = Sha256::new();
        for value in values {
            let (kind, bytes): (u8, Vec<u8>) = match value {
                Value::Null => (0, Vec::new()),
                Value::Int(number) => (1, number.to_be_bytes().to_vec()),
                // As the other side keeps it.
                Value::Text(text) => (2, text.replace('\0', "\u{fffd}").into_bytes()),
                Value::Blob(bytes) => (3, bytes.to_vec()),
            };
            hasher.update([kind]);
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(&bytes);
        }
        let row: [u8; 32] = hasher.finalize().into();
        self.digest.iter_mut().zip(row).for_each(|(sum, byte)| *sum ^= byte);
        self.rows += 1;
    }
}

/// One value as a parameter.
struct Given<'v>(&'v Value<'static>);

impl ToValue for Given<'_> {
    fn to_value(&self) -> Value<'_> {
        self.0.clone()
    }
}

fn values_of(row: &Row<'_>, table: &Table) -> Result<Vec<Value<'static>>, Error> {
    let owned = |column: &String| {
        Ok(match row.0.column(column)? {
            Value::Null => Value::Null,
            Value::Int(number) => Value::Int(number),
            Value::Text(text) => Value::Text(text.into_owned().into()),
            Value::Blob(bytes) => Value::Blob(bytes.into_owned().into()),
        })
    };
    table.columns.iter().map(owned).collect()
}

fn size_of(values: &[Value<'static>]) -> usize {
    let size = |value: &Value<'static>| match value {
        Value::Null | Value::Int(_) => 8,
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
    };
    values.iter().map(size).sum()
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
            driver.query(&table.select(), &[], &mut |row| {
                let values = values_of(row, table)?;
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
                Ok(true)
            })
        })?;
        if done != u64::MAX {
            *standing = Standing { tables: index + 1, rows: 0, ..*standing };
            flush(to, table, &batch, standing)?;
        }
        told(&table.name, sum.rows);
        Ok(sum)
    }

    /// What a table is on the other side, read with a cursor of the server: it may be larger than the memory.
    fn sum_there(&self, table: &Table) -> Result<Sum, Error> {
        let mut sum = Sum::default();
        self.to.transact(|driver| {
            let name = &table.name;
            driver.command(&format!("DECLARE copy_of_{name} NO SCROLL CURSOR FOR {}", table.select()))?;
            loop {
                let before = sum.rows;
                driver.query(&format!("FETCH {BATCH_ROWS} FROM copy_of_{name}"), &[], &mut |row| {
                    sum.add(&values_of(row, table)?);
                    Ok(true)
                })?;
                if sum.rows == before {
                    return Ok(sum);
                }
            }
        })
    }

    fn copy_settings(&self) -> Result<(), Error> {
        let mut settings: Vec<(String, Vec<u8>)> = Vec::new();
        self.from.look(|driver| {
            driver.query("SELECT name, value FROM settings", &[], &mut |row| {
                let (name, value): (String, Vec<u8>) = (row.get("name")?, row.get("value")?);
                // A folder is marked anew by the node that has it.
                if name != BLOBS || !value.starts_with(FOLDER.as_bytes()) {
                    settings.push((name, value));
                }
                Ok(true)
            })
        })?;
        self.to.transact(|driver| {
            settings.iter().try_for_each(|(name, value)| {
                driver.execute(
                    "INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING",
                    &[(":name", name), (":value", value)],
                )
            })
        })
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

fn flush(
    to: &Postgres,
    table: &Table,
    batch: &[Vec<Value<'static>>],
    standing: &Standing,
) -> Result<(), Error> {
    let (insert, setting) = (table.insert(), standing.to_setting());
    let names: Vec<String> = table.columns.iter().map(|column| format!(":{column}")).collect();
    to.transact(|driver| {
        for values in batch {
            let given: Vec<Given<'_>> = values.iter().map(Given).collect();
            let parameters: Vec<(&str, &dyn ToValue)> = names
                .iter()
                .map(String::as_str)
                .zip(given.iter().map(|value| value as &dyn ToValue))
                .collect();
            driver.execute(&insert, &parameters)?;
        }
        driver.execute(
            "UPDATE settings SET value = :value WHERE name = :name",
            &[(":name", &SETTING), (":value", &setting)],
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_read_from_the_schema_with_all_their_columns() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("doorstep.db");
        drop(Sqlite::open(&path, doorstep_domain::id::TenantId([1; 16]), 7).unwrap());
        let connection = rusqlite::Connection::open(&path).unwrap();
        let mut names = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let found = tables();
        assert_eq!(found.len() + NOT_COPIED.len(), names.len());
        for table in found {
            let sql = "SELECT name FROM pragma_table_info(?1) ORDER BY cid";
            let mut columns = connection.prepare(sql).unwrap();
            let columns: Vec<String> =
                columns.query_map([&table.name], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
            assert_eq!(table.columns, columns, "{}", table.name);
        }
    }
}
