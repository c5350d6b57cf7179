//! Scenario 8: records that are kept long enough go everywhere, and nothing brings them back.

use doorstep_domain::digest::sha256;
use doorstep_domain::fact::{DoorAttempted, DoorMethod, HandedOver};
use doorstep_domain::id::hex;
use doorstep_domain::retention::KeptAs;
use doorstep_domain::sync::{Left, NackCode, Purged, SyncRequest};

use super::pages::{page, press};
use super::*;
use crate::At;
use crate::testing::{TestClock, kinds, options};

const DAY_MS: i64 = 24 * HOUR_MS;

/// A company whose first morning is 2 March 2026, with a clock in the hand.
fn company() -> (tempfile::TempDir, Node, TestClock) {
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap();
    (dir, node, clock)
}

/// A job that was cancelled and checked off this morning: nothing was charged.
fn archived(node: &Node, customer: &str) -> Made {
    let made = make(node, customer);
    post(node, &made.path("cancel"), &json!({ "reason": "the owner called" }));
    post(node, &made.path("archive"), &json!({}));
    made
}

fn why(node: &Node, at: At) -> Vec<(&'static str, bool)> {
    node.review_retention(at).unwrap().iter().map(|reviewed| (reviewed.why(), reviewed.goes)).collect()
}

fn put_photo(node: &Node, phone: &Phone, made: &Made) -> u16 {
    let url = format!("/v1/blobs/{}/{}", made.case, hex(&sha256(b"photo").0));
    node.handle(Request::new(Method::Put, &url).bearer(&phone.token).bytes(b"photo".to_vec())).status
}

fn photos(dir: &tempfile::TempDir, made: &Made) -> std::path::PathBuf {
    dir.path().join("blobs").join(hex(&made.case.0))
}

#[test]
fn a_free_order_goes_on_its_anniversary_with_everything_and_leaves_a_stub() {
    let (dir, node, clock) = company();
    let mut chen = Phone::technician(&node, "chen");
    let made = archived(&node, "Li Min");
    assert_eq!(put_photo(&node, &chen, &made), 201);
    let mut case = load(&node, &made, &chen.sync(&node, Vec::new()));
    clock.advance(364 * DAY_MS + 15 * HOUR_MS);
    assert_eq!(node.purge_due().unwrap(), [], "one hour before midnight at the site");
    assert_eq!(why(&node, At::Moment(node.now_ms())), [("until", false)]);
    assert_eq!(why(&node, At::Day("2027-03-02".parse().unwrap())), [("until", true)]);

    clock.advance(HOUR_MS);
    let stubs = node.purge_due().unwrap();
    assert_eq!((stubs.len(), stubs[0].case, stubs[0].number.as_str()), (1, made.case, "A0-0001"));
    let by = stubs[0].by.unwrap();
    assert_eq!((by.rule, by.due.to_string()), (KeptAs::Free, "2027-03-02".to_owned()));
    let stub = serde_json::to_string(&get(&node, "erased")).unwrap();
    assert!(!stub.contains("Li Min") && !stub.contains("Block 3"), "{stub}");
    assert!(!photos(&dir, &made).exists());
    assert_eq!(get(&node, "jobs?state=all"), json!([]));
    assert_eq!(node.purge_due().unwrap(), []);

    // A phone that comes back with something more brings nothing back.
    let seen = case.version();
    let attempt = DoorAttempted { visit: made.visit, method: DoorMethod::Bell, answered: false };
    let items = case.record(&seen, attempt, &writer(&chen, 4), None).unwrap();
    chen.renew(&node);
    let pulled = chen.sync(&node, made.push(items));
    assert!(pulled.nacks.iter().all(|nack| nack.code == NackCode::Gone) && !pulled.nacks.is_empty());
    assert_eq!(order_of(&pulled), Order::Purge { rule: KeptAs::Free, due: "2027-03-02".into() });
    assert_eq!(kinds(&pulled, made.case).len(), 1);
    assert_eq!(put_photo(&node, &chen, &made), 410);
}

