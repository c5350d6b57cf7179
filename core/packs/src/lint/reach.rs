//! Steps that are never asked: their conditions hold in no job of any service.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::checklist::{Checklist, Step};
use doorstep_domain::expr::{Expr, ExprValue, Name};
use doorstep_domain::pack::Service;

use super::candidates::suggestions;
use super::path::{Search, Situation, read_by, situations};
use crate::report::LintReport;
use crate::source::checklist_file;

/// Checks one checklist with the services that use it.
pub(crate) fn check(
    services: &BTreeMap<String, Service>,
    name: &str,
    checklist: &Checklist<Expr>,
    report: &mut LintReport,
) {
    let services: Vec<&str> =
        services.iter().filter(|(_, service)| service.checklist == name).map(|(id, _)| id.as_str()).collect();
    for (index, step) in checklist.steps.iter().enumerate() {
        let is_conditional = step.when.is_some() || !step.only_in.is_empty();
        if is_conditional && !services.iter().any(|service| is_reached(service, step, checklist)) {
            let path = format!("steps[{index}].when");
            let reason = format!("`{}` is never asked: its condition holds in no visit", step.id);
            report.add(&checklist_file(name), path, reason);
        }
    }
}

/// Whether some job of a service and some answers lead to a step.
fn is_reached(service: &str, step: &Step<Expr>, checklist: &Checklist<Expr>) -> bool {
    let needed = needed_for(step, checklist);
    let order: Vec<&Step<Expr>> = checklist.steps.iter().filter(|s| needed.contains(s.id.as_str())).collect();
    let suggested = suggestions(checklist);
    let situations = vary(situations(service, checklist), &order);
    checklist.outcomes.iter().any(|(outcome, definition)| {
        situations.iter().any(|situation| {
            let towards = (outcome.as_str(), &definition.requires);
            let search = Search::new(&order, towards, &suggested, situation.clone());
            search.towards(&step.id).can_complete(0)
        })
    })
}

/// A step with those whose answers decide, also over others, whether it is asked, or what may be answered before it is.
fn needed_for<'a>(step: &'a Step<Expr>, checklist: &'a Checklist<Expr>) -> BTreeSet<&'a str> {
    let mut needed = BTreeSet::new();
    let mut left = vec![step];
    while let Some(step) = left.pop() {
        if needed.insert(step.id.as_str()) {
            left.extend(read_by(step).into_iter().filter_map(|id| checklist.step(id)));
            for name in step.constraint.iter().flat_map(|constraint| constraint.check.reads()) {
                left.extend(name.within("answers").and_then(|id| checklist.step(id)));
            }
        }
    }
    needed
}

/// The same situations with everything else that these steps read and that a completed visit does not vary.
fn vary(situations: Vec<Situation>, steps: &[&Step<Expr>]) -> Vec<Situation> {
    let read: BTreeSet<Name> = (steps.iter())
        .flat_map(|step| [&step.when, &step.required].into_iter().flatten())
        .flat_map(Expr::reads)
        .collect();
    let varied: [(&str, [ExprValue; 2]); 4] = [
        ("quote.accepted", [true.into(), false.into()]),
        ("visit.technicians", [2.into(), 1.into()]),
        ("job.minutes", [30.into(), 0.into()]),
        ("visit.minutes", [30.into(), 0.into()]),
    ];
    let mut all = situations;
    for (name, values) in varied.into_iter().filter(|(name, _)| read.contains(*name)) {
        let with = |situation: &Situation, value: &ExprValue| {
            let mut situation = situation.clone();
            situation.values.insert(name.to_owned(), value.clone());
            situation
        };
        all =
            all.iter().flat_map(|situation| values.iter().map(move |value| with(situation, value))).collect();
    }
    all
}
