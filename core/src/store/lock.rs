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
    file: File,
}

impl Drop for InstanceLock {
    /// Gives the lock back at once. Closing the file alone would leave it with a child process that was being
    /// started just then, until that has its own program.
    fn drop(&mut self) {
        // If it cannot be given back, closing the file gives it back.
        let _ = self.file.unlock();
    }
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
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::InstanceLock;

    #[test]
    fn what_is_given_back_is_free_though_a_child_process_still_has_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let lock = InstanceLock::take(dir.path()).unwrap();
        // As a process that has just been forked has it.
        let inherited = lock.file.try_clone().unwrap();
        drop(lock);
        InstanceLock::take(dir.path()).unwrap();
        drop(inherited);
    }
}
