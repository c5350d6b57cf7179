//! What is answered from the beginning: that it is an answer, and that some case begins with it.

use std::collections::BTreeMap;

use doorstep_domain::checklist::Checklist;
use doorstep_domain::expr::Expr;
use doorstep_domain::pack::Service;

use super::candidates::A_DAY;
use crate::report::LintReport;
use crate::source::checklist_file;

/// Checks one checklist with the services that use it.
pub(crate) fn check(
    services: &BTreeMap<String, Service>,
    name: &str,
    checklist: &Checklist<Expr>,
    report: &mut LintReport,
) {
    let file = checklist_file(name);
    let jobs = services.iter().find(|(_, service)| service.checklist == name && !service.case.is_desk());
    for (index, step) in checklist.steps.iter().enumerate().filter(|(_, step)| step.default.is_some()) {
        let path = format!("steps[{index}].default");
        if let Err(problem) = step.default_on(A_DAY) {
            report.add(&file, &path, format!("is no answer to `{}`: {problem}", step.id));
        }
        if let Some((job, _)) = jobs {
            let reason = format!(
                "a case of the desk begins with it, and `{job}` is none: a later visit would begin without"
            );
            report.add(&file, &path, reason);
        }
    }
}
