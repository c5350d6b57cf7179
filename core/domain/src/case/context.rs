//! What the expressions of a pack may read of a case: see [`crate::pack::CONTEXT`].

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::checklist::{Checklist, DAY_AND_TIME, Step, Visits};
use crate::coverage::{self, CoverageView, Verdict};
use crate::expr::{Context, Expr, ExprValue, Name, Scalar};
use crate::fact::Phase;
use crate::fold::{State, VisitState};
use crate::id::VisitId;
use crate::timer::{self, TimerState, Timing};
use crate::value::{AnswerKey, Value};

/// The answers of a document.
type Answers = BTreeMap<AnswerKey, Value>;

/// The names of one visit of a case with their values, but those of timers.
#[derive(Debug, Default)]
pub(super) struct CaseContext(BTreeMap<Name, ExprValue>);

impl Context for CaseContext {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        self.0.get(name).cloned()
    }
}

/// All names of one visit. What became of a timer is worked out when an expression asks for it, and only then:
/// few do, and a timer walks the facts of the whole case.
pub(super) struct FullContext<'a> {
    pub(super) names: CaseContext,
    pub(super) state: &'a State,
    pub(super) answers: &'a Answers,
    pub(super) visit: VisitId,
    pub(super) steps: &'a Checklist<Expr>,
    pub(super) timing: &'a Timing<Expr>,
}

impl Context for FullContext<'_> {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        match name.within("timers") {
            Some(timer) => self.settled(timer).map(|state| ExprValue::from(state.name())),
            None => self.names.get(name),
        }
    }
}

impl FullContext<'_> {
    /// The conditions of timers know the names without timers, so that nothing goes in circles.
    fn settled(&self, timer: &str) -> Option<TimerState> {
        let Self { state, answers, steps, timing, .. } = self;
        let context = |visit: Option<VisitId>| -> Box<dyn Context> {
            Box::new(match visit {
                Some(visit) => CaseContext::of(state, answers, visit, steps, timing),
                None => CaseContext::of_job(state, answers, steps, timing),
            })
        };
        // What is settled is the same at every moment; that of the beginning is at hand.
        let now = state.created.as_ref()?.at;
        let inputs = timer::Inputs { state, answers, zone: &state.zone(), now, context: &context };
        timer::settled(timing, timer, Some(self.visit), &inputs)
    }
}

impl CaseContext {
    pub(super) fn of(
        state: &State,
        answers: &Answers,
        visit: VisitId,
        steps: &Checklist<Expr>,
        timing: &Timing<Expr>,
    ) -> Self {
        let mut context = Self::of_case(state, Some(visit), timing);
        context.add_visit(state, visit);
        context.add_answers(state, answers, visit, steps);
        context
    }

    /// The names of a case as a whole: nothing about a visit, and of each answer the one of the last visit that
    /// has it.
    pub(super) fn of_job(
        state: &State,
        answers: &Answers,
        steps: &Checklist<Expr>,
        timing: &Timing<Expr>,
    ) -> Self {
        let mut context = Self::of_case(state, state.current_visit(), timing);
        let mut visits: Vec<(u32, VisitId)> =
            state.visits.iter().map(|(id, visit)| (visit.number, *id)).collect();
        visits.sort_unstable();
        for (_, visit) in visits {
            context.add_answers(state, answers, visit, steps);
        }
        context
    }

    fn of_case(state: &State, visit: Option<VisitId>, timing: &Timing<Expr>) -> Self {
        let mut context = Self::default();
        context.add_job(state, visit);
        context.add_quote(state);
        context.add_windows(state, timing);
        context
    }

    fn add_answers(&mut self, state: &State, answers: &Answers, visit: VisitId, steps: &Checklist<Expr>) {
        let visits = Visits { this: visit, first: state.first_visit().unwrap_or(visit) };
        for (step, value) in steps.values(answers, visits) {
            let name = format!("answers.{step}");
            // A visit in which nothing was added to a group does not hide what an earlier one has.
            let is_empty = value == ExprValue::List(Vec::new());
            let is_known = || Name::new(&name).is_ok_and(|name| self.0.contains_key(&name));
            if !(is_empty && steps.step(step).is_some_and(Step::is_of_group) && is_known()) {
                self.put(&name, value);
            }
        }
    }

