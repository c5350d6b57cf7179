//! Steps that are asked for each of several things alike: every terminal of a client, every room.
//!
//! The step of kind `repeat` is the group; whoever is there adds its things, each under a minted id, so that two
//! phones that add some without knowing of each other have added all of them. A thing that is struck out keeps
//! what was written about it. Steps inside name the group with `each`. In conditions their answers are, inside,
//! those of the thing at hand, and everywhere else the list of what each of them has.

use std::collections::BTreeMap;

use super::definition::{Checklist, Step};
use super::kind::{Choice, Kind};
use crate::expr::{Context, ExprValue, LIST_CAP, Name, Scalar, Type};
use crate::id::{InstanceId, VisitId};
use crate::pack::type_of_answer;
use crate::text::Text;
use crate::value::{AnswerKey, Value, path_inside};

/// The answers of a document.
pub(crate) type Answers = BTreeMap<AnswerKey, Value>;

/// One of the things that a group of steps is asked for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct InstanceRef {
    /// The step of kind `repeat`.
    pub group: String,
    /// Its minted id.
    pub id: InstanceId,
    /// What people call it: `Terminal PC-7`, or `Terminal 2` as long as it has no name.
    pub name: Text,
}

impl InstanceRef {
    /// The path of one of its steps, as answer keys and facts name it.
    #[must_use]
    pub fn path(&self, step: &str) -> String {
        path_inside(&self.group, self.id, step)
    }
}

/// A thing that was added, whether or not it was struck out since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Which one, and what people call it.
    pub is: InstanceRef,
    /// It was struck out. What was written about it stays.
    pub removed: bool,
}

/// A step where it is asked: by itself, or inside one instance.
#[derive(Debug, Clone)]
pub(crate) struct Place<'a> {
    pub(crate) step: &'a Step<crate::expr::Expr>,
    /// As answer keys and facts name it.
    pub(crate) path: String,
    pub(crate) instance: Option<InstanceRef>,
}

impl Place<'_> {
    /// Whether this place means that one when it names its step: the same instance's, or one that stands outside.
    pub(crate) fn means(&self, other: &Place<'_>) -> bool {
        match (&self.instance, &other.instance) {
            (Some(own), Some(of)) => own.group != of.group || own.id == of.id,
            _ => true,
        }
    }
}

/// The visits under which answers stand: of one visit, and of steps of the whole job.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visits {
    pub(crate) this: VisitId,
    pub(crate) first: VisitId,
}

impl Visits {
    pub(crate) fn of<E>(self, step: &Step<E>) -> VisitId {
        step.answered_in(self.this, self.first)
    }
}

impl<E> Step<E> {
    /// Whether it is a group of things alike, or asked for each of them.
    #[must_use]
    pub fn is_of_group(&self) -> bool {
        self.each.is_some() || matches!(self.kind, Kind::Repeat { .. })
    }
}

impl<E> Checklist<E> {
    /// The step at a path: a step by its id, or inside an instance `<group>/<instance>/<step>`.
    #[must_use]
    pub fn step_at(&self, path: &str) -> Option<&Step<E>> {
        let mut parts = path.split('/');
        let (first, rest) = (parts.next()?, parts.collect::<Vec<_>>());
        match rest[..] {
            [] => self.step(first).filter(|step| step.each.is_none()),
            [_, inner] => self.step(inner).filter(|step| step.each.as_deref() == Some(first)),
            _ => None,
        }
    }

    /// The type of `answers.<step>` as conditions inside a group, or outside of all, read it; `None` if there is no
    /// such name.
    #[must_use]
    pub fn type_of(&self, step: &Step<E>, inside: Option<&str>) -> Option<Type> {
        let own = type_of_answer(&step.kind)?;
        match (&step.each, own) {
            (Some(group), Type::Scalar(element)) if inside != Some(group) => Some(Type::List(element)),
            (Some(group), Type::List(_)) if inside != Some(group) => None,
            _ => Some(own),
        }
    }

    /// The things of a group, those that were struck out among them, as they were added.
    pub(crate) fn instances(&self, group: &Step<E>, answers: &Answers, visits: Visits) -> Vec<Instance> {
        let Kind::Repeat { item, name, .. } = &group.kind else { return Vec::new() };
        let naming = name.as_deref().and_then(|id| self.step(id));
        let visit = visits.of(group);
        let ids = ids_in(answers, visit, &group.id);
        ids.into_iter()
            .zip(1_usize..)
            .map(|(id, number)| {
                let own = naming.and_then(|step| {
                    let path = path_inside(&group.id, id, &step.id);
                    name_from(&step.kind, answers.get(&AnswerKey::step(visits.of(step), &path))?)
                });
                let name = called(item, &own.unwrap_or_else(|| Text::verbatim(number.to_string())));
                let member = answers.get(&AnswerKey::member(visit, &group.id, id));
                let is = InstanceRef { group: group.id.clone(), id, name };
                Instance { is, removed: member != Some(&Value::Bool(true)) }
            })
            .collect()
    }

    /// The things of a group that were not struck out.
    fn present(&self, group: &str, answers: &Answers, visits: Visits) -> Vec<InstanceRef> {
        let Some(group) = self.step(group) else { return Vec::new() };
        let all = self.instances(group, answers, visits).into_iter();
        all.filter(|instance| !instance.removed).map(|instance| instance.is).collect()
    }

    /// What conditions outside of all groups read, name by name.
    pub(crate) fn values(&self, answers: &Answers, visits: Visits) -> Vec<(&str, ExprValue)> {
        let value = |step| self.value(step, answers, visits);
        self.steps.iter().filter_map(|step| Some((step.id.as_str(), value(step)?))).collect()
    }

