//! Answers to a form that a company brought, as the tables that its spreadsheets read.

use std::path::Path;

use doorstep_domain::fact::{VisitEnded, VisitOutcome};
use doorstep_domain::pack::Sources;
use doorstep_packs::xlsform;
use serde_json::{Value, json};

use super::technician::Technician;
use super::{Made, get, made, post};
use crate::Node;
use crate::testing::{Phone, TestClock, options};

const FORM: &[u8] = include_bytes!("../../../../docs/examples/boiler-check.xlsx");
const CHECKLIST: &str = "checklists/boiler-check.yaml";

fn form() -> Sources {
    xlsform::import(FORM, &xlsform::Options::default()).unwrap().sources
}

fn opened(dir: &Path) -> (Node, TestClock) {
    let (options, clock) = options();
    (Node::open(dir, options).unwrap(), clock)
}

fn publish(node: &Node, sources: &Sources) {
    let published = doorstep_packs::compile_sources(sources).unwrap_or_else(|report| panic!("{report}"));
    node.publish(&published.bytes).unwrap();
}

/// A visit with too much CO and two alarms, one seen a second after the other.
fn filled(node: &Node, clock: &TestClock) -> Made {
    let made = made(&post(
        node,
        "jobs",
        &json!({
            "service": "boiler-check", "report": "yearly check", "users": ["chen"],
            "customer": { "name": "Wang" }, "site": { "address": "3-402", "time_zone": "CST-8" },
        }),
    ));
    let answers = json!({
        "let_in_by": "Wang, Li", "gas_smell": "no", "brand": "acme", "model": "a30", "serial": "S-1",
        "built_on": "2019-10-01", "co": "450", "pressure": 20, "measures": ["cleaned", "locked"],
        "locked_out": "L-0017", "alarms": 2,
    });
    post(node, &made.path("fill"), &json!({ "answers": answers }));
    for (room, expires) in [("hall", 2024), ("bath", 2030)] {
        let answers = json!({ "room": room, "expires": expires });
        post(node, &made.path("add-instance"), &json!({ "group": "alarm", "answers": answers }));
        clock.advance(1_000);
    }
    made
}

/// The lines of a table, field by field; of what this test writes no field has a line break.
fn table(answers: &Value, name: &str) -> Vec<Vec<String>> {
    let tables = answers["tables"].as_array().unwrap();
    let found = tables.iter().find(|table| table["name"] == name).unwrap_or_else(|| panic!("{answers:#}"));
    let unquoted = |line: &str| -> Vec<String> {
        let (mut fields, mut is_quoted) = (vec![String::new()], false);
        for c in line.chars() {
            match c {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => fields.push(String::new()),
                c => fields.last_mut().unwrap().push(c),
            }
        }
        fields
    };
    found["csv"].as_str().unwrap().lines().map(unquoted).collect()
}

fn value<'t>(table: &'t [Vec<String>], row: usize, column: &str) -> &'t str {
    let index = table[0].iter().position(|header| header == column);
    &table[row][index.unwrap_or_else(|| panic!("no column {column} in {:?}", table[0]))]
}

#[test]
fn a_form_that_was_brought_is_written_out_in_the_columns_of_odk() {
    let dir = tempfile::tempdir().unwrap();
    let (node, clock) = opened(dir.path());
    publish(&node, &form());
    filled(&node, &clock);
    let answers = get(&node, "answers/boiler-check?open=true");
    let visits = table(&answers, "boiler-check.csv");
    assert_eq!(
        visits[0].join(" "),
        "SubmissionDate start today arrival-let_in_by arrival-gas_smell arrival-leave appliance-brand \
         appliance-brand_other appliance-model appliance-serial appliance-built_on readings-co readings-pressure \
         readings-flame readings-too_much readings-measures readings-locked_out alarms signature meta-instanceID KEY \
         SubmitterID SubmitterName AttachmentsPresent AttachmentsExpected Status ReviewState DeviceID Edits FormVersion"
    );
    for (column, expected) in [
        ("arrival-let_in_by", "Wang, Li"),
        ("arrival-gas_smell", "no"),
        ("arrival-leave", ""),
        ("appliance-built_on", "2019-10-01"),
        ("readings-co", "450"),
        ("readings-too_much", "true"),
        ("readings-measures", "cleaned locked"),
        ("alarms", "2"),
        ("FormVersion", "2026010100"),
    ] {
        assert_eq!(value(&visits, 1, column), expected, "{column}");
    }
    let key = value(&visits, 1, "KEY");
    assert!(key.starts_with("uuid:") && key.len() == 41, "{key}");
    assert_eq!(value(&visits, 1, "meta-instanceID"), key);
    let alarms = table(&answers, "boiler-check-alarm.csv");
    assert_eq!(alarms[0], ["room", "expires", "replace", "PARENT_KEY", "KEY"]);
    assert_eq!(alarms[1], ["hall", "2024", "", key, &format!("{key}/alarm[1]")]);
    assert_eq!(alarms[2], ["bath", "2030", "", key, &format!("{key}/alarm[2]")]);
}

