//! What a service says about coverage.

use doorstep_domain::coverage::Coverage;
use doorstep_domain::expr::{Expr, Node};
use doorstep_domain::pack::Service;

use super::head::not_snake;
use super::is_snake;
use crate::lint::Options;
use crate::report::LintReport;
use crate::source::{Draft, PACK};

/// The components that a coverage may have, and the entries of each of its lists.
const MAX_ENTRIES: usize = 100;

pub(super) fn check(draft: &Draft, id: &str, service: &Service<String>, report: &mut LintReport) {
    let checklist = draft.checklists.get(&service.checklist);
    let steps = checklist.into_iter().flat_map(|checklist| checklist.steps.iter().enumerate());
    let asks = steps.filter(|(_, step)| step.kind.name() == "coverage");
    let Some(coverage) = &service.coverage else {
        for (_, step) in asks {
            let reason = format!("step `{}` of its checklist asks for a coverage, and it has none", step.id);
            report.add(PACK, format!("services.{id}"), reason);
        }
        return;
    };
    let mut add = |path: &str, reason: String| {
        report.add(PACK, format!("services.{id}.coverage.{path}"), reason);
    };
    for problem in coverage.problems() {
        add(&problem.path, problem.reason);
    }
    for (path, id) in ids(coverage).into_iter().filter(|(_, id)| !is_snake(id)) {
        add(&path, not_snake(id));
    }
    for (list, count) in [
        ("components", coverage.components.len()),
        ("documents", coverage.documents.len()),
        ("exclusions", coverage.exclusions.len()),
        ("periods", coverage.periods.len()),
    ] {
        if count > MAX_ENTRIES {
            add(list, format!("has {count} entries; {MAX_ENTRIES} are possible"));
        }
    }
}

/// Every id with its path.
fn ids(coverage: &Coverage<String>) -> Vec<(String, &str)> {
    let listed = |list: &'static str, id: &[&'_ str]| -> Vec<String> {
        (0..id.len()).map(|i| format!("{list}[{i}].id")).collect()
    };
    let lists: [(&str, Vec<&str>); 4] = [
        ("components", coverage.components.iter().map(|entry| entry.id.as_str()).collect()),
        ("documents", coverage.documents.iter().map(|entry| entry.id.as_str()).collect()),
        ("exclusions", coverage.exclusions.iter().map(|entry| entry.id.as_str()).collect()),
        ("periods", coverage.periods.iter().map(|entry| entry.id.as_str()).collect()),
    ];
    let entries = lists.into_iter().flat_map(|(list, ids)| listed(list, &ids).into_iter().zip(ids));
    let groups = coverage.groups.keys().map(|id| (format!("groups.{id}"), id.as_str()));
    let starts = coverage.starts.keys().map(|id| (format!("starts.{id}"), id.as_str()));
    entries.chain(groups).chain(starts).collect()
}

/// Options of the step that says what a job is about, and that are no component: such a job would never get a
/// verdict.
pub(crate) fn strangers(concerns: &Expr, components: &[String], options: &Options) -> Vec<String> {
    let Node::Read(name) = concerns.root() else { return Vec::new() };
    let options = options.get(name.as_str()).into_iter().flatten();
    let strangers = options.filter(|option| !components.contains(option));
    strangers.map(|option| format!("{name} can be `{option}`, and no component has that id")).collect()
}
