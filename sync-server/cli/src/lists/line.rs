//! What lists of customers, sites and jobs say in each row.

use chrono::NaiveDateTime;
use doorstep_packs::lists::{Field, Record};
use doorstep_server::office::{Became, CustomerLine, JobLine, Office, OfficeError, SiteLine, Taking};
use serde::Serialize;

use super::headers;

/// A row of one kind of list.
pub(super) trait Line: Serialize + Sized {
    /// The name of the list in the office's API.
    const LIST: &'static str;
    /// How many rows are taken at a time.
    const BATCH: usize;
    /// What its columns can be.
    const FIELDS: &'static [Field];

    /// Reads a row; what is wrong stays in the record.
    fn read(record: &mut Record<'_>) -> Self;

    /// What the company's own list calls the row.
    fn key(&self) -> &str;

    /// Lets an office take rows.
    fn take(office: &Office<'_>, rows: &[Self], taking: Taking) -> Result<Vec<Became>, OfficeError>;
}

impl Line for CustomerLine {
    const LIST: &'static str = "customers";
    const BATCH: usize = 500;
    const FIELDS: &'static [Field] = headers::CUSTOMERS;

    fn read(record: &mut Record<'_>) -> Self {
        Self { key: record.key("key"), name: record.text("name"), phone: record.optional_key("phone") }
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn take(office: &Office<'_>, rows: &[Self], taking: Taking) -> Result<Vec<Became>, OfficeError> {
        office.take_customers(rows, taking)
    }
}

impl Line for SiteLine {
    const LIST: &'static str = "sites";
    const BATCH: usize = 500;
    const FIELDS: &'static [Field] = headers::SITES;

    fn read(record: &mut Record<'_>) -> Self {
        Self {
            key: record.key("key"),
            address: record.text("address"),
            time_zone: record.key("time_zone"),
            customer: record.optional_key("customer"),
        }
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn take(office: &Office<'_>, rows: &[Self], taking: Taking) -> Result<Vec<Became>, OfficeError> {
        office.take_sites(rows, taking)
    }
}

impl Line for JobLine {
    const LIST: &'static str = "jobs";
    const BATCH: usize = 40;
    const FIELDS: &'static [Field] = headers::JOBS;

    fn read(record: &mut Record<'_>) -> Self {
        Self {
            key: record.key("key"),
            service: record.key("service"),
            report: record.text("report"),
            customer: record.optional_key("customer"),
            name: record.optional_text("name"),
            phone: record.optional_key("phone"),
            site: record.optional_key("site"),
            address: record.optional_text("address"),
            time_zone: record.optional_key("time_zone"),
            reported: record.moment("reported").map(local),
            start: record.moment("start").map(local),
            end: record.moment("end").map(local),
            users: record.keys("users"),
            emergency: record.yes_no("emergency"),
            public: record.yes_no("public"),
        }
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn take(office: &Office<'_>, rows: &[Self], taking: Taking) -> Result<Vec<Became>, OfficeError> {
        office.take_jobs(rows, taking)
    }
}

/// By the clocks of the site, which the office knows.
fn local(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S").to_string()
}
