//! JSON in front of the office: `/office/api`.

mod command;
mod lists;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use doorstep_domain::case::Moment;
use doorstep_domain::fact::Acting;
use doorstep_domain::id::{BlobId, CaseId, DeviceId, InvalidId};
use doorstep_domain::jobfile::MAX_BYTES;
use doorstep_domain::pack::Audience;
use doorstep_domain::rejected::Rejected;
use doorstep_domain::score::Scores;
use doorstep_domain::text::Language;
use doorstep_domain::verify::Verdict;
use doorstep_domain::wage::Month;
use doorstep_report::ImageKind;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{AnswersWanted, NewJob, Office, OfficeError, SignIn, language, session};
use crate::access::Invitation;
use crate::blob;
use crate::node::Node;
use crate::pack::PublishError;
use crate::reply::{self, Problem};
use crate::request::{Method, Request, Response};
use crate::retention::At;
use crate::store::{FollowUpState, JobsWanted};
use crate::wipe::WipeWanted;

/// The largest JSON body, in bytes: a note of the greatest length with room for everything around it.
const BODY_MAX: usize = 64 * 1024;

/// Rows of a page of the list, if nothing else is asked for.
const ROWS: u32 = 100;

/// The most rows of a page.
const ROWS_MAX: u32 = 500;

/// The most stubs of erased cases that are listed.
const ERASED_MAX: u32 = 1000;

/// Answers a request below `/office/api`; `path` are the segments behind it.
pub(crate) fn handle(node: &Node, request: &mut Request, path: &[&str]) -> Result<Response, Problem> {
    let office = session::of_bearer(node, request)?;
    if let Err(error) = check_place(&office, request.method, path) {
        return Ok(refused(&error));
    }
    let answer = match (request.method, path) {
        (Method::Get, ["jobs"]) => list(&office, request),
        (Method::Get, ["counts"]) => office.counts().map(|counts| reply::json(200, &counts)),
        (Method::Get, ["jobs", case]) => one(&office, request, case),
        (Method::Get, ["jobs", case, "history"]) => case_id(case)
            .and_then(|case| office.history(case, &language::of(request)))
            .map(|past| reply::json(200, &past)),
        (Method::Get, ["jobs", case, "report"]) => report(&office, request, case),
        (Method::Get, ["jobs", case, "report.pdf"]) => report_pdf(&office, request, case),
        (Method::Get, ["jobs", case, "prices"]) => prices(&office, request, case),
        (Method::Get, ["jobs", case, "prices.pdf"]) => prices_pdf(&office, request, case),
        (Method::Get | Method::Head, ["blobs", case, id]) => return blob(node, request, case, id),
        (Method::Get, ["follow-ups"]) => follow_ups(&office, request),
        (Method::Get, ["vans"]) => vans(&office, request),
        (Method::Get, ["devices"]) => office.devices().map(|devices| reply::json(200, &devices)),
        (Method::Get, ["packs"]) => packs(node),
        (Method::Get, ["wages"]) => wages(&office, request),
        (Method::Get, ["answers", service]) => answers(&office, request, service),
        (Method::Post, ["wages"]) => scored_wages(office, request),
        (Method::Get, ["scores"]) => scores(&office, request),
        (Method::Get, ["hit-rates"]) => hit_rates(&office, request),
        (Method::Get, ["error-rates"]) => error_rates(&office, request),
        (Method::Get, ["retention"]) => retention(node, request),
        (Method::Get, ["erased"]) => office.erased(ERASED_MAX).map(|erased| reply::json(200, &erased)),
        (Method::Get, ["jobs", case, "file"]) => file(&office, case),
        (Method::Post, ["verify"]) => {
            let bytes = reply::read_up_to(request, MAX_BYTES)?;
            Ok(verdict(&office.verify_job_file(&bytes), &language::of(request)))
        }
        (Method::Get, ["lists", list]) => lists::page(&office, request, list),
        (Method::Post, ["lists", list]) => lists::take(&office, request, list),
        (Method::Post, ["lists", list, "remove"]) => lists::remove(&office, request, list),
        (Method::Post, ["jobs"]) => create(office, request),
        (Method::Post, ["jobs", case, verb]) => command::act(office, request, case, verb),
        (Method::Post, ["enrolments"]) => enrol(office, request),
        (Method::Post, ["sign-ins"]) => sign_in(office, request),
        (Method::Post, ["devices", device, "revoke"]) => revoke(&office, device),
        (Method::Post, ["devices", device, "wipe"]) => wipe(office, request, device),
        (Method::Post, ["packs"]) => return publish(node, request),
        (Method::Get | Method::Post, _) => Err(OfficeError::NotFound("page")),
        _ => return Err(Problem::new(405, "method", "GET or POST")),
    };
    Ok(answer.unwrap_or_else(|error| refused(&error)))
}

