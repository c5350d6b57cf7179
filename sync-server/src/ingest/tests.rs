//! Each bad item is refused for its own reason, and the good ones beside it are held.

use automerge::transaction::Transactable as _;
use doorstep_domain::certificate::{Certificate, Signer};
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::{
    Acting, Cancelled, Completed, Deducted, DeductionReversed, Fact, FactPayload, HandedOver, ReversalCause,
};
use doorstep_domain::id::{CaseId, ChangeId, FactId, Hash, TenantId};
use doorstep_domain::key::PrivateKey;
use doorstep_domain::scan;
use doorstep_domain::sync::{CaseItems, Item, ItemKind, NackCode, SyncResponse};
use minicbor::bytes::ByteVec;

use crate::store::{ChangeRow, NewEntry};
use crate::testing::{Draft, Phone, VISIT, created, fact_of, item, job, kinds, open, post};

fn codes(answer: &SyncResponse) -> Vec<(u32, NackCode)> {
    answer.nacks.iter().map(|nack| (nack.index, nack.code)).collect()
}

/// A change of 113 bytes that holds five million operations: one run of one put.
fn bomb() -> Vec<u8> {
    fn unsigned(out: &mut Vec<u8>, mut number: u64) {
        while number > 0x7f {
            out.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
            number >>= 7;
        }
        out.push(u8::try_from(number).unwrap());
    }
    let mut body = vec![0, 16];
    body.extend([9; 16]);
    body.extend([1, 1, 0, 0, 0]);
    body.extend([1, 66]);
    let mut column = Vec::new();
    // 5,000,000 as signed LEB128, then the action `put`.
    column.extend([0xc0, 0x96, 0xb1, 0x02, 0x01]);
    unsigned(&mut body, column.len() as u64);
    body.extend(column);
    body.extend([1, 32]);
    body.extend([7; 32]);
    let mut hashed = vec![1];
    unsigned(&mut hashed, body.len() as u64);
    hashed.extend(&body);
    let checksum = doorstep_domain::digest::sha256(&hashed);
    [&[0x85, 0x6f, 0x4a, 0x83], &checksum.0[..4], hashed.as_slice()].concat()
}

/// Scenario 25: what must happen exactly once.
#[test]
fn what_only_the_server_says_is_refused_from_a_device_with_the_role_of_the_office() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::enrol(&node, "wu", &["office"]);
    let (draft, first, push) = job(&phone, "A1-0001");
    phone.sync(&node, push);
    let deducted = Deducted {
        visit: VISIT,
        rule: "care_hours".into(),
        account: "cash".into(),
        amount_minor: 2500,
        currency: "CNY".into(),
        minutes: Some(60),
        after_reversal: None,
    };
    let deduction = phone.fact(draft.case, deducted, &[first.id()]);
    let reversed =
        |cause| DeductionReversed { deduction: deduction.id(), cause, reason: "twice".into(), account: None };
    let counter = phone.fact(draft.case, reversed(ReversalCause::Twice), &[first.id()]);
    let mistake = phone.fact(draft.case, reversed(ReversalCause::WrongCard), &[first.id()]);
    let cancelled = Cancelled { reason: "he called".into() };
    let own = phone.fact(draft.case, cancelled, &[first.id()]);
    let acting = Acting { user: "lin".into(), name: "Lin".into(), role: "manager".into() };
    let with = |acting, critical| {
        let payload = FactPayload { acting, critical, ..own.body().clone() };
        item(&Fact::seal(payload, phone.signer.key()))
    };
    let items = vec![
        item(&deduction),
        item(&counter),
        item(&mistake),
        with(Some(acting), None),
        with(None, Some(true)),
        item(&own),
    ];
    let answer = phone.sync(&node, draft.push(items));
    let refused = [0, 1, 3, 4].map(|index| (index, NackCode::NotYours));
    assert_eq!(codes(&answer), refused, "a mistake is taken back by whoever leads, in the own name");
    let state = node.read(|read| Ok(crate::projector::Facts::read(read, draft.case)?.state())).unwrap();
    assert!(state.deductions.is_empty());
    assert_eq!(state.outcome.unwrap().who.user, "wu");
}

