//! Servers that forgot, and cases that come in one piece.

use std::sync::Arc;

use doorstep_domain::control::Order;
use doorstep_domain::fact::Escalated;

use super::{World, states, world};
use crate::SyncStatus;
use crate::testing::Phone;

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
