//! What the office knows before anybody goes: answers given when a job is made.

use std::collections::BTreeMap;

use doorstep_domain::checklist::{Checklist, Choice, Kind, Step};
use doorstep_domain::document::Edit;
use doorstep_domain::expr::Expr;
use doorstep_domain::id::VisitId;
use doorstep_domain::pack::Pack;
use doorstep_domain::value::{AnswerKey, Value};

use super::{Given, OfficeError};

/// The edits that write these answers under the first visit, each as its step accepts it.
pub(super) fn edits(
    answers: &BTreeMap<String, Given>,
    pack: &Pack,
    service: &str,
    visit: VisitId,
) -> Result<Vec<Edit>, OfficeError> {
    let Some(parts) = pack.service(service) else { return Ok(Vec::new()) };
    let answers = answers.iter().map(|(step, given)| (step.clone(), Some(given.clone()))).collect();
    edits_of(&answers, parts.checklist, visit)
}

/// The edits that give or take back these answers. All that are wrong are named, each with its step.
pub(super) fn edits_of(
    answers: &BTreeMap<String, Option<Given>>,
    checklist: &Checklist<Expr>,
    visit: VisitId,
) -> Result<Vec<Edit>, OfficeError> {
    let mut edits = Vec::new();
    let mut wrong = Vec::new();
    for (id, given) in answers {
        let step = checklist.step_at(id).ok_or_else(|| format!("{id}: there is no such step"));
        match step.and_then(|step| values_of((id, step), given.as_ref(), visit)) {
            Ok(values) => edits.extend(values.into_iter().map(|(key, value)| Edit::SetAnswer { key, value })),
            Err(reason) => wrong.push(reason),
        }
    }
    if wrong.is_empty() { Ok(edits) } else { Err(OfficeError::invalid("answers", wrong.join("; "))) }
}

/// The values by key; options that are not chosen are taken back, so that a form shows what is there.
fn values_of(
    (path, step): (&str, &Step<Expr>),
    given: Option<&Given>,
    visit: VisitId,
) -> Result<Vec<(AnswerKey, Option<Value>)>, String> {
    let wrong = |reason: String| format!("{path}: {reason}");
    let accept = |option: Option<&str>, value: &Value| {
        step.kind.accept(option, value).map(Some).map_err(|problem| wrong(problem.to_string()))
    };
    let key = AnswerKey::step(visit, path);
    match (given, &step.kind) {
        (_, kind) if !kind.is_answered() => {
            Err(wrong(format!("is recorded as {}, not answered", kind.name())))
        }
        (Some(Given::Value(value)), _) => Ok(vec![(key, accept(None, value)?)]),
        (Some(Given::Options(chosen)), Kind::Multi { options, .. }) => {
            let known = |option: &String| options.iter().any(|choice| choice.id == *option);
            if let Some(stranger) = chosen.iter().find(|option| !known(option)) {
                return Err(wrong(format!("there is no option {stranger}")));
            }
            let value = |choice: &Choice| chosen.contains(&choice.id).then_some(Value::Bool(true));
            let key = |choice: &Choice| AnswerKey::option(visit, path, &choice.id);
            Ok(options.iter().map(|choice| (key(choice), value(choice))).collect())
        }
        (Some(Given::Options(_)), _) => Err(wrong("takes one value, not several".to_owned())),
        (None, Kind::Multi { options, .. }) => {
            Ok(options.iter().map(|choice| (AnswerKey::option(visit, path, &choice.id), None)).collect())
        }
        (None, _) => Ok(vec![(key, None)]),
    }
}
