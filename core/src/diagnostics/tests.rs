use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use doorstep_domain::cbor;
use doorstep_domain::digest::sha256;
use doorstep_domain::document::NewLine;
use doorstep_domain::fact::{
    Area, ConsentWhat, Consented, PartMoved, Person, Phase, SignatureRole, StockPlace,
};
use doorstep_domain::id::{CaseId, Hash, QuoteId};
use doorstep_domain::jobfile::JobFile;
use doorstep_domain::key::PublicKey;
use doorstep_domain::money::Money;
use doorstep_domain::signature::{Point, Stroke, Strokes};
use doorstep_domain::sync::{ItemKind, NackCode};
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::value::Value;
use proptest::prelude::*;

use super::file::{Bundle, CaseOf, From, InOutbox, ItemOf, NotBundle, ReadSoFar, Stands, Why};
use super::picture::{self, ToldCase};
use super::{Replay, replay_bundle};
use crate::store::bundled;
use crate::testing::{FakeServer, Phone, pack_file};
use crate::{Error, NewPhoto, NewSignature, NewWalkIn, Version, inspect};

/// Everything that a customer's life is made of here.
#[derive(Debug, Clone)]
struct Customer {
    name: String,
    phone: String,
    address: String,
    report: String,
    note: String,
    serial: String,
    material: String,
}

impl Customer {
    fn wang() -> Self {
        Self {
            name: "王秀英女士".to_owned(),
            phone: "138 0000 1111".to_owned(),
            address: "Building 3, 402".to_owned(),
            report: "The tap of Mrs Wang drips".to_owned(),
            note: "Rings twice; the dog is called Caramel".to_owned(),
            serial: "SN-77812-AB".to_owned(),
            material: "wax ring as Mrs Wang wanted it".to_owned(),
        }
    }

    fn secrets(&self) -> [&str; 7] {
        [&self.name, &self.phone, &self.address, &self.report, &self.note, &self.serial, &self.material]
    }
}

struct World {
    dir: Arc<tempfile::TempDir>,
    server: FakeServer,
    chen: Phone,
    wang: Phone,
}

fn world() -> World {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let server = FakeServer::new();
    let (chen, wang) = (Phone::new(&dir, &server, "chen"), Phone::new(&dir, &server, "wang"));
    chen.sync();
    wang.sync();
    World { dir, server, chen, wang }
}

/// The customer agrees to a quote, and the work is done.
fn agree_and_work(
    phone: &Phone,
    case: CaseId,
    seen: &Version,
    quote: QuoteId,
    customer: &Customer,
) -> Version {
    let core = &phone.core;
    let visit = core.job(case).unwrap().state.created.unwrap().body.visit;
    let version = core.offer_quote(case, seen, visit, quote, 30).unwrap();
    let by = Person { name: customer.name.clone(), ..Person::default() };
    let consent = Consented {
        visit,
        what: ConsentWhat::Quote,
        quote: Some(quote),
        step: None,
        accepted: true,
        reason: None,
        by,
        signature: None,
        options: None,
        total_minor: None,
    };
    let version = core.consent(case, &version, consent).unwrap();
    let version = core.start_work(case, &version, visit, Vec::new()).unwrap();
    let started = core.job(case).unwrap().state.visits[&visit].sessions[0].started;
    phone.clock.pass(25 * 60_000);
    core.stop_work(case, &version, visit, started).unwrap()
}

