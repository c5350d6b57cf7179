//! What travels: requests and answers, job files, signed views.

use super::{CASE, NOW, QUOTE, VISIT, key, named, papers};
use crate::digest::Prefix;
use crate::fact::SignatureRole;
use crate::id::*;
use crate::jobfile::{HeldReceipt, JobFile};
use crate::receipt::{Level, Safety, Seal};
use crate::statement::{Statement, View, ViewCheck, ViewLine};
use crate::sync::*;
use crate::wipe::{LeftCase, RescuedCase, WipeReport, WipeRequest, WipeResponse};

pub(super) fn messages() -> Vec<(String, Vec<u8>)> {
    let case_items = CaseItems { case: CASE, items: vec![Item::new(ItemKind::Fact, vec![1, 2])] };
    let request = SyncRequest {
        request: RequestId([3; 16]),
        epoch: 6,
        cursor: 1000,
        push: vec![case_items.clone()],
        want_bytes: 262_144,
        hello: Hello { protocol: PROTOCOL, now: NOW, outbox_left: 0 },
        purged: None,
        orders: None,
    };
    let left = [(CASE, Left::Nothing), (CaseId([8; 16]), Left::Rescued)];
    let purged = left.map(|(case, left)| Purged { case, left }).to_vec();
    let reporting = SyncRequest { push: Vec::new(), purged: Some(purged), ..request.clone() };
    let presenting =
        SyncRequest { push: Vec::new(), orders: Some(vec![vec![7, 8].into()]), ..request.clone() };
    let nack = Nack { index: 1, hash: Hash([9; 32]), code: NackCode::Need, detail: "00".into() };
    let response = SyncResponse {
        request: RequestId([3; 16]),
        epoch: 6,
        cursor: 1001,
        ack: Ack::of(&[true, false]),
        nacks: vec![nack],
        pull: vec![case_items],
        notices: vec![],
        more: false,
        receipt: Some(Seal {
            level: Level::Durable,
            signature: key().sign(Prefix::Receipt, b"receipt"),
            seq: None,
        }),
        server_ms: 9,
        safety: None,
        wipe: None,
    };
    let wiping = SyncResponse { wipe: Some(vec![7].into()), ..response.clone() };
    let waiting = SyncResponse {
        receipt: response.receipt.clone().map(|seal| Seal { seq: Some(12), ..seal }),
        safety: Some(Safety {
            level: Level::BackedUp,
            safe_seq: 11,
            at_ms: 8,
            signature: key().sign(Prefix::Backup, b"backup"),
        }),
        ..response.clone()
    };
    vec![
        ("sync.request".into(), crate::cbor::encode(&request)),
        ("sync.request.purged".into(), crate::cbor::encode(&reporting)),
        ("sync.request.orders".into(), crate::cbor::encode(&presenting)),
        ("sync.response".into(), crate::cbor::encode(&response)),
        ("sync.response.safety".into(), crate::cbor::encode(&waiting)),
        ("sync.response.wipe".into(), crate::cbor::encode(&wiping)),
    ]
}

/// What a device says about being wiped, and what it is told.
pub(super) fn wipes() -> Vec<(String, Vec<u8>)> {
    let report = WipeReport {
        device: DeviceId([2; 16]),
        round: 1,
        purged_count: 40,
        left: vec![LeftCase { case: CASE, item_count: 3, file_count: 1 }],
        rescued: vec![RescuedCase { case: CaseId([8; 16]), is_encrypted: true, size_bytes: 9000 }],
        at_ms: 9,
    };
    vec![
        named("wipe.report", report),
        ("wipe.request".into(), crate::cbor::encode(&WipeRequest { report: vec![1].into() })),
        ("wipe.response".into(), crate::cbor::encode(&WipeResponse { order: Some(vec![2].into()) })),
    ]
}

/// Enrolment, and a job in a file.
pub(super) fn others() -> Vec<(String, Vec<u8>)> {
    let enrol = EnrolRequest { code: "K7PQ-3XYZ".into(), claim: vec![1].into() };
    let enrolled = EnrolResponse {
        root_key: key().public(),
        certificate: vec![1].into(),
        office: vec![2].into(),
        token: "t".into(),
        token_until_ms: 3,
    };
    let claim = EnrolmentClaim {
        device: DeviceId([2; 16]),
        public_key: key().public(),
        label: "phone".into(),
        at_ms: 1,
    };
    let job = JobFile {
        root_key: key().public(),
        case: CASE,
        items: vec![Item::new(ItemKind::Change, vec![1])],
        blobs: vec![vec![2].into()],
        packs: vec![vec![3].into()],
        receipts: vec![HeldReceipt { receipt: vec![4].into(), items: vec![Hash([5; 32])] }],
    };
    assert_eq!(JobFile::from_bytes(&job.to_bytes()).unwrap(), job);
    vec![
        ("enrol.request".into(), crate::cbor::encode(&enrol)),
        ("enrol.response".into(), crate::cbor::encode(&enrolled)),
        named("enrol.claim", claim),
        ("jobfile".into(), job.to_bytes()),
        ("manifest".into(), papers::manifest()),
    ]
}

pub(super) fn signed_views() -> Vec<(String, Vec<u8>)> {
    let view = View {
        text: "合计 46.00".into(),
        lines: vec![ViewLine {
            key: "line_0909090909090909".into(),
            title: "换灯泡".into(),
            quantity: "1".into(),
            amount_minor: 3000,
        }],
        total_minor: Some(4600),
        currency: "CNY".into(),
        checks: vec![ViewCheck { step: "cleaned".into(), title: "清理".into(), value: "true".into() }],
        photos: vec![BlobId([5; 32])],
        minutes: Some(26),
    };
    let statement = Statement {
        case: CASE,
        visit: VISIT,
        role: SignatureRole::CustomerAccept,
        document_heads: vec![ChangeId([1; 32])],
        fact_heads: vec![FactId([2; 32])],
        pack: PackId([4; 32]),
        price_book: Some(PriceBookId([8; 32])),
        rules_version: 1,
        language: "zh-CN".into(),
        quote: Some(QUOTE),
        view: View::hash_of(&view.to_bytes()),
    };
    assert_eq!(View::from_bytes(&view.to_bytes()).unwrap(), view);
    assert_eq!(Statement::from_bytes(&statement.to_bytes()).unwrap(), statement);
    vec![("view".into(), view.to_bytes()), ("statement".into(), statement.to_bytes())]
}
