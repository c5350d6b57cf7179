//! What is due, in lists and on the page of a job: time passes without news.

use doorstep_domain::fact::{PartChoice, Phase, StepDone, WaitingForPart};
use serde_json::{Value, json};

use super::pages::page;
use super::technician::Technician;
use super::{HOUR_MS, MINUTE_MS, Made, api, get, lamp, made, make, post, refusal, warranty};
use crate::testing::{MORNING_MS, Phone, TestClock, open, options};
use crate::{Method, Node};

/// A lamp to be repaired for chen, reported on Monday at 8:00, before the office opens.
pub(super) fn lamp_job(node: &Node) -> Made {
    let pack = node.publish(&lamp()).unwrap();
    made(&post(
        node,
        "jobs",
        &json!({
            "pack": pack, "service": "lamp-home", "report": "dark", "customer": { "name": "Li Min" },
            "site": { "address": "Block 3", "time_zone": "CST-8" }, "users": ["chen"],
        }),
    ))
}

fn timer<'v>(job: &'v Value, id: &str) -> &'v Value {
    job["timers"]["timers"].as_array().unwrap().iter().find(|timer| timer["id"] == id).unwrap()
}

fn home(node: &Node, language: &str) -> String {
    page(node, "/", language, true).1
}

pub(super) fn set_up() -> (tempfile::TempDir, Node, TestClock) {
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap();
    (dir, node, clock)
}

#[test]
fn what_was_due_is_overdue_later_without_any_news() {
    let (_dir, node, clock) = set_up();
    let made = lamp_job(&node);
    let first = |node: &Node| get(node, "jobs")[0]["due"][0].clone();
    // Four hours from half past eight, when the office opens, by the contract.
    let due = first(&node);
    assert_eq!((&due["id"], &due["due_at_ms"]), (&json!("come"), &json!(MORNING_MS + 270 * MINUTE_MS)));
    assert_eq!(
        (&due["state"], &due["counts"], &due["certain"]),
        (&json!("open"), &json!(true), &json!(true))
    );
    assert!(home(&node, "en").contains(">Be on the spot<"));
    assert_eq!(get(&node, "jobs?due=today").as_array().unwrap().len(), 1);
    clock.advance(4 * HOUR_MS);
    assert_eq!(first(&node)["state"], "soon", "half an hour before");
    clock.advance(31 * MINUTE_MS);
    assert_eq!(first(&node)["state"], "overdue");
    assert_eq!(get(&node, "jobs?due=overdue")[0]["case"], made.job(&node)["job"]["case"]);
    assert_eq!(get(&node, "counts")["overdue"], 1);
    let html = home(&node, "en");
    assert!(html.contains("class=\"late\"") && html.contains("1 overdue"), "{html}");
    assert!(html.contains("Over by 1 min"), "{html}");
    assert!(home(&node, "zh").contains("已超时 1 分钟"));
    assert!(page(&node, "/?due=overdue", "en", true).1.contains("Li Min"));
    let refused = api(&node, Method::Get, "jobs?due=soon", &Value::Null);
    assert_eq!(refusal(refused), (400, "invalid".into(), Some("due".into())));
}

#[test]
fn a_clock_that_only_warns_is_not_loud() {
    let (_dir, node, clock) = set_up();
    let mut chen = Phone::technician(&node, "chen");
    let made = lamp_job(&node);
    let mut work = Technician::with(&node, &mut chen, made);
    work.wait(4 * 60).enter(Phase::Arrived);
    work.push(&node);
    clock.advance(16 * HOUR_MS + MINUTE_MS);
    let job = made.job(&node);
    assert_eq!(
        (&timer(&job, "come")["state"], &timer(&job, "come")["counts"]),
        (&json!("met"), &json!(true))
    );
    let finish = timer(&job, "finish");
    assert_eq!((&finish["state"], &finish["counts"]), (&json!("breached"), &json!(false)));
    assert_eq!(finish["clock_title"], "Promise to the customer");
    assert_eq!(job["timers"]["breached"], false);
    assert_eq!(job["due"][0]["state"], "overdue");
    assert_eq!(get(&node, "jobs?due=overdue").as_array().unwrap().len(), 1, "it is in the list");
    assert!(!home(&node, "en").contains("class=\"late\""), "and nobody is alarmed");
    let html = page(&node, &format!("/jobs/{}", made.case), "en", true).1;
    assert!(html.contains("Promise to the customer (only a warning)"), "{html}");
    assert!(html.contains("Contract (a breach if missed)") && html.contains("In time"), "{html}");
    let html = page(&node, &format!("/jobs/{}", made.case), "zh", true).1;
    assert!(html.contains("对客户承诺（仅提醒）") && html.contains("按时完成"), "{html}");
}