/// A job with answers, lines, a note, a part, a photo and a signature.
fn work(world: &World, customer: &Customer) -> CaseId {
    let core = &world.chen.core;
    let new = NewWalkIn {
        pack: pack_file().0,
        service: "repair".to_owned(),
        report: customer.report.clone(),
        area: Area::Indoor,
        is_emergency: false,
        customer_name: customer.name.clone(),
        customer_phone: Some(customer.phone.clone()),
        address: customer.address.clone(),
        time_zone: "CST-8".to_owned(),
        reporter: None,
    };
    let (case, version) = core.create_walk_in(new).unwrap();
    let visit = core.job(case).unwrap().state.created.unwrap().body.visit;
    let version = core.enter_phase(case, &version, visit, Phase::Arrived).unwrap();
    let (_, version) = core.add_note(case, &version, visit, customer.note.clone()).unwrap();
    let phone = Some(Value::Str(customer.phone.clone()));
    let version = core.correct(case, &version, "customer.phone".to_owned(), phone).unwrap();
    let quote = core.new_quote().unwrap();
    let other = core.new_quote().unwrap();
    let line = |quote, item: Option<&str>, what: &str, cost| NewLine {
        quote,
        visit,
        item: item.map(str::to_owned),
        what: what.to_owned(),
        quantity: "2".parse().unwrap(),
        cost,
    };
    let (_, version) = core.add_line(case, &version, line(quote, Some("valve"), "valve", None)).unwrap();
    let (_, version) =
        core.add_line(case, &version, line(other, None, &customer.material, Some(Money(1600)))).unwrap();
    let part = PartMoved {
        visit,
        code: None,
        name: customer.material.clone(),
        quantity: "1".parse().unwrap(),
        from: StockPlace::Van,
        to: StockPlace::Customer,
        serial: Some(customer.serial.clone()),
        old: false,
        note: Some(customer.note.clone()),
        from_van: None,
        to_van: None,
        step: None,
    };
    core.move_part(case, &version, part).unwrap();
    let version = world.chen.answer(case, "valve", true);
    let version = agree_and_work(&world.chen, case, &version, quote, customer);
    let photo = world.dir.path().join("photo.jpg");
    std::fs::write(&photo, [b"\xff\xd8\xff ".as_slice(), customer.name.as_bytes()].concat()).unwrap();
    core.take_photo(case, &version, NewPhoto::new(visit, "before", "before"), &photo).unwrap();
    let prepared = core
        .prepare_signature(case, visit, SignatureRole::CustomerAccept, Some(quote), &customer.address)
        .unwrap();
    let point = |i: i32| Point { x: i * 300, y: (i % 5) * 400, t_ms: i.unsigned_abs() * 10, pressure: None };
    let strokes = Strokes::new(vec![Stroke((0..40).map(point).collect())]).unwrap();
    let signer = Person { name: customer.name.clone(), phone: Some(customer.phone.clone()), relation: None };
    core.sign(case, &prepared, &NewSignature { signer, strokes, proxy: None }).unwrap();
    case
}

fn bundle_of(phone: &Phone, world: &World, log: &[String]) -> (std::path::PathBuf, Bundle) {
    let path = world.dir.path().join("phone.dsdiag");
    phone.core.diagnostics_bundle(log, &path).unwrap();
    let bundle = Bundle::from_bytes(&std::fs::read(&path).unwrap()).unwrap();
    (path, bundle)
}

fn replayed(path: &Path) -> Replay {
    let fresh = tempfile::tempdir().unwrap();
    replay_bundle(path, fresh.path()).unwrap()
}

/// What people see of a case, without ids and words.
fn seen(told: &ToldCase) -> impl PartialEq + std::fmt::Debug + use<> {
    let visits: Vec<_> = told
        .visits
        .iter()
        .map(|v| (v.phase, v.steps.clone(), v.acceptance.clone(), v.coverage.clone()))
        .collect();
    let totals: Vec<_> = told.quotes.iter().map(|quote| quote.total_minor).collect();
    let counts = [told.decisions, told.oddities, told.parked];
    (told.number.clone(), told.outcome, told.has_pack, visits, totals, told.conflicts.clone(), counts)
}

