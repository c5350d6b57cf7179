//! Deductions at the desk: the counter-entry of a wrong one, and how often that happens (catalogue rule K-03).

use std::collections::BTreeMap;

use doorstep_domain::fact::{DeductionReversed, ReversalCause};
use doorstep_domain::id::{CaseId, FactId};
use doorstep_domain::ledger::Entry;
use doorstep_domain::wage::Month;
use serde::{Deserialize, Serialize};

use super::act::Done;
use super::job::filled;
use super::{Office, OfficeError};

/// A card was swiped wrongly.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reversal {
    /// The deduction.
    pub deduction: FactId,
    /// `wrong_account`, `wrong_card` or `wrong_order`.
    #[serde(default = "wrong_account")]
    pub cause: ReversalCause,
    /// Why, in words.
    pub reason: String,
    /// The account that is right; without one the visit's own answer counts.
    #[serde(default)]
    pub account: Option<String>,
}

fn wrong_account() -> ReversalCause {
    ReversalCause::WrongAccount
}

/// How often the cards of a worker were swiped wrongly in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorRate {
    /// The user who completed the visits.
    pub user: String,
    /// The user's name.
    pub name: String,
    /// Deductions in the month.
    pub deducted: u32,
    /// How many of them were reversed because of a mistake.
    pub reversed: u32,
}

impl Office<'_> {
    /// Writes the counter-entry of a wrong deduction. The server deducts again, from the account that is right.
    ///
    /// # Errors
    /// [`OfficeError::Invalid`] for a reason that is empty, a cause that is no mistake of somebody's, or an account
    /// that the service does not have; [`OfficeError::Rejected`] if it is reversed already.
    pub fn reverse_deduction(&self, case: CaseId, reversal: &Reversal) -> Result<(), OfficeError> {
        let reason = filled("reason", &reversal.reason)?;
        self.act(case, |hand| {
            let pack = hand.pack.clone().ok_or(OfficeError::NotFound("pack"))?;
            let body = DeductionReversed {
                deduction: reversal.deduction,
                cause: reversal.cause,
                reason: reason.clone(),
                account: reversal.account.clone(),
            };
            Ok(Done::new((), hand.case.reverse_deduction(&hand.seen, body, &hand.writer, &pack)?))
        })
    }

    /// How often cards were swiped wrongly, by worker, of the deductions made in a month.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn error_rates(&self, month: Month) -> Result<Vec<ErrorRate>, OfficeError> {
        let mut rates: BTreeMap<String, ErrorRate> = BTreeMap::new();
        let deducted = self.ledgers_of(month)?.into_iter().flat_map(|ledger| ledger.deducted);
        for entry in deducted.filter(|entry| month.has(entry.on)) {
            add(&mut rates, entry);
        }
        Ok(rates.into_values().collect())
    }
}

fn add(rates: &mut BTreeMap<String, ErrorRate>, entry: Entry) {
    let Some((user, name)) = entry.completed_by else { return };
    let rate =
        rates.entry(user.clone()).or_insert_with(|| ErrorRate { user, name, deducted: 0, reversed: 0 });
    rate.deducted += 1;
    rate.reversed += u32::from(entry.reversed.is_some_and(ReversalCause::is_error));
}
