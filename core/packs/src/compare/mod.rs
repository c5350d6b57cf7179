//! Two versions of one pack: what must not change between them.

mod checklist;
mod prices;
mod service;

use std::collections::BTreeMap;

use doorstep_domain::pack::{Pack, Service, SignedBy, Signer};
use doorstep_domain::text::Text;

use crate::report::LintReport;
use crate::source::{PACK, checklist_file};

/// Refuses a new version in which something that facts and documents name by its id is gone or means something
/// else. Answers, lines, ratings, payments and follow-ups are kept under these ids, on phones that may not sync for
/// weeks, and a job under way may be moved to the new version.
///
/// Refused are, for a step that keeps its id: another kind, scale of a number, unit, scale of a rating, signer,
/// consent or scope, and an option that is gone. Refused is the loss of a service, checklist, outcome, grade,
/// role, signer, coverage component, timer, duty, follow-up or link, of an item, surcharge, discount or payment method of
/// a service's prices, and another currency. A step may be dropped, renamed for people, moved, or get new options; a
/// new meaning needs a new id, or a new `lineage` of the pack.
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
    lost(PACK, "roles", &previous.roles, &next.roles, "certificates name it", report);
    lost(PACK, "signers", &previous.signers, &next.signers, "signatures name it", report);
    for (id, before) in &previous.signers {
        if next.signers.get(id).is_some_and(|after| is_customer(before) != is_customer(after)) {
            let reason = "is signed by others than before; give it a new id";
            report.add(PACK, format!("signers.{id}"), reason);
        }
    }
    for (id, before) in &previous.services {
        match next.services.get(id) {
            Some(after) => {
                service::same_service(id, before, after, report);
                prices::same_prices(id, (previous, before), (next, after), report);
                other_checklist((previous, before), (next, after), report);
            }
            None => report.add(PACK, format!("services.{id}"), "was in the previous version; jobs name it"),
        }
    }
    for (name, before) in &previous.checklists {
        match next.checklists.get(name) {
            Some(after) => checklist::same_checklist(name, before, after, report),
            None => report.add(&checklist_file(name), "", "was in the previous version; visits name it"),
        }
    }
}

/// A service may take another checklist, as long as the steps that both have mean the same.
fn other_checklist(
    (previous, before): (&Pack, &Service),
    (next, after): (&Pack, &Service),
    report: &mut LintReport,
) {
    let name = &after.checklist;
    let both = previous.checklists.get(&before.checklist).zip(next.checklists.get(name));
    if let Some((before_list, after_list)) = both.filter(|_| before.checklist != *name) {
        checklist::same_checklist(name, before_list, after_list, report);
    }
}

fn is_customer(signer: &Signer) -> bool {
    signer.by == SignedBy::Customer
}

/// Reports every key that is gone, with who names it.
fn lost<T>(
    file: &str,
    path: &str,
    before: &BTreeMap<String, T>,
    after: &BTreeMap<String, T>,
    who: &str,
    report: &mut LintReport,
) {
    for id in before.keys().filter(|id| !after.contains_key(*id)) {
        report.add(file, path, format!("lost `{id}`; {who}"));
    }
}

fn changed<T: PartialEq + std::fmt::Display>(what: &str, before: &T, after: &T) -> Vec<String> {
    if before == after { Vec::new() } else { vec![format!("changed its {what} from {before} to {after}")] }
}

/// Whether two texts differ in a language that both have. A new language changes no meaning.
fn reads_differently(before: &Text, after: &Text) -> bool {
    before.0.iter().any(|(language, text)| after.0.get(language).is_some_and(|new| new != text))
}
