//! What accounts and wages need of a case, also after it was erased.
//!
//! A month is worked out from what people recorded, and a case may be erased before the month is paid. So whatever
//! erases a case writes this beside its stub, in the same transaction: hours by user and day, and what was deducted. It
//! names no customer, no place, and nothing of what was done. Books are kept for longer than records of visits, and
//! nothing here erases them.

use chrono::NaiveDate;
use doorstep_domain::fact::ReversalCause;
use doorstep_domain::fold::{Deduction, State};
use doorstep_domain::id::FactId;
use doorstep_domain::wage::{self, Stint};
use serde::{Deserialize, Serialize};

/// What accounts and wages need of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// The service of its pack.
    pub service: String,
    /// Whose work it was, if it was completed.
    pub worked: Vec<Stint>,
    /// What was deducted from accounts.
    pub deducted: Vec<Entry>,
}

/// A deduction, with its counter-entry if there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The fact.
    pub fact: FactId,
    /// The account, as the pack calls it.
    pub account: String,
    /// How much, in minor units.
    pub amount_minor: i64,
    /// The currency, ISO 4217.
    pub currency: String,
    /// The day, by the calendar of the site.
    pub on: NaiveDate,
    /// Who completed the visit: user and name.
    pub completed_by: Option<(String, String)>,
    /// Why it was reversed.
    pub reversed: Option<ReversalCause>,
}

impl Ledger {
    /// What a case says.
    #[must_use]
    pub fn of(state: &State) -> Self {
        Self {
            service: state.created.as_ref().map(|created| created.body.service.clone()).unwrap_or_default(),
            worked: wage::stints(state),
            deducted: state.deductions.iter().map(|deduction| entry(state, deduction)).collect(),
        }
    }
}

fn entry(state: &State, deduction: &Deduction) -> Entry {
    let made = &deduction.made;
    let visit = state.visits.get(&made.body.visit);
    let completed = visit.and_then(|visit| visit.completed.as_ref());
    Entry {
        fact: made.fact,
        account: made.body.account.clone(),
        amount_minor: made.body.amount_minor,
        currency: made.body.currency.clone(),
        on: state.zone().local(made.at.wall_ms).date(),
        completed_by: completed.map(|completed| (completed.who.user.clone(), completed.who.name.clone())),
        reversed: deduction.reversed.as_ref().map(|reversed| reversed.body.cause),
    }
}
