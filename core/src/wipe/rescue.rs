//! Rescue files: work that never reached the office, of a phone that was wiped all the same.

use std::fs;
use std::path::{Path, PathBuf};

use doorstep_domain::id::{CaseId, hex, parse_hex};
use doorstep_domain::wipe::RescuedCase;

use crate::core::{Core, Identity, Shared};
use crate::error::Error;
use crate::jobfile::{Protection, ProtectionError, protect};
use crate::store::{Store, StoreError, files};

/// Name of the directory inside the store's.
const DIRECTORY: &str = "rescue";

/// The suffix of a file that only the company's rescue key opens.
const ENCRYPTED: &str = "age";

/// The suffix of a plain job file.
const PLAIN: &str = "doorstep";

/// A file with work that never reached the office. It holds a whole job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RescueFile {
    /// Where it is. Hand it to the office; then [`Core::discard_rescue_file`] removes it.
    pub path: PathBuf,
    /// Its job.
    pub case: CaseId,
    /// Whether only the company's rescue key opens it. If not, anybody who holds the phone can read it: the office gave no
    /// key, or this build has no encryption.
    pub is_encrypted: bool,
    /// Its length in bytes.
    pub size_bytes: u64,
}

impl Core {
    /// The files that were written when this phone was wiped, also while it is locked.
    ///
    /// # Errors
    /// [`Error::NotOpen`], [`Error::Store`].
    pub fn rescue_files(&self) -> Result<Vec<RescueFile>, Error> {
        Ok(list(self.shared.open_locked()?.dir())?)
    }

    /// Removes a rescue file that the office has. This cannot be undone.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotOpen`], [`Error::Store`].
    pub fn discard_rescue_file(&self, case: CaseId) -> Result<(), Error> {
        let store = self.shared.open_locked()?;
        let file = list(store.dir())?.into_iter().find(|file| file.case == case);
        let file = file.ok_or(Error::NotFound("rescue file"))?;
        Ok(files::remove(&file.path).map_err(StoreError::from)?)
    }
}

impl Shared {
    /// Writes the whole job into a file, encrypted to the company's key if that is possible. The file is on the disk when
    /// this returns.
    pub(super) fn rescue(
        &self,
        store: &Store,
        case: CaseId,
        key: Option<&str>,
        identity: &Identity,
    ) -> Result<(), Error> {
        let file = self.rescued_file(store, case, identity)?.to_bytes();
        let (bytes, suffix) = match encrypted(&file, key)? {
            Some(bytes) => (bytes, ENCRYPTED),
            None => (file, PLAIN),
        };
        let dir = store.dir().join(DIRECTORY);
        files::make_dir(&dir).map_err(StoreError::from)?;
        let path = dir.join(hex(&case.0)).with_extension(suffix);
        Ok(files::write_durably(&path, &bytes).map_err(StoreError::from)?)
    }
}

/// The bytes that only this key opens; `None` if there is no key that this build can encrypt to.
fn encrypted(file: &[u8], key: Option<&str>) -> Result<Option<Vec<u8>>, Error> {
    let Some(key) = key else { return Ok(None) };
    match protect(file, &Protection::Recipient(key.to_owned())) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Error::Protection(why @ (ProtectionError::NotBuiltIn | ProtectionError::NotAKey))) => {
            tracing::warn!(%why, "a rescue file is not encrypted");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The rescue files of a store, by case.
pub(super) fn list(dir: &Path) -> Result<Vec<RescueFile>, StoreError> {
    let entries = match fs::read_dir(dir.join(DIRECTORY)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        let case = path.file_stem().and_then(|stem| stem.to_str()).and_then(parse_hex).map(CaseId);
        let suffix = path.extension().and_then(|suffix| suffix.to_str()).unwrap_or_default();
        let is_encrypted = suffix == ENCRYPTED;
        if let (Some(case), true) = (case, is_encrypted || suffix == PLAIN) {
            found.push(RescueFile { case, is_encrypted, size_bytes: entry.metadata()?.len(), path });
        }
    }
    found.sort_by_key(|file| file.case);
    Ok(found)
}

/// As the office hears of it.
pub(super) fn told(file: &RescueFile) -> RescuedCase {
    RescuedCase { case: file.case, is_encrypted: file.is_encrypted, size_bytes: file.size_bytes }
}
