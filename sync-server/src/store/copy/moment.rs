//! Copies one moment of a database server into the file of an embedded store: what a backup of a company is that has none of
//! its own.

use std::path::Path;

use doorstep_domain::id::TenantId;

use super::migrate::SETTING;
use super::table::{BATCH_ROWS, Sum, Table, settings, tables, write_settings};
use crate::error::Error;
use crate::keys;
use crate::node::{BLOBS, FOLDER};
use crate::progress::Progress;
use crate::store::sql::Driver;
use crate::store::{Postgres, Sqlite};

/// Makes `file`, with everything that the database holds in one moment. The keys are not in it.
pub(in crate::store) fn copy_moment(
    from: &Postgres,
    file: &Path,
    told: &mut dyn FnMut(Progress<'_>),
) -> Result<(), Error> {
    from.look(|source| {
        let (tenant, epoch, seq) = head(source)?;
        let to = Sqlite::open(file, tenant, epoch)?;
        to.transact(|target| {
            for table in tables() {
                copy(source, target, &table, told)?;
            }
            write_settings(target, &settings(source, is_copied)?)?;
            target.execute("UPDATE heads SET seq = :seq", &[(":seq", &seq)])
        })?;
        to.into_one_file()
    })
}

/// Whose log it is, its epoch and its newest number.
fn head(source: &dyn Driver) -> Result<(TenantId, u64, i64), Error> {
    let mut head = None;
    source.query("SELECT tenant_id, epoch, seq FROM heads", &[], &mut |row| {
        head = Some((TenantId(row.get("tenant_id")?), row.get::<i64>("epoch")?, row.get("seq")?));
        Ok(false)
    })?;
    let (tenant, epoch, seq) = head.ok_or(Error::Damaged("the log has no head"))?;
    Ok((tenant, epoch.unsigned_abs(), seq))
}

fn copy(
    source: &dyn Driver,
    target: &dyn Driver,
    table: &Table,
    told: &mut dyn FnMut(Progress<'_>),
) -> Result<(), Error> {
    let (mut there, mut here, mut batch) = (Sum::default(), Sum::default(), Vec::new());
    table.read_by_cursor(source, &mut |values| {
        there.add(&values);
        batch.push(values);
        if batch.len() == BATCH_ROWS {
            table.write(target, &batch)?;
            batch.clear();
            told(Progress::Rows(&table.name, there.rows));
        }
        Ok(())
    })?;
    table.write(target, &batch)?;
    told(Progress::Rows(&table.name, there.rows));
    table.read(target, &mut |values| {
        here.add(&values);
        Ok(())
    })?;
    if here == there { Ok(()) } else { Err(Error::Damaged("a table reads back otherwise than it was")) }
}

/// A backup has the keys and the photos beside it, and is no migration.
fn is_copied(name: &str, value: &[u8]) -> bool {
    name != keys::SETTING && name != SETTING && (name != BLOBS || !value.starts_with(FOLDER.as_bytes()))
}
