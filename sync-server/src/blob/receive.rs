//! What comes of a file, and how far it is: the headers of the resumable upload (draft-ietf-httpbis-resumable-upload)
//! on the file's own URL.

use std::io::Read as _;

use doorstep_domain::id::{BlobId, CaseId};

use super::incoming::{Finished, Halt, Transfer};
use super::{MAX_BLOB_BYTES, PIECE_BYTES, announce, named};
use crate::node::Node;
use crate::reply::Problem;
use crate::request::{Body, Request, Response};
use crate::store::Device;
use crate::vault::Upload;

/// What a request says about the piece that it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Said {
    /// Its first byte. A request that names none brings the whole file.
    offset: u64,
    /// Whether it ends with the last byte of the file.
    is_complete: bool,
    /// How long the file is, if it says so.
    length: Option<u64>,
}

impl Said {
    fn of(request: &Request) -> Result<Self, Problem> {
        let number = |name: &str| match request.get(name) {
            None => Ok(None),
            Some(text) => match text.trim().parse::<u64>() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(Problem::malformed(format!("{name} is no number"))),
            },
        };
        let (offset, length) = (number("upload-offset")?, number("upload-length")?);
        let is_complete = match request.get("upload-complete").map(str::trim) {
            None => offset.is_none(),
            Some("?1") => true,
            Some("?0") => false,
            Some(_) => return Err(Problem::malformed("upload-complete is ?0 or ?1")),
        };
        let said = Self { offset: offset.unwrap_or(0), is_complete, length };
        if said.offset.max(length.unwrap_or(0)) > MAX_BLOB_BYTES { Err(too_large()) } else { Ok(said) }
    }

    /// The bytes that the file may have after this request.
    fn limit(self) -> u64 {
        self.length.unwrap_or(MAX_BLOB_BYTES)
    }
}

fn too_large() -> Problem {
    Problem::new(413, "too_large", format!("at most {MAX_BLOB_BYTES} bytes"))
}

/// How much of a file that is not held is here from this device.
pub(super) fn standing(
    node: &Node,
    device: &Device,
    (case, blob): (CaseId, BlobId),
) -> Result<Response, Problem> {
    let offset = node.incoming.offset(Upload { device: device.device, case, blob })?;
    // Whoever knows nothing of offsets reads that the file is not here, and sends it whole.
    let answer = on_its_way(Response::new(404), offset);
    Ok(answer.header("upload-limit", format!("max-size={MAX_BLOB_BYTES}")))
}

fn on_its_way(response: Response, offset: u64) -> Response {
    response.header("upload-offset", offset.to_string()).header("upload-complete", "?0")
}

/// Takes a piece of a file, or the whole. What came is kept, however the request ends; the file counts once all of it
/// is here and has its name.
pub(super) fn receive(
    node: &Node,
    device: &Device,
    (case, blob): (CaseId, BlobId),
    request: &mut Request,
) -> Result<Response, Problem> {
    let said = Said::of(request)?;
    let body = std::mem::replace(&mut request.body, Body::Bytes(Vec::new()));
    let key = Upload { device: device.device, case, blob };
    let mut transfer = match node.incoming.begin(key, said.offset, node.now_ms()) {
        Ok(transfer) => transfer,
        Err(Halt::Offset(offset)) => return Ok(misplaced(offset)),
        Err(halt) => return Err(halt.into()),
    };
    match write(&mut transfer, body, said.limit())? {
        Came::TooMuch => {
            transfer.discard()?;
            return Err(too_large());
        }
        Came::Cut => {
            transfer.pause()?;
            return Err(Problem::malformed("the body breaks off"));
        }
        Came::Whole if !said.is_complete => {
            return Ok(on_its_way(Response::new(204), transfer.pause()?));
        }
        Came::Whole => {}
    }
    if said.length.is_some_and(|length| length != transfer.size_bytes()) {
        transfer.discard()?;
        return Err(Problem::malformed("the file is not as long as it says"));
    }
    match transfer.finish()? {
        Finished::Wrong => Err(Problem::new(422, "hash", "the bytes do not have the hash in the path")),
        Finished::Whole(size_bytes) => {
            announce(node, device, (case, blob), size_bytes)?;
            Ok(named(Response::new(201), blob).header("upload-complete", "?1"))
        }
    }
}

/// The piece does not follow what is here.
fn misplaced(offset: u64) -> Response {
    let problem = Problem::new(409, "offset", offset.to_string());
    on_its_way(crate::reply::refusal(&problem, false, 0), offset)
}

/// How a body ended.
enum Came {
    Whole,
    /// Its sender went away.
    Cut,
    /// It is longer than it may be.
    TooMuch,
}

fn write(transfer: &mut Transfer<'_>, body: Body, limit: u64) -> Result<Came, Problem> {
    let (mut body, mut piece) = (body.into_reader(), vec![0; PIECE_BYTES]);
    loop {
        match body.read(&mut piece) {
            Err(_) => return Ok(Came::Cut),
            Ok(0) => return Ok(Came::Whole),
            Ok(count) if transfer.size_bytes() + count as u64 > limit => return Ok(Came::TooMuch),
            Ok(count) => transfer.write(&piece[..count])?,
        };
    }
}

impl From<Halt> for Problem {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Offset(offset) => Self::new(409, "offset", offset.to_string()),
            Halt::Superseded => Self::new(409, "offset", "this device began to send the file anew"),
            Halt::Full => Self::new(503, "busy", "too many files are on their way"),
            Halt::Error(error) => error.into(),
        }
    }
}