#[test]
fn what_is_open_held_or_without_a_figure_stays_and_says_why() {
    let (_dir, node, clock) = company();
    let held = archived(&node, "Li Min");
    let without = refusal(api(&node, Method::Post, &held.path("hold"), &json!({ "reason": " " })));
    assert_eq!(without.2.as_deref(), Some("reason"));
    post(&node, &held.path("hold"), &json!({ "reason": "a claim for damage" }));
    make(&node, "Wang");
    let mut elsewhere = new_job("Zhao");
    elsewhere["service"] = json!("tianli-slip");
    let unconfigured = made(&post(&node, "jobs", &elsewhere));
    post(&node, &unconfigured.path("cancel"), &json!({ "reason": "the owner called" }));
    post(&node, &unconfigured.path("archive"), &json!({}));
    clock.advance(800 * DAY_MS);
    let now = At::Moment(node.now_ms());
    let mut all = why(&node, now);
    all.sort_unstable();
    assert_eq!(all, [("held", false), ("not_archived", false), ("not_configured", false)]);
    assert_eq!(node.purge_due().unwrap(), []);

    let refused = refusal(api(&node, Method::Post, &held.path("erase"), &json!({})));
    assert_eq!(refused.1, "status");
    let hold = standing_hold(&node, &held);
    let lift = |reason: &str| json!({ "hold": hold, "reason": reason });
    let without = refusal(api(&node, Method::Post, &held.path("lift"), &lift("")));
    assert_eq!(without.2.as_deref(), Some("reason"));
    post(&node, &held.path("lift"), &lift("the claim was settled"));
    let again = refusal(api(&node, Method::Post, &held.path("lift"), &lift("again")));
    assert_eq!(again.0, 404);
    assert_eq!(node.purge_due().unwrap().len(), 1);
}

fn standing_hold(node: &Node, made: &Made) -> String {
    node.read(|read| {
        let state = crate::projector::Facts::read(read, made.case)?.state();
        Ok(state.standing_holds().next().unwrap().held.fact.to_string())
    })
    .unwrap()
}

#[test]
fn files_that_a_crash_left_of_an_erased_case_are_swept_when_the_node_opens() {
    let (dir, node, clock) = company();
    let chen = Phone::technician(&node, "chen");
    let (erased, kept) = (archived(&node, "Li Min"), make(&node, "Wang"));
    assert_eq!(put_photo(&node, &chen, &kept), 201);
    clock.advance(365 * DAY_MS);
    assert_eq!(node.purge_due().unwrap().len(), 1);
    std::fs::create_dir_all(photos(&dir, &erased)).unwrap();
    std::fs::write(photos(&dir, &erased).join("left"), b"a photo").unwrap();
    let options = node.options.clone();
    drop(node);
    let _node = Node::open(dir.path(), options).unwrap();
    assert!(!photos(&dir, &erased).exists() && photos(&dir, &kept).exists());
}

