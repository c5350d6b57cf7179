//! The desk at work: with phones, in process.

use doorstep_domain::case::{Case, Stored, Writer, open_snapshot};
use doorstep_domain::control::{Order, SignedControl};
use doorstep_domain::document::Edit;
use doorstep_domain::fact::{Appointed, Body, Fact};
use doorstep_domain::id::{CaseId, PackId, VisitId};
use doorstep_domain::sync::{CaseItems, Item, ItemKind, NackCode, SyncResponse};
use doorstep_domain::value::Value as Answer;
use serde_json::{Value, json};

use crate::testing::{MORNING_MS, Phone, kinds, open, options, time};
use crate::{Method, Node, Request, Response};

const HOUR_MS: i64 = 3_600_000;

fn publish(node: &Node) -> PackId {
    let sources = doorstep_packs::builtin("property-repair").unwrap();
    node.publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap()
}

fn api(node: &Node, method: Method, path: &str, body: &Value) -> Response {
    let path = format!("/office/api/{path}");
    node.handle(Request::new(method, &path).bearer(node.office_token()).json(body))
}

fn answer(response: Response) -> Value {
    let status = response.status;
    let bytes = response.into_bytes().unwrap();
    assert!((200..300).contains(&status), "{status}: {}", String::from_utf8_lossy(&bytes));
    serde_json::from_slice(&bytes).unwrap()
}

struct Made {
    case: CaseId,
    visit: VisitId,
}

/// A job for chen that begins in an hour.
fn make(node: &Node, customer: &str) -> Made {
    let pack = publish(node);
    let service = node.pack(pack).unwrap().unwrap().services.into_keys().next().unwrap();
    let new = json!({
        "pack": pack, "service": service, "report": "the tap drips", "area": "indoor",
        "customer": { "name": customer, "phone": "1" },
        "site": { "address": "Block 3, \"East\"", "time_zone": "CST-8" },
        "users": ["chen"], "start_ms": MORNING_MS + HOUR_MS, "end_ms": MORNING_MS + 2 * HOUR_MS,
    });
    let made = answer(api(node, Method::Post, "jobs", &new));
    let id = |name: &str| made[name].as_str().unwrap().to_owned();
    assert!(id("number").starts_with("A0-"), "{made}");
    Made { case: id("case").parse().unwrap(), visit: id("visit").parse().unwrap() }
}

fn writer(phone: &Phone, entropy: u8) -> Writer<'_> {
    let (actor, entropy) = ([entropy; 16], [entropy.wrapping_add(100); 16]);
    Writer { signer: &phone.signer, acting: None, time: time(), actor, entropy }
}

/// The case as a phone has it after pulling these items.
fn load(node: &Node, made: &Made, pulled: &SyncResponse) -> Case {
    let items = pulled.pull.iter().filter(|group| group.case == made.case).flat_map(|group| &group.items);
    let (snapshots, items): (Vec<Item>, Vec<Item>) =
        items.cloned().partition(|item| item.kind == ItemKind::Snapshot.code());
    let office = node.keys.office().certificate();
    let snapshot = snapshots.first().map(|item| open_snapshot(made.case, &item.bytes, office).unwrap());
    Case::load(made.case, &Stored { snapshot, items }, &node.root_key()).unwrap()
}

fn push(made: &Made, items: Vec<Item>) -> Vec<CaseItems> {
    vec![CaseItems { case: made.case, items }]
}

fn order_of(answer: &SyncResponse) -> Order {
    SignedControl::open(&answer.pull[0].items[0].bytes).unwrap().body().order.clone()
}

fn page(node: &Node, target: &str, language: &str) -> (u16, String) {
    let cookie = format!("other=1; doorstep_office={}", node.office_token());
    let request = Request::new(Method::Get, target).header("cookie", &cookie);
    let response = node.handle(request.header("accept-language", language));
    (response.status, String::from_utf8(response.into_bytes().unwrap()).unwrap())
}

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

    answer(api(&node, Method::Post, &format!("jobs/{}/assign", made.case), &json!({ "users": ["wang"] })));
    assert_eq!(order_of(&chen.sync(&node, Vec::new())), Order::Revoke);
    let pulled = wang.sync(&node, Vec::new());
    assert_eq!(order_of(&pulled), Order::Grant);
    assert_eq!(load(&node, &made, &pulled).state().visits[&made.visit].assigned, ["wang"]);
    let row = node.read(|read| read.job(made.case)).unwrap().unwrap();
    assert_eq!((row.assigned, row.outcome.as_str()), (vec!["wang".to_owned()], "open"));
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
    assert!(chen.sync(&node, push(&made, items)).nacks.is_empty());
    node.project().unwrap();
    answer(api(&node, Method::Post, &format!("jobs/{}/assign", made.case), &json!({ "users": ["wang"] })));
    let pulled = wang.sync(&node, Vec::new());
    let kinds = kinds(&pulled, made.case);
    assert_eq!(kinds[..2], [ItemKind::Control, ItemKind::Snapshot]);
    assert!(!kinds.contains(&ItemKind::Change), "{kinds:?}");
    let copy = load(&node, &made, &pulled);
    assert_eq!(copy.version().document, case.version().document);
    assert_eq!(copy.document(), case.document());
}

