//! Why the store could not do something.

use rusqlite::ErrorCode;

/// Why the store could not do something. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process, or another core in this one, has the store open.
    #[error("the store is open elsewhere")]
    InUse,
    /// A newer version of this software wrote the database. It is not touched.
    #[error("the database has format {found}, this software knows up to {known}")]
    Newer {
        /// The format of the file.
        found: u32,
        /// The newest format that this version knows.
        known: u32,
    },
    /// The file is not a database of this software.
    #[error("this is not a Doorstep database")]
    NotOurs,
    /// The database is damaged. The next opening puts it aside and carries over what can be read.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// A file is not what its name says.
    #[error("the file of a photo is missing or damaged")]
    BlobDamaged,
    /// SQLite said no.
    #[error("database: {0}")]
    Sqlite(rusqlite::Error),
    /// The file system said no.
    #[error("file system: {0}")]
    Io(std::io::Error),
    /// A row holds what this software never writes.
    #[error("a row of {0} cannot be read")]
    Row(&'static str),
}

/// An error that may say that the database file itself is the trouble.
pub(crate) trait Damage {
    /// Whether it does.
    fn is_damage(&self) -> bool;
}

impl Damage for StoreError {
    fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged(_))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            Some(ErrorCode::DiskFull) => Self::Full,
            // A missing permission, a read-only disk, something else in the place of the file: not a bug of ours.
            Some(
                ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::SystemIoFailure,
            ) => Self::Io(std::io::Error::other(error)),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull { Self::Full } else { Self::Io(error) }
    }
}
