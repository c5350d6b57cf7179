//! `/office/api`: the desk for programs, in JSON.

use doorstep_domain::case::Version;
use doorstep_domain::document::Edit;
use doorstep_domain::fact::{
    Acting, Appointed, Area, Assigned, Body, Cancelled, CaseKind, Created, CustomerCopy, Decided, Origin,
    SiteCopy,
};
use doorstep_domain::fold::FOLD_VERSION;
use doorstep_domain::id::{CardId, CaseId, DeviceId, FactId, Hash, NoteId, PackId, VisitId, mint, parse_hex};
use doorstep_domain::ruling::Verdict;
use doorstep_domain::value::{AnswerKey, Value as Answer};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Story;
use super::command::Desk;
use super::session;
use crate::access::Invitation;
use crate::error::Error;
use crate::node::Node;
use crate::pack::PublishError;
use crate::reply::{self, Problem};
use crate::request::{Method, Request, Response};
use crate::store::{Device, JobRow};

/// Rows of a list.
const LIST_MAX: u32 = 500;

/// Answers a request below `/office/api/`.
pub(crate) fn handle(node: &Node, request: &mut Request, path: &[&str]) -> Result<Response, Problem> {
    if !session::has_token(node, request) {
        return Err(Problem::unauthorized());
    }
    match (request.method, path) {
        (Method::Get, ["jobs"]) => list_jobs(node),
        (Method::Post, ["jobs"]) => create_job(node, read(request)?),
        (Method::Get, ["jobs", case]) => job(node, case_id(case)?),
        (Method::Post, ["jobs", case, action]) => act(node, case_id(case)?, action, request),
        (Method::Post, ["enrolments"]) => Ok(reply::json(201, &node.invite(&read::<Invitation>(request)?)?)),
        (Method::Get, ["devices"]) => {
            let devices = node.read(|read| read.devices())?;
            Ok(reply::json(200, &devices.iter().map(device).collect::<Vec<_>>()))
        }
        (Method::Post, ["devices", id, "revoke"]) => {
            let id: DeviceId = id.parse().map_err(|_| Problem::not_found())?;
            if node.revoke_device(id)? { Ok(done()) } else { Err(Problem::not_found()) }
        }
        (Method::Get, ["packs"]) => Ok(reply::json(200, &node.read(|read| read.packs())?)),
        (Method::Post, ["packs"]) => publish(node, request),
        _ => Err(Problem::not_found()),
    }
}

fn read<T: for<'de> Deserialize<'de>>(request: &mut Request) -> Result<T, Problem> {
    let body = reply::read_body(request)?;
    let body = if body.is_empty() { b"{}".as_slice() } else { &body };
    serde_json::from_slice(body).map_err(|error| Problem::malformed(error.to_string()))
}

fn case_id(text: &str) -> Result<CaseId, Problem> {
    crate::blob::read_id(text, "case_").map(CaseId).ok_or_else(Problem::not_found)
}

fn done() -> Response {
    reply::json(200, &json!({}))
}

fn publish(node: &Node, request: &mut Request) -> Result<Response, Problem> {
    let file = reply::read_body(request)?;
    match node.publish(&file) {
        Ok(pack) => Ok(reply::json(201, &json!({ "pack": pack }))),
        Err(PublishError::Unfit(error)) => Err(Problem::new(422, "pack", error.to_string())),
        Err(PublishError::Server(error)) => Err(error.into()),
    }
}

fn device(device: &Device) -> Value {
    json!({
        "device": device.device,
        "user": device.user,
        "name": device.name,
        "roles": device.roles,
        "label": device.label,
        "code": device.code,
        "enrolled_at_ms": device.enrolled_at_ms,
        "revoked_at_ms": device.revoked_at_ms,
    })
}

fn list_jobs(node: &Node) -> Result<Response, Problem> {
    let rows = node.read(|read| read.jobs(LIST_MAX))?;
    let rows = rows.iter().map(row).collect::<Result<Vec<Value>, Error>>()?;
    Ok(reply::json(200, &rows))
}

/// A row with its decisions as JSON instead of as text.
fn row(row: &JobRow) -> Result<Value, Error> {
    let broken = |_| Error::Damaged("a row of the office's list");
    let mut value = serde_json::to_value(row).map_err(broken)?;
    let stories: Vec<Story> = serde_json::from_str(&row.decisions).map_err(broken)?;
    value["decisions"] = serde_json::to_value(stories).map_err(broken)?;
    Ok(value)
}

/// One job: its row, its version, and what happened in the order in which people claim that it did.
fn job(node: &Node, id: CaseId) -> Result<Response, Problem> {
    let case = node.load(id)?;
    let row = node.read(|read| read.job(id))?.map(|found| row(&found)).transpose()?;
    let mut facts: Vec<_> = case.facts().values().collect();
    facts.sort_by_key(|fact| (fact.body().time.wall_ms, fact.id()));
    let told = |fact: &&doorstep_domain::fact::Fact| {
        let payload = fact.body();
        let certificate = case.certificates().get(&payload.certificate).map(|certificate| certificate.body());
        let acting = payload.acting.as_ref().map(|acting| acting.name.clone());
        json!({
            "fact": fact.id(),
            "kind": doorstep_domain::fact::Kind::from_code(payload.kind).map(|kind| kind.name()),
            "who": acting.or_else(|| certificate.map(|certificate| certificate.name.clone())),
            "device": certificate.map(|certificate| certificate.device),
            "at": payload.time,
        })
    };
    let timeline: Vec<Value> = facts.iter().map(told).collect();
    Ok(reply::json(200, &json!({ "job": row, "version": case.version().to_string(), "timeline": timeline })))
}

