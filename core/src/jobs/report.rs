//! The work report of a job, made on the phone: as it stands here and now.

use std::path::Path;

use doorstep_domain::id::{BlobId, CaseId, Hash};
use doorstep_domain::pack::Audience;
use doorstep_domain::text::Language;
use doorstep_report::{
    Blobs, Company, Image, ImageKind, PICTURE_MAX_BYTES, PriceSheet, Source, WorkReport, render,
    render_prices,
};
use rusqlite::Connection;

use super::job::needed;
use crate::core::Core;
use crate::error::Error;
use crate::store::{blobs, items};
use crate::visit::photo::media_type_of;

impl Core {
    /// The work report as one self-contained HTML page with the signatures drawn in it.
    ///
    /// # Errors
    /// As [`Core::job`]; [`Error::PackMissing`].
    pub fn work_report(
        &self,
        id: CaseId,
        language: &Language,
        company: &Company,
        audience: Option<Audience>,
    ) -> Result<String, Error> {
        self.report(id, language, company, audience).map(|report| render(&report, language))
    }

    /// What a report says, before it is drawn.
    pub(crate) fn report(
        &self,
        id: CaseId,
        language: &Language,
        company: &Company,
        audience: Option<Audience>,
    ) -> Result<WorkReport, Error> {
        self.view(id, |shared, store, case, pack| {
            let pack = needed(case, pack)?;
            let pack_id = case.state().created.as_ref().map(|created| created.body.pack);
            let pack_id = pack_id.ok_or(Error::NotFound("job"))?;
            store.read::<_, Error>(|connection| {
                let blobs = Stored { connection, dir: store.dir(), case: id };
                let (case, pack) = (&*case, &*pack);
                let source = Source { case, pack, pack_id, language, company, audience, blobs: &blobs };
                let mut report = WorkReport::of(&source)?;
                if let Some(mask) = shared.mask_of_report(connection, case, pack, audience)? {
                    report.hide(&mask);
                }
                Ok(report)
            })
        })
    }
}

impl Core {
    /// The price list of a job's service as one self-contained HTML page, to be shown before the work.
    ///
    /// # Errors
    /// As [`Core::work_report`]; [`Error::NotFound`] if the service has no prices.
    pub fn price_list(&self, id: CaseId, language: &Language, company: &Company) -> Result<String, Error> {
        self.price_sheet(id, language, company).map(|sheet| render_prices(&sheet, language))
    }

    /// What the price list of a job's service says, before it is drawn.
    pub(crate) fn price_sheet(
        &self,
        id: CaseId,
        language: &Language,
        company: &Company,
    ) -> Result<PriceSheet, Error> {
        self.view(id, |_, _, case, pack| {
            let pack = needed(case, pack)?;
            let created = case.state().created.as_ref().ok_or(Error::NotFound("job"))?;
            let sheet = PriceSheet::of((created.body.pack, &*pack), &created.body.service, language, company);
            sheet.ok_or(Error::NotFound("price list"))
        })
    }
}

/// Strokes, signed views and small photos from the store.
pub(super) struct Stored<'a> {
    pub(super) connection: &'a Connection,
    pub(super) dir: &'a Path,
    pub(super) case: CaseId,
}

impl Blobs for Stored<'_> {
    fn small(&self, blob: BlobId) -> Option<Vec<u8>> {
        items::small_blob(self.connection, self.case, Hash(blob.0)).ok().flatten()
    }

    fn thumbnail(&self, photo: BlobId) -> Option<Image> {
        if blobs::size_of(self.dir, self.case, photo)? > PICTURE_MAX_BYTES {
            return None;
        }
        let bytes = blobs::read_file(self.dir, self.case, photo).ok()?;
        let kind = match media_type_of(&bytes) {
            "image/jpeg" => ImageKind::Jpeg,
            "image/png" => ImageKind::Png,
            "image/webp" => ImageKind::Webp,
            _ => return None,
        };
        Some(Image { kind, bytes })
    }

    fn user_name(&self, user: &str) -> Option<String> {
        items::user_name(self.connection, user).ok().flatten()
    }
}
