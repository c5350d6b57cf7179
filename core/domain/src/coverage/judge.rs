//! The judgement: a coverage held against a day and the answers.

use chrono::NaiveDate;

use super::definition::{Coverage, Document, Exclusion, Period, Unpaid};
use super::view::{Because, ComponentView, CoverageView, Started, Verdict, Waiting};
use crate::calendar::Span;
use crate::expr::{Context, EvalError, Expr, ExprValue, Name, Scalar};
use crate::pack::Configured;
use crate::text::Text;

impl Coverage<Expr> {
    /// Judges every component for a day. Conditions read their names from `context`.
    #[must_use]
    pub fn judge(&self, on: NaiveDate, context: &dyn Context) -> CoverageView {
        let judge = Judge { coverage: self, on, context };
        let concerned = judge.concerned();
        let components = self.components.iter().map(|component| {
            let Finding { verdict, because } = judge.component(&component.id);
            let is_concerned = concerned.as_ref().ok().map(|concerned| concerned.includes(&component.id));
            let (id, title) = (component.id.clone(), component.title.clone());
            ComponentView { id, title, is_concerned, verdict, because }
        });
        let components: Vec<ComponentView> = components.collect();
        let result = result_of(&components);
        let waits = waits_of(result, &components, concerned.err());
        CoverageView { title: self.title.clone(), on, decided: None, components, result, waits }
    }
}

/// A coverage, held against a day and the answers.
struct Judge<'a> {
    coverage: &'a Coverage<Expr>,
    on: NaiveDate,
    context: &'a dyn Context,
}

/// What an entry says about a component, or all entries together.
struct Finding {
    verdict: Verdict,
    because: Because,
}

/// Whether an entry decides.
enum Asked {
    /// It does not apply.
    No,
    /// It decides.
    Yes(Finding),
    /// With some answers that are open it would decide like this.
    Open(Vec<Waiting>, Verdict),
}

/// What entries that may yet apply leave open.
#[derive(Default)]
struct Doubt {
    waits: Vec<Waiting>,
    possible: Vec<Verdict>,
}

/// The components that a job is about.
enum Concerned {
    All,
    Named(Vec<String>),
}

