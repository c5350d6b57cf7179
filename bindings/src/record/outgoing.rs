//! What has not reached the office, thing by thing, and how far a synchronisation is.

use doorstep_core as core;
use doorstep_core::{NextStep, OutgoingState};
use doorstep_domain::id::{BlobId, CaseId};

/// Something that has not reached the office.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Outgoing {
    /// The job.
    pub case: CaseId,
    /// Names it for `send_again`, if it is something written and no file.
    pub id: Option<i64>,
    /// Its name, if it is a file.
    pub photo: Option<BlobId>,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Where it is.
    pub state: OutgoingState,
    /// Why it was refused, in one word.
    pub code: Option<String>,
    /// More about it.
    pub detail: String,
    /// What helps.
    pub next: NextStep,
}

impl From<core::Outgoing> for Outgoing {
    fn from(outgoing: core::Outgoing) -> Self {
        let core::Outgoing { case, what, size_bytes, state, code, detail, next } = outgoing;
        let (id, photo) = match what {
            core::OutgoingWhat::Item { id, kind: _ } => (Some(id), None),
            core::OutgoingWhat::File { blob } => (None, Some(blob)),
        };
        Self { case, id, photo, size_bytes, state, code, detail, next }
    }
}

/// How far a synchronisation is. Listeners hear that it changed, at most ten times a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct SyncProgress {
    /// Items that the office acknowledged in this run.
    pub items_done: u32,
    /// Items that wait.
    pub items_left: u32,
    /// Files that the office took in this run.
    pub files_done: u32,
    /// Files that may go now and wait, as far as is looked ahead.
    pub files_left: u32,
    /// Bytes of requests so far.
    pub bytes_up: u64,
    /// Bytes of answers so far.
    pub bytes_down: u64,
    /// The file that is on its way.
    pub file: Option<FileProgress>,
}

/// How far a file is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct FileProgress {
    /// The job.
    pub case: CaseId,
    /// The photo.
    pub photo: BlobId,
    /// Bytes that the office has.
    pub done_bytes: u64,
    /// All its bytes.
    pub size_bytes: u64,
}

impl From<core::SyncProgress> for SyncProgress {
    fn from(progress: core::SyncProgress) -> Self {
        let core::SyncProgress { items_done, items_left, files_done, files_left, bytes_up, bytes_down, file } =
            progress;
        let file = file.map(|file| {
            let core::FileProgress { case, blob, done_bytes, size_bytes } = file;
            FileProgress { case, photo: blob, done_bytes, size_bytes }
        });
        Self { items_done, items_left, files_done, files_left, bytes_up, bytes_down, file }
    }
}
