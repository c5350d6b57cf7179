//! Golden bytes: every format that reaches disk or wire, pinned by `core/domain/golden/formats-1.txt`.
//!
//! A line is `name hex`. A difference means that files and messages of released versions would be read
//! differently: change the format's version instead. `DOORSTEP_BLESS=1` prints the lines of a new format.

mod bodies;
mod later;
mod messages;
mod papers;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use minicbor::bytes::ByteVec;

use crate::digest::{Prefix, digest};
use crate::envelope::{Payload, Signed};
use crate::fact::*;
use crate::fold::FOLD_VERSION;
use crate::id::*;
use crate::key::PrivateKey;
use crate::sync::reconcile;
use crate::time::TimeEvidence;

const GOLDEN: &str = include_str!("../../../golden/formats-1.txt");
const VISIT: VisitId = VisitId([0x11; 8]);
const QUOTE: QuoteId = QuoteId([0x22; 8]);
const CASE: CaseId = CaseId([0x33; 16]);
const NOW: TimeEvidence = TimeEvidence { wall_ms: 1_775_000_000_000, boot_ms: 86_400_000, boot_id: 7 };

fn key() -> PrivateKey {
    PrivateKey::from_seed(&[0x42; 32])
}

fn person() -> Person {
    Person { name: "王".into(), phone: None, relation: Some("owner".into()) }
}

fn created() -> Created {
    let customer = CustomerCopy { card: CardId([5; 16]), version: 1, name: "王".into(), phone: None };
    let site =
        SiteCopy { card: CardId([6; 16]), version: 1, address: "3-402".into(), time_zone: "CST-8".into() };
    Created {
        number: "A7-0012".into(),
        case_kind: CaseKind::Job,
        fold_version: FOLD_VERSION,
        pack: PackId([4; 32]),
        service: "longfor-dispatch".into(),
        report: "灯不亮".into(),
        area: Area::Indoor,
        emergency: false,
        customer,
        site,
        reported_at_ms: 1,
        visit: VISIT,
        reporter: Some(person()),
        origin: Origin::Office,
        parent: None,
    }
}

fn fact(body: &Body) -> FactPayload {
    FactPayload {
        case: CASE,
        kind: body.kind().code(),
        body: ByteVec::from(body.encode()),
        certificate: CertificateId([0x66; 32]),
        after: vec![FactId([1; 32]), FactId([2; 32])],
        heads: vec![ChangeId([3; 32])],
        time: NOW,
        critical: None,
        acting: Some(Acting { user: "lin".into(), name: "Lin".into(), role: "office".into() }),
    }
}

fn named<T: Payload + Clone + PartialEq + std::fmt::Debug>(name: &str, payload: T) -> (String, Vec<u8>) {
    let signed = Signed::seal(payload.clone(), &key());
    let bytes = signed.to_bytes();
    let read = Signed::<T>::open(&bytes).unwrap();
    assert_eq!(read.body(), &payload, "{name} is read as it was written");
    assert!(read.verify(&key().public()).is_ok());
    (name.to_owned(), bytes)
}

fn all() -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for body in bodies::bodies() {
        let name = format!("fact.{:02}.{}", body.kind().code(), body.kind().name().replace(' ', "_"));
        let (name, bytes) = named(&name, fact(&body));
        let read = Fact::open(&bytes).unwrap().decode_body().unwrap();
        assert_eq!(read, Some(body), "{name}");
        all.insert(name, bytes);
    }
    all.extend([named("fact.25.entry_added.with_person", fact(&later::entry(Some("lin")).into()))]);
    for (name, body) in later::added_later().into_iter().chain(later::photos()) {
        all.extend([named(name, fact(&body))]);
    }
    all.extend([named("certificate", papers::certificate())]);
    all.extend(papers::office_papers());
    all.extend(messages::messages());
    all.extend(messages::wipes());
    all.extend(messages::others());
    all.extend(reconcile::tests::golden());
    all.extend(messages::signed_views());
    for prefix in [
        Prefix::Case,
        Prefix::Fact,
        Prefix::Manifest,
        Prefix::ManifestLeaf,
        Prefix::Pack,
        Prefix::Replay,
        Prefix::Sample,
        Prefix::State,
    ] {
        let name = std::str::from_utf8(prefix.bytes()).unwrap().trim_end_matches('\0');
        all.insert(format!("hash.{name}"), digest(prefix, &[b"doorstep"]).0.to_vec());
    }
    all
}

#[test]
fn every_format_has_the_bytes_that_it_always_had() {
    let mut written = String::new();
    for (name, bytes) in all() {
        writeln!(written, "{name} {}", hex(&bytes)).unwrap();
    }
    if std::env::var_os("DOORSTEP_BLESS").is_some() {
        panic!("{written}");
    }
    for (ours, theirs) in written.lines().zip(GOLDEN.lines()) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(written.lines().count(), GOLDEN.lines().count());
}

#[test]
fn one_body_of_every_kind_is_pinned() {
    let kinds: Vec<Kind> = bodies::bodies().iter().map(Body::kind).collect();
    assert_eq!(kinds, Kind::ALL);
}

#[test]
fn unknown_keys_are_skipped_and_unknown_kinds_kept() {
    let mut bytes = minicbor::Encoder::new(Vec::new());
    bytes.map(2).unwrap().u8(0).unwrap().bytes(&VISIT.0).unwrap().u8(99).unwrap().str("later").unwrap();
    let mut payload = fact(&Completed { visit: VISIT }.into());
    payload.body = bytes.into_writer().into();
    let read = Signed::seal(payload.clone(), &key()).decode_body().unwrap();
    assert_eq!(read, Some(Completed { visit: VISIT }.into()));

    payload.kind = 9999;
    let unknown = Signed::seal(payload, &key());
    assert_eq!(Fact::open(&unknown.to_bytes()).unwrap().decode_body(), Ok(None));
}

#[test]
fn a_flipped_bit_anywhere_in_a_fact_is_noticed() {
    let signed = Signed::seal(fact(&Completed { visit: VISIT }.into()), &key());
    let bytes = signed.to_bytes();
    for index in 0..bytes.len() {
        let mut broken = bytes.clone();
        broken[index] ^= 1;
        let holds = Fact::open(&broken).is_ok_and(|fact| fact.verify(&key().public()).is_ok());
        assert!(!holds, "byte {index}");
    }
}
