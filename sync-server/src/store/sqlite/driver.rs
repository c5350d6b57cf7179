//! SQLite as a driver of the store's SQL.

use std::borrow::Cow;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql};

use crate::error::Error;
use crate::store::sql::{Columns, Driver, EachRow, Parameters, Row, Value};

/// A connection inside a transaction.
pub(super) struct Connected<'c>(pub(super) &'c Connection);

impl Connected<'_> {
    fn prepare(&self, sql: &str, parameters: Parameters<'_>) -> Result<CachedStatement<'_>, Error> {
        let mut statement = self.0.prepare_cached(sql)?;
        for index in 1..=statement.parameter_count() {
            let name = statement.parameter_name(index).unwrap_or_default();
            let value = parameters.iter().find(|(given, _)| *given == name);
            let (_, value) = value.ok_or(Error::Damaged("a statement lacks a parameter"))?;
            statement.raw_bind_parameter(index, Bound(value.to_value()))?;
        }
        Ok(statement)
    }
}

impl Driver for Connected<'_> {
    fn query(&self, sql: &str, parameters: Parameters<'_>, each: &mut EachRow<'_>) -> Result<(), Error> {
        let mut statement = self.prepare(sql, parameters)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            if !each(&Row(row))? {
                break;
            }
        }
        Ok(())
    }

    fn execute(&self, sql: &str, parameters: Parameters<'_>) -> Result<(), Error> {
        self.prepare(sql, parameters)?.raw_execute()?;
        Ok(())
    }

    fn command(&self, sql: &str) -> Result<(), Error> {
        Ok(self.0.execute_batch(sql)?)
    }
}

impl Columns for rusqlite::Row<'_> {
    fn column(&self, name: &str) -> Result<Value<'_>, Error> {
        Ok(match self.get_ref(name)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Int(number),
            ValueRef::Text(text) => {
                let text = str::from_utf8(text).map_err(|_| Error::Damaged("a text is not UTF-8"))?;
                Value::Text(Cow::Borrowed(text))
            }
            ValueRef::Blob(bytes) => Value::Blob(Cow::Borrowed(bytes)),
            ValueRef::Real(_) => return Err(Error::Damaged("a column holds a fraction")),
        })
    }
}

struct Bound<'v>(Value<'v>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match &self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