/// Whoever is signed in works on jobs. Letting others in, packs and devices are for the office itself, and what is
/// about everybody's work for those who lead.
fn check_place(office: &Office<'_>, method: Method, path: &[&str]) -> Result<(), OfficeError> {
    match (method, path) {
        _ if office.acting.is_none() => Ok(()),
        (_, ["wages" | "scores" | "hit-rates" | "error-rates" | "retention" | "erased"]) => {
            office.check_leads()
        }
        (Method::Get, ["lists" | "answers", ..]) => office.check_leads(),
        (Method::Post, [first, ..]) if !["jobs", "verify"].contains(first) => {
            Err(Rejected::Role { needed: vec!["office".to_owned()] }.into())
        }
        _ => Ok(()),
    }
}

/// An error as JSON.
pub(super) fn refused(error: &OfficeError) -> Response {
    let (status, code) = error.code();
    if status >= 500 {
        tracing::error!(%error, "the office's request failed");
    }
    let detail = if status == 500 { String::new() } else { error.to_string() };
    let mut answer = json!({ "code": code, "field": error.field(), "detail": detail });
    if let Some(missing) = error.missing() {
        answer["missing"] = json!(missing);
    }
    let response = reply::json(status, &answer);
    if status == 503 { response.header("retry-after", "2") } else { response }
}

fn list(office: &Office<'_>, request: &Request) -> Result<Response, OfficeError> {
    Ok(reply::json(200, &office.jobs(wanted(request)?)?.jobs))
}

/// Which page of the list a query asks for.
pub(super) fn wanted(request: &Request) -> Result<JobsWanted, OfficeError> {
    let parameter = |name| request.parameter(name).filter(|text| !text.is_empty());
    let state = parameter("state").map(str::parse).transpose();
    let after = parameter("after").map(str::parse).transpose();
    let limit = parameter("limit").map(str::parse).transpose();
    let kind = parameter("kind").map(str::parse).transpose();
    let due = parameter("due").map(str::parse).transpose();
    Ok(JobsWanted {
        due: due.map_err(|error: String| OfficeError::invalid("due", error))?,
        state: state.map_err(|error: String| OfficeError::invalid("state", error))?.unwrap_or_default(),
        kind: kind.map_err(|error: String| OfficeError::invalid("kind", error))?,
        after: after.map_err(|error: InvalidId| OfficeError::invalid("after", error.to_string()))?,
        limit: limit.ok().flatten().unwrap_or(ROWS).clamp(1, ROWS_MAX),
    })
}

fn file(office: &Office<'_>, case: &str) -> Result<Response, OfficeError> {
    let file = office.job_file(case_id(case)?)?;
    Ok(Response::new(200)
        .bytes("application/octet-stream", file.bytes)
        .header("content-disposition", format!("attachment; filename=\"{}\"", file.name)))
}

/// A verdict with its findings, each in words too.
fn verdict(verdict: &Verdict, language: &Language) -> Response {
    let told: Vec<String> = verdict.all().map(|finding| finding.text(language)).collect();
    let mut answer = json!(verdict);
    answer["standing"] = json!(verdict.standing());
    answer["holds"] = json!(verdict.holds());
    answer["text"] = json!(verdict.text(language));
    answer["told"] = json!(told);
    reply::json(200, &answer)
}

