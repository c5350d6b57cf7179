//! A copy of everything in a folder of its own, taken while the server serves; and bringing it back.
//!
//! The copy of the database is one moment of it. Files only ever come before their rows, so those that the copy names
//! are there. A backup counts as finished once it was opened, checked and written about in `backup.json`, which is written last;
//! only then does the log learn how far backups reach. What is brought back begins a new epoch, so that every device offers
//! again what it holds.

mod restore;
mod take;

use std::path::Path;

use doorstep_domain::id::TenantId;
use doorstep_domain::receipt::Level;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

pub use restore::{Restored, restore};
pub(crate) use take::copy_file;
pub use take::take;

use crate::error::Error;
use crate::store::Read;

/// What a backup consists of, beside `keys/` and `blobs/`.
const DATABASE: &str = "doorstep.db";

/// What is written about a finished one.
const MANIFEST: &str = "backup.json";

/// The setting that says how far backups reach.
const SETTING: &str = "backup";

/// The setting that says which level receipts must have.
const RECEIPTS: &str = "receipts";

/// A finished backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// Whose.
    pub tenant: TenantId,
    /// Incarnation of the log.
    pub epoch: u64,
    /// The newest number of the log that it holds.
    pub seq: u64,
    /// SHA-256 of the copy of the database, in hexadecimal digits.
    pub database_sha256: String,
    /// Photos and files.
    pub files: u64,
    /// Their bytes.
    pub file_bytes: u64,
    /// Those of them that an earlier backup in the same place had already.
    pub files_kept: u64,
    /// When it was finished, milliseconds since 1970 UTC.
    pub finished_at_ms: i64,
}

/// How far backups reach, as the log remembers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(crate) struct Reach {
    #[n(0)]
    pub(crate) epoch: u64,
    #[n(1)]
    pub(crate) seq: u64,
    #[n(2)]
    pub(crate) at_ms: i64,
}

impl Reach {
    fn to_setting(self) -> Vec<u8> {
        doorstep_domain::cbor::encode(&self)
    }
}

/// How far backups of this incarnation of the log reach, if receipts must be backed up: not at all if there is none.
pub(crate) fn asked(read: &dyn Read) -> Result<Option<Reach>, Error> {
    if read.setting(RECEIPTS)?.as_deref() != Some(BACKED_UP) {
        return Ok(None);
    }
    let epoch = read.head()?.epoch;
    let held = read.setting(SETTING)?.map(|held| doorstep_domain::cbor::decode::<Reach>(&held));
    let held = held.transpose().map_err(|_| Error::Damaged("how far backups reach"))?;
    let of_this_log = held.filter(|reach| reach.epoch == epoch);
    Ok(Some(of_this_log.unwrap_or(Reach { epoch, seq: 0, at_ms: 0 })))
}

const BACKED_UP: &[u8] = b"backed_up";

/// What is written about the backup in a folder; `None` if none was finished there.
fn manifest(dir: &Path) -> Result<Option<Backup>, Error> {
    let Some(bytes) = crate::files::read(&dir.join(MANIFEST), 1 << 20)? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|_| Error::Damaged("what is written about the backup"))
}

impl crate::Node {
    /// Says whether data may leave a phone once the server has them, or only once a backup has them as well. All nodes of
    /// the company keep to it.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn ask_of_receipts(&self, level: Level) -> Result<(), Error> {
        let value: &'static [u8] = match level {
            Level::Durable => b"durable",
            Level::BackedUp => BACKED_UP,
        };
        self.writer.run(move |tx| tx.put_setting(RECEIPTS, value))
    }
}
