//! A phone and the restored backup of it, both in use: they sign with one key and write as one actor. Nothing that
//! either wrote may become invisible.

use std::collections::BTreeSet;

use doorstep_core::{Delivery, Version};
use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::value::{AnswerKey, Value};
use doorstep_tests::world::{Phone, case_on_disk, differences};
use proptest::prelude::*;

use crate::work::{Crew, act, perform};

/// Chen's phone, and the copy of it as the second one of the crew; Li's is the third.
fn crew_with_a_copy(over_http: bool) -> Crew {
    let mut crew = Crew::of(&["chen", "li"], over_http);
    let dir = crew.company.dir().join("phone-copy");
    let mut copy = crew.phones[0].copy(&dir, crew.company.wire().clone()).unwrap();
    crew.phones[0].start().unwrap();
    copy.start().unwrap();
    crew.phones.insert(1, copy);
    crew
}

fn version(phone: &Phone, case: CaseId) -> Version {
    phone.job(case).unwrap().unwrap().version
}

fn answer(phone: &Phone, case: CaseId, visit: VisitId, step: &str, value: impl Into<Value>) {
    let key = AnswerKey::step(visit, step);
    let seen = version(phone, case);
    phone.core().unwrap().answer(case, &seen, vec![(key, Some(value.into()))]).unwrap();
}

fn note(phone: &Phone, case: CaseId, visit: VisitId, text: &str) {
    let seen = version(phone, case);
    phone.core().unwrap().add_note(case, &seen, visit, text.to_owned()).unwrap();
}

/// Everybody has the same, in memory and on the disk, and nothing is unsent or refused.
fn agree(crew: &Crew) {
    let held = crew.desk.job(crew.case).unwrap().unwrap();
    let root = crew.company.node().root_key();
    let first = case_on_disk(crew.desk.dir(), crew.case, &root).unwrap();
    for phone in &crew.phones {
        let outbox = phone.core().unwrap().outbox().unwrap();
        assert_eq!(outbox.delivery, Delivery::StoredSafely, "{}: {outbox:?}", phone.name());
        let job = phone.job(crew.case).unwrap().unwrap();
        assert_eq!(differences(&held, &job), Vec::<String>::new(), "{}", phone.name());
        let case = case_on_disk(phone.dir(), crew.case, &root).unwrap();
        assert_eq!(case.document().canonical_bytes(), first.document().canonical_bytes());
        assert_eq!(case.state(), first.state());
    }
}

#[test]
fn a_phone_and_its_restored_backup_lose_nothing_of_each_other() {
    let mut crew = crew_with_a_copy(true);
    let case = crew.case;
    let visit = crew.phones[0].job(case).unwrap().unwrap().state.current_visit().unwrap();
    let [phone, copy, _] = &crew.phones[..] else { panic!() };
    answer(phone, case, visit, "expected_minutes", 30);
    answer(phone, case, visit, "alone", true);
    note(phone, case, visit, "the pump leaks");
    answer(copy, case, visit, "expected_minutes", 90);
    answer(copy, case, visit, "badge", true);
    note(copy, case, visit, "bring a ladder");
    phone.sync().unwrap();
    assert_eq!(copy.sync().unwrap().refused, 1, "one number, two changes");
    answer(copy, case, visit, "survey", "seal 7");
    crew.phones[1].restart().unwrap();
    crew.everybody_syncs();
    agree(&crew);
    let job = crew.desk.job(case).unwrap().unwrap();
    let shown = |step: &str| job.answers.get(&AnswerKey::step(visit, step)).cloned();
    assert_eq!((shown("alone"), shown("badge")), (Some(true.into()), Some(true.into())));
    assert_eq!(shown("survey"), Some("seal 7".into()));
    let [open] = &job.conflicts[..] else { panic!("{:?}", job.conflicts) };
    let values: BTreeSet<Option<Value>> = open.values.iter().map(|c| c.value.clone()).collect();
    assert_eq!(values, BTreeSet::from([Some(30.into()), Some(90.into())]));
    let notes: BTreeSet<&str> = job.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(notes, BTreeSet::from(["the pump leaks", "bring a ladder"]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 40, ..ProptestConfig::default() })]

    /// Whatever the two and a colleague do, before and after they meet the server.
    #[test]
    fn everybody_has_the_same_although_two_are_one(
        acts in prop::collection::vec((0..3_usize, act(), prop::bool::weighted(0.2)), 1..30),
    ) {
        let crew = crew_with_a_copy(false);
        for (who, act, syncs) in &acts {
            let phone = &crew.phones[*who];
            perform(phone.core().unwrap(), crew.case, &version(phone, crew.case), act);
            if *syncs {
                phone.sync().unwrap();
                crew.company.project().unwrap();
            }
        }
        crew.everybody_syncs();
        agree(&crew);
    }
}
