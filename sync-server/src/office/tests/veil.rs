//! Who and where the customer is, shown to whoever may see it at this time (catalogue AMB-08).

use doorstep_domain::pack::Sources;
use serde_json::{Value, json};

use super::{HOUR_MS, MORNING_MS, Made, answer, api, made, post, refusal};
use crate::office::session;
use crate::testing::{TestClock, options};
use crate::{Method, Node, Request, Response};

/// The story about addresses: who is sent there does not see where, outside two hours before a visit and one after it.
fn private() -> Vec<u8> {
    let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
    let sources = Sources::from([
        file("pack.yaml", include_str!("../../../../tests/scenarios/packs/private/pack.yaml")),
        file(
            "checklists/visit.yaml",
            include_str!("../../../../tests/scenarios/packs/private/checklists/visit.yaml"),
        ),
    ]);
    doorstep_packs::compile_sources(&sources).unwrap().bytes
}

/// A job that was agreed for six hours after the morning.
fn company() -> (tempfile::TempDir, Node, TestClock, Made) {
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap();
    node.publish(&private()).unwrap();
    let job = json!({
        "service": "visit", "report": "cleaning",
        "customer": { "name": "Wang", "phone": "13800001234" },
        "reporter": { "name": "Li", "phone": "13900005678" },
        "site": { "address": "Park Road 4 flat 402", "time_zone": "CST-8" },
        "users": ["chen"], "start_ms": MORNING_MS + 6 * HOUR_MS,
    });
    let made = made(&post(&node, "jobs", &job));
    (dir, node, clock, made)
}

fn sign_in(node: &Node, role: &str) -> Value {
    post(node, "sign-ins", &json!({ "user": "chen", "name": "Chen Wei", "role": role }))
}

fn as_user(node: &Node, signed_in: &Value, method: Method, path: &str, body: &Value) -> Response {
    let path = format!("/office/api/{path}");
    node.handle(Request::new(method, &path).bearer(signed_in["token"].as_str().unwrap()).json(body))
}

fn text(response: Response) -> String {
    String::from_utf8(response.into_bytes().unwrap()).unwrap()
}

#[test]
fn the_office_itself_and_whoever_leads_see_everything_and_the_worker_only_in_time() {
    let (_dir, node, clock, made) = company();
    let (chen, lin) = (sign_in(&node, "technician"), sign_in(&node, "leader"));
    let job = |who: &Value| {
        let job = answer(as_user(&node, who, Method::Get, &format!("jobs/{}", made.case), &Value::Null));
        let part = |path: &str| job.pointer(path).unwrap().clone();
        [part("/job/address"), part("/customer_phone"), part("/reporter/phone"), part("/relay_number")]
    };
    let all = [json!("Park Road 4 flat 402"), json!("13800001234"), json!("13900005678"), Value::Null];
    let masked = [json!("Park Road…"), json!("…1234"), json!("…5678"), json!("400 820 0000")];
    assert_eq!((job(&lin), job(&chen)), (all.clone(), masked.clone()));
    assert_eq!(made.job(&node)["job"]["address"], "Park Road 4 flat 402");
    let listed = |who: &Value| answer(as_user(&node, who, Method::Get, "jobs", &Value::Null))[0].clone();
    assert_eq!((&listed(&chen)["address"], &listed(&chen)["masked"]), (&json!("Park Road…"), &json!(true)));
    assert_eq!(
        (&listed(&lin)["address"], &listed(&lin)["masked"]),
        (&json!("Park Road 4 flat 402"), &json!(false))
    );

    clock.advance(4 * HOUR_MS - 1);
    assert_eq!(job(&chen), masked, "a moment early");
    clock.advance(1);
    assert_eq!(job(&chen), all);
    assert_eq!(listed(&chen)["address"], "Park Road 4 flat 402", "without any news of the case");
}

#[test]
fn copies_of_the_report_follow_whoever_they_are_for_and_whoever_makes_them() {
    let (_dir, node, _clock, made) = company();
    let chen = sign_in(&node, "technician");
    let path = |copy: &str| format!("jobs/{}/report?copy={copy}", made.case);
    let office = |copy: &str| text(api(&node, Method::Get, &path(copy), &Value::Null));
    let worker = |copy: &str| text(as_user(&node, &chen, Method::Get, &path(copy), &Value::Null));
    for (html, shows) in [
        (office("customer"), true),
        (office("archive"), true),
        (office("team"), false),
        (worker("customer"), false),
        (worker(""), false),
    ] {
        assert!(html.contains("Park Road"), "{html}");
        assert_eq!(html.contains("flat 402") && html.contains("13800001234"), shows);
        assert_eq!(html.contains("Park Road…"), !shows);
    }
}

