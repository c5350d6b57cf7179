//! What accounts, wages and scores need of a case, also after it was erased.
//!
//! A month is worked out from what people recorded, and a case may be erased before the month is paid. So what it comes
//! to is written down beside it: hours by user and day, what was deducted, and what was said of whose work. It names
//! no customer, no place, and nothing of what was done. Whoever erases the case keeps this; books are kept for longer
//! than records of visits.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::fact::ReversalCause;
use crate::fold::{Deduction, State};
use crate::id::FactId;
use crate::score::{Remark, ScoreSource, remarks};
use crate::wage::{Month, Stint, stints};

/// What accounts, wages and scores need of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ledger {
    /// The number of the case, that people say.
    #[serde(default)]
    pub number: String,
    /// The service of its pack.
    pub service: String,
    /// Whose work it was, if it was completed.
    pub worked: Vec<Stint>,
    /// What was deducted from accounts.
    pub deducted: Vec<Entry>,
    /// What was said of those who worked, and of whom it evaluates.
    #[serde(default)]
    pub said: Vec<Remark>,
}

/// A deduction, with its counter-entry if there is one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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
    /// What a case says. Of evaluations it holds what these sources of scores ask for.
    #[must_use]
    pub fn of<'s>(state: &State, sources: impl IntoIterator<Item = &'s ScoreSource>) -> Self {
        let created = state.created.as_ref().map(|created| &created.body);
        Self {
            number: created.map(|created| created.number.clone()).unwrap_or_default(),
            service: created.map(|created| created.service.clone()).unwrap_or_default(),
            worked: stints(state),
            deducted: state.deductions.iter().map(|deduction| entry(state, deduction)).collect(),
            said: remarks(state, sources),
        }
    }

    /// The same by the months to which it belongs; a case that says nothing has none.
    #[must_use]
    pub fn by_month(&self) -> BTreeMap<Month, Self> {
        let worked = self.worked.iter().map(|stint| stint.day);
        let deducted = self.deducted.iter().map(|entry| entry.on);
        let days = worked.chain(deducted).chain(self.said.iter().map(|remark| remark.day));
        let months: BTreeSet<Month> = days.map(Month::of).collect();
        months.into_iter().map(|month| (month, self.of_month(month))).collect()
    }

    fn of_month(&self, month: Month) -> Self {
        Self {
            number: self.number.clone(),
            service: self.service.clone(),
            worked: self.worked.iter().filter(|stint| month.has(stint.day)).cloned().collect(),
            deducted: self.deducted.iter().filter(|entry| month.has(entry.on)).cloned().collect(),
            said: self.said.iter().filter(|remark| month.has(remark.day)).cloned().collect(),
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
