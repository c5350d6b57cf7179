//! People, phones, packs, rulings.

use doorstep_domain::control::Order;
use doorstep_domain::digest::sha256;
use doorstep_domain::fact::{DoorAttempted, DoorMethod, Fact, Phase, PhaseEntered};
use doorstep_domain::id::hex;
use doorstep_domain::sync::NackCode;
use serde_json::json;

use super::{api, get, load, made, make, new_job, order_of, post, publish, refusal, writer};
use crate::testing::{Phone, kinds, open};
use crate::{Method, Request};

#[test]
fn a_code_lets_one_phone_in_and_a_revoked_phone_is_out() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let invitation = json!({ "user": "chen", "name": "Chen", "roles": ["technician"] });
    let invited = post(&node, "enrolments", &invitation);
    assert_eq!(invited["enrolment_code"].as_str().unwrap().len(), 14);
    assert_eq!(invited["code"], "A1");
    for (field, wrong) in [("user", json!("a b")), ("name", json!(" ")), ("roles", json!([]))] {
        let mut body = invitation.clone();
        body[field] = wrong;
        let refused = refusal(api(&node, Method::Post, "enrolments", &body));
        assert_eq!(refused, (400, "invalid".to_owned(), Some(field.to_owned())));
    }
    let mut chen = Phone::technician(&node, "chen");
    let device = get(&node, "devices")[0]["device"].as_str().unwrap().to_owned();
    assert_eq!(device, chen.signer.certificate().body().device.to_string());
    post(&node, &format!("devices/{device}/revoke"), &json!({}));
    let request = chen.request(Vec::new());
    let answer = crate::testing::post(&node, "/v1/sync", &chen.token, &request);
    assert_eq!(answer.status, 401);
    let unknown = format!("devices/device_{}/revoke", "00".repeat(16));
    assert_eq!(api(&node, Method::Post, &unknown, &json!({})).status, 404);
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
    let url = format!("/v1/packs/{}", hex(&first.0));
    assert_eq!(node.handle(Request::new(Method::Get, &url)).status, 401);
    let file = node.handle(Request::new(Method::Get, &url).bearer(&chen.token)).into_bytes().unwrap();
    assert_eq!(doorstep_domain::pack::pack_id(&file), first);
    assert_eq!(node.handle(Request::new(Method::Get, "/v1/packs/00").bearer(&chen.token)).status, 404);
    let upload = Request::new(Method::Post, "/office/api/packs").bearer("office").bytes(file);
    assert_eq!(node.handle(upload).status, 201);
    let broken = Request::new(Method::Post, "/office/api/packs").bearer("office").bytes(vec![1, 2]);
    assert_eq!(refusal(node.handle(broken)).1, "pack");
    assert_eq!(get(&node, "packs")[0]["name"], "property-repair");
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
    let entered = PhaseEntered { visit: made.visit, phase: Phase::Travelling };
    let items = case.record(&seen, entered, &writer(&chen, 3), None).unwrap();
    let fact = Fact::open(&items.last().unwrap().bytes).unwrap();
    let device = chen.signer.certificate().body().device;
    post(&node, &format!("devices/{device}/revoke"), &json!({}));
    assert!(lin.sync(&node, made.push(items)).nacks.is_empty());
    node.project().unwrap();
    let phase = || made.job(&node)["job"]["phase"].as_str().unwrap().to_owned();
    assert_eq!(phase(), "planned", "held");
    assert_eq!(made.job(&node)["flags"][0]["kind"], "ruled");
    let ruling = json!({ "target": fact.id(), "verdict": "admitted", "reason": "checked by telephone" });
    post(&node, &made.path("rule"), &ruling);
    assert_eq!(phase(), "travelling");
    let wrong = json!({ "target": "fact_00", "verdict": "void", "reason": "x" });
    assert_eq!(refusal(api(&node, Method::Post, &made.path("rule"), &wrong)).2.as_deref(), Some("target"));
}

#[test]
fn an_erased_case_is_gone_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let made = make(&node, "Li Min");
    let mut case = load(&node, &made, &chen.sync(&node, Vec::new()));
    let url = format!("/v1/blobs/{}/{}", made.case, hex(&sha256(b"photo").0));
    let put = || node.handle(Request::new(Method::Put, &url).bearer(&chen.token).bytes(b"photo".to_vec()));
    assert_eq!(put().status, 201);
    let photo = format!("blobs/{}/blob_{}", made.case, hex(&sha256(b"photo").0));
    let fetched = api(&node, Method::Get, &photo, &json!({}));
    assert_eq!(fetched.into_bytes().unwrap(), b"photo");
    let open = refusal(api(&node, Method::Post, &made.path("erase"), &json!({})));
    assert_eq!(open.1, "status", "somebody may be at work in it");
    post(&node, &made.path("cancel"), &json!({ "reason": "made by mistake" }));
    post(&node, &made.path("erase"), &json!({}));
    assert_eq!(put().status, 410);
    assert_eq!(api(&node, Method::Get, &photo, &json!({})).status, 404);
    assert!(!dir.path().join("blobs").join(hex(&made.case.0)).exists());
    let seen = case.version();
    let attempt = DoorAttempted { visit: made.visit, method: DoorMethod::Bell, answered: false };
    let items = case.record(&seen, attempt, &writer(&chen, 4), None).unwrap();
    let pulled = chen.sync(&node, made.push(items));
    assert!(pulled.nacks.iter().all(|nack| nack.code == NackCode::Gone) && !pulled.nacks.is_empty());
    assert_eq!(kinds(&pulled, made.case).len(), 1);
    assert_eq!(order_of(&pulled), Order::Erase);
    assert_eq!(get(&node, "jobs"), json!([]));
    assert_eq!(api(&node, Method::Get, &format!("jobs/{}", made.case), &json!({})).status, 404);
    assert_eq!(api(&node, Method::Post, &made.path("cancel"), &json!({ "reason": "x" })).status, 404);
}

#[test]
fn a_service_is_found_in_the_newest_pack_that_has_it() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let without = refusal(api(&node, Method::Post, "jobs", &new_job("Li")));
    assert_eq!(without, (400, "invalid".to_owned(), Some("service".to_owned())));
    let pack = publish(&node);
    let job = made(&post(&node, "jobs", &new_job("Li"))).job(&node);
    assert_eq!(job["pack"], json!(pack));
    let mut other = new_job("Li");
    other["pack"] = json!(format!("pack_{}", "00".repeat(32)));
    assert_eq!(refusal(api(&node, Method::Post, "jobs", &other)).2.as_deref(), Some("pack"));
    other["pack"] = json!(pack);
    other["service"] = json!("dancing");
    assert_eq!(refusal(api(&node, Method::Post, "jobs", &other)).2.as_deref(), Some("service"));
}
