//! What every store must do. Each implementation runs all of it: see [`crate::store_conformance`].
#![allow(clippy::unwrap_used, reason = "tests")]

mod books;
mod cards;
mod erased;
mod list;
mod shared;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use doorstep_domain::certificate::{Certificate, ED25519};
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::{BlobId, CaseId, ChangeId, DeviceId, Hash, PackId, TenantId};
use doorstep_domain::key::PrivateKey;
use doorstep_domain::sync::ItemKind;

use super::{
    Blob, ChangeRow, Device, Enrolment, NewEntry, PackRow, Snapshot, Store, StreamCase, Token, Write,
};
use crate::error::Error;

pub use books::months_are_rows_that_change_with_their_cases;
pub use cards::cards_and_listed_jobs_read_back;
pub use erased::{
    erasing_leaves_a_tombstone, stubs_say_what_was_erased_and_why, version_1_was_brought_up_to_date,
    what_devices_say_about_an_erased_case_reads_back,
};
pub use list::{
    the_list_of_jobs_has_an_order_and_pages, what_is_due_depends_on_when_somebody_asks,
    what_stands_around_the_work_reads_back,
};
pub use shared::{leases_read_back, what_nodes_share_reads_back};

const CASE: CaseId = CaseId([1; 16]);
const OTHER: CaseId = CaseId([2; 16]);
const DEVICE: DeviceId = DeviceId([3; 16]);

/// An entry of kind change whose hash consists of `name`.
fn entry(case: CaseId, name: u8, bytes: &[u8]) -> NewEntry<'_> {
    let hash = Hash([name; 32]);
    let (kind, device) = (ItemKind::Change, Some(DEVICE));
    NewEntry { case: Some(case), stream: None, kind, hash, about: None, device, bytes, received_at_ms: 5 }
}

fn member(stream: &str, case: CaseId, seq: u64, revoked: bool) -> StreamCase {
    StreamCase {
        stream: stream.to_owned(),
        case,
        last_seq: seq,
        granted_seq: seq,
        control_seq: revoked.then_some(seq),
        round: 1,
        revoked,
    }
}

/// Numbers begin at 1, have no gaps, and are visible as soon as the write returns.
pub fn numbers_count_up_without_gaps(store: &dyn Store) {
    assert_eq!(store.reading(|read| read.head()).unwrap().seq, 0);
    for name in 1..=3 {
        let seq = store.writing(|tx| tx.append(entry(CASE, name, &[name]))).unwrap();
        assert_eq!(seq, u64::from(name));
    }
    let head = store.reading(|read| read.head()).unwrap();
    assert_eq!(head.seq, 3);
    assert_ne!(head.epoch, 0);
}

/// A unit of work that fails or panics takes nothing with it, and its numbers are given again.
pub fn a_failed_unit_is_rolled_back_alone(store: &dyn Store) {
    let mut good = |tx: &mut dyn Write| tx.append(entry(CASE, 1, b"good")).map(drop);
    let mut bad = |tx: &mut dyn Write| {
        tx.append(entry(CASE, 2, b"bad"))?;
        Err(Error::Busy)
    };
    let mut worse = |tx: &mut dyn Write| {
        tx.append(entry(OTHER, 3, b"worse"))?;
        std::panic::resume_unwind(Box::new("on purpose"))
    };
    let mut last = |tx: &mut dyn Write| tx.append(entry(CASE, 4, b"last")).map(drop);
    let outcomes = store.write(&mut [&mut good, &mut bad, &mut worse, &mut last]).unwrap();
    assert!(matches!(outcomes[..], [Ok(()), Err(Error::Busy), Err(Error::Panicked), Ok(())]));
    let entries = store.reading(|read| read.entries(CASE, 0, 9, 9)).unwrap();
    let names: Vec<(u64, u8)> = entries.iter().map(|entry| (entry.seq, entry.hash.0[0])).collect();
    assert_eq!(names, [(1, 1), (2, 4)]);
    assert!(store.reading(|read| read.case(OTHER)).unwrap().is_none());
}

/// The same item of a case cannot be logged twice; of another case or kind it can.
pub fn an_item_is_logged_once_per_case_and_kind(store: &dyn Store) {
    store.writing(|tx| tx.append(entry(CASE, 1, b"x"))).unwrap();
    assert!(store.writing(|tx| tx.append(entry(CASE, 1, b"x"))).is_err());
    store.writing(|tx| tx.append(entry(OTHER, 1, b"x"))).unwrap();
    let blob = NewEntry { kind: ItemKind::SmallBlob, ..entry(CASE, 1, b"x") };
    assert_eq!(store.writing(|tx| tx.append(blob)).unwrap(), 3);
    let logged = |kind| store.reading(|read| read.logged(CASE, kind, Hash([1; 32]))).unwrap();
    assert_eq!(logged(ItemKind::Change), Some(1));
    assert_eq!(logged(ItemKind::SmallBlob), Some(3));
    assert_eq!(logged(ItemKind::Fact), None);
}

