//! Customers, sites and jobs of a company's own lists.

use serde_json::{Value, json};

use super::{SERVICE, api, get, post, publish, refusal};
use crate::testing::{MORNING_MS, Phone, open};
use crate::{Method, Node};

fn take(node: &Node, list: &str, rows: &Value) -> Vec<String> {
    took(node, list, &json!({ "rows": rows }))
}

/// What became of each row, with the field and the reason of a refusal.
fn took(node: &Node, list: &str, body: &Value) -> Vec<String> {
    let answer = post(node, &format!("lists/{list}"), body);
    let told = |outcome: &Value| match outcome["became"].as_str().unwrap() {
        "refused" => {
            format!("{}: {}", outcome["field"].as_str().unwrap(), outcome["reason"].as_str().unwrap())
        }
        became => became.to_owned(),
    };
    answer["outcomes"].as_array().unwrap().iter().map(told).collect()
}

fn customers() -> Value {
    json!([{ "key": "C1", "name": "Li Min", "phone": "138" }, { "key": "C2", "name": "Wang" }])
}

fn sites() -> Value {
    json!([{ "key": "S1", "address": "Block 3", "time_zone": "CST-8", "customer": "C1" }])
}

fn job(key: &str) -> Value {
    json!({ "key": key, "service": SERVICE, "report": "the tap drips", "customer": "C1", "site": "S1",
        "start": "2026-03-02T09:00:00", "end": "2026-03-02T10:00:00", "users": ["chen"] })
}

#[test]
fn the_same_list_twice_changes_nothing_and_a_changed_row_becomes_a_version() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    assert_eq!(take(&node, "customers", &customers()), ["added", "added"]);
    assert_eq!(take(&node, "customers", &customers()), ["unchanged", "unchanged"]);
    let before = get(&node, "lists/customers");
    let moved = json!([{ "key": "C1", "name": "Li Min", "phone": "139" }]);
    assert_eq!(take(&node, "customers", &moved), ["changed"]);
    let after = get(&node, "lists/customers");
    assert_eq!((&after[0]["version"], &after[0]["detail"]), (&json!(2), &json!("139")));
    assert_eq!(after[0]["card"], before[0]["card"], "it is the same card");
    assert_eq!(after[1], before[1]);
    assert_eq!(get(&node, "lists/customers?after=C1&limit=1"), json!([after[1]]));
}

#[test]
fn a_row_that_is_wrong_is_refused_with_its_field_and_whole_means_all_or_none() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let rows = json!([
        { "key": "S1", "address": "Block 3", "time_zone": "CST-8" },
        { "key": "S2", "address": "", "time_zone": "CST-8" },
        { "key": "S3", "address": "Block 4", "time_zone": "Beijing" },
        { "key": "S4", "address": "Block 5", "time_zone": "CST-8", "customer": "C9" },
        { "key": "S1", "address": "Block 6", "time_zone": "CST-8" },
    ]);
    let expected = [
        "added",
        "address: it is empty",
        "time_zone: expected a POSIX TZ string such as CST-8",
        "customer: there is no customer with this key: bring the customers first",
        "key: another row has the same key",
    ];
    let none = |node: &Node| assert_eq!(get(node, "lists/sites"), json!([]));
    assert_eq!(took(&node, "sites", &json!({ "rows": rows, "check": true })), expected);
    none(&node);
    assert_eq!(took(&node, "sites", &json!({ "rows": rows, "whole": true })), expected);
    none(&node);
    assert_eq!(take(&node, "sites", &rows), expected);
    assert_eq!(get(&node, "lists/sites").as_array().unwrap().len(), 1);
    assert_eq!(post(&node, "lists/sites/remove", &json!({ "keys": ["S1", "S2"] })), json!({ "removed": 1 }));
    none(&node);
}

#[test]
fn a_row_makes_its_job_once_with_the_copies_of_its_cards() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    publish(&node);
    let mut chen = Phone::technician(&node, "chen");
    take(&node, "customers", &customers());
    take(&node, "sites", &sites());
    let rows = json!([job("J1"), job("J2")]);
    assert_eq!(took(&node, "jobs", &json!({ "rows": rows, "check": true })), ["added", "added"]);
    assert_eq!(get(&node, "jobs"), json!([]), "checking makes nothing");
    assert_eq!(take(&node, "jobs", &rows), ["added", "added"]);
    assert_eq!(take(&node, "jobs", &rows), ["unchanged", "unchanged"]);
    let jobs = get(&node, "jobs");
    let numbers: Vec<&Value> = jobs.as_array().unwrap().iter().map(|job| &job["number"]).collect();
    assert_eq!(numbers.len(), 2);
    assert_eq!((&jobs[0]["customer"], &jobs[0]["address"]), (&json!("Li Min"), &json!("Block 3")));
    assert_eq!(jobs[0]["visit_start_ms"], MORNING_MS + 3_600_000, "09:00 by the clocks of the site");
    assert_eq!(chen.sync(&node, Vec::new()).pull.len(), 2, "the phone has them");
}

