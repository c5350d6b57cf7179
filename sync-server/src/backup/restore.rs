//! Bringing a backup back.

use std::path::Path;

use super::take::{checked, copy_file, sha256_of};
use super::{Backup, DATABASE, Reach, SETTING, manifest};
use crate::error::Error;
use crate::files;
use crate::keys::{KeyBytes, Keys};
use crate::node::{BLOBS, FOLDER, Options, new_epoch};
use crate::store::{Sqlite, Store};
use crate::vault::Folder;

/// What was brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The backup.
    pub backup: Backup,
    /// The new incarnation of the log.
    pub epoch: u64,
}

/// Brings the backup in `from` back as the data directory `dir`, which must not hold anything. The log begins a new epoch, so
/// that every phone offers again what it holds: also what it did after the backup. The backup is left as it is.
///
/// # Errors
/// [`Error::Refused`] if the backup is not finished, or is not what is written about it; then `dir` has no database.
pub fn restore(from: &Path, dir: &Path, options: &Options) -> Result<Restored, Error> {
    let backup = manifest(from)?
        .ok_or(Error::Refused("there is no finished backup: take one by `doorstep backup`"))?;
    files::make_dir(dir)?;
    let mut entries = std::fs::read_dir(dir).map_err(Error::file(dir))?;
    if entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != "doorstep.db.new")) {
        return Err(Error::Refused("the folder to bring it back to is not empty: name another one by --dir"));
    }
    let copy = dir.join("doorstep.db.new");
    files::remove(&copy)?;
    std::fs::copy(from.join(DATABASE), &copy).map_err(Error::file(&copy))?;
    if sha256_of(&copy)? != backup.database_sha256
        || checked(&copy)? != (backup.tenant, backup.epoch, backup.seq)
    {
        return Err(Error::Refused("the backup is not what is written about it"));
    }
    let keys = options.keys.clone().unwrap_or_else(|| dir.join("keys"));
    if !KeyBytes::are_in(&keys) {
        let copies = from.join("keys");
        if !KeyBytes::are_in(&copies) {
            return Err(Error::Damaged("a key is gone"));
        }
        KeyBytes::of_folder(&copies, options)?.write_to(&keys)?;
    }
    if Keys::open(&KeyBytes::of_folder(&keys, options)?)?.tenant() != backup.tenant {
        return Err(Error::Refused("the keys are of another company"));
    }
    bring_files(from, dir, &copy)?;
    let epoch = begin_anew(&copy, &backup, options)?;
    // Last: before this there is nothing that a server would open.
    files::rename(&copy, &dir.join(DATABASE))?;
    Ok(Restored { backup, epoch })
}

fn bring_files(from: &Path, dir: &Path, copy: &Path) -> Result<(), Error> {
    let (source, target) = (Folder::new(from), Folder::new(dir));
    for (case, blob, size_bytes) in super::take::named_files(copy)? {
        // One that is not there was erased while the backup was taken.
        if !copy_file(&source, &target, (case, blob), size_bytes, dir)? {
            tracing::warn!(%case, "a file of a case is not in the backup");
        }
    }
    Ok(())
}

/// Gives the log a new epoch, of which the backup holds as much as of the old one.
fn begin_anew(copy: &Path, backup: &Backup, options: &Options) -> Result<u64, Error> {
    let epoch = new_epoch(options)?;
    let store = Sqlite::open(copy, backup.tenant, epoch)?;
    let reach = Reach { epoch, seq: backup.seq, at_ms: backup.finished_at_ms }.to_setting();
    let writing: &dyn Store = &store;
    writing.writing(|tx| {
        tx.begin_epoch(epoch)?;
        // They are here now, wherever they were: a bucket may be gone with the server.
        tx.put_setting(BLOBS, FOLDER.as_bytes())?;
        tx.put_setting(SETTING, &reach)
    })?;
    Ok(epoch)
}
