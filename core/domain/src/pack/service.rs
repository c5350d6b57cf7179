//! A service: one company's way of working, put together from the parts of a pack.

use std::collections::BTreeMap;

use super::Configured;
use crate::coverage::{Coverage, Slot};
use crate::expr::Expr;
use crate::fact::CaseKind;
use crate::privacy::Privacy;
use crate::settle::Settlement;
use crate::text::Text;
use crate::timer::Timing;

/// One company's way of working. Generic over the expression like a checklist: text in a source, a checked tree
/// once published.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Service"))]
#[serde(deny_unknown_fields)]
pub struct Service<E = Expr> {
    /// What people read.
    pub title: Text,
    /// The system of the catalogue that it follows, such as `S2`.
    pub origin: Option<String>,
    /// What its cases are.
    #[serde(default = "job", skip_serializing_if = "is_job")]
    pub case: CaseKind,
    /// The cases that follow from its own, by the rule that both sides of the link name; the rule
    /// [`Link::COORDINATION`] is that of unfinished jobs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<String, Link>,
    /// Who keeps its cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// The checklist of its visits. Door attempts and punctuality are set there.
    pub checklist: String,
    /// The price book of its quotes.
    pub price_book: Configured<String>,
    /// Figures that differ between companies.
    pub parameters: Parameters,
    /// Whose signature accepts the work.
    pub acceptance: Acceptance,
    /// The record of the job and who gets a copy.
    pub form: String,
    /// What happens after a completed job.
    pub follow_ups: Vec<FollowUp>,
    /// How long records are kept.
    pub retention: Retention,
    /// Who and where the customer is, hidden from some roles outside the time of a visit; absent: nothing is hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Privacy>,
    /// The list of reasons to choose from, by use. Without an entry a reason is written freely.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Words<ReasonFor, String>"))]
    pub reasons: BTreeMap<ReasonFor, String>,
    /// The guidance cards shown during its visits, in this order.
    #[serde(default)]
    pub guidance: Vec<String>,
    /// What the company answers for, and what is to be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage<E>>,
    /// The accounts from which customers pay, and what is deducted on completion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Settlement>,
    /// What must happen by when.
    #[serde(default = "Timing::default", skip_serializing_if = "Timing::is_empty")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub timing: Timing<E>,
}

impl<E> Service<E> {
    /// The same service with every expression replaced; `map` gets each with its path and what its place needs.
    ///
    /// # Errors
    /// The first error of `map`.
    pub fn try_map<F, X>(self, mut map: impl FnMut(&str, Slot, E) -> Result<F, X>) -> Result<Service<F>, X> {
        let coverage = self
            .coverage
            .map(|coverage| coverage.try_map(|path, slot, e| map(&format!("coverage.{path}"), slot, e)));
        Ok(Service {
            coverage: coverage.transpose()?,
            timing: self.timing.try_map(|path, e| map(&format!("timing.{path}"), Slot::Condition, e))?,
            title: self.title,
            origin: self.origin,
            case: self.case,
            links: self.links,
            owner: self.owner,
            checklist: self.checklist,
            price_book: self.price_book,
            parameters: self.parameters,
            acceptance: self.acceptance,
            form: self.form,
            follow_ups: self.follow_ups,
            settlement: self.settlement,
            retention: self.retention,
            privacy: self.privacy,
            reasons: self.reasons,
            guidance: self.guidance,
        })
    }
}

fn job() -> CaseKind {
    CaseKind::Job
}

fn is_job(kind: &CaseKind) -> bool {
    *kind == CaseKind::Job
}

/// Who keeps a case, whoever else works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Whoever received it first: it cannot be passed on, only shared (catalogue, S14).
    FirstReceiver,
}

/// A case that follows from another.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What people read on the button; the rule for coordination orders has words of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The service of this pack that it follows.
    pub service: String,
    /// The roles that may follow it; without any, whoever may begin a case of that kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<String>,
    /// Steps of both checklists whose answers the new case begins with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copy: Vec<String>,
    /// Where the rule comes from, such as `S21 E3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

impl Link {
    /// The rule by which an unfinished job goes on as a coordination order (T-06, T-07). What it does is decided
    /// by `parameters.coordination`, not by a person who follows it.
    pub const COORDINATION: &'static str = "coordination";
}

/// Figures that differ between companies.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Minutes from the dispatch of a job until the technician is prepared (T-01).
    pub prepare_within_min: Configured<u32>,
    /// Days from completion until the paper or its digital copy is handed in; 0: the same day (T-09).
    pub hand_in_within_days: Configured<u32>,
    /// When an unfinished job becomes a coordination order, and how that is tracked.
    pub coordination: Configured<Coordination>,
}

/// When an unfinished job may become a coordination order (T-06, T-07). How the order is tracked (T-08) is said
/// by the duties of the order's own service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Coordination {
    /// Calendar days, in the time zone of the site, after which an indoor job is converted; 0: the
    /// same day.
    pub indoor_days: u32,
    /// The same for a job in a public area.
    pub public_days: u32,
}

/// Whose signature accepts the work: any one of the signers listed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// For work in a home.
    pub indoor: Vec<String>,
    /// For work in a public area.
    pub public: Vec<String>,
    /// Who may sign when none of them can, with a reason. Never counts as a satisfied customer
    /// (catalogue rule AMB-29).
    #[serde(default)]
    pub special_case: Vec<String>,
}

/// A task that the server makes once after a completed visit (catalogue rule AMB-05).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// Letters, digits and `_`; part of the key that makes the task once.
    pub id: String,
    /// What people read.
    pub title: Text,
    /// The role that does it.
    pub role: String,
    /// Days after completion; 1: the next day.
    pub due_after_days: Configured<u32>,
    /// How many of a hundred jobs are followed up.
    pub sample_percent: Configured<u32>,
    /// How the customer is reached.
    pub channel: Channel,
    /// What a dissatisfied customer starts.
    pub dissatisfied: Dissatisfied,
}

/// How a customer is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By telephone.
    Phone,
    /// At the door.
    Visit,
    /// Either.
    Any,
}

/// What a dissatisfied customer starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Dissatisfied {
    /// A linked visit without a fee, and again until the customer signs satisfied.
    Rework,
    /// A report to the superior, who answers the customer.
    Report,
}

/// How long records are kept. Data for the office; a period ends on its anniversary
/// (catalogue rules AMB-24 and AMB-47).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// A job without a fee.
    pub free: Configured<Keep>,
    /// A job with a fee; a job with paid and free items counts as paid.
    pub paid: Configured<Keep>,
    /// A coordination order.
    pub coordination: Configured<Keep>,
}

/// How long a record is kept, from the day it is archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Keep {
    /// Calendar years.
    Years(u32),
    /// Never deleted by a rule; erased by hand.
    LongTerm,
}

/// What a reason is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReasonFor {
    /// Nobody answered the door.
    Absent,
    /// The customer refused the quote.
    Declined,
    /// The customer withheld consent.
    Refused,
    /// The job waits for a part.
    WaitingForPart,
    /// The job could not be finished.
    Unfinished,
    /// An appointment moved.
    Rescheduled,
    /// Somebody signed in place of the customer.
    SignedInstead,
    /// The job was cancelled.
    Cancelled,
}
