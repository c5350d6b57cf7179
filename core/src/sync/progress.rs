//! How far a run is, for a bar on a screen.

use doorstep_domain::id::{BlobId, CaseId};

use super::machine::{Known, Machine, Task};

/// How far a run is. Listeners hear that it changed ([`crate::ChangeSet::sync`]), at most ten times a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileProgress {
    /// Its job.
    pub case: CaseId,
    /// Its name.
    pub blob: BlobId,
    /// Bytes that the office has.
    pub done_bytes: u64,
    /// All its bytes.
    pub size_bytes: u64,
}

impl SyncProgress {
    /// How far a run is that goes on with this task.
    pub(super) fn of(machine: &Machine, known: &Known, task: &Task) -> Self {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let report = &machine.report;
        let file = match task {
            Task::SendFile(slice) => Some(FileProgress {
                case: slice.file.case,
                blob: slice.file.blob,
                done_bytes: slice.offset.unwrap_or(0),
                size_bytes: slice.file.size_bytes,
            }),
            _ => None,
        };
        Self {
            items_done: report.acked,
            items_left: count(known.waiting.len()),
            files_done: report.files_sent,
            files_left: count(known.files.len()),
            bytes_up: report.bytes_up,
            bytes_down: report.bytes_down,
            file,
        }
    }
}

/// What is in the request that is under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnderWay {
    /// Rows of items.
    pub(crate) rows: Vec<i64>,
    /// The file.
    pub(crate) file: Option<(CaseId, BlobId)>,
}

impl UnderWay {
    pub(super) fn of(task: &Task) -> Self {
        match task {
            Task::Sync(batch) => {
                let rows = batch.iter().flat_map(|(_, rows)| rows.iter().copied()).collect();
                Self { rows, file: None }
            }
            Task::SendFile(slice) => {
                Self { rows: Vec::new(), file: Some((slice.file.case, slice.file.blob)) }
            }
            _ => Self::default(),
        }
    }
}
