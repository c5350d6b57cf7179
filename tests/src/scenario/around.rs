//! What stands around the work in a story: parts, things taken along, approvals, follow-ups, colleagues; and how
//! a visit or job ends otherwise.

use std::collections::BTreeMap;

use doorstep_domain::fact::{PartChoice, ReversalCause, Satisfaction, VisitOutcome};
use serde::{Deserialize, Deserializer};

use super::action::{Answer, Quantity, Word, one};
use super::when::Moment;

/// A part that goes somewhere.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// What people call it.
    pub part: String,
    /// How much of it.
    #[serde(default = "one")]
    pub quantity: Quantity,
    /// The step that asks for it.
    #[serde(default)]
    pub step: Option<String>,
}

/// Something of the customer's that is taken along.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenAlong {
    /// What it is.
    pub what: String,
    /// What goes with it.
    #[serde(default)]
    pub with: Vec<String>,
    /// How it looks.
    pub condition: String,
    /// When it is meant to be back.
    #[serde(default, rename = "back by")]
    pub back_by: Option<Moment>,
}

/// A step that takes its time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// The step.
    pub step: String,
    /// For how long.
    pub seconds: u32,
}

/// One more thing of a group of steps: a terminal, a room. Its steps are called by the name that the story gives it
/// and their own, as in `first/label`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// The group, a step of kind `repeat`.
    pub of: String,
    /// What the story calls it.
    #[serde(rename = "as")]
    pub name: String,
    /// What is known about it at once, by step.
    #[serde(default)]
    pub answers: BTreeMap<String, Answer>,
}

/// A card that was swiped wrongly.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrongSwipe {
    /// Why, in words.
    pub because: String,
    /// The account that is right.
    #[serde(rename = "right account", default)]
    pub account: Option<String>,
    /// What kind of mistake it was.
    #[serde(default = "wrong_account")]
    pub cause: Word<ReversalCause>,
}

fn wrong_account() -> Word<ReversalCause> {
    Word(ReversalCause::WrongAccount)
}

/// What a customer enters himself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomersOwn {
    /// Who.
    pub by: String,
    /// Answers, by step.
    #[serde(default)]
    pub answers: BTreeMap<String, Answer>,
    /// The grade, or the score.
    #[serde(default)]
    pub grade: Option<String>,
    /// In his own words.
    #[serde(default)]
    pub opinion: Option<String>,
}

/// A later return.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LaterReturn {
    /// When it is meant to be back from now on.
    pub at: Moment,
    /// Why.
    pub because: String,
}

/// What a customer says afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// `yes`, `no` or `not said`.
    #[serde(deserialize_with = "satisfied")]
    pub satisfied: Satisfaction,
    /// Why.
    #[serde(default)]
    pub because: Option<String>,
}

fn satisfied<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Satisfaction, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Said {
        Yes(bool),
        Word(String),
    }
    match Said::deserialize(deserializer)? {
        Said::Yes(true) => Ok(Satisfaction::Satisfied),
        Said::Yes(false) => Ok(Satisfaction::Dissatisfied),
        Said::Word(word) => match word.as_str() {
            "yes" => Ok(Satisfaction::Satisfied),
            "no" => Ok(Satisfaction::Dissatisfied),
            "not said" => Ok(Satisfaction::NotSaid),
            _ => Err(serde::de::Error::custom("expected yes, no or not said")),
        },
    }
}

/// Something that leader or office shall approve.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalRequest {
    /// What, a word of the pack.
    pub what: String,
    /// What exactly, and why.
    pub detail: String,
}

/// A missing part.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The model needed.
    pub model: String,
    /// Who buys it.
    pub choice: Word<PartChoice>,
    /// Why the one that was brought does not do.
    pub because: String,
    /// Who takes care of it.
    pub person: String,
    /// When the next visit is meant to be.
    #[serde(default)]
    pub next: Option<Moment>,
}

/// The end of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// How.
    #[serde(rename = "as")]
    pub outcome: Word<VisitOutcome>,
    /// Why, if not done.
    #[serde(default)]
    pub because: Option<String>,
    /// Who takes care of what remains.
    #[serde(default)]
    pub person: Option<String>,
}
