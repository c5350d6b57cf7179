//! What a device or the office signs beside facts: certificates, rulings, receipts, orders, manifests.

use super::{CASE, NOW, key, named};
use crate::certificate::{Certificate, ED25519};
use crate::control::{Control, Order, Snapshot};
use crate::id::*;
use crate::manifest::{CaseManifest, Leaf, OwnActor};
use crate::receipt::{Backup, Level, Receipt, items_digest};
use crate::retention::KeptAs;
use crate::ruling::{Ruling, Verdict};

pub(super) fn certificate() -> Certificate {
    Certificate {
        tenant: TenantId([1; 16]),
        device: DeviceId([2; 16]),
        user: "chen".into(),
        name: "陈".into(),
        roles: vec!["technician".into()],
        public_key: key().public(),
        algorithm: ED25519,
        valid_from_ms: 0,
        valid_until_ms: 1,
        code: "A7".into(),
    }
}

pub(super) fn office_papers() -> Vec<(String, Vec<u8>)> {
    let certificate_id = CertificateId([0x66; 32]);
    let ruling = Ruling {
        case: CASE,
        target: Hash([9; 32]),
        target_after: vec![],
        verdict: Verdict::Held,
        reason: "revoked_certificate".into(),
        round: 1,
        certificate: certificate_id,
        at_ms: 5,
        device_revoked_ms: None,
    };
    let on_revoked = Ruling { device_revoked_ms: Some(4), ..ruling.clone() };
    let receipt = Receipt {
        tenant: TenantId([1; 16]),
        epoch: 6,
        device: DeviceId([2; 16]),
        request: RequestId([3; 16]),
        level: Level::Durable,
        items: items_digest(&[Hash([7; 32])]),
        count: 1,
        at_ms: 8,
        certificate: certificate_id,
        seq: None,
    };
    let to_be_backed_up = Receipt { seq: Some(12), ..receipt };
    let backup =
        Backup { tenant: TenantId([1; 16]), epoch: 6, seq: 11, at_ms: 8, certificate: certificate_id };
    let snapshot =
        Snapshot { case: CASE, bytes_hash: Hash([1; 32]), size_bytes: 2, certificate: certificate_id };
    let control = |order| Control {
        tenant: TenantId([1; 16]),
        stream: "u:chen".into(),
        case: Some(CASE),
        order,
        round: 1,
        at_ms: 9,
        certificate: certificate_id,
    };
    let publish =
        Order::Publish { pack: PackId([4; 32]), name: "property-repair".into(), version: 1, size_bytes: 2 };
    let wipe = Order::Wipe { device: DeviceId([2; 16]), force: true, rescue_key: Some("age1rescue".into()) };
    vec![
        named("ruling", ruling),
        named("ruling.revoked", on_revoked),
        named("receipt", receipt),
        named("receipt.seq", to_be_backed_up),
        named("backup", backup),
        named("snapshot", snapshot),
        named("control.grant", control(Order::Grant)),
        named("control.revoke", control(Order::Revoke)),
        named("control.erase", control(Order::Erase)),
        named("control.purge", control(Order::Purge { rule: KeptAs::Free, due: "2025-03-01".into() })),
        named("control.publish", control(publish)),
        named("control.publish_font", control(Order::PublishFont { font: BlobId([5; 32]), size_bytes: 2 })),
        named("control.wipe", Control { stream: "device".into(), case: None, ..control(wipe) }),
    ]
}

/// What a case keeps of a manifest over two cases.
pub(super) fn manifest() -> Vec<u8> {
    let chen = crate::tests::signer(1, "technician");
    let own = |number: u8| vec![OwnActor { actor: [number; 16], newest: ChangeId([number; 32]) }];
    let leaf = |case, number: u8| Leaf::new(case, [number; 16], own(number));
    let kept = CaseManifest::seal(vec![leaf(CASE, 1), leaf(CaseId([0x34; 16]), 2)], NOW, &chen);
    let bytes = kept[0].to_bytes();
    assert!(kept[0].verify(CASE, chen.certificate().body()).is_ok());
    assert_eq!(CaseManifest::open(&bytes).unwrap(), kept[0]);
    bytes
}
