//! Scenarios of the catalogue, as the office sees them.

use doorstep_domain::fact::*;
use doorstep_domain::id::VisitId;
use serde_json::{Value, json};

use super::technician::{QUOTE, Technician};
use super::{HOUR_MS, Made, answer, api, get, make, post, refusal};
use crate::testing::{MORNING_MS, Phone, open};
use crate::{Method, Node, Request};

#[test]
fn nobody_home_leaves_the_job_open_with_one_new_time() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let made = make(&node, "Li Min");
    let mut work = Technician::with(&node, &mut chen, made);
    work.enter(Phase::Travelling);
    work.wait(70).enter(Phase::Arrived);
    let visit = made.visit;
    for _ in 0..3 {
        work.record(DoorAttempted { visit, method: DoorMethod::Bell, answered: false });
    }
    let next = VisitId([9; 8]);
    work.record(VisitPlanned { visit: next, reason: "absent".into(), after_visit: Some(visit) });
    let start_ms = MORNING_MS + 25 * HOUR_MS;
    work.record(Appointed { visit: next, start_ms, end_ms: None, reason: None });
    work.record(VisitEnded { visit, outcome: VisitOutcome::Absent, reason: None, person: None });
    work.push(&node);
    let job = made.job(&node);
    assert_eq!((&job["job"]["outcome"], &job["job"]["visit_start_ms"]), (&json!("open"), &json!(start_ms)));
    assert_eq!(
        (&job["visits"][0]["outcome"], &job["visits"][0]["unanswered_count"]),
        (&json!("absent"), &json!(3))
    );
    assert_eq!(job["visits"].as_array().unwrap().len(), 2);
    assert_eq!(job["decisions"], json!([]));
}

#[test]
fn a_refused_time_goes_to_the_leader_and_both_times_stay() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let made = make(&node, "Li Min");
    let mut work = Technician::with(&node, &mut chen, made);
    let visit = made.visit;
    let theirs = MORNING_MS + 7 * HOUR_MS;
    work.record(Appointed { visit, start_ms: theirs, end_ms: None, reason: Some("running late".into()) });
    work.record(Escalated { visit, reason: "the owner refuses".into() });
    // Meanwhile, and without knowing of it, the office settles another time.
    let ours = MORNING_MS + 8 * HOUR_MS;
    post(&node, &made.path("appoint"), &json!({ "start_ms": ours }));
    work.push(&node);
    let job = made.job(&node);
    assert_eq!(job["job"]["visit_start_ms"], ours);
    assert_eq!(
        job["job"]["escalated"], false,
        "a leader's time settles it, also one set without knowing of it"
    );
    let of_time = |lost: &&Value| lost["question"].as_str().unwrap().contains("Appointment");
    let lost = job["superseded"].as_array().unwrap().iter().find(of_time).unwrap();
    assert!(lost["lost"]["text"].as_str().unwrap().contains("15:00"), "{lost}");
    assert!(lost["counts"]["text"].as_str().unwrap().contains("16:00"), "{lost}");
    let questions: Vec<_> =
        job["superseded"].as_array().unwrap().iter().map(|lost| lost["question"].as_str().unwrap()).collect();
    assert!(questions.iter().any(|asked| asked.contains("settled by the leader")), "{questions:?}");
    assert_eq!(job["visits"][0]["appointments"].as_array().unwrap().len(), 3);
    post(&node, &made.path("seen"), &json!({ "fact": lost["fact"] }));
    let job = made.job(&node);
    assert_eq!(job["superseded"].as_array().unwrap().iter().find(of_time).unwrap()["seen"], true);
}

#[test]
fn a_refused_quote_closes_the_job_without_a_fee() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let made = make(&node, "Li Min");
    let mut work = Technician::with(&node, &mut chen, made);
    work.wait(60).enter(Phase::Arrived);
    work.line(1, Some("toilet-unblock"), "", None);
    work.offer(&node, false);
    let visit = made.visit;
    work.record(Declined { visit, quote: QUOTE, reason: "too dear".into() });
    work.record(VisitEnded { visit, outcome: VisitOutcome::Declined, reason: None, person: None });
    work.push(&node);
    let job = made.job(&node);
    assert_eq!(job["job"]["outcome"], "declined");
    assert_eq!(job["result"]["reason"], "too dear");
    assert_eq!(
        (&job["quotes"][0]["accepted"], &job["quotes"][0]["total"]["minor"]),
        (&json!(false), &json!(0))
    );
    post(&node, &made.path("archive"), &json!({}));
    assert_eq!(made.job(&node)["job"]["archived"], true);
}

