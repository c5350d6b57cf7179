//! What two people said without knowing of each other.

use doorstep_domain::document::Edit;
use doorstep_domain::fact::Appointed;
use doorstep_domain::value::{AnswerKey, Value as Answer};
use serde_json::{Value, json};

use super::{HOUR_MS, api, get, load, make, post, refusal, writer};
use crate::Method;
use crate::testing::{MORNING_MS, Phone, open};

#[test]
fn two_leaders_times_are_a_decision_until_the_office_takes_it() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut leader = Phone::enrol(&node, "zhao", &["leader", "office"]);
    let made = make(&node, "Li Min");
    let mut case = load(&node, &made, &leader.sync(&node, Vec::new()));
    let seen = case.version();
    let start_ms = MORNING_MS + 5 * HOUR_MS;
    let theirs = Appointed { visit: made.visit, start_ms, end_ms: None, reason: None };
    let theirs = case.record(&seen, theirs, &writer(&leader, 2), None).unwrap();
    post(&node, &made.path("appoint"), &json!({ "start_ms": MORNING_MS + 4 * HOUR_MS }));
    leader.sync(&node, made.push(theirs));
    node.project().unwrap();

    assert_eq!(get(&node, "jobs?state=attention")[0]["decision_count"], 1);
    let job = made.job(&node);
    let story = &job["decisions"][0];
    assert!(story["question"].as_str().unwrap().contains("Appointment"), "{story}");
    let choices = story["choices"].as_array().unwrap();
    assert_eq!(choices.len(), 2);
    let theirs = choices.iter().find(|choice| choice["who"] == "zhao").unwrap();
    assert!(theirs["text"].as_str().unwrap().contains("13:00"), "{theirs}");
    post(&node, &made.path("decide"), &json!({ "chosen": theirs["fact"], "version": job["version"] }));
    let job = made.job(&node);
    assert_eq!((&job["decisions"], &job["job"]["visit_start_ms"]), (&json!([]), &json!(start_ms)));
    let created = &job["timeline"][0]["fact"];
    let refused = refusal(api(&node, Method::Post, &made.path("decide"), &json!({ "chosen": created })));
    assert_eq!(refused.2.as_deref(), Some("chosen"), "nothing to choose there");
}

#[test]
fn two_answers_to_one_question_are_settled_in_the_document() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let made = make(&node, "Li Min");
    let mut case = load(&node, &made, &chen.sync(&node, Vec::new()));
    let seen = case.version();
    let set = |step: &str, value: &str| Edit::SetAnswer {
        key: AnswerKey::step(made.visit, step),
        value: Some(Answer::from(value)),
    };
    let mut items = case.edit(&seen, &[set("cause", "worn seal")], &writer(&chen, 5)).unwrap();
    let seen = case.version();
    items.extend(case.edit(&seen, &[set("area", "kitchen")], &writer(&chen, 6)).unwrap());
    post(&node, &made.path("answer"), &json!({ "step": "cause", "value": "broken pipe" }));
    post(&node, &made.path("answer"), &json!({ "step": "remark", "value": "call before" }));
    assert!(chen.sync(&node, made.push(items)).nacks.is_empty());
    node.project().unwrap();

    assert_eq!(get(&node, "jobs?state=attention")[0]["conflict_count"], 1, "different fields merge");
    let job = made.job(&node);
    let story = &job["decisions"][0];
    let values: Vec<&Value> = story["choices"].as_array().unwrap().iter().map(|c| &c["value"]).collect();
    assert!(values.contains(&&json!("worn seal")) && values.contains(&&json!("broken pipe")), "{story}");
    let decision = json!({ "field": story["field"], "value": "worn seal" });
    post(&node, &made.path("decide"), &decision);
    let job = made.job(&node);
    assert_eq!((&job["decisions"], &job["job"]["conflict_count"]), (&json!([]), &json!(0)));
    let pulled = chen.sync(&node, Vec::new());
    assert!(!pulled.pull.is_empty(), "the decision reaches the phone");
    let absent = json!({ "field": story["field"] });
    assert_eq!(
        api(&node, Method::Post, &made.path("decide"), &absent).status,
        400,
        "null is said, not left out"
    );
}

#[test]
fn a_stale_screen_does_not_delete_what_came_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = make(&node, "Li Min");
    let version = made.job(&node)["version"].clone();
    let say = |value: &str, version: &Value| {
        post(&node, &made.path("answer"), &json!({ "step": "cause", "value": value, "version": version }))
    };
    say("worn seal", &version);
    say("broken pipe", &version);
    let job = made.job(&node);
    assert_eq!(job["decisions"].as_array().unwrap().len(), 1, "both are kept");
    say("broken pipe", &job["version"]);
    assert_eq!(made.job(&node)["decisions"], json!([]), "whoever saw both settles it");
    let wrong = json!({ "reason": "x", "version": "v1_00" });
    assert_eq!(refusal(api(&node, Method::Post, &made.path("cancel"), &wrong)).2.as_deref(), Some("version"));
}

#[test]
fn notes_and_corrections_are_the_documents() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = make(&node, "Li Min");
    let note = post(&node, &made.path("note"), &json!({ "text": "dog in the yard" }));
    post(&node, &made.path("note"), &json!({ "note": note["note"], "text": "big dog in the yard" }));
    post(&node, &made.path("correct"), &json!({ "field": "customer.phone", "value": "139" }));
    let job = made.job(&node);
    assert_eq!(job["notes"][0]["text"], "big dog in the yard");
    assert_eq!(job["notes"][0]["authors"], json!(["Office"]));
    assert_eq!(job["corrections"]["customer.phone"], "139");
    let empty = refusal(api(&node, Method::Post, &made.path("note"), &json!({ "text": " " })));
    assert_eq!(empty.2.as_deref(), Some("text"));
    let unknown = json!({ "note": "note_0000000000000000", "text": "x" });
    assert_eq!(refusal(api(&node, Method::Post, &made.path("note"), &unknown)).1, "not_found");
}
