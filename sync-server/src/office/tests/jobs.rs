//! Jobs from their beginning to the archive.

use doorstep_domain::control::Order;
use doorstep_domain::document::Edit;
use doorstep_domain::sync::ItemKind;
use doorstep_domain::value::Value as Answer;
use serde_json::{Value, json};

use super::{HOUR_MS, SERVICE, api, get, load, make, new_job, order_of, post, publish, refusal, writer};
use crate::office::{NewCustomer, NewJob, NewSite};
use crate::testing::{MORNING_MS, Phone, kinds, open, options};
use crate::{Method, Node};

#[test]
fn a_job_reaches_the_phone_of_whom_it_was_given_to() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, mut wang) = (Phone::technician(&node, "chen"), Phone::technician(&node, "wang"));
    let made = make(&node, "Li Min");
    let pulled = chen.sync(&node, Vec::new());
    assert_eq!(pulled.notices.len(), 1, "the pack is announced");
    assert_eq!(order_of(&pulled), Order::Grant);
    let case = load(&node, &made, &pulled);
    let visit = &case.state().visits[&made.visit];
    assert_eq!(visit.assigned, ["chen"]);
    assert!(visit.appointment.is_some() && case.state().flags.is_empty());
    assert!(wang.sync(&node, Vec::new()).pull.is_empty());

    post(&node, &made.path("assign"), &json!({ "users": ["wang"] }));
    assert_eq!(order_of(&chen.sync(&node, Vec::new())), Order::Revoke);
    let pulled = wang.sync(&node, Vec::new());
    assert_eq!(order_of(&pulled), Order::Grant);
    assert_eq!(load(&node, &made, &pulled).state().visits[&made.visit].assigned, ["wang"]);
    assert_eq!(made.job(&node)["job"]["assigned"], json!(["wang"]));
}

#[test]
fn numbers_count_up_and_the_list_follows_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    assert_eq!(get(&node, "jobs"), json!([]));
    publish(&node);
    let first = post(&node, "jobs", &new_job("Li Min"));
    let second = post(
        &node,
        "jobs",
        &json!({
            "service": SERVICE, "report": "lamp", "customer": { "name": "Zhao" },
            "site": { "address": "Block 1", "time_zone": "CST-8" },
        }),
    );
    assert_eq!((&first["number"], &second["number"]), (&json!("A0-0001"), &json!("A0-0002")));
    let rows = get(&node, "jobs");
    assert_eq!(rows[0]["number"], "A0-0001", "the one with a time comes first");
    assert_eq!((&rows[1]["customer"], &rows[1]["visit_start_ms"]), (&json!("Zhao"), &json!(null)));
    assert_eq!(get(&node, "jobs?limit=1").as_array().unwrap().len(), 1);
    let next = get(&node, &format!("jobs?limit=1&after={}", first["case"].as_str().unwrap()));
    assert_eq!(next[0]["number"], "A0-0002");
    assert_eq!(get(&node, "jobs?state=archived"), json!([]));
    assert_eq!(get(&node, "counts")["open"], 2);
    assert_eq!(refusal(api(&node, Method::Get, "jobs?state=lost", &json!({}))).2.as_deref(), Some("state"));
}

#[test]
fn what_the_office_knows_is_answered_before_anybody_goes() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    publish(&node);
    let with = |answers: Value| {
        let mut new = new_job("Li Min");
        new["answers"] = answers;
        new
    };
    let answers = json!({ "alone": true, "expected_minutes": 20, "kit": ["plunger", "shoe-covers"] });
    let made = super::made(&post(&node, "jobs", &with(answers)));
    let case = load(&node, &made, &chen.sync(&node, Vec::new()));
    let answers: Vec<String> =
        case.document().answers.iter().map(|(key, value)| format!("{} {value}", key.path())).collect();
    assert_eq!(answers, ["alone true", "expected_minutes 20", "kit#plunger true", "kit#shoe-covers true"]);
    assert!(case.document().answers.keys().all(|key| key.visit() == made.visit));
    for wrong in [
        json!({ "no_such_step": true }),
        json!({ "expected_minutes": "tomorrow" }),
        json!({ "expected_minutes": 0 }),
        json!({ "kit": ["hammer"] }),
        json!({ "alone": ["yes"] }),
        json!({ "call_verify": true }),
    ] {
        let (status, code, field) = refusal(api(&node, Method::Post, "jobs", &with(wrong.clone())));
        assert_eq!((status, code.as_str(), field.as_deref()), (400, "invalid", Some("answers")), "{wrong}");
    }
    assert_eq!(get(&node, "jobs").as_array().unwrap().len(), 1, "nothing was made then");
}

