//! What the office is asked for, as JSON has it.

use std::collections::BTreeMap;

use doorstep_domain::fact::{Area, Person};
use doorstep_domain::id::{CardId, CaseId, FactId, NoteId, PackId, VisitId};
use doorstep_domain::value::Value;
use serde::{Deserialize, Deserializer, Serialize};

/// A job to be made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewJob {
    /// The pack; the newest that has the service if absent.
    #[serde(default)]
    pub pack: Option<PackId>,
    /// The service of the pack, such as `longfor-dispatch`.
    pub service: String,
    /// What was reported.
    pub report: String,
    /// For whom.
    pub customer: NewCustomer,
    /// Where.
    pub site: NewSite,
    /// Home or public area.
    #[serde(default = "indoor")]
    pub area: Area,
    /// Whether it is an emergency.
    #[serde(default)]
    pub emergency: bool,
    /// When it was reported, milliseconds since 1970 UTC; now if absent.
    #[serde(default)]
    pub reported_at_ms: Option<i64>,
    /// Who reported it, if not the customer.
    #[serde(default)]
    pub reporter: Option<Person>,
    /// When the first visit starts, milliseconds since 1970 UTC.
    #[serde(default)]
    pub start_ms: Option<i64>,
    /// When its window ends.
    #[serde(default)]
    pub end_ms: Option<i64>,
    /// Who goes: user ids.
    #[serde(default)]
    pub users: Vec<String>,
    /// What the office knows already: answers of the checklist, by step.
    #[serde(default)]
    pub answers: BTreeMap<String, Given>,
}

/// An answer as the office gives it: one value, or the options chosen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a yes or no, a whole number, a text or a list of options")]
pub enum Given {
    /// A value.
    Value(Value),
    /// The options of a select-multiple that are chosen.
    Options(Vec<String>),
}

fn indoor() -> Area {
    Area::Indoor
}

/// For whom a job is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    /// The card; a new one if absent.
    #[serde(default)]
    pub card: Option<CardId>,
    /// The legal owner's name.
    pub name: String,
    /// A telephone number.
    #[serde(default)]
    pub phone: Option<String>,
}

/// Where a job is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSite {
    /// The card; a new one if absent.
    #[serde(default)]
    pub card: Option<CardId>,
    /// The address.
    pub address: String,
    /// POSIX TZ string of the place, such as `CST-8`.
    pub time_zone: String,
}

/// A job as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MadeJob {
    /// The case.
    pub case: CaseId,
    /// The number that people say.
    pub number: String,
    /// The first visit.
    pub visit: VisitId,
}

/// A time for a visit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    /// The visit; the current one if absent.
    #[serde(default)]
    pub visit: Option<VisitId>,
    /// When it starts, milliseconds since 1970 UTC.
    pub start_ms: i64,
    /// When the window ends.
    #[serde(default)]
    pub end_ms: Option<i64>,
    /// Why it changed.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A further visit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewVisit {
    /// Why there is one more, such as `absent`, `part missing`, `rework`.
    pub reason: String,
    /// The visit that it continues; the current one if absent.
    #[serde(default)]
    pub after_visit: Option<VisitId>,
}

/// A coordination order that is to be made of a job.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCoordination {
    /// The visit that could not be finished; the current one if absent.
    #[serde(default)]
    pub visit: Option<VisitId>,
    /// Why.
    pub reason: String,
    /// Who tracks it: the id or the name of a user, or another name.
    pub person: String,
    /// What is planned.
    pub plan: String,
}

/// A case that goes on in another one by a link of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOnward {
    /// The link, by its id in the service.
    pub link: String,
    /// What the new case is about; what this one is about if absent.
    #[serde(default)]
    pub report: Option<String>,
    /// Who gets it: user ids.
    #[serde(default)]
    pub users: Vec<String>,
}

/// A choice between values that only a person can make.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, untagged)]
pub enum Decision {
    /// Of several facts, the one that counts.
    Fact {
        /// It.
        chosen: FactId,
    },
    /// Of several values in the document, the one that counts; it may also be a new one.
    Field {
        /// The field, as the job names it, such as `answer:0102030405060708/badge`.
        field: String,
        /// The value; `null` clears the field.
        #[serde(deserialize_with = "present")]
        value: Option<Value>,
    },
}

/// `null` says something, and being absent is a mistake.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Option::deserialize(deserializer)
}

/// A note, or a new text for one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// The note to be changed; a new one if absent.
    #[serde(default)]
    pub note: Option<NoteId>,
    /// The visit that a new note belongs to; the current one if absent.
    #[serde(default)]
    pub visit: Option<VisitId>,
    /// The whole text.
    pub text: String,
}

/// An answer of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The visit; the current one if absent.
    #[serde(default)]
    pub visit: Option<VisitId>,
    /// The step, with what follows it in the key: `tools#ladder`, `device/0a1b/model`.
    pub step: String,
    /// The value; `null` takes the answer back.
    #[serde(deserialize_with = "present")]
    pub value: Option<Value>,
}

/// The answer to something that was asked of the office.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// What was asked, an id of the pack.
    pub what: String,
    /// Approved or refused.
    pub accepted: bool,
    /// Why, if refused.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A correction of a card, to be accepted into it later.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The field of the card, such as `customer.phone`.
    pub field: String,
    /// What it should be; `null` takes the correction back.
    #[serde(deserialize_with = "present")]
    pub value: Option<Value>,
}
