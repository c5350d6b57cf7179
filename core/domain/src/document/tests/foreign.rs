//! Bytes from elsewhere: late, twice, in any order, from another case, and hostile.

use automerge::transaction::Transaction;
use automerge::{Automerge, ROOT};

use super::*;
use crate::scan::Refused;

/// A device whose software does what ours never would.
fn hostile(base: &Device, actor: u8, edit: impl FnOnce(&mut Transaction<'_>)) -> Vec<u8> {
    let mut doc = Automerge::load(&base.document.save()).unwrap();
    sign(&mut doc, [actor; 16], CertificateId([actor; 32]));
    let mut tx = doc.transaction();
    edit(&mut tx);
    tx.commit();
    doc.get_last_local_change().unwrap().raw_bytes().to_vec()
}

fn bytes(changes: &[Written]) -> Vec<&[u8]> {
    changes.iter().map(|change| &change.bytes[..]).collect()
}

#[test]
fn a_change_of_another_case_does_not_apply() {
    let (mut ours, mut theirs) = (Device::create(1), Device::create(2));
    theirs.edit(&[answer("ppm", 1)]);
    let before = ours.view();
    let changes = theirs.document.changes_since(&[]);
    let applied = ours.document.apply(&bytes(&changes));
    assert_eq!(applied.refused, [(0, Refused::SecondGenesis)]);
    assert_eq!(applied.waiting, [(changes[1].id, vec![changes[0].id])]);
    assert_eq!(ours.view(), before);
}

#[test]
fn delivery_twice_and_in_any_order_is_the_same() {
    let mut phone = Device::create(1);
    let mut office = phone.join(2);
    for n in 0..6 {
        phone.edit(&[answer("ppm", n)]);
    }
    let changes = phone.document.changes_since(&office.document.heads());
    let mut backwards = bytes(&changes);
    backwards.reverse();
    let twice = [&backwards[..], &backwards].concat();
    let applied = office.document.apply(&twice);
    let order: Vec<_> = changes.iter().map(|change| change.id).collect();
    assert_eq!(applied.applied, order, "each after its dependencies");
    assert_eq!(office.document.apply(&twice), Applied::default());
    assert_eq!(office.view().canonical_bytes(), phone.view().canonical_bytes());
}

#[test]
fn what_waits_is_given_back_and_kept_nowhere() {
    let mut phone = Device::create(1);
    let mut office = phone.join(2);
    let first = phone.edit(&[answer("ppm", 1)]).changes.remove(0);
    let second = phone.edit(&[answer("ppm", 2)]).changes.remove(0);
    let applied = office.document.apply(&[&second.bytes]);
    assert_eq!(applied.waiting, [(second.id, vec![first.id])]);
    assert!(!office.document.has(&second.id));
    assert_eq!(office.document.apply(&[&first.bytes]).applied, [first.id]);
    assert_eq!(office.view().answers[&key("ppm")], Value::Int(1));
    assert_eq!(office.document.apply(&[&second.bytes]).applied, [second.id]);
    assert_eq!(office.view(), phone.view());
}

#[test]
fn one_refused_change_does_not_block_the_others() {
    let mut phone = Device::create(1);
    let mut office = phone.join(2);
    let good = phone.edit(&[answer("ppm", 1)]).changes.remove(0);
    let mut flipped = good.bytes.clone();
    flipped[60] ^= 1;
    let foreign = hostile(&office, 9, |tx| {
        let list = tx.put_object(ROOT, "list", ObjType::List).unwrap();
        tx.insert(&list, 0, 1).unwrap();
    });
    let applied = office.document.apply(&[b"noise", &flipped, &good.bytes, &foreign]);
    assert_eq!(applied.refused, [(0, Refused::Magic), (1, Refused::Checksum)]);
    assert_eq!(applied.applied.len(), 2);
    assert!(office.document.has(&good.id));
}

#[test]
fn nothing_hides_the_containers_lines_and_notes() {
    let mut phone = Device::create(1);
    phone.edit(&[answer("ppm", 1), line(LINE), note("a")]);
    let before = phone.view();
    let lines = phone.document.roots.lines.object();
    let notes = phone.document.roots.notes.object();
    let attack = hostile(&phone, 9, |tx| {
        for container in ["answers", "lines", "notes", "corrections"] {
            tx.put_object(ROOT, container, ObjType::Map).unwrap();
        }
        tx.put(ROOT, "schema", 2).unwrap();
        tx.put_object(&lines, "0101010101010101", ObjType::Map).unwrap();
        tx.delete(&notes, "0202020202020202").unwrap();
        tx.put(&lines, "unknown", "x").unwrap();
        tx.put_object(&lines, "0303030303030303", ObjType::Map).unwrap();
    });
    assert_eq!(phone.document.apply(&[&attack]).applied.len(), 1);
    let after = DocumentView { heads: before.heads.clone(), ..phone.view() };
    assert_eq!(after, before);
    phone.edit(&[answer("ppm", 2), quantity("2"), rewrite("b")]);
    let loaded = CaseDocument::load(&phone.document.save()).unwrap();
    assert_eq!(loaded.view(), phone.view());
    assert_eq!(loaded.view().notes[&NOTE].text, "b");
}

#[test]
fn values_of_wrong_types_and_unknown_keys_are_left_out() {
    let mut phone = Device::create(1);
    phone.edit(&[line(LINE), answer("ppm", 1)]);
    let answers = phone.document.roots.answers.object();
    let ppm = key("ppm");
    let object = phone.document.now().line_object(LINE).unwrap().object();
    let odd = hostile(&phone, 9, |tx| {
        tx.put(&answers, "not a key", 1).unwrap();
        tx.put(&answers, ppm.as_str(), 1.5).unwrap();
        tx.put_object(&answers, key("deep").as_str(), ObjType::Map).unwrap();
        tx.put(&object, "cost", "free").unwrap();
        tx.put(&object, "later_field", 7).unwrap();
    });
    assert_eq!(phone.document.apply(&[&odd]).applied.len(), 1);
    let view = phone.view();
    assert!(view.answers.is_empty());
    assert_eq!(view.lines[&LINE].cost, None);
    phone.edit(&[answer("ppm", 2)]);
    assert_eq!(phone.view().answers[&ppm], Value::Int(2));
}

#[test]
fn two_changes_of_one_actor_with_one_number_do_not_both_apply() {
    let mut phone = Device::create(1);
    let mut clone = phone.clone();
    let mut office = phone.join(2);
    let first = phone.edit(&[answer("ppm", 1)]).changes.remove(0);
    let second = clone.edit(&[answer("ppm", 2)]).changes.remove(0);
    assert_eq!(office.document.apply(&[&first.bytes]).applied, [first.id]);
    assert_eq!(office.document.apply(&[&second.bytes]).refused, [(0, Refused::ActorFork)]);
    let together = clone.document.apply(&[&first.bytes]);
    assert_eq!(together.refused, [(0, Refused::ActorFork)]);
    office.edit(&[answer("leak", true)]);
    CaseDocument::load(&office.document.save()).unwrap();
}

#[test]
fn what_builds_upon_a_refused_change_waits_and_blocks_nothing() {
    let mut phone = Device::create(1);
    let mut clone = phone.clone();
    let mut other = phone.join(3);
    let mut office = phone.join(2);
    let first = phone.edit(&[answer("ppm", 1)]).changes.remove(0);
    assert_eq!(office.document.apply(&[&first.bytes]).applied, [first.id]);
    let second = clone.edit(&[answer("ppm", 2)]).changes.remove(0);
    let third = clone.edit(&[answer("ppm", 3)]).changes.remove(0);
    let good = other.edit(&[answer("leak", true)]).changes.remove(0);
    let lost = other.edit(&[answer("leak", false)]).changes.remove(0);
    let orphan = other.edit(&[answer("wet", true)]).changes.remove(0);
    let applied = office.document.apply(&[&orphan.bytes, &third.bytes, &second.bytes, &good.bytes]);
    assert_eq!(applied.applied, [good.id]);
    assert_eq!(applied.refused, [(2, Refused::ActorFork)]);
    let mut waiting = vec![(orphan.id, vec![lost.id]), (third.id, vec![second.id])];
    waiting.sort();
    assert_eq!(applied.waiting, waiting);
}

#[test]
fn a_change_must_follow_its_actors_previous_one_and_number_its_operations() {
    let phone = Device::create(1);
    let honest = hostile(&phone, 9, |tx| tx.put(ROOT, "x", 1).unwrap());
    // Where the header of this change has its number and its first operation: after one dependency
    // and the actor.
    let at = 8 + 1 + 1 + 1 + 32 + 1 + 16;
    assert_eq!(honest[at..at + 2], [1, 6]);
    let forged = |place: usize, value: u8| {
        let mut body = honest[10..].to_vec();
        body[place - 10] = value;
        rehash(&body)
    };
    let mut target = phone;
    assert_eq!(target.document.apply(&[&forged(at + 1, 7)]).refused, [(0, Refused::StartOp)]);
    assert_eq!(target.document.apply(&[&forged(at + 1, 5)]).refused, [(0, Refused::StartOp)]);
    assert_eq!(target.document.apply(&[&forged(at, 2)]).refused, [(0, Refused::Author)]);
    let mut without_author = honest[10..honest.len() - 34].to_vec();
    without_author[at - 10] = 2;
    assert_eq!(target.document.apply(&[&rehash(&without_author)]).refused, [(0, Refused::Sequence)]);
    assert_eq!(target.document.apply(&[&honest]).applied.len(), 1);
}

#[test]
fn a_change_that_would_not_be_given_back_byte_for_byte_is_refused() {
    let phone = Device::create(1);
    let honest = hostile(&phone, 9, |tx| tx.put(ROOT, "x", 1).unwrap());
    let body = &honest[10..];
    // After the dependency, the actor, its number and the first operation: time, no message, no other actors.
    let at = 1 + 32 + 1 + 16 + 2;
    assert_eq!(body[at..at + 3], [0, 0, 0]);
    let genesis = phone.document.history.entry(0).actor;
    let padded = [&body[..at + 2], &[1, 16], &genesis, &body[at + 3..]].concat();
    let forged = rehash(&padded);
    assert!(scan::change(&forged, &Limits::CHANGE).is_ok(), "an actor that nothing names is not seen there");
    let mut target = phone.clone();
    assert_eq!(target.document.apply(&[&forged]).refused, [(0, Refused::Unapplicable)]);
    assert_eq!(target.view(), phone.view());
    among_others(&phone, &forged);
}

#[test]
fn a_conflict_confirmed_by_bare_automerge_is_decided_and_nothing_was_cleared() {
    let mut phone = Device::create(1);
    let mut office = phone.join(2);
    phone.edit(&[answer("ppm", 1)]);
    office.edit(&[answer("ppm", 2)]);
    sync(&mut phone, &mut office);
    let answers = phone.document.roots.answers.object();
    let confirmed = hostile(&phone, 9, |tx| tx.put(&answers, key("ppm").as_str(), 2).unwrap());
    assert_eq!(phone.document.apply(&[&confirmed]).applied.len(), 1);
    assert_eq!(phone.view().answers[&key("ppm")], Value::Int(2));
    assert!(phone.view().conflicts.is_empty());
    let superseded = phone.document.superseded(&Field::Answer(key("ppm")));
    assert_eq!(values(&superseded), [Some(1.into())]);
}

/// A change chunk around this body, with the right checksum.
fn rehash(body: &[u8]) -> Vec<u8> {
    use sha2::{Digest as _, Sha256};
    let mut chunk = vec![1];
    let mut len = body.len();
    while len > 0x7f {
        chunk.push(u8::try_from(len & 0x7f).unwrap() | 0x80);
        len >>= 7;
    }
    chunk.push(u8::try_from(len).unwrap());
    chunk.extend(body);
    let checksum = Sha256::digest(&chunk);
    [&[0x85, 0x6f, 0x4a, 0x83], &checksum[..4], &chunk].concat()
}

/// A change that Automerge itself turns away, amid forty good ones.
fn among_others(base: &Device, bad: &[u8]) {
    let edited = |name: u8| {
        let mut device = base.join(name);
        device.edit(&[answer("ppm", i64::from(name))]);
        device.edit(&[answer("leak", true)]);
        device.document.changes_since(&base.document.heads())
    };
    let good: Vec<Written> = (100..120).flat_map(edited).collect();
    for place in [0, 17, good.len()] {
        let mut changes = bytes(&good);
        changes.insert(place, bad);
        let mut target = base.clone();
        let applied = target.document.apply(&changes);
        assert_eq!((applied.applied.len(), applied.refused.len()), (good.len(), 1));
        assert_eq!(applied.refused, [(place, Refused::Unapplicable)]);
        assert!(applied.waiting.is_empty());
    }
}

#[test]
fn an_operation_on_an_object_that_does_not_exist_is_refused_without_a_trace() {
    let phone = Device::create(1);
    let answers = phone.document.roots.answers;
    let honest = hostile(&phone, 9, |tx| tx.put(answers.object(), "x", 1).unwrap());
    // The column of object counters holds the number of the operation that made `answers`.
    let counter = u8::try_from(answers.counter).unwrap();
    let places: Vec<_> = (60..honest.len() - 1)
        .filter(|at| honest[*at..*at + 2] == [0x7f, counter])
        .map(|at| at + 1)
        .collect();
    let mut refused = 0;
    for place in places {
        let mut body = honest[10..].to_vec();
        body[place - 10] = 99;
        let mut target = phone.clone();
        let applied = target.document.apply(&[&rehash(&body)]);
        refused += applied.refused.len();
        if !applied.refused.is_empty() {
            assert_eq!(target.view(), phone.view());
            target.edit(&[answer("ppm", 1)]);
            CaseDocument::load(&target.document.save()).unwrap();
        }
    }
    assert!(refused > 0);
}

#[test]
fn one_level_per_change_is_no_way_around_the_limit_of_nesting() {
    let device = Device::create(1);
    let mut doc = device.document.doc.clone();
    sign(&mut doc, [5; 16], CertificateId([5; 32]));
    let mut parent = device.document.roots.notes.object();
    let mut changes = Vec::new();
    for _ in 0..12 {
        let mut tx = doc.transaction();
        parent = tx.put_object(&parent, "deeper", ObjType::Map).unwrap();
        tx.commit();
        changes.push(doc.get_last_local_change().unwrap().raw_bytes().to_vec());
    }
    let changes: Vec<&[u8]> = changes.iter().map(Vec::as_slice).collect();
    let outcome = |applied: Applied| (applied.applied.len(), applied.refused, applied.waiting.len());
    let expected = (7, vec![(7, Refused::TooDeep)], 4);
    assert_eq!(outcome(device.clone().document.apply(&changes)), expected, "all at once");
    let mut one_by_one = device;
    let (mut applied, mut refused, mut waiting) = (0, 0, 0);
    for change in &changes {
        let result = one_by_one.document.apply(&[change]);
        applied += result.applied.len();
        refused += result.refused.len();
        waiting += result.waiting.len();
    }
    assert_eq!((applied, refused, waiting), (7, 1, 4), "one by one");
    let mut loaded = CaseDocument::load(&one_by_one.document.save()).unwrap();
    assert_eq!(loaded.apply(&[changes[7]]).refused, [(0, Refused::TooDeep)], "after loading too");
}

#[test]
fn only_a_first_change_with_the_containers_opens_a_case() {
    let mut phone = Device::create(1);
    let later = phone.edit(&[answer("ppm", 1)]).changes.remove(0);
    assert_eq!(CaseDocument::from_genesis(&later.bytes).err(), Some(Refused::NotGenesis));
    assert_eq!(CaseDocument::from_genesis(b"").err(), Some(Refused::Truncated));

    let genesis = |edit: &dyn Fn(&mut Transaction<'_>)| {
        let mut doc = empty();
        sign(&mut doc, [5; 16], CertificateId([5; 32]));
        let mut tx = doc.transaction();
        edit(&mut tx);
        tx.commit();
        doc.get_last_local_change().unwrap()
    };
    let bare = genesis(&|tx| tx.put(ROOT, "schema", 1).unwrap());
    assert_eq!(CaseDocument::from_genesis(bare.raw_bytes()).err(), Some(Refused::NotGenesis));
    let newer = genesis(&|tx| tx.put(ROOT, "schema", 2).unwrap());
    assert_eq!(CaseDocument::from_genesis(newer.raw_bytes()).err(), Some(Refused::Schema));
    let mut deflated = genesis(&|tx| {
        tx.put(ROOT, "schema", 1).unwrap();
        for container in ["answers", "lines", "notes", "corrections"] {
            tx.put_object(ROOT, container, ObjType::Map).unwrap();
        }
        tx.put(ROOT, "padding", "long enough to be worth deflating ".repeat(10)).unwrap();
    });
    assert!(CaseDocument::from_genesis(deflated.raw_bytes()).is_ok());
    let compressed = deflated.bytes().into_owned();
    assert_eq!(compressed[8], 2, "deflated");
    assert_eq!(CaseDocument::from_genesis(&compressed).err(), Some(Refused::NotGenesis));
}

#[test]
fn a_damaged_snapshot_does_not_load() {
    let mut phone = Device::create(1);
    phone.edit(&[answer("ppm", 1), note("text")]);
    let bytes = phone.document.save();
    assert!(CaseDocument::load(&bytes[..bytes.len() - 1]).is_err());
    for at in (0..bytes.len()).step_by(7) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 4;
        assert!(CaseDocument::load(&flipped).is_err(), "byte {at}");
    }
}
