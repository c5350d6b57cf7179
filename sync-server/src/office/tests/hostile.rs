//! What comes in from outside and should not.

use serde_json::json;

use super::{api, make, new_job, post, publish, refusal};
use crate::testing::{Draft, Phone, item, job, open};
use crate::{Method, Request};

#[test]
fn without_the_token_there_is_nothing_to_see() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = make(&node, "Li Min");
    for request in [
        Request::new(Method::Get, "/office/api/jobs"),
        Request::new(Method::Get, "/office/api/jobs").bearer("Office"),
        Request::new(Method::Get, "/office/api/jobs").bearer(""),
        Request::new(Method::Get, &format!("/office/api/{}", made.path("report"))),
        Request::new(Method::Post, &format!("/office/api/{}", made.path("cancel")))
            .json(&json!({ "reason": "x" })),
        Request::new(Method::Post, "/office/api/enrolments").json(&json!({})),
    ] {
        assert_eq!(node.handle(request).status, 401);
    }
    assert_eq!(made.job(&node)["job"]["outcome"], "open");
}

#[test]
fn bad_input_is_named_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    publish(&node);
    let create = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut body = new_job("Li");
        change(&mut body);
        refusal(api(&node, Method::Post, "jobs", &body))
    };
    let field = |change: &dyn Fn(&mut serde_json::Value)| create(change).2.unwrap_or_default();
    assert_eq!(field(&|job| job["site"]["time_zone"] = json!("Asia/Shanghai")), "site.time_zone");
    assert_eq!(field(&|job| job["customer"]["name"] = json!("  ")), "customer.name");
    assert_eq!(field(&|job| job["report"] = json!("x".repeat(3000))), "report");
    assert_eq!(field(&|job| job["end_ms"] = json!(5)), "end_ms");
    assert_eq!(field(&|job| job["users"] = json!(["a b"])), "users");
    assert_eq!(field(&|job| job["surprise"] = json!(1)), "body");
    assert_eq!(field(&|job| job["acting"] = json!({ "user": 1 })), "acting");
    assert_eq!(super::get(&node, "jobs"), json!([]));
    assert_eq!(super::get(&node, "counts")["open"], 0);
}

#[test]
fn a_body_must_be_json_and_small() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = make(&node, "Li Min");
    let path = format!("/office/api/{}", made.path("cancel"));
    let send = |media_type: &str, body: &[u8]| {
        let request = Request::new(Method::Post, &path).bearer("office").header("content-type", media_type);
        refusal(node.handle(request.bytes(body.to_vec())))
    };
    assert_eq!(send("text/plain", b"{\"reason\":\"x\"}").2.as_deref(), Some("content-type"));
    for body in [&b"{"[..], b"[]", b"null", b"\"reason\"", b"{\"reason\":1}", b"\xff\xfe"] {
        assert_eq!(send("application/json", body).2.as_deref(), Some("body"));
    }
    let deep = "[".repeat(40_000);
    assert_eq!(send("application/json", format!("{{\"reason\":{deep}").as_bytes()).0, 400);
    let huge = json!({ "reason": "x".repeat(70_000) }).to_string();
    assert_eq!(send("application/json; charset=utf-8", huge.as_bytes()).2.as_deref(), Some("body"));
    assert_eq!(made.job(&node)["job"]["outcome"], "open");
}

#[test]
fn unknown_names_lead_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = make(&node, "Li Min");
    let unknown = format!("jobs/case_{}", "00".repeat(16));
    for path in [unknown.as_str(), "jobs/1", "jobs/../../keys", "nothing", "jobs//report"] {
        assert_eq!(api(&node, Method::Get, path, &json!({})).status, 404, "{path}");
    }
    let command = |name: &str| api(&node, Method::Post, &made.path(name), &json!({})).status;
    assert_eq!(command("dance"), 404);
    assert_eq!(api(&node, Method::Post, &format!("{unknown}/cancel"), &json!({ "reason": "x" })).status, 404);
    assert_eq!(api(&node, Method::Put, "jobs", &json!({})).status, 405);
    let visit = json!({ "visit": "visit_0000000000000000", "start_ms": 1 });
    assert_eq!(refusal(api(&node, Method::Post, &made.path("appoint"), &visit)).2.as_deref(), Some("visit"));
}

#[test]
fn a_technician_at_a_desk_is_still_a_technician() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = make(&node, "Li Min");
    let body = json!({ "reason": "no", "acting": { "user": "t", "name": "T", "role": "technician" } });
    assert_eq!(refusal(api(&node, Method::Post, &made.path("cancel"), &body)).1, "role");
    assert_eq!(made.job(&node)["job"]["outcome"], "open");
}

#[test]
fn a_job_that_cannot_be_read_is_stuck_alone_and_visible() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    // Its first change is an ordinary Automerge change, and yet no document of a case.
    let (draft, _, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    let made = make(&node, "Li Min");
    node.project().unwrap();
    let rows = super::get(&node, "jobs?state=attention");
    assert_eq!((&rows[0]["number"], rows.as_array().unwrap().len()), (&json!("A1-0001"), 1));
    assert!(rows[0]["stuck"].is_string());
    assert_eq!(refusal(api(&node, Method::Get, &format!("jobs/{}", draft.case), &json!({}))).1, "unreadable");
    assert_eq!(made.job(&node)["job"]["stuck"], json!(null), "the others are not concerned");
    let lonely = Draft::new(&chen);
    let fact = chen.fact(lonely.case, crate::testing::created("A1-0002"), &[]);
    chen.sync(&node, lonely.push(vec![lonely.changes[0].clone(), item(&fact)]));
    post(&node, &made.path("note"), &json!({ "text": "the projector goes on" }));
    assert_eq!(super::get(&node, "jobs").as_array().unwrap().len(), 3);
}
