//! The things of a group of steps: adding one, and striking it out.

use super::{Case, Version, Writer};
use crate::checklist::{Kind, Step};
use crate::document::Edit;
use crate::expr::Expr;
use crate::id::{InstanceId, VisitId};
use crate::pack::Pack;
use crate::rejected::Rejected;
use crate::sync::Item;
use crate::value::{AnswerKey, Value, path_inside};

/// One more thing of a group: a terminal, a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInstance {
    /// The visit in whose checklist it is added.
    pub visit: VisitId,
    /// The step of kind `repeat`.
    pub group: String,
    /// Its minted id.
    pub id: InstanceId,
    /// What is known about it at once, by step, such as the code on its label. A choice of several options is
    /// answered afterwards.
    pub answers: Vec<(String, Value)>,
}

impl Case {
    /// Adds a thing to a group, with its first answers and the defaults of its other steps: one change.
    ///
    /// # Errors
    /// [`Rejected::Invalid`] if the step is no group, or an answer belongs to no step inside it or is none of its;
    /// [`Rejected::TooLarge`] if there are as many as there can be; as [`Case::edit`].
    pub fn add_instance(
        &mut self,
        seen: &Version,
        new: &NewInstance,
        writer: &Writer<'_>,
        pack: &Pack,
    ) -> Result<Vec<Item>, Rejected> {
        let NewInstance { visit, group, id, answers } = new;
        let visits = self.visits_of(*visit);
        let checklist = self.service_of(*visit, pack)?.checklist;
        let (group, most) = group_of(checklist.step(group), group)?;
        let there = checklist.instances(group, &self.document.view().answers, visits);
        if there.iter().filter(|thing| !thing.removed).count() >= most as usize {
            return Err(Rejected::TooLarge { field: "instances", limit: most.into() });
        }
        let member = AnswerKey::member(visits.of(group), &group.id, *id);
        let mut edits = vec![Edit::SetAnswer { key: member, value: Some(true.into()) }];
        let known: Vec<&str> = answers.iter().map(|(step, _)| step.as_str()).collect();
        edits.extend(self.beginning_of_thing((*visit, &group.id, *id), &known, pack));
        for (step, value) in answers {
            let inner = checklist.step(step).filter(|inner| inner.each.as_ref() == Some(&group.id));
            let inner = inner.ok_or_else(|| Rejected::Invalid {
                field: "answers",
                reason: format!("there is no step {step} inside of {}", group.id),
            })?;
            let value = inner.kind.accept(None, value).map_err(|problem| Rejected::Invalid {
                field: "answers",
                reason: format!("{step}: {problem}"),
            })?;
            let key = AnswerKey::step(visits.of(inner), &path_inside(&group.id, *id, step));
            edits.push(Edit::SetAnswer { key, value: Some(value) });
        }
        self.edit(seen, &edits, writer)
    }

    /// Strikes a thing out, or restores it. What was written about it stays, and comes back with it.
    ///
    /// # Errors
    /// [`Rejected::Invalid`] if the step is no group or has no such thing; as [`Case::edit`].
    pub fn remove_instance(
        &mut self,
        seen: &Version,
        (visit, group, id): (VisitId, &str, InstanceId),
        is_removed: bool,
        writer: &Writer<'_>,
        pack: &Pack,
    ) -> Result<Vec<Item>, Rejected> {
        let visits = self.visits_of(visit);
        let checklist = self.service_of(visit, pack)?.checklist;
        let (group, _) = group_of(checklist.step(group), group)?;
        let there = checklist.instances(group, &self.document.view().answers, visits);
        if !there.iter().any(|thing| thing.is.id == id) {
            return Err(Rejected::Invalid { field: "instance", reason: "there is no such thing".to_owned() });
        }
        let key = AnswerKey::member(visits.of(group), &group.id, id);
        self.edit(seen, &[Edit::SetAnswer { key, value: Some((!is_removed).into()) }], writer)
    }
}

/// A group, and how many things it can have.
fn group_of<'a>(step: Option<&'a Step<Expr>>, id: &str) -> Result<(&'a Step<Expr>, u32), Rejected> {
    match step.map(|step| (step, &step.kind)) {
        Some((step, Kind::Repeat { at_most, .. })) => Ok((step, *at_most)),
        _ => Err(Rejected::Invalid { field: "group", reason: format!("{id} is no step of kind repeat") }),
    }
}
