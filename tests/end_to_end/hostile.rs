//! A device that sends whatever it likes: each bad item is refused for its own reason, and the good ones beside
//! it are held.

use std::io::Write as _;

use automerge::transaction::Transactable as _;
use automerge::{Author, Automerge, Change, ObjType, ROOT, ReadDoc as _};
use doorstep_core::host::{HttpTransport as _, Method, NativeHttp, Request, Response};
use doorstep_domain::case::{Case, Stored, Writer};
use doorstep_domain::cbor;
use doorstep_domain::certificate::{Certificate, Signer};
use doorstep_domain::digest::sha256;
use doorstep_domain::document::Edit;
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::{Appointed, Body, DoorAttempted, DoorMethod, Fact, FactPayload};
use doorstep_domain::id::{CaseId, DeviceId, FactId, RequestId, TenantId, VisitId};
use doorstep_domain::key::{PrivateKey, PublicKey};
use doorstep_domain::sync::{
    CaseItems, EnrolRequest, EnrolResponse, EnrolmentClaim, Hello, Item, ItemKind, NackCode, PROTOCOL,
    SyncRequest, SyncResponse,
};
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::value::{AnswerKey, Value};
use doorstep_tests::world::{Company, Time, differences};
use minicbor::bytes::ByteVec;
use serde_json::json;

use crate::work::{MORNING_MS, new_job};

/// A device that speaks the protocol by itself.
struct Mallory {
    http: NativeHttp,
    url: String,
    token: String,
    signer: Signer,
    root: PublicKey,
    requests: u8,
}

impl Mallory {
    fn enrol(company: &Company) -> Self {
        let invitation = json!({ "user": "mallory", "name": "mallory", "roles": ["technician"] });
        let invited = company.desk(Method::Post, "enrolments", &invitation).unwrap();
        let key = PrivateKey::from_seed(&[66; 32]);
        let (device, public_key, at_ms) = (DeviceId([66; 16]), key.public(), MORNING_MS);
        let claim = EnrolmentClaim { device, public_key, label: "a phone".to_owned(), at_ms };
        let code = invited["enrolment_code"].as_str().unwrap().to_owned();
        let request = EnrolRequest { code, claim: Signed::seal(claim, &key).to_bytes().into() };
        let (http, url) = (NativeHttp::new().unwrap(), company.url().to_owned());
        let response = post(&http, &url, "/v1/enrol", "", "identity", cbor::encode(&request));
        let enrolled: EnrolResponse = cbor::decode(&response.body).unwrap();
        let certificate = Signed::<Certificate>::open(&enrolled.certificate).unwrap();
        let signer = Signer::new(certificate, key).unwrap();
        Self { http, url, token: enrolled.token, signer, root: enrolled.root_key, requests: 0 }
    }

    fn sync(&mut self, push: Vec<CaseItems>) -> SyncResponse {
        self.requests += 1;
        let request = SyncRequest {
            request: RequestId([self.requests; 16]),
            epoch: 0,
            cursor: 0,
            push,
            want_bytes: 4 << 20,
            hello: Hello { protocol: PROTOCOL, now: time(), outbox_left: 0 },
            purged: None,
            orders: None,
        };
        let body = cbor::encode(&request);
        let response = post(&self.http, &self.url, "/v1/sync", &self.token, "identity", body);
        assert_eq!(response.status, 200);
        cbor::decode_bounded(&response.body, 16 << 20).unwrap()
    }

    /// The case as the server hands it out.
    fn pull(&mut self, id: CaseId) -> (Case, Vec<Item>) {
        let pulled = self.sync(Vec::new()).pull;
        let items: Vec<Item> =
            pulled.into_iter().filter(|case| case.case == id).flat_map(|case| case.items).collect();
        let stored = Stored { snapshot: None, items: items.clone() };
        (Case::load(id, &stored, &self.root).unwrap(), items)
    }