#[test]
fn an_open_decision_is_told_and_taken_on_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut leader = Phone::enrol(&node, "zhao", &["leader", "office"]);
    let made = make(&node, "Li <b>Min</b>");
    let mut case = load(&node, &made, &leader.sync(&node, Vec::new()));
    let seen = case.version();
    let appoint = |hour: i64| {
        let (start_ms, visit) = (MORNING_MS + hour * HOUR_MS, made.visit);
        Appointed { visit, start_ms, end_ms: None, reason: None }
    };
    let theirs = case.record(&seen, appoint(5), &writer(&leader, 2), None).unwrap();
    let path = format!("jobs/{}/appoint", made.case);
    answer(api(&node, Method::Post, &path, &json!({ "start_ms": MORNING_MS + 4 * HOUR_MS })));
    leader.sync(&node, push(&made, theirs));
    node.project().unwrap();

    let (status, html) = page(&node, "/", "en-US,en;q=0.9");
    assert_eq!(status, 200);
    assert!(html.contains("Needs a decision") && html.contains("When is the visit?"), "{html}");
    assert!(html.contains("03-02 12:00") && html.contains("03-02 13:00"), "both are told: {html}");
    assert!(html.contains("Li &lt;b&gt;Min") && !html.contains("<b>Min"), "{html}");
    assert!(page(&node, "/", "zh-CN").1.contains("需要确认"));
    assert!(page(&node, "/?lang=zh", "en").1.contains("什么时候上门？"));

    let chosen = html.split("name=\"chosen\" value=\"").nth(2).unwrap().split('"').next().unwrap();
    let form = format!("case={}&chosen={chosen}", made.case);
    let request = Request::new(Method::Post, "/office/decide").bytes(form.clone().into_bytes());
    assert_eq!(node.handle(request).status, 401, "only at the desk");
    let cookie = format!("doorstep_office={}", node.office_token());
    let request = Request::new(Method::Post, "/office/decide").header("cookie", &cookie);
    assert_eq!(node.handle(request.bytes(form.into_bytes())).status, 303);
    assert!(!page(&node, "/", "en").1.contains("Needs a decision"));
    let row = node.read(|read| read.job(made.case)).unwrap().unwrap();
    assert_eq!(row.decision_count, 0);
}

#[test]
fn late_jobs_are_the_loudest() {
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap();
    let made = make(&node, "Li Min");
    assert!(page(&node, "/", "en").1.contains("Nothing is late"));
    clock.advance(40 * 60_000);
    assert!(page(&node, "/", "en").1.contains("Due in 20 min"));
    clock.advance(60 * 60_000);
    let html = page(&node, "/", "en").1;
    assert!(html.contains("Late by 40 min") && html.contains("Late and at risk"), "{html}");
    answer(api(&node, Method::Post, &format!("jobs/{}/cancel", made.case), &json!({ "reason": "moved" })));
    let html = page(&node, "/", "en").1;
    assert!(html.contains("✕ Cancelled") && !html.contains("Late by"), "{html}");
}

#[test]
fn the_page_opens_with_the_printed_link_only() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let bare = node.handle(Request::new(Method::Get, "/"));
    assert_eq!(bare.status, 401);
    let wrong = node.handle(Request::new(Method::Get, "/?token=wrong"));
    assert_eq!((wrong.status, wrong.get("set-cookie")), (401, None));
    let link = node.handle(Request::new(Method::Get, "/?token=office"));
    assert_eq!((link.status, link.get("location")), (303, Some("/")));
    assert!(link.get("set-cookie").unwrap().contains("HttpOnly; SameSite=Strict"));
    let api =
        node.handle(Request::new(Method::Get, "/office/api/jobs").header("cookie", "doorstep_office=office"));
    assert_eq!(api.status, 401, "the cookie alone moves nothing");
    assert!(page(&node, "/", "en").1.contains("No jobs yet."));
}

