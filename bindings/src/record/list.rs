//! Lists of jobs and packs.

use doorstep_core as core;
use doorstep_domain::id::{CaseId, PackId, VisitId};

use crate::value::Timestamp;

/// A job as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct JobSummary {
    /// The case.
    pub case: CaseId,
    /// Number that people say, e.g. `A7-0012`.
    pub number: String,
    /// What it is, as in `JobHead`.
    pub case_kind: String,
    /// The customer's name.
    pub customer: String,
    /// Where it is.
    pub address: String,
    /// Whether what its service hides is masked, because it is not the time of a visit: see `Job.privacy`.
    pub is_masked: bool,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// What was reported.
    pub report: String,
    /// Whether it is an emergency.
    pub is_emergency: bool,
    /// What became of it, a word of the glossary: `open`, `completed`, ...
    pub outcome: String,
    /// Phase of the current visit, a word of the glossary.
    pub phase: String,
    /// The current visit.
    pub visit: VisitId,
    /// User ids of the current visit.
    pub assigned: Vec<String>,
    /// When the current visit starts.
    pub window_start: Option<Timestamp>,
    /// When its window ends.
    pub window_end: Option<Timestamp>,
    /// Whether it is checked and archived.
    pub is_archived: bool,
    /// When the next thing is due, or the first late one was; see `due`.
    pub next_due: Option<Timestamp>,
    /// Open decisions and conflicts.
    pub decision_count: u32,
    /// Notices that nobody read.
    pub notice_count: u32,
    /// Items and files that wait to be sent, or are not known to be stored.
    pub waiting_count: u32,
    /// Items and files that the server refused.
    pub refused_count: u32,
    /// Things that are not on this phone: the pack, photos of others.
    pub missing_count: u32,
    /// Whether its items cannot be applied; it is shown as it was.
    pub is_stuck: bool,
    /// Where this row stands in time order: give it back as `after` for the next page.
    pub position: JobPosition,
}

impl From<core::JobSummary> for JobSummary {
    fn from(row: core::JobSummary) -> Self {
        let core::JobSummary {
            case,
            number,
            case_kind,
            customer,
            address,
            is_masked,
            time_zone,
            report,
            is_emergency,
            outcome,
            phase,
            visit,
            assigned,
            window_start_ms,
            window_end_ms,
            is_archived,
            next_due_ms,
            decision_count,
            notice_count,
            waiting_count,
            refused_count,
            missing_count,
            is_stuck,
            position,
        } = row;
        Self {
            case,
            number,
            case_kind,
            customer,
            address,
            is_masked,
            time_zone,
            report,
            is_emergency,
            outcome,
            phase,
            visit,
            assigned,
            window_start: window_start_ms.map(Timestamp),
            window_end: window_end_ms.map(Timestamp),
            is_archived,
            next_due: next_due_ms.map(Timestamp),
            decision_count,
            notice_count,
            waiting_count,
            refused_count,
            missing_count,
            is_stuck,
            position: position.into(),
        }
    }
}

/// A place in the list of jobs.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct JobPosition {
    /// Window or, without one, when it was reported.
    pub at: Timestamp,
    /// The case.
    pub case: CaseId,
}

impl From<core::Position> for JobPosition {
    fn from(position: core::Position) -> Self {
        let core::Position { sort_ms, case } = position;
        Self { at: Timestamp(sort_ms), case }
    }
}

impl From<JobPosition> for core::Position {
    fn from(position: JobPosition) -> Self {
        let JobPosition { at, case } = position;
        Self { sort_ms: at.0, case }
    }
}

/// Which jobs a list shows.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct JobFilter {
    /// At most so many; 0: 50. Never more than 500.
    #[uniffi(default = 0)]
    pub limit: u32,
    /// Only those after this place.
    #[uniffi(default = None)]
    pub after: Option<JobPosition>,
    /// Only those with all of these words in number, customer, address, telephone or report.
    #[uniffi(default = None)]
    pub text: Option<String>,
    /// Only those with this outcome.
    #[uniffi(default = None)]
    pub outcome: Option<String>,
    /// Only those whose current visit is given to this user.
    #[uniffi(default = None)]
    pub assigned_to: Option<String>,
    /// Whether archived jobs are shown, too.
    #[uniffi(default = false)]
    pub with_archived: bool,
}

impl From<JobFilter> for core::JobFilter {
    fn from(filter: JobFilter) -> Self {
        let JobFilter { limit, after, text, outcome, assigned_to, with_archived } = filter;
        Self { limit, after: after.map(Into::into), text, outcome, assigned_to, with_archived }
    }
}

/// A service pack as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PackSummary {
    /// The pack.
    pub id: PackId,
    /// Its id in text, e.g. `property-repair`; nothing while it is only named by a job.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<u32>,
    /// Whether it is on this device.
    pub is_here: bool,
}

impl From<core::PackSummary> for PackSummary {
    fn from(pack: core::PackSummary) -> Self {
        let core::PackSummary { id, name, version, is_here } = pack;
        Self { id, name, version, is_here }
    }
}
