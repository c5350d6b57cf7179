//! Photos and files: `PUT`, `GET` and `HEAD /v1/blobs/{case}/{blob}`.
//!
//! A file is written beside its place while it is hashed, flushed, and renamed when its hash is right; then
//! its row and the entry that tells the devices are written in one transaction. So a name never stands for
//! a half or wrong file, and a row never for a file that is not there.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use doorstep_domain::id::{BlobId, CaseId, Hash, hex, parse_hex};
use doorstep_domain::sync::ItemKind;
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::files;
use crate::ingest;
use crate::node::Node;
use crate::reply::Problem;
use crate::request::{Body, Method, Payload, Request, Response};
use crate::store::{self, Device, NewEntry, Store};

/// The largest blob, in bytes.
pub const MAX_BLOB_BYTES: u64 = 64 * 1024 * 1024;

const PIECE_BYTES: usize = 64 * 1024;

/// Answers a request about one blob.
pub(crate) fn handle(
    node: &Node,
    device: &Device,
    request: &mut Request,
    (case, blob): (&str, &str),
) -> Result<Response, Problem> {
    let case = read_id(case, "case_").map(CaseId).ok_or_else(Problem::not_found)?;
    let blob = read_id(blob, "blob_").map(BlobId).ok_or_else(Problem::not_found)?;
    let held = check_scope(node, device, case, blob, request.method == Method::Put)?;
    match (request.method, held) {
        (Method::Put, Some(_)) => Ok(named(Response::new(200), blob)),
        (Method::Put, None) => {
            let body = std::mem::replace(&mut request.body, Body::Bytes(Vec::new()));
            put(node, device, (case, blob), body)?;
            Ok(named(Response::new(201), blob))
        }
        (Method::Get | Method::Head, Some(held)) => {
            get(node, (case, blob), held, request.method, request.get("range"))
        }
        _ => Err(Problem::not_found()),
    }
}

/// An id of a path: its digits, with or without the prefix of its kind.
pub(crate) fn read_id<const N: usize>(text: &str, prefix: &str) -> Option<[u8; N]> {
    parse_hex(text.strip_prefix(prefix).unwrap_or(text))
}

/// Reading needs the case to be in the device's scope; delivering, that it once was.
fn check_scope(
    node: &Node,
    device: &Device,
    case: CaseId,
    blob: BlobId,
    delivers: bool,
) -> Result<Option<store::Blob>, Problem> {
    let streams = ingest::streams_of(device);
    let (in_scope, erased, held) = node.read(|read| {
        let mut rows = read.streams_of(case)?.into_iter().filter(|row| streams.contains(&row.stream));
        let in_scope = rows.any(|row| delivers || !row.revoked);
        let erased = read.case(case)?.is_some_and(|case| case.erased_at_ms.is_some());
        Ok((in_scope, erased, read.blob(case, blob)?))
    })?;
    if !in_scope {
        return Err(Problem::new(403, "denied", "no such case in your scope"));
    }
    if erased { Err(gone()) } else { Ok(held) }
}

fn named(response: Response, blob: BlobId) -> Response {
    response.header("etag", format!("\"{}\"", hex(&blob.0))).header("accept-ranges", "bytes")
}

fn put(node: &Node, device: &Device, (case, blob): (CaseId, BlobId), body: Body) -> Result<(), Problem> {
    let temporary = incoming(&node.dir);
    files::make_dir(&temporary)?;
    let temporary = temporary.join(hex(&node.options.random::<16>()?));
    let size_bytes = receive(&temporary, blob, body).inspect_err(|_| discard(&temporary))?;
    let place = place_of(&node.dir, case, blob);
    files::make_dir(place.parent().unwrap_or(&place))?;
    files::rename(&temporary, &place)?;
    let (device, now_ms) = (device.device, node.now_ms());
    let is_stored = node.writer.run(move |tx| {
        if tx.case(case)?.is_none_or(|case| case.erased_at_ms.is_some()) {
            return Ok(false);
        }
        tx.put_blob(case, blob, store::Blob { size_bytes, stored_at_ms: now_ms })?;
        if tx.logged(case, ItemKind::BlobStored, Hash(blob.0))?.is_none() {
            tx.append(NewEntry {
                case: Some(case),
                stream: None,
                kind: ItemKind::BlobStored,
                hash: Hash(blob.0),
                about: None,
                device: Some(device),
                bytes: &blob.0,
                received_at_ms: now_ms,
            })?;
            tx.announce(case)?;
        }
        Ok(true)
    })?;
    if is_stored {
        return Ok(());
    }
    // The case was erased while the file was on its way.
    erase(&node.dir, case)?;
    Err(gone())
}

