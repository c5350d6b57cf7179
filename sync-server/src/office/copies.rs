//! Copies of the record that reached somebody, as the desk writes them down.

use doorstep_domain::case::Handing;
use doorstep_domain::fact::CopyDelivered;
use doorstep_domain::id::CaseId;
use doorstep_domain::pack::Audience;
use serde::Deserialize;

use super::{Office, OfficeError};

/// A copy that was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDelivery {
    /// Who got it.
    pub audience: Audience,
    /// How.
    pub how: Handing,
}

impl Office<'_> {
    /// Writes down that a copy reached somebody. Timers and duties can run from it, such as the day on which the archive
    /// files what it got.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`]; [`OfficeError::Unreadable`].
    pub fn deliver_copy(&self, case: CaseId, delivery: NewDelivery) -> Result<(), OfficeError> {
        let NewDelivery { audience, how } = delivery;
        self.record(case, CopyDelivered { audience: audience.name().to_owned(), how: how.name().to_owned() })
    }
}