/// An entry is found by what it is about, within its case and kind; the newest first.
pub fn entries_are_found_by_what_they_are_about(store: &dyn Store) {
    let about = |case, name, kind| NewEntry { kind, about: Some(b"chen"), ..entry(case, name, b"x") };
    store
        .writing(|tx| {
            tx.append(entry(CASE, 1, b"x"))?;
            tx.append(about(CASE, 2, ItemKind::Ruling))?;
            tx.append(about(CASE, 3, ItemKind::Ruling))?;
            tx.append(about(OTHER, 4, ItemKind::Fact))
        })
        .unwrap();
    let found = |case, kind, about: &[u8]| store.reading(|read| read.about(case, kind, about)).unwrap();
    assert_eq!(found(CASE, ItemKind::Ruling, b"chen"), Some(3));
    assert_eq!(found(CASE, ItemKind::Ruling, b"wang"), None);
    assert_eq!(found(CASE, ItemKind::Fact, b"chen"), None);
    assert_eq!(found(OTHER, ItemKind::Fact, b"chen"), Some(4));
    let count = |kind| store.reading(|read| read.count(CASE, kind)).unwrap();
    assert_eq!((count(ItemKind::Change), count(ItemKind::Ruling), count(ItemKind::Fact)), (1, 2, 0));
}

/// Entries come back in order, within their bounds, with their bytes; the case counts them.
pub fn entries_read_back(store: &dyn Store) {
    store
        .writing(|tx| {
            for name in 1..=4 {
                tx.append(entry(if name == 2 { OTHER } else { CASE }, name, &[name; 7]))?;
            }
            tx.append(NewEntry { case: None, kind: ItemKind::Control, ..entry(CASE, 5, b"notice") })
        })
        .unwrap();
    let seqs = |after, upto, limit| {
        let entries = store.reading(|read| read.entries(CASE, after, upto, limit)).unwrap();
        entries.iter().map(|entry| entry.seq).collect::<Vec<_>>()
    };
    assert_eq!(seqs(0, 9, 9), [1, 3, 4]);
    assert_eq!(seqs(1, 3, 9), [3]);
    assert_eq!(seqs(0, 9, 2), [1, 3]);
    let case = store.reading(|read| read.case(CASE)).unwrap().unwrap();
    assert_eq!((case.last_seq, case.change_count, case.fact_count, case.size_bytes), (4, 3, 0, 21));
    let (bytes, notices, touched) =
        store.reading(|read| Ok((read.bytes(3)?, read.notices(0, 9, 9)?, read.touched(1, 9)?))).unwrap();
    assert_eq!(bytes, [3; 7]);
    assert_eq!((notices.len(), notices[0].seq, notices[0].size_bytes), (1, 5, 6));
    assert_eq!(touched, [CASE, OTHER]);
}

/// A new incarnation keeps the numbers.
pub fn an_epoch_can_begin_anew(store: &dyn Store) {
    store.writing(|tx| tx.append(entry(CASE, 1, b"x"))).unwrap();
    let before = store.reading(|read| read.head()).unwrap();
    store.writing(|tx| tx.begin_epoch(before.epoch + 1)).unwrap();
    let after = store.reading(|read| read.head()).unwrap();
    assert_eq!((after.epoch, after.seq), (before.epoch + 1, before.seq));
}

/// Changes are found by id and by actor, and one number of an actor has one change.
pub fn changes_are_indexed(store: &dyn Store) {
    let row = ChangeRow { actor: [4; 16], actor_seq: 2, end_op: 9, depth: 3 };
    store
        .writing(|tx| {
            tx.append(entry(CASE, 1, b"x"))?;
            tx.index_change(CASE, ChangeId([1; 32]), row, 9)
        })
        .unwrap();
    let (found, by_actor, missing) = store
        .reading(|read| {
            let by_actor = read.change_of_actor(CASE, [4; 16], 2)?;
            Ok((read.change(CASE, ChangeId([1; 32]))?, by_actor, read.change(OTHER, ChangeId([1; 32]))?))
        })
        .unwrap();
    assert_eq!((found, by_actor, missing), (Some(row), Some(ChangeId([1; 32])), None));
    assert!(store.writing(|tx| tx.index_change(CASE, ChangeId([2; 32]), row, 9)).is_err());
    let depth_at = |actor, op| store.reading(|read| read.depth_at(CASE, actor, op)).unwrap();
    assert_eq!((depth_at([4; 16], 9), depth_at([4; 16], 10), depth_at([5; 16], 9)), (Some(3), None, None));
}

