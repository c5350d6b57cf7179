//! Two versions of one pack: what must not change between them.

use doorstep_domain::checklist::{Checklist, Choice, Kind, Step};
use doorstep_domain::expr::Expr;
use doorstep_domain::pack::Pack;

use crate::report::LintReport;
use crate::source::{PACK, checklist_file};

/// Refuses a new version in which the id of a step or of an option means something else than before.
/// Answers are kept under these ids, on phones that may not sync for weeks.
///
/// Refused are: another kind, another scale of a number, another unit, another scale of a rating,
/// another signer, another consent, another scope; an option that is gone; a checklist or service that is gone. A
/// step may be dropped, renamed for people, moved, or get new options; a new
/// meaning needs a new id, or a new `lineage` of the pack.
///
/// # Errors
/// [`LintReport`] with every change of meaning, placed in the new version.
pub fn compare(previous: &Pack, next: &Pack) -> Result<(), LintReport> {
    let mut report = LintReport::default();
    if previous.id != next.id {
        report.add(PACK, "id", format!("`{}` is not `{}`", next.id, previous.id));
        return report.into_result();
    }
    if next.version <= previous.version {
        report.add(PACK, "version", format!("{} does not come after {}", next.version, previous.version));
    }
    if next.lineage < previous.lineage {
        report.add(PACK, "lineage", format!("{} comes before {}", next.lineage, previous.lineage));
    }
    if next.lineage == previous.lineage {
        same_parts(previous, next, &mut report);
    }
    report.into_result()
}

fn same_parts(previous: &Pack, next: &Pack, report: &mut LintReport) {
    for id in previous.services.keys().filter(|id| !next.services.contains_key(*id)) {
        report.add(PACK, format!("services.{id}"), "was in the previous version; jobs name it");
    }
    for (id, before) in &previous.services {
        let after = next.services.get(id).map_or(before.case, |after| after.case);
        if before.case != after {
            let reason = format!("was a service of {} cases; give it a new id", before.case.name());
            report.add(PACK, format!("services.{id}.case"), reason);
        }
    }
    for (name, before) in &previous.checklists {
        match next.checklists.get(name) {
            Some(after) => same_steps(name, before, after, report),
            None => report.add(&checklist_file(name), "", "was in the previous version; visits name it"),
        }
    }
}

fn same_steps(name: &str, before: &Checklist<Expr>, after: &Checklist<Expr>, report: &mut LintReport) {
    let file = checklist_file(name);
    for (index, step) in after.steps.iter().enumerate() {
        let Some(previous) = before.step(&step.id) else { continue };
        for reason in changes(previous, step) {
            report.add(&file, format!("steps[{index}]"), format!("`{}` {reason}; give it a new id", step.id));
        }
    }
}

fn changes(before: &Step<Expr>, after: &Step<Expr>) -> Vec<String> {
    if before.kind.name() != after.kind.name() {
        return vec![format!("was a {} and is a {}", before.kind.name(), after.kind.name())];
    }
    if before.scope != after.scope {
        return vec!["changed its scope".to_owned()];
    }
    match (&before.kind, &after.kind) {
        (
            Kind::Choice { options: before } | Kind::Multi { options: before, .. },
            Kind::Choice { options: after } | Kind::Multi { options: after, .. },
        ) => lost_options(before, after),
        (Kind::Number { scale, unit, .. }, Kind::Number { scale: new_scale, unit: new_unit, .. }) => {
            let mut changes = changed("digits after the point", scale, new_scale);
            if unit != new_unit {
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

fn changed<T: PartialEq + std::fmt::Display>(what: &str, before: &T, after: &T) -> Vec<String> {
    if before == after { Vec::new() } else { vec![format!("changed its {what} from {before} to {after}")] }
}

fn lost_options(before: &[Choice], after: &[Choice]) -> Vec<String> {
    let is_lost = |option: &&Choice| !after.iter().any(|other| other.id == option.id);
    before.iter().filter(is_lost).map(|option| format!("lost its option `{}`", option.id)).collect()
}
