//! Brings a database to the format of this version.
//!
//! A new file gets the head schema; an older one gets the steps from its version on. Each step and its new
//! version number are one transaction, so an interrupted upgrade leaves the old version or the new one.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// "DSTP": says that a SQLite file is ours.
const APPLICATION_ID: i32 = 0x4453_5450;

/// A head schema and the way to it.
#[derive(Debug)]
pub(super) struct Schema {
    /// What a new file gets.
    pub(super) head: &'static str,
    /// `steps[i]` brings version `i + 1` to version `i + 2`.
    pub(super) steps: &'static [&'static str],
}

/// The schema of this version.
pub(super) const SCHEMA: Schema = Schema {
    head: include_str!("../../sql/schema.sql"),
    steps: &[
        include_str!("../../sql/migrations/0002_cards.sql"),
        include_str!("../../sql/migrations/0003_lock.sql"),
        include_str!("../../sql/migrations/0004_orders.sql"),
    ],
};

impl Schema {
    /// The version of a new file.
    fn version(&self) -> u32 {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX).saturating_add(1)
    }
}

/// Makes a new file or upgrades an old one.
///
/// # Errors
/// [`StoreError::Newer`] for a file from the future, [`StoreError::NotOurs`] for another program's: neither is
/// touched.
pub(super) fn bring_up_to_date(connection: &mut Connection, schema: &Schema) -> Result<(), StoreError> {
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = schema.version();
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found == 0 {
        return make(connection, schema);
    }
    let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application != APPLICATION_ID {
        return Err(StoreError::NotOurs);
    }
    (found..known).try_for_each(|version| step(connection, schema, version))
}

fn make(connection: &mut Connection, schema: &Schema) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let tables: u32 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 {
        return Err(StoreError::NotOurs);
    }
    transaction.execute_batch(schema.head)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", schema.version())?;
    transaction.commit()?;
    Ok(())
}

fn step(connection: &mut Connection, schema: &Schema, version: u32) -> Result<(), StoreError> {
    let index = version as usize - 1;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(schema.steps[index])?;
    let broken = transaction.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if broken {
        return Err(StoreError::Damaged(format!("the upgrade from version {version} breaks a reference")));
    }
    transaction.pragma_update(None, "user_version", version + 1)?;
    transaction.commit()?;
    tracing::info!(version = version + 1, "database upgraded");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: Schema = Schema { head: "CREATE TABLE a (x INTEGER) STRICT;", steps: &[] };
    const NEW: Schema = Schema {
        head: "CREATE TABLE a (x INTEGER, y TEXT) STRICT; CREATE INDEX a_by_y ON a (y);",
        steps: &["ALTER TABLE a ADD COLUMN y TEXT; CREATE INDEX a_by_y ON a (y);"],
    };
    const BROKEN: Schema = Schema { head: "", steps: &["CREATE TABLE b (z INTEGER); SELECT nonsense;"] };

    fn made(schema: &Schema) -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        bring_up_to_date(&mut connection, schema).unwrap();
        connection
    }

    /// Tables with their columns, and indexes: what a schema means, however it was written.
    fn meaning(connection: &Connection) -> Vec<String> {
        let sql = "SELECT s.type || ' ' || s.name || ' ' || coalesce(group_concat(
                       i.name || ' ' || i.type || ' ' || i.\"notnull\" || ' ' || coalesce(i.dflt_value, '') || ' ' || i.pk, ', '), '')
                   FROM sqlite_schema s LEFT JOIN pragma_table_info(s.name) i
                   GROUP BY s.type, s.name ORDER BY 1";
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn an_upgraded_file_equals_a_fresh_one_and_keeps_its_rows() {
        let mut upgraded = made(&OLD);
        upgraded.execute("INSERT INTO a VALUES (7)", []).unwrap();
        bring_up_to_date(&mut upgraded, &NEW).unwrap();
        assert_eq!(meaning(&upgraded), meaning(&made(&NEW)));
        assert_eq!(upgraded.query_row("SELECT x FROM a", [], |row| row.get::<_, i64>(0)).unwrap(), 7);
        assert_ne!(meaning(&upgraded), meaning(&made(&OLD)));
    }

    #[test]
    fn a_file_of_version_1_becomes_one_of_today_and_loses_nothing() {
        const FIRST: Schema = Schema { head: include_str!("../../sql/fixtures/v0001.sql"), steps: &[] };
        let mut upgraded = made(&FIRST);
        bring_up_to_date(&mut upgraded, &SCHEMA).unwrap();
        assert_eq!(meaning(&upgraded), meaning(&made(&SCHEMA)));
        let text = |sql: &str| upgraded.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
        assert_eq!(text("SELECT number FROM jobs WHERE alarms_until_ms IS NULL"), "A1-0001");
        assert_eq!(text("SELECT hex(bytes) FROM items JOIN outbox USING (item_id)"), "78");
        assert_eq!(text("PRAGMA integrity_check"), "ok");
    }

    #[test]
    fn a_step_that_fails_leaves_the_old_version() {
        let mut connection = made(&OLD);
        assert!(bring_up_to_date(&mut connection, &BROKEN).is_err());
        assert_eq!(meaning(&connection), meaning(&made(&OLD)));
        bring_up_to_date(&mut connection, &NEW).unwrap();
    }

    #[test]
    fn a_file_from_the_future_is_refused_and_not_touched() {
        let mut connection = made(&NEW);
        let error = bring_up_to_date(&mut connection, &OLD).unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 2, known: 1 }), "{error}");
        assert_eq!(meaning(&connection), meaning(&made(&NEW)));
    }

    #[test]
    fn another_programs_file_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE theirs (x); PRAGMA user_version = 1;").unwrap();
        assert!(matches!(bring_up_to_date(&mut connection, &OLD), Err(StoreError::NotOurs)));
        connection.execute_batch("PRAGMA user_version = 0;").unwrap();
        assert!(matches!(bring_up_to_date(&mut connection, &OLD), Err(StoreError::NotOurs)));
    }

    #[test]
    fn every_table_of_the_head_schema_is_strict_and_every_reference_has_an_index() {
        let connection = made(&SCHEMA);
        let loose = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
                     AND NOT strict AND name NOT LIKE 'sqlite%'";
        let mut statement = connection.prepare(loose).unwrap();
        let loose: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert!(loose.is_empty(), "{loose:?}");
        let bare = "SELECT t.name || '.' || f.\"from\" FROM pragma_table_list t, pragma_foreign_key_list(t.name) f
                    WHERE NOT EXISTS (SELECT 1 FROM pragma_index_list(t.name) l, pragma_index_info(l.name) i
                                      WHERE i.seqno = 0 AND i.name = f.\"from\")
                      AND NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) c WHERE c.pk = 1 AND c.name = f.\"from\")";
        let mut statement = connection.prepare(bare).unwrap();
        let bare: Vec<String> =
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert!(bare.is_empty(), "{bare:?}");
    }
}
