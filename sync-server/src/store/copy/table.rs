//! The tables as lists of rows: how they are read, written and summed up.

use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::store::sql::{Driver, Row, SCHEMA, ToValue, Value};

/// Rows that are read or written at once, at most.
pub(super) const BATCH_ROWS: usize = 500;

/// Tables of which each side has its own: the head is written last, and nobody works yet.
const NOT_COPIED: [&str; 3] = ["heads", "leases", "settings"];

/// The values of a row, in the order of the columns.
pub(super) type Values = Vec<Value<'static>>;

/// A table of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    columns: Vec<String>,
}

/// The tables in the order of the schema, in which what is referred to stands first.
pub(super) fn tables() -> Vec<Table> {
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

impl Table {
    fn select(&self) -> String {
        format!("SELECT {} FROM {}", self.columns.join(", "), self.name)
    }

    /// The rows as an embedded store hands them out, one by one.
    pub(super) fn read(
        &self,
        driver: &dyn Driver,
        each: &mut dyn FnMut(Values) -> Result<(), Error>,
    ) -> Result<(), Error> {
        driver.query(&self.select(), &[], &mut |row| {
            each(self.values_of(row)?)?;
            Ok(true)
        })
    }

    /// The rows of a database server, read with a cursor there: they may be more than the memory holds.
    pub(super) fn read_by_cursor(
        &self,
        driver: &dyn Driver,
        each: &mut dyn FnMut(Values) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let name = &self.name;
        driver.command(&format!("DECLARE copy_of_{name} NO SCROLL CURSOR FOR {}", self.select()))?;
        loop {
            let mut count = 0;
            driver.query(&format!("FETCH {BATCH_ROWS} FROM copy_of_{name}"), &[], &mut |row| {
                count += 1;
                each(self.values_of(row)?)?;
                Ok(true)
            })?;
            if count == 0 {
                return driver.command(&format!("CLOSE copy_of_{name}"));
            }
        }
    }

    /// Writes rows.
    pub(super) fn write(&self, driver: &dyn Driver, rows: &[Values]) -> Result<(), Error> {
        let names: Vec<String> = self.columns.iter().map(|column| format!(":{column}")).collect();
        let (columns, parameters) = (self.columns.join(", "), names.join(", "));
        let insert = format!("INSERT INTO {} ({columns}) VALUES ({parameters})", self.name);
        for values in rows {
            let given: Vec<Given<'_>> = values.iter().map(Given).collect();
            let parameters: Vec<(&str, &dyn ToValue)> = names
                .iter()
                .map(String::as_str)
                .zip(given.iter().map(|value| value as &dyn ToValue))
                .collect();
            driver.execute(&insert, &parameters)?;
        }
        Ok(())
    }

    fn values_of(&self, row: &Row<'_>) -> Result<Values, Error> {
        let owned = |column: &String| {
            Ok(match row.0.column(column)? {
                Value::Null => Value::Null,
                Value::Int(number) => Value::Int(number),
                Value::Text(text) => Value::Text(text.into_owned().into()),
                Value::Blob(bytes) => Value::Blob(bytes.into_owned().into()),
            })
        };
        self.columns.iter().map(owned).collect()
    }
}

/// One value as a parameter.
struct Given<'v>(&'v Value<'static>);

impl ToValue for Given<'_> {
    fn to_value(&self) -> Value<'_> {
        self.0.clone()
    }
}

/// Roughly how many bytes a row has.
pub(super) fn size_of(values: &Values) -> usize {
    let size = |value: &Value<'static>| match value {
        Value::Null | Value::Int(_) => 8,
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
    };
    values.iter().map(size).sum()
}

/// How many rows a table has, and the XOR of their SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sum {
    pub(super) rows: u64,
    digest: [u8; 32],
}

impl Sum {
    pub(super) fn add(&mut self, values: &Values) {
        let mut hasher = Sha256::new();
        for value in values {
            let (kind, bytes): (u8, Vec<u8>) = match value {
                Value::Null => (0, Vec::new()),
                Value::Int(number) => (1, number.to_be_bytes().to_vec()),
                // As a database server keeps it.
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

/// The settings, but those of which each side has its own.
pub(super) fn settings(
    driver: &dyn Driver,
    is_copied: impl Fn(&str, &[u8]) -> bool,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut settings: Vec<(String, Vec<u8>)> = Vec::new();
    driver.query("SELECT name, value FROM settings", &[], &mut |row| {
        let (name, value): (String, Vec<u8>) = (row.get("name")?, row.get("value")?);
        if is_copied(&name, &value) {
            settings.push((name, value));
        }
        Ok(true)
    })?;
    Ok(settings)
}

/// Writes settings, where there are none of that name.
pub(super) fn write_settings(driver: &dyn Driver, settings: &[(String, Vec<u8>)]) -> Result<(), Error> {
    settings.iter().try_for_each(|(name, value)| {
        driver.execute(
            "INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING",
            &[(":name", name), (":value", value)],
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Sqlite;

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
