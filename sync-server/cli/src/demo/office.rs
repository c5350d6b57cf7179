//! The office of the story: it talks to the server's JSON endpoints, as a company's own system would.

use doorstep_core::host::{HttpTransport as _, Method, NativeHttp, Request};
use doorstep_domain::id::{CaseId, PackId};
use serde_json::{Value, json};

use crate::failure::{Doing as _, Failure};

/// The desk.
pub(crate) struct Office {
    http: NativeHttp,
    address: String,
    token: String,
    pack: PackId,
}

/// A job as the desk writes it down.
pub(crate) struct NewJob<'a> {
    pub(crate) service: &'a str,
    pub(crate) customer: &'a str,
    pub(crate) address: &'a str,
    pub(crate) report: &'a str,
    pub(crate) start_ms: i64,
    pub(crate) users: &'a [&'a str],
}

impl Office {
    pub(crate) fn new(address: &str, token: &str, pack: PackId) -> Result<Self, Failure> {
        let http = NativeHttp::new().doing("setting up HTTP")?;
        Ok(Self { http, address: address.to_owned(), token: token.to_owned(), pack })
    }

    /// Makes a job with an appointment and gives it to people.
    pub(crate) fn create_job(&self, job: &NewJob<'_>) -> Result<CaseId, Failure> {
        let body = json!({
            "pack": self.pack,
            "service": job.service,
            "report": job.report,
            "area": "indoor",
            "customer": { "name": job.customer, "phone": "138 0000 0000" },
            "site": { "address": job.address, "time_zone": "CST-8" },
            "users": job.users,
            "start_ms": job.start_ms,
        });
        let made = self.post("jobs", &body)?;
        let case = made["case"].as_str().unwrap_or_default();
        case.parse().doing("making a job")
    }

    /// Writes a note into a job.
    pub(crate) fn add_note(&self, case: CaseId, text: &str) -> Result<(), Failure> {
        self.post(&format!("jobs/{case}/note"), &json!({ "text": text })).map(drop)
    }

    /// Corrects a field of the customer or the site.
    pub(crate) fn correct(&self, case: CaseId, field: &str, value: &str) -> Result<(), Failure> {
        self.post(&format!("jobs/{case}/correct"), &json!({ "field": field, "value": value })).map(drop)
    }

    /// A one-time code for a new phone.
    pub(crate) fn invite(&self, user: &str, name: &str, roles: &[&str]) -> Result<String, Failure> {
        let invited = self.post("enrolments", &json!({ "user": user, "name": name, "roles": roles }))?;
        Ok(invited["enrolment_code"].as_str().unwrap_or_default().to_owned())
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.ask(Method::Post, path, body.to_string().into_bytes())
    }

    fn ask(&self, method: Method, path: &str, body: Vec<u8>) -> Result<Value, Failure> {
        let headers = vec![
            ("authorization".to_owned(), format!("Bearer {}", self.token)),
            ("content-type".to_owned(), "application/json".to_owned()),
        ];
        let url = format!("{}/office/api/{path}", self.address);
        let doing = format!("the office asks for {path}");
        let response = self.http.send(Request { method, url, headers, body }).doing(&doing)?;
        let text = String::from_utf8_lossy(&response.body);
        if response.status >= 300 {
            return Err(Failure::new(&doing, format!("{} {text}", response.status)));
        }
        serde_json::from_str(&text).doing(&doing)
    }
}
