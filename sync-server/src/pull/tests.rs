//! Who gets what, in pages that lose nothing.

use std::collections::BTreeSet;

use doorstep_domain::control::{Order, SignedControl};
use doorstep_domain::fact::Completed;
use doorstep_domain::id::CaseId;
use doorstep_domain::sync::{Item, ItemKind, SyncResponse};

use crate::Node;
use crate::ingest::{self, Directive};
use crate::store::Write;
use crate::testing::{Draft, Phone, VISIT, decoded, item, job, kinds, open, post};

fn order(node: &Node, case: CaseId, user: &str, order: Order) {
    let (keys, now_ms) = (std::sync::Arc::clone(&node.keys), node.now_ms());
    let stream = ingest::user_stream(user);
    let work = move |tx: &mut dyn Write| {
        ingest::order(tx, Directive { stream: &stream, case, order: order.clone() }, now_ms, &keys)
    };
    node.writer.run(work).unwrap();
}

fn first_order(answer: &SyncResponse, case: CaseId) -> Order {
    let group = answer.pull.iter().find(|group| group.case == case).unwrap();
    SignedControl::open(&group.items[0].bytes).unwrap().body().order.clone()
}

/// A case of chen's with `edits` edits after its genesis.
fn shared_case(node: &Node, chen: &mut Phone, edits: i64) -> Draft {
    let (mut draft, _, push) = job(chen, "A1-0001");
    chen.sync(node, push);
    let items: Vec<Item> = (0..edits).map(|value| draft.edit("tap", value)).collect();
    chen.sync(node, draft.push(items));
    draft
}

#[test]
fn a_grant_brings_the_past_and_then_the_news() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, mut wang) = (Phone::technician(&node, "chen"), Phone::technician(&node, "wang"));
    wang.sync(&node, Vec::new());
    let mut draft = shared_case(&node, &mut chen, 2);
    assert!(wang.sync(&node, Vec::new()).pull.is_empty(), "the cursor has passed the case");
    order(&node, draft.case, "wang", Order::Grant);
    let answer = wang.sync(&node, Vec::new());
    use ItemKind::{Certificate, Change, Control, Fact};
    assert_eq!(kinds(&answer, draft.case), [Control, Change, Certificate, Fact, Change, Change]);
    let edit = draft.edit("tap", 9);
    chen.sync(&node, draft.push(vec![edit]));
    assert_eq!(kinds(&wang.sync(&node, Vec::new()), draft.case), [Change]);
    assert!(wang.sync(&node, Vec::new()).pull.is_empty(), "nothing twice");
    assert!(chen.sync(&node, Vec::new()).pull.is_empty(), "orders of others are not news");
}

#[test]
fn a_revoke_ends_the_news_but_late_work_still_comes_in() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, mut wang) = (Phone::technician(&node, "chen"), Phone::technician(&node, "wang"));
    let draft = shared_case(&node, &mut chen, 0);
    order(&node, draft.case, "wang", Order::Grant);
    wang.sync(&node, Vec::new());
    order(&node, draft.case, "wang", Order::Revoke);
    let mut more = draft.copy(&chen, 3);
    chen.sync(&node, draft.push(vec![more.edit("tap", 1)]));
    let answer = wang.sync(&node, Vec::new());
    assert_eq!(kinds(&answer, draft.case), [ItemKind::Control]);
    assert_eq!(first_order(&answer, draft.case), Order::Revoke);
    let mut late = draft.copy(&wang, 4);
    let answer = wang.sync(&node, draft.push(vec![late.edit("valve", 1)]));
    assert!(answer.nacks.is_empty(), "made before the revoke arrived: accepted");
    assert_eq!(kinds(&chen.sync(&node, Vec::new()), draft.case), [ItemKind::Change]);
    order(&node, draft.case, "wang", Order::Grant);
    let answer = wang.sync(&node, Vec::new());
    assert_eq!(first_order(&answer, draft.case), Order::Grant);
    assert_eq!(kinds(&answer, draft.case).len(), 6, "order, certificate, fact and three changes");
}

#[test]
fn pages_lose_and_repeat_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, mut second) = (Phone::technician(&node, "chen"), Phone::technician(&node, "chen"));
    let drafts: Vec<Draft> = (0..3).map(|_| shared_case(&node, &mut chen, 70)).collect();
    let mut seen = BTreeSet::new();
    let mut pages = 0;
    loop {
        let mut request = second.request(Vec::new());
        request.want_bytes = 1;
        let answer: SyncResponse = decoded(post(&node, "/v1/sync", &second.token, &request));
        pages += 1;
        for group in &answer.pull {
            for item in &group.items {
                assert!(seen.insert((group.case, item.hash().unwrap())), "sent twice");
            }
        }
        (second.epoch, second.cursor) = (answer.epoch, answer.cursor);
        if !answer.more {
            break;
        }
    }
    assert!(pages > 5, "{pages} pages of 4 KiB");
    assert_eq!(seen.len(), 3 * (1 + 70 + 2), "changes, certificate and fact of each case");
    let held = |draft: &Draft| {
        draft.changes.iter().all(|change| seen.contains(&(draft.case, change.hash().unwrap())))
    };
    assert!(drafts.iter().all(held));
}

#[test]
fn a_restored_phone_gets_its_own_work_back() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let draft = shared_case(&node, &mut chen, 3);
    chen.cursor = 0;
    assert_eq!(kinds(&chen.sync(&node, Vec::new()), draft.case).len(), 6);
    chen.epoch ^= 1;
    assert_eq!(kinds(&chen.sync(&node, Vec::new()), draft.case).len(), 6, "a cursor of another log");
    chen.cursor = u64::MAX;
    assert_eq!(kinds(&chen.sync(&node, Vec::new()), draft.case).len(), 6, "a cursor from the future");
}

#[test]
fn the_office_sees_every_case() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, mut lin) = (Phone::technician(&node, "chen"), Phone::enrol(&node, "lin", &["office"]));
    let draft = shared_case(&node, &mut chen, 1);
    let answer = lin.sync(&node, Vec::new());
    assert_eq!(kinds(&answer, draft.case).len(), 4);
    let first = answer.pull[0].items.iter().find(|item| item.kind == ItemKind::Fact.code()).unwrap();
    let created = doorstep_domain::fact::Fact::open(&first.bytes).unwrap();
    let fact = lin.fact(draft.case, Completed { visit: VISIT }, &[created.id()]);
    assert!(lin.sync(&node, draft.push(vec![item(&fact)])).nacks.is_empty());
    let answer = chen.sync(&node, Vec::new());
    assert_eq!(kinds(&answer, draft.case), [ItemKind::Certificate, ItemKind::Fact], "with what verifies it");
}
