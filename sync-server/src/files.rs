//! Files that are whole or not there.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Makes a directory and its parents.
pub(crate) fn make_dir(path: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(path).map_err(Error::file(path))
}

/// Reads a file of at most `limit` bytes; `None` if there is none.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, Error> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::file(path)(error)),
    };
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes).map_err(Error::file(path))?;
    Ok(Some(bytes))
}

/// Writes a file that only its owner can read, so that after a power cut it is whole or not there.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let temporary = path.with_extension("new");
    let mut file = create(&temporary)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(Error::file(&temporary))?;
    rename(&temporary, path)
}

/// The lock of a data directory, held until it is dropped: one process works in it at a time.
#[derive(Debug)]
pub(crate) struct FolderLock(File);

impl Drop for FolderLock {
    /// Gives the lock back at once. Closing the file alone would leave it with a child process that was being
    /// started just then, until that has its own program.
    fn drop(&mut self) {
        // If it cannot be given back, closing the file gives it back.
        let _ = self.0.unlock();
    }
}

/// Takes the lock of a data directory.
pub(crate) fn lock(dir: &Path) -> Result<FolderLock, Error> {
    let path = dir.join("lock");
    let file = create(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(FolderLock(file)),
        Err(TryLockError::WouldBlock) => {
            Err(Error::Refused("another process works in this folder: stop that server or command first"))
        }
        Err(TryLockError::Error(error)) => Err(Error::file(&path)(error)),
    }
}

/// Makes an empty file that only its owner can read.
pub(crate) fn create(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(Error::file(path))
}

/// Opens a file that only its owner can read, to go on at its end; makes it if there is none.
pub(crate) fn open_for_append(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(Error::file(path))
}

/// Gives a finished file its name, durably.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    std::fs::rename(from, to).map_err(Error::file(to))?;
    let directory: PathBuf = to.parent().map(Path::to_owned).unwrap_or_default();
    File::open(&directory).and_then(|file| file.sync_all()).map_err(Error::file(directory))
}

/// Removes a file; harmless if there is none.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::file(path)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::lock;

    #[test]
    fn what_is_given_back_is_free_though_a_child_process_still_has_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let first = lock(dir.path()).unwrap();
        assert!(lock(dir.path()).is_err(), "one process at a time");
        // As a process that has just been forked has it.
        let inherited = first.0.try_clone().unwrap();
        drop(first);
        lock(dir.path()).unwrap();
        drop(inherited);
    }
}
