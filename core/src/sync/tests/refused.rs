//! What the server does not take, or takes without a receipt.

use doorstep_domain::fact::Phase;
use doorstep_domain::sync::{ItemKind, NackCode};

use super::{World, newest_item_of, states, world};
use crate::{Delivery, SyncStatus};

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
fn forked_work_goes_again_under_another_actor() {
    let World { server, mut chen, wang } = world();
    let (case, visit, _) = chen.walk_in();
    chen.sync();
    chen.answer(case, "valve", true);
    let forked = newest_item_of(&chen, ItemKind::Change);
    let seen = chen.answer(case, "before", "rusty");
    chen.core.add_note(case, &seen, visit, "ask for the key".to_owned()).unwrap();
    server.refuse(forked, NackCode::ActorFork);
    let before = states(&chen, case);
    let report = chen.sync();
    assert_eq!((report.status, report.refused, report.waiting), (SyncStatus::Done, 1, 0));
    assert_eq!(states(&chen, case), before, "on the screen nothing happened");
    assert!(chen.core.safe_to_wipe().unwrap(), "{:?}", chen.core.outbox());
    wang.sync();
    assert_eq!(states(&wang, case), before);
    assert_eq!(wang.core.job(case).unwrap().notes.len(), 1);
    chen.restart();
    assert_eq!(states(&chen, case), before);
    chen.answer(case, "valve", false);
    assert_eq!(chen.sync().refused, 0);
}
