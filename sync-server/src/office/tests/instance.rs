//! Groups of steps at the desk: things are added, filled in one by one, and struck out.

use serde_json::{Value, json};

use super::pages::{page, press};
use super::{Made, api, made, post, refusal};
use crate::testing::open;
use crate::{Method, Node};

/// A contract whose rooms are listed at the desk.
const GROUP: &str = r#"
  - id: room
    phase: agree
    title: {zh-CN: "房间", en: "Rooms"}
    kind: {repeat: {item: {zh-CN: "房间", en: "Room"}, name: room_name, at_most: 2}}
    must: must
  - {id: room_name, each: room, phase: agree, title: {zh-CN: "名称", en: "Name"}, kind: {text: {max_chars: 50}}, must: must}
  - {id: seats, each: room, phase: agree, title: {zh-CN: "座位", en: "Seats"}, kind: {number: {min: "1"}}, must: must}
"#;

fn contract(node: &Node) -> Made {
    const FILE: &str = "checklists/maintenance-contract.yaml";
    let mut sources = doorstep_packs::builtin("pc-repair").unwrap();
    let text = String::from_utf8(sources[FILE].clone()).unwrap();
    let text = text.replacen("  - id: client_signs\n", &format!("{GROUP}  - id: client_signs\n"), 1);
    sources.insert(FILE.to_owned(), text.into_bytes());
    node.publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap();
    made(&post(
        node,
        "jobs",
        &json!({
            "service": "maintenance-contract", "report": "rooms", "customer": { "name": "Sun" },
            "site": { "address": "Building 1", "time_zone": "CST-8" },
        }),
    ))
}

fn step<'j>(job: &'j Value, id: &str) -> &'j Value {
    let steps = job["desk"]["steps"].as_array().unwrap();
    steps.iter().find(|step| step["step"] == id).unwrap_or(&Value::Null)
}

#[test]
fn the_desk_adds_things_one_by_one_and_fills_in_each_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = contract(&node);
    let added = post(
        &node,
        &made.path("add-instance"),
        &json!({ "group": "room", "answers": { "room_name": "East" } }),
    );
    let id = added["instance"].as_str().unwrap().strip_prefix("instance_").unwrap().to_owned();
    let seats = format!("room/{id}/seats");
    post(&node, &made.path("fill"), &json!({ "answers": { &seats: 12 } }));
    let job = made.job(&node);
    let found = step(&job, &seats);
    assert_eq!((&found["title"], &found["value"]), (&json!("Room East · Seats"), &json!(12)));
    let refused = api(&node, Method::Post, &made.path("fill"), &json!({ "answers": { &seats: 0 } }));
    assert_eq!(refusal(refused), (400, "invalid".into(), Some("answers".into())));
    let refused = api(
        &node,
        Method::Post,
        &made.path("add-instance"),
        &json!({ "group": "room", "answers": { "seats": "many" } }),
    );
    assert_eq!(refusal(refused).2, Some("answers".into()));
    post(&node, &made.path("add-instance"), &json!({ "group": "room" }));
    let refused = api(&node, Method::Post, &made.path("add-instance"), &json!({ "group": "room" }));
    assert_eq!(refusal(refused).2, Some("instances".into()), "two are the most");
}

#[test]
fn the_page_has_a_button_to_add_one_and_one_to_strike_each_out() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let made = contract(&node);
    let target = format!("/jobs/{}", made.case);
    assert!(page(&node, &target, "en", true).1.contains("Add: Room"));
    assert_eq!(press(&node, &made, "add-instance", "group=room").status, 303);
    let job = made.job(&node);
    let thing = &step(&job, "room")["things"][0];
    assert_eq!((&thing["name"], &thing["removed"]), (&json!("Room 1"), &json!(false)));
    let instance = thing["instance"].as_str().unwrap();
    let name = format!("room/{}/room_name", instance.strip_prefix("instance_").unwrap());
    let fields = format!("text.{}=West", name.replace('/', "%2F"));
    assert_eq!(press(&node, &made, "fill", &fields).status, 303);
    let fields = format!("group=room&instance={instance}&removed=yes");
    assert_eq!(press(&node, &made, "remove-instance", &fields).status, 303);
    let (_, html) = page(&node, &target, "en", true);
    assert!(html.contains("<del>Room West</del>") && html.contains("Restore"), "{html}");
    let job = made.job(&node);
    assert_eq!(step(&job, &name), &Value::Null, "nothing is asked of it");
    let fields = format!("group=room&instance={instance}&removed=no");
    assert_eq!(press(&node, &made, "remove-instance", &fields).status, 303);
    assert_eq!(step(&made.job(&node), &name)["value"], "West", "it comes back with what was written");
}
