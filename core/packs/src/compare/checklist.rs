//! What must not change in a checklist: answers, ratings and signatures name its parts.

use doorstep_domain::checklist::{Checklist, Choice, Kind, Scale, Step};
use doorstep_domain::expr::Expr;

use super::{changed, reads_differently};
use crate::report::LintReport;
use crate::source::checklist_file;

/// Refuses a lost outcome or grade, and a step that keeps its id with another meaning. A scale may go with its step.
pub(super) fn same_checklist(
    name: &str,
    before: &Checklist<Expr>,
    after: &Checklist<Expr>,
    report: &mut LintReport,
) {
    let file = checklist_file(name);
    for (index, step) in after.steps.iter().enumerate() {
        let Some(previous) = before.step(&step.id) else { continue };
        for reason in changes(previous, step) {
            report.add(&file, format!("steps[{index}]"), format!("`{}` {reason}; give it a new id", step.id));
        }
    }
    for id in before.outcomes.keys().filter(|id| !after.outcomes.contains_key(*id)) {
        report.add(&file, "outcomes", format!("lost `{id}`; visits ended so"));
    }
    for (id, scale) in &before.scales {
        if let Some(new) = after.scales.get(id) {
            same_scale(&file, id, scale, new, report);
        }
    }
}

fn same_scale(file: &str, id: &str, before: &Scale, after: &Scale, report: &mut LintReport) {
    let path = format!("scales.{id}");
    match (before, after) {
        (Scale::Grades { grades }, Scale::Grades { grades: new }) => {
            for lost in lost(grades, new) {
                report.add(file, &path, format!("lost its grade `{lost}`; ratings name it"));
            }
        }
        (before, after) if before != after => {
            report.add(file, &path, "means something else than before; give it a new id");
        }
        _ => {}
    }
}

fn changes(before: &Step<Expr>, after: &Step<Expr>) -> Vec<String> {
    if before.kind.name() != after.kind.name() {
        return vec![format!("was a {} and is a {}", before.kind.name(), after.kind.name())];
    }
    if before.scope != after.scope {
        return vec!["changed its scope".to_owned()];
    }
    if before.each != after.each {
        return vec!["is asked for each of other things".to_owned()];
    }
    match (&before.kind, &after.kind) {
        (
            Kind::Choice { options: before } | Kind::Multi { options: before, .. },
            Kind::Choice { options: after } | Kind::Multi { options: after, .. },
        ) => lost_options(before, after),
        (Kind::Number { scale, unit, .. }, Kind::Number { scale: new_scale, unit: new_unit, .. }) => {
            let mut changes = changed("digits after the point", scale, new_scale);
            let same = unit.is_some() == new_unit.is_some();
            if !same || unit.iter().zip(new_unit).any(|(unit, new)| reads_differently(unit, new)) {
                changes.push("changed its unit".to_owned());
            }
            changes
        }
        (Kind::Rating { scale }, Kind::Rating { scale: new }) => changed("scale", scale, new),
        (Kind::Consent { what }, Kind::Consent { what: new }) => changed("consent", what, new),
        (Kind::Signature { role, .. }, Kind::Signature { role: new, .. }) => changed("signer", role, new),
        (Kind::Approval { what }, Kind::Approval { what: new }) => changed("approval", what, new),
        (Kind::Call { purpose }, Kind::Call { purpose: new }) => changed("purpose", purpose, new),
        (Kind::Appointment { visit }, Kind::Appointment { visit: new }) if visit != new => {
            vec!["changed the visit that it is for".to_owned()]
        }
        _ => Vec::new(),
    }
}

fn lost_options(before: &[Choice], after: &[Choice]) -> Vec<String> {
    lost(before, after).map(|id| format!("lost its option `{id}`")).collect()
}

fn lost<'a>(before: &'a [Choice], after: &[Choice]) -> impl Iterator<Item = &'a str> {
    let is_lost = |choice: &&Choice| !after.iter().any(|other| other.id == choice.id);
    before.iter().filter(is_lost).map(|choice| choice.id.as_str())
}