#[test]
fn rust_callers_need_no_json() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    publish(&node);
    let new = NewJob {
        pack: None,
        service: SERVICE.to_owned(),
        report: "the tap drips".to_owned(),
        customer: NewCustomer { card: None, name: "Li".to_owned(), phone: None },
        site: NewSite { card: None, address: "Block 3".to_owned(), time_zone: "CST-8".to_owned() },
        area: doorstep_domain::fact::Area::Public,
        emergency: true,
        reported_at_ms: None,
        reporter: None,
        start_ms: None,
        end_ms: None,
        users: Vec::new(),
        answers: std::collections::BTreeMap::new(),
    };
    let made = node.office().create_job(&new).unwrap();
    let job = node.office().job(made.case, &doorstep_domain::text::Language::chinese()).unwrap();
    assert_eq!((job.row.number.as_str(), job.row.emergency, job.visits.len()), ("A0-0001", true, 1));
    assert_eq!(job.timeline.len(), 1);
}

#[test]
fn a_job_goes_through_its_life() {
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap();
    let made = make(&node, "Li Min");
    let outcome = || made.job(&node)["job"]["outcome"].as_str().unwrap().to_owned();
    let act = |command: &str, body| {
        clock.advance(1_000);
        post(&node, &made.path(command), &body)
    };
    act("appoint", json!({ "start_ms": MORNING_MS + 5 * HOUR_MS, "reason": "he asked for it" }));
    act(
        "cancel",
        json!({ "reason": "moved away", "acting": { "user": "lin", "name": "Lin", "role": "office" } }),
    );
    assert_eq!(outcome(), "cancelled");
    let again = api(&node, Method::Post, &made.path("cancel"), &json!({ "reason": "twice" }));
    assert_eq!(refusal(again).1, "status");
    act("reopen", json!({ "reason": "came back" }));
    assert_eq!(outcome(), "open");
    let visit = act("visit", json!({ "reason": "rework" }));
    assert_eq!(made.job(&node)["visits"][1]["visit"], visit["visit"]);
    act("cancel", json!({ "reason": "moved again" }));
    act("archive", json!({}));
    let job = made.job(&node);
    assert_eq!((&job["job"]["archived"], &job["job"]["section"]), (&json!(true), &json!(null)));
    assert_eq!(get(&node, "jobs?state=archived")[0]["number"], "A0-0001");
    let timeline = job["timeline"].as_array().unwrap();
    let kinds: Vec<&str> = timeline.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    let all = ["created", "assigned", "appointed", "appointed", "cancelled", "reopened", "visit planned"];
    assert_eq!(kinds[3..], [&all[3..], &["cancelled", "archived"]].concat());
    assert_eq!((&timeline[4]["who"], &timeline[3]["who"]), (&json!("Lin"), &json!("Office")));
    assert!(timeline[4]["what"].as_str().unwrap().contains("moved away"), "{}", timeline[4]);
    assert_eq!(job["flags"], json!([]), "the office's facts follow each other");
}

#[test]
fn many_desks_at_once_never_fork() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = make(&node, "Li Min");
    std::thread::scope(|scope| {
        for desk in 0..4_i64 {
            let (node, made) = (&node, &made);
            scope.spawn(move || {
                for turn in 0..5 {
                    let start_ms = MORNING_MS + (desk * 5 + turn) * HOUR_MS;
                    post(node, &made.path("appoint"), &json!({ "start_ms": start_ms }));
                    post(node, &made.path("note"), &json!({ "text": format!("{desk} {turn}") }));
                }
            });
        }
    });
    let job = made.job(&node);
    assert_eq!((&job["flags"], &job["decisions"]), (&json!([]), &json!([])));
    assert_eq!(job["notes"].as_array().unwrap().len(), 20);
    assert_eq!(job["visits"][0]["appointments"].as_array().unwrap().len(), 21);
}

