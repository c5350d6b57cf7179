//! The projector does the same however often it runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use doorstep_domain::fact::{Assigned, HandedOver};
use doorstep_domain::sync::ItemKind;

use super::Projector;
use crate::error::Error;
use crate::store::{Read, Store, Work};
use crate::testing::{Phone, VISIT, item, job, kinds, open, options};
use crate::writer::Writer;
use crate::{Node, Options};

#[test]
fn whoever_made_a_job_keeps_it_until_somebody_else_is_assigned() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let (mut wang, mut lead) =
        (Phone::technician(&node, "wang"), Phone::enrol(&node, "zhao", &["leader", "office"]));
    let (draft, first, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    node.project().unwrap();
    assert!(chen.sync(&node, Vec::new()).pull.is_empty(), "nothing was taken away");
    lead.sync(&node, Vec::new());
    let users = vec!["wang".to_owned()];
    let assigned = lead.fact(draft.case, Assigned { visit: VISIT, users }, &[first.id()]);
    lead.sync(&node, draft.push(vec![item(&assigned)]));
    node.project().unwrap();
    assert_eq!(kinds(&wang.sync(&node, Vec::new()), draft.case)[0], ItemKind::Control);
    assert_eq!(kinds(&chen.sync(&node, Vec::new()), draft.case), [ItemKind::Control], "revoked");
    let head = node.read(|read| read.head()).unwrap();
    node.store.writing(|tx| tx.consume(super::CONSUMER, 0)).unwrap();
    node.project().unwrap();
    assert_eq!(node.read(|read| read.head()).unwrap(), head, "a second run orders nothing");
}

#[test]
fn a_colleague_gets_a_job_back_that_is_given_to_him_as_a_file_until_it_is_assigned_anew() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let (mut wang, mut lead) =
        (Phone::technician(&node, "wang"), Phone::enrol(&node, "zhao", &["leader", "office"]));
    let (draft, first, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    lead.sync(&node, Vec::new());
    let assign = |lead: &Phone, user: &str, after| {
        lead.fact(draft.case, Assigned { visit: VISIT, users: vec![user.to_owned()] }, &[after])
    };
    let to_wang = assign(&lead, "wang", first.id());
    lead.sync(&node, draft.push(vec![item(&to_wang)]));
    node.project().unwrap();
    wang.sync(&node, Vec::new());
    assert_eq!(kinds(&chen.sync(&node, Vec::new()), draft.case), [ItemKind::Control], "revoked");
    let handed = HandedOver { receiver: Some("chen".to_owned()) };
    let handover = wang.fact(draft.case, handed, &[to_wang.id()]);
    wang.sync(&node, draft.push(vec![item(&handover)]));
    node.project().unwrap();
    assert_eq!(kinds(&chen.sync(&node, Vec::new()), draft.case)[0], ItemKind::Control, "granted");
    let stranger = Phone::technician(&node, "he");
    let theft = HandedOver { receiver: Some("he".to_owned()) };
    let theft = stranger.fact(draft.case, theft, &[handover.id()]);
    wang.sync(&node, draft.push(vec![item(&theft)]));
    node.project().unwrap();
    let rows = node.read(|read| read.streams_of(draft.case)).unwrap();
    assert!(rows.iter().all(|row| row.stream != "u:he"), "who never had it gives nothing");
    let to_li = assign(&lead, "li", handover.id());
    lead.sync(&node, draft.push(vec![item(&to_li)]));
    node.project().unwrap();
    let brought = kinds(&chen.sync(&node, Vec::new()), draft.case);
    assert_eq!(brought.last(), Some(&ItemKind::Control), "revoked by who knew of it: {brought:?}");
    let again = chen.sync(&node, draft.push(vec![item(&handover)]));
    assert!(again.nacks.is_empty());
    assert_eq!(
        kinds(&again, draft.case),
        [ItemKind::Control],
        "the same file once more says nothing new: revoked"
    );
    let rows = node.read(|read| read.streams_of(draft.case)).unwrap();
    assert!(rows.iter().any(|row| row.stream == "u:chen" && row.revoked));
}

#[test]
fn a_file_that_its_receiver_delivers_gives_back_what_was_taken_from_him() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut chen = Phone::technician(&node, "chen");
    let (wang, mut lead) =
        (Phone::technician(&node, "wang"), Phone::enrol(&node, "zhao", &["leader", "office"]));
    let (draft, first, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    lead.sync(&node, Vec::new());
    let users = vec!["wang".to_owned()];
    let assigned = lead.fact(draft.case, Assigned { visit: VISIT, users }, &[first.id()]);
    lead.sync(&node, draft.push(vec![item(&assigned)]));
    node.project().unwrap();
    assert_eq!(kinds(&chen.sync(&node, Vec::new()), draft.case), [ItemKind::Control], "revoked");
    let handed = HandedOver { receiver: Some("chen".to_owned()) };
    let handover = wang.fact(draft.case, handed, &[assigned.id()]);
    let answer = chen.sync(&node, draft.push(vec![item(&handover)]));
    assert!(answer.nacks.is_empty());
    let brought = kinds(&answer, draft.case);
    assert!(brought.contains(&ItemKind::Control), "granted at once: {brought:?}");
    node.project().unwrap();
    assert!(kinds(&chen.sync(&node, Vec::new()), draft.case).is_empty(), "and it stays so");
}

