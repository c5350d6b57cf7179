//! Queries that never open a document.

use doorstep_domain::id::CaseId;

use crate::core::Core;
use crate::error::Error;
use crate::store::job_rows::{self, JobFilter, JobSummary};
use crate::store::notices::{self, NoticeRow};
use crate::store::packs::{self, PackSummary};
use crate::subscribe::{ChangeListener, Subscription};

impl Core {
    /// One page of jobs in order of time, from the read model alone.
    ///
    /// # Errors
    /// [`Error::NotOpen`].
    pub fn jobs(&self, filter: &JobFilter) -> Result<Vec<JobSummary>, Error> {
        self.shared.open()?.read(|connection| {
            let true_ms = self.shared.true_time(connection)?.at_ms;
            Ok(job_rows::list(connection, filter, true_ms)?)
        })
    }

    /// What changed after it was shown and nobody read yet: of one case, or of all.
    ///
    /// # Errors
    /// [`Error::NotOpen`].
    pub fn notices(&self, case: Option<CaseId>) -> Result<Vec<NoticeRow>, Error> {
        self.shared.open()?.read(|connection| Ok(notices::list(connection, case)?))
    }

    /// Packs on this device and wanted ones, the newest published first.
    ///
    /// # Errors
    /// [`Error::NotOpen`].
    pub fn packs(&self) -> Result<Vec<PackSummary>, Error> {
        self.shared.open()?.read(|connection| Ok(packs::list(connection)?))
    }

    /// Tells a listener what changes, from now on; its first call says that everything may have.
    #[must_use]
    pub fn subscribe(&self, listener: std::sync::Arc<dyn ChangeListener>) -> Subscription {
        self.shared.hub.subscribe(listener)
    }
}
