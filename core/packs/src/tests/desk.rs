//! Cases of the desk: links between services, timers that prices read, forms of which only the name is known.

use doorstep_domain::fact::CaseKind;
use doorstep_domain::pack::{Action, Owner, Sources};
use doorstep_domain::rejected::Rejected;

use super::{findings, published};
use crate::{builtin, compile_sources};

fn furniture_with(file: &str, from: &str, to: &str) -> Sources {
    let mut sources = builtin("furniture").unwrap();
    let text = String::from_utf8(sources[file].clone()).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    sources.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    sources
}

fn refuses(file: &str, from: &str, to: &str, expected: &[&str]) {
    assert_eq!(findings(compile_sources(&furniture_with(file, from, to))), expected, "{from} -> {to}");
}

/// S21, S14: what the catalogue tells apart are services of different kinds of case.
#[test]
fn every_form_of_the_furniture_desk_is_a_case_of_its_own_kind() {
    let pack = published(&builtin("furniture").unwrap()).pack;
    let kinds: Vec<(&str, CaseKind)> =
        pack.services.iter().map(|(id, service)| (id.as_str(), service.case)).collect();
    assert_eq!(
        kinds,
        [
            ("furniture-cancellation", CaseKind::Cancellation),
            ("furniture-complaint", CaseKind::Complaint),
            ("furniture-hard-complaint", CaseKind::Complaint),
            ("furniture-repair", CaseKind::Job),
            ("furniture-return", CaseKind::Return),
            ("furniture-tracking", CaseKind::FollowUp),
            ("furniture-weekly-table", CaseKind::Record),
        ]
    );
    assert_eq!(pack.services["furniture-complaint"].owner, Some(Owner::FirstReceiver));
    assert!(pack.allows(Action::CreateComplaint, ["technician"]));
    assert!(!pack.allows(Action::CreateCancellation, ["technician"]));
    let check = &pack.services["furniture-hard-complaint"].links["check_on_site"];
    assert_eq!((check.service.as_str(), check.copy.len()), ("furniture-repair", 2));
}

#[test]
fn a_link_has_a_title_a_service_and_copies_what_both_checklists_answer_alike() {
    let link = "      check_on_site:\n        title: {zh-CN: \"上门检查\", en: \"Check on site\"}\n        service: furniture-repair\n        copy: [product, cause]\n        origin: S21 F5\n";
    let with = |to: &str, expected: &[&str]| refuses("pack.yaml", link, to, expected);
    let at = "pack.yaml: services.furniture-hard-complaint.links.check_on_site";
    with(
        "      check_on_site: {service: furniture-repair}\n",
        &[&format!("{at}: has no title to be read on its button")],
    );
    with(
        "      check_on_site: {title: {zh-CN: a, en: b}, service: furniture-repairs}\n",
        &[&format!("{at}.service: there is no service `furniture-repairs`")],
    );
    with(
        "      check_on_site: {title: {zh-CN: a, en: b}, service: furniture-repair, who: [boss]}\n",
        &[&format!("{at}.who[0]: there is no role `boss`")],
    );
    with(
        "      check_on_site: {title: {zh-CN: a, en: b}, service: furniture-repair, copy: [course, face_to_face, nothing]}\n",
        &[
            &format!("{at}.copy[0]: there is no step `course` in the checklist of `furniture-repair`"),
            &format!("{at}.copy[1]: there is no step `face_to_face` in the checklist of `furniture-repair`"),
            &format!("{at}.copy[2]: there is no step `nothing` in this checklist"),
        ],
    );
    with(
        "      check_on_site: {title: {zh-CN: a, en: b}, service: furniture-repair, copy: [condition]}\n",
        &[&format!("{at}.copy[0]: `condition` is not answered alike in both checklists")],
    );
}

/// Scenario 21: what became of a timer is a name of expressions; what would change with the clock is not.
#[test]
fn expressions_read_what_became_of_timers_and_nothing_that_a_clock_still_changes() {
    refuses(
        "prices/cancellation.yaml",
        "timers.free_cancellation == \"met\"",
        "timers.free_cancellation == \"running\"",
        &[
            "prices/cancellation.yaml: items.cancellation.free[0].when: `timers.free_cancellation == \"running\"` compares timers.free_cancellation with `running`, which it can never be (met, breached, dropped, not_covered, not_configured)",
        ],
    );
    refuses(
        "prices/cancellation.yaml",
        "timers.free_cancellation == \"met\"",
        "timers.free_cancelation == \"met\"",
        &[
            "prices/cancellation.yaml: items.cancellation.free[0].when: `timers.free_cancelation == \"met\"` unknown name `timers.free_cancelation`; did you mean `timers.free_cancellation`?",
        ],
    );
    refuses(
        "pack.yaml",
        "          until: reported\n          limits: [{within: 48h}]",
        "          until: reported\n          limits: [{when: 'timers.tell_centre == \"met\"', within: 48h}]",
        &[
            "pack.yaml: services.furniture-cancellation.timing.timers[0].limits[0].when: `timers.tell_centre == \"met\"` unknown name `timers.tell_centre`",
        ],
    );
}

#[test]
fn a_step_does_not_wait_for_a_timer_that_waits_for_it() {
    refuses(
        "checklists/cancellation.yaml",
        "    kind: date_time\n    must: must\n",
        "    kind: date_time\n    must: conditional\n    when: timers.free_cancellation == \"met\"\n",
        &["checklists/cancellation.yaml: steps: these steps wait for each other: ordered_at -> ordered_at"],
    );
}

#[test]
fn an_event_of_a_link_names_one() {
    refuses(
        "pack.yaml",
        "          until: step.letter_called\n",
        "          until: linked.nothing\n",
        &[
            "pack.yaml: services.furniture-tracking.timing.timers[2].until: no service of the pack has a link `nothing`",
        ],
    );
}

/// S23: 60 forms of which most are only names (catalogue 5.5).
#[test]
fn a_form_whose_fields_are_unknown_is_used_by_nobody_and_says_so() {
    let pack = published(&builtin("service-desk").unwrap()).pack;
    let codes: Vec<&str> = pack.forms.values().filter_map(|form| form.code.as_deref()).collect();
    assert_eq!(codes.len(), 60, "all forms of the handbook");
    for number in 1..=60 {
        assert!(codes.contains(&format!("NWGZ-AL.KF-06-{number:02}").as_str()), "{number}");
    }
    let of_handbook = pack.forms.values().filter(|form| form.is_blank() && form.code.is_some()).count();
    assert_eq!(of_handbook, 52);
    let what = vec!["the fields of form NWGZ-AL.KF-06-57".to_owned()];
    assert_eq!(pack.service_to_begin("kf_06_57").unwrap_err(), Rejected::NotConfigured { what });
    refuses(
        "pack.yaml",
        "    form: satisfaction_survey\n",
        "    form: service_report\n",
        &[
            "pack.yaml: forms.satisfaction_survey: is not used by any service",
            "pack.yaml: forms.service_report.fields: its fields are unknown: no service can use it before somebody says them",
        ],
    );
}