impl Judge<'_> {
    /// Goes through the entries until one decides. Those before it that may yet apply matter only if they would
    /// decide otherwise.
    fn component(&self, id: &str) -> Finding {
        let coverage = self.coverage;
        let documents = coverage.documents.iter().map(|document| self.document(document));
        let exclusions = coverage.exclusions.iter().filter(|entry| coverage.is_about(&entry.components, id));
        let periods = coverage.periods.iter().filter(|entry| coverage.is_about(&entry.components, id));
        let entries = documents
            .chain(exclusions.map(|exclusion| self.exclusion(exclusion)))
            .chain(periods.map(|period| self.period(period)));
        let mut doubt = Doubt::default();
        for asked in entries {
            match asked {
                Asked::No => {}
                Asked::Yes(finding) => return doubt.about(finding),
                Asked::Open(waits, verdict) => {
                    doubt.waits.extend(waits);
                    doubt.possible.push(verdict);
                }
            }
        }
        doubt.about(Finding { verdict: coverage.unpaid().into(), because: Because::NotCovered })
    }

    fn document(&self, document: &Document<Expr>) -> Asked {
        let verdict = Verdict::from(document.result.unwrap_or(self.coverage.unpaid()));
        let Document { id: rule, title, reason, .. } = document;
        let asked = document.when.as_ref().map_or(Ok(true), |when| when.eval_bool(self.context));
        match (asked, document.check.eval_bool(self.context)) {
            (Ok(false), _) | (_, Ok(true)) => Asked::No,
            (Err(EvalError::Unanswered(name)), _) | (Ok(true), Err(EvalError::Unanswered(name))) => {
                Asked::Open(vec![waiting(name)], verdict)
            }
            (Ok(true), Ok(false)) => {
                let (rule, title, reason) = (rule.clone(), title.clone(), reason.clone());
                Asked::Yes(Finding { verdict, because: Because::Document { rule, title, reason } })
            }
            (Err(_), _) | (_, Err(_)) => Asked::Yes(uncomputable(rule, title)),
        }
    }

    fn exclusion(&self, exclusion: &Exclusion<Expr>) -> Asked {
        let verdict = Verdict::from(exclusion.result);
        let Exclusion { id: rule, title, reason, .. } = exclusion;
        match exclusion.when.eval_bool(self.context) {
            Ok(false) => Asked::No,
            Ok(true) => {
                let (rule, title, reason) = (rule.clone(), title.clone(), reason.clone());
                Asked::Yes(Finding { verdict, because: Because::Exclusion { rule, title, reason } })
            }
            Err(EvalError::Unanswered(name)) => Asked::Open(vec![waiting(name)], verdict),
            Err(_) => Asked::Yes(uncomputable(rule, title)),
        }
    }

    fn period(&self, period: &Period<Expr>) -> Asked {
        match period.when.as_ref().map_or(Ok(true), |when| when.eval_bool(self.context)) {
            Ok(false) => Asked::No,
            Ok(true) => Asked::Yes(self.term(period)),
            Err(EvalError::Unanswered(name)) => {
                let Finding { verdict, because } = self.term(period);
                let also = if let Because::Waits { answers } = because { answers } else { Vec::new() };
                Asked::Open([waiting(name)].into_iter().chain(also).collect(), verdict)
            }
            Err(_) => Asked::Yes(uncomputable(&period.id, &period.title)),
        }
    }

    /// What a period that applies says on this day.
    fn term(&self, period: &Period<Expr>) -> Finding {
        let (rule, title, reason) = (period.id.clone(), period.title.clone(), period.reason.clone());
        match (&period.through, &period.lasts) {
            (Some(through), _) => match self.day(through) {
                Ok(last_day) => {
                    let covers = self.on <= last_day;
                    self.within(covers, Because::Period { rule, title, reason, started: None, last_day })
                }
                Err(error) => undated(error, period),
            },
            (None, None) => self.within(true, Because::Unlimited { rule, title, reason }),
            (None, Some(Configured::NotConfigured)) => not_configured(period),
            (None, Some(Configured::Value(lasts))) => self.counted(period, *lasts),
        }
    }

    /// A period that is counted from a start.
    fn counted(&self, period: &Period<Expr>, lasts: Span) -> Finding {
        let start = period.from.as_ref().and_then(|from| self.coverage.starts.get(from));
        let (Some(start), Some(end)) = (start, period.end) else { return not_configured(period) };
        let on = match self.day(&start.date) {
            Ok(on) => on,
            Err(error) => return undated(error, period),
        };
        let Some(last_day) = end.last_day(lasts, on) else { return uncomputable(&period.id, &period.title) };
        let (rule, title, reason) = (period.id.clone(), period.title.clone(), period.reason.clone());
        let started = Some(Started { title: start.title.clone(), on, lasts });
        let covers = (on..=last_day).contains(&self.on);
        self.within(covers, Because::Period { rule, title, reason, started, last_day })
    }

    fn within(&self, covers: bool, because: Because) -> Finding {
        let verdict = if covers { Verdict::Covered } else { self.coverage.unpaid().into() };
        Finding { verdict, because }
    }

    fn day(&self, expression: &Expr) -> Result<NaiveDate, EvalError> {
        match expression.eval(self.context)? {
            ExprValue::Scalar(Scalar::Date(day)) => Ok(day),
            _ => Err(EvalError::Type { expected: "a Date" }),
        }
    }

    /// The components that the job is about, or the answer that says so once it is given.
    fn concerned(&self) -> Result<Concerned, Vec<Waiting>> {
        let Some(concerns) = &self.coverage.concerns else { return Ok(Concerned::All) };
        let named = |scalar: Scalar| if let Scalar::Str(id) = scalar { Some(id) } else { None };
        match concerns.eval(self.context) {
            Ok(ExprValue::Scalar(scalar)) => Ok(Concerned::Named(named(scalar).into_iter().collect())),
            Ok(ExprValue::List(items)) => Ok(Concerned::Named(items.into_iter().filter_map(named).collect())),
            Err(EvalError::Unanswered(name)) => Err(vec![waiting(name)]),
            Err(_) => Err(Vec::new()),
        }
    }
}

