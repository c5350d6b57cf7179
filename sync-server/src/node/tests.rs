//! What holds for every request, and how devices come in.

use doorstep_domain::cbor;
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::DeviceId;
use doorstep_domain::key::PrivateKey;
use doorstep_domain::receipt::{Level, Receipt, items_digest};
use doorstep_domain::sync::{
    EnrolRequest, EnrolResponse, SyncRequest, SyncResponse, TokenRequest, TokenResponse,
};

use crate::backup;
use crate::testing::{Draft, Phone, claim, decoded, job, open, options, post};
use crate::{Invitation, Method, Node, Options, Problem, Request, Response};

fn problem(response: Response) -> (u16, String) {
    let status = response.status;
    let problem: Problem = cbor::decode(&response.into_bytes().unwrap()).unwrap();
    (status, problem.code)
}

fn sync_bytes(node: &Node, token: &str, encoding: &str, bytes: Vec<u8>) -> Response {
    let request = Request::new(Method::Post, "/v1/sync").bearer(token);
    node.handle(request.header("content-encoding", encoding).bytes(bytes))
}

#[test]
fn compressed_bombs_are_refused_before_they_grow() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let phone = Phone::technician(&node, "chen");
    let mut bomb = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), 512 << 20), &mut bomb).unwrap();
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 100_000, "{} bytes", bomb.len());
    let refused = problem(sync_bytes(&node, &phone.token, "zstd", bomb));
    assert_eq!(refused, (413, "too_large".to_owned()));
    let refused = problem(sync_bytes(&node, &phone.token, "zstd", vec![1, 2, 3]));
    assert_eq!(refused, (400, "malformed".to_owned()));
    let refused = problem(sync_bytes(&node, &phone.token, "gzip", Vec::new()));
    assert_eq!(refused, (415, "encoding".to_owned()));
}

#[test]
fn both_directions_may_be_compressed() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let (_, _, push) = job(&phone, "A1-0001");
    let request = cbor::encode(&phone.request(push));
    let body = zstd::stream::encode_all(request.as_slice(), 3).unwrap();
    let request = Request::new(Method::Post, "/v1/sync").bearer(&phone.token);
    let request = request.header("content-encoding", "zstd").header("accept-encoding", "gzip, zstd;q=1.0");
    let answer = node.handle(request.bytes(body));
    assert_eq!((answer.status, answer.get("content-encoding")), (200, Some("zstd")));
    let bytes = zstd::stream::decode_all(answer.into_bytes().unwrap().as_slice()).unwrap();
    let answer: SyncResponse = cbor::decode(&bytes).unwrap();
    assert!(answer.ack.holds(1));
}

#[test]
fn a_receipt_covers_the_accepted_items_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let (draft, first, push) = job(&phone, "A1-0001");
    let answer = phone.sync(&node, push);
    let hashes = [draft.changes[0].hash().unwrap(), first.hash()];
    let seal = answer.receipt.unwrap();
    let receipt = Receipt {
        tenant: node.tenant(),
        epoch: answer.epoch,
        device: phone.signer.certificate().body().device,
        request: answer.request,
        level: seal.level,
        items: items_digest(&hashes),
        count: 2,
        at_ms: answer.server_ms,
        certificate: node.keys.office().id(),
        seq: seal.seq,
    };
    let receipt = Signed::join(receipt, seal.signature);
    receipt.verify(&node.keys.office().certificate().body().public_key).unwrap();
}

#[test]
fn strangers_get_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let request = phone.request(Vec::new());
    assert_eq!(problem(post(&node, "/v1/sync", "dst_wrong", &request)).0, 401);
    assert_eq!(problem(node.handle(Request::new(Method::Post, "/v1/sync").cbor(&request))).0, 401);
    assert_eq!(problem(node.handle(Request::new(Method::Get, "/v1/nothing"))).0, 404);
    assert_eq!(node.handle(Request::new(Method::Get, "/healthz")).status, 200);
}

#[test]
fn another_version_of_the_protocol_is_told_so() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut phone = Phone::technician(&node, "chen");
    let mut request: SyncRequest = phone.request(Vec::new());
    request.hello.protocol = 9;
    let refused: Problem =
        cbor::decode(&post(&node, "/v1/sync", &phone.token, &request).into_bytes().unwrap()).unwrap();
    assert_eq!((refused.code.as_str(), refused.detail.as_str()), ("protocol", "1"));
}

