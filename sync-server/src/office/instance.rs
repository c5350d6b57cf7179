//! Things of a group of steps that the desk adds or strikes out: the rooms of a flat, the machines of a client.

use std::collections::BTreeMap;

use doorstep_domain::case::NewInstance;
use doorstep_domain::id::{CaseId, InstanceId};
use doorstep_domain::value::Value;
use serde::Deserialize;

use super::act::Done;
use super::{Office, OfficeError};

/// One more thing of a group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddedInstance {
    /// The step of kind `repeat`.
    pub group: String,
    /// What is known about it at once, by step inside the group.
    #[serde(default)]
    pub answers: BTreeMap<String, Value>,
}

/// A thing that is struck out, or restored.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemovedInstance {
    /// The step of kind `repeat`.
    pub group: String,
    /// The thing.
    pub instance: InstanceId,
    /// `false` restores it.
    pub removed: bool,
}

impl Office<'_> {
    /// Adds a thing to a group of the current visit, and returns its id.
    ///
    /// # Errors
    /// [`OfficeError::Rejected`] if the step is no group, or has as many things as it can have; [`OfficeError`].
    pub fn add_instance(&self, case: CaseId, added: &AddedInstance) -> Result<InstanceId, OfficeError> {
        self.act(case, |hand| {
            let (visit, pack) = (hand.visit(None)?, hand.pack.clone().ok_or(OfficeError::NotFound("pack"))?);
            let (id, group) = (InstanceId(hand.mint()), added.group.clone());
            let answers = added.answers.clone().into_iter().collect();
            let new = NewInstance { visit, group, id, answers };
            Ok(Done::new(id, hand.case.add_instance(&hand.seen, &new, &hand.writer, &pack)?))
        })
    }

    /// Strikes a thing out, or restores it.
    ///
    /// # Errors
    /// [`OfficeError::Rejected`] if there is no such thing; [`OfficeError`].
    pub fn remove_instance(&self, case: CaseId, removed: &RemovedInstance) -> Result<(), OfficeError> {
        self.act(case, |hand| {
            let (visit, pack) = (hand.visit(None)?, hand.pack.clone().ok_or(OfficeError::NotFound("pack"))?);
            let thing = (visit, removed.group.as_str(), removed.instance);
            let items = hand.case.remove_instance(&hand.seen, thing, removed.removed, &hand.writer, &pack)?;
            Ok(Done::new((), items))
        })
    }
}
