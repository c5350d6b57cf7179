//! Steps that are never asked: their conditions hold in no job of any service.
//!
//! Only what is proved is refused: where the search cannot try everything that matters, it found nothing and no more.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::checklist::{Checklist, Step};
use doorstep_domain::expr::{Expr, ExprValue, Name};
use doorstep_domain::pack::Service;

use super::candidates::suggestions;
use super::gates::{Waits, order_of_steps};
use super::path::{Search, Situation, read_by, situations};
use super::proof::is_decided;
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
        let is_never = || services.iter().all(|service| reached(service, step, checklist) == Reached::Never);
        if is_conditional && is_never() {
            let path = format!("steps[{index}].when");
            let reason = format!("`{}` is never asked: its condition holds in no visit", step.id);
            report.add(&checklist_file(name), path, reason);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reached {
    Somehow,
    Never,
    /// No way was found, and there may be one.
    Unknown,
}

/// Whether some job of a service and some answers lead to a step.
fn reached(service: &str, step: &Step<Expr>, checklist: &Checklist<Expr>) -> Reached {
    let needed = needed_for(step, checklist);
    // What a condition reads may stand below it.
    let read = checklist.steps.iter().filter(|step| needed.contains(step.id.as_str()));
    let read: Vec<Waits<'_>> = read.map(|step| (step.id.as_str(), read_by(step))).collect();
    let Ok(order) = order_of_steps(&read) else { return Reached::Unknown };
    let order: Vec<&Step<Expr>> = order.into_iter().filter_map(|id| checklist.step(id)).collect();
    let suggested = suggestions(checklist);
    let situations = vary(situations(service, checklist), &order);
    let mut is_proved = order.iter().all(|needed| is_tried(needed, step, checklist));
    for (outcome, definition) in &checklist.outcomes {
        for situation in &situations {
            let towards = (outcome.as_str(), &definition.requires);
            let mut search = Search::new(&order, towards, &suggested, situation.clone()).towards(&step.id);
            if search.can_complete(0) {
                return Reached::Somehow;
            }
            is_proved &= !search.gave_up();
        }
    }
    if is_proved { Reached::Never } else { Reached::Unknown }
}

/// Whether all is tried that decides about a step on the way to another one, and of that one whether it is asked.
fn is_tried(needed: &Step<Expr>, goal: &Step<Expr>, checklist: &Checklist<Expr>) -> bool {
    let own = [&needed.when];
    let others = [needed.required.as_ref(), needed.constraint.as_ref().map(|constraint| &constraint.check)];
    let others = others.into_iter().flatten().filter(|_| needed.id != goal.id);
    let offers = needed.offered.iter().map(|offer| &offer.when).filter(|_| needed.id != goal.id);
    let mut conditions = own.into_iter().flatten().chain(others).chain(offers);
    conditions.all(|condition| is_decided(condition, checklist, needed.each.as_deref()))
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
        .flat_map(|step| {
            let offers = step.offered.iter().map(|offer| &offer.when);
            [&step.when, &step.required].into_iter().flatten().chain(offers)
        })
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