/// Announcing reaches the streams that have the case, not those that it left.
pub fn streams_hear_of_their_cases(store: &dyn Store) {
    store
        .writing(|tx| {
            tx.append(entry(CASE, 1, b"x"))?;
            tx.put_stream(&member("u:a", CASE, 1, false))?;
            tx.put_stream(&member("u:b", CASE, 1, true))?;
            tx.append(entry(CASE, 2, b"y"))?;
            tx.announce(CASE)
        })
        .unwrap();
    let news = |after| {
        let streams = ["u:a".to_owned(), "u:b".to_owned(), "u:c".to_owned()];
        store.reading(|read| read.news(&streams, after)).unwrap()
    };
    assert_eq!(news(0).len(), 2);
    assert_eq!(news(1), [StreamCase { last_seq: 2, ..member("u:a", CASE, 1, false) }]);
    assert!(news(2).is_empty());
    store.writing(|tx| tx.put_stream(&member("u:a", CASE, 2, true))).unwrap();
    let rows = store.reading(|read| read.streams_of(CASE)).unwrap();
    assert!(rows.len() == 2 && rows.iter().all(|row| row.revoked));
}

fn certificate(root: &PrivateKey) -> Signed<Certificate> {
    let certificate = Certificate {
        tenant: TenantId::of_root_key(&root.public().0),
        device: DEVICE,
        user: "chen".to_owned(),
        name: "Chen".to_owned(),
        roles: vec!["technician".to_owned()],
        public_key: root.public(),
        algorithm: ED25519,
        valid_from_ms: 0,
        valid_until_ms: 1,
        code: "A1".to_owned(),
    };
    Signed::seal(certificate, root)
}

fn device(root: &PrivateKey, certificate: &Signed<Certificate>) -> Device {
    Device {
        device: DEVICE,
        user: "chen".to_owned(),
        name: "Chen".to_owned(),
        roles: vec!["technician".to_owned(), "a \"quoted\" one".to_owned()],
        label: "a phone".to_owned(),
        code: "A1".to_owned(),
        public_key: root.public(),
        certificate: certificate.id(),
        enrolled_at_ms: 1,
        claimed_at_ms: -1,
        revoked_at_ms: None,
    }
}

/// Devices, certificates, invitations, tokens and counters.
pub fn access_reads_back(store: &dyn Store) {
    let root = PrivateKey::from_seed(&[1; 32]);
    let certificate = certificate(&root);
    let device = device(&root, &certificate);
    let (user, name, roles) = (device.user.clone(), device.name.clone(), device.roles.clone());
    let enrolment = Enrolment { user, name, roles, code: "A1".to_owned(), expires_at_ms: 9, device: None };
    let token = |expires_at_ms| Token { device: DEVICE, expires_at_ms };
    store
        .writing(|tx| {
            tx.put_certificate(&certificate)?;
            tx.put_certificate(&certificate)?;
            tx.put_device(&device)?;
            tx.put_device(&Device { revoked_at_ms: Some(3), ..device.clone() })?;
            tx.put_enrolment(Hash([1; 32]), &enrolment)?;
            tx.put_token(Hash([1; 32]), token(5), 0)?;
            tx.put_token(Hash([2; 32]), token(9), 5)?;
            assert_eq!([tx.next("n")?, tx.next("n")?, tx.next("m")?], [1, 2, 1]);
            Ok(())
        })
        .unwrap();
    store
        .reading(|read| {
            assert_eq!(read.certificate(certificate.id())?.as_ref(), Some(&certificate));
            assert_eq!(read.device(DEVICE)?.unwrap(), Device { revoked_at_ms: Some(3), ..device.clone() });
            assert_eq!(read.devices()?.len(), 1);
            assert_eq!(read.enrolment(Hash([1; 32]))?.as_ref(), Some(&enrolment));
            assert_eq!(read.token(Hash([1; 32]))?, None, "forgotten when it no longer counted");
            assert_eq!(read.token(Hash([2; 32]))?, Some(token(9)));
            Ok(())
        })
        .unwrap();
    store.writing(|tx| tx.drop_tokens(DEVICE)).unwrap();
    assert_eq!(store.reading(|read| read.token(Hash([2; 32]))).unwrap(), None);
}

