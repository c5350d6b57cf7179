//! What waits to leave this device, thing by thing, with what can be done about each.

use doorstep_domain::id::{BlobId, CaseId};
use doorstep_domain::sync::NackCode;

use crate::core::Core;
use crate::error::Error;
use crate::store::{blobs, outbox};

/// How many things are listed at most.
const LISTED_MAX: u32 = 1000;

/// Something that has not reached the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its job.
    pub case: CaseId,
    /// What it is.
    pub what: OutgoingWhat,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Where it is.
    pub state: OutgoingState,
    /// Why it was refused, in one word: of [`NackCode`] for items; for files `damaged`, `hash`, `too_large`, `gone` or
    /// the status of the answer.
    pub code: Option<String>,
    /// More about it.
    pub detail: String,
    /// What helps.
    pub next: NextStep,
}

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutgoingWhat {
    /// A change, a fact, or what belongs to it.
    Item {
        /// Names it for [`Core::send_again`].
        id: i64,
        /// A code of [`doorstep_domain::sync::ItemKind`].
        kind: u8,
    },
    /// A photo or file.
    File {
        /// Its name.
        blob: BlobId,
    },
}

/// Where something is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutgoingState {
    /// To be sent.
    Waiting,
    /// In the request that is under way.
    Sending,
    /// The office took it and has not said yet that it is stored.
    Sent,
    /// The office refused it; it is kept.
    Refused,
}

/// What helps something that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NextStep {
    /// Nothing needs to be done.
    Nothing,
    /// Send it again: [`Core::send_again`], [`Core::send_file_again`].
    SendAgain,
    /// Ask the office to give this user the job; then it goes by itself.
    AskOffice,
    /// Update the app, then send it again.
    UpdateApp,
    /// Take the photo again: this file is damaged on this device.
    TakeAgain,
    /// Export the job as a file, so that a person can decide.
    Export,
}

impl Core {
    /// What has not reached the office, of one job or of all: what was refused first, then in the order in which it
    /// leaves, files last. At most a thousand things.
    ///
    /// # Errors
    /// [`Error::NotOpen`], [`Error::Store`].
    pub fn outgoing(&self, case: Option<CaseId>) -> Result<Vec<Outgoing>, Error> {
        let store = self.shared.open()?;
        let (items, files) = store.read::<_, Error>(|connection| {
            let items = outbox::listed(connection, case, LISTED_MAX)?;
            Ok((items, blobs::not_stored(connection, case, LISTED_MAX)?))
        })?;
        let under_way = self.shared.sync.under_way();
        let items = items.into_iter().map(|item| {
            let state = match item.code {
                Some(_) => OutgoingState::Refused,
                None if under_way.rows.contains(&item.id) => OutgoingState::Sending,
                None => OutgoingState::Waiting,
            };
            let next = item.code.as_deref().map_or(NextStep::Nothing, after_nack);
            let what = OutgoingWhat::Item { id: item.id, kind: item.kind };
            let (case, code, detail) = (item.case, item.code, item.detail);
            Outgoing { case, what, size_bytes: item.size_bytes, state, code, detail, next }
        });
        let files = files.into_iter().map(|file| {
            let state = match file.upload {
                blobs::Upload::Refused => OutgoingState::Refused,
                _ if under_way.file == Some((file.case, file.blob)) => OutgoingState::Sending,
                blobs::Upload::Waiting => OutgoingState::Waiting,
                blobs::Upload::Sent | blobs::Upload::Stored => OutgoingState::Sent,
            };
            let next = match state {
                OutgoingState::Refused => after_refusal(file.code.as_deref().unwrap_or_default()),
                _ => NextStep::Nothing,
            };
            let what = OutgoingWhat::File { blob: file.blob };
            let (case, size_bytes, code) = (file.case, file.size_bytes, file.code);
            Outgoing { case, what, size_bytes, state, code, detail: String::new(), next }
        });
        let mut all: Vec<Outgoing> = items.chain(files).collect();
        all.sort_by_key(|one| one.state != OutgoingState::Refused);
        all.truncate(LISTED_MAX as usize);
        Ok(all)
    }

    /// Lets a file that was refused wait again.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such refused file.
    pub fn send_file_again(&self, case: CaseId, blob: BlobId) -> Result<(), Error> {
        let store = self.shared.open()?;
        let found = store.writer().transaction::<_, Error>(|tx| Ok(blobs::retry(tx, case, blob)?))?;
        self.shared.hub.sync_changed();
        if found { Ok(()) } else { Err(Error::NotFound("refused file")) }
    }
}

/// What helps an item that was refused with this code.
fn after_nack(code: &str) -> NextStep {
    match NackCode::ALL.into_iter().find(|known| known.name() == code) {
        // It is written again under a fresh actor.
        Some(NackCode::ActorFork) => NextStep::Nothing,
        Some(NackCode::Need) => NextStep::SendAgain,
        Some(NackCode::Denied) => NextStep::AskOffice,
        // An app that keeps to the limits of its version sends nothing of the kind.
        Some(NackCode::Malformed | NackCode::TooLarge) | None => NextStep::UpdateApp,
        Some(NackCode::BadSignature | NackCode::WrongCase | NackCode::Gone | NackCode::NotYours) => {
            NextStep::Export
        }
    }
}

/// What helps a file that was refused with this word.
fn after_refusal(code: &str) -> NextStep {
    match code {
        blobs::DAMAGED => NextStep::TakeAgain,
        blobs::TOO_LARGE | blobs::GONE => NextStep::Export,
        _ => NextStep::SendAgain,
    }
}
