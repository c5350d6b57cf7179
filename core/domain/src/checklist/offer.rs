//! Options that are offered only sometimes, such as the cities of the country that was chosen.
//!
//! Nothing forbids an answer that is not offered: another phone may have changed the country while this one chose the
//! city. Such an answer stays as somebody gave it, and the step says that another one is needed.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::Step;
use super::kind::{Choice, Kind};
use crate::expr::{Context, Expr};

/// Some options of a step, and when they are offered. Options that no offer names are offered always.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Offer"))]
#[serde(deny_unknown_fields)]
pub struct Offer<E> {
    /// The ids of the options.
    pub options: Vec<String>,
    /// They are offered only if this holds; as long as it reads an open answer they are not.
    pub when: E,
}

impl Kind {
    /// What can be chosen; nothing for a kind without options.
    #[must_use]
    pub fn options(&self) -> &[Choice] {
        match self {
            Self::Choice { options } | Self::Multi { options, .. } => options,
            _ => &[],
        }
    }
}

impl<E> Step<E> {
    /// What is wrong with its offers, each by its number.
    pub(super) fn offer_problems(&self) -> Vec<(usize, String)> {
        let known: BTreeSet<&str> = self.kind.options().iter().map(|option| option.id.as_str()).collect();
        let mut named = BTreeSet::new();
        let mut problems = Vec::new();
        for (number, offer) in self.offered.iter().enumerate() {
            if offer.options.is_empty() {
                problems.push((number, "names no option".to_owned()));
            }
            for option in &offer.options {
                if !known.contains(option.as_str()) {
                    problems.push((number, format!("there is no option `{option}`")));
                } else if !named.insert(option.as_str()) {
                    let reason = format!("`{option}` is named twice; join its conditions with `||`");
                    problems.push((number, reason));
                }
            }
        }
        problems
    }
}

impl Step<Expr> {
    /// Whether an option is offered.
    #[must_use]
    pub fn offers(&self, option: &str, context: &dyn Context) -> bool {
        let mut of_option = self.offered.iter().filter(|offer| offer.options.iter().any(|id| id == option));
        of_option.all(|offer| offer.holds(context))
    }

    /// The options that are offered, in order; nothing if all are, whatever was answered.
    #[must_use]
    pub fn offered(&self, context: &dyn Context) -> Option<Vec<&Choice>> {
        if self.offered.is_empty() {
            return None;
        }
        let by_option: BTreeMap<&str, bool> = (self.offered.iter())
            .flat_map(|offer| {
                let holds = offer.holds(context);
                offer.options.iter().map(move |id| (id.as_str(), holds))
            })
            .collect();
        let is_offered = |option: &&Choice| by_option.get(option.id.as_str()).is_none_or(|holds| *holds);
        Some(self.kind.options().iter().filter(is_offered).collect())
    }
}

impl Offer<Expr> {
    fn holds(&self, context: &dyn Context) -> bool {
        self.when.eval_bool(context) == Ok(true)
    }
}
