//! What is answered from the beginning: the `default` of steps.
//!
//! Whoever begins a case, or adds a thing to a group, gives these answers with the same tap. From then on they are
//! answers like any other: they have an author and a time, can be changed and taken back, and are worked out once.

use chrono::NaiveDate;

use super::answer::AnswerProblem;
use super::definition::{Checklist, Step};
use super::instance::Visits;
use super::kind::Kind;
use crate::expr::{Context, EvalError, Expr, ExprValue, Name, Scalar};
use crate::id::InstanceId;
use crate::value::{AnswerKey, Value, path_inside};

/// The only name that a default reads.
pub const DAY: &str = "visit.date";

/// Why a default is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DefaultProblem {
    /// It comes to nothing.
    #[error("{0}")]
    Value(#[from] EvalError),
    /// The step does not accept it.
    #[error("{0}")]
    Answer(#[from] AnswerProblem),
}

struct OnDay(NaiveDate);

impl Context for OnDay {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        (name.as_str() == DAY).then(|| ExprValue::from(self.0))
    }
}

impl Step<Expr> {
    /// What the step is answered with on a day, by option if there are several; nothing if it has no default.
    ///
    /// # Errors
    /// [`DefaultProblem`]; a published pack has none, whatever the day.
    pub fn default_on(&self, day: NaiveDate) -> Result<Vec<(Option<String>, Value)>, DefaultProblem> {
        let Some(default) = &self.default else { return Ok(Vec::new()) };
        let accept = |option: Option<String>, value: &Value| {
            let value = self.kind.accept(option.as_deref(), value)?;
            Ok((option, value))
        };
        match default.eval(&OnDay(day))? {
            ExprValue::Scalar(scalar) => Ok(vec![accept(None, &answer_of(scalar))?]),
            ExprValue::List(options) => {
                let option = |scalar| match scalar {
                    Scalar::Str(option) => accept(Some(option), &Value::Bool(true)),
                    _ => Err(AnswerProblem::Type { expected: "an option" }.into()),
                };
                options.into_iter().map(option).collect()
            }
        }
    }
}

/// As answers are written; the step says whether it is of its type.
fn answer_of(scalar: Scalar) -> Value {
    match scalar {
        Scalar::Bool(value) => Value::Bool(value),
        Scalar::Int(value) | Scalar::Duration(value) => Value::Int(value),
        Scalar::Decimal(value) => Value::Str(value.to_string()),
        Scalar::Str(text) => Value::Str(text),
        Scalar::Date(day) => Value::Str(day.to_string()),
    }
}

impl Checklist<Expr> {
    /// The answers with which a visit begins, or with `thing` those with which one more thing of a group does; but for
    /// the steps in `known`, about which something is said already.
    pub(crate) fn beginning(
        &self,
        visits: Visits,
        thing: Option<(&str, InstanceId)>,
        known: &[&str],
        day: NaiveDate,
    ) -> Vec<(AnswerKey, Value)> {
        let group = thing.map(|(group, _)| group);
        let own = self.steps.iter().filter(|step| step.each.as_deref() == group);
        let open = own.filter(|step| !known.contains(&step.id.as_str()));
        open.flat_map(|step| {
            let path = match thing {
                Some((group, id)) => path_inside(group, id, &step.id),
                None => step.id.clone(),
            };
            let visit = visits.of(step);
            // The linter has seen that every default is an answer.
            let given = step.default_on(day).unwrap_or_default();
            let key = move |option: Option<String>| match option {
                Some(option) => AnswerKey::option(visit, &path, &option),
                None => AnswerKey::step(visit, &path),
            };
            given.into_iter().map(move |(option, value)| (key(option), value))
        })
        .collect()
    }
}

impl<E> Step<E> {
    /// Why the step can have no default; nothing if it can.
    pub(super) fn default_problem(&self) -> Option<&'static str> {
        let is_answered = self.kind.is_answered() && !matches!(self.kind, Kind::Repeat { .. });
        match () {
            () if self.default.is_none() => None,
            () if !is_answered => Some("only what is answered can be answered from the beginning"),
            () if self.is_customers_answer() => Some("nobody answers for the customer"),
            () if self.gating => Some("a step that is signed off is looked at first"),
            () => None,
        }
    }
}