fn gone() -> Problem {
    Problem::new(410, "gone", "the case was erased")
}

/// Writes a body to a file while hashing it; returns its size.
fn receive(path: &Path, blob: BlobId, body: Body) -> Result<u64, Problem> {
    let mut body = body.into_reader();
    let mut file = files::create(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; PIECE_BYTES];
    let mut size_bytes = 0_u64;
    loop {
        let count = body.read(&mut piece).map_err(|_| Problem::malformed("the body breaks off"))?;
        if count == 0 {
            break;
        }
        size_bytes += count as u64;
        if size_bytes > MAX_BLOB_BYTES {
            return Err(Problem::new(413, "too_large", format!("at most {MAX_BLOB_BYTES} bytes")));
        }
        hasher.update(&piece[..count]);
        file.write_all(&piece[..count]).map_err(Error::file(path))?;
    }
    let hash: [u8; 32] = hasher.finalize().into();
    if hash != blob.0 {
        return Err(Problem::new(422, "hash", "the bytes do not have the hash in the path"));
    }
    file.sync_all().map_err(Error::file(path))?;
    Ok(size_bytes)
}

fn discard(path: &Path) {
    if let Err(error) = std::fs::remove_file(path) {
        tracing::warn!(%error, "an incomplete upload stays behind");
    }
}

/// `blobs/<case>/ab/cd/<hash>`: erasing a case removes one folder and touches no other.
pub(crate) fn place_of(dir: &Path, case: CaseId, blob: BlobId) -> PathBuf {
    let name = hex(&blob.0);
    folder_of(dir, case).join(&name[..2]).join(&name[2..4]).join(name)
}

fn folder_of(dir: &Path, case: CaseId) -> PathBuf {
    dir.join("blobs").join(hex(&case.0))
}

/// Where files are until their hash is right.
fn incoming(dir: &Path) -> PathBuf {
    dir.join("blobs").join("incoming")
}

/// Removes what was on its way when the node stopped.
pub(crate) fn sweep(dir: &Path) -> Result<(), Error> {
    remove(&incoming(dir))
}

/// Removes the files of an erased case.
pub(crate) fn erase(dir: &Path, case: CaseId) -> Result<(), Error> {
    remove(&folder_of(dir, case))
}