/// What every action says about who acts on what.
#[derive(Deserialize)]
struct At {
    acting: Option<Acting>,
    version: Option<String>,
}

impl At {
    fn desk(self) -> Result<Desk, Problem> {
        let seen = self.version.map(|version| version.parse::<Version>()).transpose();
        let seen = seen.map_err(|error| Problem::new(422, "version", error.to_string()))?;
        let office = Desk::office();
        Ok(Desk { acting: self.acting.unwrap_or(office.acting), seen })
    }
}

#[derive(Deserialize)]
struct NewJob {
    #[serde(flatten)]
    at: At,
    pack: PackId,
    service: String,
    report: String,
    area: Area,
    #[serde(default)]
    emergency: bool,
    customer: NewCustomer,
    site: NewSite,
    reported_at_ms: Option<i64>,
    #[serde(default)]
    users: Vec<String>,
    start_ms: Option<i64>,
    end_ms: Option<i64>,
}

#[derive(Deserialize)]
struct NewCustomer {
    card: Option<CardId>,
    name: String,
    phone: Option<String>,
}

#[derive(Deserialize)]
struct NewSite {
    card: Option<CardId>,
    address: String,
    time_zone: String,
}

fn create_job(node: &Node, new: NewJob) -> Result<Response, Problem> {
    let now_ms = node.now_ms();
    let visit = VisitId(mint(now_ms, node.options.random()?));
    let card = |card: Option<CardId>| card.map_or_else(|| node.options.uuid().map(CardId), Ok);
    let NewCustomer { card: customer, name, phone } = new.customer;
    let NewSite { card: site, address, time_zone } = new.site;
    let created = Created {
        number: String::new(),
        case_kind: CaseKind::Job,
        fold_version: FOLD_VERSION,
        pack: new.pack,
        service: new.service,
        report: new.report,
        area: new.area,
        emergency: new.emergency,
        customer: CustomerCopy { card: card(customer)?, version: 0, name, phone },
        site: SiteCopy { card: card(site)?, version: 0, address, time_zone },
        reported_at_ms: new.reported_at_ms.unwrap_or(now_ms),
        visit,
        reporter: None,
        origin: Origin::Office,
        parent: None,
    };
    let mut first: Vec<Body> = Vec::new();
    if !new.users.is_empty() {
        first.push(Assigned { visit, users: new.users }.into());
    }
    if let Some(start_ms) = new.start_ms {
        first.push(Appointed { visit, start_ms, end_ms: new.end_ms, reason: None }.into());
    }
    let (case, number) = node.create_job(&new.at.desk()?, created, first)?;
    Ok(reply::json(201, &json!({ "case": case, "number": number, "visit": visit })))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ruled {
    Admitted,
    Held,
    Void,
}

#[derive(Deserialize)]
struct Action {
    #[serde(flatten)]
    at: At,
    visit: Option<VisitId>,
    users: Option<Vec<String>>,
    start_ms: Option<i64>,
    end_ms: Option<i64>,
    reason: Option<String>,
    chosen: Option<FactId>,
    target: Option<String>,
    verdict: Option<Ruled>,
    text: Option<String>,
    step: Option<String>,
    field: Option<String>,
    value: Option<Answer>,
}

/// `POST /office/api/jobs/{case}/{action}`.
fn act(node: &Node, case: CaseId, action: &str, request: &mut Request) -> Result<Response, Problem> {
    let Action {
        at,
        visit,
        users,
        start_ms,
        end_ms,
        reason,
        chosen,
        target,
        verdict,
        text,
        step,
        field,
        value,
    } = read(request)?;
    let desk = at.desk()?;
    match action {
        "note" => {
            let (visit, id) = (node.visit(case, visit)?, NoteId(mint(node.now_ms(), node.options.random()?)));
            node.edit(&desk, case, Edit::AddNote { id, visit, text: wanted(text, "text")? })?;
        }
        "answer" => {
            let key = format!("{}/{}", node.visit(case, visit)?.key(), wanted(step, "step")?);
            let key = AnswerKey::parse(&key).map_err(|error| Problem::new(422, "step", error.to_string()))?;
            node.edit(&desk, case, Edit::SetAnswer { key, value })?;
        }
        "correct" => node.edit(&desk, case, Edit::Correct { field: wanted(field, "field")?, value })?,
        "assign" => node.assign(&desk, case, visit, wanted(users, "users")?)?,
        "appoint" => node.appoint(&desk, case, visit, (wanted(start_ms, "start_ms")?, end_ms, reason))?,
        "cancel" => node.record(&desk, case, Cancelled { reason: wanted(reason, "reason")? }.into())?,
        "decide" => node.record(&desk, case, Decided { chosen: wanted(chosen, "chosen")? }.into())?,
        "rule" => {
            let verdict = match wanted(verdict, "verdict")? {
                Ruled::Admitted => Verdict::Admitted,
                Ruled::Held => Verdict::Held,
                Ruled::Void => Verdict::Void,
            };
            let target = wanted(target, "target")?;
            node.rule(case, item_hash(&target)?, verdict, wanted(reason, "reason")?)?;
        }
        "erase" if node.erase(case)? => {}
        _ => return Err(Problem::not_found()),
    }
    Ok(done())
}

fn wanted<T>(field: Option<T>, name: &str) -> Result<T, Problem> {
    field.ok_or_else(|| Problem::malformed(format!("`{name}` is missing")))
}

/// The id of a fact or change, with the prefix of its kind or without.
fn item_hash(text: &str) -> Result<Hash, Problem> {
    let digits = text.split_once('_').map_or(text, |(_, digits)| digits);
    parse_hex(digits).map(Hash).ok_or_else(|| Problem::malformed("`target` is no id"))
}
