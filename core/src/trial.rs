//! What a test does to a device on purpose: a disk that fails at a moment of its choice, and known bugs that it must find
//! out. Without the feature `trial` nothing of it is there.
#![cfg_attr(not(feature = "trial"), allow(dead_code, unreachable_pub, reason = "only tests do it"))]

use std::path::Path;

use rusqlite::Connection;

use crate::store::StoreError;

/// A known bug. Each was made somewhere once, by somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Bug {
    /// The cursor moves in a transaction before the one that stores the items.
    CursorBeforeStore = 1,
    /// A case that left the scope is let go with what nobody acknowledged.
    PurgeWithOutbox = 2,
    /// A commit returns before it is on the disk, and what it holds is sent.
    UnflushedCommit = 3,
    /// The actor of a device is the same at each start.
    SameActor = 4,
}

/// A moment in the life of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// It begins; whether its commit will wait for the disk.
    Begins {
        /// As the connection is set up.
        is_flushed: bool,
    },
    /// Everything is done but the commit.
    BeforeCommit,
    /// The commit is done, and nobody knows yet.
    AfterCommit,
    /// Half of a file below the directory is written.
    WritesFile,
}

/// What a disk may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// It is full.
    Full,
    /// At the beginning of a transaction: the file of the database may grow by so many pages, and by no more.
    Short {
        /// Of SQLite, mostly of 4,096 bytes.
        pages: u32,
    },
    /// The machine stops: nothing is written from here on.
    Stopped,
}

#[cfg(not(feature = "trial"))]
pub(crate) use absent::{begins, is_on, moment, writes_file};
#[cfg(feature = "trial")]
pub use present::{Watch, set_bug, watch};
#[cfg(feature = "trial")]
pub(crate) use present::{begins, is_on, moment, writes_file};

#[cfg(feature = "trial")]
mod present {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::{Bug, Connection, Failure, Moment, Path, StoreError};

    /// As many pages as a database of SQLite may have.
    const PAGES_MAX: u32 = 4_294_967_294;

    /// Looks at each moment of the store in a directory, and says whether its disk fails there.
    pub type Watch = dyn Fn(&Path, Moment) -> Option<Failure> + Send + Sync;

    static WATCH: OnceLock<Box<Watch>> = OnceLock::new();
    static BUG: AtomicU8 = AtomicU8::new(0);

    /// From now on every store of this process is watched. Only the first call counts.
    pub fn watch(watch: Box<Watch>) {
        let _ = WATCH.set(watch);
    }

    /// Switches one bug on, or all off.
    pub fn set_bug(bug: Option<Bug>) {
        BUG.store(bug.map_or(0, |bug| bug as u8), Ordering::SeqCst);
    }

    pub(crate) fn is_on(bug: Bug) -> bool {
        BUG.load(Ordering::Relaxed) == bug as u8
    }

    pub(crate) fn begins(dir: &Path, connection: &Connection) -> Result<(), StoreError> {
        if WATCH.get().is_none() {
            return Ok(());
        }
        let level: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
        let begins = Moment::Begins { is_flushed: level >= 2 };
        let pages_max = match WATCH.get().and_then(|watch| watch(dir, begins)) {
            Some(Failure::Short { pages }) => {
                connection.pragma_query_value(None, "page_count", |row| row.get::<_, u32>(0))? + pages
            }
            Some(failure) => return Err(failure.into()),
            None => PAGES_MAX,
        };
        // SQLite itself then stops in the middle of whatever statement needs the next page.
        let set = connection.pragma_update_and_check(None, "max_page_count", pages_max, |_| Ok(()));
        Ok(set?)
    }

    impl From<Failure> for StoreError {
        fn from(failure: Failure) -> Self {
            match failure {
                Failure::Full | Failure::Short { .. } => Self::Full,
                Failure::Stopped => Self::Io(std::io::Error::other("the machine stopped")),
            }
        }
    }

    pub(crate) fn moment(dir: &Path, moment: Moment) -> Result<(), StoreError> {
        WATCH.get().and_then(|watch| watch(dir, moment)).map_or(Ok(()), |failure| Err(failure.into()))
    }

    /// The directory is that of the file.
    pub(crate) fn writes_file(path: &Path) -> std::io::Result<()> {
        match WATCH.get().and_then(|watch| watch(path, Moment::WritesFile)) {
            None => Ok(()),
            Some(Failure::Full | Failure::Short { .. }) => Err(std::io::ErrorKind::StorageFull.into()),
            Some(Failure::Stopped) => Err(std::io::Error::other("the machine stopped")),
        }
    }
}

#[cfg(not(feature = "trial"))]
mod absent {
    use super::{Bug, Connection, Moment, Path, StoreError};

    pub(crate) const fn is_on(_: Bug) -> bool {
        false
    }

    #[expect(clippy::unnecessary_wraps, reason = "as with the feature")]
    pub(crate) const fn begins(_: &Path, _: &Connection) -> Result<(), StoreError> {
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "as with the feature")]
    pub(crate) const fn moment(_: &Path, _: Moment) -> Result<(), StoreError> {
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "as with the feature")]
    pub(crate) const fn writes_file(_: &Path) -> std::io::Result<()> {
        Ok(())
    }
}
