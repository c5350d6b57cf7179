use std::sync::Arc;

use doorstep_domain::control::Order;
use doorstep_domain::fact::{Cancelled, Escalated, Phase};
use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::ruling::Verdict;
use doorstep_domain::sync::{Item, ItemKind, NackCode};

use crate::testing::{FakeServer, Fault, Phone};
use crate::{Budget, Delivery, JobFilter, SyncStatus};

struct World {
    server: FakeServer,
    chen: Phone,
    wang: Phone,
}

/// Two phones that have the pack.
fn world() -> World {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let server = FakeServer::new();
    let (chen, wang) = (Phone::new(&dir, &server, "chen"), Phone::new(&dir, &server, "wang"));
    for phone in [&chen, &wang] {
        let report = phone.sync();
        assert_eq!((report.status, report.packs_fetched), (SyncStatus::Done, 1));
    }
    server.requests();
    World { server, chen, wang }
}

fn states(phone: &Phone, case: CaseId) -> String {
    let job = phone.core.job(case).unwrap();
    format!("{:?} {:?}", job.answers, job.state.visits)
}

#[test]
fn work_made_offline_reaches_a_colleague_in_one_round_trip_each() {
    let World { server, chen, wang, .. } = world();
    let (case, visit, version) = chen.walk_in();
    chen.core.enter_phase(case, &version, visit, Phase::Travelling).unwrap();
    chen.answer(case, "valve", true);
    assert_eq!(chen.core.outbox().unwrap().delivery, Delivery::Saved);
    let report = chen.sync();
    assert_eq!((report.status, report.round_trips, report.waiting), (SyncStatus::Done, 1, 0));
    assert_eq!(report.pushed, report.acked);
    assert_eq!(chen.core.outbox().unwrap().delivery, Delivery::StoredSafely);
    assert!(chen.core.safe_to_wipe().unwrap());
    assert_eq!(wang.sync().round_trips, 1);
    assert_eq!(states(&wang, case), states(&chen, case));
    assert_eq!(wang.core.jobs(&JobFilter::default()).unwrap().len(), 1);
    assert_eq!(server.requests(), ["POST /v1/sync"; 2]);
}

#[test]
fn ten_dirty_jobs_on_both_sides_take_one_round_trip() {
    let World { chen, wang, .. } = world();
    let cases: Vec<CaseId> = (0..10).map(|_| chen.walk_in().0).collect();
    chen.sync();
    wang.sync();
    for case in &cases {
        chen.answer(*case, "valve", true);
    }
    chen.sync();
    for case in &cases {
        wang.answer(*case, "before", "x");
    }
    let report = wang.sync();
    assert_eq!((report.round_trips, report.waiting), (1, 0));
    assert!(report.pulled >= 10 && report.acked >= 10);
    assert!(report.bytes_up < 6000 && report.bytes_down < 6000, "{report:?}");
    chen.sync();
    for case in cases {
        assert_eq!(states(&wang, case), states(&chen, case));
    }
}

#[test]
fn a_lost_answer_is_asked_for_again_and_nothing_is_twice() {
    let World { server, chen, wang, .. } = world();
    let (case, ..) = chen.walk_in();
    server.fail_next([Fault::AnswerLost]);
    assert_eq!(chen.sync().status, SyncStatus::Offline);
    assert_eq!(chen.core.outbox().unwrap().delivery, Delivery::WaitingForSignal);
    let held = server.len();
    assert_eq!(chen.sync().status, SyncStatus::Done);
    assert_eq!(server.len(), held);
    assert!(chen.core.safe_to_wipe().unwrap());
    wang.sync();
    assert_eq!(states(&wang, case), states(&chen, case));
}

#[test]
fn a_page_of_a_public_network_is_offline() {
    let World { server, chen, .. } = world();
    chen.walk_in();
    for fault in [Fault::Page, Fault::Lost, Fault::Status(302), Fault::Status(511)] {
        server.fail_next([fault]);
        let report = chen.sync();
        assert_eq!(report.status, SyncStatus::Offline);
        assert!(report.waiting > 0 && report.retry_after_ms.is_some());
    }
    server.fail_next([Fault::Status(503)]);
    assert_eq!(chen.sync().status, SyncStatus::Busy);
    server.fail_next([Fault::Status(500)]);
    assert_eq!(chen.sync().status, SyncStatus::ServerTrouble);
    assert_eq!(chen.sync().waiting, 0);
}