/// A request as a phone of version 1 wrote it, without anything that later versions added.
const RECORDED: &str = "a60050030303030303030303030303030303030106021903e80380041a0004000005a3000101\
                        a3001b0000019d463e9600011a05265c0002070200";

#[test]
fn a_recorded_request_of_an_older_phone_and_one_with_keys_of_a_newer_one_are_answered() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let phone = Phone::technician(&node, "chen");
    let recorded: Vec<u8> = RECORDED
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    // One key more in the map: 99, whatever it may mean.
    let newer = [&[0xa7], &recorded[1..], &[0x18, 99, 0x63, b'n', b'e', b'w']].concat();
    for request in [recorded, newer] {
        let answer = node.handle(Request::new(Method::Post, "/v1/sync").bearer(&phone.token).bytes(request));
        assert_eq!(answer.status, 200);
        let answer: SyncResponse = decoded(answer);
        assert_eq!(answer.request.0, [3; 16]);
    }
}

struct Entrant {
    device: DeviceId,
    key: PrivateKey,
}

impl Entrant {
    fn new(seed: u8) -> Self {
        Self { device: DeviceId([seed; 16]), key: PrivateKey::from_seed(&[seed; 32]) }
    }

    fn enrol(&self, node: &Node, code: &str, at_ms: i64) -> Response {
        let claim = claim(self.device, &self.key, at_ms).to_bytes().into();
        post(node, "/v1/enrol", "", &EnrolRequest { code: code.to_owned(), claim })
    }

    fn renew(&self, node: &Node, at_ms: i64) -> Response {
        let claim = claim(self.device, &self.key, at_ms).to_bytes().into();
        post(node, "/v1/token", "", &TokenRequest { claim })
    }
}

fn code(node: &Node) -> String {
    let (user, name) = ("chen".to_owned(), "Chen".to_owned());
    let invitation = Invitation { user, name, roles: vec!["technician".to_owned()], hours: 1 };
    node.invite(&invitation).unwrap().enrolment_code
}

#[test]
fn a_code_lets_one_device_in_and_may_be_asked_again() {
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap();
    let (first, second) = (Entrant::new(1), Entrant::new(2));
    let code = code(&node);
    let now = node.now_ms();
    let answer: EnrolResponse = decoded(first.enrol(&node, &code.to_lowercase(), now));
    let again: EnrolResponse = decoded(first.enrol(&node, &code, now));
    assert_eq!(answer.certificate, again.certificate, "the answer got lost, the certificate did not");
    assert_eq!(problem(second.enrol(&node, &code, now)), (403, "code".to_owned()));
    assert_eq!(problem(second.enrol(&node, "ABCD-ABCD-ABCD", now)), (403, "code".to_owned()));
    let late = self::code(&node);
    clock.advance(3_600_000);
    assert_eq!(problem(second.enrol(&node, &late, node.now_ms())), (403, "code".to_owned()));
}

#[test]
fn nobody_takes_over_a_device_or_its_key() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let (honest, thief) = (Entrant::new(1), Entrant { device: DeviceId([1; 16]), ..Entrant::new(2) });
    let now = node.now_ms();
    decoded::<EnrolResponse>(honest.enrol(&node, &code(&node), now));
    assert_eq!(problem(thief.enrol(&node, &code(&node), now)), (403, "device".to_owned()));
    assert_eq!(problem(thief.renew(&node, now + 1)), (403, "signature".to_owned()));
}

#[test]
fn a_fresh_claim_renews_the_token_once() {
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap();
    let entrant = Entrant::new(1);
    let enrolled: EnrolResponse = decoded(entrant.enrol(&node, &code(&node), node.now_ms()));
    clock.advance(25 * 3_600_000);
    let health = |token: &str| {
        let request = Request::new(Method::Post, "/v1/sync").bearer(token).bytes(vec![0]);
        node.handle(request).status
    };
    assert_eq!(health(&enrolled.token), 401, "a day is over");
    let at_ms = node.now_ms();
    let renewed: TokenResponse = decoded(entrant.renew(&node, at_ms));
    assert_eq!(health(&renewed.token), 400, "known, though this is no request");
    assert_eq!(problem(entrant.renew(&node, at_ms)), (403, "replay".to_owned()));
    let far = node.handle(Request::new(Method::Post, "/v1/token").cbor(&TokenRequest {
        claim: claim(entrant.device, &entrant.key, at_ms + 48 * 3_600_000).to_bytes().into(),
    }));
    let problem: Problem = cbor::decode(&far.into_bytes().unwrap()).unwrap();
    assert_eq!((problem.code.as_str(), problem.detail), ("clock", at_ms.to_string()));
}

