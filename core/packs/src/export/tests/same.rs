//! Whether two checklists are the same, but for what the report of an export tells.

use std::collections::BTreeSet;

use doorstep_domain::checklist::{Checklist, Kind, Must, Step};
use doorstep_domain::expr::Expr;

use super::answers::{self, Answers};
use crate::export::Parts;
use crate::xlsform::Verdict;

/// The steps and fields about which something was told.
pub(super) fn told(parts: &Parts) -> BTreeSet<(String, &'static str)> {
    let is_told = |verdict: &Verdict| *verdict != Verdict::Understood;
    parts.iter().filter(|part| is_told(&part.verdict)).map(|part| (part.of.clone(), part.field)).collect()
}

/// How often answers by chance are tried.
const TRIES: usize = 300;

pub(super) fn assert_same(
    name: &str,
    before: &Checklist<Expr>,
    after: &Checklist<Expr>,
    told: &BTreeSet<(String, &'static str)>,
) {
    let mut chances = answers::chances();
    let tries: Vec<Answers> = (0..TRIES).map(|_| answers::any(before, &mut chances)).collect();
    let pairs: Vec<(Answers, Answers)> =
        tries.into_iter().map(|answers| (answers.clone(), answers::in_form(before, &answers))).collect();
    let is_left_out = |step: &Step<Expr>| told.contains(&(step.id.clone(), "only_in"));
    for step in before.steps.iter().filter(|step| !is_left_out(step)) {
        let back = after.step(&step.id).unwrap_or_else(|| panic!("{name}: {} is gone", step.id));
        let is_told = |field: &'static str| told.contains(&(step.id.clone(), field));
        let at = |field: &str| format!("{name}: {field} of {}", step.id);
        if !is_told("unit") {
            assert_eq!(step.title, back.title, "{}", at("title"));
        }
        if !is_told("help") {
            assert_eq!(step.help, back.help, "{}", at("help"));
        }
        assert_eq!(step.each, back.each, "{}", at("each"));
        if !is_told("default") && !is_told("kind") {
            assert_eq!(step.default, back.default, "{}", at("default"));
        }
        if !is_told("kind") {
            assert_eq!(
                of_kind(&step.kind, is_told("item")),
                of_kind(&back.kind, is_told("item")),
                "{}",
                at("kind")
            );
        }
        if !is_told("kind") && !is_told("offered") {
            for (was, is) in &pairs {
                let offered = |step: &Step<Expr>, answers: &Answers| -> Vec<String> {
                    let offered =
                        step.offered(answers).unwrap_or_else(|| step.kind.options().iter().collect());
                    offered.into_iter().map(|option| option.id.clone()).collect()
                };
                let (one, other) = (offered(step, was), offered(back, is));
                assert_eq!(one, other, "{}: {:?} and {:?}", at("offered"), step.offered, back.offered);
            }
        }
        // What a group of things is asked for, its steps are.
        let is_group_told = step.each.as_ref().is_some_and(|group| told.contains(&(group.clone(), "when")));
        if !is_told("when") && !is_group_told {
            for (was, is) in &pairs {
                let (one, other) = (answers::is_asked(before, step, was), answers::is_asked(after, back, is));
                assert_eq!(one, other, "{}: {:?} and {:?} with {was:?}", at("when"), step.when, back.when);
            }
            if !is_told("required") && !is_told("kind") && !is_told("must") && !is_told("constraint") {
                assert_eq!(weight(step), weight(back), "{}", at("must"));
                assert_holds_alike(step.required.as_ref(), back.required.as_ref(), &pairs, &at("required"));
            }
        }
        if !is_told("kind") && !is_told("constraint") {
            let check =
                |step: &Step<Expr>| step.constraint.as_ref().map(|constraint| constraint.check.clone());
            let answered = format!("answers.{}", step.id);
            let judged: Vec<(Answers, Answers)> =
                pairs.iter().filter(|(before, _)| before.0.contains_key(&answered)).cloned().collect();
            assert_holds_alike(check(step).as_ref(), check(back).as_ref(), &judged, &at("constraint"));
            let message =
                |step: &Step<Expr>| step.constraint.as_ref().map(|constraint| constraint.message.clone());
            assert_eq!(message(step), message(back), "{}", at("message"));
        }
    }
    let there: BTreeSet<&str> =
        before.steps.iter().filter(|step| !is_left_out(step)).map(|step| step.id.as_str()).collect();
    let back: BTreeSet<&str> = after.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(there, back, "{name}");
    assert_columns(name, before, after, told);
}

/// A kind, as far as it comes back.
fn of_kind(kind: &Kind, without_item: bool) -> Kind {
    match kind.clone() {
        Kind::Repeat { item, at_least, at_most, .. } => {
            let item = if without_item { doorstep_domain::text::Text::default() } else { item };
            Kind::Repeat { item, name: None, at_least, at_most }
        }
        // Where it stands behind the question, that is told.
        Kind::Number { scale, min, max, .. } => Kind::Number { unit: None, scale, min, max },
        other => other,
    }
}

/// Whether a step is required, where it applies and its condition holds. A note asks for nothing.
fn weight(step: &Step<Expr>) -> (bool, bool) {
    let is_required = step.must != Must::Should && step.kind != Kind::Guidance;
    (is_required, is_required && step.required.is_some())
}

/// Where one holds, the other does; an error is that it does not.
fn assert_holds_alike(before: Option<&Expr>, after: Option<&Expr>, pairs: &[(Answers, Answers)], at: &str) {
    let holds = |expression: Option<&Expr>, answers: &Answers| {
        expression.is_none_or(|expression| expression.eval_bool(answers) == Ok(true))
    };
    for (was, is) in pairs {
        let (one, other) = (holds(before, was), holds(after, is));
        assert_eq!(one, other, "{at}: {before:?} and {after:?} with {was:?}");
    }
}

/// The columns, where the checklist says itself what they are; else their names.
fn assert_columns(
    name: &str,
    before: &Checklist<Expr>,
    after: &Checklist<Expr>,
    told: &BTreeSet<(String, &'static str)>,
) {
    let named = |of: &Checklist<Expr>| -> BTreeSet<String> {
        of.all_columns().iter().map(|column| column.name.clone()).collect()
    };
    if before.columns.is_empty() {
        return;
    }
    assert_eq!(named(before), named(after), "{name}");
    for column in &before.columns {
        let is_told = told.iter().any(|(of, field)| *of == column.name && *field == "column");
        let back = after.columns.iter().find(|back| back.name == column.name).unwrap();
        if !is_told && column.when.is_none() && !format!("{column:?}").contains("Value") {
            assert_eq!(column, back, "{name}: column {}", column.name);
        }
    }
}
