//! How a job begins, who it is for, and what becomes of it.

use minicbor::{Decode, Encode};

use super::code::{Area, CaseKind, Origin, PartChoice};
use crate::id::{CardId, CaseId, FactId, PackId, QuoteId, VisitId};

/// A person as a job names one: not a card.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode, serde::Serialize, serde::Deserialize)]
#[cbor(map)]
pub struct Person {
    /// The name, at least the surname.
    #[n(0)]
    pub name: String,
    /// A telephone number.
    #[n(1)]
    #[serde(default)]
    pub phone: Option<String>,
    /// Relation to the legal owner, e.g. `owner`, `tenant`, `neighbour`.
    #[n(2)]
    #[serde(default)]
    pub relation: Option<String>,
}

/// Copy of the customer's card as dispatched.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, serde::Serialize, serde::Deserialize)]
#[cbor(map)]
pub struct CustomerCopy {
    /// The card; minted on the phone for a walk-in.
    #[n(0)]
    pub card: CardId,
    /// Version of the card; 0 for one that the office has not seen yet.
    #[n(1)]
    pub version: u32,
    /// The legal owner's name. It need not be the person who called.
    #[n(2)]
    pub name: String,
    /// The customer's telephone number.
    #[n(3)]
    pub phone: Option<String>,
}

/// Copy of the site's card as dispatched.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, serde::Serialize, serde::Deserialize)]
#[cbor(map)]
pub struct SiteCopy {
    /// The card; minted on the phone for a walk-in.
    #[n(0)]
    pub card: CardId,
    /// Version of the card; 0 for one that the office has not seen yet.
    #[n(1)]
    pub version: u32,
    /// Where it is.
    #[n(2)]
    pub address: String,
    /// POSIX TZ string of the place, e.g. `CST-8`.
    #[n(3)]
    pub time_zone: String,
}

/// [`crate::fact::Kind::Created`]: the only fact with an empty `after`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Created {
    /// Number that people say, final when made: code of the enrolment + counter, `A7-0012`.
    #[n(0)]
    pub number: String,
    /// What the case is about.
    #[n(1)]
    pub case_kind: CaseKind,
    /// Version of the fold for the whole life of the case.
    #[n(2)]
    pub fold_version: u16,
    /// The pack that the first visit follows.
    #[n(3)]
    pub pack: PackId,
    /// The service of that pack: one company's way of working.
    #[n(4)]
    pub service: String,
    /// What was reported.
    #[n(5)]
    pub report: String,
    /// Home or public area.
    #[n(6)]
    pub area: Area,
    /// Whether it is an emergency.
    #[n(7)]
    pub emergency: bool,
    /// The customer.
    #[n(8)]
    pub customer: CustomerCopy,
    /// The place.
    #[n(9)]
    pub site: SiteCopy,
    /// When it was reported, milliseconds since 1970 UTC.
    #[n(10)]
    pub reported_at_ms: i64,
    /// The first visit.
    #[n(11)]
    pub visit: VisitId,
    /// Who reported it, if not the customer (catalogue rule AMB-36).
    #[n(12)]
    pub reporter: Option<Person>,
    /// Who made the case.
    #[n(13)]
    pub origin: Origin,
    /// The case it came from.
    #[n(14)]
    pub parent: Option<CaseId>,
}

/// [`crate::fact::Kind::Completed`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Completed {
    /// The visit in which it was completed.
    #[n(0)]
    pub visit: VisitId,
}

/// [`crate::fact::Kind::Declined`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Declined {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// The quote that was refused.
    #[n(1)]
    pub quote: QuoteId,
    /// Why, in the customer's words.
    #[n(2)]
    pub reason: String,
}

/// [`crate::fact::Kind::Cancelled`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Cancelled {
    /// Why.
    #[n(0)]
    pub reason: String,
}

