//! Phone and office tell the same deadlines, and both see them pass without any news.

use doorstep_core::Core;
use doorstep_core::host::Method;
use doorstep_domain::fact::Phase;
use doorstep_tests::world::{Company, Time};
use serde_json::{Value, json};

use super::work::MORNING_MS;

const HOUR_MS: i64 = 3_600_000;

/// Timer, due time, whether missing it is a breach, whether it is over.
type Due = (String, i64, bool, bool);

fn on_the_phone(core: &Core) -> Vec<Due> {
    let due = core.due(0).unwrap().into_iter();
    due.map(|due| (due.timer, due.due_at_ms, due.counts, due.is_overdue)).collect()
}

fn at_the_office(company: &Company, query: &str) -> Vec<Due> {
    let jobs = company.desk(Method::Get, &format!("jobs{query}"), &Value::Null).unwrap();
    let due = jobs[0]["due"].as_array().cloned().unwrap_or_default().into_iter();
    due.map(|due| {
        let timer = due["id"].as_str().unwrap().to_owned();
        let (due_at_ms, counts) = (due["due_at_ms"].as_i64().unwrap(), due["counts"].as_bool().unwrap());
        (timer, due_at_ms, counts, due["state"] == "overdue")
    })
    .collect()
}

#[test]
fn phone_and_office_see_the_same_deadlines_pass() {
    let time = Time::starting_at(MORNING_MS);
    let company = Company::found("property-repair", &time, true).unwrap();
    let chen = company.phone("chen", &["technician"]).unwrap();
    let body = json!({
        "service": "longfor-dispatch", "report": "the tap drips", "users": ["chen"],
        "customer": { "name": "Wang" }, "site": { "address": "3-402", "time_zone": "CST-8" },
        "start_ms": MORNING_MS + HOUR_MS,
    });
    let made = company.desk(Method::Post, "jobs", &body).unwrap();
    let case = serde_json::from_value(made["case"].clone()).unwrap();
    company.project().unwrap();
    chen.sync().unwrap();
    let core = chen.core().unwrap();
    let visit = core.job(case).unwrap().state.first_visit().unwrap();
    let seen = core.job(case).unwrap().version;
    core.enter_phase(case, &seen, visit, Phase::Arrived).unwrap();
    chen.sync().unwrap();
    company.project().unwrap();
    let due = on_the_phone(core);
    assert!(due.iter().any(|(timer, _, counts, overdue)| {
        (timer.as_str(), *counts, *overdue) == ("finish_or_hand_on", true, false)
    }));
    assert_eq!(at_the_office(&company, ""), due);
    assert_eq!(at_the_office(&company, "?due=overdue"), []);
    time.advance(24 * HOUR_MS);
    let over = on_the_phone(core);
    assert!(over.iter().all(|(_, _, _, overdue)| *overdue), "the day is over: {over:?}");
    assert_eq!(at_the_office(&company, "?due=overdue"), over);
}