#[test]
fn an_expired_token_is_renewed_with_the_key_of_the_device() {
    let World { server, chen, .. } = world();
    chen.walk_in();
    server.expire_tokens();
    let report = chen.sync();
    assert_eq!((report.status, report.waiting), (SyncStatus::Done, 0));
    assert_eq!(server.requests(), ["POST /v1/sync", "POST /v1/token", "POST /v1/sync"]);
    assert_eq!(chen.sync().round_trips, 1);
}

#[test]
fn a_refused_key_leaves_everything_on_the_phone() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    server.expire_tokens();
    server.fail_next([Fault::Status(401), Fault::Status(403)]);
    let report = chen.sync();
    assert_eq!(report.status, SyncStatus::SignedOut);
    assert!(report.waiting > 0);
    assert!(chen.core.me().unwrap().unwrap().is_signed_out);
    chen.answer(case, "valve", false);
    assert_eq!(chen.sync().status, SyncStatus::Done);
    assert!(!chen.core.me().unwrap().unwrap().is_signed_out);
}

fn newest_item_of(phone: &Phone, kind: ItemKind) -> Hash {
    let store = phone.core.shared.open().unwrap();
    store
        .read::<_, crate::Error>(|connection| {
            let sql = "SELECT hash FROM items WHERE kind = ?1 ORDER BY item_id DESC LIMIT 1";
            Ok(connection.query_row(sql, [kind.code()], |row| row.get(0).map(Hash))?)
        })
        .unwrap()
}

#[test]
fn a_refused_item_blocks_nothing_and_can_be_sent_again() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    chen.answer(case, "valve", true);
    let refused = newest_item_of(&chen, ItemKind::Change);
    server.refuse(refused, NackCode::TooLarge);
    let (other, ..) = chen.walk_in();
    let report = chen.sync();
    assert_eq!((report.status, report.refused, report.waiting), (SyncStatus::Done, 1, 0));
    let outbox = chen.core.outbox().unwrap();
    assert_eq!(outbox.delivery, Delivery::Refused);
    assert_eq!((outbox.refused[0].case, outbox.refused[0].code.as_str()), (case, "too_large"));
    assert!(!chen.core.safe_to_wipe().unwrap());
    assert_eq!(chen.core.job(other).unwrap().outbox.delivery, Delivery::StoredSafely);
    assert!(!chen.core.job(case).unwrap().answers.is_empty());
    server.refuse_nothing();
    chen.core.send_again(outbox.refused[0].id).unwrap();
    assert_eq!(chen.sync().acked, 1);
    assert!(chen.core.safe_to_wipe().unwrap());
}

#[test]
fn what_the_server_took_without_a_receipt_may_not_leave_the_phone() {
    let World { server, chen, .. } = world();
    server.withhold_receipts();
    chen.walk_in();
    chen.sync();
    let outbox = chen.core.outbox().unwrap();
    assert_eq!(outbox.delivery, Delivery::Sent);
    assert!(outbox.unreceipted_count > 0);
    assert!(!chen.core.safe_to_wipe().unwrap());
}

#[test]
fn an_ancestor_that_the_server_asks_for_is_sent_before() {
    let World { server, chen, wang, .. } = world();
    let (case, visit, version) = chen.walk_in();
    let created = newest_item_of(&chen, ItemKind::Fact);
    server.refuse(created, NackCode::TooLarge);
    chen.core.enter_phase(case, &version, visit, Phase::Travelling).unwrap();
    chen.sync();
    assert_eq!(chen.core.outbox().unwrap().refused.len(), 2);
    server.refuse_nothing();
    // The phone finds the ancestor by itself once one of its descendants goes again.
    let travelling = chen.core.outbox().unwrap().refused[1].id;
    chen.core.send_again(travelling).unwrap();
    assert_eq!(chen.sync().status, SyncStatus::Done);
    assert!(chen.core.safe_to_wipe().unwrap());
    wang.sync();
    assert_eq!(states(&wang, case), states(&chen, case));
}

