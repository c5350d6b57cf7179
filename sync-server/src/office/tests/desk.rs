//! Cases of the desk, filled in at the office.

use serde_json::{Value, json};

use super::pages::page;
use super::{Made, api, get, made, post, refusal};
use crate::office::session;
use crate::testing::open;
use crate::{Method, Node, Request};

fn furniture(node: &Node) {
    let sources = doorstep_packs::builtin("furniture").unwrap();
    node.publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap();
}

fn new(service: &str, customer: &str, card: &Value) -> Value {
    json!({
        "service": service, "report": "a sofa", "customer": { "name": customer, "card": card },
        "site": { "address": "Store 3", "time_zone": "CST-8" },
    })
}

fn begin(node: &Node, service: &str) -> Made {
    made(&post(node, "jobs", &new(service, "Wang", &Value::Null)))
}

fn body(node: &Node, made: &Made, command: &str, body: &Value) -> Value {
    let response = api(node, Method::Post, &made.path(command), body);
    serde_json::from_slice(&response.into_bytes().unwrap()).unwrap()
}

fn step<'j>(job: &'j Value, id: &str) -> &'j Value {
    let steps = job["desk"]["steps"].as_array().unwrap();
    steps.iter().find(|step| step["step"] == id).unwrap_or(&Value::Null)
}

#[test]
fn a_form_with_wrong_fields_names_each_of_them_and_writes_none() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    furniture(&node);
    let made = begin(&node, "furniture-return");
    let answers = json!({
        "goods": "gold", "purchased_on": "yesterday", "receipts": 7, "refused": true, "nothing": "x",
        "application": true, "wish": ["return"], "product": "chair",
    });
    let refused = body(&node, &made, "fill", &json!({ "answers": answers }));
    assert_eq!((refused["code"].as_str(), refused["field"].as_str()), (Some("invalid"), Some("answers")));
    let detail = refused["detail"].as_str().unwrap();
    for reason in [
        "application: is recorded as signature, not answered",
        "goods: ",
        "nothing: there is no such step",
        "purchased_on: ",
        "receipts: ",
        "wish: takes one value, not several",
    ] {
        assert!(detail.contains(reason), "{reason} in {detail}");
    }
    assert!(!detail.contains("product:"), "{detail}");
    assert_eq!(step(&made.job(&node), "product")["value"], Value::Null, "nothing was written");
}

#[test]
fn contradictory_dates_are_said_at_their_field_and_stand_against_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    furniture(&node);
    let made = begin(&node, "furniture-return");
    let answers =
        json!({ "delivery": "delivered", "purchased_on": "2026-02-20", "delivered_on": "2026-02-10" });
    post(&node, &made.path("fill"), &json!({ "answers": answers }));
    let job = made.job(&node);
    assert_eq!(
        step(&job, "delivered_on")["missing"],
        json!(["Cannot be before it was bought, nor after the day on which the customer came."])
    );
    let refused = body(&node, &made, "complete", &json!({}));
    assert_eq!(refused["code"], "missing");
    let missing = refused["missing"].as_array().unwrap();
    let reason = |id: &str| missing.iter().find(|missing| missing["step"] == id).map(|m| m["reason"].clone());
    assert_eq!(
        reason("delivered_on"),
        Some(json!("Cannot be before it was bought, nor after the day on which the customer came."))
    );
    assert_eq!(reason("product"), Some(json!("not answered")));
    assert_eq!(reason("purchased_on"), None);
    post(
        &node,
        &made.path("fill"),
        &json!({ "answers": { "delivered_on": "2026-02-21", "purchased_on": null } }),
    );
    let job = made.job(&node);
    assert_eq!(step(&job, "purchased_on")["value"], Value::Null, "taken back");
}

#[test]
fn the_office_takes_a_complaint_from_its_beginning_to_its_end() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    furniture(&node);
    let made = begin(&node, "furniture-hard-complaint");
    let job = made.job(&node);
    assert_eq!(
        (job["job"]["kind"].as_str(), job["desk"]["ready"].as_bool()),
        (Some("complaint"), Some(false))
    );
    assert_eq!(step(&job, "cause")["state"], "locked", "no fault is admitted before the facts are clear");
    let refused =
        refusal(api(&node, Method::Post, &made.path("step-done"), &json!({ "step": "facts_clear" })));
    assert_eq!((refused.0, refused.1.as_str()), (409, "missing"));
    let fill = |answers: Value| post(&node, &made.path("fill"), &json!({ "answers": answers }));
    let done = |step: &str| {
        post(&node, &made.path("fill"), &json!({ "answers": { step: true } }));
        post(&node, &made.path("step-done"), &json!({ "step": step }));
    };
    fill(json!({
        "face_to_face": false, "product": "sofa", "when_and_where": "at home", "course": "it creaks", "people": "none",
    }));
    done("first_reply");
    done("facts_clear");
    fill(
        json!({ "cause": "product", "apology": true, "expected_at": "2026-03-04T16:00", "loophole": false }),
    );
    post(&node, &made.path("call"), &json!({ "purpose": "second_response", "result": "reached" }));
    done("second_done");
    fill(json!({ "measures": "a new frame" }));
    done("handled");
    post(&node, &made.path("call"), &json!({ "purpose": "after_handling", "result": "reached" }));
    done("called_after");
    fill(json!({ "service_report": true, "filed": true }));
    post(&node, &made.path("entry"), &json!({ "content": "she is content" }));
    assert_eq!(made.job(&node)["desk"]["ready"], true);
    post(&node, &made.path("complete"), &json!({}));
    let job = made.job(&node);
    assert_eq!(
        (job["job"]["outcome"].as_str(), job["entries"][0]["content"].as_str()),
        (Some("completed"), Some("she is content"))
    );
}

