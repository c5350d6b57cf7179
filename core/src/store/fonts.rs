//! The font of printed reports: published by the office like a pack, but too large for the database.
//!
//! A file is `fonts/<hash>`; while it arrives it is `fonts/<hash>.part` and grows slice by slice, so that a run that is
//! cut off loses one slice and not the whole. The name is the SHA-256 of the bytes.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, named_params};

use doorstep_domain::digest::sha256;
use doorstep_domain::id::{BlobId, hex};

use super::{StoreError, files};

/// Name of the directory inside the store's.
const DIRECTORY: &str = "fonts";

/// The largest font accepted, in bytes. The letters of all of East Asia in one weight are 20 MB.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A font to fetch, and from where on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Its name.
    pub(crate) font: BlobId,
    /// Its length in bytes.
    pub(crate) size_bytes: u64,
    /// How many of them are here.
    pub(crate) have_bytes: u64,
}

/// Remembers that a font was published. The last one published is the one to print with.
pub(crate) fn published(tx: &Transaction<'_>, font: BlobId, size_bytes: u64) -> Result<(), StoreError> {
    let Some(size_bytes) = i64::try_from(size_bytes).ok().filter(|size| *size > 0) else { return Ok(()) };
    let sql = "INSERT INTO fonts (font, size_bytes, published_seq)
               VALUES (:font, :size_bytes, (SELECT coalesce(max(published_seq), 0) + 1 FROM fonts))
               ON CONFLICT (font) DO UPDATE SET published_seq = excluded.published_seq";
    tx.prepare_cached(sql)?.execute(named_params! {":font": font.as_bytes(), ":size_bytes": size_bytes})?;
    Ok(())
}

/// The font to fetch: the last one published, unless it is here.
pub(crate) fn wanted(connection: &Connection, dir: &Path) -> Result<Option<Wanted>, StoreError> {
    let Some((font, size_bytes)) = published_fonts(connection)?.into_iter().next() else { return Ok(None) };
    if size_bytes > MAX_BYTES || path(dir, font).exists() {
        return Ok(None);
    }
    let have_bytes = fs::metadata(part(dir, font)).map_or(0, |file| file.len());
    Ok(Some(Wanted { font, size_bytes, have_bytes: if have_bytes < size_bytes { have_bytes } else { 0 } }))
}

/// The font to print with: the last one published that is here.
#[cfg(feature = "pdf")]
pub(crate) fn current(connection: &Connection, dir: &Path) -> Result<Option<BlobId>, StoreError> {
    let fonts = published_fonts(connection)?.into_iter().map(|(font, _)| font);
    Ok(fonts.into_iter().find(|font| path(dir, *font).exists()))
}

/// The bytes of a font. A file that is not what it is called is removed, to be fetched again.
#[cfg(feature = "pdf")]
pub(crate) fn read(dir: &Path, font: BlobId) -> Result<Option<Vec<u8>>, StoreError> {
    let Ok(bytes) = fs::read(path(dir, font)) else { return Ok(None) };
    if BlobId::from(sha256(&bytes)) == font {
        return Ok(Some(bytes));
    }
    tracing::warn!("the font on this device is damaged; it is fetched again");
    files::remove(&path(dir, font))?;
    Ok(None)
}

/// Adds the slice that follows what is here. Says whether the font is whole now; a whole one that is not what it is
/// called is thrown away.
pub(crate) fn add(dir: &Path, wanted: &Wanted, slice: &[u8]) -> Result<bool, StoreError> {
    let part = part(dir, wanted.font);
    files::make_dir(&dir.join(DIRECTORY))?;
    let mut file = OpenOptions::new().create(true).append(true).open(&part)?;
    file.set_len(wanted.have_bytes)?;
    file.write_all(slice)?;
    file.sync_all()?;
    drop(file);
    if wanted.have_bytes + (slice.len() as u64) < wanted.size_bytes {
        return Ok(false);
    }
    let is_right = BlobId::from(sha256(&fs::read(&part)?)) == wanted.font;
    if is_right {
        fs::rename(&part, path(dir, wanted.font))?;
        files::sync_dir(&dir.join(DIRECTORY))?;
        remove_others(dir, wanted.font)?;
    } else {
        files::remove(&part)?;
    }
    Ok(is_right)
}

/// Fonts that the office no longer prints with only take room.
fn remove_others(dir: &Path, font: BlobId) -> Result<(), StoreError> {
    let kept = path(dir, font);
    for entry in fs::read_dir(dir.join(DIRECTORY))? {
        let other = entry?.path();
        if other != kept {
            files::remove(&other)?;
        }
    }
    Ok(())
}

/// Published fonts with their sizes, the last one first.
fn published_fonts(connection: &Connection) -> Result<Vec<(BlobId, u64)>, StoreError> {
    let sql = "SELECT font, size_bytes FROM fonts ORDER BY published_seq DESC";
    let mut statement = connection.prepare_cached(sql)?;
    let from_row = |row: &rusqlite::Row<'_>| Ok((BlobId(row.get(0)?), row.get::<_, i64>(1)?.unsigned_abs()));
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn path(dir: &Path, font: BlobId) -> PathBuf {
    dir.join(DIRECTORY).join(hex(&font.0))
}

fn part(dir: &Path, font: BlobId) -> PathBuf {
    path(dir, font).with_extension("part")
}