#[test]
fn a_server_restored_from_backup_gets_back_what_it_lost() {
    let World { server, chen, wang, .. } = world();
    let (case, ..) = chen.walk_in();
    chen.sync();
    wang.sync();
    wang.answer(case, "valve", true);
    wang.sync();
    chen.sync();
    let all = server.len();
    server.restore(1);
    let report = chen.sync();
    assert_eq!(report.status, SyncStatus::Done);
    assert_eq!(server.len(), all, "also the colleague's change, which chen had pulled");
    assert!(chen.core.safe_to_wipe().unwrap());
    wang.sync();
    assert!(wang.core.safe_to_wipe().unwrap());
    assert_eq!(server.len(), all);
    assert_eq!(states(&wang, case), states(&chen, case));
}

#[test]
fn a_crash_between_storing_and_applying_is_made_good_at_the_next_start() {
    let World { server, chen, mut wang, .. } = world();
    let (case, ..) = chen.walk_in();
    chen.sync();
    wang.sync();
    chen.answer(case, "valve", true);
    chen.sync();
    // Store the answer by hand, without applying it.
    let store = wang.core.shared.open().unwrap();
    let identity = wang.core.shared.identity(&store).unwrap();
    let change = server_item(&chen, case);
    store
        .writer()
        .transaction::<_, crate::Error>(|tx| {
            let office = super::apply::Office { certificate: &identity.enrolment.office, epoch: 1 };
            let mut stored = super::apply::Stored::default();
            office.take(tx, case, &change, crate::store::items::Origin::Server, &mut stored)?;
            assert_eq!(stored.pulled, 1);
            Ok(())
        })
        .unwrap();
    drop(store);
    assert_ne!(states(&wang, case), states(&chen, case));
    wang.restart();
    assert_eq!(states(&wang, case), states(&chen, case));
    assert_eq!(wang.sync().pulled, 0);
    drop(server);
}

fn server_item(phone: &Phone, case: CaseId) -> Item {
    let store = phone.core.shared.open().unwrap();
    let hash = newest_item_of(phone, ItemKind::Change);
    store
        .read::<_, crate::Error>(|connection| {
            let row = crate::store::items::find(connection, case, hash)?.unwrap();
            Ok(crate::store::items::get(connection, row)?.unwrap().item)
        })
        .unwrap()
}

#[test]
fn long_answers_come_in_pages_and_a_budget_stops_between_them() {
    let World { server, chen, wang, .. } = world();
    for _ in 0..4 {
        chen.walk_in();
    }
    chen.sync();
    server.page(3);
    let report = wang.core.sync_now(Budget { requests: 2, ..Budget::default() }).unwrap();
    assert_eq!((report.status, report.round_trips), (SyncStatus::OutOfBudget, 2));
    let report = wang.sync();
    assert_eq!(report.status, SyncStatus::Done);
    assert!(report.round_trips > 1);
    assert_eq!(wang.core.jobs(&JobFilter::default()).unwrap().len(), 4);
}

#[test]
fn a_case_that_cannot_be_applied_is_stuck_alone() {
    let World { server, chen, wang, .. } = world();
    let (good, ..) = chen.walk_in();
    let (bad, ..) = chen.walk_in();
    chen.sync();
    // A case of which only a later change came.
    let lonely = CaseId([5; 16]);
    server.append(lonely, server_item(&chen, bad));
    let report = wang.sync();
    assert_eq!((report.status, report.stuck), (SyncStatus::Done, 1));
    assert_eq!(states(&wang, good), states(&chen, good));
    assert!(wang.core.job(lonely).is_err());
}

#[test]
fn a_revoked_case_is_hidden_at_once_and_purged_when_nothing_is_unsent() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    chen.sync();
    chen.answer(case, "valve", true);
    let unsent = newest_item_of(&chen, ItemKind::Change);
    server.refuse(unsent, NackCode::Denied);
    server.order(Some(case), Order::Revoke, 2);
    chen.sync();
    assert!(chen.core.jobs(&JobFilter::default()).unwrap().is_empty());
    assert!(chen.core.job(case).is_err());
    assert_eq!(chen.core.outbox().unwrap().refused.len(), 1, "kept, because it was not taken");
    server.refuse_nothing();
    chen.core.send_again(chen.core.outbox().unwrap().refused[0].id).unwrap();
    chen.sync();
    assert_eq!(newest_rows(&chen, case), 0);
}

