//! Whose company it is, and where its log is.

use std::path::Path;
use std::sync::Arc;

use doorstep_domain::id::hex;

use super::{Options, new_epoch};
use crate::error::Error;
use crate::files;
use crate::keys::{KeyBytes, Keys, SETTING};
use crate::store::copy;
use crate::store::{Founding, Postgres, Sqlite, Store};
use crate::vault::{Bucket, Folder, Vault};

/// What a node begins with.
pub(crate) struct Opened {
    pub(crate) bytes: KeyBytes,
    pub(crate) keys: Arc<Keys>,
    pub(crate) store: Arc<dyn Store>,
}

/// Opens keys and log, or makes those of a new company.
///
/// A folder remembers that its log is elsewhere: opened without the database it would begin an empty one, which
/// looks like a company without jobs.
pub(super) fn open(dir: &Path, options: &Options) -> Result<Opened, Error> {
    let (file, elsewhere) = (dir.join("doorstep.db"), dir.join("log-elsewhere"));
    match &options.database {
        Some(_) if file.exists() => Err(Error::Refused(
            "this folder has a log of its own, in doorstep.db: serve it without --database, or move it by `doorstep migrate`",
        )),
        Some(address) => {
            let opened = join(dir, address, options)?;
            files::write(&elsewhere, b"")?;
            Ok(opened)
        }
        None if elsewhere.exists() => Err(Error::Refused(
            "the log of this folder is in a database server: say with --database where it is",
        )),
        None if !options.founds && !file.exists() => Err(NO_COMPANY),
        None => {
            let folder = options.keys.clone().unwrap_or_else(|| dir.join("keys"));
            let bytes = KeyBytes::of_folder(&folder, options)?;
            let keys = Arc::new(Keys::open(&bytes)?);
            let store = Arc::new(Sqlite::open(&file, keys.tenant(), new_epoch(options)?)?);
            Ok(Opened { bytes, keys, store })
        }
    }
}

/// Opens keys and log of a company that is there, whether it is served or not.
pub(crate) fn open_existing(dir: &Path, options: &Options) -> Result<Opened, Error> {
    if options.database.is_some() {
        files::make_dir(dir)?;
    }
    open(dir, &Options { founds: false, ..options.clone() })
}

const NO_COMPANY: Error = Error::Refused(
    "there is no company here; `doorstep serve` makes one, with --dir or --database for its place",
);

/// Joins the company of a database, or founds it there. Of two nodes that found it at once, one joins the other.
fn join(dir: &Path, address: &str, options: &Options) -> Result<Opened, Error> {
    match found_or_join(dir, address, options) {
        Err(Error::Damaged(_)) if options.keys.is_none() => found_or_join(dir, address, options),
        done => done,
    }
}

fn found_or_join(dir: &Path, address: &str, options: &Options) -> Result<Opened, Error> {
    let held = Postgres::setting_at(address, SETTING)?;
    let bytes = match (&options.keys, held) {
        (Some(folder), _) => KeyBytes::of_folder(folder, options)?,
        (None, Some(held)) => KeyBytes::read(&held)?,
        // A folder of the time when a database had no keys.
        (None, None) if KeyBytes::are_in(&dir.join("keys")) => {
            KeyBytes::of_folder(&dir.join("keys"), options)?
        }
        (None, None) if !options.founds => return Err(NO_COMPANY),
        (None, None) => KeyBytes::new(options)?,
    };
    let keys = Arc::new(Keys::open(&bytes)?);
    let setting = bytes.to_setting();
    let settings = [(SETTING, setting.as_slice())];
    let settings = if options.keys.is_none() { settings.as_slice() } else { &[] };
    let founding = Founding { tenant: keys.tenant(), epoch: new_epoch(options)?, settings };
    let store: Arc<dyn Store> = Arc::new(Postgres::found(address, &founding)?);
    if store.reading(|read| read.setting(copy::SETTING))?.is_some() {
        return Err(Error::Refused(
            "the migration into this database is not finished: run `doorstep migrate` again",
        ));
    }
    if options.keys.is_none() && store.reading(|read| read.setting(SETTING))?.is_none() {
        store.writing(|tx| tx.put_setting(SETTING, &setting))?;
    }
    Ok(Opened { bytes, keys, store })
}

/// The setting that says where photos and files are: an address, or `folder:` and what is written in the folder.
pub(crate) const BLOBS: &str = "blobs";

/// Opens the place of photos and files. The store remembers it, so that another node finds them too, and a folder that is on
/// another machine is not mistaken for an empty one.
pub(crate) fn vault(dir: &Path, store: &dyn Store, options: &Options) -> Result<Arc<dyn Vault>, Error> {
    let held = store.reading(|read| read.setting(BLOBS))?;
    let held = held.and_then(|held| String::from_utf8(held).ok());
    let address = options.blobs.clone().or_else(|| held.clone().filter(|held| !held.starts_with(FOLDER)));
    if let Some(address) = address {
        let bucket = Bucket::open(&address, &options.blob_settings)?;
        if held.as_deref() != Some(address.as_str()) {
            store.writing(|tx| tx.put_setting(BLOBS, address.as_bytes()))?;
        }
        return Ok(Arc::new(bucket));
    }
    if options.database.is_some() {
        let mark = mark_of(dir, options)?;
        match held {
            Some(held) if held != mark => {
                return Err(Error::Refused(
                    "the photos of this company are in the folder of another machine",
                ));
            }
            Some(_) => {}
            None => store.writing(|tx| tx.put_setting(BLOBS, mark.as_bytes()))?,
        }
    }
    Ok(Arc::new(Folder::new(dir)))
}

/// What the setting begins with where photos are in a folder.
pub(crate) const FOLDER: &str = "folder:";

/// What tells the folder of files from that of another machine.
fn mark_of(dir: &Path, options: &Options) -> Result<String, Error> {
    let (folder, file) = (dir.join("blobs"), dir.join("blobs").join("mark"));
    files::make_dir(&folder)?;
    let mark = match files::read(&file, 64)? {
        Some(mark) => mark,
        None => {
            let mark = hex(&options.random::<16>()?).into_bytes();
            files::write(&file, &mark)?;
            mark
        }
    };
    Ok(format!("{FOLDER}{}", String::from_utf8_lossy(&mark)))
}
