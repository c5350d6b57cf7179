//! Published packs: wanted, or here.

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use doorstep_domain::id::PackId;

use super::StoreError;

/// A pack as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackSummary {
    /// The pack.
    pub id: PackId,
    /// Its id in text, e.g. `property-repair`; `None` while it is only named by a case.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<u32>,
    /// Whether it is on this device.
    pub is_here: bool,
}

/// Remembers that a case needs a pack.
pub(crate) fn want(tx: &Transaction<'_>, pack: PackId) -> Result<(), StoreError> {
    let sql = "INSERT INTO packs (pack_id) VALUES (:pack) ON CONFLICT DO NOTHING";
    tx.prepare_cached(sql)?.execute(named_params! {":pack": pack.as_bytes()})?;
    Ok(())
}

/// Remembers that a pack was published; later ones replace earlier ones of the same name for new jobs.
pub(crate) fn published(
    tx: &Transaction<'_>,
    pack: PackId,
    name: &str,
    version: u32,
    size_bytes: u64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO packs (pack_id, name, version, size_bytes, published_seq)
               VALUES (:pack, :name, :version, :size_bytes,
                       (SELECT coalesce(max(published_seq), 0) + 1 FROM packs))
               ON CONFLICT (pack_id) DO UPDATE SET name = excluded.name, version = excluded.version,
                   size_bytes = excluded.size_bytes,
                   published_seq = coalesce(published_seq, excluded.published_seq)";
    let size_bytes = i64::try_from(size_bytes).unwrap_or(i64::MAX);
    tx.prepare_cached(sql)?.execute(named_params! {
        ":pack": pack.as_bytes(), ":name": name, ":version": version, ":size_bytes": size_bytes,
    })?;
    Ok(())
}

/// Stores the file of a pack.
pub(crate) fn put(tx: &Transaction<'_>, pack: PackId, bytes: &[u8]) -> Result<(), StoreError> {
    want(tx, pack)?;
    let sql = "UPDATE packs SET bytes = :bytes WHERE pack_id = :pack";
    tx.prepare_cached(sql)?.execute(named_params! {":pack": pack.as_bytes(), ":bytes": bytes})?;
    Ok(())
}

/// The file of a pack, if it is here.
pub(crate) fn bytes(connection: &Connection, pack: PackId) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT bytes FROM packs WHERE pack_id = :pack";
    let parameters = named_params! {":pack": pack.as_bytes()};
    let found = connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0)).optional()?;
    Ok(found.flatten())
}

/// Packs that are named and not here, the newest published last: packs that cases need come first.
pub(crate) fn wanted(connection: &Connection) -> Result<Vec<PackId>, StoreError> {
    let sql = "SELECT pack_id FROM packs WHERE bytes IS NULL
               ORDER BY published_seq IS NOT NULL, published_seq DESC";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok(PackId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How long the file of a pack is, in bytes, if the office told.
pub(crate) fn size(connection: &Connection, pack: PackId) -> Result<Option<u64>, StoreError> {
    let sql = "SELECT size_bytes FROM packs WHERE pack_id = :pack";
    let parameters = named_params! {":pack": pack.as_bytes()};
    let found = connection.prepare_cached(sql)?.query_row(parameters, |row| row.get::<_, Option<i64>>(0));
    Ok(found.optional()?.flatten().map(i64::unsigned_abs))
}

/// All packs, the newest published first.
pub(crate) fn list(connection: &Connection) -> Result<Vec<PackSummary>, StoreError> {
    let sql = "SELECT pack_id, name, version, bytes IS NOT NULL AS is_here FROM packs
               ORDER BY published_seq DESC NULLS LAST, pack_id";
    let from_row = |row: &Row<'_>| {
        Ok(PackSummary {
            id: PackId(row.get("pack_id")?),
            name: row.get("name")?,
            version: row.get("version")?,
            is_here: row.get("is_here")?,
        })
    };
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map([], from_row)?.collect::<Result<_, _>>()?)
}