#[test]
fn a_changed_time_is_an_appointment_and_nothing_else_of_a_job_changes_by_a_list() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    publish(&node);
    take(&node, "customers", &customers());
    take(&node, "sites", &sites());
    take(&node, "jobs", &json!([job("J1")]));
    let with = |field: &str, value: Value| {
        let mut row = job("J1");
        row[field] = value;
        json!([row])
    };
    let later = with("start", json!("2026-03-02T09:30:00"));
    assert_eq!(take(&node, "jobs", &later), ["changed"]);
    assert_eq!(take(&node, "jobs", &later), ["unchanged"]);
    let row = get(&node, "jobs")[0].clone();
    assert_eq!(row["visit_start_ms"], MORNING_MS + 5_400_000);
    let page = get(&node, &format!("jobs/{}", row["case"].as_str().unwrap()));
    assert_eq!(page["visits"][0]["appointments"].as_array().unwrap().len(), 2);
    let refused = take(&node, "jobs", &with("report", json!("another")));
    assert!(refused[0].starts_with("key: the job was made already"), "{refused:?}");
    let refused = take(&node, "jobs", &with("start", Value::Null));
    assert!(refused[0].starts_with("end: "), "{refused:?}");
    let mut open = job("J1");
    (open["start"], open["end"]) = (Value::Null, Value::Null);
    let refused = take(&node, "jobs", &json!([open]));
    assert!(refused[0].starts_with("start: the job has an agreed time"), "{refused:?}");
    assert_eq!(take(&node, "jobs", &with("users", json!(["chen", "lin"])))[0], "changed");
    assert_eq!(get(&node, "jobs")[0]["assigned"], json!(["chen", "lin"]));
    let case = row["case"].as_str().unwrap();
    post(&node, &format!("jobs/{case}/cancel"), &json!({ "reason": "moved away" }));
    let refused = took(&node, "jobs", &json!({ "rows": with("users", json!(["wu"])), "check": true }));
    assert!(!refused[0].contains("changed"), "nobody is sent to a cancelled job: {refused:?}");
}

#[test]
fn jobs_that_cannot_be_are_refused_by_field() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    publish(&node);
    for (row, field) in [
        (
            json!({ "key": "J", "service": "no-such", "report": "x", "name": "Li", "address": "B", "time_zone": "CST-8" }),
            "service",
        ),
        (
            json!({ "key": "J", "service": SERVICE, "report": "x", "address": "B", "time_zone": "CST-8" }),
            "name",
        ),
        (
            json!({ "key": "J", "service": SERVICE, "report": "x", "name": "Li", "time_zone": "CST-8" }),
            "address",
        ),
        (
            json!({ "key": "J", "service": SERVICE, "report": "x", "customer": "C9", "address": "B", "time_zone": "CST-8" }),
            "customer",
        ),
        (
            json!({ "key": "J", "service": SERVICE, "report": "x", "name": "Li", "address": "B", "time_zone": "CST-8", "start": "soon" }),
            "start",
        ),
        (
            json!({ "key": "J", "service": SERVICE, "report": "x", "name": "Li", "address": "B", "time_zone": "CST-8", "users": ["a b"] }),
            "users",
        ),
        (
            json!({ "key": "", "service": SERVICE, "report": "x", "name": "Li", "address": "B", "time_zone": "CST-8" }),
            "key",
        ),
    ] {
        let refused = took(&node, "jobs", &json!({ "rows": [row], "whole": true }));
        assert!(refused[0].starts_with(&format!("{field}: ")), "{field}: {refused:?}");
    }
    assert_eq!(get(&node, "jobs"), json!([]));
}

#[test]
fn a_job_that_was_erased_is_not_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    publish(&node);
    take(&node, "customers", &customers());
    take(&node, "sites", &sites());
    take(&node, "jobs", &json!([job("J1")]));
    let case = get(&node, "jobs")[0]["case"].as_str().unwrap().to_owned();
    post(&node, &format!("jobs/{case}/cancel"), &json!({ "reason": "moved away" }));
    post(&node, &format!("jobs/{case}/erase"), &json!({ "reason": "asked for" }));
    assert_eq!(
        take(&node, "jobs", &json!([job("J1")])),
        ["key: the job was erased; a list does not make it anew"]
    );
}

#[test]
fn lists_are_for_the_office_itself() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let seat = post(&node, "sign-ins", &json!({ "user": "lin", "name": "Lin", "role": "receptionist" }));
    let token = seat["token"].as_str().unwrap();
    let ask = |method, body: &Value| {
        node.handle(crate::Request::new(method, "/office/api/lists/customers").bearer(token).json(body))
            .status
    };
    assert_eq!(ask(Method::Post, &json!({ "rows": customers() })), 403);
    assert_eq!(ask(Method::Get, &Value::Null), 403);
    let refused = refusal(api(&node, Method::Post, "lists/vans", &json!({ "rows": [] })));
    assert_eq!(refused.0, 404);
}
