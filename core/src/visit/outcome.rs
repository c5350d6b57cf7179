//! How a visit and its job end, and what follows.

use doorstep_domain::case::Version;
use doorstep_domain::fact::{
    Completed, Coordinated, CopyDelivered, Declined, EntryAdded, Resumed, VisitEnded, WaitingForPart,
};
use doorstep_domain::id::{CaseId, QuoteId, VisitId};

use crate::core::Core;
use crate::error::Error;

impl Core {
    /// The job is done.
    ///
    /// # Errors
    /// [`Error::Rejected`] with everything that is missing, [`Error::PackMissing`], [`Error::NotFound`],
    /// [`Error::Store`].
    pub fn complete(&self, case: CaseId, seen: &Version, visit: VisitId) -> Result<Version, Error> {
        self.record(case, seen, Completed { visit })
    }

    /// The customer declines the quote.
    ///
    /// # Errors
    /// As [`Core::complete`].
    pub fn decline(
        &self,
        case: CaseId,
        seen: &Version,
        visit: VisitId,
        quote: QuoteId,
        reason: String,
    ) -> Result<Version, Error> {
        self.record(case, seen, Declined { visit, quote, reason })
    }

    /// The job waits for a part.
    ///
    /// # Errors
    /// As [`Core::complete`].
    pub fn wait_for_part(
        &self,
        case: CaseId,
        seen: &Version,
        part: WaitingForPart,
    ) -> Result<Version, Error> {
        self.record(case, seen, part)
    }

    /// The job no longer waits for a part.
    ///
    /// # Errors
    /// As [`Core::complete`].
    pub fn resume(&self, case: CaseId, seen: &Version, reason: String) -> Result<Version, Error> {
        self.record(case, seen, Resumed { reason })
    }

    /// A visit ends, with its outcome.
    ///
    /// # Errors
    /// As [`Core::complete`].
    pub fn end_visit(&self, case: CaseId, seen: &Version, ended: VisitEnded) -> Result<Version, Error> {
        self.record(case, seen, ended)
    }

    /// The job becomes a coordination order.
    ///
    /// # Errors
    /// As [`Core::complete`].
    pub fn coordinate(&self, case: CaseId, seen: &Version, order: Coordinated) -> Result<Version, Error> {
        self.record(case, seen, order)
    }

    /// Adds an entry to a coordination order. In ink: it cannot be changed.
    ///
    /// # Errors
    /// As [`Core::complete`].
    pub fn add_entry(&self, case: CaseId, seen: &Version, entry: EntryAdded) -> Result<Version, Error> {
        self.record(case, seen, entry)
    }

    /// A copy reached its audience.
    ///
    /// # Errors
    /// As [`Core::complete`].
    pub fn deliver_copy(
        &self,
        case: CaseId,
        seen: &Version,
        audience: String,
        how: String,
    ) -> Result<Version, Error> {
        self.record(case, seen, CopyDelivered { audience, how })
    }
}