    fn writer(&self) -> Writer<'_> {
        Writer { signer: &self.signer, acting: None, time: time(), actor: [6; 16], entropy: [7; 16] }
    }

    /// A fact of any content, signed by anybody.
    fn fact(&self, signer: &Signer, case: CaseId, after: Vec<FactId>, body: &Body) -> Item {
        let payload = FactPayload {
            case,
            kind: body.kind().code(),
            body: ByteVec::from(body.encode()),
            certificate: signer.id(),
            after,
            heads: Vec::new(),
            time: time(),
            critical: None,
            acting: None,
        };
        Item::new(ItemKind::Fact, Signed::seal(payload, signer.key()).to_bytes())
    }
}

fn time() -> TimeEvidence {
    TimeEvidence { wall_ms: MORNING_MS, boot_ms: 1, boot_id: 1 }
}

fn post(http: &NativeHttp, url: &str, path: &str, token: &str, encoding: &str, body: Vec<u8>) -> Response {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = vec![
        header("authorization", &format!("Bearer {token}")),
        header("content-type", "application/cbor"),
        header("content-encoding", encoding),
    ];
    http.send(Request { method: Method::Post, url: format!("{url}{path}"), headers, body }).unwrap()
}

fn leb128(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap());
}

/// A chunk with a checksum that holds.
fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![kind];
    leb128(&mut hashed, body.len() as u64);
    hashed.extend(body);
    [&[0x85, 0x6f, 0x4a, 0x83], &sha256(&hashed).0[..4], hashed.as_slice()].concat()
}

/// About a hundred bytes that hold five million operations: one run of one put.
fn bomb_of_operations() -> Vec<u8> {
    let mut body = vec![0, 16];
    body.extend([9; 16]);
    body.extend([1, 1, 0, 0, 0, 1, 66]);
    // 5,000,000 as signed LEB128, then the action `put`.
    let column = [0xc0, 0x96, 0xb1, 0x02, 0x01];
    leb128(&mut body, column.len() as u64);
    body.extend(column);
    body.extend([1, 32]);
    body.extend([7; 32]);
    chunk(1, &body)
}

/// A compressed change of half a megabyte that inflates to 512 MB.
fn bomb_of_zeros() -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..512 {
        encoder.write_all(&vec![0; 1 << 20]).unwrap();
    }
    chunk(2, &encoder.finish().unwrap())
}

/// 500 maps, each inside the other, on top of a real document.
fn nested(items: &[Item], signer: &Signer) -> Item {
    let changes = items.iter().filter(|item| item.kind == ItemKind::Change.code());
    let changes: Vec<Change> = changes.map(|item| Change::from_bytes(item.bytes.to_vec()).unwrap()).collect();
    let mut document = Automerge::new();
    document.apply_changes(changes).unwrap();
    document.set_author(Some(Author::from(signer.id().as_bytes().to_vec())));
    document.set_actor([5_u8; 16].as_slice().into());
    let mut transaction = document.transaction();
    let mut parent = ROOT;
    for _ in 0..500 {
        parent = transaction.put_object(&parent, "deeper", ObjType::Map).unwrap();
    }
    let hash = transaction.commit().0.unwrap();
    Item::new(ItemKind::Change, document.get_change_by_hash(&hash).unwrap().raw_bytes().to_vec())
}

/// Somebody whom another company let in.
fn stranger(signer: &Signer) -> Signer {
    let (root, key) = (PrivateKey::from_seed(&[1; 32]), PrivateKey::from_seed(&[2; 32]));
    let certificate = Certificate {
        tenant: TenantId::of_root_key(&root.public().0),
        public_key: key.public(),
        ..signer.certificate().body().clone()
    };
    Signer::new(Signed::seal(certificate, &root), key).unwrap()
}

fn rings(visit: VisitId) -> Body {
    DoorAttempted { visit, method: DoorMethod::Bell, answered: false }.into()
}

fn code_at(response: &SyncResponse, index: usize) -> Option<NackCode> {
    response.nacks.iter().find(|nack| nack.index as usize == index).map(|nack| nack.code)
}

