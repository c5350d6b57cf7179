//! Photos by path, signatures by strokes.

use std::path::Path;

use doorstep_core as core;
use doorstep_domain::case::Version;
use doorstep_domain::fact::{self, SignatureRole};
use doorstep_domain::id::{BlobId, CaseId, FactId, LineId, QuoteId, VisitId};
use doorstep_domain::signature::Strokes;
use doorstep_domain::statement::View;

use super::AddedPhoto;
use crate::core::Handle;
use crate::error::DoorstepError;
use crate::record::{Person, PhotoMark, Stroke};

/// Photos and signatures.
#[derive(Debug, uniffi::Object)]
pub struct Evidence {
    pub(crate) handle: Handle,
}

/// A signature as the pad captured it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewSignature {
    /// Who signed.
    pub signer: Person,
    /// What the pen drew.
    pub strokes: Vec<Stroke>,
    /// Set if somebody else signs in place of the right person.
    #[uniffi(default = None)]
    pub proxy: Option<Proxy>,
}

/// Somebody signs in another's place.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Proxy {
    /// The capacity of the one who does not sign.
    pub in_place_of: SignatureRole,
    /// Why the right person does not sign.
    pub reason: String,
    /// Who saw it.
    #[uniffi(default = None)]
    pub witness: Option<String>,
}

impl From<Proxy> for fact::Proxy {
    fn from(proxy: Proxy) -> Self {
        let Proxy { in_place_of, reason, witness } = proxy;
        Self { in_place_of, reason, witness }
    }
}

impl From<fact::Proxy> for Proxy {
    fn from(proxy: fact::Proxy) -> Self {
        let fact::Proxy { in_place_of, reason, witness } = proxy;
        Self { in_place_of, reason, witness }
    }
}

/// What somebody is about to sign, bound to the job as it was. It cannot be signed after the job changed.
#[derive(Debug, uniffi::Object)]
pub struct PreparedSignature {
    case: CaseId,
    prepared: core::Prepared,
    text: String,
}

#[uniffi::export]
impl PreparedSignature {
    /// Gives the text to be shown, exactly as it will be signed.
    ///
    /// Blocking: no. Offline: yes. Errors: none.
    pub fn text(&self) -> String {
        self.text.clone()
    }

    /// Gives the version of the job that it was made from.
    ///
    /// Blocking: no. Offline: yes. Errors: none.
    pub fn version(&self) -> Version {
        self.prepared.version.clone()
    }
}

#[uniffi::export]
impl Evidence {
    /// Takes a photo into the job. Its bytes are copied into the store before anything names them; the file
    /// itself stays where it is, and the app may delete it afterwards. A small picture is made of a JPEG or PNG and
    /// travels ahead of it. `line` is the quote line that it is about; `pair` the earlier photo of the same spot, to which
    /// it is the after: `PhotoCount.unpaired` names those that wait for one.
    ///
    /// Blocking: until the copy is on the disk and the small picture made, under half a second for 12 megapixels.
    /// Offline: yes. Errors: `InvalidInput` with field `path`, `photo`, `step` and `role` (no such step, or one that takes photos
    /// of other roles; the reason names them) or `pair`, `Rejected`, `NotFound`, `StaleVersion`,
    /// `NotEnrolled`, `Closed`, `Storage`.
    #[expect(clippy::too_many_arguments, reason = "named, and with defaults, in the languages of the apps")]
    #[uniffi::method(default(line = None, pair = None))]
    pub fn take_photo(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        step: String,
        role: String,
        path: String,
        line: Option<LineId>,
        pair: Option<BlobId>,
    ) -> Result<AddedPhoto, DoorstepError> {
        let new = core::NewPhoto { visit, step, role, line, pair };
        let (blob, version) = self.handle.run(|core| core.take_photo(case, &seen, new, Path::new(&path)))?;
        Ok(AddedPhoto { blob, version })
    }

    /// Draws over a photo, or takes back what somebody drew, by the `fact` of its `DrawnMarks`. The photo itself stays as
    /// it was taken, and what two people draw stands beside each other.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes.
    /// Errors: `InvalidInput` with field `photo` or `marks`, `Rejected`, `NotFound`, `StaleVersion`, `NotEnrolled`,
    /// `Closed`, `Storage`.
    #[uniffi::method(default(takes_back = []))]
    pub fn mark_photo(
        &self,
        case: CaseId,
        seen: Version,
        visit: VisitId,
        photo: BlobId,
        marks: Vec<PhotoMark>,
        takes_back: Vec<FactId>,
    ) -> Result<Version, DoorstepError> {
        let marks = marks.into_iter().map(Into::into).collect();
        let marked = fact::PhotoMarked { visit, photo, marks, takes_back };
        self.handle.run(|core| core.mark_photo(case, &seen, marked))
    }