#[test]
fn a_new_week_asks_again_although_nobody_wrote_anything() {
    let (_dir, node, clock) = set_up();
    lamp_job(&node);
    let duty = |node: &Node| -> Vec<i64> {
        let due = get(node, "jobs")[0]["due"].as_array().unwrap().clone();
        let weekly = due.into_iter().filter(|due| due["id"] == "weekly_entry");
        weekly.map(|due| due["due_at_ms"].as_i64().unwrap()).collect()
    };
    let sunday = MORNING_MS + 7 * 24 * HOUR_MS - 8 * HOUR_MS - 1_000;
    let week = 7 * 24 * HOUR_MS;
    assert_eq!(duty(&node), [sunday, sunday + week]);
    clock.advance(3 * week);
    node.project().unwrap();
    assert_eq!(duty(&node), [sunday + 2 * week, sunday + 3 * week, sunday + 4 * week]);
    let head = node.read(|read| read.head()).unwrap();
    node.project().unwrap();
    assert_eq!(node.read(|read| read.head()).unwrap(), head, "the log did not grow");
}

#[test]
fn what_is_archived_is_due_no_more() {
    let (_dir, node, clock) = set_up();
    let made = make(&node, "Li Min");
    clock.advance(24 * HOUR_MS);
    assert_eq!(get(&node, "counts")["overdue"], 1);
    post(&node, &made.path("cancel"), &json!({ "reason": "moved" }));
    post(&node, &made.path("archive"), &json!({}));
    assert_eq!(get(&node, "counts")["overdue"], 0);
    assert!(page(&node, "/?due=overdue", "en", true).1.contains("Nothing is due"));
}

#[test]
fn a_job_goes_on_when_the_desk_has_the_part() {
    let (_dir, node, clock) = set_up();
    let mut chen = Phone::technician(&node, "chen");
    let made = lamp_job(&node);
    let refused = api(&node, Method::Post, &made.path("resume"), &json!({ "reason": "the part is here" }));
    assert_eq!(refusal(refused).1, "status", "nobody waits");
    let mut work = Technician::with(&node, &mut chen, made);
    work.wait(60).enter(Phase::Arrived);
    let visit = made.visit;
    work.record(WaitingForPart {
        visit,
        model: "36 W".into(),
        choice: PartChoice::CompanyBuys,
        reason: "burnt".into(),
        person: "chen".into(),
        next_ms: None,
    });
    work.push(&node);
    let target = format!("/jobs/{}", made.case);
    assert!(page(&node, &target, "en", true).1.contains("It can go on"));
    assert_eq!(timer(&made.job(&node), "finish")["state"], "paused");
    let empty = api(&node, Method::Post, &made.path("resume"), &json!({ "reason": " " }));
    assert_eq!(refusal(empty), (400, "invalid".into(), Some("reason".into())));
    clock.advance(2 * HOUR_MS);
    post(&node, &made.path("resume"), &json!({ "reason": "the part is here" }));
    let job = made.job(&node);
    assert_eq!(
        (&job["job"]["outcome"], &timer(&job, "finish")["state"]),
        (&json!("open"), &json!("running"))
    );
    assert!(!page(&node, &target, "en", true).1.contains("It can go on"));
}

#[test]
fn work_that_only_has_to_be_accepted_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let made = lamp_job(&node);
    assert_eq!(get(&node, "jobs")[0]["waits_for_acceptance"], false);
    let mut work = Technician::with(&node, &mut chen, made);
    work.wait(60).enter(Phase::Arrived);
    work.answer("ladder", false.into());
    work.answer("fault", "wiring".into());
    let visit = made.visit;
    work.record(StepDone { visit, step: "fault".into(), relied_on: Vec::new(), by: None, lasted_ms: None });
    work.push(&node);
    assert_eq!(get(&node, "jobs")[0]["waits_for_acceptance"], true);
    assert_eq!(made.job(&node)["visits"][0]["acceptance"], "waiting");
    assert!(home(&node, "en").contains("Waiting for acceptance") && home(&node, "zh").contains("待验收"));
    work.work(5);
    work.sign(&node);
    work.push(&node);
    assert_eq!(made.job(&node)["visits"][0]["acceptance"], "given");
    assert!(!home(&node, "en").contains("Waiting for acceptance"));
}

#[test]
fn the_page_says_what_is_covered_and_which_rule_decided() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let pack = node.publish(&warranty()).unwrap();
    let made = made(&post(
        &node,
        "jobs",
        &json!({
            "pack": pack, "service": "warranty", "report": "hot", "customer": { "name": "Wang" },
            "site": { "address": "3-402", "time_zone": "CST-8" },
            "answers": { "product": "household", "bought_on": "2021-03-03", "papers": true },
        }),
    ));
    let coverage = made.job(&node)["coverage"].clone();
    let rule = &coverage["components"][0];
    assert!(rule["rule_title"].is_string() || rule["verdict"] == "not_known", "{coverage}");
    for language in ["en", "zh"] {
        let html = page(&node, &format!("/jobs/{}", made.case), language, true).1;
        for component in made.job(&node)["coverage"]["components"].as_array().unwrap() {
            if language == "en" {
                assert!(html.contains(component["title"].as_str().unwrap()), "{component}");
            }
        }
        let checked = if language == "en" { "not checked yet" } else { "尚未核定" };
        assert!(html.contains(checked), "{html}");
    }
}