#[test]
fn a_leader_who_hands_a_job_on_goes_on_seeing_it() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut lead = Phone::enrol(&node, "zhao", &["leader"]);
    let mut wang = Phone::technician(&node, "wang");
    let (draft, first, push) = job(&lead, "A1-0001");
    lead.sync(&node, push);
    let users = vec!["wang".to_owned()];
    let assigned = lead.fact(draft.case, Assigned { visit: VISIT, users }, &[first.id()]);
    lead.sync(&node, draft.push(vec![item(&assigned)]));
    node.project().unwrap();
    assert!(!kinds(&wang.sync(&node, Vec::new()), draft.case).is_empty());
    assert!(lead.sync(&node, Vec::new()).pull.is_empty(), "no revoke");
}

/// A store that fails to commit now and then, like a full disk.
struct Failing {
    store: Arc<dyn Store>,
    failures: AtomicU32,
}

impl Store for Failing {
    fn read(&self, work: &mut dyn FnMut(&dyn Read) -> Result<(), Error>) -> Result<(), Error> {
        self.store.read(work)
    }

    fn write(&self, works: &mut [&mut Work<'_>]) -> Result<Vec<Result<(), Error>>, Error> {
        let take = |left: u32| left.checked_sub(1);
        match self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take) {
            Ok(_) => Err(Error::Uncommitted),
            Err(_) => self.store.write(works),
        }
    }

    fn copy_into(
        &self,
        file: &std::path::Path,
        told: &mut dyn FnMut(crate::Progress<'_>),
    ) -> Result<(), Error> {
        self.store.copy_into(file, told)
    }
}

#[test]
fn a_commit_that_fails_does_not_hide_a_job_from_whom_it_was_assigned_to() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path());
    let mut lead = Phone::enrol(&node, "zhao", &["leader"]);
    let mut wang = Phone::technician(&node, "wang");
    let (draft, first, push) = job(&lead, "A1-0001");
    lead.sync(&node, push);
    let users = vec!["wang".to_owned()];
    let assigned = lead.fact(draft.case, Assigned { visit: VISIT, users }, &[first.id()]);
    lead.sync(&node, draft.push(vec![item(&assigned)]));
    let failing: Arc<dyn Store> =
        Arc::new(Failing { store: Arc::clone(&node.store), failures: AtomicU32::new(1) });
    let writer = Arc::new(Writer::start(Arc::clone(&failing)).unwrap());
    let (keys, shelf) = (Arc::clone(&node.keys), Arc::clone(&node.shelf));
    let projector = Projector::new(failing, writer, keys, shelf, node.options.clone(), false).unwrap();
    assert!(projector.run().is_err(), "the stretch is not done");
    projector.run().unwrap();
    assert_eq!(kinds(&wang.sync(&node, Vec::new()), draft.case)[0], ItemKind::Control);
}

#[test]
fn a_running_node_catches_up_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let node = Node::open(dir.path(), Options { projects_itself: true, ..options().0 }).unwrap();
    let mut chen = Phone::technician(&node, "chen");
    let (draft, _, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    let until = Instant::now() + Duration::from_secs(10);
    while node.read(|read| read.job(draft.case)).unwrap().is_none() {
        assert!(Instant::now() < until, "the row never appeared");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_case_that_cannot_be_folded_is_shown_as_stuck_and_not_folded_again_and_again() {
    let dir = tempfile::tempdir().unwrap();
    let (options, clock) = options();
    let node = Node::open(dir.path(), options).unwrap();
    let mut chen = Phone::technician(&node, "chen");
    let (draft, created, push) = job(&chen, "A1-0001");
    chen.sync(&node, push);
    node.project().unwrap();
    let row = || node.read(|read| read.job(draft.case)).unwrap().unwrap();
    // These drafts have no document that could be read; the facts are.
    let before = row().stuck;
    let set_bytes = |bytes: &[u8]| {
        let file = rusqlite::Connection::open(dir.path().join("doorstep.db")).unwrap();
        let sql = "UPDATE log SET bytes = ?1 WHERE case_id = ?2 AND kind = ?3";
        file.execute(sql, (bytes, draft.case.0, ItemKind::Fact.code())).unwrap();
    };
    set_bytes(b"rotten");
    node.store.writing(|tx| tx.consume(super::CONSUMER, 0)).unwrap();
    node.project().unwrap();
    let stuck = row();
    assert!(stuck.stuck.as_ref().is_some_and(|why| why.contains("a fact in the log")), "{stuck:?}");
    assert!(stuck.stuck != before && stuck.needs_attention() && stuck.number == "A1-0001");
    let due = || node.read(|read| read.stale_alarms(node.now_ms(), 9)).unwrap().len();
    clock.advance(29_999);
    assert_eq!(due(), 0);
    clock.advance(2);
    assert_eq!(due(), 1);
    node.project().unwrap();
    clock.advance(59_999);
    assert_eq!(due(), 0, "twice as long as before");
    set_bytes(&item(&created).bytes);
    clock.advance(2);
    node.project().unwrap();
    assert_eq!((row().stuck, due()), (before, 0), "mended without any news");
}
