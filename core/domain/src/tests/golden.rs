//! Golden bytes: every format that reaches disk or wire, pinned by `core/domain/golden/formats-1.txt`.
//!
//! A line is `name hex`. A difference means that files and messages of released versions would be read
//! differently: change the format's version instead. `DOORSTEP_BLESS=1` prints the lines of a new format.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use minicbor::bytes::ByteVec;

use crate::certificate::{Certificate, ED25519};
use crate::control::{Control, Order, Snapshot};
use crate::digest::{Prefix, digest};
use crate::envelope::{Payload, Signed};
use crate::fact::*;
use crate::fold::FOLD_VERSION;
use crate::id::*;
use crate::jobfile::{HeldReceipt, JobFile};
use crate::key::PrivateKey;
use crate::manifest::{CaseManifest, Leaf, OwnActor};
use crate::receipt::{Backup, Level, Receipt, Safety, Seal, items_digest};
use crate::retention::KeptAs;
use crate::ruling::{Ruling, Verdict};
use crate::statement::{Statement, View, ViewCheck, ViewLine};
use crate::sync::*;
use crate::time::TimeEvidence;
use crate::value::{AnswerKey, Value, path_inside};

const GOLDEN: &str = include_str!("../../golden/formats-1.txt");
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

/// One body of every kind, in the order of the codes.
#[expect(clippy::too_many_lines, reason = "a table, one entry per kind")]
fn bodies() -> Vec<Body> {
    let fact = FactId([0x44; 32]);
    let blob = BlobId([0x55; 32]);
    let s = |text: &str| text.to_owned();
    let relied_on = vec![ReliedOn { key: AnswerKey::step(VISIT, "badge"), value: Value::Bool(true) }];
    vec![
        created().into(),
        VisitPlanned { visit: VISIT, reason: s("absent"), after_visit: Some(VisitId([1; 8])) }.into(),
        Assigned { visit: VISIT, users: vec![s("chen")] }.into(),
        Appointed { visit: VISIT, start_ms: 1, end_ms: Some(2), reason: None }.into(),
        Escalated { visit: VISIT, reason: s("refused") }.into(),
        CallLogged {
            visit: VISIT,
            purpose: s("late"),
            result: CallResult::Refused,
            proposed_ms: Some(3),
            apologised: true,
            note: None,
        }
        .into(),
        DoorAttempted { visit: VISIT, method: DoorMethod::Knock, answered: false }.into(),
        PhaseEntered { visit: VISIT, phase: Phase::Arrived }.into(),
        WorkStarted { visit: VISIT, lines: vec![LineId([9; 8])] }.into(),
        WorkStopped { visit: VISIT, started: fact }.into(),
        Fetched { visit: VISIT, what: s("ladder"), left: Some(fact) }.into(),
        StepDone { visit: VISIT, step: s("badge"), relied_on, by: None, lasted_ms: None }.into(),
        PhotoTaken {
            visit: VISIT,
            step: s("survey"),
            role: s("before"),
            blob,
            size_bytes: 70_000,
            media_type: s("image/jpeg"),
            thumbnail: None,
            line: None,
            pair: None,
        }
        .into(),
        QuoteOffered {
            visit: VISIT,
            quote: QUOTE,
            price_book: PriceBookId([8; 32]),
            estimated_minutes: 30,
            statement: None,
            pack: None,
        }
        .into(),
        Consented {
            visit: VISIT,
            what: ConsentWhat::Quote,
            quote: Some(QUOTE),
            step: Some(s("quote-consent")),
            accepted: true,
            reason: None,
            by: person(),
            signature: Some(fact),
            options: None,
            total_minor: None,
        }
        .into(),
        SignatureGiven {
            visit: VISIT,
            role: SignatureRole::CustomerAccept,
            signer: person(),
            statement: vec![0xa0].into(),
            view: blob,
            strokes: blob,
            proxy: Some(Proxy {
                in_place_of: SignatureRole::CustomerAccept,
                reason: s("abroad"),
                witness: None,
            }),
        }
        .into(),
        Rated { visit: VISIT, scale: s("satisfaction"), grade: s("5"), opinion: Some(s("好")), by: None }
            .into(),
        Completed { visit: VISIT }.into(),
        Declined { visit: VISIT, quote: QUOTE, reason: s("too dear") }.into(),
        Cancelled { reason: s("owner called") }.into(),
        WaitingForPart {
            visit: VISIT,
            model: s("E27"),
            choice: PartChoice::CompanyBuys,
            reason: s("wrong socket"),
            person: s("chen"),
            next_ms: Some(4),
        }
        .into(),
        VisitEnded {
            visit: VISIT,
            outcome: VisitOutcome::Unfinished,
            reason: Some(s("part missing")),
            person: Some(s("chen")),
        }
        .into(),
        Coordinated { visit: VISIT, reason: s("leak above"), person: s("lin"), plan: s("ask 502") }.into(),
        Linked { rule: s("coordination"), case: CASE, number: s("A7-0013") }.into(),
        entry(None).into(),
        Reopened { reason: s("drips again") }.into(),
        Archived { paid: true }.into(),
        CopyDelivered { audience: s("customer"), how: s("shown") }.into(),
        Approved { what: s("discount"), accepted: false, reason: Some(s("no")) }.into(),
        NoticeSeen { fact }.into(),
        Decided { chosen: fact }.into(),
        HandedOver { receiver: None }.into(),
        PartMoved {
            visit: VISIT,
            code: Some(s("cartridge")),
            name: s("阀芯"),
            quantity: "1.5".parse().unwrap(),
            from: StockPlace::Van,
            to: StockPlace::Customer,
            serial: Some(s("SN7")),
            old: false,
            note: None,
            from_van: Some(s("chen")),
            to_van: None,
            step: Some(s("parts")),
        }
        .into(),
        CustodyMoved {
            visit: VISIT,
            moved: CustodyMove::Extended,
            what: s("laptop"),
            accessories: vec![s("charger")],
            condition: s("scratched"),
            out_of: Some(fact),
            planned_return_ms: Some(5),
            reason: Some(s("testing")),
            signature: Some(fact),
            step: None,
        }
        .into(),
        Resumed { reason: s("the part has come") }.into(),
        FollowedUp {
            visit: VISIT,
            task: s("call"),
            channel: FollowUpChannel::Phone,
            reached: true,
            satisfied: Satisfaction::Dissatisfied,
            scale: Some(s("satisfaction")),
            grade: Some(s("dissatisfied")),
            reason: Some(s("drips again")),
            rework: Some(VisitId([2; 8])),
        }
        .into(),
        OptionsOffered { visit: VISIT, options: vec![QUOTE, QuoteId([0x2b; 8])], recommended: Some(QUOTE) }
            .into(),
        Paid {
            visit: VISIT,
            quote: Some(QUOTE),
            amount_minor: -1200,
            method: s("cash"),
            purpose: PaymentPurpose::Refund,
            reference: Some(s("R-7")),
        }
        .into(),
        ApprovalAsked {
            visit: Some(VISIT),
            what: s("discount"),
            detail: s("regular customer"),
            amount_minor: Some(500),
        }
        .into(),
        WorkerPresent { visit: VISIT, user: s("li"), name: s("李"), how: WorkerHow::Badge }.into(),
        ChecklistMoved { visit: VISIT, pack: PackId([0x53; 32]) }.into(),
        PhotoMarked { visit: VISIT, photo: blob, marks: marks(), takes_back: vec![fact] }.into(),
        Deducted {
            visit: VISIT,
            rule: s("care_fee"),
            account: s("chongyang"),
            amount_minor: 5000,
            currency: s("CNY"),
            minutes: Some(120),
            after_reversal: Some(fact),
        }
        .into(),
        DeductionReversed {
            deduction: fact,
            cause: ReversalCause::WrongAccount,
            reason: s("刷错账户"),
            account: Some(s("jinxi")),
        }
        .into(),
        Held { reason: s("a claim"), lifts: None }.into(),
    ]
}

