//! Further jobs for customers whom the phone knows.

use doorstep_core as core;
use doorstep_domain::fact::Area;
use doorstep_domain::id::{CaseId, PackId};

use super::{AddedJob, Jobs};
use crate::error::DoorstepError;
use crate::record::{KnownCustomer, Person};

/// A further job for a customer who is known.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewForKnown {
    /// A job for the same customer at the same site, as `known_customers` names it.
    pub known: CaseId,
    /// The pack whose rules hold.
    pub pack: PackId,
    /// The service of that pack.
    pub service: String,
    /// What was reported.
    pub report: String,
    /// Home or public area.
    pub area: Area,
    /// Whether it is an emergency.
    #[uniffi(default = false)]
    pub is_emergency: bool,
    /// Who reported it, if not the customer.
    #[uniffi(default = None)]
    pub reporter: Option<Person>,
}

impl From<NewForKnown> for core::NewForKnown {
    fn from(new: NewForKnown) -> Self {
        let NewForKnown { known, pack, service, report, area, is_emergency, reporter } = new;
        Self { known, pack, service, report, area, is_emergency, reporter: reporter.map(Into::into) }
    }
}

#[uniffi::export]
impl Jobs {
    /// Searches the customers and sites that the jobs on this phone were made for: those with all words of `text` in
    /// number, name, address, telephone or report of a job, the newest first, at most `limit` (0 = 50). An empty text
    /// gives all. What is hidden at this time is masked, and not found either.
    ///
    /// Blocking: one query, under 20 ms; longer once after an update of the app. Offline: yes.
    /// Errors: `NotEnrolled`, `Closed`, `Storage`.
    pub fn known_customers(&self, text: String, limit: u32) -> Result<Vec<KnownCustomer>, DoorstepError> {
        let known = self.handle.run(|core| core.known_customers(&text, limit))?;
        Ok(known.into_iter().map(Into::into).collect())
    }

    /// Makes a job, or a case of the desk, for a customer whom the phone knows: it is the same customer's and site's for
    /// the office too. A telephone number that is hidden at this time is left out. Its number is final.
    ///
    /// Blocking: one transaction, under 50 ms. Offline: yes.
    /// Errors: `InvalidInput` with field `known` if name or address are hidden at this time, `NotEnrolled`, `NotFound`
    /// (job or pack), `Rejected`, `Closed`, `Storage`.
    pub fn create_for_known(&self, new: NewForKnown) -> Result<AddedJob, DoorstepError> {
        let (case, version) = self.handle.run(|core| core.create_for_known(new.into()))?;
        Ok(AddedJob { case, version })
    }
}
