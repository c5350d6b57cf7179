//! Honest changes pass and are counted as Automerge counts them; the known bombs do not.

mod nesting;

use std::io::Write as _;

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, Author, Automerge, Change, ObjType, ROOT, ReadDoc as _};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::prelude::*;

use super::*;
use crate::id::{CertificateId, ChangeId};

const AUTHOR: [u8; 32] = [7; 32];

fn document(actor: &[u8]) -> Automerge {
    let mut doc = Automerge::new();
    doc.set_author(Some(Author::from(AUTHOR.to_vec())));
    doc.set_actor(ActorId::from(actor));
    doc
}

fn commit(doc: &mut Automerge, edit: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) -> Change {
    let mut tx = doc.transaction();
    edit(&mut tx);
    tx.commit_with(CommitOptions::default().with_time(1_700_000_000));
    doc.get_last_local_change().unwrap()
}

fn honest() -> Vec<u8> {
    commit(&mut document(&[1; 16]), |tx| tx.put(ROOT, "answer", 42).unwrap()).raw_bytes().to_vec()
}

fn unsigned(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap());
}

fn signed(out: &mut Vec<u8>, mut number: i64) {
    loop {
        let byte = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        if (number == 0 && byte & 0x40 == 0) || (number == -1 && byte & 0x40 != 0) {
            return out.push(byte);
        }
        out.push(byte | 0x80);
    }
}

/// A chunk around a body, with the checksum that its content has.
fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    envelope(kind, body, &chunk::hash(kind, body))
}

fn envelope(kind: u8, body: &[u8], hash: &ChangeId) -> Vec<u8> {
    let mut bytes = chunk::MAGIC.to_vec();
    bytes.extend(&hash.0[..4]);
    bytes.push(kind);
    unsigned(&mut bytes, body.len() as u64);
    bytes.extend(body);
    bytes
}

fn run(count: i64, value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    signed(&mut bytes, count);
    bytes.extend(value);
    bytes
}

fn booleans(falses: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    unsigned(&mut bytes, falses);
    bytes
}

/// The columns of a change that puts null under the key "k" `ops` times.
fn repeated_puts(ops: i64) -> Vec<(u64, Vec<u8>)> {
    vec![
        (21, run(ops, b"\x01k")),
        (52, booleans(ops.unsigned_abs())),
        (66, run(ops, &[1])),
        (86, run(ops, &[0])),
        (112, run(ops, &[0])),
    ]
}

/// The body of a first change with these columns.
fn body(columns: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut body = vec![0, 16];
    body.extend([9; 16]);
    body.extend([1, 1, 0, 0, 0]);
    unsigned(&mut body, columns.len() as u64);
    for (spec, bytes) in columns {
        unsigned(&mut body, *spec);
        unsigned(&mut body, bytes.len() as u64);
    }
    body.extend(columns.iter().flat_map(|(_, bytes)| bytes));
    body.extend([1, 32]);
    body.extend(AUTHOR);
    body
}

fn scan(bytes: &[u8]) -> Result<ScannedChange, Refused> {
    change(bytes, &Limits::CHANGE)
}

fn deflate(len: usize) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let zeros = vec![0_u8; 1 << 20];
    for _ in 0..len >> 20 {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.finish().unwrap()
}

#[test]
fn an_honest_change_passes_with_what_it_claims() {
    let bytes = honest();
    let scanned = scan(&bytes).unwrap();
    let theirs = Change::from_bytes(bytes).unwrap();
    assert_eq!(scanned.id.0, theirs.hash().0);
    assert_eq!((scanned.actor, scanned.seq, scanned.start_op, scanned.ops), ([1; 16], 1, 1, 1));
    assert_eq!(scanned.author, Some(CertificateId(AUTHOR)));
    assert_eq!((scanned.deps.len(), scanned.time_s), (0, 1_700_000_000));
}

