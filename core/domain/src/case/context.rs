//! What the expressions of a pack may read of a case: see [`crate::pack::CONTEXT`].

use std::collections::BTreeMap;

use crate::checklist::Kind;
use crate::document::DocumentView;
use crate::expr::{Context, ExprValue, Name, Scalar, Type};
use crate::fold::State;
use crate::id::VisitId;
use crate::pack::{ServiceParts, type_of_answer};
use crate::value::{AnswerKey, Value};

/// The names of one visit of a case with their values.
#[derive(Debug, Default)]
pub(super) struct CaseContext(BTreeMap<Name, ExprValue>);

impl Context for CaseContext {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        self.0.get(name).cloned()
    }
}

impl CaseContext {
    pub(super) fn of(state: &State, view: &DocumentView, visit: VisitId, service: &ServiceParts<'_>) -> Self {
        let mut context = Self::of_case(state, service);
        context.add_visit(state, visit);
        context.add_answers(view, visit, service);
        context
    }

    /// The names of a case as a whole: nothing about a visit, and of each answer the one of the last visit that
    /// has it.
    pub(super) fn of_job(state: &State, view: &DocumentView, service: &ServiceParts<'_>) -> Self {
        let mut context = Self::of_case(state, service);
        let mut visits: Vec<(u32, VisitId)> =
            state.visits.iter().map(|(id, visit)| (visit.number, *id)).collect();
        visits.sort_unstable();
        for (_, visit) in visits {
            context.add_answers(view, visit, service);
        }
        context
    }

    fn of_case(state: &State, service: &ServiceParts<'_>) -> Self {
        let mut context = Self::default();
        context.add_job(state);
        context.add_quote(state);
        context.add_windows(state, service);
        context
    }

    fn add_answers(&mut self, view: &DocumentView, visit: VisitId, service: &ServiceParts<'_>) {
        for step in &service.checklist.steps {
            if let Some(value) = answer_of(view, visit, &step.id, &step.kind) {
                self.put(&format!("answers.{}", step.id), value);
            }
        }
    }

    /// Whether the report lies in the hours of service (scenario 15).
    fn add_windows(&mut self, state: &State, service: &ServiceParts<'_>) {
        let Some(created) = &state.created else { return };
        let zone = state.zone();
        for (name, window) in &service.service.timing.windows {
            let is_served = window.contains(created.body.reported_at_ms, &zone);
            self.put_scalar(&format!("windows.{name}"), Scalar::Bool(is_served));
        }
    }

    /// Whether the quote charges anything: known once there is a total.
    pub(super) fn set_paid(&mut self, paid: bool) {
        self.put_scalar("quote.paid", Scalar::Bool(paid));
    }

    fn add_job(&mut self, state: &State) {
        let Some(created) = &state.created else { return };
        let created = &created.body;
        self.put_scalar("job.service", Scalar::Str(created.service.clone()));
        self.put_scalar("job.area", Scalar::Str(created.area.name().to_owned()));
        self.put_scalar("job.emergency", Scalar::Bool(created.emergency));
        self.put_scalar("job.rework", Scalar::Bool(is_rework(state)));
        self.put_scalar("job.minutes", Scalar::Int(state.worked_millis() / 60_000));
    }

    fn add_visit(&mut self, state: &State, visit: VisitId) {
        let Some(visit) = state.visits.get(&visit) else { return };
        let millis = visit.worked_millis();
        let technicians = visit.sessions.iter().map(|session| session.who.user.as_str());
        let technicians: std::collections::BTreeSet<&str> =
            technicians.chain(visit.assigned.iter().map(String::as_str)).collect();
        self.put_scalar("visit.number", Scalar::Int(i64::from(visit.number)));
        self.put_scalar("visit.minutes", Scalar::Int(millis / 60_000));
        self.put_scalar(
            "visit.technicians",
            Scalar::Int(i64::try_from(technicians.len()).unwrap_or(i64::MAX)),
        );
    }

    fn add_quote(&mut self, state: &State) {
        self.put_scalar("quote.shown", Scalar::Bool(!state.quotes.is_empty()));
        let last = state.quotes.values().max_by_key(|quote| (quote.offered.at.wall_ms, quote.offered.fact));
        if let Some(consent) = last.and_then(|quote| quote.consent.as_ref()) {
            self.put_scalar("quote.accepted", Scalar::Bool(consent.value));
        }
    }

    fn put_scalar(&mut self, name: &str, scalar: Scalar) {
        self.put(name, ExprValue::Scalar(scalar));
    }

    fn put(&mut self, name: &str, value: ExprValue) {
        if let Ok(name) = Name::new(name) {
            self.0.insert(name, value);
        }
    }
}

/// Whether the job repeats work that was not accepted.
pub(super) fn is_rework(state: &State) -> bool {
    state.visits.values().any(|visit| visit.reason == "rework")
}

/// The answer of a step as its declared type; a select-multiple is the list of its chosen options.
fn answer_of(view: &DocumentView, visit: VisitId, step: &str, kind: &Kind) -> Option<ExprValue> {
    if let Kind::Multi { options, .. } = kind {
        let value = |option: &str| view.answers.get(&AnswerKey::option(visit, step, option));
        let answered = options.iter().any(|option| value(&option.id).is_some());
        let chosen = options.iter().filter(|option| value(&option.id) == Some(&Value::Bool(true)));
        let list = chosen.map(|option| Scalar::Str(option.id.clone())).collect();
        return answered.then_some(ExprValue::List(list));
    }
    let Some(Type::Scalar(declared)) = type_of_answer(kind) else { return None };
    let answer = view.answers.get(&AnswerKey::step(visit, step))?;
    Scalar::of_answer(answer, declared).map(ExprValue::Scalar)
}