fn newest_rows(phone: &Phone, case: CaseId) -> u32 {
    let store = phone.core.shared.open().unwrap();
    store
        .read::<_, crate::Error>(|connection| {
            let sql = "SELECT count(*) FROM items WHERE case_id = ?1";
            Ok(connection.query_row(sql, [case.as_bytes()], |row| row.get(0))?)
        })
        .unwrap()
}

#[test]
fn an_erased_case_leaves_nothing_but_its_name() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    chen.sync();
    server.order(Some(case), Order::Erase, 3);
    server.append(case, Item::new(ItemKind::SmallBlob, b"late".to_vec()));
    chen.sync();
    assert_eq!(newest_rows(&chen, case), 0);
    assert!(chen.core.job(case).is_err());
}

#[test]
fn a_photo_follows_its_fact_and_is_safe_when_the_server_says_so() {
    let World { server, chen, wang, .. } = world();
    let (case, visit, version) = chen.walk_in();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), b"\xff\xd8\xff picture").unwrap();
    let taken = |version| {
        chen.core.take_photo(case, version, visit, "before".into(), "before".into(), file.path()).unwrap()
    };
    let (blob, _) = taken(&version);
    server.requests();
    let report = chen.sync();
    assert_eq!((report.status, report.files_sent), (SyncStatus::Done, 1));
    assert_eq!(server.requests(), ["POST /v1/sync", "HEAD /v1/blobs", "PUT /v1/blobs", "POST /v1/sync"]);
    assert!(server.has_blob(&blob.0) && chen.core.safe_to_wipe().unwrap());
    wang.sync();
    let photo = wang.core.job(case).unwrap().photos.remove(0);
    assert!(!photo.is_here);
    assert!(wang.core.photo(case, blob).is_err());
    wang.core.fetch_photo(case, blob).unwrap();
    assert_eq!(wang.core.photo(case, blob).unwrap(), b"\xff\xd8\xff picture");
    server.restore(1);
    chen.sync();
    assert!(server.has_blob(&blob.0) && chen.core.safe_to_wipe().unwrap());
}

#[test]
fn a_photo_that_is_damaged_here_is_told_and_the_others_go() {
    let World { server, chen, .. } = world();
    let (case, visit, mut version) = chen.walk_in();
    let mut blobs = Vec::new();
    for picture in [b"\xff\xd8\xff one", b"\xff\xd8\xff two"] {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), picture).unwrap();
        let (step, role) = ("before".to_owned(), "before".to_owned());
        let (blob, next) = chen.core.take_photo(case, &version, visit, step, role, file.path()).unwrap();
        blobs.push(blob);
        version = next;
    }
    let shared = &chen.core.shared;
    let hex = doorstep_domain::id::hex;
    let place = shared.dir.join("blobs").join(hex(&case.0)).join(hex(&blobs[0].0));
    std::fs::write(&place, b"\0broken").unwrap();
    chen.sync();
    assert!(!server.has_blob(&blobs[0].0) && server.has_blob(&blobs[1].0));
    let photos = chen.core.job(case).unwrap().photos;
    let upload = |blob| photos.iter().find(|photo| photo.blob == blob).map(|photo| photo.upload);
    assert_eq!(upload(blobs[0]), Some(crate::Upload::Refused));
    assert!(!chen.core.safe_to_wipe().unwrap());
}

#[test]
fn an_appointment_changed_by_somebody_else_leaves_a_notice_until_it_is_read() {
    let World { server, chen, .. } = world();
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let lin = Phone::new(&dir, &server, "lin");
    let (case, ..) = chen.walk_in();
    chen.sync();
    lin.sync();
    let seen = lin.core.job(case).unwrap().version;
    lin.core.record(case, &seen, Cancelled { reason: "double".to_owned() }).unwrap();
    lin.sync();
    chen.sync();
    let notices = chen.core.notices(Some(case)).unwrap();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].became_by, "LIN");
    assert_eq!(chen.core.jobs(&JobFilter::default()).unwrap()[0].outcome, "cancelled");
    let job = chen.core.job(case).unwrap();
    chen.core.acknowledge_notice(case, &job.version, notices[0].fact).unwrap();
    assert!(chen.core.notices(None).unwrap().is_empty());
}

