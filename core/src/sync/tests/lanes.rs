//! What goes when, what is told about it, and what waits for a better network.

use doorstep_domain::id::{BlobId, CaseId};
use doorstep_domain::sync::{ItemKind, NackCode};

use super::{World, newest_item_of, world};
use crate::testing::{Fault, Phone};
use crate::{Budget, Conditions, NewPhoto, NextStep, OutgoingState, OutgoingWhat, Policy, SyncStatus};

fn photo_of(phone: &Phone, case: CaseId, bytes: &[u8]) -> BlobId {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let job = phone.core.job(case).unwrap();
    let visit = job.state.current_visit().unwrap();
    phone
        .core
        .take_photo(case, &job.version, NewPhoto::new(visit, "before", "before"), file.path())
        .unwrap()
        .0
}

fn states(phone: &Phone, case: CaseId) -> Vec<(OutgoingState, NextStep)> {
    phone.core.outgoing(Some(case)).unwrap().iter().map(|one| (one.state, one.next)).collect()
}

#[test]
fn everything_that_has_not_left_is_listed_with_where_it_is_and_what_helps() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    let blob = photo_of(&chen, case, b"\xff\xd8\xff one");
    assert!(states(&chen, case).iter().all(|state| *state == (OutgoingState::Waiting, NextStep::Nothing)));
    let listed = chen.core.outgoing(None).unwrap();
    assert_eq!(listed.last().unwrap().what, OutgoingWhat::File { blob }, "photos last");

    chen.answer(case, "valve", true);
    server.refuse(newest_item_of(&chen, ItemKind::Change), NackCode::Denied);
    // The answer to what is pushed, then what became of the file.
    server.fail_next_of("PUT /v1/blobs", Fault::Status(413));
    chen.sync();
    let listed = chen.core.outgoing(Some(case)).unwrap();
    let told: Vec<_> = listed.iter().map(|one| (one.state, one.code.as_deref(), one.next)).collect();
    let refused = OutgoingState::Refused;
    assert_eq!(
        told,
        [(refused, Some("denied"), NextStep::AskOffice), (refused, Some("too_large"), NextStep::Export)]
    );
    let OutgoingWhat::Item { id, .. } = listed[0].what else { panic!("{:?}", listed[0]) };
    server.refuse_nothing();
    chen.core.send_again(id).unwrap();
    chen.core.send_file_again(case, blob).unwrap();
    assert!(chen.core.send_file_again(case, blob).is_err(), "it waits already");
    assert_eq!(chen.sync().status, SyncStatus::Done);
    assert!(chen.core.outgoing(None).unwrap().is_empty() && chen.core.safe_to_wipe().unwrap());
}

#[test]
fn large_photos_wait_for_a_network_that_costs_nothing_and_facts_do_not() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    let small = photo_of(&chen, case, b"\xff\xd8\xff small");
    let large = photo_of(&chen, case, &vec![7; 2000]);
    let policy = Policy { metered_file_bytes: 1000, ..Policy::default() };
    let on = |is_metered| Budget {
        conditions: Conditions { is_metered, is_battery_low: false },
        policy,
        ..Budget::default()
    };
    let report = chen.core.sync_now(on(true)).unwrap();
    assert_eq!((report.status, report.waiting, report.files_sent), (SyncStatus::Done, 0, 1));
    assert_eq!(report.files_held_back, 1);
    assert!(server.has_blob(&small.0) && !server.has_blob(&large.0));
    assert!(!chen.core.safe_to_wipe().unwrap());
    let report = chen.core.sync_now(on(false)).unwrap();
    assert_eq!((report.files_sent, report.files_held_back), (1, 0));
    assert!(server.has_blob(&large.0) && chen.core.safe_to_wipe().unwrap());
}

