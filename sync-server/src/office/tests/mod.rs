//! The office at work, with phones, in process.

mod access;
mod answers;
mod books;
mod decisions;
mod desk;
mod due;
mod hostile;
mod instance;
mod jobs;
mod linked;
mod lists;
mod money;
mod overview;
mod pages;
mod retention;
mod sample;
mod scenarios;
mod technician;
mod veil;

use doorstep_domain::case::{Case, Stored, Writer, open_snapshot};
use doorstep_domain::control::{Order, SignedControl};
use doorstep_domain::id::{CaseId, PackId, VisitId};
use doorstep_domain::sync::{CaseItems, Item, ItemKind, SyncResponse};
use serde_json::{Value, json};

use crate::testing::{MORNING_MS, Phone, time};
use crate::{Method, Node, Request, Response};

pub(super) const MINUTE_MS: i64 = 60_000;
pub(super) const HOUR_MS: i64 = 60 * MINUTE_MS;
pub(super) const SERVICE: &str = "longfor-dispatch";

pub(super) fn publish(node: &Node) -> PackId {
    let sources = doorstep_packs::builtin("property-repair").unwrap();
    node.publish(&doorstep_packs::compile_sources(&sources).unwrap().bytes).unwrap()
}

/// The sources of a pack that the compiler of packs is tested by.
macro_rules! small_pack {
    ($dir:literal: $($path:literal),+) => {
        doorstep_domain::pack::Sources::from([$(($path.to_owned(), include_bytes!(concat!(
            "../../../../core/packs/src/tests/", $dir, "/", $path)).to_vec())),+])
    };
}

/// The smallest complete pack, in which every completed job is followed up.
pub(super) fn lamp() -> Vec<u8> {
    let mut sources =
        small_pack!("lamp": "pack.yaml", "guidance.yaml", "checklists/lamp.yaml", "prices/standard.yaml");
    let pack = String::from_utf8(sources["pack.yaml"].clone()).unwrap();
    let pack = pack.replace("sample_percent: not_configured", "sample_percent: 100");
    let pack = pack.replace("sign_instead: [leader]", "sign_instead: [leader]\n  follow_up: [office]");
    sources.insert("pack.yaml".to_owned(), pack.into_bytes());
    doorstep_packs::compile_sources(&sources).unwrap().bytes
}

/// A pack with a coverage.
pub(super) fn warranty() -> Vec<u8> {
    let sources = small_pack!("warranty": "pack.yaml", "checklists/unit.yaml", "checklists/contract.yaml",
        "prices/standard.yaml");
    doorstep_packs::compile_sources(&sources).unwrap().bytes
}

pub(super) fn api(node: &Node, method: Method, path: &str, body: &Value) -> Response {
    let path = format!("/office/api/{path}");
    node.handle(Request::new(method, &path).bearer(node.office_token()).json(body))
}

pub(super) fn answer(response: Response) -> Value {
    let status = response.status;
    let bytes = response.into_bytes().unwrap();
    assert!((200..300).contains(&status), "{status}: {}", String::from_utf8_lossy(&bytes));
    serde_json::from_slice(&bytes).unwrap()
}

pub(super) fn get(node: &Node, path: &str) -> Value {
    answer(api(node, Method::Get, path, &Value::Null))
}

pub(super) fn post(node: &Node, path: &str, body: &Value) -> Value {
    answer(api(node, Method::Post, path, body))
}

/// Status, code and field of a refusal.
pub(super) fn refusal(response: Response) -> (u16, String, Option<String>) {
    let status = response.status;
    let body: Value = serde_json::from_slice(&response.into_bytes().unwrap()).unwrap();
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    (status, text("code").unwrap(), text("field"))
}

/// A job as the office made it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    pub(super) case: CaseId,
    pub(super) visit: VisitId,
}

impl Made {
    pub(super) fn path(&self, command: &str) -> String {
        format!("jobs/{}/{command}", self.case)
    }

    pub(super) fn job(&self, node: &Node) -> Value {
        get(node, &format!("jobs/{}", self.case))
    }

    pub(super) fn push(&self, items: Vec<Item>) -> Vec<CaseItems> {
        vec![CaseItems { case: self.case, items }]
    }
}

/// What a job for chen is made of, that begins in an hour.
pub(super) fn new_job(customer: &str) -> Value {
    json!({
        "service": SERVICE, "report": "the tap drips", "area": "indoor",
        "customer": { "name": customer, "phone": "1" },
        "site": { "address": "Block 3, \"East\"", "time_zone": "CST-8" },
        "users": ["chen"], "start_ms": MORNING_MS + HOUR_MS, "end_ms": MORNING_MS + 2 * HOUR_MS,
    })
}

pub(super) fn make(node: &Node, customer: &str) -> Made {
    publish(node);
    made(&post(node, "jobs", &new_job(customer)))
}

pub(super) fn made(answer: &Value) -> Made {
    let id = |name: &str| answer[name].as_str().unwrap().to_owned();
    Made { case: id("case").parse().unwrap(), visit: id("visit").parse().unwrap() }
}

pub(super) fn writer(phone: &Phone, entropy: u8) -> Writer<'_> {
    let (actor, entropy) = ([entropy; 16], [entropy.wrapping_add(100); 16]);
    Writer { signer: &phone.signer, acting: None, time: time(), actor, entropy }
}

/// The case as a phone has it after pulling these items.
pub(super) fn load(node: &Node, made: &Made, pulled: &SyncResponse) -> Case {
    let items = pulled.pull.iter().filter(|group| group.case == made.case).flat_map(|group| &group.items);
    let (snapshots, items): (Vec<Item>, Vec<Item>) =
        items.cloned().partition(|item| item.kind == ItemKind::Snapshot.code());
    let office = node.keys.office().certificate();
    let snapshot = snapshots.first().map(|item| open_snapshot(made.case, &item.bytes, office).unwrap());
    Case::load(made.case, &Stored { snapshot, items }, &node.root_key()).unwrap()
}

pub(super) fn order_of(answer: &SyncResponse) -> Order {
    SignedControl::open(&answer.pull[0].items[0].bytes).unwrap().body().order.clone()
}
