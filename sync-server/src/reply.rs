//! How answers and refusals look on the wire: the one place where inner errors become outer ones.

use std::io::Read as _;

use doorstep_domain::cbor::{self, Malformed};
use doorstep_domain::sync::MAX_REQUEST_BYTES;
use minicbor::{Decode, Encode};

use crate::error::Error;
use crate::request::{Request, Response};

/// Why a request as a whole was refused: the body of every status from 400 on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, serde::Serialize)]
#[cbor(map)]
pub struct Problem {
    /// The HTTP status.
    #[cbor(skip)]
    #[serde(skip)]
    pub status: u16,
    /// A word of `docs/protocol.md`.
    #[n(0)]
    pub code: String,
    /// More about it, without customer data.
    #[n(1)]
    pub detail: String,
}

impl Problem {
    pub(crate) fn new(status: u16, code: &str, detail: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), detail: detail.into() }
    }

    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(400, "malformed", detail)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(401, "token", "the bearer token does not count (any more)")
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "not_found", "")
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(413, "too_large", format!("at most {limit} bytes"))
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Busy => Self::new(503, "busy", "too much waits already"),
            Error::Stopped | Error::Superseded | Error::Uncommitted | Error::Files(_) => {
                Self::new(503, "unavailable", error.to_string())
            }
            Error::Database(_)
            | Error::DatabaseServer(_)
            | Error::File { .. }
            | Error::Newer { .. }
            | Error::Damaged(_)
            | Error::Refused(_)
            | Error::Panicked
            | Error::Entropy(_) => {
                tracing::error!(%error, "a request failed");
                Self::new(500, "internal", "")
            }
        }
    }
}

impl From<Malformed> for Problem {
    fn from(error: Malformed) -> Self {
        match error {
            Malformed::TooLong { limit } => Self::too_large(limit),
            Malformed::Cbor | Malformed::Trailing | Malformed::Version => Self::malformed(error.to_string()),
        }
    }
}

pub(crate) const CBOR: &str = "application/cbor";
pub(crate) const JSON: &str = "application/json";

/// Smaller answers do not get smaller by compression.
const COMPRESS_FROM_BYTES: usize = 256;

/// Level 3 is the knee of the curve: higher ones cost much and save little on items of 100 bytes.
const COMPRESSION_LEVEL: i32 = 3;

/// The largest window that a sender may make us keep, as a power of two: a request fits into 4 MiB.
const WINDOW_LOG_MAX: u32 = 22;

/// The decompressed CBOR body of a request.
pub(crate) fn read_cbor<T: for<'b> Decode<'b, ()>>(request: &mut Request) -> Result<T, Problem> {
    Ok(cbor::decode(&read_body(request)?)?)
}

/// The decompressed body of a request, at most [`MAX_REQUEST_BYTES`].
pub(crate) fn read_body(request: &mut Request) -> Result<Vec<u8>, Problem> {
    read_up_to(request, MAX_REQUEST_BYTES)
}

/// The decompressed body of a request, of a stated length at most.
pub(crate) fn read_up_to(request: &mut Request, most: usize) -> Result<Vec<u8>, Problem> {
    let body = std::mem::replace(&mut request.body, crate::request::Body::Bytes(Vec::new())).into_reader();
    let limit = most as u64 + 1;
    let mut bytes = Vec::new();
    let read = match request.get("content-encoding") {
        None | Some("identity") => body.take(limit).read_to_end(&mut bytes),
        Some("zstd") => decompressed(body, limit, &mut bytes),
        Some(_) => return Err(Problem::new(415, "encoding", "identity or zstd")),
    };
    read.map_err(|_| Problem::malformed("the body breaks off or is not compressed as it says"))?;
    if bytes.len() > most { Err(Problem::too_large(most)) } else { Ok(bytes) }
}

fn decompressed(body: impl std::io::Read, limit: u64, bytes: &mut Vec<u8>) -> std::io::Result<usize> {
    let mut decoder = zstd::stream::read::Decoder::new(body)?;
    decoder.window_log_max(WINDOW_LOG_MAX)?;
    decoder.take(limit).read_to_end(bytes)
}

/// A CBOR answer.
pub(crate) fn cbor<T: Encode<()>>(message: &T) -> Response {
    Response::new(200).bytes(CBOR, cbor::encode(message))
}

/// A JSON answer.
pub(crate) fn json(status: u16, message: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(message) {
        Ok(bytes) => Response::new(status).bytes(JSON, bytes),
        Err(error) => {
            tracing::error!(%error, "an answer has no JSON form");
            Response::new(500)
        }
    }
}

/// The answer to a refused request: JSON for the office, CBOR for devices.
pub(crate) fn refusal(problem: &Problem, office: bool, retry_after_s: u64) -> Response {
    let response = if office {
        json(problem.status, problem)
    } else {
        Response::new(problem.status).bytes(CBOR, cbor::encode(problem))
    };
    if problem.status == 503 { response.header("retry-after", retry_after_s.to_string()) } else { response }
}

/// Compresses an answer if the asker understands that.
pub(crate) fn compressed(accept_encoding: Option<&str>, mut response: Response) -> Response {
    let accepts = accept_encoding.is_some_and(|accepted| {
        accepted.split(',').any(|encoding| encoding.split(';').next().map(str::trim) == Some("zstd"))
    });
    let crate::request::Payload::Bytes(bytes) = &mut response.body else { return response };
    if !accepts || bytes.len() < COMPRESS_FROM_BYTES {
        return response;
    }
    match zstd::stream::encode_all(bytes.as_slice(), COMPRESSION_LEVEL) {
        Ok(smaller) => {
            *bytes = smaller;
            response.header("content-encoding", "zstd")
        }
        Err(error) => {
            tracing::warn!(%error, "an answer was not compressed");
            response
        }
    }
}
