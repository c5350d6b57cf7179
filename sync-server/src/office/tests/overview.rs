//! Lists over all jobs: whom to ask afterwards, what is in the vans; and what the office knows before anybody goes.

use doorstep_domain::fact::{Completed, PartMoved, Phase, StepDone, StockPlace};
use serde_json::json;

use super::due::{lamp_job, set_up};
use super::pages::{browse, page, press};
use super::technician::Technician;
use super::{HOUR_MS, Made, get, warranty};
use crate::office::session;
use crate::testing::{Phone, open};
use crate::{Method, Node, Request};

/// The lamp is repaired and accepted.
fn completed(node: &Node, phone: &mut Phone) -> Made {
    let made = lamp_job(node);
    let mut work = Technician::with(node, phone, made);
    work.wait(60).enter(Phase::Arrived);
    work.answer("ladder", false.into());
    work.answer("fault", "wiring".into());
    let visit = made.visit;
    work.record(StepDone { visit, step: "fault".into(), relied_on: Vec::new(), by: None, lasted_ms: None });
    work.work(5);
    work.sign(node);
    work.record(Completed { visit });
    work.push(node);
    made
}

#[test]
fn who_is_to_be_asked_stands_in_one_list_until_somebody_asked() {
    let (_dir, node, clock) = set_up();
    let mut chen = Phone::technician(&node, "chen");
    let list = |state: &str| get(&node, &format!("follow-ups?state={state}"));
    assert_eq!(list("open"), json!([]));
    assert!(page(&node, "/follow-ups", "en", true).1.contains("Nobody to ask"));
    let made = completed(&node, &mut chen);
    let task = &list("open")[0];
    assert_eq!((&task["customer"], &task["task"]), (&json!("Li Min"), &json!("call")));
    assert_eq!((&task["overdue"], &task["said"]), (&json!(false), &json!(null)));
    assert_eq!(get(&node, "counts")["follow_ups"], 1);
    let html = page(&node, "/follow-ups", "en", true).1;
    assert!(html.contains("Call the customer") && html.contains("Due by Tomorrow"), "{html}");
    clock.advance(50 * HOUR_MS);
    assert_eq!(list("open")[0]["overdue"], true, "without any news");
    assert!(page(&node, "/follow-ups", "zh", true).1.contains("已迟到"));

    let said = format!("visit={}&task=call&said=dissatisfied&reason=dark+again&back=/follow-ups", made.visit);
    let pressed = press(&node, &made, "follow-up", &said);
    assert_eq!((pressed.status, pressed.get("location")), (303, Some("/follow-ups")));
    assert_eq!((list("open"), get(&node, "counts")["follow_ups"].clone()), (json!([]), json!(0)));
    let done = &list("dissatisfied")[0];
    assert_eq!(
        (&done["said"]["satisfied"], &done["said"]["reason"]),
        (&json!("dissatisfied"), &json!("dark again"))
    );
    let visits = made.job(&node)["visits"].as_array().unwrap().clone();
    assert_eq!((visits.len(), &done["said"]["rework"]), (2, &visits[1]["visit"]), "it is done again");
    let html = page(&node, "/follow-ups?state=dissatisfied", "en", true).1;
    assert!(html.contains("dark again") && html.contains("Being done again"), "{html}");
    assert!(page(&node, "/follow-ups?state=done", "zh", true).1.contains("已安排返工"));
    let elsewhere = press(&node, &made, "note", "text=x&back=https://elsewhere.example");
    assert_eq!(elsewhere.get("location"), Some(format!("/jobs/{}", made.case).as_str()));
}

#[test]
fn a_van_below_zero_is_flagged_with_the_movements_behind_it() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    assert!(page(&node, "/vans", "en", true).1.contains("Nothing moved yet"));
    let made = lamp_job(&node);
    let mut work = Technician::with(&node, &mut chen, made);
    for (quantity, from, to) in
        [("3", StockPlace::Warehouse, StockPlace::Van), ("4.5", StockPlace::Van, StockPlace::Customer)]
    {
        work.record(PartMoved {
            visit: made.visit,
            code: Some("wire-2.5".into()),
            name: "Wire".into(),
            quantity: quantity.parse().unwrap(),
            from,
            to,
            serial: None,
            old: false,
            note: None,
            from_van: None,
            to_van: None,
            step: None,
        });
    }
    work.push(&node);
    let lines = get(&node, "vans");
    let line = &lines[0];
    assert_eq!(
        (&line["user"], &line["part"], &line["negative"]),
        (&json!("chen"), &json!("wire-2.5"), &json!(true))
    );
    let quantities: Vec<_> =
        line["moves"].as_array().unwrap().iter().map(|moved| &moved["quantity"]).collect();
    assert_eq!(quantities, ["3", "-4.5"]);
    assert_eq!(line["moves"][1]["to"], "customer");
    assert_eq!(get(&node, "vans?user=li"), json!([]));
    let html = page(&node, "/vans", "en", true).1;
    assert!(html.contains("-1.5 · below zero") && html.contains("van → customer"), "{html}");
    assert!(html.contains(&format!("/jobs/{}", made.case)));
    assert!(page(&node, "/vans", "zh", true).1.contains("负库存"));
}

#[test]
fn what_the_desk_knows_already_is_asked_by_the_kind_of_each_step() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    node.publish(&warranty()).unwrap();
    let form = page(&node, "/jobs/new", "en", true).1;
    for field in [
        "<input type=\"date\" id=\"known.warranty.bought_on\"",
        "<select id=\"known.warranty.product\"",
        "<option value=\"dryer\">Clothes dryer",
        "<input type=\"text\" id=\"known.warranty.barcode\"",
        "option[value=warranty]:checked",
    ] {
        assert!(form.contains(field), "{field}");
    }
    assert!(!form.contains("known.warranty.repaired"), "what is done in a visit is not asked here");
    let send = |fields: &str| {
        let key = session::form_key_of(&node.office());
        let form =
            format!("key={key}&service=warranty&customer=Wang&address=3-402&report=hot&zone=CST-8&{fields}");
        browse(&node, Request::new(Method::Post, "/jobs/new").bytes(form.into_bytes()), true)
    };
    let known = "known.warranty.product=household&known.warranty.papers=no&known.warranty.altered=";
    let refused = send(&format!("{known}&known.warranty.bought_on=yesterday"));
    assert_eq!(refused.status, 400);
    let html = String::from_utf8(refused.into_bytes().unwrap()).unwrap();
    assert!(
        html.contains("bought_on") && html.contains("value=\"household\" selected"),
        "what was typed stays"
    );
    let made = send(&format!("{known}&known.warranty.bought_on=2015-03-03"));
    assert_eq!(made.status, 303);
    let case = made.get("location").unwrap().trim_start_matches("/jobs/").to_owned();
    let coverage = get(&node, &format!("jobs/{case}"))["coverage"].clone();
    let swing =
        coverage["components"].as_array().unwrap().iter().find(|it| it["id"] == "swing_motor").unwrap();
    assert_eq!(swing["verdict"], "paid", "without a voucher nothing is covered: {coverage}");
}
