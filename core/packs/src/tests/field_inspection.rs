//! The pack for inspections, held against visits as officers make them.

use doorstep_domain::pack::Pack;

use super::property_repair::technician::{Job, Technician};
use super::published;
use crate::builtin;

fn pack() -> Pack {
    published(&builtin("field-inspection").unwrap()).pack
}

fn officer<'a>(pack: &'a Pack) -> Technician<'a> {
    let service = "market-inspection";
    Technician::new(pack.service(service).unwrap().checklist, Job::STAIRS).of(service)
}

/// S24: papers that are not in order are a lead, and a lead has its photo.
#[test]
fn a_lead_is_photographed_on_the_spot_and_sent_back() {
    let pack = pack();
    let mut doubtful = officer(&pack).choosing("tickets", "missing");
    doubtful.stop_before("done", &["lead"]);
    assert!(
        doubtful.locks("lead_recorded").contains(&"lead".to_owned()),
        "no lead with papers that are missing"
    );
    doubtful.choose("lead", "counterfeit");
    doubtful.answer_step("lead");
    let done = doubtful.finish("done");
    let order: Vec<_> =
        done.iter().filter(|step| ["lead_recorded", "sent_back"].contains(&step.as_str())).collect();
    assert_eq!(order, ["lead_recorded", "sent_back"]);
}

#[test]
fn an_inspection_without_a_lead_is_recorded_and_signed_by_both() {
    let pack = pack();
    let done = officer(&pack).finish("done");
    assert!(!done.contains(&"lead_recorded".to_owned()), "{done:?}");
    assert!(done.contains(&"officer_signature".to_owned()) && done.contains(&"head_signature".to_owned()));
}