fn follow_ups(office: &Office<'_>, request: &Request) -> Result<Response, OfficeError> {
    let limit = request.parameter("limit").and_then(|limit| limit.parse().ok()).unwrap_or(ROWS);
    let tasks = office.follow_ups(follow_up_state(request)?, limit.clamp(1, ROWS_MAX))?;
    Ok(reply::json(200, &tasks))
}

/// Which follow-ups a query asks for.
pub(super) fn follow_up_state(request: &Request) -> Result<FollowUpState, OfficeError> {
    let state = request.parameter("state").filter(|text| !text.is_empty()).map(str::parse).transpose();
    Ok(state.map_err(|error: String| OfficeError::invalid("state", error))?.unwrap_or_default())
}

fn vans(office: &Office<'_>, request: &Request) -> Result<Response, OfficeError> {
    let user = request.parameter("user").filter(|user| !user.is_empty());
    Ok(reply::json(200, &office.vans(user, asked_month(request)?)?))
}

fn one(office: &Office<'_>, request: &Request, case: &str) -> Result<Response, OfficeError> {
    let (case, language) = (case_id(case)?, language::of(request));
    let job = match moment(request)? {
        Some(moment) => office.job_at(case, &language, &moment)?,
        None => office.job(case, &language)?,
    };
    Ok(reply::json(200, &job))
}

/// The moment that a query asks for: a fact, milliseconds since 1970 UTC, or a version; `None` for now.
pub(super) fn moment(request: &Request) -> Result<Option<Moment>, OfficeError> {
    let Some(text) = request.parameter("at").filter(|text| !text.is_empty()) else { return Ok(None) };
    let invalid = || OfficeError::invalid("at", "a fact, milliseconds since 1970, or a version".to_owned());
    let fact = || text.parse().ok().map(Moment::Fact);
    let version = || text.parse().ok().map(Moment::Version);
    let time = text.parse().ok().map(Moment::Time);
    time.or_else(fact).or_else(version).map(Some).ok_or_else(invalid)
}

fn report(office: &Office<'_>, request: &Request, case: &str) -> Result<Response, OfficeError> {
    let (case, language) = (case_id(case)?, language::of(request));
    let html = match moment(request)? {
        Some(moment) => office.report_at(case, &language, &moment)?,
        None => office.report(case, &language, copy(request)?)?,
    };
    Ok(Response::new(200)
        .bytes("text/html; charset=utf-8", html.into_bytes())
        .header("cache-control", "no-store"))
}

fn report_pdf(office: &Office<'_>, request: &Request, case: &str) -> Result<Response, OfficeError> {
    let pdf = office.report_pdf(case_id(case)?, &language::of(request), copy(request)?)?;
    Ok(Response::new(200).bytes("application/pdf", pdf.bytes).header("cache-control", "no-store"))
}

/// The price list of a job's service.
fn prices(office: &Office<'_>, request: &Request, case: &str) -> Result<Response, OfficeError> {
    let html = office.price_list(case_id(case)?, &language::of(request))?;
    Ok(Response::new(200)
        .bytes("text/html; charset=utf-8", html.into_bytes())
        .header("cache-control", "no-store"))
}

fn prices_pdf(office: &Office<'_>, request: &Request, case: &str) -> Result<Response, OfficeError> {
    let pdf = office.price_list_pdf(case_id(case)?, &language::of(request))?;
    Ok(Response::new(200).bytes("application/pdf", pdf.bytes).header("cache-control", "no-store"))
}

/// Whose copy a request asks for; the record itself if it names nobody.
pub(super) fn copy(request: &Request) -> Result<Option<Audience>, OfficeError> {
    request.parameter("copy").filter(|name| !name.is_empty()).map(audience).transpose()
}

fn audience(name: &str) -> Result<Audience, OfficeError> {
    let name = Value::from(name);
    serde_json::from_value(name).map_err(|error| OfficeError::invalid("copy", error.to_string()))
}