#[test]
fn a_file_of_an_erased_case_is_refused_and_its_bearer_told_to_erase_it() {
    let (_dir, node, clock) = company();
    let mut chen = Phone::technician(&node, "chen");
    let (mut wang, mut li) = (Phone::technician(&node, "wang"), Phone::technician(&node, "li"));
    let made = archived(&node, "Li Min");
    let mut case = load(&node, &made, &chen.sync(&node, Vec::new()));
    let seen = case.version();
    let handed = HandedOver { receiver: Some("wang".to_owned()) };
    let file = case.record(&seen, handed, &writer(&chen, 4), None).unwrap();
    clock.advance(365 * DAY_MS);
    assert_eq!(node.purge_due().unwrap().len(), 1);
    for phone in [&mut wang, &mut li] {
        phone.renew(&node);
    }
    let phones = || {
        let phones = get(&node, "erased")[0]["phones"].as_array().unwrap().clone();
        phones.iter().map(|phone| (phone["name"].clone(), phone["left"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(phones(), [(json!("chen"), json!("not_heard"))]);
    let stranger = li.sync(&node, made.push(file.clone()));
    assert!(stranger.nacks.iter().all(|nack| nack.code == NackCode::Denied) && stranger.pull.is_empty());
    let bearer = wang.sync(&node, made.push(file));
    assert!(bearer.nacks.iter().all(|nack| nack.code == NackCode::Gone) && !bearer.nacks.is_empty());
    assert_eq!(order_of(&bearer), Order::Purge { rule: KeptAs::Free, due: "2027-03-02".into() });
    let held = |name: &str| (json!(name), json!("held"));
    assert_eq!(phones(), [(json!("chen"), json!("not_heard")), held("li"), held("wang")]);
    assert!(page(&node, "/erased", "en", true).1.contains("still has it"));
    clock.advance(1);
    let purged = Some(vec![Purged { case: made.case, left: Left::Nothing }]);
    let request = SyncRequest { purged, ..wang.request(Vec::new()) };
    assert_eq!(crate::testing::post(&node, "/v1/sync", &wang.token, &request).status, 200);
    assert_eq!(phones()[1..], [held("li"), (json!("wang"), json!("nothing"))]);
}

#[test]
fn the_office_sees_which_phones_may_still_hold_an_erased_case() {
    let (_dir, node, clock) = company();
    let (mut chen, _li) = (Phone::technician(&node, "chen"), Phone::technician(&node, "li"));
    let made = archived(&node, "Li Min");
    let open = make(&node, "Wang");
    clock.advance(HOUR_MS);
    post(&node, &made.path("erase"), &json!({}));
    let phones = || {
        let phones = get(&node, "erased")[0]["phones"].as_array().unwrap().clone();
        let said = phones.iter().map(|phone| (phone["name"].clone(), phone["left"].clone()));
        said.collect::<Vec<_>>()
    };
    assert_eq!(phones(), [(json!("chen"), json!("not_heard"))], "li never had it");
    let mut say = |left: &[(CaseId, Left)]| {
        let purged = left.iter().map(|(case, left)| Purged { case: *case, left: *left }).collect();
        let request = SyncRequest { purged: Some(purged), ..chen.request(Vec::new()) };
        crate::testing::post(&node, "/v1/sync", &chen.token, &request).status
    };
    assert_eq!(say(&[(made.case, Left::Rescued), (open.case, Left::Nothing)]), 200);
    assert_eq!(phones(), [(json!("chen"), json!("rescued"))]);
    assert_eq!(say(&[(made.case, Left::Nothing)]), 200);
    assert_eq!(phones(), [(json!("chen"), json!("nothing"))]);
    let said = node.read(|read| read.purged(open.case)).unwrap();
    assert!(said.is_empty(), "of a case that nobody erased nothing is written down");
}

#[test]
fn a_job_is_held_and_erased_on_its_page_and_both_name_who_did_it() {
    let (_dir, node, _clock) = company();
    let _chen = Phone::technician(&node, "chen");
    let made = archived(&node, "Li Min");
    let html = || page(&node, &format!("/jobs/{}", made.case), "en", true).1;
    assert!(html().contains("Kept until 2027-03-02 · free order") && html().contains("Erase everywhere"));
    assert_eq!(press(&node, &made, "hold", "reason=a+claim+for+damage").status, 303);
    let held = html();
    assert!(held.contains("Legal hold") && held.contains("a claim for damage"), "{held}");
    assert!(!held.contains("Erase everywhere"), "not while it is held");
    let number = made.job(&node)["job"]["number"].as_str().unwrap().to_owned();
    let erase = |confirm: &str| format!("reason=asked+for+by+the+customer&confirm={confirm}");
    assert_eq!(press(&node, &made, "erase", &erase(&number)).status, 409);
    let hold = made.job(&node)["keeping"]["holds"][0]["hold"].as_str().unwrap().to_owned();
    assert_eq!(press(&node, &made, "lift", &format!("hold={hold}&reason=settled")).status, 303);

    let slip = press(&node, &made, "erase", &erase("A0-0009"));
    assert_eq!(slip.status, 400, "another number");
    assert_eq!(press(&node, &made, "erase", &format!("reason=&confirm={number}")).status, 400, "no reason");
    assert_eq!(made.job(&node)["job"]["customer"], "Li Min");
    let done = press(&node, &made, "erase", &erase(&number));
    assert_eq!((done.status, done.get("location")), (303, Some("/erased")));
    let html = page(&node, "/erased", "en", true).1;
    for words in [&number, "By hand · the office · asked for by the customer", "chen", "not heard of since"]
    {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(page(&node, "/erased", "zh", true).1.contains("人工删除"));
    assert!(page(&node, "/?state=archived", "en", true).1.contains("href=\"/erased\""));
}

#[test]
fn the_name_of_whoever_is_signed_in_stands_beside_what_they_erased() {
    let (_dir, node, _clock) = company();
    let made = archived(&node, "Li Min");
    let signed_in = post(&node, "sign-ins", &json!({ "user": "wu", "name": "Wu Lan", "role": "office" }));
    let request = Request::new(Method::Post, &format!("/office/api/{}", made.path("erase")));
    let token = signed_in["token"].as_str().unwrap();
    let erased = node.handle(request.bearer(token).json(&json!({ "reason": "asked for" })));
    assert_eq!(erased.status, 200);
    assert_eq!(get(&node, "erased")[0]["who"], "Wu Lan");
}
