//! Moves a company from its folder into a database server, and its photos into a bucket if that is asked.
//!
//! The log keeps its epoch and its numbers, so no phone notices. The server must not run meanwhile. A migration that was
//! killed goes on where it was when it is started again; until it is finished, no server opens the database, and the folder
//! stays what it was. Then the folder's database is set aside: two logs of one company would be worse than none.

use std::path::Path;

use crate::backup::copy_file;
use crate::error::Error;
use crate::files;
use crate::keys::{self, KeyBytes, Keys};
use crate::node::Options;
use crate::progress::Progress;
use crate::store::copy::{Copying, SETTING, Standing};
use crate::store::{Founding, Postgres, Sqlite, Store};
use crate::vault::{Bucket, Folder, Vault as _};

/// Where to.
#[derive(Debug, Clone)]
pub struct Target<'t> {
    /// Connection string of the PostgreSQL database.
    pub database: &'t str,
    /// Where photos go, such as `s3://bucket/prefix`; they stay in the folder if absent.
    pub blobs: Option<&'t str>,
}

/// What was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Rows, counted and compared on both sides.
    pub rows: u64,
    /// Photos and files that were copied, now or by a run before.
    pub files: u64,
    /// The newest number of the log.
    pub seq: u64,
}

/// Moves the company of a data directory.
///
/// # Errors
/// [`Error::Refused`] if the database holds something else, [`Error::Damaged`] if it does not read back what was written,
/// [`Error::File`] if a server has the directory open.
pub fn migrate(
    dir: &Path,
    options: &Options,
    target: &Target<'_>,
    told: &mut dyn FnMut(Progress<'_>),
) -> Result<Moved, Error> {
    let file = dir.join("doorstep.db");
    if !file.exists() {
        return Err(Error::Refused(
            "this folder has no log of its own: it was moved already, or is not that of a server",
        ));
    }
    let _lock = files::lock(dir)?;
    let folder = options.keys.clone().unwrap_or_else(|| dir.join("keys"));
    let bytes = KeyBytes::of_folder(&folder, options)?;
    let tenant = Keys::open(&bytes)?.tenant();
    let from = Sqlite::open(&file, tenant, crate::node::new_epoch(options)?)?;
    crate::published::adopt(dir, &from)?;
    let store: &dyn Store = &from;
    let head = store.reading(|read| read.head())?;
    let begun = Standing { epoch: head.epoch, seq: head.seq, tables: 0, rows: 0 };
    let (keys, standing) = (bytes.to_setting(), begun.to_setting());
    let mut settings = vec![(SETTING, standing.as_slice())];
    if options.keys.is_none() {
        settings.push((keys::SETTING, keys.as_slice()));
    }
    let to = Postgres::found(target.database, &Founding { tenant, epoch: head.epoch, settings: &settings })?;
    let there: &dyn Store = &to;
    let held = there.reading(|read| read.setting(SETTING))?;
    let held = held.ok_or(Error::Refused("the database holds a company already"))?;
    let standing = Standing::read(&held)?;
    if (standing.epoch, standing.seq) != (begun.epoch, begun.seq) {
        return Err(Error::Refused(
            "the folder was served since the migration began: empty the database first",
        ));
    }
    let moved = target.blobs.map_or(Ok(0), |blobs| move_files(dir, store, there, (blobs, options), told))?;
    let mut copy =
        Copying { from: &from, to: &to, told: &mut |table, rows| told(Progress::Rows(table, rows)) };
    let rows = copy.run(standing)?;
    copy.finish(head.seq)?;
    drop(from);
    // No server opens this folder without the database from here on, and none with it before.
    files::write(&dir.join("log-elsewhere"), b"")?;
    files::rename(&file, &dir.join("doorstep.db.moved"))?;
    Ok(Moved { rows, files: moved, seq: head.seq })
}

/// Copies the files that the log names, each held against its name.
fn move_files(
    dir: &Path,
    from: &dyn Store,
    there: &dyn Store,
    (blobs, options): (&str, &Options),
    told: &mut dyn FnMut(Progress<'_>),
) -> Result<u64, Error> {
    let (source, bucket) = (Folder::new(dir), Bucket::open(blobs, &options.blob_settings)?);
    let named = from.reading(|read| read.blobs())?;
    let all = named.len() as u64;
    for (done, (case, blob, held)) in (1_u64..).zip(named) {
        if bucket.size(case, blob)? != Some(held.size_bytes)
            && !copy_file(&source, &bucket, (case, blob), held.size_bytes, dir)?
        {
            return Err(Error::Damaged("a file that the log names is not there"));
        }
        told(Progress::Files(done, all));
    }
    there.writing(|tx| tx.put_setting(crate::node::BLOBS, blobs.as_bytes()))?;
    Ok(all)
}