#[test]
fn a_correction_of_what_is_hidden_is_hidden_as_well() {
    let (_dir, node, _clock, made) = company();
    post(&node, &made.path("correct"), &json!({ "field": "customer.phone", "value": "13711112222" }));
    let chen = sign_in(&node, "technician");
    let seen = text(as_user(&node, &chen, Method::Get, &format!("jobs/{}", made.case), &Value::Null));
    assert!(!seen.contains("13711112222"), "{seen}");
    assert_eq!(made.job(&node)["corrections"]["customer.phone"], "13711112222");
}

#[test]
fn pages_show_a_signed_in_worker_what_the_json_shows() {
    let (_dir, node, clock, made) = company();
    let chen = sign_in(&node, "technician");
    let entered = node.handle(Request::new(Method::Get, chen["link"].as_str().unwrap()));
    let cookie = entered.get("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let page = |target: &str| {
        let request =
            Request::new(Method::Get, target).header("cookie", &cookie).header("accept-language", "en");
        text(node.handle(request))
    };
    for target in ["/", &format!("/jobs/{}", made.case), &format!("/jobs/{}/report", made.case)] {
        let html = page(target);
        assert!(html.contains("Park Road…"), "{html}");
        assert!(!html.contains("flat 402") && !html.contains("13800001234"), "{html}");
    }
    let html = page(&format!("/jobs/{}", made.case));
    assert!(html.contains("Chen Wei") && html.contains("Masked"), "{html}");
    assert!(html.contains("call over") && html.contains("tel:4008200000"), "{html}");
    assert!(page("/wages").contains("leader"), "what everybody earns is not for a worker");
    clock.advance(4 * HOUR_MS);
    let html = page(&format!("/jobs/{}", made.case));
    assert!(html.contains("flat 402") && html.contains("tel:13800001234"), "{html}");
}

#[test]
fn whoever_is_signed_in_acts_in_that_role_and_lets_nobody_in() {
    let (_dir, node, clock, made) = company();
    let (chen, lin) = (sign_in(&node, "technician"), sign_in(&node, "leader"));
    let refused =
        |who: &Value, path: &str, body: &Value| refusal(as_user(&node, who, Method::Post, path, body)).1;
    let friend = json!({ "user": "x", "name": "X", "roles": ["office"] });
    for who in [&chen, &lin] {
        assert_eq!(refused(who, "enrolments", &friend), "role");
        assert_eq!(refused(who, "sign-ins", &json!({ "user": "x", "name": "X", "role": "office" })), "role");
    }
    let cancel = json!({ "reason": "moved" });
    assert_eq!(refused(&chen, &made.path("cancel"), &cancel), "role");
    let as_another = json!({ "reason": "moved", "acting": { "user": "wu", "name": "Wu", "role": "office" } });
    assert_eq!(refused(&chen, &made.path("cancel"), &as_another), "invalid");
    assert_eq!(refused(&chen, &made.path("erase"), &json!({})), "role");
    answer(as_user(&node, &lin, Method::Post, &made.path("cancel"), &cancel));
    let told = made.job(&node)["timeline"].to_string();
    assert!(told.contains("Chen Wei"), "the fact names who did it: {told}");

    let token = chen["token"].as_str().unwrap();
    let get = |token: &str| node.handle(Request::new(Method::Get, "/office/api/jobs").bearer(token)).status;
    assert_eq!(get(token), 200);
    let leader = lin["token"].as_str().unwrap();
    let forged = format!("{}.{}", leader.split('.').next().unwrap(), token.split('.').nth(1).unwrap());
    assert_eq!((get(&forged), get("."), get("zz.zz"), get("é.é")), (401, 401, 401, 401));
    clock.advance(12 * HOUR_MS);
    assert_eq!(get(token), 401, "the shift is over");
    let cookie = format!("{}={token}", session::COOKIE);
    assert_eq!(node.handle(Request::new(Method::Get, "/").header("cookie", &cookie)).status, 401);
}
