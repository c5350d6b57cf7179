//! Lists of customers, sites and jobs, batch by batch.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::unreadable;
use crate::office::{Became, Office, OfficeError, Taking};
use crate::reply;
use crate::request::{Request, Response};
use crate::store::CardKind;

/// The largest batch, in bytes.
const BATCH_MAX: usize = 4 * 1024 * 1024;

/// The most rows of a batch.
const ROWS_MAX: usize = 1_000;

/// Rows of a list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch<L> {
    rows: Vec<L>,
    /// Only says what would become of them.
    #[serde(default)]
    check: bool,
    /// All of them or none.
    #[serde(default)]
    whole: bool,
}

/// Cards to be removed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    keys: Vec<String>,
}

/// Answers `{outcomes}`, one for each row in their order.
pub(super) fn take(office: &Office<'_>, request: &mut Request, list: &str) -> Result<Response, OfficeError> {
    let outcomes = match list {
        "customers" => taken(request, |rows, taking| office.take_customers(rows, taking)),
        "sites" => taken(request, |rows, taking| office.take_sites(rows, taking)),
        "jobs" => taken(request, |rows, taking| office.take_jobs(rows, taking)),
        _ => Err(OfficeError::NotFound("list")),
    };
    Ok(reply::json(200, &json!({ "outcomes": outcomes? })))
}

fn taken<L: DeserializeOwned>(
    request: &mut Request,
    take: impl Fn(&[L], Taking) -> Result<Vec<Became>, OfficeError>,
) -> Result<Vec<Became>, OfficeError> {
    let Batch { rows, check, whole } = read(request)?;
    if rows.len() > ROWS_MAX {
        return Err(OfficeError::invalid("rows", format!("at most {ROWS_MAX}")));
    }
    take(&rows, Taking { check, whole })
}

/// A page of cards: `after` is the key of the last one of the page before.
pub(super) fn page(office: &Office<'_>, request: &Request, list: &str) -> Result<Response, OfficeError> {
    let limit = request.parameter("limit").map(str::parse).transpose();
    let limit = limit.map_err(|_| OfficeError::invalid("limit", "a number"))?.unwrap_or(100);
    let cards = office.cards(kind_of(list)?, request.parameter("after").unwrap_or_default(), limit)?;
    Ok(reply::json(200, &cards))
}

/// Removes cards by their keys.
pub(super) fn remove(
    office: &Office<'_>,
    request: &mut Request,
    list: &str,
) -> Result<Response, OfficeError> {
    let Keys { keys } = read(request)?;
    Ok(reply::json(200, &json!({ "removed": office.remove_cards(kind_of(list)?, &keys)? })))
}

fn kind_of(list: &str) -> Result<CardKind, OfficeError> {
    match list {
        "customers" => Ok(CardKind::Customer),
        "sites" => Ok(CardKind::Site),
        _ => Err(OfficeError::NotFound("list")),
    }
}

fn read<T: DeserializeOwned>(request: &mut Request) -> Result<T, OfficeError> {
    let bytes = reply::read_up_to(request, BATCH_MAX)
        .map_err(|problem| OfficeError::invalid("body", problem.detail))?;
    serde_json::from_slice(&bytes).map_err(|error| unreadable(&error))
}
