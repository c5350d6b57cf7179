//! A file, or a part of it, on its way out.

use doorstep_domain::id::{BlobId, CaseId};

use super::named;
use crate::error::Error;
use crate::node::Node;
use crate::reply::Problem;
use crate::request::{Method, Payload, Response};
use crate::store;

/// Answers with a file that is held, or the range of it that was asked for.
pub(crate) fn get(
    node: &Node,
    (case, blob): (CaseId, BlobId),
    held: store::Blob,
    method: Method,
    range: Option<&str>,
) -> Result<Response, Problem> {
    let size_bytes = held.size_bytes;
    let (start, end) = match range.map(|range| parse_range(range, size_bytes)) {
        None | Some(Range::Whole) => (0, size_bytes),
        Some(Range::Part(start, end)) => (start, end),
        Some(Range::Beyond) => return Err(Problem::new(416, "range", format!("bytes */{size_bytes}"))),
    };
    let status = if end - start == size_bytes { 200 } else { 206 };
    let mut response = named(Response::new(status), blob).header("content-type", "application/octet-stream");
    response = response.header("content-length", (end - start).to_string());
    if status == 206 {
        response = response.header("content-range", format!("bytes {start}-{}/{size_bytes}", end - 1));
    }
    if method == Method::Get {
        let reader = node.vault.open(case, blob, start..end)?;
        let reader = reader.ok_or(Error::Damaged("a file has a row and is not there"))?;
        response.body = Payload::Stream { reader, size_bytes: end - start };
    }
    Ok(response)
}

/// What a request for a part of a file asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Range {
    /// Not a form that we serve: the whole file is always a right answer.
    Whole,
    /// From, and the first byte not wanted.
    Part(u64, u64),
    Beyond,
}

/// One range `bytes=a-b` or `bytes=a-`, as a download that goes on asks for it.
pub(crate) fn parse_range(range: &str, size_bytes: u64) -> Range {
    let Some((start, end)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Range::Whole;
    };
    let Ok(start) = start.parse::<u64>() else { return Range::Whole };
    let end = match end {
        "" => size_bytes,
        end => match end.parse::<u64>() {
            Ok(last) if last >= start => last.saturating_add(1).min(size_bytes),
            _ => return Range::Whole,
        },
    };
    if start < size_bytes { Range::Part(start, end) } else { Range::Beyond }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_downloads_ask_for_them() {
        assert_eq!(parse_range("bytes=0-", 10), Range::Part(0, 10));
        assert_eq!(parse_range("bytes=3-5", 10), Range::Part(3, 6));
        assert_eq!(parse_range("bytes=3-99", 10), Range::Part(3, 10));
        assert_eq!(parse_range("bytes=10-", 10), Range::Beyond);
        for whole in ["bytes=-5", "bytes=5-3", "bytes=0-1,3-4", "lines=1-2", ""] {
            assert_eq!(parse_range(whole, 10), Range::Whole, "{whole}");
        }
    }
}
