//! Deductions, their counter-entries and the wages of a month, as the desk sees them.

use doorstep_domain::document::Edit;
use doorstep_domain::fact::*;
use doorstep_domain::value::{AnswerKey, Value as Answer};
use serde_json::{Value, json};

use super::pages::page;
use super::technician::Technician;
use super::{Made, answer, api, get, made, post, refusal};
use crate::testing::{Phone, open};
use crate::{Method, Node};

/// A visit of a service that deducts hours, by a worker with this name.
pub(super) fn cared(node: &Node, minutes: i64, worker: &str) -> Made {
    let sources = doorstep_packs::builtin("elder-care").unwrap();
    node.publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap();
    let made = made(&post(
        node,
        "jobs",
        &json!({
            "service": "subsidised-care", "report": "housework", "customer": { "name": "Wang" },
            "site": { "address": "5-1203", "time_zone": "CST-8" }, "users": [worker],
        }),
    ));
    let mut phone = Phone::technician(node, worker);
    let mut work = Technician::with(node, &mut phone, made);
    work.enter(Phase::Arrived);
    work.work(minutes);
    let key = AnswerKey::step(made.visit, "account");
    work.edit(Edit::SetAnswer { key, value: Some(Answer::from("chongyang")) });
    work.record(Completed { visit: made.visit });
    work.push(node);
    made
}

fn deduction(node: &Node, made: &Made) -> String {
    made.job(node)["settlement"][0]["standing"]["deduction"].as_str().unwrap().to_owned()
}

/// The month of the tests' clock.
pub(super) fn month(node: &Node, made: &Made) -> String {
    let at_ms = made.job(node)["settlement"][0]["history"][0]["at_ms"].as_i64().unwrap();
    let day = doorstep_domain::zone::Zone::parse("CST-8").unwrap().local(at_ms).date();
    doorstep_domain::wage::Month::of(day).to_string()
}

#[test]
fn the_projector_deducts_once_however_often_it_runs() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = cared(&node, 90, "chen");
    for _ in 0..3 {
        node.project().unwrap();
    }
    let item = made.job(&node)["settlement"][0].clone();
    assert_eq!((item["amount"].as_i64(), item["standing"]["state"].as_str()), (Some(3750), Some("deducted")));
    assert_eq!(item["history"].as_array().unwrap().len(), 1);
}

#[test]
fn the_desk_reverses_a_wrong_swipe_and_sees_how_often_that_happens() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = cared(&node, 60, "chen");
    let first = deduction(&node, &made);
    let wrong = json!({ "deduction": first, "reason": "", "account": "jinxi" });
    let refused = refusal(api(&node, Method::Post, &made.path("reverse-deduction"), &wrong));
    assert_eq!(refused, (400, "invalid".into(), Some("reason".into())));
    let right = json!({ "deduction": first, "reason": "swiped on Chongyang points", "account": "jinxi" });
    post(&node, &made.path("reverse-deduction"), &right);
    let item = made.job(&node)["settlement"][0].clone();
    assert_eq!((item["account"].as_str(), item["history"].as_array().unwrap().len()), (Some("jinxi"), 2));
    let again = refusal(api(&node, Method::Post, &made.path("reverse-deduction"), &right));
    assert_eq!((again.0, again.1.as_str()), (409, "status"));
    let rates = get(&node, &format!("error-rates?month={}", month(&node, &made)));
    assert_eq!(rates, json!([{ "user": "chen", "name": "chen", "deducted": 2, "reversed": 1 }]));
    let (_, html) = page(&node, &format!("/jobs/{}", made.case), "en", true);
    for words in ["Deductions", "Jinxi points", "25.00 yuan", "Reversed", "wrong account"] {
        assert!(html.contains(words), "{words}");
    }
}

#[test]
fn the_wages_of_a_month_are_a_page_and_a_table() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = cared(&node, 90, "=chen");
    let month = month(&node, &made);
    let lists = post(&node, "wages", &json!({ "month": month, "scores": { "=chen": { "total": "80" } } }));
    let row = &lists[0]["rows"][0];
    assert_eq!((row["minutes"].as_i64(), row["paid"]["total"].as_i64()), (Some(90), Some(2400)));
    let (status, html) = page(&node, &format!("/wages?month={month}"), "en", true);
    assert!(status == 200 && html.contains("1:30 × (16.00 + 0.00 × – %)"), "{html}");
    assert!(page(&node, &format!("/wages?month={month}"), "zh", true).1.contains("护理员工资"));
    let (_, table) = page(&node, &format!("/wages?month={month}&format=csv"), "en", true);
    assert!(table.contains(",'=chen,"), "no table program runs a name: {table}");
    assert!(table.contains(",1,90,24.00,,0.00,24.00,,CNY,"), "{table}");
    assert_eq!(page(&node, "/wages?month=May", "en", true).0, 400);
    let none: Value = answer(api(&node, Method::Get, "wages?month=2001-01", &Value::Null));
    assert_eq!(none[0]["rows"], json!([]));
}

