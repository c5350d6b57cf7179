//! The work report as a PDF, made on the phone: the same bytes as the office makes from the same state.

use std::sync::{Mutex, PoisonError};

use doorstep_domain::id::{BlobId, CaseId};
use doorstep_domain::pack::Audience;
use doorstep_domain::text::Language;
use doorstep_report::{Company, PdfError, Typeface, render_pdf};

use crate::core::{Core, Shared};
use crate::error::Error;
use crate::store::fonts;

/// A font that was read, so that the next report does not read 20 MB again.
pub(crate) type KnownTypeface = Mutex<Option<(BlobId, Typeface)>>;

impl Core {
    /// The work report as a PDF for A4. Takes longer than the page of HTML, mostly for the first one after a start:
    /// the font is read then.
    ///
    /// # Errors
    /// As [`Core::work_report`]; [`Error::NoFont`] as long as the font that the office publishes has not arrived;
    /// [`Error::NotPrinted`].
    pub fn report_pdf(
        &self,
        id: CaseId,
        language: &Language,
        company: &Company,
        audience: Option<Audience>,
    ) -> Result<Vec<u8>, Error> {
        let typeface = self.shared.typeface()?;
        let report = self.report(id, language, company, audience)?;
        render_pdf(&report, language, &typeface).map_err(Error::from)
    }
}

impl Shared {
    /// The font that the office prints with.
    fn typeface(&self) -> Result<Typeface, Error> {
        let store = self.open()?;
        let mut known = self.typeface.lock().unwrap_or_else(PoisonError::into_inner);
        // A damaged file is removed when it is read, so an older font may be next.
        while let Some(font) = store.read(|connection| fonts::current(connection, store.dir()))? {
            if let Some((_, typeface)) = known.as_ref().filter(|(name, _)| *name == font) {
                return Ok(typeface.clone());
            }
            let Some(bytes) = fonts::read(store.dir(), font)? else { continue };
            let typeface = Typeface::open(bytes).map_err(PdfError::from)?;
            *known = Some((font, typeface.clone()));
            return Ok(typeface);
        }
        Err(Error::NoFont)
    }

    pub(crate) fn forget_typeface(&self) {
        *self.typeface.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl From<PdfError> for Error {
    fn from(error: PdfError) -> Self {
        Self::NotPrinted(error.to_string())
    }
}
