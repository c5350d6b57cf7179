//! A score, as a pack holds it.

use std::collections::{BTreeMap, BTreeSet};

use crate::decimal::Decimal;
use crate::pack::Configured;
use crate::text::Text;

/// What somebody is given for a month or a year. Who it is about is found in its marks: workers, outlets.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// What people read.
    pub title: Text,
    /// Where the rule comes from, such as `K-08`.
    pub origin: Option<String>,
    /// For how long it is given.
    pub period: ScorePeriod,
    /// What it is made of.
    pub parts: Vec<ScorePart>,
    /// Names for scores, the best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<Grade>,
}

/// For how long a score is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScorePeriod {
    /// A month of the calendar.
    Month,
    /// A year of the calendar.
    Year,
}

/// A part of a score, such as attitude or quality.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScorePart {
    /// Its id.
    pub id: String,
    /// What people read.
    pub title: Text,
    /// How much of a hundred it weighs.
    pub weight: Configured<Decimal>,
    /// Where it comes from, such as `K-01`.
    pub origin: Option<String>,
    /// Where its marks come from; absent: it is entered by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<ScoreSource>,
}

/// A name for scores from some number on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Its id, such as `b1`.
    pub id: String,
    /// What people read.
    pub title: Text,
    /// The lowest score that has it.
    pub at_least: Decimal,
}

/// Where the marks of a part come from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScoreSource {
    /// Cases of the desk in which somebody is evaluated.
    Declared(Declared),
    /// How customers rated the visits of whoever worked in them.
    Rated(Asked),
    /// What customers said afterwards about the visits of whoever worked in them.
    FollowedUp(Asked),
    /// Of the deductions for the visits of whoever completed them, those that were swiped rightly.
    Deductions(Deductions),
}

/// An evaluation in a case of the desk: a gating step is declared done, and the answers before it are the mark.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// The service of such cases.
    pub service: String,
    /// The gating step with which the evaluation is declared; the other steps come before it.
    pub step: String,
    /// The step that says who is evaluated: the id of a user, or the name of an outlet.
    pub about: String,
    /// The step of kind `date` that says for when: any day of the month or year.
    pub day: String,
    /// The step with the mark: a number, or a choice.
    pub answer: String,
    /// What an answer is worth.
    #[serde(default)]
    pub worth: Worth,
}

/// A question to customers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The services whose visits count.
    pub services: Vec<String>,
    /// The scale on which they answered.
    pub scale: String,
    /// What an answer is worth.
    #[serde(default)]
    pub worth: Worth,
}

/// Deductions from accounts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Deductions {
    /// The services whose visits count.
    pub services: Vec<String>,
}

/// How much of a hundred an answer is worth. Without anything it is a percentage itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Worth {
    /// The best number, which is worth a hundred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best: Option<Decimal>,
    /// By the id of an option or grade.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub points: BTreeMap<String, Decimal>,
}

/// Digits after the point of a mark and of a mean.
const DIGITS: u8 = 2;

impl Worth {
    /// What an answer is worth of a hundred, to two digits, halves up; `None` if it is worth nothing that anybody
    /// said.
    #[must_use]
    pub fn of(&self, said: &str) -> Option<Decimal> {
        let hundred = Decimal::from(100_i64);
        let worth = match self.points.get(said) {
            Some(points) => *points,
            None if self.points.is_empty() => {
                let number: Decimal = said.parse().ok()?;
                number.mul(hundred).ok()?.quotient(self.best.unwrap_or(hundred), DIGITS).ok()?.trimmed()
            }
            None => return None,
        };
        (worth >= Decimal::ZERO && worth <= hundred).then_some(worth)
    }
}

/// The mean of some marks, to two digits, halves up.
pub(super) fn mean(marks: impl ExactSizeIterator<Item = Decimal>) -> Option<Decimal> {
    let count = i64::try_from(marks.len()).ok().filter(|count| *count > 0)?;
    let mut marks = marks;
    let sum = marks.try_fold(Decimal::ZERO, |sum, mark| sum.add(mark).ok())?;
    Some(sum.quotient(Decimal::from(count), DIGITS).ok()?.trimmed())
}

impl ScoreSource {
    /// The services whose cases it reads.
    #[must_use]
    pub fn services(&self) -> &[String] {
        match self {
            Self::Declared(declared) => std::slice::from_ref(&declared.service),
            Self::Rated(asked) | Self::FollowedUp(asked) => &asked.services,
            Self::Deductions(deductions) => &deductions.services,
        }
    }
}

impl Score {
    /// What is wrong with its parts and grades, with the place.
    #[must_use]
    pub fn problems(&self, services: &BTreeSet<&str>) -> Vec<(String, String)> {
        let at = |at: String| if at == ".grades" { "grades".to_owned() } else { format!("parts{at}") };
        let found = part_problems(&self.parts, &self.grades, services).into_iter();
        found.map(|(place, reason)| (at(place), reason)).collect()
    }

    /// The name that a number has.
    #[must_use]
    pub fn grade(&self, score: Decimal) -> Option<&Grade> {
        grade(&self.grades, score)
    }
}

/// The name that a number has.
pub(crate) fn grade(grades: &[Grade], score: Decimal) -> Option<&Grade> {
    grades.iter().find(|grade| score >= grade.at_least)
}

/// What is wrong with the parts and grades of a score, with the place.
pub(crate) fn part_problems(
    parts: &[ScorePart],
    grades: &[Grade],
    services: &BTreeSet<&str>,
) -> Vec<(String, String)> {
    let mut problems = Vec::new();
    let ids: BTreeSet<&str> = parts.iter().map(|part| part.id.as_str()).collect();
    if ids.len() != parts.len() {
        problems.push((String::new(), "a part is there twice".to_owned()));
    }
    let weights: Vec<Decimal> = parts.iter().filter_map(|part| part.weight.get().copied()).collect();
    let sum = weights.iter().try_fold(Decimal::ZERO, |sum, weight| sum.add(*weight).ok());
    if !weights.is_empty() && weights.len() == parts.len() && sum != Some(Decimal::from(100_i64)) {
        problems.push((String::new(), "the weights of its parts are not 100 together".to_owned()));
    }
    for (i, part) in parts.iter().enumerate() {
        let named = part.from.as_ref().map(ScoreSource::services);
        let at = |reason: String| (format!("[{i}].from"), reason);
        if named.is_some_and(<[String]>::is_empty) {
            problems.push(at("names no service".to_owned()));
        }
        for service in named.into_iter().flatten().filter(|service| !services.contains(service.as_str())) {
            problems.push(at(format!("there is no service `{service}`")));
        }
    }
    if grades.windows(2).any(|pair| pair[0].at_least <= pair[1].at_least) {
        problems.push((".grades".to_owned(), "are not in order, the best first".to_owned()));
    }
    problems
}
