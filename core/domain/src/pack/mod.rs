//! Service packs: the rules of a trade as one immutable, published file.
//!
//! A [`Pack`] is written as YAML and CEL, compiled at publication, and named by the hash of its file
//! ([`crate::id::PackId`]). A visit pins the pack of its checklist and a quote the price book of its prices, so a
//! published rule never changes under a job. Everything here is data; [`crate::checklist`] and
//! [`crate::price`] give it its meaning.

mod configured;
mod context;
mod file;
mod record;
mod role;
mod service;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use configured::Configured;
pub use context::{CONTEXT, ContextName, type_of_answer};
pub use file::{
    FORMAT, MAX_FILE, MAX_PATH, MAX_SOURCES, PackFile, PackFileError, Sources, is_plain_path, pack_id, write,
};
pub use record::{
    Audience, CopyRules, Fields, Form, FormCopy, GuidanceCard, GuidanceKind, ReasonList, Section,
};
pub use role::{Action, Role, SignedBy, Signer};
pub use service::{
    Acceptance, Channel, Coordination, Dissatisfied, FollowUp, Keep, Link, Owner, Parameters, ReasonFor,
    Retention, Service,
};

use crate::checklist::Checklist;
use crate::digest::{Prefix, digest};
use crate::expr::Expr;
use crate::id::{PackId, PriceBookId};
use crate::price::PriceBook;
use crate::rate::RateTable;
use crate::rejected::Rejected;
use crate::score::{Score, ScoreSource};
use crate::text::{Language, Text};
use crate::wage::Wage;

/// The version of the rules that this software evaluates packs by. Statements record it; a rule whose
/// result changes for the same inputs gets a new number, and the old evaluator stays.
pub const RULES_VERSION: u32 = 1;

/// The rules of one trade, compiled.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// The trade, such as `property-repair`.
    pub id: String,
    /// Rises with every publication of this lineage.
    pub version: u32,
    /// Rises when the pack starts anew. Within one lineage the id of a step never changes meaning.
    pub lineage: u32,
    /// What people read.
    pub title: Text,
    /// The languages that every text of the pack has, the first being the company's own.
    pub languages: Vec<Language>,
    /// The rules by which it is evaluated, see [`RULES_VERSION`].
    pub rules_version: u32,
    /// The roles of the company, as certificates name them.
    pub roles: BTreeMap<String, Role>,
    /// Which roles may do what. An action that is not listed is allowed to nobody.
    pub permissions: BTreeMap<Action, BTreeSet<String>>,
    /// The roles in which people sign.
    pub signers: BTreeMap<String, Signer>,
    /// The ways of working.
    pub services: BTreeMap<String, Service>,
    /// The checklists, by name.
    pub checklists: BTreeMap<String, Checklist<Expr>>,
    /// The price books, by name.
    pub price_books: BTreeMap<String, PriceBook<Expr>>,
    /// The records of a job and their copies.
    pub forms: BTreeMap<String, Form>,
    /// What to say, and what never to say.
    pub guidance: BTreeMap<String, GuidanceCard>,
    /// Reasons to choose from.
    pub reasons: BTreeMap<String, ReasonList>,
    /// Amounts per hour, by days.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rates: BTreeMap<String, RateTable>,
    /// How workers are paid by the hour.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub wages: BTreeMap<String, Wage>,
    /// What people are given for their work beside any wage.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scores: BTreeMap<String, Score>,
}

/// A service with the parts that it names.
#[derive(Debug, Clone, Copy)]
pub struct ServiceParts<'a> {
    /// The service.
    pub service: &'a Service,
    /// Its checklist.
    pub checklist: &'a Checklist<Expr>,
    /// Its price book, if the company has configured one.
    pub price_book: Option<&'a PriceBook<Expr>>,
    /// The record of its jobs.
    pub form: &'a Form,
}

