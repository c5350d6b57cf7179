//! Cases that leave.

use doorstep_domain::control::Order;
use doorstep_domain::sync::{Item, ItemKind, NackCode};

use super::{World, newest_item_of, row_count, world};
use crate::JobFilter;

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
    assert_eq!(row_count(&chen, case), 0);
}

#[test]
fn an_erased_case_leaves_nothing_but_its_name() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    chen.sync();
    server.order(Some(case), Order::Erase, 3);
    server.append(case, Item::new(ItemKind::SmallBlob, b"late".to_vec()));
    chen.sync();
    assert_eq!(row_count(&chen, case), 0);
    assert!(chen.core.job(case).is_err());
}