/// Every item was refused with one of its codes, or taken if it has none.
fn assert_answered(response: &SyncResponse, expected: &[Option<&[NackCode]>]) {
    for (index, allowed) in expected.iter().enumerate() {
        let code = code_at(response, index);
        match allowed {
            Some(allowed) => assert!(code.is_some_and(|code| allowed.contains(&code)), "{index}: {code:?}"),
            None => assert!(code.is_none() && response.ack.holds(index), "{index}: {code:?}"),
        }
    }
}

#[test]
fn every_hostile_item_is_refused_alone_by_a_real_server() {
    let time = Time::starting_at(MORNING_MS);
    let company = Company::found("property-repair", &time, true).unwrap();
    let chen = company.phone("chen", &["technician"]).unwrap();
    let case = new_job(&company, &["mallory", "chen"]).unwrap();
    let other = new_job(&company, &["mallory"]).unwrap();
    let foreign = new_job(&company, &["chen"]).unwrap();
    let mut mallory = Mallory::enrol(&company);
    let (mut mine, items) = mallory.pull(case);
    let (others, other_items) = mallory.pull(other);
    let visit = mine.state().current_visit().unwrap();
    let other_visit = others.state().current_visit().unwrap();
    let heads = mine.version().facts;

    let mut forged = mallory.fact(&mallory.signer, case, heads.clone(), &rings(visit));
    *forged.bytes.last_mut().unwrap() ^= 1;
    let stranger = stranger(&mallory.signer);
    let seen = mine.version();
    let answer = Edit::SetAnswer { key: AnswerKey::step(visit, "alone"), value: Some(Value::Bool(true)) };
    let honest_edit = mine.edit(&seen, &[answer], &mallory.writer()).unwrap();
    let seen = mine.version();
    let appointed = Appointed { visit, start_ms: MORNING_MS, end_ms: None, reason: None };
    let honest_fact = mine.record(&seen, appointed, &mallory.writer(), None).unwrap();

    use NackCode::{BadSignature, Malformed, Need, NotYours, TooLarge, WrongCase};
    let mut push: Vec<(Item, Option<&[NackCode]>)> = vec![
        (Item::new(ItemKind::Change, bomb_of_operations()), Some(&[TooLarge])),
        (Item::new(ItemKind::Change, bomb_of_zeros()), Some(&[TooLarge, Malformed])),
        (Item::new(ItemKind::Snapshot, bomb_of_operations()), Some(&[NotYours])),
        (
            mallory.fact(&mallory.signer, other, others.version().facts, &rings(other_visit)),
            Some(&[WrongCase]),
        ),
        (genesis(other, &other_items), Some(&[WrongCase])),
        (forged, Some(&[BadSignature])),
        (Item::new(ItemKind::Certificate, stranger.certificate().to_bytes()), Some(&[BadSignature])),
        (mallory.fact(&stranger, case, heads, &rings(visit)), Some(&[Need])),
        (Item::new(ItemKind::SmallBlob, vec![0; 64 * 1024 + 1]), Some(&[TooLarge])),
        (Item::new(ItemKind::Change, vec![0; 300 * 1024]), Some(&[TooLarge])),
        (Item::new(ItemKind::Ruling, vec![1]), Some(&[NotYours])),
        (Item { kind: 99, bytes: vec![1].into() }, Some(&[Malformed])),
    ];
    push.extend(honest_edit.into_iter().chain(honest_fact).map(|item| (item, None)));
    let (sent, expected): (Vec<Item>, Vec<_>) = push.into_iter().unzip();
    let mut groups = vec![CaseItems { case, items: sent }];
    let trespass = mallory.fact(&mallory.signer, foreign, vec![FactId([1; 32])], &rings(visit));
    groups.push(CaseItems { case: foreign, items: vec![trespass] });
    let response = mallory.sync(groups);

    assert_answered(&response, &expected);
    let trespassed = code_at(&response, expected.len());
    assert_eq!(trespassed, Some(NackCode::Denied), "out of scope, whether it exists or not");

    chen.sync().unwrap();
    let deep = nested(&items, &mallory.signer);
    let response = mallory.sync(vec![CaseItems { case, items: vec![deep] }]);
    assert_eq!(response.nacks.iter().map(|nack| nack.code).collect::<Vec<_>>(), [TooLarge]);
    assert!(response.nacks[0].detail.starts_with("scan 21"), "{}", response.nacks[0].detail);
    chen.sync().unwrap();
    let job = chen.job(case).unwrap().unwrap();
    assert_eq!(job.answers.get(&AnswerKey::step(visit, "alone")), Some(&Value::Bool(true)));
    assert_eq!(job.state.visits[&visit].door_attempts.len(), 0);
    let core = chen.core().unwrap();
    core.add_note(case, &job.version, visit, "still at work".to_owned()).unwrap();
    chen.sync().unwrap();
    let desk = company.phone("desk", &["office"]).unwrap();
    desk.sync().unwrap();
    let (held, made) = (desk.job(case).unwrap().unwrap(), chen.job(case).unwrap().unwrap());
    assert_eq!(differences(&held, &made), Vec::<String>::new());
}

