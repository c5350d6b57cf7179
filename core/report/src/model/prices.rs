//! What the company charges, to be shown before the work.

use std::collections::BTreeSet;

use doorstep_domain::fact::{Area, Person};
use doorstep_domain::fold::Outcome;

use super::{Company, Form, Seal, Subject, WorkReport};

/// The price list of a service (catalogue RC-15; "price list shown", 000@13397): a page of its own, not a part of any record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceSheet {
    /// Whose prices.
    pub company: Company,
    /// Name of the price book.
    pub title: String,
    /// The service that is priced by it.
    pub service: String,
    /// First day of its validity, `2026-01-01`.
    pub valid_from: String,
    /// What can be charged, by kind; none of them empty.
    pub groups: Vec<PriceGroup>,
    /// How it is charged, a sentence each.
    pub terms: Vec<String>,
    /// Name, version and id of the pack that pins the prices.
    pub pack: String,
}

/// Prices of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceGroup {
    /// The kind, in the reader's words.
    pub title: String,
    /// Its prices, by name.
    pub rows: Vec<PriceRow>,
}

/// A price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRow {
    /// What it is for.
    pub name: String,
    /// What one of it is.
    pub unit: String,
    /// With currency; the words for a price that is not configured or is computed.
    pub price: String,
    /// Other prices under a condition, and when it costs nothing.
    pub notes: Vec<String>,
}

impl PriceSheet {
    /// A report about nothing, which lends the sheet its head and foot.
    pub(crate) fn cover(&self, title: &str) -> WorkReport {
        WorkReport {
            company: self.company.clone(),
            form: Form { title: title.to_owned(), code: None },
            copy: None,
            number: String::new(),
            service: self.service.clone(),
            subject: Subject {
                customer: Person { name: String::new(), phone: None, relation: None },
                reporter: None,
                address: String::new(),
                area: Area::Indoor,
                time_zone: "UTC0".to_owned(),
                emergency: false,
                report: String::new(),
                reported_at_ms: 0,
            },
            outcome: Outcome::Open,
            archived: false,
            remaining: None,
            visits: Vec::new(),
            checklist: Vec::new(),
            coverage: None,
            quotes: Vec::new(),
            materials: Vec::new(),
            consents: Vec::new(),
            ratings: Vec::new(),
            photos: Vec::new(),
            signatures: Vec::new(),
            unsigned: Vec::new(),
            entries: Vec::new(),
            decisions: Vec::new(),
            lost: Vec::new(),
            timeline: Vec::new(),
            copies: Vec::new(),
            seal: Seal::default(),
            left_out: BTreeSet::new(),
        }
    }
}