#[test]
fn a_link_leads_to_a_case_with_what_is_known_and_the_roles_of_the_pack() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    furniture(&node);
    let complaint = begin(&node, "furniture-hard-complaint");
    post(&node, &complaint.path("fill"), &json!({ "answers": { "product": "sofa" } }));
    let titles = complaint.job(&node)["onward"].clone();
    assert!(
        titles
            .as_array()
            .unwrap()
            .iter()
            .any(|link| link["link"] == "check_on_site" && link["kind"] == "job")
    );
    let repair =
        made(&post(&node, &complaint.path("follow"), &json!({ "link": "check_on_site", "users": ["chen"] })));
    let job = repair.job(&node);
    assert_eq!((job["job"]["kind"].as_str(), job["job"]["number"].as_str()), (Some("job"), Some("A0-0002")));
    assert_eq!(job["links"][0]["rule"], "check_on_site");
    assert_eq!(job["complaints"][0]["number"], "A0-0001", "marked on the customer");
    let follow = |body: Value| refusal(api(&node, Method::Post, &complaint.path("follow"), &body));
    assert_eq!(follow(json!({ "link": "nothing" })).1, "not_configured");
    assert_eq!(follow(json!({ "link": "coordination" })).1, "not_configured", "that one has its own way");
    let acting = json!({ "user": "fang", "name": "Fang", "role": "finance" });
    assert_eq!(follow(json!({ "link": "check_on_site", "acting": acting })).1, "role");
    assert_eq!(get(&node, "counts")["open"], 2, "and none of these made a case");
}

#[test]
fn the_list_is_narrowed_to_one_kind_and_a_card_brings_a_customers_complaints_together() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    furniture(&node);
    let card = json!("card_00000000000000000000000000000007");
    let repair = made(&post(&node, "jobs", &new("furniture-repair", "Wang", &card)));
    let complaint = made(&post(&node, "jobs", &new("furniture-complaint", "Wang", &card)));
    begin(&node, "furniture-complaint");
    assert_eq!(get(&node, "jobs?kind=complaint").as_array().unwrap().len(), 2);
    assert_eq!(get(&node, "jobs?kind=job").as_array().unwrap().len(), 1);
    let refused = refusal(api(&node, Method::Get, "jobs?kind=nothing", &Value::Null));
    assert_eq!(refused, (400, "invalid".to_owned(), Some("kind".to_owned())));
    let complaints = repair.job(&node)["complaints"].clone();
    assert_eq!(complaints.as_array().unwrap().len(), 1, "not of somebody who has the same name");
    assert_eq!(complaints[0]["case"], json!(complaint.case));
    let (_, html) = page(&node, &format!("/jobs/{}", repair.case), "en", true);
    assert!(html.contains("This customer has an open complaint"), "{html}");
    post(&node, &complaint.path("cancel"), &json!({ "reason": "made twice" }));
    assert_eq!(repair.job(&node)["complaints"], json!([]));
}

#[test]
fn the_page_of_a_case_is_a_form_whose_buttons_do_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    furniture(&node);
    let (_, html) = page(&node, "/jobs/new", "en", true);
    assert!(html.contains("Soft complaint") && html.contains("Cancel an order"));
    let made = begin(&node, "furniture-complaint");
    let target = format!("/jobs/{}", made.case);
    let (_, html) = page(&node, &target, "en", true);
    for part in ["name=\"bool.face_to_face\"", "name=\"text.course\"", "action=\"/jobs/", "Kept by"] {
        assert!(html.contains(part), "{part}");
    }
    let press = |command: &str, fields: &str| {
        let form = format!("key={}&{fields}", session::form_key_of(&node.office()));
        let cookie = format!("{}={}", session::COOKIE, session::cookie_of(&node));
        let request = Request::new(Method::Post, &format!("{target}/{command}")).header("cookie", &cookie);
        let response = node.handle(request.bytes(form.into_bytes()));
        (response.status, String::from_utf8(response.into_bytes().unwrap_or_default()).unwrap())
    };
    assert_eq!(
        press("fill", "bool.face_to_face=no&text.course=waited&text.people=desk&bool.reacted=yes").0,
        303
    );
    assert_eq!(press("step-done", "step=reacted").0, 303);
    let job = made.job(&node);
    assert_eq!(
        (step(&job, "course")["value"].as_str(), step(&job, "reacted")["state"].as_str()),
        (Some("waited"), Some("done"))
    );
    assert_eq!(press("fill", "text.course=").0, 303);
    assert_eq!(
        step(&made.job(&node), "course")["value"],
        Value::Null,
        "an emptied field takes its answer back"
    );
    let (status, html) = press("complete", "");
    assert!(status == 409 && html.contains("What happened: not answered"), "{status}");
}