/// A photo or file of a case.
fn blob(node: &Node, request: &Request, case: &str, id: &str) -> Result<Response, Problem> {
    let ids = case.parse().ok().zip(id.parse().ok());
    let (case, id) = ids.ok_or_else(Problem::not_found)?;
    let Some(held) = node.read(|read| read.blob(case, id))? else { return small(node, case, id) };
    blob::get(node, (case, id), held, request.method, request.get("range"))
}

/// A small picture, strokes or a signed view: what travels with the facts.
fn small(node: &Node, case: CaseId, id: BlobId) -> Result<Response, Problem> {
    let bytes = node.read(|read| super::case::small_blob(read, case, id))?.ok_or_else(Problem::not_found)?;
    let kind = ImageKind::of_bytes(&bytes).map_or("application/octet-stream", ImageKind::media_type);
    Ok(Response::new(200).bytes(kind, bytes).header("cache-control", "no-store"))
}

pub(super) fn case_id(text: &str) -> Result<CaseId, OfficeError> {
    text.parse().map_err(|_| OfficeError::NotFound("case"))
}

fn packs(node: &Node) -> Result<Response, OfficeError> {
    let packs = node.read(|read| read.packs())?;
    Ok(reply::json(200, &packs))
}

/// The month of a query, if it names one.
pub(super) fn asked_month(request: &Request) -> Result<Option<Month>, OfficeError> {
    let asked = request.parameter("month").is_some_and(|month| !month.is_empty());
    asked.then(|| month(request)).transpose()
}

/// The month of a query.
pub(super) fn month(request: &Request) -> Result<Month, OfficeError> {
    let month = request.parameter("month").unwrap_or_default();
    month.parse().map_err(|error: String| OfficeError::invalid("month", error))
}

fn wages(office: &Office<'_>, request: &Request) -> Result<Response, OfficeError> {
    Ok(reply::json(200, &office.wages(month(request)?, &|_| Scores::default())?))
}

/// The tables of a service: `open`, `split_options` and `group_names` say how, with `true` or `false`.
fn answers(office: &Office<'_>, request: &Request, service: &str) -> Result<Response, OfficeError> {
    let is_set = |name| request.parameter(name) == Some("true");
    let wanted = AnswersWanted {
        service: service.to_owned(),
        open: is_set("open"),
        split_options: is_set("split_options"),
        group_names: request.parameter("group_names") != Some("false"),
    };
    Ok(reply::json(200, &office.answers(&wanted)?))
}

/// A month with the scores of the workers, by user.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScoredMonth {
    month: String,
    #[serde(default)]
    scores: BTreeMap<String, Scores>,
}

fn scored_wages(office: Office<'_>, request: &mut Request) -> Result<Response, OfficeError> {
    let (office, ScoredMonth { month, scores }) = command(office, request)?;
    let month = month.parse().map_err(|error: String| OfficeError::invalid("month", error))?;
    let of = |user: &str| scores.get(user).cloned().unwrap_or_default();
    Ok(reply::json(200, &office.wages(month, &of)?))
}

fn scores(office: &Office<'_>, request: &Request) -> Result<Response, OfficeError> {
    Ok(reply::json(200, &office.scores(month(request)?)?))
}

fn hit_rates(office: &Office<'_>, request: &Request) -> Result<Response, OfficeError> {
    Ok(reply::json(200, &office.hit_rates(month(request)?)?))
}

fn error_rates(office: &Office<'_>, request: &Request) -> Result<Response, OfficeError> {
    Ok(reply::json(200, &office.error_rates(month(request)?)?))
}

fn create(office: Office<'_>, request: &mut Request) -> Result<Response, OfficeError> {
    let (office, new): (_, NewJob) = command(office, request)?;
    Ok(reply::json(201, &office.create_job(&new)?))
}

