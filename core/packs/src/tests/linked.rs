//! Services whose cases follow from those of others.

use doorstep_domain::fact::CaseKind;
use doorstep_domain::pack::{Configured, Keep, Link, Sources};

use super::{findings, published};
use crate::{builtin, compare, compile_sources};

const LINK: &str = "    links: {coordination: {service: longfor-coordination}}\n";

fn with(from: &str, to: &str) -> Sources {
    let mut sources = builtin("property-repair").unwrap();
    let text = String::from_utf8(sources["pack.yaml"].clone()).unwrap();
    assert!(text.contains(from), "pack.yaml has no {from}");
    sources.insert("pack.yaml".to_owned(), text.replacen(from, to, 1).into_bytes());
    sources
}

fn refuses(from: &str, to: &str, expected: &[&str]) {
    assert_eq!(findings(compile_sources(&with(from, to))), expected, "{from} -> {to}");
}

/// Rows 25 to 27, RC-03, AMB-24.
#[test]
fn a_job_goes_on_in_an_order_with_its_own_checklist_form_and_retention() {
    let pack = published(&builtin("property-repair").unwrap()).pack;
    let job = pack.service("longfor-dispatch").unwrap();
    let order = pack.service(&job.service.links[Link::COORDINATION].service).unwrap();
    assert_eq!((job.service.case, order.service.case), (CaseKind::Job, CaseKind::Coordination));
    assert_eq!(order.service.retention.free, Configured::Value(Keep::LongTerm));
    assert_ne!(order.service.form, job.service.form);
    let required: Vec<&str> = order.checklist.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(
        required,
        ["entries", "leader_inspection", "manager_inspection", "result", "result_signature"]
    );
}

#[test]
fn a_link_leads_to_a_service_of_its_kind() {
    refuses(
        LINK,
        "    links: {coordination: {service: longfor-orders}}\n",
        &[
            "pack.yaml: services.longfor-dispatch.links.coordination.service: there is no service `longfor-orders`",
        ],
    );
    refuses(
        LINK,
        "    links: {coordination: {service: tianli-slip}}\n",
        &[
            "pack.yaml: services.longfor-dispatch.links.coordination.service: `tianli-slip` is not a service with `case: coordination`",
        ],
    );
    refuses(
        "    case: coordination\n",
        "    case: coordination\n    links: {coordination: {service: longfor-coordination}}\n",
        &[
            "pack.yaml: services.longfor-coordination.links.coordination: a coordination does not become a coordination order",
            "pack.yaml: services.longfor-coordination.links.coordination: there is a service for coordination orders, but `parameters.coordination` has no figures",
        ],
    );
}

#[test]
fn figures_and_the_service_that_they_are_for_stand_together() {
    refuses(
        LINK,
        "",
        &[
            "pack.yaml: services.longfor-dispatch.links: `parameters.coordination` has figures, but no service for coordination orders",
        ],
    );
}

#[test]
fn a_service_never_becomes_one_of_other_cases() {
    let before = published(&builtin("property-repair").unwrap()).pack;
    let mut after = before.clone();
    after.version += 1;
    after.services.get_mut("tianli-slip").unwrap().case = CaseKind::Coordination;
    assert_eq!(
        findings(compare(&before, &after)),
        ["pack.yaml: services.tianli-slip.case: was a service of job cases; give it a new id"]
    );
}
