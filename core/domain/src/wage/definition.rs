//! A wage, as a pack holds it.

use std::collections::BTreeSet;

use crate::decimal::Decimal;
use crate::money::Rounding;
use crate::pack::Configured;
use crate::rate::RateTable;
use crate::score::{self, Grade, ScorePart};
use crate::text::Text;

/// How workers are paid by the hour.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Wage {
    /// What people read.
    pub title: Text,
    /// Where the rule comes from, such as `WG-01`.
    pub origin: Option<String>,
    /// The services whose completed visits count.
    pub services: Vec<String>,
    /// The table of rates of which the wage is a share.
    pub rate: String,
    /// So much of a hundred of the rate.
    pub share: Decimal,
    /// The table of the base for an hour, which is never scored; absent: everything is scored. A base above the wage
    /// is the wage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// How the wage for an hour and each amount of a month are rounded.
    pub rounding: Rounding,
    /// What a score is made of. Without parts it is entered as one number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub score: Vec<ScorePart>,
    /// Names for scores, the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<Grade>,
    /// So much of a hundred is kept back until the end of the year (WG-04).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld: Option<Configured<Decimal>>,
}

/// A mistake in a wage.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct WageProblem {
    /// Where, such as `rate`.
    pub path: String,
    /// What is wrong.
    pub reason: String,
}

impl Wage {
    /// Everything that does not fit the rest of the pack.
    #[must_use]
    pub fn problems(
        &self,
        services: &BTreeSet<&str>,
        rates: &std::collections::BTreeMap<String, RateTable>,
    ) -> Vec<WageProblem> {
        let mut problems = Vec::new();
        let mut add = |path: String, reason: String| problems.push(WageProblem { path, reason });
        for (i, service) in self.services.iter().enumerate() {
            if !services.contains(service.as_str()) {
                add(format!("services[{i}]"), format!("there is no service `{service}`"));
            }
        }
        if self.services.is_empty() {
            add("services".to_owned(), "names no service whose visits count".to_owned());
        }
        for (path, table) in [("rate", Some(&self.rate)), ("base", self.base.as_ref())] {
            if let Some(table) = table.filter(|table| !rates.contains_key(*table)) {
                add(path.to_owned(), format!("there is no table of rates `{table}`"));
            }
        }
        let is_percent = |percent: Decimal| percent > Decimal::ZERO && percent <= Decimal::from(100_i64);
        if !is_percent(self.share) {
            add("share".to_owned(), "is a percentage above 0, up to 100".to_owned());
        }
        if self
            .withheld
            .and_then(|percent| percent.get().copied())
            .is_some_and(|percent| !is_percent(percent))
        {
            add("withheld".to_owned(), "is a percentage above 0, up to 100".to_owned());
        }
        for (at, reason) in score::part_problems(&self.score, &self.grades, services) {
            add(if at == ".grades" { "grades".to_owned() } else { format!("score{at}") }, reason);
        }
        problems
    }
}