#[test]
fn the_photos_of_a_job_that_is_over_go_over_any_network_but_not_with_an_empty_battery() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    let photo = photo_of(&chen, case, &vec![7; 2000]);
    let store = chen.core.shared.open().unwrap();
    store
        .writer()
        .transaction::<_, crate::Error>(|tx| Ok(tx.execute("UPDATE jobs SET outcome = 'completed'", [])?))
        .unwrap();
    drop(store);
    let policy = Policy { metered_file_bytes: 0, low_battery_file_bytes: 0, ..Policy::default() };
    let on = |is_battery_low| Budget {
        conditions: Conditions { is_metered: true, is_battery_low },
        policy,
        ..Budget::default()
    };
    assert_eq!(chen.core.sync_now(on(true)).unwrap().files_held_back, 1);
    assert!(!server.has_blob(&photo.0));
    assert_eq!(chen.core.sync_now(on(false)).unwrap().files_sent, 1);
}

#[test]
fn a_run_says_how_far_it_is() {
    let World { server, chen, .. } = world();
    assert_eq!(chen.core.sync_progress(), None);
    let (case, ..) = chen.walk_in();
    let blob = photo_of(&chen, case, &vec![7; 600_000]);
    let core = chen.core.clone();
    let (said, heard) = std::sync::mpsc::channel();
    server.watch(move |_| {
        let sending = core.outgoing(None).unwrap().iter().any(|one| one.state == OutgoingState::Sending);
        said.send((core.sync_progress().unwrap(), sending)).unwrap();
    });
    chen.sync();
    let heard: Vec<_> = heard.try_iter().collect();
    let (first, is_sending) = heard[0];
    assert!(first.items_done == 0 && first.items_left > 0 && is_sending);
    let done: Vec<u64> = heard.iter().filter_map(|(said, _)| said.file).map(|file| file.done_bytes).collect();
    assert_eq!(done, [0, 256 * 1024]);
    let (last, _) = heard.last().unwrap();
    assert!(last.items_left == 0 && last.files_done == 1 && last.bytes_up > 600_000);
    assert_eq!(chen.core.sync_progress(), None);
    assert!(!blob.0.is_empty());
}

#[test]
fn pauses_grow_as_long_as_nothing_comes_of_a_run() {
    let World { server, chen, .. } = world();
    chen.walk_in();
    let pause = || {
        server.fail_next([Fault::Lost]);
        chen.sync().retry_after_ms.unwrap()
    };
    let first: Vec<u64> = (0..4).map(|_| pause()).collect();
    let late: Vec<u64> = (0..12).map(|_| pause()).collect();
    assert!(first[0] <= 4_500 && late.iter().any(|pause| *pause > 60_000), "{first:?} {late:?}");
    assert!(late.iter().all(|pause| *pause <= 900_500));
    assert_eq!(chen.sync().retry_after_ms, None);
    assert!(pause() <= 4_500, "the row is over");
}

#[test]
fn a_signed_job_leaves_in_one_small_request_before_a_morning_of_others() {
    let World { server, chen, .. } = world();
    for _ in 0..12 {
        let (case, visit, version) = chen.walk_in();
        chen.core.add_note(case, &version, visit, "long talk ".repeat(390)).unwrap();
    }
    let (signed, ..) = chen.walk_in();
    mark_urgent(&chen, signed);
    let before = server.len();
    let report = chen.core.sync_now(Budget { requests: 1, ..Budget::default() }).unwrap();
    assert_eq!(report.status, SyncStatus::OutOfBudget);
    assert!(report.waiting > 0 && server.len() > before);
    let waits = |case| chen.core.job(case).unwrap().outbox.waiting_count;
    assert_eq!(waits(signed), 0, "all of it is there after the first request");
    assert_eq!(chen.sync().waiting, 0);
}

/// As if it had been signed: its newest item goes first.
fn mark_urgent(phone: &Phone, case: CaseId) {
    let store = phone.core.shared.open().unwrap();
    let sql = "UPDATE outbox SET urgency = 0
               WHERE item_id = (SELECT max(item_id) FROM outbox WHERE case_id = ?1)";
    let marked =
        store.writer().transaction::<_, crate::Error>(|tx| Ok(tx.execute(sql, [case.as_bytes()])?)).unwrap();
    assert_eq!(marked, 1);
}