fn genesis(case: CaseId, items: &[Item]) -> Item {
    items.iter().find(|item| CaseId::of_genesis(&item.bytes) == case).unwrap().clone()
}

#[test]
fn a_body_that_inflates_to_512_megabytes_is_turned_away() {
    let time = Time::starting_at(MORNING_MS);
    let company = Company::found("property-repair", &time, true).unwrap();
    let mallory = Mallory::enrol(&company);
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    for _ in 0..512 {
        encoder.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    let response = post(&mallory.http, &mallory.url, "/v1/sync", &mallory.token, "zstd", bomb);
    assert_eq!(response.status, 413);
}

#[test]
fn a_phone_shows_what_was_refused_keeps_it_and_goes_on() {
    let time = Time::starting_at(MORNING_MS);
    let company = Company::found("property-repair", &time, true).unwrap();
    let mut chen = company.phone("chen", &["technician"]).unwrap();
    let case = new_job(&company, &["mallory", "chen"]).unwrap();
    let mallory = Mallory::enrol(&company);
    chen.sync().unwrap();
    let job = chen.job(case).unwrap().unwrap();
    let visit = job.state.current_visit().unwrap();

    // What a faulty version of the app might have written: a fact whose signature does not hold.
    chen.core().unwrap().shutdown().unwrap();
    let mut bad = mallory.fact(&mallory.signer, case, job.version.facts, &rings(visit));
    *bad.bytes.last_mut().unwrap() ^= 1;
    let hash = Fact::open(&bad.bytes).unwrap().hash();
    let connection = rusqlite::Connection::open(chen.dir().join("doorstep.sqlite")).unwrap();
    let row = "INSERT INTO items (case_id, kind, hash, bytes, origin, state)
               VALUES (?1, ?2, ?3, ?4, 'own', 'applied')";
    connection.execute(row, (case.as_bytes(), bad.kind, hash.0, bad.bytes.to_vec())).unwrap();
    let waiting = "INSERT INTO outbox (item_id, case_id, urgency, reason) VALUES (?1, ?2, 0, 'own')";
    connection.execute(waiting, (connection.last_insert_rowid(), case.as_bytes())).unwrap();
    drop(connection);
    chen.start().unwrap();

    let core = chen.core().unwrap().clone();
    let seen = core.job(case).unwrap().version;
    core.add_note(case, &seen, visit, "good work".to_owned()).unwrap();
    chen.sync().unwrap();
    let outbox = core.outbox().unwrap();
    assert_eq!(outbox.waiting_count, 0, "one refused item blocks no other");
    let refused: Vec<&str> = outbox.refused.iter().map(|item| item.code.as_str()).collect();
    assert_eq!(refused, ["bad_signature"]);
    chen.restart().unwrap();
    let core = chen.core().unwrap();
    assert_eq!(core.outbox().unwrap().refused.len(), 1, "it is kept");
    let desk = company.phone("desk", &["office"]).unwrap();
    desk.sync().unwrap();
    let notes: Vec<String> =
        desk.job(case).unwrap().unwrap().notes.into_iter().map(|note| note.text).collect();
    assert_eq!(notes, ["good work"]);
}
