//! The pages, as a browser gets them.

use doorstep_domain::fact::{Appointed, Proxy, SignatureRole};
use serde_json::json;

use super::due::lamp_job;
use super::technician::Technician;
use super::{HOUR_MS, MINUTE_MS, Made, load, make, post, publish, writer};
use crate::office::session;
use crate::testing::{MORNING_MS, Phone, open, options};
use crate::{Method, Node, Request, Response};

pub(super) fn browse(node: &Node, request: Request, signed_in: bool) -> Response {
    let cookie = format!("other=1; {}={}", session::COOKIE, session::cookie_of(node));
    node.handle(if signed_in { request.header("cookie", &cookie) } else { request })
}

/// Status and text of a page.
pub(super) fn page(node: &Node, target: &str, language: &str, signed_in: bool) -> (u16, String) {
    let request = Request::new(Method::Get, target).header("accept-language", language);
    let response = browse(node, request, signed_in);
    (response.status, String::from_utf8(response.into_bytes().unwrap()).unwrap())
}

fn home(node: &Node) -> String {
    page(node, "/", "en-US,en;q=0.9", true).1
}

pub(super) fn press(node: &Node, made: &Made, command: &str, fields: &str) -> Response {
    let form = format!("key={}&{fields}", session::form_key_of(&node.office()));
    let request = Request::new(Method::Post, &format!("/jobs/{}/{command}", made.case));
    browse(node, request.bytes(form.into_bytes()), true)
}

#[test]
fn the_page_opens_with_the_printed_link_or_the_token_only() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = make(&node, "Li Min");
    for target in ["/", "/jobs/new", &format!("/jobs/{}", made.case), &format!("/jobs/{}/report", made.case)]
    {
        let (status, html) = page(&node, target, "en", false);
        assert!(status == 401 && html.contains("Sign in") && !html.contains("Li Min"), "{target}");
    }
    let wrong = node.handle(Request::new(Method::Get, "/?token=wrong"));
    assert_eq!((wrong.status, wrong.get("set-cookie")), (403, None));
    let link = node.handle(Request::new(Method::Get, "/?token=office"));
    assert_eq!((link.status, link.get("location")), (303, Some("/")));
    let cookie = link.get("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly; SameSite=Strict") && !cookie.contains("=office"), "{cookie}");
    let form = Request::new(Method::Post, "/login").bytes(b"token=office".to_vec());
    let secure = node.handle(form.header("x-forwarded-proto", "https"));
    assert!(secure.get("set-cookie").unwrap().ends_with("; Secure"));
    let api = browse(&node, Request::new(Method::Get, "/office/api/jobs"), true);
    assert_eq!(api.status, 401, "the cookie alone moves nothing");
}

#[test]
fn a_browser_runs_and_loads_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let answer = browse(&node, Request::new(Method::Get, "/"), true);
    let policy = answer.get("content-security-policy").unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'nonce-") && !policy.contains("unsafe"));
    assert_eq!(
        (answer.get("cache-control"), answer.get("x-content-type-options")),
        (Some("no-store"), Some("nosniff"))
    );
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
    let html = String::from_utf8(answer.into_bytes().unwrap()).unwrap();
    assert_eq!(html.matches(&format!("nonce=\"{nonce}\"")).count(), 2);
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains(" style="), "{html}");
    let again = browse(&node, Request::new(Method::Get, "/"), true);
    assert_ne!(again.get("content-security-policy"), Some(policy.as_str()));
}

#[test]
fn late_jobs_are_the_loudest() {
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap();
    assert!(home(&node).contains("First publish a pack"));
    publish(&node);
    assert!(home(&node).contains("No jobs yet") && home(&node).contains("/jobs/new"));
    let made = make(&node, "Li Min");
    assert!(home(&node).contains("Nobody is late"));
    clock.advance(40 * MINUTE_MS);
    assert!(home(&node).contains("Starts in 20 min"));
    clock.advance(40 * MINUTE_MS);
    assert!(home(&node).contains("Due by 10:00"), "within the window");
    clock.advance(80 * MINUTE_MS);
    let html = home(&node);
    assert!(
        html.contains("Late by 40 min") && html.contains("class=\"late\"") && html.contains("1 late"),
        "{html}"
    );
    assert!(page(&node, "/", "zh-CN", true).1.contains("已迟到 40 分钟"));
    post(&node, &made.path("cancel"), &json!({ "reason": "moved" }));
    assert!(!home(&node).contains("Late by"));
    assert!(page(&node, "/?state=closed", "en", true).1.contains("Cancelled"));
}

