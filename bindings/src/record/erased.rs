//! Jobs that the office erased, and holds that keep it from doing so.

use doorstep_core as core;
use doorstep_domain::fold;
use doorstep_domain::id::{CaseId, FactId};

use crate::value::Timestamp;

/// What is left of a job that the office erased.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ErasedJob {
    /// The job.
    pub case: CaseId,
    /// The number that people say.
    pub number: String,
    /// What it was, `job` or `coordination`.
    pub case_kind: String,
    /// As what it was kept until its time was over: `free`, `paid`, `coordination`; nothing if a person erased it.
    pub rule: Option<String>,
    /// The day on which its time was over, such as `2025-03-01`; nothing if a person erased it.
    pub due: Option<String>,
    /// When, by the office's clock.
    pub erased_at: Timestamp,
    /// Whether it is still here, hidden, because work in it never reached the office: export it, then discard it.
    pub is_rescued: bool,
}

impl From<core::ErasedJob> for ErasedJob {
    fn from(erased: core::ErasedJob) -> Self {
        let core::ErasedJob { case, number, case_kind, by, erased_at_ms, is_rescued } = erased;
        let (rule, due) = by.map(|by| (by.rule.name().to_owned(), by.due)).unzip();
        Self { case, number, case_kind, rule, due, erased_at: Timestamp(erased_at_ms), is_rescued }
    }
}

/// A legal hold.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LegalHold {
    /// The fact that placed it; it is lifted by this.
    pub fact: FactId,
    /// Why.
    pub reason: String,
    /// The name of whoever placed it.
    pub by: String,
    /// When by that person's clock.
    pub at: Timestamp,
    /// Whether it was lifted.
    pub is_lifted: bool,
}

impl From<fold::Hold> for LegalHold {
    fn from(hold: fold::Hold) -> Self {
        let fold::Hold { held, lifted } = hold;
        Self {
            fact: held.fact,
            reason: held.body.reason,
            by: held.who.name,
            at: Timestamp(held.at.wall_ms),
            is_lifted: lifted.is_some(),
        }
    }
}