#[test]
fn a_change_of_a_hundred_bytes_with_five_million_operations_is_refused() {
    let bomb = chunk(1, &body(&repeated_puts(5_000_000)));
    assert!(bomb.len() < 150, "{} bytes", bomb.len());
    assert_eq!(scan(&bomb), Err(Refused::TooManyOps));

    let small = chunk(1, &body(&repeated_puts(5_000)));
    assert_eq!(scan(&small).unwrap().ops, 5_000);
    let theirs = Change::from_bytes(small).unwrap();
    assert_eq!(theirs.len(), 5_000, "Automerge does expand the same form");
}

#[test]
fn every_column_is_bounded_not_only_the_actions() {
    let with = |spec: u64, bytes: Vec<u8>| {
        let mut columns = repeated_puts(10);
        columns.retain(|(known, _)| *known != spec);
        columns.push((spec, bytes));
        columns.sort();
        scan(&chunk(1, &body(&columns)))
    };
    let many = 3_000_000_000_i64;
    assert!(with(21, run(10, b"\x01k")).is_ok());
    assert_eq!(with(21, run(many, b"\x01k")), Err(Refused::TooManyOps));
    assert_eq!(with(21, run(11, b"\x01k")), Err(Refused::Rows));
    assert_eq!(with(21, run(i64::MAX, b"\x01k")), Err(Refused::TooManyOps));
    assert_eq!(with(21, run(i64::MIN, b"\x01k")), Err(Refused::TooManyOps));
    assert_eq!(with(52, booleans(many.unsigned_abs())), Err(Refused::TooManyOps));
    assert_eq!(with(52, [booleans(u64::MAX), booleans(u64::MAX)].concat()), Err(Refused::TooManyOps));
    assert_eq!(with(112, run(10, b"\xff\xff\xff\x7f")), Err(Refused::TooManyOps), "predecessors");
    assert_eq!(with(1, run(10, &[1])), Err(Refused::UnknownActor));
    assert_eq!(with(66, run(10, &[8])), Err(Refused::Number), "an unknown action");
    assert_eq!(with(86, run(10, &[0x16])), Err(Refused::Rows), "values without their bytes");
    assert_eq!(with(19, run(10, &[0x7f])), Err(Refused::Number), "a counter below zero");
    assert_eq!(with(165, run(0, &[0])), Err(Refused::Rows), "an empty run");
    assert_eq!(with(37, vec![]), Err(Refused::Layout), "an unknown column");
    assert_eq!(with(21 | 8, vec![]), Err(Refused::Layout), "a deflated column");
}

#[test]
fn a_long_text_repeated_by_a_run_counts_with_its_expanded_length() {
    let text = vec![b'k'; 50_000];
    let mut value = Vec::new();
    unsigned(&mut value, text.len() as u64);
    value.extend(&text);
    let mut columns = repeated_puts(9_000);
    columns[0].1 = run(9_000, &value);
    assert_eq!(scan(&chunk(1, &body(&columns))), Err(Refused::InflatedTooLarge));
}

#[test]
fn a_snapshot_of_two_kilobytes_with_two_million_operations_is_refused() {
    let snapshot_of = |ops: i64| {
        let mut body = vec![1, 16];
        body.extend([9; 16]);
        body.push(0);
        let changes = [(1, run(-1, &[0])), (3, run(-1, &[1])), (19, run(-1, &[1])), (64, run(-1, &[0]))];
        let mut ops = repeated_puts(ops);
        ops[4].0 = 128;
        for columns in [&changes[..], &ops] {
            unsigned(&mut body, columns.len() as u64);
            for (spec, bytes) in columns {
                unsigned(&mut body, *spec);
                unsigned(&mut body, bytes.len() as u64);
            }
        }
        body.extend(changes.iter().chain(&ops).flat_map(|(_, bytes)| bytes));
        chunk(0, &body)
    };
    assert_eq!(snapshot(&snapshot_of(100_000), &Limits::SNAPSHOT).unwrap().ops, 100_000);
    assert!(snapshot_of(2_000_000).len() < 2_144);
    assert_eq!(snapshot(&snapshot_of(2_000_000), &Limits::SNAPSHOT), Err(Refused::TooManyOps));
}

