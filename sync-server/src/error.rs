//! What can go wrong inside. Nothing of this crosses the boundary unmapped: see [`crate::reply`].

use std::path::PathBuf;

/// Why the server could not do something. A refused item is no error: it is an answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The embedded database said no.
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
    /// The database server said no, or cannot be reached.
    #[error("database server: {0}")]
    DatabaseServer(#[from] ServerRefusal),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The store of photos and files said no, or cannot be reached.
    #[error("store of files: {0}")]
    Files(String),
    /// The data directory was written by a newer version. It was not touched.
    #[error("the store has version {found}, this software knows {known}: please upgrade")]
    Newer {
        /// Version in the file.
        found: i64,
        /// Newest version that this software knows.
        known: i64,
    },
    /// Something stored does not read back as what was written.
    #[error("the store is damaged: {0}")]
    Damaged(&'static str),
    /// It is not done, because what is there is not what it takes: in words for whoever runs the server.
    #[error("{0}")]
    Refused(&'static str),
    /// The transaction that carried the work failed as a whole; nothing was written.
    #[error("nothing was committed")]
    Uncommitted,
    /// Too much waits already; come back later.
    #[error("too much waits already")]
    Busy,
    /// Another node took this work over; nothing was written.
    #[error("another node does this now")]
    Superseded,
    /// The node is shutting down.
    #[error("the node is shutting down")]
    Stopped,
    /// A unit of work panicked; its writes were rolled back.
    #[error("a unit of work panicked")]
    Panicked,
    /// The operating system has no random numbers.
    #[error("no random numbers: {0}")]
    Entropy(String),
}

/// What a database server answered. Its details, which may quote rows, are left out.
#[derive(Debug, thiserror::Error)]
#[error("{what}{}", .code.as_deref().map(|code| format!(" (SQLSTATE {code})")).unwrap_or_default())]
pub struct ServerRefusal {
    /// The SQLSTATE; `None` if the connection broke or was never made.
    pub code: Option<String>,
    /// In words, without values.
    pub what: String,
}

impl Error {
    /// Whether the database asks for the same transaction once more: two met, and one had to go
    /// (SQLSTATE 40001, 40P01).
    pub(crate) fn asks_to_run_again(&self) -> bool {
        let Self::DatabaseServer(refusal) = self else { return false };
        matches!(refusal.code.as_deref(), Some("40001" | "40P01"))
    }

    /// An error about a file.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
