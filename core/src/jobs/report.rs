//! The work report of a job, made on the phone: as it stands here and now.

use doorstep_domain::id::{BlobId, CaseId, Hash};
use doorstep_domain::pack::Audience;
use doorstep_domain::text::Language;
use doorstep_report::{Blobs, Company, Image, Source, WorkReport, render};
use rusqlite::Connection;

use super::job::needed;
use crate::core::Core;
use crate::error::Error;
use crate::store::items;

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
        self.view(id, |shared, store, case, pack| {
            let pack = needed(case, pack)?;
            let pack_id = case.state().created.as_ref().map(|created| created.body.pack);
            let pack_id = pack_id.ok_or(Error::NotFound("job"))?;
            let made_at_ms = shared.host.clock.now()?.wall_ms;
            store.read::<_, Error>(|connection| {
                let blobs = Stored { connection, case: id };
                let (case, pack) = (&*case, &*pack);
                let source =
                    Source { case, pack, pack_id, language, company, audience, blobs: &blobs, made_at_ms };
                Ok(render(&WorkReport::of(&source)?, language))
            })
        })
    }
}

/// Strokes and signed views from the store. Photos are named by their hash: a page that carried the originals
/// would be too large to hand over.
struct Stored<'a> {
    connection: &'a Connection,
    case: CaseId,
}

impl Blobs for Stored<'_> {
    fn small(&self, blob: BlobId) -> Option<Vec<u8>> {
        items::small_blob(self.connection, self.case, Hash(blob.0)).ok().flatten()
    }

    fn thumbnail(&self, _photo: BlobId) -> Option<Image> {
        None
    }
}