#[test]
fn a_run_does_not_need_the_store_while_it_waits_for_the_network() {
    let World { server, chen, .. } = world();
    chen.walk_in();
    chen.core.enter_background().unwrap();
    assert!(matches!(chen.core.jobs(&JobFilter::default()), Err(crate::Error::NotOpen)));
    assert!(chen.core.sync_now(Budget::default()).is_err());
    chen.core.enter_foreground().unwrap();
    assert_eq!(chen.sync().status, SyncStatus::Done);
    assert_eq!(server.len(), 4, "the pack, then genesis, certificate and fact");
}

#[test]
fn a_case_that_comes_as_a_snapshot_is_like_any_other() {
    let World { server, chen, mut wang } = world();
    let (case, ..) = chen.walk_in();
    for value in 0..5_i64 {
        chen.answer(case, "valve", value);
    }
    chen.sync();
    let document = chen.core.view(case, |_, _, case, _| Ok(case.snapshot())).unwrap();
    server.compact(case, document.clone());
    assert_eq!(wang.sync().stuck, 0);
    assert_eq!(states(&wang, case), states(&chen, case));
    wang.restart();
    wang.answer(case, "valve", true);
    wang.sync();
    chen.sync();
    assert_eq!(states(&wang, case), states(&chen, case));
    // It may come again beside what is here, and a server that lost it gets it back change by change.
    server.compact(case, document);
    wang.sync();
    server.restore(1);
    wang.sync();
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let zhao = Phone::new(&dir, &server, "zhao");
    assert_eq!(zhao.sync().stuck, 0);
    assert_eq!(states(&zhao, case), states(&wang, case));
}

#[test]
fn a_new_log_gets_the_changes_of_a_snapshot_before_what_builds_on_them() {
    let World { server, chen, wang } = world();
    let (case, visit, _) = chen.walk_in();
    for round in 0..15 {
        let seen = chen.core.job(case).unwrap().version;
        let reason = format!("{round} {}", "x".repeat(20_000));
        chen.core.record(case, &seen, Escalated { visit, reason }).unwrap();
    }
    for value in 0..5_i64 {
        chen.answer(case, "valve", value);
    }
    chen.sync();
    server.compact(case, chen.core.view(case, |_, _, case, _| Ok(case.snapshot())).unwrap());
    wang.sync();
    chen.answer(case, "valve", true);
    chen.sync();
    wang.sync();
    server.restore(1);
    let report = wang.sync();
    assert_eq!((report.status, report.refused, report.waiting), (SyncStatus::Done, 0, 0));
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let zhao = Phone::new(&dir, &server, "zhao");
    assert_eq!(zhao.sync().stuck, 0);
    assert_eq!(states(&zhao, case), states(&wang, case));
}

#[test]
fn a_server_restored_from_backup_counts_its_orders_anew() {
    let World { server, chen, wang } = world();
    let (case, ..) = chen.walk_in();
    chen.sync();
    let backup = server.len();
    for (round, order) in [(2, Order::Revoke), (3, Order::Grant)] {
        server.order(Some(case), order, round);
    }
    wang.sync();
    assert!(wang.core.job(case).is_ok());
    server.restore(backup);
    server.order(Some(case), Order::Revoke, 1);
    wang.sync();
    assert!(wang.core.job(case).is_err(), "the newest order of the new log holds");
}

#[test]
fn a_change_that_is_void_and_then_admitted_counts_again() {
    let World { server, chen, .. } = world();
    let (case, visit, _) = chen.walk_in();
    for value in 0..30_i64 {
        chen.answer(case, "before", value);
    }
    chen.sync();
    let key = doorstep_domain::value::AnswerKey::step(visit, "valve");
    chen.answer(case, "valve", true);
    let change = newest_item_of(&chen, ItemKind::Change);
    chen.sync();
    let counts = |phone: &Phone| phone.core.job(case).unwrap().answers.contains_key(&key);
    assert!(counts(&chen));
    server.rule(case, change, Verdict::Void, 1);
    chen.sync();
    assert!(!counts(&chen));
    for value in 0..20_i64 {
        chen.answer(case, "before", value);
    }
    chen.sync();
    server.rule(case, change, Verdict::Admitted, 2);
    chen.sync();
    assert!(counts(&chen), "also after the snapshot was rewritten without it");
}