/// [`crate::fact::Kind::WaitingForPart`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WaitingForPart {
    /// The visit in which it was found out.
    #[n(0)]
    pub visit: VisitId,
    /// The model that is needed.
    #[n(1)]
    pub model: String,
    /// Who buys it.
    #[n(2)]
    pub choice: PartChoice,
    /// Why the brought one does not do.
    #[n(3)]
    pub reason: String,
    /// Who takes care of it.
    #[n(4)]
    pub person: String,
    /// When the next visit is meant to be, milliseconds since 1970 UTC.
    #[n(5)]
    pub next_ms: Option<i64>,
}

/// [`crate::fact::Kind::Resumed`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Resumed {
    /// What makes going on possible, such as that the part has come.
    #[n(0)]
    pub reason: String,
}

/// [`crate::fact::Kind::Coordinated`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Coordinated {
    /// The visit that could not be finished.
    #[n(0)]
    pub visit: VisitId,
    /// Why.
    #[n(1)]
    pub reason: String,
    /// Who tracks it.
    #[n(2)]
    pub person: String,
    /// What is planned.
    #[n(3)]
    pub plan: String,
}

/// [`crate::fact::Kind::Linked`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Linked {
    /// Why they belong together, e.g. `coordination`, `rework`.
    #[n(0)]
    pub rule: String,
    /// The other case.
    #[n(1)]
    pub case: CaseId,
    /// Its number.
    #[n(2)]
    pub number: String,
}

/// [`crate::fact::Kind::EntryAdded`]: append-only, in ink.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, serde::Serialize, serde::Deserialize)]
#[cbor(map)]
pub struct EntryAdded {
    /// Where it happened.
    #[n(0)]
    pub place: String,
    /// With whom.
    #[n(1)]
    pub contact: String,
    /// What was said and done.
    #[n(2)]
    pub content: String,
    /// Opinions and attitude of those concerned.
    #[n(3)]
    pub attitude: String,
    /// What comes next.
    #[n(4)]
    pub plan: String,
    /// Telephone number of the contact.
    #[n(5)]
    #[serde(default)]
    pub phone: Option<String>,
    /// Who tracks the order from now on, if this entry says so: the id of a user, or a name. The first entry of
    /// an order names its tracker.
    #[n(6)]
    #[serde(default)]
    pub person: Option<String>,
}

/// [`crate::fact::Kind::Reopened`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Reopened {
    /// Why.
    #[n(0)]
    pub reason: String,
}

/// [`crate::fact::Kind::Archived`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Archived {
    /// Whether anything in the job had a price; paid orders are kept longer.
    #[n(0)]
    pub paid: bool,
}

/// [`crate::fact::Kind::Held`]: a legal hold. As long as one is not lifted, the case is not erased, whatever its
/// retention says (catalogue rule AMB-24). Holds for different reasons stand beside each other; each is lifted
/// by its own id.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Held {
    /// Why it is held, or why no longer.
    #[n(0)]
    pub reason: String,
    /// The hold that this lifts; `None` = this is one.
    #[n(1)]
    pub lifts: Option<FactId>,
}

/// [`crate::fact::Kind::CopyDelivered`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CopyDelivered {
    /// The audience, e.g. `desk`, `archive`, `customer`.
    #[n(0)]
    pub audience: String,
    /// How, e.g. `paper`, `shown`, `message`.
    #[n(1)]
    pub how: String,
}

/// [`crate::fact::Kind::Approved`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Approved {
    /// What was asked, an id of the pack.
    #[n(0)]
    pub what: String,
    /// Approved or refused.
    #[n(1)]
    pub accepted: bool,
    /// Why, if refused.
    #[n(2)]
    pub reason: Option<String>,
}

/// [`crate::fact::Kind::NoticeSeen`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct NoticeSeen {
    /// The fact that changed something already shown.
    #[n(0)]
    pub fact: FactId,
}

/// [`crate::fact::Kind::Decided`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Decided {
    /// The fact whose value counts from now on.
    #[n(0)]
    pub chosen: FactId,
}

/// [`crate::fact::Kind::HandedOver`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HandedOver {
    /// User id of the receiver; `None` = whoever holds the file.
    #[n(0)]
    pub receiver: Option<String>,
}