#[test]
fn a_late_grant_brings_the_document_in_one_piece() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, mut wang) = (Phone::technician(&node, "chen"), Phone::technician(&node, "wang"));
    let made = make(&node, "Li Min");
    let mut case = load(&node, &made, &chen.sync(&node, Vec::new()));
    let mut items = Vec::new();
    for value in 0..20 {
        let edit = Edit::Correct { field: "site.address".to_owned(), value: Some(Answer::Int(value)) };
        let seen = case.version();
        items.extend(case.edit(&seen, &[edit], &writer(&chen, 1)).unwrap());
    }
    assert!(chen.sync(&node, made.push(items)).nacks.is_empty());
    node.project().unwrap();
    post(&node, &made.path("assign"), &json!({ "users": ["wang"] }));
    let pulled = wang.sync(&node, Vec::new());
    let kinds = kinds(&pulled, made.case);
    assert_eq!(kinds[..2], [ItemKind::Control, ItemKind::Snapshot]);
    assert!(!kinds.contains(&ItemKind::Change), "{kinds:?}");
    let copy = load(&node, &made, &pulled);
    assert_eq!(copy.version().document, case.version().document);
    assert_eq!(copy.document(), case.document());
}

#[test]
fn a_report_is_one_page_in_the_readers_language() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path()).of_company("Longhu <Services>");
    let made = make(&node, "Li <b>Min</b>");
    let page = |query: &str| {
        let answer = api(&node, Method::Get, &made.path(&format!("report{query}")), &json!({}));
        (answer.status, String::from_utf8(answer.into_bytes().unwrap()).unwrap())
    };
    let (status, html) = page("");
    assert_eq!(status, 200);
    assert!(html.contains("A0-0001") && html.contains("Li &lt;b&gt;Min"), "{html}");
    assert!(html.contains("Longhu &lt;Services&gt;") && !html.contains("<b>Min"));
    assert!(page("?lang=zh").1.contains("客户"));
    assert_eq!(page("?copy=customer").0, 200);
    assert_eq!(page("?copy=neighbour").0, 400);
}

#[test]
fn a_copy_that_was_handed_out_stands_beside_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = make(&node, "Li Min");
    let delivered = |audience: &str| {
        let copies = made.job(&node)["copies"].as_array().unwrap().clone();
        let copy = copies.into_iter().find(|copy| copy["audience"] == audience);
        copy.map(|copy| copy["delivered"].clone())
    };
    assert_eq!(delivered("customer"), Some(json!([])), "the customer can always get one");
    post(&node, &made.path("copy"), &json!({ "audience": "archive", "how": "paper" }));
    let archived = delivered("archive").unwrap();
    assert_eq!((&archived[0]["how"], &archived[0]["how_text"]), (&json!("paper"), &json!("on paper")));
    assert_eq!(delivered("customer"), Some(json!([])), "each has its own");
    let wrong = |body: Value| api(&node, Method::Post, &made.path("copy"), &body).status;
    assert_eq!(wrong(json!({ "audience": "neighbour", "how": "paper" })), 400);
    assert_eq!(wrong(json!({ "audience": "archive", "how": "by pigeon" })), 400);
    assert_eq!(delivered("archive").unwrap().as_array().unwrap().len(), 1, "nothing was written of those");
}

#[test]
fn a_node_goes_on_after_a_restart_where_it_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = make(&node, "Li Min");
    let (before, head) = (get(&node, "jobs"), node.read(|read| read.head()).unwrap());
    drop(node);
    let node = open(dir.path());
    assert_eq!(get(&node, "jobs"), before, "the list is there before anything runs");
    node.project().unwrap();
    assert_eq!((get(&node, "jobs"), node.read(|read| read.head()).unwrap()), (before.clone(), head));
    node.store.writing(|tx| tx.consume("projector", 0)).unwrap();
    node.project().unwrap();
    assert_eq!(
        (get(&node, "jobs"), node.read(|read| read.head()).unwrap()),
        (before, head),
        "again, from nothing"
    );
    post(&node, &made.path("note"), &json!({ "text": "and on" }));
    assert_eq!(post(&node, "jobs", &new_job("Zhao"))["number"], "A0-0002", "numbers go on");
}
