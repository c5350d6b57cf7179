//! What is deducted from accounts of the customer's when a job is completed.

use doorstep_domain::case::{SettlementItem, SettlementStanding, SettlementWait};
use doorstep_domain::id::VisitId;
use doorstep_domain::text::Language;

use super::quote::Money;

/// What one rule comes to for one completed visit.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Settlement {
    /// The visit in which the job was completed.
    pub visit: VisitId,
    /// The rule of the service.
    pub rule: String,
    /// What people read for it.
    pub title: String,
    /// The account that pays, as the pack calls it; nothing as long as nobody said so.
    pub account: Option<String>,
    /// What people read for the account.
    pub account_title: Option<String>,
    /// How much, as far as it is known.
    pub amount: Option<Money>,
    /// Minutes that are charged, where it is by the hour.
    pub minutes: Option<u32>,
    /// How it stands.
    pub state: SettlementState,
    /// The last day on which a closed account paid, `YYYY-MM-DD`.
    pub closed_since: Option<String>,
    /// What the company has not configured.
    pub not_configured: Option<String>,
    /// How often a deduction was reversed.
    pub reversed_count: u32,
}

/// How a deduction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SettlementState {
    /// It was deducted.
    Deducted,
    /// The office deducts it as soon as it has heard of the visit.
    WaitsForOffice,
    /// Nobody said which account pays.
    WaitsForAccount,
    /// The account is none of the service.
    UnknownAccount,
    /// The account is closed. Another one has to be chosen.
    ClosedAccount,
    /// An amount is not configured.
    NotConfigured,
    /// Nothing is to be deducted.
    Nothing,
}

impl Settlement {
    pub(super) fn of(item: SettlementItem, language: &Language) -> Self {
        let reversed = item.history.iter().filter(|made| made.reversed.is_some()).count();
        let (state, closed_since, not_configured) = standing(item.standing);
        let currency = item.currency;
        Self {
            visit: item.visit,
            rule: item.rule,
            title: item.title.get(language).to_owned(),
            account: item.account,
            account_title: item.account_title.map(|title| title.get(language).to_owned()),
            amount: item
                .amount
                .zip(currency)
                .map(|(amount, currency)| Money::in_currency(amount, &currency, language)),
            minutes: item.minutes,
            state,
            closed_since,
            not_configured,
            reversed_count: u32::try_from(reversed).unwrap_or(u32::MAX),
        }
    }
}

fn standing(standing: SettlementStanding) -> (SettlementState, Option<String>, Option<String>) {
    match standing {
        SettlementStanding::Deducted { deduction: _ } => (SettlementState::Deducted, None, None),
        SettlementStanding::Nothing => (SettlementState::Nothing, None, None),
        SettlementStanding::Pending { waits_for } => match waits_for {
            SettlementWait::Office => (SettlementState::WaitsForOffice, None, None),
            SettlementWait::Account => (SettlementState::WaitsForAccount, None, None),
            SettlementWait::UnknownAccount => (SettlementState::UnknownAccount, None, None),
            SettlementWait::ClosedAccount { until } => {
                (SettlementState::ClosedAccount, Some(until.to_string()), None)
            }
            SettlementWait::NotConfigured { what } => (SettlementState::NotConfigured, None, Some(what)),
        },
    }
}