#[test]
fn every_item_is_refused_alone() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let (mut draft, first, _) = job(&phone, "A1-0001");
    let other = Draft::new(&phone);
    let mut flipped = draft.edit("tap", 1).bytes.to_vec();
    *flipped.last_mut().unwrap() ^= 1;
    let stranger = Signer::new(phone.signer.certificate().clone(), phone.signer.key().clone()).unwrap();
    let mut forged = fact_of(&stranger, draft.case, Completed { visit: VISIT }, &[first.id()]).to_bytes();
    *forged.last_mut().unwrap() ^= 1;
    let items = vec![
        Item::new(ItemKind::Change, bomb()),
        Item::new(ItemKind::Change, flipped),
        draft.changes[0].clone(),
        other.changes[0].clone(),
        item(&first),
        item(&phone.fact(other.case, created("A1-0002"), &[])),
        Item::new(ItemKind::Fact, forged),
        Item::new(ItemKind::Fact, vec![0xff; 8]),
        Item::new(ItemKind::SmallBlob, vec![0; 64 * 1024 + 1]),
        Item::new(ItemKind::Ruling, vec![1]),
        Item::new(ItemKind::BlobStored, vec![1; 32]),
        Item { kind: 99, bytes: ByteVec::from(vec![1]) },
        Item::new(ItemKind::Change, vec![0; 300 * 1024]),
        item(&phone.fact(draft.case, Completed { visit: VISIT }, &[FactId([9; 32])])),
        draft.changes[1].clone(),
    ];
    let answer = phone.sync(&node, draft.push(items));
    use NackCode::{BadSignature, Malformed, Need, NotYours, TooLarge, WrongCase};
    assert_eq!(
        codes(&answer),
        [
            (0, TooLarge),
            (1, Malformed),
            (3, WrongCase),
            (5, WrongCase),
            (6, BadSignature),
            (7, Malformed),
            (8, TooLarge),
            (9, NotYours),
            (10, NotYours),
            (11, Malformed),
            (12, TooLarge),
            (13, Need),
        ]
    );
    assert!([2, 4, 14].into_iter().all(|held| answer.ack.holds(held)), "the good items are held");
    assert_eq!(answer.ack.count, 15);
    assert!(answer.nacks[0].detail.starts_with("scan 9"), "{}", answer.nacks[0].detail);
    assert_eq!(answer.nacks[11].detail, "09".repeat(32), "names what is missing");
    assert_eq!(kinds(&answer, draft.case), [ItemKind::Certificate], "its own items are not echoed");
}

#[test]
fn certificates_of_strangers_do_not_hold() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let (draft, first, push) = job(&phone, "A1-0001");
    phone.sync(&node, push);
    let root = PrivateKey::from_seed(&[1; 32]);
    let key = PrivateKey::from_seed(&[2; 32]);
    let certificate = Signed::seal(
        Certificate {
            tenant: TenantId::of_root_key(&root.public().0),
            public_key: key.public(),
            ..phone.signer.certificate().body().clone()
        },
        &root,
    );
    let stranger = Signer::new(certificate.clone(), key).unwrap();
    let fact = fact_of(&stranger, draft.case, Completed { visit: VISIT }, &[first.id()]);
    let items = vec![Item::new(ItemKind::Certificate, certificate.to_bytes()), item(&fact)];
    let answer = phone.sync(&node, draft.push(items));
    assert_eq!(codes(&answer), [(0, NackCode::BadSignature), (1, NackCode::Need)]);
    assert!(answer.receipt.is_none(), "nothing was accepted");
}

#[test]
fn what_is_missing_is_asked_for_and_then_accepted() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let (mut draft, _, push) = job(&phone, "A1-0001");
    phone.sync(&node, push);
    let (second, third) = (draft.edit("tap", 1), draft.edit("tap", 2));
    let answer = phone.sync(&node, draft.push(vec![third.clone()]));
    assert_eq!(codes(&answer), [(0, NackCode::Need)]);
    let answer = phone.sync(&node, draft.push(vec![second, third]));
    assert!(answer.nacks.is_empty());
}

#[test]
fn a_copied_phone_is_found_by_its_actor() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let (draft, _, push) = job(&phone, "A1-0001");
    phone.sync(&node, push);
    let mut first = draft.copy(&phone, 5);
    let mut second = draft.copy(&phone, 5);
    let answer = phone.sync(&node, draft.push(vec![first.edit("tap", 1), second.edit("tap", 2)]));
    assert_eq!(codes(&answer), [(1, NackCode::ActorFork)]);
}