    /// What conditions outside of all groups read of a step.
    pub(crate) fn value(&self, step: &Step<E>, answers: &Answers, visits: Visits) -> Option<ExprValue> {
        match (&step.kind, &step.each) {
            (Kind::Repeat { .. }, _) => self.members(step, answers, visits),
            (_, Some(group)) => self.value_of_each(step, group, answers, visits),
            (kind, None) => value_of(answers, visits.of(step), &step.id, kind),
        }
    }

    /// The ids of a group's things. More than a list can have are no list: nothing is decided by a part of them.
    fn members(&self, group: &Step<E>, answers: &Answers, visits: Visits) -> Option<ExprValue> {
        let present = self.present(&group.id, answers, visits);
        let ids = present.iter().map(|instance| Scalar::Str(instance.id.key()));
        (present.len() <= LIST_CAP).then(|| ExprValue::List(ids.collect()))
    }

    fn value_of_each(
        &self,
        step: &Step<E>,
        group: &str,
        answers: &Answers,
        visits: Visits,
    ) -> Option<ExprValue> {
        let present = self.present(group, answers, visits);
        let of = |instance: &InstanceRef| match value_of(
            answers,
            visits.of(step),
            &instance.path(&step.id),
            &step.kind,
        )? {
            ExprValue::Scalar(scalar) => Some(scalar),
            ExprValue::List(_) => None,
        };
        (present.len() <= LIST_CAP).then(|| ExprValue::List(present.iter().filter_map(of).collect()))
    }
}

impl Checklist<crate::expr::Expr> {
    /// Every place of every step, in the order in which people do them: steps of one group and phase that stand
    /// together are done thing by thing.
    pub(crate) fn places(&self, answers: &Answers, visits: Visits) -> Vec<Place<'_>> {
        let together =
            |a: &Step<_>, b: &Step<_>| a.each.is_some() && (&a.each, &a.phase) == (&b.each, &b.phase);
        let mut places = Vec::new();
        for run in self.steps.chunk_by(together) {
            match run.first().and_then(|step| step.each.as_deref()) {
                None => places.extend(run.iter().map(|step| Place {
                    step,
                    path: step.id.clone(),
                    instance: None,
                })),
                Some(group) => {
                    for instance in self.present(group, answers, visits) {
                        places.extend(run.iter().map(|step| Place {
                            step,
                            path: instance.path(&step.id),
                            instance: Some(instance.clone()),
                        }));
                    }
                }
            }
        }
        places
    }
}

/// What conditions inside an instance read: its own answers, and all else as it is outside.
pub(super) struct Inside<'a> {
    pub(super) checklist: &'a Checklist<crate::expr::Expr>,
    pub(super) answers: &'a Answers,
    pub(super) visits: Visits,
    pub(super) instance: &'a InstanceRef,
    pub(super) outside: &'a dyn Context,
}

impl Context for Inside<'_> {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        let step = name.within("answers").and_then(|id| self.checklist.step(id));
        match step.filter(|step| step.each.as_ref() == Some(&self.instance.group)) {
            Some(step) => {
                let path = self.instance.path(&step.id);
                value_of(self.answers, self.visits.of(step), &path, &step.kind)
            }
            None => self.outside.get(name),
        }
    }
}

/// The answer at a path as its declared type; a select-multiple is the list of its chosen options.
pub(crate) fn value_of(answers: &Answers, visit: VisitId, path: &str, kind: &Kind) -> Option<ExprValue> {
    if let Kind::Multi { options, .. } = kind {
        let value = |option: &str| answers.get(&AnswerKey::option(visit, path, option));
        let answered = options.iter().any(|option| value(&option.id).is_some());
        let chosen = options.iter().filter(|option| value(&option.id) == Some(&Value::Bool(true)));
        let list = chosen.map(|option| Scalar::Str(option.id.clone())).collect();
        return answered.then_some(ExprValue::List(list));
    }
    let Some(Type::Scalar(declared)) = type_of_answer(kind) else { return None };
    let answer = answers.get(&AnswerKey::step(visit, path))?;
    Scalar::of_answer(answer, declared).map(ExprValue::Scalar)
}

/// The ids of all things of which anything was said in a visit. Minted ids sort as people made them.
fn ids_in(answers: &Answers, visit: VisitId, group: &str) -> Vec<InstanceId> {
    let prefix = AnswerKey::prefix_of_group(visit, group);
    let keys = answers.range(&prefix..).map(|(key, _)| key);
    let inside = keys.take_while(|key| key.as_str().starts_with(prefix.as_str()));
    let mut ids: Vec<InstanceId> =
        inside.filter_map(|key| key.instance()).map(|(_, instance)| instance).collect();
    ids.dedup();
    ids
}

/// An answer as the name of a thing.
fn name_from(kind: &Kind, answer: &Value) -> Option<Text> {
    match (kind, answer) {
        (Kind::Choice { options }, Value::Str(chosen)) => titled(options, chosen),
        (_, Value::Str(text)) if text.trim().is_empty() => None,
        (_, Value::Bool(_)) => None,
        (_, answer) => Some(Text::verbatim(answer.to_string())),
    }
}

fn titled(options: &[Choice], chosen: &str) -> Option<Text> {
    options.iter().find(|option| option.id == chosen).map(|option| option.title.clone())
}

/// `Terminal` and `PC-7` in every language of the pack.
fn called(item: &Text, own: &Text) -> Text {
    let of =
        item.0.iter().map(|(language, item)| (language.clone(), format!("{item} {}", own.get(language))));
    Text(of.collect())
}