    /// Whether the report lies in the hours of service (scenario 15).
    fn add_windows(&mut self, state: &State, timing: &Timing<Expr>) {
        let Some(created) = &state.created else { return };
        let zone = state.zone();
        for (name, window) in &timing.windows {
            let is_served = window.contains(created.body.reported_at_ms, &zone);
            self.put_scalar(&format!("windows.{name}"), Scalar::Bool(is_served));
        }
    }

    /// What the coverage comes to, as far as it is decided.
    pub(super) fn set_coverage(&mut self, view: &CoverageView) {
        let mut set = |name: &str, verdict: Verdict| {
            if verdict.is_decided() {
                self.put_scalar(name, Scalar::Str(verdict.name().to_owned()));
            }
        };
        set(coverage::RESULT, view.result);
        for component in &view.components {
            set(&format!("coverage.{}", component.id), component.verdict);
        }
    }

    /// Sets the day of the visit.
    pub(super) fn set_date(&mut self, date: NaiveDate) {
        self.put_scalar("visit.date", Scalar::Date(date));
    }

    /// Whether the quote charges anything: known once there is a total.
    pub(super) fn set_paid(&mut self, paid: bool) {
        self.put_scalar("quote.paid", Scalar::Bool(paid));
    }

    fn add_job(&mut self, state: &State, visit: Option<VisitId>) {
        let Some(created) = &state.created else { return };
        let created = &created.body;
        self.put_scalar("job.service", Scalar::Str(created.service.clone()));
        self.put_scalar("job.area", Scalar::Str(created.area.name().to_owned()));
        self.put_scalar("job.emergency", Scalar::Bool(created.emergency));
        self.put_scalar("job.rework", Scalar::Bool(visit.is_some_and(|visit| is_rework(state, visit))));
        let out = |custody: &crate::fold::Custody| custody.back.is_none();
        self.put_scalar("job.custody", Scalar::Bool(!state.custody.is_empty()));
        self.put_scalar("job.custody_out", Scalar::Bool(state.custody.iter().any(out)));
        self.put_scalar("job.minutes", Scalar::Int(state.worked_millis() / 60_000));
        let reported = state.zone().local(created.reported_at_ms);
        self.put_scalar("job.reported_on", Scalar::Date(reported.date()));
        self.put_scalar("job.reported_at", Scalar::Str(reported.format(DAY_AND_TIME).to_string()));
    }

    fn add_visit(&mut self, state: &State, visit: VisitId) {
        let Some(visit) = state.visits.get(&visit) else { return };
        if let Some(date) = date_of(state, visit) {
            self.put_scalar("visit.date", Scalar::Date(date));
        }
        let millis = visit.worked_millis();
        self.put_scalar("visit.number", Scalar::Int(i64::from(visit.number)));
        self.put_scalar("visit.minutes", Scalar::Int(millis / 60_000));
        self.put_scalar(
            "visit.technicians",
            Scalar::Int(i64::try_from(visit.present.len()).unwrap_or(i64::MAX)),
        );
    }

    fn add_quote(&mut self, state: &State) {
        self.put_scalar("quote.shown", Scalar::Bool(!state.quotes.is_empty()));
        let standing = state.quotes.values().filter(|quote| quote.superseded_by.is_none());
        let last = standing.max_by_key(|quote| (quote.offered.at.wall_ms, quote.offered.fact));
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

/// The day of a visit: of the arrival, else of the appointment, else of the report. It comes from facts alone,
/// so that phone and office decide by the same day.
pub(super) fn date_of(state: &State, visit: &VisitState) -> Option<NaiveDate> {
    let arrived = visit.entered.get(&Phase::Arrived).map(|at| at.wall_ms);
    let appointed = || visit.appointment.as_ref().map(|appointed| appointed.value.0);
    let reported = || state.created.as_ref().map(|created| created.body.reported_at_ms);
    arrived.or_else(appointed).or_else(reported).map(|at_ms| local_date(state, at_ms))
}

/// The day that the clocks of the site show at an instant.
pub(super) fn local_date(state: &State, at_ms: i64) -> NaiveDate {
    state.zone().local(at_ms).date()
}

/// Whether a visit repeats work that was not accepted.
pub(super) fn is_rework(state: &State, visit: VisitId) -> bool {
    state.visits.get(&visit).is_some_and(|visit| visit.reason == "rework")
}
