use super::{CHECKLIST, findings, lamp, lamp_with, published};
use crate::compare;

/// Compares the test pack with a changed version 2 of itself.
fn compared(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut next = lamp_with(file, from, to);
    let head = String::from_utf8(next["pack.yaml"].clone()).unwrap();
    next.insert("pack.yaml".into(), head.replace("version: 1", "version: 2").into_bytes());
    findings(compare(&published(&lamp()).pack, &published(&next).pack))
}

#[test]
fn what_people_read_and_new_options_may_change() {
    assert!(compared(CHECKLIST, "en: Is a ladder needed?", "en: Do you need a ladder?").is_empty());
    assert!(
        compared(
            CHECKLIST,
            "- { id: bulb,",
            "- { id: socket, title: { zh-CN: 插座, en: Socket } }\n          - { id: bulb,"
        )
        .is_empty()
    );
    assert!(compared(CHECKLIST, "must: should", "must: conditional").is_empty());
}

#[test]
fn a_step_never_changes_its_meaning() {
    assert_eq!(
        compared(CHECKLIST, "kind: yes_no", "kind: tick"),
        ["checklists/lamp.yaml: steps[0]: `ladder` was a yes_no and is a tick; give it a new id"]
    );
    assert_eq!(
        compared(CHECKLIST, "scale: 1, min", "scale: 2, min"),
        [
            "checklists/lamp.yaml: steps[1]: `ladder_length` changed its digits after the point from 1 to 2; give it a new id"
        ]
    );
    assert_eq!(
        compared(CHECKLIST, "kind: yes_no", "kind: yes_no\n    scope: job"),
        ["checklists/lamp.yaml: steps[0]: `ladder` changed its scope; give it a new id"]
    );
    assert_eq!(
        compared(CHECKLIST, "id: wiring", "id: cable"),
        ["checklists/lamp.yaml: steps[2]: `fault` lost its option `wiring`; give it a new id"]
    );
}

#[test]
fn versions_rise_and_a_new_lineage_starts_anew() {
    let lamp = published(&lamp()).pack;
    assert_eq!(findings(compare(&lamp, &lamp)), ["pack.yaml: version: 1 does not come after 1"]);
    let mut next = lamp.clone();
    next.version = 2;
    next.services.clear();
    assert_eq!(
        findings(compare(&lamp, &next)),
        ["pack.yaml: services.lamp-home: was in the previous version; jobs name it"]
    );
    next.lineage = 2;
    assert_eq!(compare(&lamp, &next), Ok(()));
}
