//! How a visit and its job end, and what follows.

use doorstep_domain::Rejected;
use doorstep_domain::case::{Handing, Onward, Version};
use doorstep_domain::fact::{
    Completed, Coordinated, CopyDelivered, Declined, EntryAdded, Resumed, VisitEnded, WaitingForPart,
};
use doorstep_domain::id::{CaseId, QuoteId, VisitId};
use doorstep_domain::pack::Audience;

use crate::core::Core;
use crate::error::Error;
use crate::write::Made;

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

    /// Makes a coordination order of an unfinished job: a case of its own with its own number, in the same
    /// transaction, linked with the job (T-06, T-07). Also answers the job's new version.
    ///
    /// # Errors
    /// [`Error::Rejected`]: the field that is empty, the first day on which the company's rule allows it, or
    /// that it has no rule; [`Error::PackMissing`], [`Error::NotFound`], [`Error::Store`].
    pub fn coordinate(
        &self,
        case: CaseId,
        seen: &Version,
        order: Coordinated,
    ) -> Result<(CaseId, Version), Error> {
        let performed = self.perform(case, None, |case, action| {
            let pack = action.needs_pack(case)?;
            // A number is taken only for an order that will be made.
            case.may_coordinate(seen, &order, action.writer, pack)?;
            let followed = case.coordinate(seen, order, &action.new_case()?, action.writer, pack)?;
            Ok(Made { items: followed.items, begun: Some(followed.begun) })
        })?;
        let begun = performed.begun.ok_or(Error::NotFound("job"))?;
        Ok((begun, performed.version))
    }

    /// Goes on in another case by a link of the pack, such as a repair that follows from a complaint: a case of its
    /// own with its own number, in the same transaction. Also answers the new version of this one.
    ///
    /// # Errors
    /// [`Error::Rejected`]: that the service has no such link, the roles that may follow it, or an empty report;
    /// [`Error::PackMissing`], [`Error::NotFound`], [`Error::Store`].
    pub fn follow_on(
        &self,
        case: CaseId,
        seen: &Version,
        onward: &Onward,
    ) -> Result<(CaseId, Version), Error> {
        let performed = self.perform(case, None, |case, action| {
            let pack = action.needs_pack(case)?;
            case.may_follow_on(onward, action.writer, pack)?;
            let followed = case.follow_on(seen, onward, &action.new_case()?, action.writer, pack)?;
            Ok(Made { items: followed.items, begun: Some(followed.begun) })
        })?;
        let begun = performed.begun.ok_or(Error::NotFound("job"))?;
        Ok((begun, performed.version))
    }

    /// Adds an entry to a coordination order or a case of the desk. In ink: it cannot be changed.
    ///
    /// # Errors
    /// As [`Core::complete`]; [`Error::Rejected`] if the entry says nothing.
    pub fn add_entry(&self, case: CaseId, seen: &Version, entry: EntryAdded) -> Result<Version, Error> {
        if entry.content.trim().is_empty() {
            return Err(Rejected::Invalid { field: "content", reason: "must not be empty".to_owned() }.into());
        }
        self.record(case, seen, entry)
    }

    /// A copy of the record reached its audience.
    ///
    /// # Errors
    /// As [`Core::complete`].
    pub fn deliver_copy(
        &self,
        case: CaseId,
        seen: &Version,
        audience: Audience,
        how: Handing,
    ) -> Result<Version, Error> {
        let (audience, how) = (audience.name().to_owned(), how.name().to_owned());
        self.record(case, seen, CopyDelivered { audience, how })
    }
}