#[test]
fn a_real_snapshot_of_few_bytes_and_many_operations_is_refused() {
    let mut doc = document(&[1; 16]);
    commit(&mut doc, |tx| {
        let text = tx.put_object(ROOT, "text", ObjType::Text).unwrap();
        tx.splice_text(&text, 0, 0, &"a".repeat(250_000)).unwrap();
    });
    let bytes = doc.save();
    assert!(bytes.len() < 2_000, "{} bytes", bytes.len());
    assert_eq!(snapshot(&bytes, &Limits::SNAPSHOT), Err(Refused::TooManyOps));
    let roomy = Limits { ops: 300_000, ..Limits::SNAPSHOT };
    assert_eq!(snapshot(&bytes, &roomy).unwrap().ops, 250_001);
}

#[test]
fn a_change_that_inflates_to_half_a_gigabyte_is_refused_unread() {
    let compressed = deflate(512 << 20);
    let bomb = envelope(2, &compressed, &ChangeId([0; 32]));
    assert_eq!(scan(&bomb), Err(Refused::TooLarge), "{} bytes", bomb.len());
    let roomy = Limits { bytes: 1 << 20, ..Limits::CHANGE };
    assert_eq!(change(&bomb, &roomy), Err(Refused::InflatedTooLarge));

    let within = envelope(2, &deflate(200 << 20), &ChangeId([0; 32]));
    assert!(within.len() < Limits::CHANGE.bytes);
    assert_eq!(scan(&within), Err(Refused::InflatedTooLarge));
}

#[test]
fn inflating_reads_one_byte_beyond_the_limit_and_no_more() {
    let compressed = deflate(1 << 20);
    assert_eq!(chunk::inflate(&compressed, 1 << 20).unwrap().len(), 1 << 20);
    assert_eq!(chunk::inflate(&compressed, (1 << 20) - 1), Err(Refused::InflatedTooLarge));
    let followed = [&compressed[..], b"x"].concat();
    assert_eq!(chunk::inflate(&followed, 1 << 20), Err(Refused::Trailing));
    assert_eq!(chunk::inflate(&compressed[..20], 1 << 20), Err(Refused::Deflate));
}

#[test]
fn deflated_columns_of_a_snapshot_share_one_budget() {
    let mut body = vec![1, 16];
    body.extend([9; 16]);
    body.extend([0, 0, 2]);
    let columns = [deflate(20 << 20), deflate(20 << 20)];
    for (spec, column) in [21_u64 | 8, 165 | 8].into_iter().zip(&columns) {
        unsigned(&mut body, spec);
        unsigned(&mut body, column.len() as u64);
    }
    body.extend(columns.concat());
    let bomb = chunk(0, &body);
    assert!(bomb.len() < 50_000);
    assert_eq!(snapshot(&bomb, &Limits::SNAPSHOT), Err(Refused::InflatedTooLarge));
}

#[test]
fn every_flipped_byte_is_noticed() {
    let bytes = honest();
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x10;
        assert!(scan(&flipped).is_err(), "byte {at}");
    }
    let mut flipped = bytes.clone();
    flipped[bytes.len() - 1] ^= 1;
    assert!(Change::from_bytes(flipped.clone()).is_ok(), "Automerge itself does not look");
    assert_eq!(scan(&flipped), Err(Refused::Checksum));
}

#[test]
fn every_truncation_and_anything_behind_is_refused() {
    let bytes = honest();
    for len in 0..bytes.len() {
        assert_eq!(scan(&bytes[..len]), Err(Refused::Truncated), "{len} bytes");
    }
    assert_eq!(scan(&[&bytes[..], &[0]].concat()), Err(Refused::Trailing));
    assert_eq!(scan(&[&bytes[..], &bytes[..]].concat()), Err(Refused::Trailing));
}