#[test]
fn hostile_names_are_only_names() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let hostile = "<script>alert(1)</script>\" onload='x'\u{202e}";
    let made = make(&node, hostile);
    post(&node, &made.path("note"), &json!({ "text": hostile }));
    post(&node, &made.path("correct"), &json!({ "field": "customer.name", "value": hostile }));
    for target in ["/".to_owned(), format!("/jobs/{}", made.case), format!("/jobs/{}/report", made.case)] {
        let (status, html) = page(&node, &target, "en", true);
        assert_eq!(status, 200);
        assert!(!html.contains("<script>alert") && !html.contains("onload='") && !html.contains('\u{202e}'));
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39;"), "{target}");
    }
}

#[test]
fn a_decision_is_told_as_a_story_and_taken_with_one_button() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut leader = Phone::enrol(&node, "zhao", &["leader", "office"]);
    let made = make(&node, "Li Min");
    let mut case = load(&node, &made, &leader.sync(&node, Vec::new()));
    let start_ms = MORNING_MS + 5 * HOUR_MS;
    let theirs = Appointed { visit: made.visit, start_ms, end_ms: None, reason: None };
    let items = case.record(&case.version(), theirs, &writer(&leader, 2), None).unwrap();
    post(&node, &made.path("appoint"), &json!({ "start_ms": MORNING_MS + 4 * HOUR_MS }));
    leader.sync(&node, made.push(items));
    node.project().unwrap();

    assert!(home(&node).contains("Need a decision") && home(&node).contains("1 to decide"));
    let target = format!("/jobs/{}", made.case);
    let html = page(&node, &target, "en", true).1;
    assert!(html.contains("Which one counts?") && html.contains("12:00") && html.contains("13:00"), "{html}");
    assert!(page(&node, &target, "zh", true).1.contains("以哪一个为准"));
    let value = |name: &str| {
        let marker = format!("name=\"{name}\" value=\"");
        html.split(&marker).nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let fields = format!("chosen={}&version={}", value("chosen"), value("version"));
    let request = Request::new(Method::Post, &format!("{target}/decide")).bytes(fields.clone().into_bytes());
    assert_eq!(browse(&node, request, true).status, 400, "a form from elsewhere");
    let request = Request::new(Method::Post, &format!("{target}/decide")).bytes(fields.clone().into_bytes());
    assert_eq!(browse(&node, request, false).status, 401);
    assert_eq!(press(&node, &made, "decide", &fields).status, 303);
    assert!(!page(&node, &target, "en", true).1.contains("Which one counts?"));
    assert!(!home(&node).contains("to decide"));
}

#[test]
fn whoever_signs_in_anothers_place_stands_there_with_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut leader = Phone::enrol(&node, "chen", &["leader"]);
    let made = lamp_job(&node);
    let mut work = Technician::with(&node, &mut leader, made);
    let (in_place_of, witness) = (SignatureRole::CustomerAccept, Some("Zhao".to_owned()));
    let proxy = Proxy { in_place_of, reason: "broke her hand".into(), witness };
    work.sign_as(&node, SignatureRole::LeaderVerify, Some(proxy));
    work.push(&node);
    let told = &made.job(&node)["signatures"][0]["stand_in"];
    assert_eq!(told, &json!({ "reason": "broke her hand", "witness": "Zhao" }));
    let target = format!("/jobs/{}", made.case);
    let shown = page(&node, &target, "en", true).1;
    assert!(shown.contains("Signed in the customer&#39;s place: broke her hand · Witness Zhao"), "{shown}");
    assert!(page(&node, &target, "zh", true).1.contains("代客户签字：broke her hand · 见证人 Zhao"));
}

