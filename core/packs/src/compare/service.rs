//! What must not change in a service: follow-ups, links and verdicts name its parts.

use doorstep_domain::pack::Service;

use crate::report::LintReport;
use crate::source::PACK;

/// Refuses another kind of case, and a lost component, timer, duty, follow-up or link.
pub(super) fn same_service(id: &str, before: &Service, after: &Service, report: &mut LintReport) {
    let path = |part: &str| format!("services.{id}.{part}");
    if before.case != after.case {
        let reason = format!("was a service of {} cases; give it a new id", before.case.name());
        report.add(PACK, path("case"), reason);
    }
    let components = |service: &Service| -> Vec<String> {
        let coverage = service.coverage.iter();
        coverage
            .flat_map(|coverage| coverage.components.iter().map(|component| component.id.clone()))
            .collect()
    };
    let timers =
        |service: &Service| service.timing.timers.iter().map(|timer| timer.id.clone()).collect::<Vec<_>>();
    let duties =
        |service: &Service| service.timing.duties.iter().map(|duty| duty.id.clone()).collect::<Vec<_>>();
    let follow_ups =
        |service: &Service| service.follow_ups.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
    let links = |service: &Service| service.links.keys().cloned().collect::<Vec<_>>();
    for (part, before, after, who) in [
        ("coverage.components", components(before), components(after), "declared verdicts name it"),
        ("timing.timers", timers(before), timers(after), "it runs in jobs under way"),
        ("timing.duties", duties(before), duties(after), "it runs in cases under way"),
        ("follow_ups", follow_ups(before), follow_ups(after), "tasks and their results name it"),
        ("links", links(before), links(after), "linked cases name it"),
    ] {
        for lost in before.iter().filter(|id| !after.contains(id)) {
            report.add(PACK, path(part), format!("lost `{lost}`; {who}"));
        }
    }
}