impl Pack {
    /// A service with its checklist, price book and form.
    #[must_use]
    pub fn service(&self, id: &str) -> Option<ServiceParts<'_>> {
        let service = self.services.get(id)?;
        Some(ServiceParts {
            service,
            checklist: self.checklists.get(&service.checklist)?,
            price_book: service.price_book.get().and_then(|name| self.price_books.get(name)),
            form: self.forms.get(&service.form)?,
        })
    }

    /// The id of a price book: the hash of its compiled form.
    #[must_use]
    pub fn price_book_id(&self, name: &str) -> Option<PriceBookId> {
        let compiled = serde_json::to_vec(self.price_books.get(name)?).ok()?;
        Some(PriceBookId(digest(Prefix::PriceBook, &[&compiled]).0))
    }

    /// The price book with this id.
    #[must_use]
    pub fn price_book(&self, id: PriceBookId) -> Option<&PriceBook<Expr>> {
        let name = self.price_books.keys().find(|name| self.price_book_id(name) == Some(id))?;
        self.price_books.get(name)
    }

    /// The same rules with the price books and checklists of other versions of the pack, for a case whose quotes or
    /// visits moved to them. They are found by their ids alone: no service names them.
    #[must_use]
    pub fn with_versions<'p>(mut self, others: impl IntoIterator<Item = (PackId, &'p Self)>) -> Self {
        for (id, other) in others {
            let named = other.price_books.iter().map(|(name, book)| (format!("{name}@{id}"), book.clone()));
            self.price_books.extend(named);
            let checklist = |name: &String| {
                other.service(name).map(|parts| (moved_name(name, id), parts.checklist.clone()))
            };
            self.checklists.extend(other.services.keys().filter_map(checklist));
        }
        self
    }

    /// The service by which somebody may begin a case directly: not one whose cases only follow from others.
    ///
    /// # Errors
    /// [`Rejected::NotConfigured`] naming the service, or the form whose fields nobody has said yet.
    pub fn service_to_begin(&self, id: &str) -> Result<ServiceParts<'_>, Rejected> {
        let not_configured = |what: String| Rejected::NotConfigured { what: vec![what] };
        if let Some(form) = self.forms.get(id).filter(|form| form.is_blank()) {
            let code = form.code.as_deref().unwrap_or(id);
            return Err(not_configured(format!("the fields of form {code}")));
        }
        let parts = self.service(id).filter(|parts| Action::creating(parts.service.case).is_some());
        parts.ok_or_else(|| not_configured(format!("service {id}")))
    }

    /// The checklist that a service has in another version of the pack, once that is put together with this one.
    #[must_use]
    pub fn checklist_of(&self, service: &str, version: PackId) -> Option<&Checklist<Expr>> {
        self.checklists.get(&moved_name(service, version))
    }

    /// The roles that may do this, in the order of their names; `None` if the pack leaves it to the fold.
    #[must_use]
    pub fn allowed(&self, action: Action) -> Option<Vec<String>> {
        match self.permissions.get(&action) {
            Some(roles) => Some(roles.iter().cloned().collect()),
            None if matches!(action, Action::Approve | Action::Hold) => None,
            None => Some(Vec::new()),
        }
    }

    /// Whether one of these roles may do this.
    #[must_use]
    pub fn allows<'a>(&self, action: Action, roles: impl IntoIterator<Item = &'a str>) -> bool {
        let allowed = self.permissions.get(&action);
        allowed.is_some_and(|allowed| roles.into_iter().any(|role| allowed.contains(role)))
    }

    /// The highest rank among these roles; 0 for roles that the pack does not know.
    #[must_use]
    pub fn rank<'a>(&self, roles: impl IntoIterator<Item = &'a str>) -> u8 {
        roles.into_iter().filter_map(|role| self.roles.get(role)).map(|role| role.rank).max().unwrap_or(0)
    }

    /// Where the marks of its wages and scores come from.
    pub fn score_sources(&self) -> impl Iterator<Item = &ScoreSource> {
        let of_wages = self.wages.values().flat_map(|wage| &wage.score);
        let of_scores = self.scores.values().flat_map(|score| &score.parts);
        of_wages.chain(of_scores).filter_map(|part| part.from.as_ref())
    }

    /// The first reference of a service that leads nowhere.
    fn dangling(&self) -> Option<String> {
        self.services.iter().find_map(|(id, service)| {
            let prices = service.price_book.get();
            let mut linked = service.links.values().map(|link| &link.service);
            let missing = [
                linked.find(|name| !self.services.contains_key(*name)),
                (!self.checklists.contains_key(&service.checklist)).then_some(&service.checklist),
                prices.filter(|name| !self.price_books.contains_key(*name)),
                (!self.forms.contains_key(&service.form)).then_some(&service.form),
            ];
            let name = missing.into_iter().flatten().next()?;
            Some(format!("service {id} names {name}, which is not in the pack"))
        })
    }
}

/// No name of a checklist has an `@`.
fn moved_name(service: &str, version: PackId) -> String {
    format!("{service}@{version}")
}
