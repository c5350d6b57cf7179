//! A day at the office, to be looked at:
//! `DOORSTEP_PAGES=/tmp/pages cargo test -p doorstep-server --lib pages_to_be_looked_at -- --ignored`

use std::path::Path;

use doorstep_domain::document::Edit;
use doorstep_domain::fact::*;
use doorstep_domain::id::{CaseId, PackId, VisitId};
use doorstep_domain::sync::{Left, Purged, SyncRequest};
use doorstep_domain::text::Language;
use doorstep_domain::value::{AnswerKey, Value as Answer};
use serde_json::{Value, json};

use super::pages::page;
use super::technician::Technician;
use super::{HOUR_MS, MINUTE_MS, Made, SERVICE, lamp, made, post, publish, warranty};
use crate::Node;
use crate::testing::{MORNING_MS, Phone, TestClock, options};

/// What one job of the day is made of: customer, address, report, minutes until it starts, length, people.
type Line = (&'static str, &'static str, &'static str, Option<i64>, i64, &'static [&'static str]);

const DAY: [Line; 8] = [
    ("王芳", "滨江花园 12 号 3 栋 1802 室", "厨房灯闪烁，卫生间马桶下水慢", Some(60), 120, &["chen"]),
    (
        "Li Min",
        "Riverside Garden 12, building 3, flat 1802",
        "The kitchen tap drips",
        Some(-45),
        0,
        &["wang"],
    ),
    ("赵磊", "梧桐里 5 栋 203", "空调不制冷", Some(20), 60, &["chen"]),
    (
        "Maximiliana Konstantinopolitanskaya-Featherstonehaugh and family",
        "Apartment 12B, Entrance C, The Old Granary behind the Waterworks, Lower Embankment Road West 1284",
        "Water comes through the ceiling of the bathroom since yesterday evening, and the neighbour above does not answer the door",
        Some(90),
        120,
        &["wang", "li"],
    ),
    ("孙丽", "梧桐里 8 栋 1101", "门锁打不开", None, 0, &[]),
    ("周强", "滨江花园 2 栋 602", "水管更换", Some(26 * 60), 60, &["li"]),
    ("Stairway lamp", "Block 7, 3rd floor", "Lamp is dark", Some(50 * 60), 0, &[]),
    ("吴敏", "梧桐里 1 栋 404", "马桶堵塞", Some(120), 60, &["chen"]),
];

fn create(node: &Node, (customer, address, report, start, length, users): Line) -> Made {
    let start_ms = start.map(|minutes| MORNING_MS + minutes * MINUTE_MS);
    let end_ms = start_ms.filter(|_| length > 0).map(|start| start + length * MINUTE_MS);
    made(&post(
        node,
        "jobs",
        &json!({
            "service": SERVICE, "report": report, "customer": { "name": customer, "phone": "138 0013 8000" },
            "site": { "address": address, "time_zone": "CST-8" }, "users": users,
            "emergency": customer.starts_with("Max"), "start_ms": start_ms, "end_ms": end_ms,
            "reported_at_ms": MORNING_MS - 15 * HOUR_MS,
            "acting": { "user": "lin", "name": "Lin Wei", "role": "office" },
        }),
    ))
}

/// One job in which everything happened.
fn rich(node: &Node, clock: &TestClock, chen: &mut Phone, made: Made) {
    let mut work = Technician::with(node, chen, made);
    work.enter(Phase::Travelling);
    work.wait(57).enter(Phase::Arrived);
    work.record(DoorAttempted { visit: made.visit, method: DoorMethod::Bell, answered: true });
    work.line(1, Some("bulb-change"), "", None);
    work.line(2, Some("toilet-unblock"), "", None);
    work.line(3, None, "Ballast 36 W", Some(1_234));
    work.offer(node, true);
    work.enter(Phase::Working);
    work.work(26);
    work.edit(Edit::AddNote {
        id: doorstep_domain::id::NoteId([5; 8]),
        visit: made.visit,
        text: "Main tap is behind the washing machine.\nThe owner wants the old ballast back.".to_owned(),
    });
    work.edit(answer(made, "survey", "worn seal"));
    work.sign(node);
    work.record(Completed { visit: made.visit });
    clock.advance(30 * MINUTE_MS);
    post(
        node,
        &made.path("answer"),
        &json!({ "step": "survey", "value": "the pipe is broken, wait for the part" }),
    );
    post(
        node,
        &made.path("appoint"),
        &json!({ "start_ms": MORNING_MS + 3 * HOUR_MS, "reason": "he asked for it" }),
    );
    post(
        node,
        &made.path("cancel"),
        &json!({ "reason": "the customer called", "acting": { "user": "lin", "name": "Lin Wei", "role": "office" } }),
    );
    work.line(4, Some("tap-change"), "", None);
    work.push(node);
    clock.advance(-30 * MINUTE_MS);
}

/// A job that goes on as a coordination order.
fn coordinated(node: &Node, job: Made) -> Made {
    let lin = json!({ "user": "lin", "name": "Lin Wei", "role": "leader" });
    made(&post(
        node,
        &job.path("coordinate"),
        &json!({
            "reason": "other-department", "person": "wang", "plan": "约物业工程部周三一起打开楼上的门",
            "acting": lin,
        }),
    ))
}

fn answer(made: Made, step: &str, value: &str) -> Edit {
    Edit::SetAnswer { key: AnswerKey::step(made.visit, step), value: Some(Answer::from(value)) }
}

fn a_day(node: &Node, clock: &TestClock) -> Vec<Made> {
    let mut phones = ["chen", "wang", "li"].map(|user| Phone::technician(node, user));
    let jobs: Vec<Made> = DAY.iter().map(|line| create(node, *line)).collect();
    let [chen, wang, li] = &mut phones;
    rich(node, clock, chen, jobs[0]);
    let mut two = Technician::with(node, li, jobs[3]);
    two.wait(10).enter(Phase::Travelling);
    two.push(node);
    let mut three = Technician::with(node, wang, jobs[1]);
    three.edit(answer(jobs[1], "survey", "worn seal"));
    three.push(node);
    coordinated(node, jobs[4]);
    for made in &jobs[7..] {
        post(node, &made.path("cancel"), &json!({ "reason": "moved away" }));
    }
    jobs
}

fn write(dir: &Path, name: &str, html: &str) {
    std::fs::write(dir.join(format!("{name}.html")), html).unwrap();
}

/// A job of another pack, made three days ago.
fn of_pack(node: &Node, pack: PackId, service: &str, customer: &str, answers: &Value) -> Made {
    made(&post(
        node,
        "jobs",
        &json!({
            "pack": pack, "service": service, "report": "楼道灯不亮", "users": ["chen"],
            "customer": { "name": customer, "phone": "139 1111 2222" }, "answers": answers,
            "site": { "address": "梧桐里 9 栋", "time_zone": "CST-8" },
            "reported_at_ms": MORNING_MS - 72 * HOUR_MS,
        }),
    ))
}

/// Jobs of other trades: something is late by the contract, somebody is to be asked, a van is below zero, a machine
/// is under warranty.
fn more(node: &Node, chen: &mut Phone) -> Made {
    let (lamp, warranty) = (node.publish(&lamp()).unwrap(), node.publish(&warranty()).unwrap());
    of_pack(node, lamp, "lamp-home", "Grace Okonkwo", &json!({}));
    for (customer, satisfied) in [("钱伟", true), ("Amelia Hartley", false)] {
        let made = of_pack(node, lamp, "lamp-home", customer, &json!({}));
        lit(node, chen, made, satisfied);
    }
    let known = json!({ "product": "household", "bought_on": "2022-03-03", "papers": true, "altered": false,
        "barcode": "6901", "voucher_barcode": "6901", "cause": "worn", "faulty": "compressor" });
    of_pack(node, warranty, "warranty", "林晓", &known)
}

/// The lamp is mended with wire from the van, and the customer may not be satisfied.
fn lit(node: &Node, chen: &mut Phone, made: Made, satisfied: bool) {
    let visit = made.visit;
    let mut work = Technician::with(node, chen, made);
    work.enter(Phase::Arrived);
    work.answer("ladder", false.into());
    work.answer("fault", "wiring".into());
    let step = "fault".into();
    work.record(StepDone { visit, step, relied_on: Vec::new(), by: None, lasted_ms: None });
    let loaded = if satisfied { "3" } else { "1" };
    work.record(wire(visit, loaded, (StockPlace::Warehouse, StockPlace::Van), !satisfied));
    work.record(wire(visit, "2.5", (StockPlace::Van, StockPlace::Customer), !satisfied));
    work.work(5);
    work.sign(node);
    work.record(Completed { visit });
    work.push(node);
    if !satisfied {
        let reason = "晚上又不亮了，希望尽快再来";
        let said = json!({ "visit": visit, "task": "call", "satisfied": "dissatisfied", "reason": reason });
        post(node, &made.path("follow-up"), &said);
    }
}

fn wire(visit: VisitId, quantity: &str, (from, to): (StockPlace, StockPlace), old: bool) -> PartMoved {
    PartMoved {
        visit,
        code: Some("wire-2.5".into()),
        name: "电线 2.5 mm²".into(),
        quantity: quantity.parse().unwrap(),
        from,
        to,
        serial: None,
        old,
        note: None,
        from_van: None,
        to_van: None,
        step: None,
    }
}

/// Archived jobs: one held, one that may go, and two that are gone.
fn kept(node: &Node, chen: &mut Phone) -> (Made, Made) {
    let archived = |customer: &str| {
        let mut job = super::new_job(customer);
        job["site"]["address"] = json!("梧桐里 9 栋");
        let made = made(&post(node, "jobs", &job));
        post(node, &made.path("cancel"), &json!({ "reason": "业主来电取消" }));
        post(node, &made.path("archive"), &json!({}));
        made
    };
    let (held, due) = (archived("Grace Okonkwo"), archived("钱伟"));
    post(
        node,
        &held.path("hold"),
        &json!({ "reason": "claim for damage to the floor, letter of 27 February" }),
    );
    let _li = Phone::technician(node, "li");
    chen.sync(node, Vec::new());
    for (customer, reason) in [("周敏", "应客户要求删除"), ("Amelia Hartley", "asked for by the customer")]
    {
        post(node, &archived(customer).path("erase"), &json!({ "reason": reason }));
    }
    let erased: CaseId = serde_json::from_value(super::get(node, "erased")[0]["case"].clone()).unwrap();
    let purged = Some(vec![Purged { case: erased, left: Left::Nothing }]);
    let request = SyncRequest { purged, ..chen.request(Vec::new()) };
    crate::testing::post(node, "/v1/sync", &chen.token, &request);
    (held, due)
}

/// Cases of the desk, and a month of everybody's work.
fn desk(node: &Node) -> (Made, Made) {
    let publish = |name: &str| {
        let sources = doorstep_packs::builtin(name).unwrap();
        node.publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap()
    };
    let (service, computers, furniture) =
        (publish("service-desk"), publish("pc-repair"), publish("furniture"));
    let known = json!({});
    let complaint = of_pack(node, service, "desk-problem", "周敏", &known);
    let contract = of_pack(
        node,
        computers,
        "maintenance-contract",
        "Harbour Dental Practice, reception and surgery",
        &known,
    );
    of_pack(
        node,
        furniture,
        "furniture-repair",
        "Maximiliana Konstantinopolitanskaya-Featherstonehaugh",
        &known,
    );
    for (minutes, worker) in [(90, "lao-chen"), (615, "bartholomew-featherstonehaugh"), (45, "li")] {
        super::money::cared(node, minutes, worker);
    }
    super::books::evaluated(node, "2026-03-31");
    (complaint, contract)
}

/// Pages that everybody at a desk has, and those of some cases.
fn places(
    (held, due): (Made, Made),
    covered: Made,
    (complaint, contract): (Made, Made),
) -> Vec<(&'static str, String)> {
    let fixed = [
        ("overdue", "/?due=overdue"),
        ("today", "/?due=today"),
        ("followups", "/follow-ups"),
        ("dissatisfied", "/follow-ups?state=dissatisfied"),
        ("asked", "/follow-ups?state=done"),
        ("vans", "/vans"),
        ("figures", "/figures?month=2026-03"),
        ("wages", "/wages?month=2026-03"),
        ("nothing-due", "/figures?month=2001-01"),
        ("erased", "/erased"),
        ("archived", "/?state=archived"),
        ("complaints", "/?state=all&kind=complaint"),
        ("contracts", "/?state=all&kind=contract"),
        ("new", "/jobs/new"),
        ("list", "/"),
        ("closed", "/?state=closed"),
    ];
    let of = |name, made: Made| (name, format!("/jobs/{}", made.case));
    let cases = [
        of("held", held),
        of("kept", due),
        of("covered", covered),
        of("complaint", complaint),
        of("contract", contract),
    ];
    fixed.into_iter().map(|(name, path)| (name, path.to_owned())).chain(cases).collect()
}

fn write_rule_books(out: &Path) {
    for name in doorstep_packs::builtins() {
        let pack = doorstep_packs::compile_sources(&doorstep_packs::builtin(name).unwrap()).unwrap();
        for language in [Language::english(), Language::chinese()] {
            let book = crate::rule_book(&pack.pack, pack.id, &language);
            write(out, &format!("book-{name}.{}", &language.0[..2]), &book);
        }
    }
}

/// A long list.
fn a_hundred_more(node: &Node) {
    for number in 0..100_i64 {
        let mut line = DAY[usize::try_from(number).unwrap() % 6];
        line.3 = Some(100 + number * 13);
        let made = create(node, line);
        if number % 9 == 0 {
            let _: Value = post(node, &made.path("answer"), &json!({ "step": "x", "value": number }));
        }
    }
}

#[test]
#[ignore = "writes pages for the eye"]
fn pages_to_be_looked_at() {
    let out = std::env::var("DOORSTEP_PAGES").unwrap_or_else(|_| "target/pages".to_owned());
    let out = Path::new(&out);
    std::fs::create_dir_all(out).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap().of_company("龙湖物业");
    write(out, "login.en", &page(&node, "/", "en", false).1);
    write(out, "nothing.en", &page(&node, "/", "en", true).1);
    publish(&node);
    write(out, "empty.zh", &page(&node, "/", "zh", true).1);
    write_rule_books(out);
    let jobs = a_day(&node, &clock);
    let mut chen = Phone::technician(&node, "chen");
    let covered = more(&node, &mut chen);
    let mut pages = places(kept(&node, &mut chen), covered, desk(&node));
    node.project().unwrap();
    let order = jobs[4].job(&node)["links"][0]["case"].as_str().unwrap().to_owned();
    pages.push(("order", format!("/jobs/{order}")));
    pages.extend([("verify", "/verify".to_owned()), ("history", format!("/jobs/{}/history", jobs[0].case))]);
    let cases = [("coordinated", jobs[4]), ("job", jobs[0]), ("open", jobs[3])];
    pages.extend(cases.map(|(name, made)| (name, format!("/jobs/{}", made.case))));
    for language in ["en", "zh"] {
        for (name, target) in &pages {
            write(out, &format!("{name}.{language}"), &page(&node, target, language, true).1);
        }
    }
    a_hundred_more(&node);
    write(out, "hundred.en", &page(&node, "/", "en", true).1);
}