#[test]
fn only_the_kind_of_chunk_that_was_asked_for_passes() {
    let mut doc = document(&[1; 16]);
    let hash = commit(&mut doc, |tx| tx.put(ROOT, "a", 1).unwrap()).hash();
    let bundle = doc.bundle([hash]).unwrap().bytes().to_vec();
    assert_eq!(bundle[8], 3);
    assert_eq!(scan(&bundle), Err(Refused::ChunkType));
    assert_eq!(scan(&doc.save()), Err(Refused::ChunkType));
    assert_eq!(snapshot(&honest(), &Limits::SNAPSHOT), Err(Refused::ChunkType));
    assert_eq!(scan(&chunk(4, b"")), Err(Refused::ChunkType));
    assert_eq!(scan(b"not a chunk at all"), Err(Refused::Magic));
}

#[test]
fn actors_have_sixteen_bytes() {
    let mut doc = document(&[1; 21]);
    let long = commit(&mut doc, |tx| tx.put(ROOT, "a", 1).unwrap());
    assert_eq!(scan(long.raw_bytes()), Err(Refused::ActorLength));
    doc.set_actor(ActorId::from([2; 16]));
    let beside = commit(&mut doc, |tx| tx.put(ROOT, "a", 2).unwrap());
    assert_eq!(scan(beside.raw_bytes()), Err(Refused::ActorLength), "as another actor");
}

#[test]
fn a_change_carries_no_message_and_the_author_once() {
    let mut doc = document(&[1; 16]);
    let mut tx = doc.transaction();
    tx.put(ROOT, "a", 1).unwrap();
    tx.commit_with(CommitOptions::default().with_message("hello"));
    assert_eq!(scan(doc.get_last_local_change().unwrap().raw_bytes()), Err(Refused::Message));

    let mut anonymous = Automerge::new().with_actor(ActorId::from([1; 16]));
    let change = commit(&mut anonymous, |tx| tx.put(ROOT, "a", 1).unwrap());
    assert_eq!(scan(change.raw_bytes()), Err(Refused::Author));

    let mut doc = document(&[1; 16]);
    commit(&mut doc, |tx| tx.put(ROOT, "a", 1).unwrap());
    let second = commit(&mut doc, |tx| tx.put(ROOT, "a", 2).unwrap());
    assert_eq!(scan(second.raw_bytes()).unwrap().author, None);
}

#[test]
fn too_many_dependencies_and_actors_are_refused() {
    let mut base = document(&[255; 16]);
    commit(&mut base, |tx| tx.put(ROOT, "a", 0).unwrap());
    let mut doc = base.fork();
    for n in 1..=66 {
        let mut other = base.fork();
        other.set_author(Some(Author::from(AUTHOR.to_vec()))).set_actor(ActorId::from([n; 16]));
        let change = commit(&mut other, |tx| tx.put(ROOT, "a", i64::from(n)).unwrap());
        doc.apply_changes([change]).unwrap();
    }
    doc.set_author(Some(Author::from(AUTHOR.to_vec()))).set_actor(ActorId::from([0; 16]));
    let merging = commit(&mut doc, |tx| tx.put(ROOT, "b", 1).unwrap());
    assert_eq!(scan(merging.raw_bytes()), Err(Refused::TooManyDeps));
    let overwriting = commit(&mut doc, |tx| tx.put(ROOT, "a", 1).unwrap());
    assert_eq!(scan(overwriting.raw_bytes()).map(|scanned| scanned.ops), Ok(1));
    let narrow = Limits { actors: 65, ..Limits::CHANGE };
    assert_eq!(change(overwriting.raw_bytes(), &narrow), Err(Refused::TooManyActors));
}

#[derive(Debug, Clone)]
enum Step {
    Put(u8, i64),
    Write(u8, String),
    Delete(u8),
    Map(u8),
    Text(String),
    Merge,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..6_u8, any::<i64>()).prop_map(|(key, value)| Step::Put(key, value)),
        (0..6_u8, ".{0,40}").prop_map(|(key, text)| Step::Write(key, text)),
        (0..6_u8).prop_map(Step::Delete),
        (0..6_u8).prop_map(Step::Map),
        ".{0,30}".prop_map(Step::Text),
        Just(Step::Merge),
    ]
}