    /// Gives the small picture of a photo, by its `thumbnail`: a JPEG of at most 64 KiB, here long before the photo of a
    /// colleague is.
    ///
    /// Blocking: under 10 ms. Offline: yes. Errors: `NotFound`, `Closed`, `Storage`.
    pub fn photo_thumbnail(&self, case: CaseId, thumbnail: BlobId) -> Result<Vec<u8>, DoorstepError> {
        self.handle.run(|core| core.photo_thumbnail(case, thumbnail))
    }

    /// Draws a signature into a PNG file, black on white and `width` points wide (50 to 4,000): the lines of the report.
    ///
    /// Blocking: under 100 ms. Offline: yes.
    /// Errors: `NotFound` if there is no such signature or its strokes are not on this device; `InvalidInput` with field
    /// `path`, `Closed`, `Storage`.
    pub fn save_signature(
        &self,
        case: CaseId,
        signature: FactId,
        width: u32,
        path: String,
    ) -> Result<(), DoorstepError> {
        self.handle.run(|core| {
            let bytes = core.signature_png(case, signature, width)?;
            std::fs::write(&path, bytes).map_err(core::Error::File)
        })
    }

    /// Writes a photo of the store into a file of the app, to be shown.
    ///
    /// Blocking: until the file is written, under 200 ms for 4 MB. Offline: yes, if the photo is on this device.
    /// Errors: `InvalidInput` with field `path`, `Storage`, `Closed`.
    pub fn save_photo(&self, case: CaseId, blob: BlobId, path: String) -> Result<(), DoorstepError> {
        self.handle.run(|core| {
            let bytes = core.photo(case, blob)?;
            std::fs::write(&path, bytes).map_err(core::Error::File)
        })
    }

    /// Fetches the photo of a colleague from the office.
    ///
    /// Blocking: one request. Offline: no.
    /// Errors: `Offline`, `NotFound` if the office does not have it yet, `Server`, `NotEnrolled`, `Closed`,
    /// `Storage`, `InvalidInput`.
    pub fn fetch_photo(&self, case: CaseId, blob: BlobId) -> Result<(), DoorstepError> {
        self.handle.run(|core| core.fetch_photo(case, blob))
    }

    /// Renders what somebody is about to sign, from the job as it is now. `preamble` is the company's own text
    /// above it, e.g. the terms of a consent; empty for none.
    ///
    /// Blocking: under 50 ms. Offline: yes.
    /// Errors: `Rejected` with `NotConfigured` if a price that would be shown is missing; `NotFound`,
    /// `InvalidInput`, `NotEnrolled`, `Closed`, `Storage`.
    pub fn prepare_signature(
        &self,
        case: CaseId,
        visit: VisitId,
        role: SignatureRole,
        quote: Option<QuoteId>,
        preamble: String,
    ) -> Result<std::sync::Arc<PreparedSignature>, DoorstepError> {
        let prepared = self.handle.run(|core| core.prepare_signature(case, visit, role, quote, &preamble))?;
        let view = View::from_bytes(&prepared.view)
            .map_err(|error| DoorstepError::Internal { detail: error.to_string() })?;
        Ok(std::sync::Arc::new(PreparedSignature { case, prepared, text: view.text }))
    }

    /// Puts a signature under what was prepared and shown.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes.
    /// Errors: `StaleVersion` if the job changed since it was prepared: prepare and show it again; `InvalidInput`
    /// with field `strokes` or `signer.name`; `Rejected`, `NotFound`, `NotEnrolled`, `Closed`, `Storage`.
    pub fn sign(
        &self,
        prepared: &PreparedSignature,
        signature: NewSignature,
    ) -> Result<Version, DoorstepError> {
        let NewSignature { signer, strokes, proxy } = signature;
        let strokes = Strokes::new(strokes.into_iter().map(Into::into).collect()).map_err(|error| {
            DoorstepError::InvalidInput { field: "strokes".to_owned(), reason: error.to_string() }
        })?;
        let signature = core::NewSignature { signer: signer.into(), strokes, proxy: proxy.map(Into::into) };
        self.handle.run(|core| core.sign(prepared.case, &prepared.prepared, &signature))
    }
}
