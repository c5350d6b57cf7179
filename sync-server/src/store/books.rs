//! What months are worked out from: rows by case and month. Nobody who asks for a month reads a document.

use doorstep_domain::id::CaseId;
use doorstep_domain::ledger::Ledger;
use doorstep_domain::stock::VanStock;
use doorstep_domain::text::Text;
use doorstep_domain::wage::Month;

use super::OfCase;
use crate::error::Error;

/// Something that was promised by a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseRow {
    /// The month in which it is due, by the calendar of the site.
    pub month: Month,
    /// The service of the case.
    pub service: String,
    /// What people read for it.
    pub service_title: Text,
    /// The timer.
    pub timer: String,
    /// What people read for it.
    pub title: Text,
    /// Where the rule comes from, such as `T-28`.
    pub origin: Option<String>,
    /// Whether missing it is a breach; a clock may only warn.
    pub counts: bool,
    /// The last second in time, milliseconds since 1970 UTC.
    pub due_at_ms: i64,
    /// Whether it was kept; `None`: it is open, and missed once its last second is over.
    pub kept: Option<bool>,
}

/// What one month changed in a van.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VanMonth {
    /// The month, by the calendars of the sites.
    pub month: Month,
    /// Van, part, and by how much.
    pub stock: VanStock,
}

/// Reads what months are worked out from.
pub trait ReadBooks {
    /// What accounts, wages and scores need of the months from one to another, by case; erased ones are among them.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn ledgers(&self, first: Month, last: Month) -> Result<Vec<Ledger>, Error>;

    /// What was due in a month, by service and timer.
    fn promises(&self, month: Month) -> Result<Vec<OfCase<PromiseRow>>, Error>;

    /// What each month changed in the vans, the oldest first: all, or the van of one user.
    fn van_months(&self, user: Option<&str>) -> Result<Vec<VanMonth>, Error>;
}

/// Writes what months are worked out from.
pub trait WriteBooks {
    /// Replaces what accounts, wages and scores need of a case.
    ///
    /// # Errors
    /// Those of the database.
    fn put_ledger(&mut self, case: CaseId, ledger: &Ledger) -> Result<(), Error>;
}
