//! Files in a folder of this machine.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use doorstep_domain::id::{BlobId, CaseId, hex, parse_hex};

use super::{Pieces, Reader, Vault};
use crate::error::Error;
use crate::files;

/// `blobs/<case>/ab/cd/<hash>` of a data directory: erasing a case removes one folder and touches no other.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// That of a data directory.
    #[must_use]
    pub fn new(dir: &Path) -> Self {
        Self(dir.join("blobs"))
    }

    fn of_case(&self, case: CaseId) -> PathBuf {
        self.0.join(hex(&case.0))
    }

    pub(crate) fn place_of(&self, case: CaseId, blob: BlobId) -> PathBuf {
        let name = hex(&blob.0);
        self.of_case(case).join(&name[..2]).join(&name[2..4]).join(name)
    }
}

impl Vault for Folder {
    fn size(&self, case: CaseId, blob: BlobId) -> Result<Option<u64>, Error> {
        let place = self.place_of(case, blob);
        found(std::fs::metadata(&place), &place).map(|file| file.map(|file| file.len()))
    }

    fn open(&self, case: CaseId, blob: BlobId, range: Range<u64>) -> Result<Option<Reader>, Error> {
        let place = self.place_of(case, blob);
        let Some(mut file) = found(File::open(&place), &place)? else { return Ok(None) };
        file.seek(SeekFrom::Start(range.start)).map_err(Error::file(&place))?;
        Ok(Some(Box::new(file.take(range.end.saturating_sub(range.start)))))
    }

    fn keep(&self, case: CaseId, blob: BlobId, file: &Path) -> Result<(), Error> {
        let place = self.place_of(case, blob);
        files::make_dir(place.parent().unwrap_or(&place))?;
        files::rename(file, &place)
    }

    fn erase(&self, case: CaseId) -> Result<(), Error> {
        let folder = self.of_case(case);
        found(std::fs::remove_dir_all(&folder), &folder).map(drop)
    }

    fn cases(&self) -> Result<Option<Vec<CaseId>>, Error> {
        let Some(entries) = found(std::fs::read_dir(&self.0), &self.0)? else { return Ok(Some(Vec::new())) };
        let case = |name: std::ffi::OsString| name.to_str().and_then(parse_hex).map(CaseId);
        Ok(Some(entries.filter_map(Result::ok).filter_map(|entry| case(entry.file_name())).collect()))
    }

    fn pieces(&self) -> Option<&dyn Pieces> {
        None
    }
}

/// What is not there is no error.
fn found<T>(result: std::io::Result<T>, path: &Path) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file(path)(error)),
    }
}
