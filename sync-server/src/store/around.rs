//! What is derived from a case beside its row: what is due in it, whom to ask afterwards, what it moved in and
//! out of vans. Lists read these, and never a document.

use doorstep_domain::fact::{Satisfaction, StockPlace};
use doorstep_domain::id::{CaseId, FactId, VisitId};
use doorstep_domain::pack::Channel;
use doorstep_domain::privacy::Veil;
use doorstep_domain::stock::VanStock;
use doorstep_domain::text::Text;
use doorstep_domain::timer::Alarm;
use doorstep_domain::wage::Month;
use serde::{Deserialize, Serialize};

use super::PromiseRow;
use crate::error::Error;

/// Everything that is derived from one case beside its row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derived {
    /// What waits for somebody by a time, the earliest first.
    pub alarms: Vec<AlarmRow>,
    /// Until when the alarms are complete if nothing comes, milliseconds since 1970 UTC; `None`: for ever.
    pub alarms_until_ms: Option<i64>,
    /// Whom to ask whether the work was good.
    pub follow_ups: Vec<FollowUpRow>,
    /// What movements of parts put into vans and took out of them.
    pub van_moves: Vec<VanMoveRow>,
    /// What was promised by a time.
    pub promises: Vec<PromiseRow>,
}

/// Something that waits for somebody by a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmRow {
    /// It.
    pub alarm: Alarm,
    /// When the day on which it is due begins at the site, milliseconds since 1970 UTC.
    pub day_from_ms: i64,
}

/// Somebody to be asked whether the work was good, with the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpRow {
    /// The completed visit.
    pub visit: VisitId,
    /// The rule of the service; with the visit, its key.
    pub task: String,
    /// What people read.
    pub title: Text,
    /// The role that does it.
    pub role: String,
    /// How the customer is reached.
    pub channel: Channel,
    /// By when, milliseconds since 1970 UTC; `None`: not configured.
    pub due_at_ms: Option<i64>,
    /// Whether the company asks for it.
    pub is_required: bool,
    /// Attempts that reached nobody.
    pub attempts: u32,
    /// The customer's telephone number.
    pub phone: Option<String>,
    /// What the customer said, once reached.
    pub said: Option<Said>,
}

/// What a customer said afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Whether the work was good.
    pub satisfied: Satisfaction,
    /// Why, in the customer's words.
    pub reason: Option<String>,
    /// The grade.
    pub grade: Option<String>,
    /// Who asked.
    pub who: String,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// The visit that does the work again.
    pub rework: Option<VisitId>,
}

/// A movement of a part into a van or out of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VanMoveRow {
    /// The fact.
    pub fact: FactId,
    /// Van, part and quantity: below zero if it was taken out.
    pub stock: VanStock,
    /// Where the part was.
    pub from: StockPlace,
    /// Where it is now.
    pub to: StockPlace,
    /// Who moved it.
    pub who: String,
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// The month of that, by the calendar of the site.
    pub month: Month,
}

/// A row of a list over all cases, with the case that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfCase<T> {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The customer's name.
    pub customer: String,
    /// Where it is.
    pub address: String,
    /// POSIX TZ string of the place.
    pub time_zone: String,
    /// What the case hides from some roles, and when it does not.
    pub veil: Option<Veil>,
    /// What the row says.
    pub row: T,
}

/// Which follow-ups are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FollowUpState {
    /// Those to be done, the earliest due first, those without a day last.
    #[default]
    Open,
    /// Those done, the newest first.
    Done,
    /// Those in which the customer was dissatisfied, the newest first.
    Dissatisfied,
}

impl std::str::FromStr for FollowUpState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "open" => Ok(Self::Open),
            "done" => Ok(Self::Done),
            "dissatisfied" => Ok(Self::Dissatisfied),
            _ => Err("one of open, done, dissatisfied".to_owned()),
        }
    }
}

/// Reads what is derived beside the rows.
pub trait ReadAround {
    /// What is due in a case, the earliest first.
    ///
    /// # Errors
    /// Those of the database, as in all functions of this trait.
    fn alarms(&self, case: CaseId) -> Result<Vec<AlarmRow>, Error>;

    /// Cases whose alarms are no longer complete at a moment, milliseconds since 1970 UTC.
    fn stale_alarms(&self, now_ms: i64, limit: u32) -> Result<Vec<CaseId>, Error>;

    /// Follow-ups over all cases. Open ones of an archived case are left out.
    fn follow_ups(&self, state: FollowUpState, limit: u32) -> Result<Vec<OfCase<FollowUpRow>>, Error>;

    /// Movements of parts from one month to another, the oldest first: all, or those of one van. Without a last month
    /// those that a clock ahead of time puts into the future are among them.
    fn van_moves(
        &self,
        user: Option<&str>,
        first: Month,
        last: Option<Month>,
    ) -> Result<Vec<OfCase<VanMoveRow>>, Error>;
}

/// Writes what is derived beside the rows.
pub trait WriteAround {
    /// Replaces what is derived from a case, whose row is there.
    ///
    /// # Errors
    /// Those of the database.
    fn put_derived(&mut self, case: CaseId, derived: &Derived) -> Result<(), Error>;

    /// Says when a case, whose row is there, is looked at again without news, milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// Those of the database.
    fn look_again(&mut self, case: CaseId, at_ms: i64) -> Result<(), Error>;
}
