//! What the office knows before anybody goes: answers given when a job is made.

use std::collections::BTreeMap;

use doorstep_domain::checklist::{Kind, Step};
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
    let mut edits = Vec::new();
    for (id, given) in answers {
        let step = pack.service(service).and_then(|parts| parts.checklist.step(id));
        let step = step.ok_or_else(|| invalid(id, "there is no such step"))?;
        let values = values_of(step, given, visit)?;
        edits.extend(values.into_iter().map(|(key, value)| Edit::SetAnswer { key, value: Some(value) }));
    }
    Ok(edits)
}

fn values_of(
    step: &Step<Expr>,
    given: &Given,
    visit: VisitId,
) -> Result<Vec<(AnswerKey, Value)>, OfficeError> {
    let accept = |option: Option<&str>, value: &Value| {
        step.kind.accept(option, value).map_err(|problem| invalid(&step.id, &problem.to_string()))
    };
    match (given, &step.kind) {
        (Given::Value(value), _) => Ok(vec![(AnswerKey::step(visit, &step.id), accept(None, value)?)]),
        (Given::Options(chosen), Kind::Multi { .. }) => chosen
            .iter()
            .map(|option| {
                let value = accept(Some(option), &true.into())?;
                Ok((AnswerKey::option(visit, &step.id, option), value))
            })
            .collect(),
        (Given::Options(_), _) => Err(invalid(&step.id, "takes one value, not several")),
    }
}

fn invalid(step: &str, reason: &str) -> OfficeError {
    OfficeError::invalid("answers", format!("{step}: {reason}"))
}
