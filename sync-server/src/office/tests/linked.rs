//! The office makes a coordination order of a job (scenario 7).

use serde_json::{Value, json};

use super::{HOUR_MS, SERVICE, api, get, made, make, new_job, post, publish, refusal};
use crate::Method;
use crate::Node;
use crate::testing::{MORNING_MS, Phone, open, options};

fn order() -> Value {
    json!({ "reason": "other-department", "person": "lin", "plan": "open the flat above" })
}

#[test]
fn job_and_order_know_each_other_and_the_tracker_gets_the_order() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, mut lin) = (Phone::technician(&node, "chen"), Phone::technician(&node, "lin"));
    let job = make(&node, "Li Min");
    let answer = post(&node, &job.path("coordinate"), &order());
    let order = made(&answer);
    assert_eq!(answer["number"], "A0-0002");
    let (before, after) = (job.job(&node), order.job(&node));
    assert_eq!((&before["job"]["outcome"], &before["job"]["kind"]), (&json!("coordinated"), &json!("job")));
    assert_eq!((&after["job"]["outcome"], &after["job"]["kind"]), (&json!("open"), &json!("coordination")));
    assert_eq!(after["job"]["assigned"], json!(["chen", "lin"]));
    assert_eq!(before["links"][0]["case"], after["job"]["case"]);
    assert_eq!(
        (&before["links"][0]["origin"], &before["links"][0]["outcome"]),
        (&json!(false), &json!("open"))
    );
    assert_eq!((&after["links"][0]["origin"], &after["links"][0]["kind"]), (&json!(true), &json!("job")));
    assert_eq!(before["entries"], json!([]));
    let entry = &after["entries"][0];
    assert_eq!((&entry["content"], &entry["person"]), (&json!("Needs another department"), &json!("lin")));
    let rows = get(&node, "jobs?state=open");
    assert_eq!(rows.as_array().unwrap().len(), 1, "the job is closed, the order open: {rows}");

    let cases = |phone: &mut Phone| -> Vec<_> {
        phone.sync(&node, Vec::new()).pull.into_iter().map(|group| group.case).collect()
    };
    assert!(cases(&mut chen).contains(&order.case));
    assert_eq!(cases(&mut lin), [order.case], "and not the job");
}

#[test]
fn the_pages_lead_from_job_to_order_and_back() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let job = make(&node, "Li Min");
    let show = |made: &super::Made| super::pages::page(&node, &format!("/jobs/{}", made.case), "en", true).1;
    assert!(show(&job).contains(&format!("/jobs/{}/coordinate", job.case)), "the button");
    let order = made(&post(&node, &job.path("coordinate"), &order()));
    let (of_job, of_order) = (show(&job), show(&order));
    assert!(of_job.contains(&format!("href=\"/jobs/{}\"", order.case)) && !of_job.contains("/coordinate\""));
    assert!(of_order.contains(&format!("href=\"/jobs/{}\"", job.case)));
    assert!(of_order.contains("Needs another department") && of_order.contains("open the flat above"));
    let (_, list) = super::pages::page(&node, "/", "en", true);
    assert!(list.contains("Coordination orders") && list.contains("Being coordinated"));
}

#[test]
fn what_is_refused_makes_no_order_and_uses_no_number() {
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap();
    publish(&node);
    let public = json!({
        "service": SERVICE, "report": "pump", "area": "public", "customer": { "name": "Block 3" },
        "site": { "address": "stairway", "time_zone": "CST-8" }, "reported_at_ms": MORNING_MS,
    });
    let job = made(&post(&node, "jobs", &public));
    let coordinate = |body: &Value| refusal(api(&node, Method::Post, &job.path("coordinate"), body));
    assert_eq!(coordinate(&order()), (409, "too_early".to_owned(), None));
    for field in ["reason", "person", "plan"] {
        let mut order = order();
        order[field] = json!(" ");
        assert_eq!(coordinate(&order), (400, "invalid".to_owned(), Some(field.to_owned())));
    }
    assert_eq!(get(&node, "counts")["open"], 1);
    let view = |made: &super::Made| made.job(&node)["coordination"].clone();
    assert_eq!(view(&job)["possible"], false);
    clock.advance(3 * 24 * HOUR_MS);
    assert_eq!(view(&job)["possible"], true);
    assert_eq!(post(&node, &job.path("coordinate"), &order())["number"], "A0-0002");
    assert_eq!(view(&job), Value::Null, "it is one already");
    assert_eq!(coordinate(&order()).1, "status", "once");
    assert_eq!(get(&node, "counts")["open"], 1, "the order, not the job");
}

#[test]
fn a_person_named_by_name_is_the_user_who_has_it() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let _lin = Phone::technician(&node, "lin");
    let name = node.office().devices().unwrap()[0].name.clone();
    let job = make(&node, "Li Min");
    let order = post(
        &node,
        &job.path("coordinate"),
        &json!({ "reason": "other-department", "person": name, "plan": "open the flat above" }),
    );
    assert_eq!(made(&order).job(&node)["job"]["assigned"], json!(["chen", "lin"]));
}

#[test]
fn jobs_are_made_with_services_of_jobs_only() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    publish(&node);
    let mut new = new_job("Li Min");
    new["service"] = json!("longfor-coordination");
    let refused = refusal(api(&node, Method::Post, "jobs", &new));
    assert_eq!(refused, (400, "invalid".to_owned(), Some("service".to_owned())));
    let (_, page) = super::pages::page(&node, "/jobs/new", "en", true);
    assert!(page.contains("longfor-dispatch") && !page.contains("longfor-coordination"));
}
