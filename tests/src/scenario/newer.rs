//! Newer checklists in a story.

use serde::Deserialize;

use super::action::Names;

/// How a newer checklist differs from the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewChecklist {
    /// Steps that are new: each is ticked, and has to be.
    pub adds: Vec<AddedStep>,
    /// Steps that are no longer there.
    pub drops: Names,
    /// Steps that must be done from now on.
    pub demands: Names,
}

/// A step that is new.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddedStep {
    /// Its id.
    pub step: String,
    /// What people read.
    pub title: String,
    /// The step before which it stands, and whose phase it shares.
    pub before: String,
}

/// What is expected of a newer checklist: `none`, or how it differs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "`none`, or `adds`, `drops` and `changes`")]
pub enum NewerChecklistCheck {
    /// There is none.
    Word(String),
    /// The steps that differ.
    Steps(DifferentSteps),
}

/// Steps that differ, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DifferentSteps {
    /// New ones.
    pub adds: Names,
    /// Those that are no longer there.
    pub drops: Names,
    /// Those that are there in another form.
    pub changes: Names,
    /// Those of all of these to which the visit has an answer.
    pub answered: Names,
}
