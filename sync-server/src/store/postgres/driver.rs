//! PostgreSQL as a driver of the store's SQL.

use std::borrow::Cow;
use std::cell::RefCell;
use std::error::Error as StdError;

use ::postgres::types::private::BytesMut;
use ::postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::placeholders::numbered;
use super::pool::{Connection, Prepared};
use crate::error::Error;
use crate::store::sql::{Columns, Driver, EachRow, Parameters, Row, Value};

/// Statements that a connection keeps prepared. There are about a hundred.
const STATEMENTS_MAX: usize = 256;

/// A connection inside a transaction.
pub(super) struct Connected<'c>(RefCell<&'c mut Connection>);

impl<'c> Connected<'c> {
    pub(super) fn new(connection: &'c mut Connection) -> Self {
        Self(RefCell::new(connection))
    }
}

impl Driver for Connected<'_> {
    fn query(&self, sql: &str, parameters: Parameters<'_>, each: &mut EachRow<'_>) -> Result<(), Error> {
        let rows = {
            let mut connection = self.0.borrow_mut();
            let prepared = prepare(&mut connection, sql)?;
            let bound = bind(&prepared.names, parameters)?;
            connection.client.query(&prepared.statement, &as_dyn(&bound))?
        };
        for row in &rows {
            if !each(&Row(row))? {
                break;
            }
        }
        Ok(())
    }

    fn execute(&self, sql: &str, parameters: Parameters<'_>) -> Result<(), Error> {
        let mut connection = self.0.borrow_mut();
        let prepared = prepare(&mut connection, sql)?;
        let bound = bind(&prepared.names, parameters)?;
        connection.client.execute(&prepared.statement, &as_dyn(&bound))?;
        Ok(())
    }

    fn command(&self, sql: &str) -> Result<(), Error> {
        Ok(self.0.borrow_mut().client.batch_execute(sql)?)
    }
}

fn prepare(connection: &mut Connection, sql: &str) -> Result<Prepared, Error> {
    if let Some(prepared) = connection.statements.get(sql) {
        return Ok(prepared.clone());
    }
    let (text, names) = numbered(sql);
    let prepared = Prepared { statement: connection.client.prepare(&text)?, names };
    if connection.statements.len() >= STATEMENTS_MAX {
        connection.statements.clear();
    }
    connection.statements.insert(sql.to_owned(), prepared.clone());
    Ok(prepared)
}

fn bind<'p>(names: &[String], parameters: Parameters<'p>) -> Result<Vec<Bound<'p>>, Error> {
    let bound = names.iter().map(|name| {
        let value = parameters.iter().find(|(given, _)| given == name);
        let (_, value) = value.ok_or(Error::Damaged("a statement lacks a parameter"))?;
        Ok(Bound(value.to_value()))
    });
    bound.collect()
}

fn as_dyn<'b>(bound: &'b [Bound<'_>]) -> Vec<&'b (dyn ToSql + Sync)> {
    bound.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

#[derive(Debug)]
struct Bound<'v>(Value<'v>);

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match &self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Value::Int(number) => number.to_sql(ty, out),
            // PostgreSQL's texts cannot hold U+0000; no rule reads a text of these tables.
            Value::Text(text) if text.contains('\0') => text.replace('\0', "\u{fffd}").to_sql(ty, out),
            Value::Text(text) => text.to_sql(ty, out),
            Value::Blob(bytes) => bytes.to_sql(ty, out),
        }
    }

    /// What does not fit is refused by the server.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Columns for ::postgres::Row {
    fn column(&self, name: &str) -> Result<Value<'_>, Error> {
        let column = self.columns().iter().position(|column| column.name() == name);
        let index = column.ok_or(Error::Damaged("a result lacks a column"))?;
        let value = match *self.columns()[index].type_() {
            Type::INT8 => self.try_get::<_, Option<i64>>(index)?.map(Value::Int),
            Type::INT4 => self.try_get::<_, Option<i32>>(index)?.map(|number| Value::Int(i64::from(number))),
            Type::TEXT => {
                self.try_get::<_, Option<&str>>(index)?.map(|text| Value::Text(Cow::Borrowed(text)))
            }
            Type::BYTEA => {
                self.try_get::<_, Option<&[u8]>>(index)?.map(|bytes| Value::Blob(Cow::Borrowed(bytes)))
            }
            _ => return Err(Error::Damaged("a column is of a type that nobody declared")),
        };
        Ok(value.unwrap_or(Value::Null))
    }
}
