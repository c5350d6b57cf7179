//! Accounts and rules, as a pack holds them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::checklist::{Checklist, Kind};
use crate::money::Rounding;
use crate::text::Text;

/// From which accounts customers of a service pay, and what is deducted on completion.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Settlement {
    /// The accounts, by id. The ids are the options of the step that chooses one.
    pub accounts: BTreeMap<String, PayAccount>,
    /// What is deducted.
    pub rules: Vec<SettlementRule>,
}

/// An account from which a customer can pay.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PayAccount {
    /// What people read.
    pub title: Text,
    /// The last day on which it pays; absent: it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::Day>"))]
    pub until: Option<NaiveDate>,
}

/// What is deducted once for each completed visit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SettlementRule {
    /// Letters, digits and `_`; with case and visit the key that makes the deduction once.
    pub id: String,
    /// What people read.
    pub title: Text,
    /// The step that chooses the account: a choice of accounts.
    pub account: String,
    /// What is deducted.
    pub charge: SettlementCharge,
    /// For hours: the table of rates of the pack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
    /// For hours: how the amount is rounded, once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    /// Where the rule comes from, such as `CH-17`.
    pub origin: Option<String>,
}

/// What a rule deducts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SettlementCharge {
    /// The total of the quotes that the customer accepted.
    Quotes,
    /// The time worked, times a rate.
    Hours,
}

/// A mistake in a settlement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct SettlementProblem {
    /// Where, such as `rules[0].account`.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

impl Settlement {
    /// The rule with this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&SettlementRule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Everything that does not fit the checklist of the service or the rates of the pack.
    #[must_use]
    pub fn problems<E>(&self, checklist: &Checklist<E>, rates: &BTreeSet<&str>) -> Vec<SettlementProblem> {
        let mut problems = Vec::new();
        let mut add = |path: String, reason: String| problems.push(SettlementProblem { path, reason });
        if self.accounts.is_empty() || self.rules.is_empty() {
            add(String::new(), "a settlement has accounts and rules".to_owned());
        }
        for (i, rule) in self.rules.iter().enumerate() {
            let at = |field: &str| format!("rules[{i}].{field}");
            if self.rules[..i].iter().any(|other| other.id == rule.id) {
                add(at("id"), format!("`{}` is there already", rule.id));
            }
            for reason in self.account_problems(rule, checklist) {
                add(at("account"), reason);
            }
            for (field, reason) in rule.charge_problems(rates) {
                add(at(field), reason);
            }
        }
        problems
    }

    /// The step is a choice, and whatever can be chosen is an account.
    fn account_problems<E>(&self, rule: &SettlementRule, checklist: &Checklist<E>) -> Vec<String> {
        match checklist.step(&rule.account).map(|step| &step.kind) {
            None => vec![format!("there is no step `{}`", rule.account)],
            Some(Kind::Choice { options }) => {
                let strange = options.iter().filter(|option| !self.accounts.contains_key(&option.id));
                strange.map(|option| format!("`{}` is no account", option.id)).collect()
            }
            Some(kind) => vec![format!("is a step of kind {}, and a choice is needed", kind.name())],
        }
    }
}

impl SettlementRule {
    fn charge_problems(&self, rates: &BTreeSet<&str>) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        match (self.charge, &self.rate) {
            (SettlementCharge::Hours, None) => problems.push(("rate", "hours need a rate".to_owned())),
            (SettlementCharge::Hours, Some(rate)) if !rates.contains(rate.as_str()) => {
                problems.push(("rate", format!("there is no table of rates `{rate}`")));
            }
            (SettlementCharge::Quotes, Some(_)) => {
                problems.push(("rate", "quotes have prices of their own".to_owned()));
            }
            _ => {}
        }
        if (self.charge == SettlementCharge::Hours) != self.rounding.is_some() {
            problems.push(("rounding", "is named for hours, and for hours only".to_owned()));
        }
        problems
    }
}