#[test]
fn a_resend_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let (_, _, push) = job(&phone, "A1-0001");
    phone.sync(&node, push.clone());
    let before = node.read(|read| read.head()).unwrap();
    let answer = phone.sync(&node, push);
    assert!(answer.ack.holds(0) && answer.ack.holds(1) && answer.receipt.is_some());
    assert_eq!(node.read(|read| read.head()).unwrap(), before);
}

/// Entries of one case that nobody would call honest, straight into the log.
fn flood(node: &crate::Node, case: CaseId, kind: ItemKind, count: u64) {
    let append = |tx: &mut dyn crate::store::Write| {
        for number in 0..count {
            let mut hash = Hash([0xff; 32]);
            hash.0[..8].copy_from_slice(&number.to_be_bytes());
            tx.append(NewEntry {
                case: Some(case),
                stream: None,
                kind,
                hash,
                about: None,
                device: None,
                bytes: &[0],
                received_at_ms: 0,
            })?;
        }
        Ok(())
    };
    node.store.writing(append).unwrap();
}

#[test]
fn a_case_has_an_end_of_facts_so_that_every_phone_can_fold_it() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let (draft, first, push) = job(&phone, "A1-0001");
    phone.sync(&node, push);
    flood(&node, draft.case, ItemKind::Fact, Fact::MAX_PER_CASE as u64 - 1);
    let more = phone.fact(draft.case, Completed { visit: VISIT }, &[first.id()]);
    let answer = phone.sync(&node, draft.push(vec![item(&more)]));
    assert_eq!(codes(&answer), [(0, NackCode::TooLarge)]);
}

#[test]
fn many_small_changes_are_no_way_around_the_limit_of_operations() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let (mut draft, _, push) = job(&phone, "A1-0001");
    phone.sync(&node, push);
    let full = |tx: &mut dyn crate::store::Write| {
        let row = ChangeRow { actor: [3; 16], actor_seq: 1, end_op: 7, depth: 0 };
        tx.index_change(draft.case, ChangeId([1; 32]), row, scan::Limits::SNAPSHOT.ops - 2)
    };
    node.store.writing(full).unwrap();
    let (last, over) = (draft.edit("tap", 1), draft.edit("tap", 2));
    let answer = phone.sync(&node, draft.push(vec![last, over]));
    assert_eq!(codes(&answer), [(1, NackCode::TooLarge)]);
}

#[test]
fn containers_nested_too_deeply_are_refused_also_one_level_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let (mut draft, _, push) = job(&phone, "A1-0001");
    phone.sync(&node, push);
    let mut parent = automerge::ROOT;
    let mut nest = |draft: &mut Draft, levels: usize| {
        let mut tx = draft.doc.transaction();
        for _ in 0..levels {
            parent = tx.put_object(&parent, "deeper", automerge::ObjType::Map).unwrap();
        }
        tx.commit();
        Item::new(ItemKind::Change, draft.doc.get_last_local_change().unwrap().raw_bytes().to_vec())
    };
    let changes: Vec<Item> = [5, 1, 1, 1, 1, 500].map(|levels| nest(&mut draft, levels)).to_vec();
    let answer = phone.sync(&node, draft.push(changes));
    assert_eq!(codes(&answer), [(4, NackCode::TooLarge), (5, NackCode::TooLarge)]);
    assert!(answer.nacks.iter().all(|nack| nack.detail.starts_with("scan 21")));
}

#[test]
fn a_case_out_of_scope_looks_like_no_case() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, mut wang) = (Phone::technician(&node, "chen"), Phone::technician(&node, "wang"));
    let (draft, first, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    let fact = |case: CaseId| item(&wang.fact(case, Completed { visit: VISIT }, &[first.id()]));
    let unknown = CaseId([9; 16]);
    let push = vec![
        CaseItems { case: draft.case, items: vec![fact(draft.case), draft.changes[0].clone()] },
        CaseItems { case: unknown, items: vec![fact(unknown)] },
    ];
    let answer = wang.sync(&node, push);
    assert_eq!(codes(&answer).iter().map(|(_, code)| *code).collect::<Vec<_>>(), [NackCode::Denied; 3]);
    assert_eq!(answer.nacks[0].detail, answer.nacks[2].detail);
    assert!(answer.pull.is_empty());
}

