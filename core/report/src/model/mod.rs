//! What a report says. Texts of people and packs are already in the reader's language; fixed words and the
//! words for enumerations are the renderer's.

mod coverage;
mod history;
mod price;
mod prices;
mod signature;
mod visit;

use std::collections::BTreeSet;

use doorstep_domain::fact::{Area, Person};
use doorstep_domain::fold::Outcome;
use doorstep_domain::pack::{Audience, Section};

pub use coverage::{Component, Coverage};
pub use history::{
    Author, Decision, DeliveredCopy, Entry, Event, HistoryEntry, HistoryValue, Lost, Said, Seal,
};
pub use price::{Currency, LineAmount, Material, Quote, QuoteLine, Sum};
pub use prices::{PriceGroup, PriceRow, PriceSheet};
pub use signature::{Consent, Marks, Rating, Signature, Since, StandIn};
pub use visit::{
    Appointment, Attempt, Call, CheckGroup, CheckLine, CheckState, Image, ImageKind, Photo, Stretch, Visit,
};

/// The record of one job, ready to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkReport {
    /// Who did the work.
    pub company: Company,
    /// Name and code of the company's form.
    pub form: Form,
    /// Whose copy this is; `None` for the record itself.
    pub copy: Option<CopyFor>,
    /// Number that people say, such as `A7-0012`.
    pub number: String,
    /// What was ordered, such as `Home repair`.
    pub service: String,
    /// For whom, where and why.
    pub subject: Subject,
    /// What became of the job.
    pub outcome: Outcome,
    /// Whether it was checked and archived.
    pub archived: bool,
    /// What is still to be done, if anything is.
    pub remaining: Option<Remaining>,
    /// The visits, in their order.
    pub visits: Vec<Visit>,
    /// The checklist, by phase.
    pub checklist: Vec<CheckGroup>,
    /// What is covered, if the service has a coverage.
    pub coverage: Option<Coverage>,
    /// The quotes that were shown, in their order.
    pub quotes: Vec<Quote>,
    /// Materials and parts that were used.
    pub materials: Vec<Material>,
    /// What the customer agreed to and what he refused.
    pub consents: Vec<Consent>,
    /// What the customer thinks of it.
    pub ratings: Vec<Rating>,
    /// Photos.
    pub photos: Vec<Photo>,
    /// Signatures, in the order in which they were given.
    pub signatures: Vec<Signature>,
    /// Roles whose signature is still expected: each gets an empty box.
    pub unsigned: Vec<String>,
    /// Entries of a coordination order, in time order.
    pub entries: Vec<Entry>,
    /// Values that a person must choose between.
    pub decisions: Vec<Decision>,
    /// Values that lost against another.
    pub lost: Vec<Lost>,
    /// Everything that happened, in time order.
    pub timeline: Vec<Event>,
    /// Copies that reached somebody.
    pub copies: Vec<DeliveredCopy>,
    /// What identifies this state of the record.
    pub seal: Seal,
    /// What this copy does not show of the record, although there is something.
    pub left_out: BTreeSet<Section>,
}

/// Who did the work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// Telephone number or address for questions.
    pub contact: Option<String>,
}

/// The form that a company prints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Its name, such as 派工单; empty for the renderer's own.
    pub title: String,
    /// Its printed code, such as `NWGZ-AL.KF-06-11`.
    pub code: Option<String>,
}

/// Whose copy it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyFor {
    /// Position among the copies of the form, counted from 1; `None` if the form has no such copy.
    pub number: Option<u32>,
    /// What people read, such as `Copy for the customer`; empty for the renderer's own.
    pub title: String,
    /// Who gets it.
    pub audience: Audience,
}

/// For whom, where and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The legal owner, who need not have called.
    pub customer: Person,
    /// Who reported it, if not the customer.
    pub reporter: Option<Person>,
    /// Where.
    pub address: String,
    /// Home or public area.
    pub area: Area,
    /// POSIX TZ string of the place. All times are shown by it.
    pub time_zone: String,
    /// Whether it was an emergency.
    pub emergency: bool,
    /// What was reported.
    pub report: String,
    /// When, milliseconds since 1970 UTC.
    pub reported_at_ms: i64,
}

/// What is still to be done (catalogue RC-02: "reason, person, time").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remaining {
    /// Why it is not done.
    pub reason: String,
    /// Who takes care of it.
    pub person: Option<String>,
    /// What is planned.
    pub plan: Option<String>,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: Option<i64>,
}