/// One mark of each form.
fn marks() -> Vec<PhotoMark> {
    let mark = |form, points: &[(u16, u16)], text: Option<&str>| PhotoMark {
        form,
        points: points.iter().map(|&(x, y)| MarkPoint { x, y }).collect(),
        text: text.map(str::to_owned),
    };
    vec![
        mark(MarkForm::Arrow, &[(20, 30), (500, 480)], None),
        mark(MarkForm::Circle, &[(400, 400), (600, 560)], Some("裂纹")),
        mark(MarkForm::Text, &[(0, 1_000)], Some("here")),
        mark(MarkForm::Freehand, &[(1, 2), (3, 4), (999, 7)], None),
    ]
}

fn entry(more: Option<&str>) -> EntryAdded {
    let s = str::to_owned;
    EntryAdded {
        place: s("502"),
        contact: s("Li"),
        content: s("seen"),
        attitude: s("calm"),
        plan: s("fix"),
        phone: more.map(str::to_owned),
        person: more.map(str::to_owned),
    }
}

/// Fields that came after the first version of their kind.
fn added_later() -> [(&'static str, Body); 8] {
    let (price_book, pack) = (PriceBookId([8; 32]), Some(PackId([9; 32])));
    let moved =
        QuoteOffered { visit: VISIT, quote: QUOTE, price_book, estimated_minutes: 30, statement: None, pack };
    let chosen = Consented {
        visit: VISIT,
        what: ConsentWhat::Quote,
        quote: Some(QUOTE),
        step: None,
        accepted: true,
        reason: None,
        by: person(),
        signature: None,
        options: Some(FactId([1; 32])),
        total_minor: None,
    };
    let at_a_price = Consented { options: None, total_minor: Some(18_000), ..chosen.clone() };
    let entered = StepDone {
        visit: VISIT,
        step: "opinion".to_owned(),
        relied_on: Vec::new(),
        by: Some(person()),
        lasted_ms: Some(2_000),
    };
    let inside = PhotoTaken {
        visit: VISIT,
        step: path_inside("terminal", InstanceId([0x44; 8]), "label"),
        role: "label".to_owned(),
        blob: BlobId([0x55; 32]),
        size_bytes: 70_000,
        media_type: "image/jpeg".to_owned(),
        thumbnail: None,
        line: None,
        pair: None,
    };
    let after = PhotoTaken {
        visit: VISIT,
        step: "clean".to_owned(),
        role: "after".to_owned(),
        blob: BlobId([0x56; 32]),
        size_bytes: 70_000,
        media_type: "image/jpeg".to_owned(),
        thumbnail: Some(BlobId([0x57; 32])),
        line: Some(LineId([0x58; 8])),
        pair: Some(BlobId([0x55; 32])),
    };
    let rated = Rated {
        visit: VISIT,
        scale: "satisfaction".to_owned(),
        grade: "5".to_owned(),
        opinion: None,
        by: Some(person()),
    };
    let lifted = Held { reason: "settled".to_owned(), lifts: Some(FactId([2; 32])) };
    [
        ("fact.14.quote_offered.moved", moved.into()),
        ("fact.15.consented.chosen", chosen.into()),
        ("fact.15.consented.at_a_price", at_a_price.into()),
        ("fact.12.step_done.entered", entered.into()),
        ("fact.13.photo_taken.inside", inside.into()),
        ("fact.13.photo_taken.after", after.into()),
        ("fact.17.rated.entered", rated.into()),
        ("fact.47.held.lifted", lifted.into()),
    ]
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

fn certificate() -> Certificate {
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

fn office_papers() -> Vec<(String, Vec<u8>)> {
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
    let to_be_backed_up = Receipt { seq: Some(12), ..receipt.clone() };
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
    ]
}

fn named<T: Payload + Clone + PartialEq + std::fmt::Debug>(name: &str, payload: T) -> (String, Vec<u8>) {
    let signed = Signed::seal(payload.clone(), &key());
    let bytes = signed.to_bytes();
    let read = Signed::<T>::open(&bytes).unwrap();
    assert_eq!(read.body(), &payload, "{name} is read as it was written");
    assert!(read.verify(&key().public()).is_ok());
    (name.to_owned(), bytes)
}

/// What a case keeps of a manifest over two cases.
fn manifest() -> Vec<u8> {
    let chen = crate::tests::signer(1, "technician");
    let own = |number: u8| vec![OwnActor { actor: [number; 16], newest: ChangeId([number; 32]) }];
    let leaf = |case, number: u8| Leaf::new(case, [number; 16], own(number));
    let kept = CaseManifest::seal(vec![leaf(CASE, 1), leaf(CaseId([0x34; 16]), 2)], NOW, &chen);
    let bytes = kept[0].to_bytes();
    assert!(kept[0].verify(CASE, chen.certificate().body()).is_ok());
    assert_eq!(CaseManifest::open(&bytes).unwrap(), kept[0]);
    bytes
}

fn messages() -> Vec<(String, Vec<u8>)> {
    let case_items = CaseItems { case: CASE, items: vec![Item::new(ItemKind::Fact, vec![1, 2])] };
    let request = SyncRequest {
        request: RequestId([3; 16]),
        epoch: 6,
        cursor: 1000,
        push: vec![case_items.clone()],
        want_bytes: 262_144,
        hello: Hello { protocol: PROTOCOL, now: NOW, outbox_left: 0 },
        purged: None,
    };
    let left = [(CASE, Left::Nothing), (CaseId([8; 16]), Left::Rescued)];
    let purged = left.map(|(case, left)| Purged { case, left }).to_vec();
    let reporting = SyncRequest { push: Vec::new(), purged: Some(purged), ..request.clone() };
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
    };
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
        ("sync.request".into(), crate::cbor::encode(&request)),
        ("sync.request.purged".into(), crate::cbor::encode(&reporting)),
        ("sync.response".into(), crate::cbor::encode(&response)),
        ("sync.response.safety".into(), crate::cbor::encode(&waiting)),
        ("enrol.request".into(), crate::cbor::encode(&enrol)),
        ("enrol.response".into(), crate::cbor::encode(&enrolled)),
        named("enrol.claim", claim),
        ("jobfile".into(), job.to_bytes()),
        ("manifest".into(), manifest()),
    ]
}

fn signed_views() -> Vec<(String, Vec<u8>)> {
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

fn all() -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for body in bodies() {
        let name = format!("fact.{:02}.{}", body.kind().code(), body.kind().name().replace(' ', "_"));
        let (name, bytes) = named(&name, fact(&body));
        let read = Fact::open(&bytes).unwrap().decode_body().unwrap();
        assert_eq!(read, Some(body), "{name}");
        all.insert(name, bytes);
    }
    all.extend([named("fact.25.entry_added.with_person", fact(&entry(Some("lin")).into()))]);
    for (name, body) in added_later() {
        all.extend([named(name, fact(&body))]);
    }
    all.extend([named("certificate", certificate())]);
    all.extend(office_papers());
    all.extend(messages());
    all.extend(reconcile::tests::golden());
    all.extend(signed_views());
    for prefix in [
        Prefix::Case,
        Prefix::Fact,
        Prefix::Manifest,
        Prefix::ManifestLeaf,
        Prefix::Pack,
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
    let kinds: Vec<Kind> = bodies().iter().map(Body::kind).collect();
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