#[test]
fn a_held_fact_counts_when_the_office_admits_it() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, mut lin) = (Phone::technician(&node, "chen"), Phone::enrol(&node, "lin", &["office"]));
    let made = make(&node, "Li Min");
    let mut case = load(&node, &made, &chen.sync(&node, Vec::new()));
    lin.sync(&node, Vec::new());
    let seen = case.version();
    let entered = doorstep_domain::fact::PhaseEntered {
        visit: made.visit,
        phase: doorstep_domain::fact::Phase::Travelling,
    };
    let items = case.record(&seen, Body::from(entered), &writer(&chen, 3), None).unwrap();
    let fact = Fact::open(&items.last().unwrap().bytes).unwrap();
    let device = chen.signer.certificate().body().device;
    answer(api(&node, Method::Post, &format!("devices/{device}/revoke"), &json!({})));
    assert!(lin.sync(&node, push(&made, items)).nacks.is_empty());
    node.project().unwrap();
    let phase = || node.read(|read| read.job(made.case)).unwrap().unwrap().phase;
    assert_eq!(phase(), "planned", "held");
    let ruling = json!({ "target": fact.id(), "verdict": "admitted", "reason": "checked by telephone" });
    answer(api(&node, Method::Post, &format!("jobs/{}/rule", made.case), &ruling));
    assert_eq!(phase(), "travelling");
}

#[test]
fn an_erased_case_is_gone_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let made = make(&node, "Li Min");
    let mut case = load(&node, &made, &chen.sync(&node, Vec::new()));
    let photo = doorstep_domain::digest::sha256(b"photo");
    let url = format!("/v1/blobs/{}/{}", made.case, doorstep_domain::id::hex(&photo.0));
    let put = || node.handle(Request::new(Method::Put, &url).bearer(&chen.token).bytes(b"photo".to_vec()));
    assert_eq!(put().status, 201);
    answer(api(&node, Method::Post, &format!("jobs/{}/erase", made.case), &json!({})));
    assert_eq!(put().status, 410);
    assert!(!dir.path().join("blobs").join(doorstep_domain::id::hex(&made.case.0)).exists());
    let seen = case.version();
    let cancelled = doorstep_domain::fact::DoorAttempted {
        visit: made.visit,
        method: doorstep_domain::fact::DoorMethod::Bell,
        answered: false,
    };
    let items = case.record(&seen, cancelled, &writer(&chen, 4), None).unwrap();
    let pulled = chen.sync(&node, push(&made, items));
    assert!(pulled.nacks.iter().all(|nack| nack.code == NackCode::Gone) && !pulled.nacks.is_empty());
    assert_eq!(kinds(&pulled, made.case), [ItemKind::Control]);
    assert_eq!(order_of(&pulled), Order::Erase);
    assert!(!page(&node, "/", "en").1.contains("Li Min"));
    node.project().unwrap();
    assert!(node.read(|read| read.job(made.case)).unwrap().is_none());
}

#[test]
fn a_stale_screen_and_a_wrong_name_are_answered_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = make(&node, "Li Min");
    let job = answer(api(&node, Method::Get, &format!("jobs/{}", made.case), &json!({})));
    assert_eq!(job["job"]["customer"], "Li Min");
    assert_eq!(job["timeline"][0]["who"], "Office");
    let body = json!({ "reason": "moved", "version": job["version"], "acting": { "user": "lin", "name": "Lin", "role": "office" } });
    answer(api(&node, Method::Post, &format!("jobs/{}/cancel", made.case), &body));
    let job = answer(api(&node, Method::Get, &format!("jobs/{}", made.case), &json!({})));
    assert_eq!(job["job"]["outcome"], "cancelled");
    let last = job["timeline"].as_array().unwrap().iter().find(|fact| fact["kind"] == "cancelled").unwrap();
    assert_eq!(last["who"], "Lin");
    let refuse = |path: &str, body: &Value| api(&node, Method::Post, path, body).status;
    assert_eq!(refuse(&format!("jobs/{}/cancel", made.case), &json!({})), 400);
    assert_eq!(refuse(&format!("jobs/{}/dance", made.case), &json!({})), 404);
    assert_eq!(refuse("jobs/case_00000000000000000000000000000000/cancel", &json!({ "reason": "x" })), 404);
    assert_eq!(refuse("packs", &json!({})), 422);
    let wrong = json!({ "acting": { "user": "t", "name": "T", "role": "technician" }, "reason": "no" });
    let made = make(&node, "Zhao");
    assert_eq!(refuse(&format!("jobs/{}/cancel", made.case), &wrong), 409, "the role does not allow it");
}

#[test]
fn a_pack_is_announced_once_and_fetched_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let (first, again) = (publish(&node), publish(&node));
    assert_eq!(first, again);
    assert_eq!(chen.sync(&node, Vec::new()).notices.len(), 1);
    assert!(chen.sync(&node, Vec::new()).notices.is_empty());
    let url = format!("/v1/packs/{}", doorstep_domain::id::hex(&first.0));
    assert_eq!(node.handle(Request::new(Method::Get, &url)).status, 401);
    let file = node.handle(Request::new(Method::Get, &url).bearer(&chen.token)).into_bytes().unwrap();
    assert_eq!(doorstep_domain::pack::pack_id(&file), first);
    assert_eq!(node.handle(Request::new(Method::Get, "/v1/packs/00").bearer(&chen.token)).status, 404);
}
