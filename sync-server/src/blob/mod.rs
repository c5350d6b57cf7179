//! Photos and files: `PUT`, `PATCH`, `GET` and `HEAD /v1/blobs/{case}/{blob}`.
//!
//! A file is written beside its place, in as many requests as its link takes, flushed, and renamed when its hash is
//! right; then its row and the entry that tells the devices are written in one transaction. So a name never stands for
//! a half or wrong file, and a row never for a file that is not there.

mod incoming;
mod range;
mod receive;
#[cfg(test)]
mod tests;

use std::path::Path;

use doorstep_domain::id::{BlobId, CaseId, Hash, hex, parse_hex};
use doorstep_domain::sync::ItemKind;

pub(crate) use incoming::{Incoming, KEPT_MS};
pub(crate) use range::{Range, get, parse_range};

use crate::error::Error;
use crate::ingest;
use crate::node::Node;
use crate::reply::Problem;
use crate::request::{Method, Request, Response};
use crate::store::{self, Device, NewEntry, Store};
use crate::vault::Vault;

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
    // Whoever asks how far a file came is about to deliver the rest of it.
    let delivers = matches!(request.method, Method::Put | Method::Patch | Method::Head);
    let held = match check_scope(node, device, case, blob, delivers)? {
        None => adopt(node, device, case, blob)?,
        held => held,
    };
    match (request.method, held) {
        (Method::Put | Method::Patch, Some(_)) => Ok(named(Response::new(200), blob)),
        (Method::Put | Method::Patch, None) => receive::receive(node, device, (case, blob), request),
        (Method::Get | Method::Head, Some(held)) => {
            get(node, (case, blob), held, request.method, request.get("range"))
        }
        (Method::Head, None) => receive::standing(node, device, (case, blob)),
        _ => Err(Problem::not_found()),
    }
}

/// An id of a path: its digits, with or without the prefix of its kind.
pub(crate) fn read_id<const N: usize>(text: &str, prefix: &str) -> Option<[u8; N]> {
    parse_hex(text.strip_prefix(prefix).unwrap_or(text))
}

/// Reading needs the case to be in the device's scope; delivering, and asking how far that came, that it once was.
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

/// A file got its place, and its row was not written: the store was busy, or the server died in between. Its name was
/// right then, so nobody has to send it again.
fn adopt(node: &Node, device: &Device, case: CaseId, blob: BlobId) -> Result<Option<store::Blob>, Problem> {
    let Some(size_bytes) = node.vault.size(case, blob)? else { return Ok(None) };
    announce(node, device, (case, blob), size_bytes).map(Some)
}

/// Writes the row of a file that is in its place, and the entry that tells the devices.
fn announce(
    node: &Node,
    device: &Device,
    (case, blob): (CaseId, BlobId),
    size_bytes: u64,
) -> Result<store::Blob, Problem> {
    let (device, now_ms) = (device.device, node.now_ms());
    let row = store::Blob { size_bytes, stored_at_ms: now_ms };
    let is_stored = node.writer.run(move |tx| {
        if tx.case(case)?.is_none_or(|case| case.erased_at_ms.is_some()) {
            return Ok(false);
        }
        tx.put_blob(case, blob, row)?;
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
        return Ok(row);
    }
    // The case was erased while the file was on its way.
    erase(&node.dir, &*node.vault, case)?;
    Err(gone())
}

/// An answer that names the file: whoever reads it knows that it is the server who answered.
fn named(response: Response, blob: BlobId) -> Response {
    response.header("etag", format!("\"{}\"", hex(&blob.0))).header("accept-ranges", "bytes")
}

fn gone() -> Problem {
    Problem::new(410, "gone", "the case was erased")
}

/// Removes the files of an erased case, and what of them was on its way.
pub(crate) fn erase(dir: &Path, vault: &dyn Vault, case: CaseId) -> Result<(), Error> {
    vault.erase(case)?;
    remove(&incoming::folder_of(dir, case))
}

/// Cases erased last whose files are looked for, where not all can be listed.
const ERASED_LAST: u32 = 50;

/// Removes the files of erased cases that a crash left: they go after the commit that erases the case.
pub(crate) fn sweep_erased(dir: &Path, vault: &dyn Vault, store: &dyn Store) -> Result<(), Error> {
    let Some(mut cases) = vault.cases()? else {
        let stubs = store.reading(|read| read.stubs(ERASED_LAST))?;
        return stubs.into_iter().try_for_each(|stub| erase(dir, vault, stub.case));
    };
    cases.extend(incoming::cases(dir));
    for case in cases {
        let row = store.reading(|read| read.case(case))?;
        if row.is_some_and(|row| row.erased_at_ms.is_some()) {
            erase(dir, vault, case)?;
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