/// K-20.
#[test]
fn the_page_of_promises_links_the_jobs_in_which_they_were_missed() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let sources = doorstep_packs::builtin("furniture").unwrap();
    node.publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap();
    let reported_at_ms = node.now_ms() - 100 * 60 * 60 * 1000;
    let made = made(&post(
        &node,
        "jobs",
        &json!({
            "service": "furniture-repair", "report": "a leg broke", "customer": { "name": "Wang" },
            "site": { "address": "5-1203", "time_zone": "CST-8" }, "reported_at_ms": reported_at_ms,
        }),
    ));
    let due_ms = reported_at_ms + 24 * 60 * 60 * 1000;
    let day = doorstep_domain::zone::Zone::parse("CST-8").unwrap().local(due_ms).date();
    let month = doorstep_domain::wage::Month::of(day);
    let rates = get(&node, &format!("hit-rates?month={month}"));
    let contact = rates.as_array().unwrap().iter().find(|rate| rate["timer"] == "contact").unwrap().clone();
    assert_eq!((contact["met"].as_u64(), contact["missed"].as_array().unwrap().len()), (Some(0), 1));
    let (status, html) = page(&node, &format!("/figures?month={month}"), "en", true);
    assert!(
        status == 200 && html.contains("Reach the customer within a day") && html.contains("0 %"),
        "{html}"
    );
    assert!(html.contains(&format!("/jobs/{}", made.case)), "a miss leads to its job");
    let (_, html) = page(&node, "/figures?month=2001-01", "zh", true);
    assert!(html.contains("本月没有到期的时限"), "{html}");
}

#[test]
fn a_score_opens_into_its_marks() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = cared(&node, 60, "chen");
    let month = month(&node, &made);
    let lists = get(&node, &format!("wages?month={month}"));
    let parts = lists[0]["rows"][0]["score"]["parts"].clone();
    let swipes = parts.as_array().unwrap().iter().find(|part| part["id"] == "swipes").unwrap().clone();
    assert_eq!(
        (swipes["percent"].as_str(), swipes["marks"][0]["said"].as_str()),
        (Some("100"), Some("right"))
    );
    assert_eq!(lists[0]["rows"][0]["score"]["score"]["Err"]["why"], "part_missing");
    let (_, html) = page(&node, &format!("/wages?month={month}"), "en", true);
    assert!(
        html.contains("Cards swiped rightly 100 × Not configured") && html.contains("right = 100"),
        "{html}"
    );
}

#[test]
fn wages_and_error_rates_are_the_same_after_the_case_was_erased() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = cared(&node, 60, "chen");
    let month = month(&node, &made);
    let wrong =
        json!({ "deduction": deduction(&node, &made), "reason": "the wrong card", "account": "jinxi" });
    post(&node, &made.path("reverse-deduction"), &wrong);
    let said = json!({ "visit": made.visit, "task": "after_service", "satisfied": "satisfied" });
    post(&node, &made.path("follow-up"), &said);
    let books = || ["wages", "error-rates", "scores"].map(|of| get(&node, &format!("{of}?month={month}")));
    let before = books();
    let row = &before[0][0]["rows"][0];
    let marks = |part: &str| {
        let parts = row["score"]["parts"].as_array().unwrap().iter();
        parts.filter(|it| it["id"] == part).map(|it| it["marks"].as_array().unwrap().len()).sum::<usize>()
    };
    assert_eq!((row["minutes"].as_i64(), marks("swipes"), marks("satisfaction")), (Some(60), 2, 1));
    post(&node, &made.path("erase"), &json!({ "reason": "asked for by the family" }));
    assert_eq!(api(&node, Method::Get, &format!("jobs/{}", made.case), &Value::Null).status, 404);
    assert_eq!(books(), before);
    let left = get(&node, "erased")[0].clone();
    assert_eq!(left["reason"], "asked for by the family");
    assert_eq!(left["ledger"]["deducted"].as_array().unwrap().len(), 2);
    let text = left.to_string();
    assert!(!text.contains("Wang") && !text.contains("5-1203"), "{text}");
}