/// Snapshots, blobs, packs and consumers.
pub fn models_read_back(store: &dyn Store) {
    let pack = PackRow {
        pack: PackId([1; 32]),
        name: "repair".to_owned(),
        version: 2,
        size_bytes: 3,
        published_at_ms: 4,
    };
    store
        .writing(|tx| {
            tx.append(entry(CASE, 1, b"x"))?;
            tx.put_snapshot(CASE, &Snapshot { upto_seq: 1, bytes: vec![1] })?;
            tx.put_snapshot(CASE, &Snapshot { upto_seq: 2, bytes: vec![2] })?;
            tx.put_blob(CASE, BlobId([1; 32]), Blob { size_bytes: 1, stored_at_ms: 1 })?;
            tx.put_pack(&pack)?;
            tx.consume("projector", 7)
        })
        .unwrap();
    store
        .reading(|read| {
            assert_eq!(read.snapshot(CASE)?, Some(Snapshot { upto_seq: 2, bytes: vec![2] }));
            assert_eq!(read.blob(CASE, BlobId([1; 32]))?, Some(Blob { size_bytes: 1, stored_at_ms: 1 }));
            assert_eq!(read.blob(OTHER, BlobId([1; 32]))?, None, "a blob belongs to its case");
            assert_eq!((read.pack(pack.pack)?, read.packs()?), (Some(pack.clone()), vec![pack.clone()]));
            assert_eq!((read.consumed("projector")?, read.consumed("nobody")?), (7, 0));
            Ok(())
        })
        .unwrap();
}

/// A reader sees one moment from its first statement on, however much is written meanwhile, and does not
/// wait for the writer.
pub fn a_reader_sees_one_moment(store: &dyn Store) {
    store.writing(|tx| tx.append(entry(CASE, 1, b"x"))).unwrap();
    store
        .reading(|read| {
            assert_eq!(read.head()?.seq, 1);
            store.writing(|tx| tx.append(entry(CASE, 2, b"y"))).unwrap();
            assert_eq!((read.head()?.seq, read.entries(CASE, 0, 9, 9)?.len()), (1, 1));
            Ok(())
        })
        .unwrap();
}

/// Many writers at once lose nothing, and whoever reads meanwhile sees no gap below the head.
pub fn concurrent_writers_leave_no_gaps(store: Arc<dyn Store>) {
    const WRITERS: u8 = 4;
    const EACH: u8 = 25;
    let done = Arc::new(AtomicBool::new(false));
    let (watched, finished) = (Arc::clone(&store), Arc::clone(&done));
    let watcher = std::thread::spawn(move || {
        while !finished.load(Ordering::Relaxed) {
            let (head, count) = watched
                .reading(|read| {
                    let cases = (1..=WRITERS).map(|case| read.entries(CaseId([case; 16]), 0, 9_999, 9_999));
                    let counts: Result<Vec<usize>, Error> =
                        cases.map(|entries| entries.map(|entries| entries.len())).collect();
                    Ok((read.head()?.seq, counts?.iter().sum::<usize>()))
                })
                .unwrap();
            assert_eq!(head, count as u64);
        }
    });
    let writers: Vec<_> = (1..=WRITERS)
        .map(|case| {
            let store = Arc::clone(&store);
            std::thread::spawn(move || {
                for name in 1..=EACH {
                    store.writing(|tx| tx.append(entry(CaseId([case; 16]), name, &[name]))).unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    done.store(true, Ordering::Relaxed);
    watcher.join().unwrap();
    assert_eq!(store.reading(|read| read.head()).unwrap().seq, u64::from(WRITERS) * u64::from(EACH));
}

/// Makes one test of every case of the suite. The argument is an expression that makes an empty store and
/// something to keep alive beside it: `(Arc<dyn Store>, K)`.
#[macro_export]
macro_rules! store_conformance {
    ($make:expr) => {
        $crate::store_conformance!(@ $make;
            numbers_count_up_without_gaps, a_failed_unit_is_rolled_back_alone,
            an_item_is_logged_once_per_case_and_kind, entries_are_found_by_what_they_are_about,
            entries_read_back, an_epoch_can_begin_anew, changes_are_indexed,
            streams_hear_of_their_cases, erasing_leaves_a_tombstone,
            stubs_say_what_was_erased_and_why, what_devices_say_about_an_erased_case_reads_back, access_reads_back, models_read_back,
            the_list_of_jobs_has_an_order_and_pages, what_is_due_depends_on_when_somebody_asks,
            what_stands_around_the_work_reads_back, months_are_rows_that_change_with_their_cases,
            a_reader_sees_one_moment, what_nodes_share_reads_back, leases_read_back, cards_and_listed_jobs_read_back);

        #[test]
        fn concurrent_writers_leave_no_gaps() {
            let (store, _keep) = $make;
            $crate::store::conformance::concurrent_writers_leave_no_gaps(store);
        }
    };
    (@ $make:expr; $($case:ident),+) => {
        $(#[test]
        fn $case() {
            let (store, _keep) = $make;
            $crate::store::conformance::$case(&*store);
        })+
    };
}