/// Every case of a phone, and what a replay says of the case with the same number.
fn compare(phone: &Phone, replay: &Replay) {
    let core = &phone.core;
    let cases = core.shared.open().unwrap().read(bundled::cases).unwrap();
    let here: BTreeMap<&str, &ToldCase> = replay
        .cases
        .iter()
        .filter_map(|case| case.told.as_ref())
        .map(|told| (told.number.as_str(), told))
        .collect();
    assert!(!cases.is_empty());
    for case in cases {
        let there = picture::of(core, case.id).unwrap().told.unwrap();
        assert_eq!(seen(&there), seen(here[there.number.as_str()]), "{}", there.number);
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_phone_in_trouble_replays_to_the_same_and_tells_nothing_of_the_customer() {
    let world = world();
    let World { server, chen, wang, dir } = &world;
    let customer = Customer::wang();
    let case = work(&world, &customer);
    // The same telephone number differently on two phones: a conflict.
    let file = dir.path().join("handed over");
    let version = chen.core.job(case).unwrap().version;
    chen.core.export_job(case, &version, None, &file).unwrap();
    wang.core.import_job(&file).unwrap();
    for (phone, number) in [(wang, "138 9999 2222"), (chen, "138 8888 3333")] {
        let version = phone.core.job(case).unwrap().version;
        let number = Some(Value::Str(number.to_owned()));
        phone.core.correct(case, &version, "customer.phone".to_owned(), number).unwrap();
    }
    let note = chen.core.job(case).unwrap();
    let id = note.notes[0].id;
    chen.core.edit_note(case, &note.version, id, "Caramel bites".to_owned()).unwrap();
    // A fact that the office refuses, and one whose ancestor is missing.
    let seen_by_wang = wang.core.job(case).unwrap().version;
    wang.core.export_job(case, &seen_by_wang, None, &file).unwrap();
    let mut from_wang = JobFile::from_bytes(&std::fs::read(&file).unwrap()).unwrap();
    let facts = from_wang.items.iter().filter(|item| item.kind == ItemKind::Fact.code()).count();
    let mut kept = 0;
    from_wang.items.retain(|item| {
        kept += usize::from(item.kind == ItemKind::Fact.code());
        item.kind != ItemKind::Fact.code() || kept != facts - 1
    });
    let forged = from_wang.items.iter_mut().rfind(|item| item.kind == ItemKind::Manifest.code()).unwrap();
    let end = forged.bytes.len() - 1;
    forged.bytes[end] ^= 1;
    std::fs::write(&file, from_wang.to_bytes()).unwrap();
    let fresh = Phone::new(dir, server, "lin");
    fresh.sync();
    fresh.core.import_job(&file).unwrap();
    let stored =
        chen.core.shared.open().unwrap().read(|connection| bundled::items(connection, case)).unwrap();
    let newest = stored.iter().rfind(|stored| stored.item.kind == ItemKind::Fact.code()).unwrap();
    server.refuse(newest.hash, NackCode::TooLarge);
    chen.sync();
    chen.core.import_job(&file).unwrap();
    chen.walk_in();

    for phone in [chen, &fresh, wang] {
        let log = [format!("a case is stuck case={case} of {}", customer.name)];
        let (path, bundle) = bundle_of(phone, &world, &log);
        let replay = replayed(&path);
        assert!(replay.is_same() && replay.differing.is_empty(), "{:?}", replay.differing);
        compare(phone, &replay);
        let unpacked = cbor::encode(&bundle);
        for secret in
            customer.secrets().into_iter().chain(["Caramel", "138 9999 2222", "138 8888 3333", "token-"])
        {
            assert!(!holds(&unpacked, secret), "{secret}");
        }
        assert!(!bundle.log[0].contains(&case.to_string()) && bundle.log[0].contains("case_"));
        assert!(!holds(&unpacked, &String::from_utf8_lossy(&case.0)), "nor the id of a case");
    }
    let (path, _) = bundle_of(chen, &world, &[]);
    let replay = replayed(&path);
    let stands: Vec<&str> = replay.trouble.iter().map(|trouble| trouble.stands).collect();
    assert!(stands.contains(&"unsent") && stands.contains(&"refused by the office"), "{stands:?}");
    assert!(replay.cases.iter().flat_map(|case| &case.told).any(|told| !told.conflicts.is_empty()));
    let (path, _) = bundle_of(&fresh, &world, &[]);
    let replay = replayed(&path);
    let refused = replay.trouble.iter().any(|trouble| trouble.stands == "refused" && trouble.is_here);
    assert!(refused, "a manifest that nobody signed");
    let parked: u32 = replay.cases.iter().flat_map(|case| &case.told).map(|told| told.parked).sum();
    assert!(parked > 0, "a fact without its ancestor");
}

#[test]
fn the_store_of_a_replay_stands_where_the_phone_stood() {
    let world = world();
    work(&world, &Customer::wang());
    world.chen.sync();
    world.chen.walk_in();
    let (path, _) = bundle_of(&world.chen, &world, &[]);
    let fresh = tempfile::tempdir().unwrap();
    replay_bundle(&path, fresh.path()).unwrap();
    let (phone, here) = (inspect(&world.chen.config.dir).unwrap(), inspect(fresh.path()).unwrap());
    let counts = |sums: &BTreeMap<String, crate::Sum>| -> BTreeMap<String, u64> {
        sums.iter().map(|(name, sum)| (name.clone(), sum.count)).collect()
    };
    assert_eq!((phone.epoch, phone.cursor), (here.epoch, here.cursor));
    assert_eq!(counts(&phone.cases), counts(&here.cases));
    // Strokes and pictures stay on the phone.
    let with_bytes = |sums| {
        let mut counts = counts(sums);
        counts.retain(|name, _| !name.contains("kind 5"));
        counts
    };
    assert_eq!(with_bytes(&phone.outbox), with_bytes(&here.outbox));
    assert_eq!(with_bytes(&phone.items), with_bytes(&here.items));
    let used = replay_bundle(&path, fresh.path());
    assert!(matches!(used, Err(Error::File(_))), "a store is not written over");
    assert!(!world.chen.config.dir.join(super::TRIED_OUT).exists(), "nothing is left on the phone");
}

#[test]
fn a_phone_that_was_never_enrolled_has_a_bundle_too() {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let stranger = Phone::stranger(&dir, &FakeServer::new(), "nobody");
    let path = dir.path().join("bundle");
    stranger.core.diagnostics_bundle(&["it does not enrol".to_owned()], &path).unwrap();
    let replay = replayed(&path);
    assert!(replay.is_same() && replay.cases.is_empty());
    assert_eq!(replay.log, ["it does not enrol"]);
}

#[test]
fn a_damaged_bundle_is_refused_with_a_reason() {
    let world = world();
    work(&world, &Customer::wang());
    let (path, _) = bundle_of(&world.chen, &world, &[]);
    let bytes = std::fs::read(&path).unwrap();
    let why = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let dir = tempfile::tempdir().unwrap();
        match replay_bundle(&path, dir.path()) {
            Err(Error::Bundle(why)) => why,
            other => panic!("{other:?}"),
        }
    };
    for place in (8..bytes.len()).step_by(97) {
        let mut flipped = bytes.clone();
        flipped[place] ^= 1;
        assert_eq!(why(&flipped), NotBundle::Damaged, "byte {place}");
    }
    assert_eq!(why(&bytes[..bytes.len() / 2]), NotBundle::Damaged);
    assert_eq!(why(b"PK\x03\x04 something else"), NotBundle::Foreign);
    assert_eq!(why(b""), NotBundle::Foreign);
    assert_eq!(why(b"DSTPDIA2 from the future"), NotBundle::Newer);
    let sealed = |content: &[u8]| {
        let mut bytes = [b"DSTPDIA1".as_slice(), content].concat();
        let hash = sha256(&bytes);
        bytes.extend(hash.0);
        bytes
    };
    assert_eq!(why(&sealed(b"no frame")), NotBundle::Malformed);
    let bomb = zstd::bulk::compress(&vec![0; 200 * 1024 * 1024], 1).unwrap();
    assert_eq!(why(&sealed(&bomb)), NotBundle::TooLong);
}

fn small() -> Bundle {
    let item = ItemOf {
        kind: 2,
        bytes: Some(b"fact".to_vec().into()),
        size_bytes: 4,
        origin: From::Own,
        state: Stands::Waiting,
        refused: None,
        is_held: false,
        outbox: Some(InOutbox { is_urgent: true, reason: Why::Own, code: Some("need".into()), detail: None }),
    };
    let left_out = ItemOf {
        kind: 5,
        bytes: None,
        origin: From::Server,
        state: Stands::Refused,
        refused: Some("malformed".into()),
        is_held: true,
        outbox: None,
        ..item
    };
    Bundle {
        engine: "doorstep 1.2.3".into(),
        made: TimeEvidence { wall_ms: 5, boot_ms: 6, boot_id: 7 },
        language: "en".into(),
        machine: "linux x86_64".into(),
        enrolment: Some(super::file::Enrolled {
            root_key: PublicKey([1; 32]),
            certificate: b"certificate".to_vec().into(),
            office: b"office".to_vec().into(),
            seed: [2; 32],
            is_signed_out: false,
        }),
        progress: ReadSoFar {
            epoch: 1,
            cursor: 2,
            must_refill: false,
            synced_at_ms: None,
            server_ms: Some(3),
        },
        cases: vec![CaseOf { case: CaseId([3; 16]), stuck: None, items: vec![item, left_out] }],
        left_out: 0,
        packs: vec![b"pack".to_vec().into()],
        store: "{}".into(),
        log: vec!["line".into()],
        states: vec![Hash([4; 32])],
    }
}

/// Pins the content before it is packed: what zstd makes of it may differ from version to version.
#[test]
fn the_content_has_the_bytes_that_it_always_had() {
    let written = doorstep_domain::id::hex(&cbor::encode(&small()));
    assert_eq!(written, include_str!("golden-1.txt").trim_end());
    assert_eq!(Bundle::from_bytes(&small().to_bytes().unwrap()), Ok(small()));
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Z][a-z]{5,12} [A-Z][a-z]{5,12}", "[\u{4e00}-\u{9fa5}]{4,9}", "[A-Z]{2}[0-9]{6,9}[a-z]{2}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn no_text_of_a_customer_is_in_a_bundle_and_everything_else_stands(
        name in words(), phone in "1[3-9][0-9]{9}", address in words(), report in words(), note in words(),
        serial in "[A-Z]{2}[0-9]{6,9}[a-z]{2}", material in words(),
    ) {
        let world = world();
        let customer = Customer { name, phone, address, report, note, serial, material };
        work(&world, &customer);
        let (path, bundle) = bundle_of(&world.chen, &world, &[]);
        let unpacked = cbor::encode(&bundle);
        for secret in customer.secrets() {
            prop_assert!(!holds(&unpacked, secret), "{}", secret);
            for word in secret.split(' ').filter(|word| word.len() > 5) {
                prop_assert!(!holds(&unpacked, word), "{}", word);
            }
        }
        let replay = replayed(&path);
        prop_assert!(replay.is_same());
        compare(&world.chen, &replay);
    }
}
