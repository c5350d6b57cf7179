//! The office's order to let go of everything, and how far that is.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use doorstep_domain::control::{Order, SignedControl};

use super::StoreError;

/// An order that came.
#[derive(Debug, Clone)]
pub(crate) struct Wiping {
    /// Its round.
    pub(crate) round: u32,
    /// Whether what never reached the office goes as well.
    pub(crate) is_forced: bool,
    /// What rescue files are encrypted to.
    pub(crate) rescue_key: Option<String>,
    /// Cases that were let go.
    pub(crate) purged_count: u32,
    /// Nothing is left but rescue files.
    pub(crate) is_done: bool,
}

/// Reads it; `None` if none came.
pub(crate) fn get(connection: &Connection) -> Result<Option<Wiping>, StoreError> {
    let sql = "SELECT round, bytes, purged_count, done FROM wipe";
    let columns = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?, row.get(3)?));
    let row = connection.prepare_cached(sql)?.query_row([], columns).optional()?;
    let Some((round, bytes, purged_count, is_done)) = row else { return Ok(None) };
    let order = SignedControl::open(&bytes).map_err(|_| StoreError::Row("wipe"))?;
    let Order::Wipe { force, rescue_key, .. } = order.body().order.clone() else {
        return Err(StoreError::Row("wipe"));
    };
    Ok(Some(Wiping { round, is_forced: force, rescue_key, purged_count, is_done }))
}

/// Takes an order. An older one than the last is without effect.
pub(crate) fn put(tx: &Transaction<'_>, round: u32, order: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT INTO wipe (id, round, bytes) VALUES (1, :round, :bytes)
               ON CONFLICT (id) DO UPDATE SET round = :round, bytes = :bytes, done = 0
               WHERE round < :round";
    tx.prepare_cached(sql)?.execute(named_params! {":round": round, ":bytes": order})?;
    Ok(())
}

/// Remembers how far it is.
pub(crate) fn went_on(tx: &Transaction<'_>, purged_count: u32, is_done: bool) -> Result<(), StoreError> {
    let sql = "UPDATE wipe SET purged_count = purged_count + :purged, done = :done";
    tx.prepare_cached(sql)?.execute(named_params! {":purged": purged_count, ":done": is_done})?;
    Ok(())
}

/// The device is enrolled anew: what was ordered before does not concern it.
pub(crate) fn forget(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM wipe")?.execute([])?;
    Ok(())
}

/// Removes whatever is not of a case: packs with their prices, fonts, receipts, parts in vans, what could not be placed.
/// The rows of cases go too, with all that hangs on them.
pub(crate) fn remove_everything(tx: &Transaction<'_>) -> Result<(), StoreError> {
    for table in ["outbox", "items", "cases", "receipts", "packs", "fonts", "inbox"] {
        tx.execute(&format!("DELETE FROM {table}"), [])?;
    }
    Ok(())
}