#[test]
fn finished_work_counts_against_a_cancellation_and_says_so_until_read() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let made = make(&node, "Li Min");
    let mut work = Technician::with(&node, &mut chen, made);
    work.wait(60).enter(Phase::Arrived);
    work.line(1, Some("toilet-unblock"), "", None);
    work.offer(&node, true);
    work.work(26);
    work.sign(&node);
    work.record(Completed { visit: made.visit });
    post(&node, &made.path("cancel"), &json!({ "reason": "the customer called" }));
    work.push(&node);
    let job = made.job(&node);
    assert_eq!(job["job"]["outcome"], "completed");
    assert_eq!(job["job"]["total"], json!({ "minor": 3000, "currency": "CNY", "minor_digits": 2 }));
    assert!(!job["quotes"][0]["lines"][0]["trace"].as_array().unwrap().is_empty());
    assert_eq!(
        (&job["signatures"][0]["since"], &job["signatures"][0]["signer"]["name"]),
        (&json!("same"), &json!("Wang Fang"))
    );
    let exception = &job["exceptions"][0];
    assert_eq!(exception["kind"], "cancelled_while_done");
    assert_eq!(get(&node, "counts")["attention"], 1);
    post(&node, &made.path("seen"), &json!({ "fact": exception["fact"] }));
    assert_eq!(get(&node, "counts")["attention"], 0);
    work.line(2, None, "Ballast 36 W", Some(1_234));
    work.push(&node);
    let signature = &made.job(&node)["signatures"][0];
    assert_eq!(signature["since"], "changed", "the bill grew after signing");
    let change = &signature["change"];
    assert_eq!(change["not_signed_minor"], 1_600, "12.34 with its markup, to the tenth of a yuan");
    assert_eq!(change["lines"][0]["now"]["title"], "Ballast 36 W");
    assert_eq!(change["lines"][0]["signed"], Value::Null);
    the_past_of(&node, &made, &signature["fact"]);
}

/// The job as the customer saw it, and who wrote what since.
fn the_past_of(node: &Node, made: &Made, signature: &Value) {
    let at = |moment: &str| get(node, &format!("{}?at={moment}", made.path("").trim_end_matches('/')));
    let then = at(signature.as_str().unwrap());
    assert_eq!(then["signatures"][0]["since"], "same", "it was not changed yet");
    assert_eq!(
        (&then["job"]["outcome"], &then["quotes"][0]["total"]["minor"]),
        (&json!("open"), &json!(3000))
    );
    let past = get(node, &made.path("history"));
    let entries = past["entries"].as_array().unwrap();
    let ballast = entries.iter().find(|entry| entry["values"].to_string().contains("Ballast")).unwrap();
    assert_eq!(ballast["proven"], false, "these phones sign no manifests");
    assert_eq!(ballast["values"][0]["stands"], true);
    let before = entries.iter().position(|entry| entry["id"] == *signature).unwrap();
    assert!(entries.iter().position(|entry| entry["id"] == ballast["id"]).unwrap() > before);
    the_file_of(node, made);
    let nothing = api(node, Method::Get, &format!("jobs/{}?at=1", made.case), &Value::Null);
    assert_eq!(refusal(nothing).0, 404, "it was not begun");
}

/// The job as a file: whole, received by the office, and another byte in it is noticed.
fn the_file_of(node: &Node, made: &Made) {
    let file = api(node, Method::Get, &made.path("file"), &Value::Null).into_bytes().unwrap();
    let verified = |bytes: Vec<u8>| {
        let request = Request::new(Method::Post, "/office/api/verify").bearer(node.office_token());
        answer(node.handle(request.bytes(bytes)))
    };
    let verdict = verified(file.clone());
    assert_eq!((&verdict["case"], &verdict["standing"]), (&json!(made.case), &json!("missing")));
    let told = verdict["told"].to_string();
    for expected in
        ["no device has signed for them", "Added: Ballast 36 W", "The company's key is the expected one"]
    {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    assert!(!told.contains("only on devices"), "the office says that it holds all of it: {told}");
    let mut changed = file;
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    assert_eq!(verified(changed)["standing"], "broken");
}