fn perform(tx: &mut automerge::transaction::Transaction<'_>, step: &Step, text: &automerge::ObjId) {
    match step {
        Step::Put(key, value) => tx.put(ROOT, format!("key{key}"), *value).unwrap(),
        Step::Write(key, value) => tx.put(ROOT, format!("key{key}"), value.as_str()).unwrap(),
        Step::Delete(key) if tx.get(ROOT, format!("key{key}")).unwrap().is_some() => {
            tx.delete(ROOT, format!("key{key}")).unwrap();
        }
        Step::Map(key) => {
            let map = tx.put_object(ROOT, format!("map{key}"), ObjType::Map).unwrap();
            tx.put(&map, "deleted", false).unwrap();
        }
        Step::Text(new) => tx.update_text(text, new).unwrap(),
        Step::Delete(_) | Step::Merge => {}
    }
}

proptest! {
    #[test]
    fn the_scanner_agrees_with_automerge_on_honest_work(
        commits in proptest::collection::vec((any::<bool>(), proptest::collection::vec(step(), 1..8)), 1..12),
    ) {
        let mut first = document(&[1; 16]);
        let mut text = automerge::ObjId::Root;
        commit(&mut first, |tx| text = tx.put_object(ROOT, "text", ObjType::Text).unwrap());
        let mut second = first.fork();
        second.set_author(Some(Author::from(AUTHOR.to_vec()))).set_actor(ActorId::from([2; 16]));
        for (left, steps) in &commits {
            let (doc, other) = if *left { (&mut first, &mut second) } else { (&mut second, &mut first) };
            if steps.iter().any(|step| matches!(step, Step::Merge)) {
                doc.merge(other).unwrap();
            }
            let mut tx = doc.transaction();
            for step in steps {
                perform(&mut tx, step, &text);
            }
            tx.commit();
        }
        first.merge(&mut second).unwrap();
        for mut theirs in first.get_changes(&[]) {
            let ours = scan(theirs.raw_bytes()).unwrap();
            prop_assert_eq!(ours.id.0, theirs.hash().0);
            prop_assert_eq!(ours.ops, theirs.len() as u64);
            prop_assert_eq!((ours.seq, ours.start_op), (theirs.seq(), theirs.start_op().get()));
            prop_assert_eq!(&ours.actor[..], theirs.actor_id().to_bytes());
            let deps: Vec<_> = theirs.deps().iter().map(|dep| ChangeId(dep.0)).collect();
            prop_assert_eq!(&ours.deps, &deps);
            prop_assert_eq!(scan(&theirs.bytes()), Ok(ours), "deflated");
        }
        for bytes in [first.save(), first.save_nocompress()] {
            let ours = snapshot(&bytes, &Limits::SNAPSHOT).unwrap();
            prop_assert_eq!(ours.changes, first.stats().num_changes);
            prop_assert_eq!(ours.ops, first.stats().num_ops);
            let heads: Vec<_> = first.get_heads().iter().map(|head| ChangeId(head.0)).collect();
            prop_assert_eq!(ours.heads, heads);
        }
    }

    #[test]
    fn no_bytes_make_the_scanner_panic(
        noise in proptest::collection::vec(any::<u8>(), 0..200),
        at in 0..200_usize,
    ) {
        let mut body = body(&repeated_puts(10));
        let at = at % body.len();
        body.splice(at..(at + noise.len() / 4).min(body.len()), noise);
        for kind in 0..4 {
            let bytes = chunk(kind, &body);
            if let Ok(ours) = scan(&bytes) {
                let theirs = Change::from_bytes(bytes.clone());
                prop_assert!(theirs.is_err() || theirs.unwrap().len() as u64 == ours.ops);
            }
            let _ = snapshot(&bytes, &Limits::SNAPSHOT);
        }
    }
}
