//! What somebody was given, as numbers.

use std::collections::BTreeMap;

use super::definition::ScorePart;
use crate::decimal::Decimal;

/// What somebody was given for a month or year: the score as one number, or its parts. All are of a hundred.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scores {
    /// The score as one number; it counts before the parts.
    pub total: Option<Decimal>,
    /// The parts, by id.
    pub parts: BTreeMap<String, Decimal>,
}

/// Why there is no score.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum ScoreError {
    /// Nobody gave one.
    #[error("no score was given")]
    NotGiven,
    /// A part is missing.
    #[error("the part `{part}` was not given")]
    PartMissing {
        /// The part.
        part: String,
    },
    /// The company has not said how much a part weighs.
    #[error("how much `{part}` weighs is not configured")]
    NotConfigured {
        /// The part.
        part: String,
    },
    /// It is no percentage.
    #[error("{score} is not between 0 and 100")]
    OutOfRange {
        /// What was given.
        score: Decimal,
    },
}

impl Scores {
    /// One number.
    #[must_use]
    pub fn of(total: Decimal) -> Self {
        Self { total: Some(total), parts: BTreeMap::new() }
    }

    /// These, and what the marks say of the parts that nobody entered.
    #[must_use]
    pub fn or(mut self, marked: &BTreeMap<String, Decimal>) -> Self {
        for (part, percent) in marked {
            self.parts.entry(part.clone()).or_insert(*percent);
        }
        self
    }

    /// The score of a hundred.
    ///
    /// # Errors
    /// [`ScoreError`] if it was not given, or nobody said how its parts weigh: it is never guessed.
    pub fn score(&self, parts: &[ScorePart]) -> Result<Decimal, ScoreError> {
        if let Some(total) = self.total {
            return within(total);
        }
        if parts.is_empty() || self.parts.is_empty() {
            return Err(ScoreError::NotGiven);
        }
        let mut sum = Decimal::ZERO;
        for part in parts {
            let given = self.parts.get(&part.id).copied();
            let given = given.ok_or_else(|| ScoreError::PartMissing { part: part.id.clone() })?;
            let weight = part.weight.get().copied();
            let weight = weight.ok_or_else(|| ScoreError::NotConfigured { part: part.id.clone() })?;
            sum = add_weighted(sum, within(given)?, weight).ok_or(ScoreError::OutOfRange { score: given })?;
        }
        within(sum)
    }
}

/// The sum with so much of a hundred of another number.
fn add_weighted(sum: Decimal, given: Decimal, weight: Decimal) -> Option<Decimal> {
    let hundredth = Decimal::new(1, 2)?;
    let part = given.mul(weight).ok()?.mul(hundredth).ok()?;
    sum.add(part).ok()
}

fn within(score: Decimal) -> Result<Decimal, ScoreError> {
    let is_percent = score >= Decimal::ZERO && score <= Decimal::from(100_i64);
    if is_percent { Ok(score) } else { Err(ScoreError::OutOfRange { score }) }
}
