//! Jobs that the office erased: what is left of them, and work in them that never reached it.

use std::path::Path;

use doorstep_domain::Rejected;
use doorstep_domain::case::Version;
use doorstep_domain::fact::Held;
use doorstep_domain::id::{CaseId, FactId};

use crate::core::Core;
use crate::error::Error;
use crate::store::stubs::{self, ErasedJob};
use crate::store::{access, blobs, files, purged};

/// How many are listed if nothing else is asked for, and at most.
const LISTED: (u32, u32) = (50, 1000);

impl Core {
    /// What is left of jobs that the office erased, at most `limit` (0 = 50): first those with work that never
    /// reached it, then the last one first.
    ///
    /// # Errors
    /// [`Error::NotOpen`], [`Error::Store`].
    pub fn erased_jobs(&self, limit: u32) -> Result<Vec<ErasedJob>, Error> {
        let (default, most) = LISTED;
        let limit = if limit == 0 { default } else { limit.min(most) };
        self.shared.open()?.read(|connection| Ok(stubs::all(connection, limit)?))
    }

    /// Writes an erased job with work that never reached the office into a file, so that a person can decide
    /// what becomes of it. The office refuses the file; it is read with `doorstep verify` or by eye.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such rescued job; [`Error::File`] if the file cannot be written.
    pub fn export_rescued(&self, case: CaseId, path: &Path) -> Result<(), Error> {
        let identity = self.shared.identity()?;
        let store = self.shared.open()?;
        let stub = store.read::<_, Error>(|connection| Ok(stubs::get(connection, case)?))?;
        if !stub.is_some_and(|stub| stub.is_rescued) {
            return Err(Error::NotFound("rescued job"));
        }
        let file = self.shared.rescued_file(&store, case, &identity)?;
        files::write_durably(path, &file.to_bytes()).map_err(Error::File)
    }

    /// Lets go of an erased job with work that never reached the office. This cannot be undone.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such rescued job.
    pub fn discard_rescued(&self, case: CaseId) -> Result<(), Error> {
        let store = self.shared.open()?;
        let mut cases = self.shared.cases();
        let found = store.writer().transaction::<_, Error>(|tx| {
            let found = stubs::discarded(tx, case)?;
            if found {
                access::forget(tx, case)?;
                purged::note(tx, case)?;
            }
            Ok(found)
        })?;
        if !found {
            return Err(Error::NotFound("rescued job"));
        }
        cases.take(case);
        drop(cases);
        blobs::remove_files(store.dir(), case)?;
        self.shared.hub.everything_changed();
        Ok(())
    }

    /// Places a legal hold: the job is not erased until it is lifted, whatever its retention says. Only somebody who
    /// leads can. If the office erased the job before the hold arrives there, it is too late.
    ///
    /// # Errors
    /// [`Error::Rejected`], also without a reason; [`Error::NotFound`], [`Error::Store`].
    pub fn hold(&self, case: CaseId, seen: &Version, reason: String) -> Result<Version, Error> {
        check_reason(&reason)?;
        self.record(case, seen, Held { reason, lifts: None })
    }

    /// Lifts a legal hold; others of the same job stand.
    ///
    /// # Errors
    /// As [`Core::hold`]; [`Error::NotFound`] if no such hold stands.
    pub fn lift_hold(
        &self,
        case: CaseId,
        seen: &Version,
        hold: FactId,
        reason: String,
    ) -> Result<Version, Error> {
        check_reason(&reason)?;
        self.act(case, |case, action| {
            if !case.state().standing_holds().any(|standing| standing.held.fact == hold) {
                return Err(Error::NotFound("hold"));
            }
            let lift = Held { reason: reason.clone(), lifts: Some(hold) };
            Ok(case.record(seen, lift, action.writer, action.pack)?)
        })
    }
}

fn check_reason(reason: &str) -> Result<(), Error> {
    if reason.trim().is_empty() {
        return Err(Rejected::Invalid { field: "reason", reason: "must not be empty".to_owned() }.into());
    }
    Ok(())
}