#[test]
fn a_revoked_device_stays_out() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let entrant = Entrant::new(1);
    let code = code(&node);
    let now = node.now_ms();
    decoded::<EnrolResponse>(entrant.enrol(&node, &code, now));
    node.revoke_device(entrant.device).unwrap();
    assert_eq!(problem(entrant.renew(&node, now + 1)), (403, "revoked".to_owned()));
    assert_eq!(problem(entrant.enrol(&node, &code, now)), (403, "revoked".to_owned()));
    decoded::<EnrolResponse>(entrant.enrol(&node, &self::code(&node), now + 2));
}

#[test]
fn a_directory_keeps_its_tenant_and_has_one_node() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let tenant = node.tenant();
    assert!(Node::open(dir.path(), options().0).is_err(), "locked");
    drop(node);
    assert_eq!(open(dir.path()).tenant(), tenant);
    std::fs::remove_file(dir.path().join("keys/root.seed")).unwrap();
    let error = Node::open(dir.path(), options().0).unwrap_err();
    assert!(matches!(error, crate::Error::Damaged(_)), "a new key is not made over an old log: {error}");
}

#[cfg(unix)]
#[test]
fn keys_can_be_read_by_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    for name in ["root.seed", "office.seed"] {
        let mode = std::fs::metadata(dir.path().join("keys").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn many_phones_at_once_lose_nothing_and_the_office_misses_nothing() {
    const PHONES: usize = 4;
    const JOBS: usize = 12;
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let phones: Vec<Phone> = (0..PHONES).map(|n| Phone::technician(&node, &format!("t{n}"))).collect();
    let mut office = Phone::enrol(&node, "lin", &["office"]);
    let work = |mut phone: Phone| {
        let mut drafts: Vec<Draft> = Vec::new();
        for number in 0..JOBS {
            let (mut draft, _, push) = job(&phone, &format!("A1-{number}"));
            assert!(phone.sync(&node, push).nacks.is_empty());
            let edits = vec![draft.edit("tap", 1), draft.edit("tap", 2)];
            assert!(phone.sync(&node, draft.push(edits)).nacks.is_empty());
            drafts.push(draft);
        }
        drafts
    };
    let mut seen = std::collections::BTreeSet::new();
    let mut pull = |office: &mut Phone| {
        let answer = office.sync(&node, Vec::new());
        for group in &answer.pull {
            for item in &group.items {
                assert!(seen.insert((group.case, item.hash().unwrap())), "sent twice");
            }
        }
    };
    let drafts: Vec<Draft> = std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = phones.into_iter().map(|phone| scope.spawn(move || work(phone))).collect();
        while threads.iter().any(|thread| !thread.is_finished()) {
            pull(&mut office);
        }
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    pull(&mut office);
    assert_eq!(drafts.len(), PHONES * JOBS);
    for draft in &drafts {
        assert!(draft.changes.iter().all(|change| seen.contains(&(draft.case, change.hash().unwrap()))));
    }
    assert_eq!(seen.len(), PHONES * JOBS * 5, "three changes, a certificate and a fact of each");
}

#[test]
fn a_log_restored_from_a_backup_is_refilled_by_the_phones() {
    let (live, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let node = open(live.path());
    let mut chen = Phone::technician(&node, "chen");
    drop(node);
    copy_all(live.path(), backup.path());
    let node = open(live.path());
    let (draft, first, push) = job(&chen, "A1-0001");
    chen.sync(&node, push.clone());
    drop(node);

    let restored = open(backup.path());
    restored.declare_restored().unwrap();
    let before = chen.epoch;
    let answer = chen.sync(&restored, Vec::new());
    assert_ne!(answer.epoch, before, "the phone sees that it must offer everything again");
    assert!(chen.sync(&restored, push).ack.holds(1));
    let held = restored.read(|read| {
        let kind = doorstep_domain::sync::ItemKind::Fact;
        read.logged(draft.case, kind, first.hash())
    });
    assert!(held.unwrap().is_some());
}

fn copy_all(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy_all(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn receipts_are_raised_by_a_finished_backup_and_by_nothing_else() {
    let (dir, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (options, _clock) = options();
    let node = Node::open(dir.path(), options.clone()).unwrap();
    let mut phone = Phone::technician(&node, "chen");
    let office = node.keys.office().certificate().body().public_key;
    let (_, _, push) = job(&phone, "A1-0001");
    let answer = phone.sync(&node, push);
    assert_eq!((answer.safety, answer.receipt.unwrap().seq), (None, None), "nobody asked for it");

    node.ask_of_receipts(Level::BackedUp).unwrap();
    let (_, _, push) = job(&phone, "A1-0002");
    let first = phone.sync(&node, push);
    let (safety, seal) = (first.safety.unwrap(), first.receipt.unwrap());
    assert_eq!((safety.level, safety.safe_seq), (Level::BackedUp, 0));
    let backup = backup::take(dir.path(), target.path(), &options, &mut |_| {}).unwrap();
    assert_eq!(Some(backup.seq), seal.seq);

    let (_, _, push) = job(&phone, "A1-0003");
    let later = phone.sync(&node, push);
    let (safety, later_seal) = (later.safety.unwrap(), later.receipt.unwrap());
    assert_eq!(safety.safe_seq, backup.seq);
    assert!(seal.seq <= Some(safety.safe_seq) && later_seal.seq > Some(safety.safe_seq));
    let word = safety.backup(node.tenant(), later.epoch, node.keys.office().id());
    word.verify(&office).unwrap();

    // One that fails raises nothing, and the one before counts as before.
    let seed = dir.path().join("keys").join("office.seed");
    std::fs::rename(&seed, seed.with_extension("gone")).unwrap();
    assert!(backup::take(dir.path(), target.path(), &options, &mut |_| {}).is_err());
    assert_eq!(phone.sync(&node, Vec::new()).safety.unwrap().safe_seq, backup.seq);
    let fresh = tempfile::tempdir().unwrap();
    assert_eq!(backup::restore(target.path(), fresh.path(), &options).unwrap().backup, backup);
    std::fs::rename(seed.with_extension("gone"), &seed).unwrap();
    let backup = backup::take(dir.path(), target.path(), &options, &mut |_| {}).unwrap();

    // Half a one is none.
    let about = target.path().join("backup.json");
    std::fs::rename(&about, about.with_extension("gone")).unwrap();
    let fresh = tempfile::tempdir().unwrap();
    assert!(backup::restore(target.path(), fresh.path(), &options).is_err());
    std::fs::rename(about.with_extension("gone"), &about).unwrap();
    let restored = backup::restore(target.path(), fresh.path(), &options).unwrap();
    assert_ne!(restored.epoch, later.epoch);
    assert!(backup::restore(target.path(), fresh.path(), &options).is_err(), "not over another company");
    let back = Node::open(fresh.path(), options).unwrap();
    assert_eq!(back.tenant(), node.tenant());
    let answer = phone.sync(&back, Vec::new());
    assert_eq!((answer.epoch, answer.safety.unwrap().safe_seq), (restored.epoch, backup.seq));
    let blobs = back.read(|read| read.setting("blobs")).unwrap();
    assert_eq!(blobs.as_deref(), Some(b"folder:".as_slice()), "photos are where they were brought to");
}

#[test]
fn who_only_looks_makes_no_company_where_there_is_none() {
    let dir = tempfile::tempdir().unwrap();
    let (options, _clock) = options();
    let looks = Options { founds: false, ..options.clone() };
    let error = Node::open(dir.path(), looks.clone()).unwrap_err();
    assert!(error.to_string().contains("no company here"), "{error}");
    assert!(!dir.path().join("doorstep.db").exists());
    assert!(!dir.path().join("keys").exists());
    drop(Node::open(dir.path(), options).unwrap());
    Node::open(dir.path(), looks).unwrap();
}

#[test]
fn a_backup_that_was_tampered_with_is_not_brought_back() {
    let (dir, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (options, _clock) = options();
    drop(Node::open(dir.path(), options.clone()).unwrap());
    backup::take(dir.path(), target.path(), &options, &mut |_| {}).unwrap();
    let file = target.path().join("doorstep.db");
    let mut bytes = std::fs::read(&file).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let fresh = tempfile::tempdir().unwrap();
    let error = backup::restore(target.path(), fresh.path(), &options).unwrap_err();
    assert!(error.to_string().contains("not what is written about it"), "{error}");
    assert!(!fresh.path().join("doorstep.db").exists());
}