fn enrol(office: Office<'_>, request: &mut Request) -> Result<Response, OfficeError> {
    let (office, invitation): (_, Invitation) = command(office, request)?;
    Ok(reply::json(201, &office.invite(&invitation)?))
}

fn sign_in(office: Office<'_>, request: &mut Request) -> Result<Response, OfficeError> {
    let (office, wanted): (_, SignIn) = command(office, request)?;
    Ok(reply::json(201, &office.sign_in(&wanted)?))
}

fn revoke(office: &Office<'_>, device: &str) -> Result<Response, OfficeError> {
    office.revoke(device_id(device)?)?;
    done()
}

fn wipe(office: Office<'_>, request: &mut Request, device: &str) -> Result<Response, OfficeError> {
    let (office, wanted): (_, WipeWanted) = command(office, request)?;
    office.wipe(device_id(device)?, &wanted)?;
    done()
}

pub(super) fn device_id(device: &str) -> Result<DeviceId, OfficeError> {
    device.parse().map_err(|_| OfficeError::NotFound("device"))
}

/// The body is the file of a published pack.
fn publish(node: &Node, request: &mut Request) -> Result<Response, Problem> {
    let file = reply::read_body(request)?;
    match node.publish(&file) {
        Ok(pack) => Ok(reply::json(201, &json!({ "pack": pack }))),
        Err(PublishError::Unfit(error)) => Err(Problem::new(400, "pack", error.to_string())),
        Err(PublishError::Server(error)) => Err(error.into()),
    }
}

/// What would be erased on a day (today if the query names none) and what stays, with reasons.
fn retention(node: &Node, request: &Request) -> Result<Response, OfficeError> {
    let day = request.parameter("at").filter(|text| !text.is_empty()).map(str::parse::<NaiveDate>);
    let day = day.transpose().map_err(|_| OfficeError::invalid("at", "a day such as 2026-03-01"))?;
    let at = day.map_or_else(|| At::Moment(node.now_ms()), At::Day);
    Ok(reply::json(200, &node.review_retention(at)?))
}

fn done() -> Result<Response, OfficeError> {
    Ok(reply::json(200, &json!({})))
}

/// Reads a command. Beside its own fields it may name who is `acting` and the `version` on the screen.
fn command<'n, T: DeserializeOwned>(
    office: Office<'n>,
    request: &mut Request,
) -> Result<(Office<'n>, T), OfficeError> {
    let mut fields = body(request)?;
    let mut office = office;
    if let Some(acting) = fields.remove("acting").filter(|acting| !acting.is_null()) {
        let acting: Acting = serde_json::from_value(acting)
            .map_err(|error| OfficeError::invalid("acting", error.to_string()))?;
        if office.acting.is_some() {
            return Err(OfficeError::invalid("acting", "whoever is signed in"));
        }
        office = office.acting(acting);
    }
    if let Some(version) = fields.remove("version").filter(|version| !version.is_null()) {
        let version = version.as_str().and_then(|version| version.parse().ok());
        let version = version.ok_or_else(|| OfficeError::invalid("version", "the token of a view"))?;
        office = office.seen(version);
    }
    let command = serde_json::from_value(Value::Object(fields)).map_err(|error| unreadable(&error))?;
    Ok((office, command))
}

fn body(request: &mut Request) -> Result<Map<String, Value>, OfficeError> {
    let is_json = request
        .get("content-type")
        .is_some_and(|media_type| media_type.split(';').next().map(str::trim) == Some(reply::JSON));
    if !is_json {
        return Err(OfficeError::invalid("content-type", reply::JSON));
    }
    let bytes = reply::read_body(request).map_err(|problem| OfficeError::invalid("body", problem.detail))?;
    if bytes.len() > BODY_MAX {
        return Err(OfficeError::invalid("body", format!("at most {BODY_MAX} bytes")));
    }
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(&bytes).map_err(|error| OfficeError::invalid("body", error.to_string()))
}

/// What is wrong, with the field where the reader can name it.
fn unreadable(error: &serde_json::Error) -> OfficeError {
    OfficeError::invalid("body", error.to_string())
}