impl Doubt {
    /// A finding, unless entries before it may yet decide otherwise.
    fn about(self, finding: Finding) -> Finding {
        if self.possible.iter().all(|verdict| *verdict == finding.verdict && verdict.is_decided()) {
            return finding;
        }
        let mut answers = self.waits;
        if let Because::Waits { answers: also } = finding.because {
            answers.extend(also);
        }
        Finding { verdict: Verdict::NotKnown, because: Because::Waits { answers: once(answers) } }
    }
}

impl Concerned {
    fn includes(&self, component: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(ids) => ids.iter().any(|id| id == component),
        }
    }
}

impl From<Unpaid> for Verdict {
    fn from(unpaid: Unpaid) -> Self {
        match unpaid {
            Unpaid::Paid => Self::Paid,
            Unpaid::Refused => Self::Refused,
        }
    }
}

/// The worst of what the job is about. As long as it is open what that is, the verdict that all agree on.
fn result_of(components: &[ComponentView]) -> Verdict {
    let worst_first =
        [Verdict::Refused, Verdict::NotKnown, Verdict::NotConfigured, Verdict::Paid, Verdict::Covered];
    let is_open = components.iter().any(|component| component.is_concerned.is_none());
    let concerned = components.iter().filter(|component| component.is_concerned != Some(false));
    let verdicts: Vec<Verdict> = concerned.map(|component| component.verdict).collect();
    let differ = verdicts.iter().any(|verdict| Some(verdict) != verdicts.first());
    if is_open && differ {
        return Verdict::NotKnown;
    }
    worst_first.into_iter().find(|verdict| verdicts.contains(verdict)).unwrap_or(Verdict::NotKnown)
}

/// The answers that the result waits for.
fn waits_of(result: Verdict, components: &[ComponentView], which: Option<Vec<Waiting>>) -> Vec<Waiting> {
    if result != Verdict::NotKnown {
        return Vec::new();
    }
    let concerned = components.iter().filter(|component| component.is_concerned != Some(false));
    let of_components = concerned.filter_map(|component| match &component.because {
        Because::Waits { answers } => Some(answers.clone()),
        _ => None,
    });
    once(which.into_iter().chain(of_components).flatten().collect())
}

fn waiting(name: Name) -> Waiting {
    Waiting { name, title: Text::default() }
}

/// Each answer once, in their order.
fn once(answers: Vec<Waiting>) -> Vec<Waiting> {
    let mut kept: Vec<Waiting> = Vec::new();
    for answer in answers {
        if !kept.contains(&answer) {
            kept.push(answer);
        }
    }
    kept
}

fn undated(error: EvalError, period: &Period<Expr>) -> Finding {
    match error {
        EvalError::Unanswered(name) => {
            Finding { verdict: Verdict::NotKnown, because: Because::Waits { answers: vec![waiting(name)] } }
        }
        _ => uncomputable(&period.id, &period.title),
    }
}

fn uncomputable(rule: &str, title: &Text) -> Finding {
    let because = Because::Uncomputable { rule: rule.to_owned(), title: title.clone() };
    Finding { verdict: Verdict::NotKnown, because }
}

fn not_configured(period: &Period<Expr>) -> Finding {
    let because = Because::NotConfigured { rule: period.id.clone(), title: period.title.clone() };
    Finding { verdict: Verdict::NotConfigured, because }
}
