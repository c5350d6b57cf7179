//! Options that are offered only sometimes: that what decides it is not the choice itself.

use doorstep_domain::checklist::Checklist;
use doorstep_domain::expr::Expr;

use crate::report::LintReport;
use crate::source::checklist_file;

/// Checks one checklist.
pub(crate) fn check(name: &str, checklist: &Checklist<Expr>, report: &mut LintReport) {
    let file = checklist_file(name);
    for (index, step) in checklist.steps.iter().enumerate() {
        for (number, offer) in step.offered.iter().enumerate() {
            let reads_itself =
                offer.when.reads().iter().any(|name| name.within("answers") == Some(step.id.as_str()));
            if reads_itself {
                let path = format!("steps[{index}].offered[{number}].when");
                let reason = format!("reads the answer of `{}` itself, whose options it decides on", step.id);
                report.add(&file, path, reason);
            }
        }
    }
}
