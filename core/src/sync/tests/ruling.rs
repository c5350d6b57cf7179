//! What the office says about an item.

use doorstep_domain::ruling::Verdict;
use doorstep_domain::sync::ItemKind;

use super::{World, newest_item_of, states, world};
use crate::testing::Phone;

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

#[test]
fn what_stood_on_a_void_change_is_written_again_and_the_void_change_is_not() {
    let World { server, mut chen, wang } = world();
    let (case, visit, _) = chen.walk_in();
    chen.answer(case, "valve", true);
    let void = newest_item_of(&chen, ItemKind::Change);
    chen.answer(case, "before", "rusty");
    chen.sync();
    wang.sync();
    let unsent = chen.answer(case, "before", "very rusty");
    chen.core.add_note(case, &unsent, visit, "ask for the key".to_owned()).unwrap();
    server.rule(case, void, Verdict::Void, 1);
    chen.sync();
    chen.restart();
    chen.sync();
    wang.sync();
    for phone in [&chen, &wang] {
        let job = phone.core.job(case).unwrap();
        let value = |step| job.answers.get(&doorstep_domain::value::AnswerKey::step(visit, step)).cloned();
        assert_eq!((value("valve"), value("before")), (None, Some("very rusty".into())));
        assert_eq!((job.notes.len(), job.conflicts.len()), (1, 0));
    }
    assert_eq!(states(&wang, case), states(&chen, case));
    assert!(chen.core.safe_to_wipe().unwrap());
    server.rule(case, void, Verdict::Admitted, 2);
    chen.sync();
    wang.sync();
    assert_eq!(states(&wang, case), states(&chen, case));
    let job = chen.core.job(case).unwrap();
    assert_eq!((job.answers.len(), job.conflicts.len()), (2, 0), "{:?}", job.conflicts);
}
