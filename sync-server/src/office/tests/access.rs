//! People, phones, packs, rulings.

use doorstep_domain::control::{Order, SignedControl};
use doorstep_domain::digest::sha256;
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::{DoorAttempted, DoorMethod, Fact, Phase, PhaseEntered};
use doorstep_domain::id::{CaseId, hex};
use doorstep_domain::sync::NackCode;
use doorstep_domain::wipe::{LeftCase, WipeReport, WipeRequest, WipeResponse};
use serde_json::json;

use super::pages::{browse, page};
use super::{api, get, load, made, make, new_job, order_of, post, publish, refusal, writer};
use crate::office::session;
use crate::testing::{Phone, decoded, kinds, open};
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

/// What a phone says about being wiped, signed with its key.
fn said(phone: &Phone, round: u32, left: Vec<LeftCase>, at_ms: i64) -> WipeRequest {
    let device = phone.signer.certificate().body().device;
    let report = WipeReport { device, round, purged_count: 2, left, rescued: Vec::new(), at_ms };
    WipeRequest { report: Signed::seal(report, phone.signer.key()).to_bytes().into() }
}

fn order_in(answer: &WipeResponse) -> (u32, Order) {
    let order = SignedControl::open(answer.order.as_ref().unwrap()).unwrap();
    (order.body().round, order.body().order.clone())
}

#[test]
fn a_lost_phone_is_taken_out_hears_the_order_without_a_token_and_the_office_sees_what_came_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let device = chen.signer.certificate().body().device;
    let tell = |request: &WipeRequest| -> WipeResponse {
        decoded(node.handle(Request::new(Method::Post, "/v1/wipe").cbor(request)))
    };
    assert_eq!(tell(&said(&chen, 0, Vec::new(), 1)).order, None, "nothing was ordered");
    post(&node, &format!("devices/{device}/wipe"), &json!({ "rescue_key": "age1abc" }));
    let request = chen.request(Vec::new());
    assert_eq!(crate::testing::post(&node, "/v1/sync", &chen.token, &request).status, 401);
    let (round, order) = order_in(&tell(&said(&chen, 0, Vec::new(), 2)));
    assert_eq!(order, Order::Wipe { device, force: false, rescue_key: Some("age1abc".into()) });
    assert_eq!(get(&node, "devices")[0]["wipe"]["heard_at_ms"], serde_json::Value::Null);

    let left = vec![LeftCase { case: CaseId([5; 16]), item_count: 3, file_count: 0 }];
    assert_eq!(tell(&said(&chen, round, left, 20)).order, None);
    let told = get(&node, "devices")[0]["wipe"].clone();
    assert_eq!((&told["is_done"], &told["purged_count"]), (&json!(false), &json!(2)));
    assert_eq!(told["left"].as_array().unwrap().len(), 1);
    // An older word that somebody sends again changes nothing.
    tell(&said(&chen, round, Vec::new(), 10));
    assert_eq!(get(&node, "devices")[0]["wipe"]["is_done"], json!(false));
    tell(&said(&chen, round, Vec::new(), 30));
    assert_eq!(get(&node, "devices")[0]["wipe"]["is_done"], json!(true));

    let stranger = Phone::technician(&node, "wang");
    let mut forged =
        WipeReport { device, round, purged_count: 0, left: Vec::new(), rescued: Vec::new(), at_ms: 99 };
    let forged_request = |report: &WipeReport| WipeRequest {
        report: Signed::seal(report.clone(), stranger.signer.key()).to_bytes().into(),
    };
    let answer = node.handle(Request::new(Method::Post, "/v1/wipe").cbor(&forged_request(&forged)));
    assert_eq!(answer.status, 403);
    forged.device = doorstep_domain::id::DeviceId([1; 16]);
    let answer = node.handle(Request::new(Method::Post, "/v1/wipe").cbor(&forged_request(&forged)));
    assert_eq!(answer.status, 403);
}

#[test]
fn a_phone_that_keeps_its_access_finds_the_order_in_its_answers_until_it_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    assert!(chen.sync(&node, Vec::new()).wipe.is_none());
    let device = chen.signer.certificate().body().device;
    let url = format!("devices/{device}/wipe");
    post(&node, &url, &json!({ "force": true, "keeps_access": true }));
    let order = chen.sync(&node, Vec::new()).wipe.unwrap();
    let order = SignedControl::open(&order).unwrap();
    order.verify(&node.keys.office().certificate().body().public_key).unwrap();
    assert_eq!(order.body().order, Order::Wipe { device, force: true, rescue_key: None });
    let told = said(&chen, order.body().round, Vec::new(), 5);
    assert_eq!(node.handle(Request::new(Method::Post, "/v1/wipe").cbor(&told)).status, 200);
    assert!(chen.sync(&node, Vec::new()).wipe.is_none());
    // A later order counts anew.
    post(&node, &url, &json!({ "keeps_access": true }));
    let again = SignedControl::open(&chen.sync(&node, Vec::new()).wipe.unwrap()).unwrap();
    assert_eq!(again.body().round, order.body().round + 1);
    let refused = refusal(api(&node, Method::Post, &url, &json!({ "rescue_key": "ssh-rsa" })));
    assert_eq!(refused, (400, "invalid".to_owned(), Some("rescue_key".to_owned())));
    assert_eq!(api(&node, Method::Post, &url, &json!({ "forse": true })).status, 400);
}

#[test]
fn the_page_of_phones_wipes_only_what_somebody_confirmed() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let chen = Phone::technician(&node, "chen");
    let device = chen.signer.certificate().body().device;
    let show = || page(&node, "/phones", "en", true);
    let (status, html) = show();
    assert!(status == 200 && html.contains("in use") && html.contains("Lost: take out and wipe"), "{html}");
    let press = |fields: &str| {
        let form = format!("key={}&{fields}", session::form_key_of(&node.office()));
        let request = Request::new(Method::Post, &format!("/phones/{device}/wipe"));
        browse(&node, request.bytes(form.into_bytes()), true).status
    };
    assert_eq!(press("force=yes"), 400);
    assert!(show().1.contains("in use"));
    assert_eq!(press("force=yes&sure=yes"), 303);
    let html = show().1;
    assert!(html.contains("not heard of since") && html.contains("Ordered to wipe"), "{html}");
    let wipe = get(&node, "devices")[0]["wipe"].clone();
    assert_eq!(wipe["force"], json!(true));
    let unsigned = Request::new(Method::Post, &format!("/phones/{device}/wipe")).bytes(b"sure=yes".to_vec());
    assert_eq!(browse(&node, unsigned, true).status, 400, "a form of another page");
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
