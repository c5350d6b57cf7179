//! The order of steps: no step waits for itself.

use std::collections::BTreeMap;

use doorstep_domain::checklist::Checklist;

use crate::report::LintReport;

/// Reports every circle of `after`.
pub(super) fn check(file: &str, checklist: &Checklist<String>, report: &mut LintReport) {
    let after: BTreeMap<&str, Vec<&str>> = checklist
        .steps
        .iter()
        .map(|step| (step.id.as_str(), step.after.iter().map(String::as_str).collect()))
        .collect();
    if let Err(circle) = order_of_steps(&after) {
        report.add(file, "steps", format!("these steps wait for each other: {}", circle.join(" -> ")));
    }
}

/// An order in which every step comes after those it waits for; among free steps the order of their
/// ids. Names that are not steps are left out.
///
/// # Errors
/// A circle of steps that wait for each other, its first step again at the end.
pub(super) fn order_of_steps<'a>(
    waits: &BTreeMap<&'a str, Vec<&'a str>>,
) -> Result<Vec<&'a str>, Vec<&'a str>> {
    let mut ordered: Vec<&str> = Vec::new();
    let mut left: Vec<&str> = waits.keys().copied().collect();
    while !left.is_empty() {
        let is_free = |step: &&str| !waits[step].iter().any(|before| left.contains(before));
        let (free, waiting): (Vec<&str>, Vec<&str>) = left.iter().copied().partition(is_free);
        if free.is_empty() {
            return Err(circle(waits, &waiting));
        }
        ordered.extend(free);
        left = waiting;
    }
    Ok(ordered)
}

/// Follows the first unfinished step that each waits for, until one comes again.
fn circle<'a>(waits: &BTreeMap<&'a str, Vec<&'a str>>, waiting: &[&'a str]) -> Vec<&'a str> {
    let mut path = vec![waiting[0]];
    while let Some(next) =
        path.last().and_then(|step| waits[step].iter().copied().find(|before| waiting.contains(before)))
    {
        if let Some(start) = path.iter().position(|step| *step == next) {
            path.drain(..start);
            path.push(next);
            return path;
        }
        path.push(next);
    }
    path
}
