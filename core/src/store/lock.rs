//! One process at a time.
//!
//! Two processes with one store would give two different changes the same actor and number, which no replica
//! can ever repair. The lock belongs to the process: it is gone when the process is.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::StoreError;

/// Holds the lock until it is dropped.
#[derive(Debug)]
pub(super) struct InstanceLock {
    _file: File,
}

impl InstanceLock {
    /// Takes the lock of the store in this directory.
    ///
    /// # Errors
    /// [`StoreError::InUse`] if somebody else has it.
    pub(super) fn take(dir: &Path) -> Result<Self, StoreError> {
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(false).write(true).open(dir.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}
