//! Fetching the photo of a colleague, in slices that a bad link brings.

use doorstep_domain::id::{BlobId, CaseId};

use crate::core::Core;
use crate::error::Error;
use crate::host::Response;
use crate::store::StoreError;
use crate::store::blobs::{self, MAX_BYTES};
use crate::sync::http::{self, Trouble};

impl Core {
    /// Fetches the photo of a colleague from the office, slice by slice: what came before the network went away stays,
    /// and the next call goes on from there. Needs the network; blocks.
    ///
    /// # Errors
    /// [`Error::Offline`], [`Error::NotFound`] if the office does not have it yet, [`Error::Untrusted`] if what
    /// came is another file.
    pub fn fetch_photo(&self, case: CaseId, blob: BlobId) -> Result<(), Error> {
        let shared = &self.shared;
        let transport = shared.host.transport.clone().ok_or(Error::Offline)?;
        let enrolment = shared.identity()?.enrolment.clone();
        let mut fetch = Fetch::new(blobs::arrived_bytes(shared.open()?.dir(), case, blob));
        loop {
            let (server, token) = (&enrolment.server_url, &enrolment.token);
            let request = http::blob_from(server, token, (case, blob), fetch.have_bytes, fetch.slice_bytes);
            let received = http::success(transport.send(request));
            let Some((slice, size_bytes)) = fetch.take(received)? else { continue };
            let store = shared.open()?;
            let added = blobs::add_slice(store.dir(), (case, blob), fetch.have_bytes, &slice, size_bytes);
            let is_whole = added.map_err(|error| match error {
                StoreError::BlobDamaged => Error::Untrusted("photo"),
                other => other.into(),
            })?;
            fetch.have_bytes += slice.len() as u64;
            if is_whole {
                store.writer().transaction::<_, Error>(|tx| Ok(blobs::arrived(tx, case, blob)?))?;
                shared.hub.job_changed(case);
                return Ok(());
            }
        }
    }
}

/// The first slice of a photo that is fetched, in bytes; a link that dies gets smaller ones.
const FETCH_BYTES: u64 = 1024 * 1024;

/// The smallest slice. A link that does not bring even that is none.
const FETCH_BYTES_MIN: u64 = 32 * 1024;

/// A photo on its way here.
struct Fetch {
    have_bytes: u64,
    slice_bytes: u64,
}

impl Fetch {
    fn new(have_bytes: u64) -> Self {
        Self { have_bytes, slice_bytes: FETCH_BYTES }
    }

    /// What an answer brought, and how long the photo is; nothing if a shorter slice, or another beginning, is worth
    /// a try.
    fn take(&mut self, received: Result<Response, Trouble>) -> Result<Option<(Vec<u8>, u64)>, Error> {
        let response = match received {
            Ok(response) => response,
            Err(Trouble::Offline) if self.slice_bytes > FETCH_BYTES_MIN => {
                self.slice_bytes /= 2;
                return Ok(None);
            }
            // What is here is longer than the photo: it is of no use.
            Err(Trouble::Refused(BEYOND)) if self.have_bytes > 0 => {
                self.have_bytes = 0;
                return Ok(None);
            }
            Err(Trouble::NotFound | Trouble::Forbidden(_)) => return Err(Error::NotFound("photo")),
            Err(Trouble::Refused(status)) => return Err(Error::Server(status)),
            Err(Trouble::Failed) => return Err(Error::Server(500)),
            Err(_) => return Err(Error::Offline),
        };
        if response.status != PARTIAL {
            self.have_bytes = 0;
            let size_bytes = response.body.len() as u64;
            return Ok(Some((response.body, size_bytes)));
        }
        let range = response.header("content-range").and_then(|range| range.rsplit_once('/'));
        let size_bytes = range.and_then(|(_, size)| size.parse::<u64>().ok()).ok_or(Error::Offline)?;
        if size_bytes > MAX_BYTES || response.body.is_empty() {
            return Err(Error::Untrusted("photo"));
        }
        Ok(Some((response.body, size_bytes)))
    }
}

/// Status of a part of a file.
const PARTIAL: u16 = 206;

/// Status of a part that begins behind the end of a file.
const BEYOND: u16 = 416;