/// Removes the files of erased cases that a crash left: they go after the commit that erases the case.
pub(crate) fn sweep_erased(dir: &Path, store: &dyn Store) -> Result<(), Error> {
    let folder = dir.join("blobs");
    let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(()) };
    for entry in entries.filter_map(Result::ok) {
        let Some(case) = entry.file_name().to_str().and_then(parse_hex).map(CaseId) else { continue };
        let row = store.reading(|read| read.case(case))?;
        if row.is_some_and(|row| row.erased_at_ms.is_some()) {
            erase(dir, case)?;
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<(), Error> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file(folder)(error)),
        _ => Ok(()),
    }
}

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
        let path = place_of(&node.dir, case, blob);
        let mut file = File::open(&path).map_err(Error::file(&path))?;
        file.seek(SeekFrom::Start(start)).map_err(Error::file(&path))?;
        response.body = Payload::File { file, size_bytes: end - start };
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
    use doorstep_domain::digest::sha256;

    use super::*;
    use crate::testing::{Draft, Phone, job, kinds, open};

    fn url(draft: &Draft, bytes: &[u8]) -> String {
        format!("/v1/blobs/{}/{}", hex(&draft.case.0), hex(&sha256(bytes).0))
    }

    fn put_bytes(node: &Node, phone: &Phone, url: &str, bytes: &[u8]) -> Response {
        node.handle(Request::new(Method::Put, url).bearer(&phone.token).bytes(bytes.to_vec()))
    }

    fn ask(node: &Node, phone: &Phone, method: Method, url: &str) -> Response {
        node.handle(Request::new(method, url).bearer(&phone.token))
    }

    #[test]
    fn a_photo_is_stored_announced_and_read_back_in_parts() {
        let dir = tempfile::tempdir().unwrap();
        let node = open(dir.path());
        let (mut chen, mut second) = (Phone::technician(&node, "chen"), Phone::technician(&node, "chen"));
        let (draft, _, push) = job(&chen, "A1-0001");
        chen.sync(&node, push);
        second.sync(&node, Vec::new());
        let photo = vec![7_u8; 200_000];
        let url = url(&draft, &photo);
        assert_eq!(ask(&node, &chen, Method::Head, &url).status, 404);
        assert_eq!(put_bytes(&node, &chen, &url, &photo).status, 201);
        assert_eq!(put_bytes(&node, &chen, &url, &photo).status, 200, "again does no harm");
        assert_eq!(kinds(&second.sync(&node, Vec::new()), draft.case), [ItemKind::BlobStored]);
        let head = ask(&node, &second, Method::Head, &url);
        let name = format!("\"{}\"", hex(&sha256(&photo).0));
        assert_eq!((head.get("content-length"), head.get("etag")), (Some("200000"), Some(name.as_str())));
        assert_eq!(ask(&node, &second, Method::Get, &url).into_bytes().unwrap(), photo);
        let rest = Request::new(Method::Get, &url).bearer(&second.token).header("range", "bytes=199990-");
        let rest = node.handle(rest);
        assert_eq!((rest.status, rest.get("content-range")), (206, Some("bytes 199990-199999/200000")));
        assert_eq!(rest.into_bytes().unwrap().len(), 10);
    }

    #[test]
    fn wrong_bytes_are_refused_and_leave_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let node = open(dir.path());
        let mut chen = Phone::technician(&node, "chen");
        let (draft, _, push) = job(&chen, "A1-0001");
        chen.sync(&node, push);
        let url = url(&draft, b"right");
        assert_eq!(put_bytes(&node, &chen, &url, b"wrong").status, 422);
        let endless = Body::Reader(Box::new(std::io::repeat(0)));
        let mut request = Request::new(Method::Put, &url).bearer(&chen.token);
        request.body = endless;
        assert_eq!(node.handle(request).status, 413);
        assert_eq!(std::fs::read_dir(dir.path().join("blobs/incoming")).unwrap().count(), 0);
        assert_eq!(ask(&node, &chen, Method::Get, &url).status, 404);
    }

    #[test]
    fn blobs_of_other_cases_are_out_of_reach() {
        let dir = tempfile::tempdir().unwrap();
        let node = open(dir.path());
        let (mut chen, wang) = (Phone::technician(&node, "chen"), Phone::technician(&node, "wang"));
        let (draft, _, push) = job(&chen, "A1-0001");
        chen.sync(&node, push);
        let url = url(&draft, b"photo");
        put_bytes(&node, &chen, &url, b"photo");
        for method in [Method::Get, Method::Head, Method::Put] {
            assert_eq!(ask(&node, &wang, method, &url).status, 403);
        }
        let unknown = format!("/v1/blobs/{}/{}", "09".repeat(16), "00".repeat(32));
        assert_eq!(ask(&node, &wang, Method::Get, &unknown).status, 403, "looks the same");
        assert_eq!(ask(&node, &wang, Method::Get, "/v1/blobs/../../keys/root.seed").status, 404);
    }

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
