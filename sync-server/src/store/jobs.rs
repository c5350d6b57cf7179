//! The office's list: one row per job, made from the log by the projector.

use doorstep_domain::fact::CaseKind;
use doorstep_domain::id::{CardId, CaseId};
use doorstep_domain::privacy::Veil;

use crate::error::Error;

/// A row of the office's list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct JobRow {
    /// The case.
    pub case: CaseId,
    /// The number that people say.
    pub number: String,
    /// What the case is about, a word of the glossary.
    pub kind: String,
    /// The service of its pack.
    pub service: String,
    /// The customer's name.
    pub customer: String,
    /// Where it is.
    pub address: String,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// What was reported.
    pub report: String,
    /// Home or public area, a word of the glossary.
    pub area: String,
    /// Whether it is an emergency.
    pub emergency: bool,
    /// What became of it, a word of the glossary.
    pub outcome: String,
    /// Whether it is checked and archived.
    pub archived: bool,
    /// How far the current visit is, a word of the glossary.
    pub phase: String,
    /// Which visit that is, counted from 1.
    pub visit_number: u32,
    /// When the current visit starts, milliseconds since 1970 UTC.
    pub visit_start_ms: Option<i64>,
    /// When its window ends.
    pub visit_end_ms: Option<i64>,
    /// Whether leader or call centre must settle its time.
    pub escalated: bool,
    /// Who goes: user ids.
    pub assigned: Vec<String>,
    /// Open decisions between facts.
    pub decision_count: u32,
    /// Open decisions in the document.
    pub conflict_count: u32,
    /// Things that the office must look at.
    pub exception_count: u32,
    /// Oddities.
    pub flag_count: u32,
    /// Whether everything is done but what waits for the accepting signature: it is missing, or provisional
    /// until somebody who leads confirms it (scenario 12).
    pub waits_for_acceptance: bool,
    /// What it costs, if every price is known.
    pub total: Option<Total>,
    /// Why the document cannot be read; what the facts say is shown nevertheless.
    pub stuck: Option<String>,
    /// When it was reported, milliseconds since 1970 UTC.
    pub reported_at_ms: i64,
    /// When the server last heard of it, milliseconds since 1970 UTC.
    pub changed_at_ms: i64,
    /// Whether customer and address are shown in part only to whoever reads it; never so in the store.
    pub masked: bool,
    /// What the case hides from some roles, and when it does not.
    #[serde(skip)]
    pub veil: Option<Veil>,
}

/// An amount with its currency.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Total {
    /// In minor units.
    pub minor: i64,
    /// ISO 4217, such as `CNY`.
    pub currency: String,
    /// Digits after the point.
    pub minor_digits: u8,
}

impl JobRow {
    /// Whether technicians may go on with it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.outcome.as_str(), "open" | "waiting_for_part")
    }

    /// Whether a person must decide or look at something.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        let count = self.decision_count + self.conflict_count + self.exception_count;
        count > 0 || self.stuck.is_some() || (self.escalated && self.is_open())
    }

    /// When somebody should be there at the latest: the end of the window, or the time agreed.
    #[must_use]
    pub fn due_ms(&self) -> Option<i64> {
        self.visit_end_ms.or(self.visit_start_ms)
    }

    /// Where it stands in the list: section, then moment.
    pub(crate) fn order(&self) -> (u8, i64) {
        match (self.is_open(), self.archived) {
            (true, _) => (0, self.visit_start_ms.unwrap_or(i64::MAX)),
            (false, false) => (1, -self.changed_at_ms),
            (false, true) => (2, -self.changed_at_ms),
        }
    }
}

/// Which jobs are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum JobState {
    /// All.
    #[default]
    All,
    /// Work remains.
    Open,
    /// Somebody must decide or look at something.
    Attention,
    /// Closed, not archived yet.
    Closed,
    /// Archived.
    Archived,
}

impl std::str::FromStr for JobState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self::All),
            "open" => Ok(Self::Open),
            "attention" => Ok(Self::Attention),
            "closed" => Ok(Self::Closed),
            "archived" => Ok(Self::Archived),
            _ => Err("one of all, open, attention, closed, archived".to_owned()),
        }
    }
}

/// Jobs in which something is due. Archived ones are left out: somebody checked them off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueFilter {
    /// Something should have been done.
    Overdue,
    /// Something must still be done today, by the calendar of the site.
    Today,
}

impl std::str::FromStr for DueFilter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "overdue" => Ok(Self::Overdue),
            "today" => Ok(Self::Today),
            _ => Err("one of overdue, today".to_owned()),
        }
    }
}

/// A page of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobsWanted {
    /// Which jobs.
    pub state: JobState,
    /// Only cases of this kind.
    pub kind: Option<CaseKind>,
    /// Only those in which something is due.
    pub due: Option<DueFilter>,
    /// The last job of the page before; `None` for the first page.
    pub after: Option<CaseId>,
    /// At most so many rows.
    pub limit: u32,
}

/// How many jobs there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct JobCounts {
    /// Open ones.
    pub open: u64,
    /// Open ones where somebody should be and nobody is.
    pub late: u64,
    /// Those that are not archived in which something should have been done.
    pub overdue: u64,
    /// Those that are not archived in which something must still be done today.
    pub due_today: u64,
    /// Follow-ups to be done.
    pub follow_ups: u64,
    /// Those where somebody must decide or look at something.
    pub attention: u64,
    /// Closed ones that are not archived.
    pub closed: u64,
    /// Archived ones.
    pub archived: u64,
}

/// Reads the list.
pub trait ReadJobs {
    /// One row.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn job(&self, case: CaseId) -> Result<Option<JobRow>, Error>;

    /// A page at a moment, milliseconds since 1970 UTC: open jobs by their visit, then closed and archived ones
    /// by their last news.
    fn jobs(&self, wanted: JobsWanted, now_ms: i64) -> Result<Vec<JobRow>, Error>;

    /// The cases of a customer of this kind that are open, the oldest report first.
    fn open_of_customer(&self, customer: CardId, kind: &str) -> Result<Vec<JobRow>, Error>;

    /// All cases of a service.
    fn cases_of(&self, service: &str) -> Result<Vec<CaseId>, Error>;

    /// How many jobs there are at a moment, milliseconds since 1970 UTC.
    fn job_counts(&self, now_ms: i64) -> Result<JobCounts, Error>;
}

/// Writes the list.
pub trait WriteJobs {
    /// Stores a row, or replaces it.
    ///
    /// # Errors
    /// Those of the database.
    fn put_job(&mut self, job: &JobRow) -> Result<(), Error>;

    /// Notes whose case it is, by the customer's card.
    ///
    /// # Errors
    /// Those of the database.
    fn put_customer(&mut self, case: CaseId, customer: CardId) -> Result<(), Error>;
}