#[test]
fn options_have_columns_of_their_own_and_groups_can_be_left_out_of_names() {
    let dir = tempfile::tempdir().unwrap();
    let (node, clock) = opened(dir.path());
    let mut sources = form();
    let text = String::from_utf8(sources[CHECKLIST].clone()).unwrap();
    let own = "- name: arrival/let_in_by\n";
    assert!(text.contains(own), "{text}");
    let text = text.replace(own, "- name: arrival/let_in_by\n  parts: [Family, Given]\n");
    sources.insert(CHECKLIST.to_owned(), text.into_bytes());
    publish(&node, &sources);
    filled(&node, &clock);
    let path = "answers/boiler-check?open=true&split_options=true&group_names=false";
    let visits = table(&get(&node, path), "boiler-check.csv");
    for (column, expected) in [
        ("measures", "cleaned locked"),
        ("measures/cleaned", "1"),
        ("measures/adjusted", "0"),
        ("measures/locked", "1"),
        ("let_in_by-Family", "Wang"),
        ("let_in_by-Given", "Li"),
    ] {
        assert_eq!(value(&visits, 1, column), expected, "{column}");
    }
}

#[test]
fn a_visit_is_written_out_once_it_ended_and_what_does_not_apply_is_empty() {
    let dir = tempfile::tempdir().unwrap();
    let (node, clock) = opened(dir.path());
    publish(&node, &form());
    let mut chen = Phone::technician(&node, "chen");
    let made = filled(&node, &clock);
    let answers = get(&node, "answers/boiler-check");
    assert_eq!((&answers["open"], &answers["tables"][0]["rows"]), (&json!(1), &json!(0)));
    // Gas in the air after all: what was answered about the boiler does not count any more.
    post(&node, &made.path("fill"), &json!({ "answers": { "gas_smell": "yes" } }));
    let mut work = Technician::with(&node, &mut chen, made);
    let (visit, outcome) = (made.visit, VisitOutcome::Declined);
    work.record(VisitEnded { visit, outcome, reason: Some("gas".into()), person: None });
    work.push(&node);
    let answers = get(&node, "answers/boiler-check");
    assert_eq!(answers["open"], 0, "{answers:#}");
    let visits = table(&answers, "boiler-check.csv");
    for (column, expected) in [
        ("arrival-gas_smell", "yes"),
        ("appliance-brand", ""),
        ("readings-too_much", ""),
        ("SubmitterID", "chen"),
        ("AttachmentsExpected", "0"),
    ] {
        assert_eq!(value(&visits, 1, column), expected, "{column}");
    }
    assert_eq!(table(&answers, "boiler-check-alarm.csv").len(), 1, "its header alone");
}

#[test]
fn a_checklist_without_columns_has_one_for_each_step() {
    let dir = tempfile::tempdir().unwrap();
    let (node, clock) = opened(dir.path());
    let mut sources = form();
    let text = String::from_utf8(sources[CHECKLIST].clone()).unwrap();
    let (head, _) = text.split_once("\ncolumns:").unwrap();
    sources.insert(CHECKLIST.to_owned(), format!("{head}\n").into_bytes());
    publish(&node, &sources);
    filled(&node, &clock);
    let answers = get(&node, "answers/boiler-check?open=true");
    let visits = table(&answers, "boiler-check.csv");
    assert_eq!(value(&visits, 1, "readings-co"), "450");
    assert_eq!(table(&answers, "boiler-check-alarm.csv")[1][..2], ["hall", "2024"]);
}
