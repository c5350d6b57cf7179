//! Work and answers that go to and fro.

use std::sync::Arc;

use doorstep_domain::fact::{Cancelled, Phase};
use doorstep_domain::id::CaseId;

use super::{World, server_item, states, world};
use crate::testing::Phone;
use crate::{Budget, Delivery, JobFilter, SyncStatus};

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
    // Half of it is what each device signs for: hashes and signatures do not compress.
    assert!(report.bytes_up < 6000 && report.bytes_down < 9000, "{report:?}");
    chen.sync();
    for case in cases {
        assert_eq!(states(&wang, case), states(&chen, case));
    }
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
fn a_crash_between_storing_and_applying_is_made_good_at_the_next_start() {
    let World { server, chen, mut wang, .. } = world();
    let (case, ..) = chen.walk_in();
    chen.sync();
    wang.sync();
    chen.answer(case, "valve", true);
    chen.sync();
    // Store the answer by hand, without applying it.
    let identity = wang.core.shared.identity().unwrap();
    let store = wang.core.shared.open().unwrap();
    let change = server_item(&chen, case);
    store
        .writer()
        .transaction::<_, crate::Error>(|tx| {
            let office = crate::sync::apply::Office { certificate: &identity.enrolment.office, epoch: 1 };
            let mut stored = crate::sync::apply::Stored::default();
            office.take(tx, case, &change, crate::store::items::Origin::Server, &mut stored)?;
            assert_eq!(stored.pulled, 1);
            Ok(())
        })
        .unwrap();
    drop(store);
    assert_ne!(states(&wang, case), states(&chen, case));
    wang.restart();
    assert_eq!(states(&wang, case), states(&chen, case));
    assert_eq!(wang.sync().pulled, 1, "chen's word on that change");
    drop(server);
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