#[test]
fn buttons_do_what_they_say() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = make(&node, "Li Min");
    let target = format!("/jobs/{}", made.case);
    assert_eq!(press(&node, &made, "assign", "users=wang&others=zhao%2C+sun").status, 303);
    assert_eq!(made.job(&node)["job"]["assigned"], json!(["sun", "wang", "zhao"]));
    assert_eq!(press(&node, &made, "appoint", "start=2026-03-02T14%3A30&end=&reason=he+asked").status, 303);
    assert_eq!(made.job(&node)["job"]["visit_start_ms"], MORNING_MS + 390 * MINUTE_MS);
    assert_eq!(press(&node, &made, "note", "text=dog+in+the+yard").status, 303);
    assert!(page(&node, &target, "en", true).1.contains("dog in the yard"));
    let refused = press(&node, &made, "appoint", "start=tomorrow");
    assert_eq!(refused.status, 400);
    let html = String::from_utf8(refused.into_bytes().unwrap()).unwrap();
    assert!(html.contains("Not done") && html.contains("a day and a time") && html.contains("Li Min"));
    assert_eq!(press(&node, &made, "archive", "").status, 409, "it is still open");
    assert_eq!(press(&node, &made, "cancel", "reason=moved").status, 303);
    assert_eq!(press(&node, &made, "dance", "").status, 404);
    assert_eq!(press(&node, &made, "archive", "").status, 303);
    assert!(page(&node, "/?state=archived", "en", true).1.contains("Li Min"));
    let unknown = Made { case: doorstep_domain::id::CaseId([0; 16]), ..made };
    assert_eq!(press(&node, &unknown, "cancel", "reason=x").status, 404);
    assert_eq!(page(&node, "/jobs/1", "en", true).0, 404);
}

#[test]
fn a_job_is_made_at_the_desk() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    publish(&node);
    assert!(page(&node, "/jobs/new", "en", true).1.contains("longfor-dispatch"));
    let send = |fields: &str| {
        let form = format!("key={}&{fields}", session::form_key_of(&node.office()));
        browse(&node, Request::new(Method::Post, "/jobs/new").bytes(form.into_bytes()), true)
    };
    let fields = "service=longfor-dispatch&customer=%E7%8E%8B%E8%8A%B3&address=Block+3&report=lamp&start=2026-03-02T14:00";
    let made = send(&format!("{fields}&zone=CST-8&users=chen"));
    assert_eq!(made.status, 303);
    let html = page(&node, made.get("location").unwrap(), "en", true).1;
    assert!(html.contains("王芳") && html.contains("14:00") && html.contains("A0-0001"));
    let refused = send(&format!("{fields}&zone=Asia/Shanghai"));
    assert_eq!(refused.status, 400);
    let html = String::from_utf8(refused.into_bytes().unwrap()).unwrap();
    assert!(html.contains("POSIX TZ") && html.contains("value=\"王芳\""), "what was typed stays: {html}");
}

#[test]
fn a_picture_is_shown_and_anything_else_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let made = make(&node, "Li Min");
    chen.sync(&node, Vec::new());
    let show = |bytes: &[u8]| {
        let hash = doorstep_domain::id::hex(&doorstep_domain::digest::sha256(bytes).0);
        let put = Request::new(Method::Put, &format!("/v1/blobs/{}/{hash}", made.case)).bearer(&chen.token);
        assert_eq!(node.handle(put.bytes(bytes.to_vec())).status, 201);
        let target = format!("/jobs/{}/photos/blob_{hash}", made.case);
        browse(&node, Request::new(Method::Get, &target), true)
    };
    let picture = show(b"\x89PNG\r\n\x1a\n and so on");
    assert_eq!((picture.status, picture.get("content-type")), (200, Some("image/png")));
    assert!(picture.get("content-security-policy").unwrap().contains("sandbox"));
    assert_eq!(show(b"<script>alert(1)</script>").status, 404);
}

#[test]
fn a_chosen_language_stays_chosen() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let answer = browse(&node, Request::new(Method::Get, "/?lang=zh-CN"), true);
    assert!(answer.get("set-cookie").unwrap().starts_with("doorstep_lang=zh-CN;"));
    let cookie = format!("{}={}; doorstep_lang=zh-CN", session::COOKIE, session::cookie_of(&node));
    let request = Request::new(Method::Get, "/").header("cookie", &cookie).header("accept-language", "en");
    let html = String::from_utf8(node.handle(request).into_bytes().unwrap()).unwrap();
    assert!(html.contains("lang=\"zh-CN\"") && html.contains("href=\"/?lang=en\""), "{html}");
    let strange = browse(&node, Request::new(Method::Get, "/?lang=%0d%0aset-cookie:x"), true);
    assert_eq!(strange.get("set-cookie"), None);
}
