//! Networks and tokens that fail.

use super::{World, states, world};
use crate::testing::Fault;
use crate::{Budget, Delivery, JobFilter, SyncStatus};

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

#[test]
fn a_run_does_not_need_the_store_while_it_waits_for_the_network() {
    let World { server, chen, .. } = world();
    chen.walk_in();
    chen.core.enter_background().unwrap();
    assert!(matches!(chen.core.jobs(&JobFilter::default()), Err(crate::Error::NotOpen)));
    assert!(chen.core.sync_now(Budget::default()).is_err());
    chen.core.enter_foreground().unwrap();
    assert_eq!(chen.sync().status, SyncStatus::Done);
    assert_eq!(server.len(), 5, "the pack, then genesis, certificate, fact and manifest");
}
