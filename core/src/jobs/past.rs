//! One job as it was, and who did what in it.

use doorstep_domain::case::Moment;
use doorstep_domain::id::CaseId;
use doorstep_domain::text::Language;
use doorstep_report::{Company, HistoryEntry, Source};

use super::Job;
use super::job::{job, needed};
use super::report::Stored;
use crate::core::Core;
use crate::error::Error;

impl Core {
    /// One job as it was at a moment. It is for reading: `version` is that of the moment, and what is written at it is
    /// placed beside everything since, as from any stale screen.
    ///
    /// # Errors
    /// As [`Core::job`]; [`Error::NotFound`] for a moment that the job does not know, such as one before it began.
    pub fn job_at(&self, id: CaseId, moment: &Moment) -> Result<Job, Error> {
        self.view(id, |shared, store, case, _| {
            let mut then = case.at(moment).ok_or(Error::NotFound("moment"))?;
            let pack = shared.pack_of(store, &then)?;
            store.read(|connection| {
                let mut seen = job(shared, connection, &mut then, pack.as_deref())?;
                // What is hidden today is hidden in every picture of the past.
                shared.mask(connection, case, pack.as_deref(), &mut seen)?;
                Ok(seen)
            })
        })
    }

    /// Everything that anybody did in a job, the first thing first: who, when, on which device, and what each value
    /// replaced.
    ///
    /// # Errors
    /// As [`Core::job`]; [`Error::PackMissing`].
    pub fn history(&self, id: CaseId, language: &Language) -> Result<Vec<HistoryEntry>, Error> {
        self.view(id, |shared, store, case, pack| {
            let pack = needed(case, pack)?;
            let pack_id = case.state().created.as_ref().map(|created| created.body.pack);
            let pack_id = pack_id.ok_or(Error::NotFound("job"))?;
            store.read::<_, Error>(|connection| {
                let blobs = Stored { connection, dir: store.dir(), case: id };
                let (case, pack, company) = (&*case, &*pack, &Company { name: String::new(), contact: None });
                let source = Source { case, pack, pack_id, language, company, audience: None, blobs: &blobs };
                let mut entries = HistoryEntry::all(&source)?;
                if let Some(mask) = shared.mask_of_report(connection, case, pack, None)? {
                    HistoryEntry::hide(&mut entries, &mask);
                }
                Ok(entries)
            })
        })
    }
}
