//! Service objects: the use cases, grouped as an app's screens are. Each call is one call of the core.

mod around;
mod document;
mod evidence;
mod jobfile;
mod jobs;
mod known;
mod money;
mod newer;
mod past;
mod report;
mod sync;
mod visits;

use doorstep_domain::case::Version;
use doorstep_domain::id::{BlobId, CaseId, InstanceId, LineId, NoteId, VisitId};

pub use around::{Around, FollowUpResult, NewCustody, NewPartMove};
pub use evidence::{Evidence, NewSignature, PreparedSignature, Proxy};
pub use jobfile::{Imported, JobFileProtection, JobFileSecret};
pub use jobs::{Jobs, NewWalkIn};
pub use known::NewForKnown;
pub use report::{NewReport, ReportFormat};
pub use sync::SyncClient;
pub use visits::{EndOfVisit, MissingPart, NewCall, Visits};

/// A job that was made.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AddedJob {
    /// The job.
    pub case: CaseId,
    /// Its version.
    pub version: Version,
}

/// A coordination order that was made of a job.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AddedOrder {
    /// The order: a job of its own.
    pub order: CaseId,
    /// The new version of the job that it was made of.
    pub version: Version,
}

/// A line that was added.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AddedLine {
    /// The line.
    pub line: LineId,
    /// The version of the job with it.
    pub version: Version,
}

/// A note that was added.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AddedNote {
    /// The note.
    pub note: NoteId,
    /// The version of the job with it.
    pub version: Version,
}

/// A thing that was added to a group.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AddedInstance {
    /// The thing.
    pub instance: InstanceId,
    /// The version of the job with it.
    pub version: Version,
}

/// A visit that was planned.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AddedVisit {
    /// The visit.
    pub visit: VisitId,
    /// The version of the job with it.
    pub version: Version,
}

/// A photo that was taken.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AddedPhoto {
    /// Its file in the store.
    pub blob: BlobId,
    /// The version of the job with it.
    pub version: Version,
}
