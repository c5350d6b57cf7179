//! Requests of the protocol, and what their status codes mean.

use minicbor::{Decode, Encode};

use doorstep_domain::id::{BlobId, CaseId, PackId, hex};

use super::body::{self, CBOR};
use super::transfer::Slice;
use crate::host::{Method, Request, Response, TransportError};
use crate::store::fonts::Wanted;

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// No network, or somebody else answered.
    Offline,
    /// The app cancelled it.
    Cancelled,
    /// The token is not, or no more, good.
    Unauthorized,
    /// The device may not do this, for a reason in one word.
    Forbidden(String),
    /// The device's clock is wrong; the server's says this, milliseconds since 1970 UTC.
    Clock(i64),
    /// It is not there.
    NotFound,
    /// The server asks for patience, for so long if it said so.
    Busy(Option<u64>),
    /// Only a newer version may go on.
    UpdateRequired,
    /// The server is older than this app, and speaks at most this version of the protocol.
    Protocol(u16),
    /// The server refused the request as such.
    Refused(u16),
    /// The server failed.
    Failed,
}

/// A `POST` with a CBOR body.
pub(crate) fn post<T: Encode<()>>(server: &str, path: &str, token: Option<&str>, value: &T) -> Request {
    let (body, compressed) = body::encode(value);
    let mut headers = authorized(token);
    headers.push(("content-type".to_owned(), CBOR.to_owned()));
    headers.push(("accept".to_owned(), CBOR.to_owned()));
    headers.push(("accept-encoding".to_owned(), "zstd".to_owned()));
    if compressed {
        headers.push(("content-encoding".to_owned(), "zstd".to_owned()));
    }
    Request { method: Method::Post, url: format!("{server}{path}"), headers, body }
}

/// A request that asks for one file of a case, or whether it is there.
pub(crate) fn blob(server: &str, token: &str, method: Method, (case, blob): (CaseId, BlobId)) -> Request {
    let url = format!("{server}/v1/blobs/{}/{}", hex(&case.0), hex(&blob.0));
    Request { method, url, headers: authorized(Some(token)), body: Vec::new() }
}

/// A request for the part of a file that follows what is here.
pub(crate) fn blob_from(
    server: &str,
    token: &str,
    of: (CaseId, BlobId),
    start: u64,
    size_bytes: u64,
) -> Request {
    let mut request = blob(server, token, Method::Get, of);
    let last = start.saturating_add(size_bytes).saturating_sub(1);
    request.headers.push(("range".to_owned(), format!("bytes={start}-{last}")));
    request
}

/// A request that brings a piece of a file, or the whole to a server that knows no pieces.
pub(crate) fn slice(server: &str, token: &str, slice: &Slice, body: Vec<u8>) -> Request {
    let file = &slice.file;
    let mut request = blob(server, token, Method::Put, (file.case, file.blob));
    request.headers.push(("content-type".to_owned(), file.media_type.clone()));
    if let Some(offset) = slice.offset {
        let complete = if slice.is_last() { "?1" } else { "?0" };
        request.headers.push(("upload-offset".to_owned(), offset.to_string()));
        request.headers.push(("upload-complete".to_owned(), complete.to_owned()));
        request.headers.push(("upload-length".to_owned(), file.size_bytes.to_string()));
    }
    Request { body, ..request }
}

/// A request for the file of a pack.
pub(crate) fn pack(server: &str, token: &str, pack: PackId) -> Request {
    let url = format!("{server}/v1/packs/{}", hex(&pack.0));
    let mut headers = authorized(Some(token));
    headers.push(("accept-encoding".to_owned(), "zstd".to_owned()));
    Request { method: Method::Get, url, headers, body: Vec::new() }
}

/// How much of a font is fetched at once: what a slow line brings before a phone goes to sleep.
const FONT_SLICE_BYTES: u64 = 1024 * 1024;

/// A request for the next slice of a font.
pub(crate) fn font(server: &str, token: &str, wanted: &Wanted) -> Request {
    let url = format!("{server}/v1/fonts/{}", hex(&wanted.font.0));
    let end = wanted.size_bytes.min(wanted.have_bytes + FONT_SLICE_BYTES);
    let mut headers = authorized(Some(token));
    headers.push(("range".to_owned(), format!("bytes={}-{}", wanted.have_bytes, end.saturating_sub(1))));
    Request { method: Method::Get, url, headers, body: Vec::new() }
}

/// A request that is answered when something happened after what this device has seen, or when the time is over.
pub(crate) fn poke(server: &str, token: &str, (epoch, cursor): (u64, u64), seconds: u32) -> Request {
    let url = format!("{server}/v1/poke?epoch={epoch}&cursor={cursor}&wait={seconds}");
    Request { method: Method::Get, url, headers: authorized(Some(token)), body: Vec::new() }
}

fn authorized(token: Option<&str>) -> Vec<(String, String)> {
    token.map(|token| ("authorization".to_owned(), format!("Bearer {token}"))).into_iter().collect()
}

/// The response if it is a success, else what its status means.
pub(crate) fn success(result: Result<Response, TransportError>) -> Result<Response, Trouble> {
    let response = match result {
        Ok(response) => response,
        Err(TransportError::Cancelled) => return Err(Trouble::Cancelled),
        Err(_) => return Err(Trouble::Offline),
    };
    match response.status {
        200..=299 if is_page(&response) => Err(Trouble::Offline),
        200..=299 => Ok(response),
        // A redirect is never from the server: a public network wants its page read first.
        300..=399 | 511 => Err(Trouble::Offline),
        401 => Err(Trouble::Unauthorized),
        403 => Err(forbidden(&response)),
        404 => Err(Trouble::NotFound),
        // The link is too slow for the server's patience.
        408 => Err(Trouble::Offline),
        426 => Err(Trouble::UpdateRequired),
        429 | 503 => Err(Trouble::Busy(retry_after_ms(&response))),
        400 => Err(protocol(&response).map_or(Trouble::Refused(400), Trouble::Protocol)),
        status @ 400..=499 => Err(Trouble::Refused(status)),
        _ => Err(Trouble::Failed),
    }
}

/// The newest version that a server speaks which is older than the question.
fn protocol(response: &Response) -> Option<u16> {
    let problem = body::decode::<Problem>(response).filter(|problem| problem.code == "protocol")?;
    problem.detail.parse().ok()
}

/// A page to read is never from the server: a public network answers everything with its own.
fn is_page(response: &Response) -> bool {
    response.header("content-type").is_some_and(|media_type| media_type.trim_start().starts_with("text/html"))
}

/// Body of a refusal.
#[derive(Decode)]
#[cbor(map)]
struct Problem {
    #[n(0)]
    code: String,
    #[n(1)]
    detail: String,
}

fn forbidden(response: &Response) -> Trouble {
    let Some(problem) = body::decode::<Problem>(response) else { return Trouble::Forbidden(String::new()) };
    match problem.detail.parse() {
        Ok(server_ms) if problem.code == "clock" => Trouble::Clock(server_ms),
        _ => Trouble::Forbidden(problem.code),
    }
}

/// `Retry-After` in seconds, bounded to an hour; a date is not understood.
fn retry_after_ms(response: &Response) -> Option<u64> {
    let seconds: u64 = response.header("retry-after")?.trim().parse().ok()?;
    Some(seconds.min(3600) * 1000)
}