#[test]
fn a_file_handed_over_opens_the_case_to_its_receiver_only() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let (mut wang, mut zhao) = (Phone::technician(&node, "wang"), Phone::technician(&node, "zhao"));
    let (draft, first, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    let handover = chen.fact(draft.case, HandedOver { receiver: Some("wang".to_owned()) }, &[first.id()]);
    let work = |phone: &Phone| phone.fact(draft.case, Completed { visit: VISIT }, &[handover.id()]);
    let file = |work| draft.push(vec![item(&handover), item(&work)]);
    let answer = zhao.sync(&node, file(work(&zhao)));
    assert_eq!(codes(&answer), [(0, NackCode::Denied), (1, NackCode::Denied)]);
    let answer = wang.sync(&node, file(work(&wang)));
    assert!(answer.nacks.is_empty());
    assert_eq!(kinds(&answer, draft.case)[0], ItemKind::Control, "and sees it from now on");
}

#[test]
fn a_handover_that_the_giver_delivered_opens_the_case_too() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let (mut wang, mut zhao) = (Phone::technician(&node, "wang"), Phone::technician(&node, "zhao"));
    let (draft, first, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    let handover = chen.fact(draft.case, HandedOver { receiver: Some("wang".to_owned()) }, &[first.id()]);
    chen.sync(&node, draft.push(vec![item(&handover)]));
    let work = |phone: &Phone| phone.fact(draft.case, Completed { visit: VISIT }, &[handover.id()]);
    let file = |work| draft.push(vec![item(&work)]);
    assert_eq!(codes(&zhao.sync(&node, file(work(&zhao)))), [(0, NackCode::Denied)]);
    assert_eq!(codes(&wang.sync(&node, file(work(&wang)))), []);
}

#[test]
fn a_case_does_not_begin_with_a_first_change_that_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let mut bytes = Draft::new(&phone).changes[0].bytes.to_vec();
    // Behind magic, checksum, type, two bytes of length, no dependencies, the actor and the change's number stands
    // the number of its first operation.
    let start_op = 8 + 1 + 1 + 1 + 1 + 16 + 1;
    assert_eq!(bytes[start_op - 1..=start_op], [1, 1]);
    bytes[start_op] = 2;
    let checksum = doorstep_domain::digest::sha256(&bytes[8..]);
    bytes[4..8].copy_from_slice(&checksum.0[..4]);
    let case = CaseId::of_genesis(&bytes);
    let fact = phone.fact(case, created("A1-0001"), &[]);
    let items =
        vec![Item::new(ItemKind::Change, bytes), item(&fact), Item::new(ItemKind::SmallBlob, vec![1])];
    let answer = phone.sync(&node, vec![CaseItems { case, items }]);
    assert_eq!(
        codes(&answer),
        [(0, NackCode::Malformed), (1, NackCode::Malformed), (2, NackCode::Malformed)]
    );
    assert!(node.read(|read| read.case(case)).unwrap().is_none());
}

#[test]
fn facts_of_a_revoked_phone_are_held_when_somebody_else_brings_them() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (mut chen, mut lead) = (Phone::technician(&node, "chen"), Phone::enrol(&node, "lin", &["office"]));
    let (draft, first, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    lead.sync(&node, Vec::new());
    let late = chen.fact(draft.case, Cancelled { reason: "no".to_owned() }, &[first.id()]);
    assert!(node.revoke_device(chen.signer.certificate().body().device).unwrap());
    let answer = lead.sync(&node, draft.push(vec![item(&late)]));
    assert!(answer.nacks.is_empty());
    assert_eq!(kinds(&answer, draft.case), [ItemKind::Certificate, ItemKind::Ruling]);
    let ruling = answer.pull.iter().flat_map(|group| &group.items).find(|item| item.kind == 4).unwrap();
    let ruling = doorstep_domain::ruling::SignedRuling::open(&ruling.bytes).unwrap();
    assert!(ruling.body().device_revoked_ms.is_some(), "the record says since when");
    let request = chen.request(Vec::new());
    let refused = post(&node, "/v1/sync", &chen.token, &request);
    assert_eq!(refused.status, 401, "its tokens are gone");
}
