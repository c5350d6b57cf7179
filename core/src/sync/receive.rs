//! Turns a response into what it brought. No I/O.

use doorstep_domain::id::{PackId, hex};
use doorstep_domain::pack::pack_id;
use doorstep_domain::sync::{ReconcileResponse, SyncResponse, TokenResponse};
use doorstep_domain::wipe::WipeResponse;

use super::answer::{self, Answer, Sent};
use super::body;
use super::compare::Comparison;
use super::http::{self, Trouble};
use super::machine::{Task, WantedFile};
use crate::host::{Response, TransportError};
use crate::store::blobs::Unsent;
use crate::store::enrolment::Enrolment;
use crate::store::fonts::Wanted;

/// What a response brought.
#[derive(Debug)]
pub(crate) enum Received {
    /// The answer to a sync request.
    Answer(Box<Answer>),
    /// A new token.
    Token(String),
    /// A step of a comparison.
    Compared(Comparison, Box<ReconcileResponse>),
    /// This server compares nothing.
    NotCompared,
    /// What the office says to a word about being wiped: an order, or nothing more.
    Wipe(Option<Vec<u8>>),
    /// The file of a pack; its name was checked.
    Pack(PackId, Vec<u8>),
    /// A slice of a file that a job of today needs.
    File(WantedFile, Vec<u8>),
    /// A slice of the font.
    Font(Wanted, Vec<u8>),
    /// The server has the file.
    FileThere(Unsent),
    /// It has so much of it; `None`: it takes files only whole.
    FileAt(Unsent, Option<u64>),
    /// What it had of it before this run was another file; now it has nothing.
    FileSpoiled,
    /// It took the file.
    FileTaken(Unsent),
    /// It refused the file, with this status.
    FileRefused(Unsent, u16),
    /// Nothing.
    Trouble(Trouble),
}

/// Reads the response to a task. `sent` is what a sync request carried.
pub(crate) fn receive(
    task: &Task,
    sent: &Sent,
    result: Result<Response, TransportError>,
    enrolment: &Enrolment,
) -> Received {
    if let (Some(file), Ok(response)) = (file_of(task), &result)
        && let Some(offset) = standing(response)
    {
        return Received::FileAt(file.clone(), Some(offset.min(file.size_bytes)));
    }
    let response = match http::success(result) {
        Ok(response) => response,
        Err(trouble) => return without_success(task, trouble),
    };
    match task {
        Task::Sync(_) => sync(sent, &response, enrolment),
        Task::Compare(step) => match body::decode::<ReconcileResponse>(&response) {
            Some(answer) => Received::Compared(step.clone(), Box::new(answer)),
            None => Received::Trouble(Trouble::Offline),
        },
        Task::RenewToken(_) => match body::decode::<TokenResponse>(&response) {
            Some(renewed) => Received::Token(renewed.token),
            None => Received::Trouble(Trouble::Offline),
        },
        Task::TellWipe => match body::decode::<WipeResponse>(&response) {
            Some(answer) => Received::Wipe(answer.order.map(Vec::from)),
            None => Received::Trouble(Trouble::Offline),
        },
        Task::FetchPack(pack) => match body::plain(&response) {
            Some(file) if pack_id(&file) == *pack => Received::Pack(*pack, file.into_owned()),
            _ => Received::Trouble(Trouble::NotFound),
        },
        Task::FetchFile(wanted) => match body::plain(&response) {
            Some(slice) if is_part(&response, wanted, &slice) => {
                Received::File(wanted.clone(), slice.into_owned())
            }
            _ => Received::Trouble(Trouble::NotFound),
        },
        Task::FetchFont(wanted) => match body::plain(&response) {
            Some(slice) if is_slice(&response, wanted, &slice) => {
                Received::Font(wanted.clone(), slice.into_owned())
            }
            _ => Received::Trouble(Trouble::NotFound),
        },
        // Anybody may answer 200; the server names the file.
        Task::AskForFile(file) if names(&response, file) => Received::FileThere(file.clone()),
        Task::AskForFile(file) => Received::FileAt(file.clone(), None),
        Task::SendFile(slice) if names(&response, &slice.file) => Received::FileTaken(slice.file.clone()),
        Task::SendFile(_) => Received::Trouble(Trouble::Offline),
    }
}

fn without_success(task: &Task, trouble: Trouble) -> Received {
    match (task, trouble) {
        (Task::Compare(_), Trouble::NotFound) => Received::NotCompared,
        (Task::AskForFile(file), Trouble::NotFound) => Received::FileAt(file.clone(), None),
        // What came in earlier runs may be what is wrong with it.
        (Task::SendFile(slice), Trouble::Refused(WRONG_HASH)) if !slice.is_all_checked => {
            Received::FileSpoiled
        }
        (Task::SendFile(slice), Trouble::Refused(status)) => {
            Received::FileRefused(slice.file.clone(), status)
        }
        (_, trouble) => Received::Trouble(trouble),
    }
}

/// Status of a file that turned out to be another one than its name says.
const WRONG_HASH: u16 = 422;

fn file_of(task: &Task) -> Option<&Unsent> {
    match task {
        Task::AskForFile(file) => Some(file),
        Task::SendFile(slice) => Some(&slice.file),
        _ => None,
    }
}

/// How much of a file the server says to have: nothing of it, or a part; or the piece that came did not follow it.
fn standing(response: &Response) -> Option<u64> {
    let offset = response.header("upload-offset")?.trim().parse().ok()?;
    matches!(response.status, 204 | 404 | 409).then_some(offset)
}

fn sync(sent: &Sent, response: &Response, enrolment: &Enrolment) -> Received {
    let Some(decoded) = body::decode::<SyncResponse>(response) else {
        return Received::Trouble(Trouble::Offline);
    };
    match answer::read(sent, decoded, enrolment.device, &enrolment.office) {
        Some(answer) => Received::Answer(Box::new(answer)),
        None => Received::Trouble(Trouble::Failed),
    }
}

/// Whether it continues what is here: never empty, never more than is left.
fn is_slice(response: &Response, wanted: &Wanted, slice: &[u8]) -> bool {
    let left = wanted.size_bytes - wanted.have_bytes;
    let starts_here = response.status == 206 || wanted.have_bytes == 0;
    starts_here && !slice.is_empty() && slice.len() as u64 <= left
}

/// The same for a part of a file; one that has another length than its fact says is not the one.
fn is_part(response: &Response, wanted: &WantedFile, slice: &[u8]) -> bool {
    let left = wanted.size_bytes - wanted.have_bytes;
    let starts_here = response.status == 206 || wanted.have_bytes == 0;
    starts_here && !slice.is_empty() && slice.len() as u64 <= left
}

fn names(response: &Response, file: &Unsent) -> bool {
    response.header("etag").is_some_and(|tag| tag.trim_matches('"') == hex(&file.blob.0))
}
