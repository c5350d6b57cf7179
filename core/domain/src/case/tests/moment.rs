//! The case as it was, and who did what.

use super::*;
use crate::document::Field;
use crate::manifest::Leaf;

/// An office that answered, appointed, and answered again.
fn office() -> Person {
    let mut office = Person::found(1, "office");
    let seen = office.case.version();
    office.edit(&seen, answer("badge", 1)).unwrap();
    office.record(appointed(9)).unwrap();
    let seen = office.case.version();
    office.edit(&seen, answer("badge", 2)).unwrap();
    office
}

fn appointed(start_ms: i64) -> Appointed {
    Appointed { visit: VISIT, start_ms, end_ms: None, reason: None }
}

fn badge(case: &Case) -> Option<Value> {
    case.document().answers.get(&AnswerKey::step(VISIT, "badge")).cloned()
}

fn start(case: &Case) -> Option<i64> {
    case.state().visits.get(&VISIT)?.appointment.as_ref().map(|appointed| appointed.value.0)
}

#[test]
fn a_job_is_shown_as_it_was_at_any_time() {
    let office = office();
    let at = |ms| office.case.at(&Moment::Time(ms)).map(|case| (badge(&case), start(&case)));
    assert_eq!(at(-1), None, "it was not begun");
    assert_eq!(at(0), Some((None, None)));
    assert_eq!(at(1_500), Some((Some(Value::Int(1)), None)));
    assert_eq!(at(2_000), Some((Some(Value::Int(1)), Some(9))));
    assert_eq!(at(3_000), Some((Some(Value::Int(2)), Some(9))));
    assert_eq!(at(i64::MAX), Some((badge(&office.case), start(&office.case))));
}

#[test]
fn the_moment_of_a_fact_is_what_its_author_knew() {
    let mut office = office();
    let mut chen = office.join(2, "technician");
    let seen = chen.case.version();
    chen.edit(&seen, answer("badge", 7)).unwrap();
    office.record(appointed(20)).unwrap();
    let by_office = office.case.version().facts[0];
    chen.record(DoorAttempted { visit: VISIT, method: DoorMethod::Bell, answered: true }).unwrap();
    let by_chen = *chen.case.facts().keys().find(|fact| !office.case.facts().contains_key(fact)).unwrap();
    office.receive(&chen.wrote);
    let at = |fact| office.case.at(&Moment::Fact(fact)).map(|case| (badge(&case), start(&case)));
    assert_eq!(at(by_office), Some((Some(Value::Int(2)), Some(20))));
    assert_eq!(at(by_chen), Some((Some(Value::Int(7)), Some(9))), "chen knew of no other time");
    assert_eq!(at(FactId([9; 32])), None);
    let then = office.case.at(&Moment::Fact(by_chen)).unwrap();
    assert_eq!(then.at(&Moment::Version(then.version())).unwrap().state(), then.state());
}

#[test]
fn a_clock_that_was_set_back_puts_nothing_before_what_its_owner_had_seen() {
    let mut office = office();
    let signer = office.signer.clone();
    let seen = office.case.version();
    let mut early = writer(&signer, 1, 9);
    early.time.wall_ms = -1_000_000;
    let items = office.case.record(&seen, appointed(30), &early, None).unwrap();
    office.wrote.extend(items);
    let before = office.case.at(&Moment::Time(2_999)).unwrap();
    assert_eq!(start(&before), Some(9));
    assert_eq!(office.case.at(&Moment::Time(3_000)).and_then(|case| start(&case)), Some(30));
    let history = office.case.history();
    let last = history.last().unwrap();
    assert_eq!((last.claimed_ms, last.made_ms), (-1_000_000, 3_000));
}

#[test]
fn the_history_names_every_write_with_what_it_replaced_and_whether_a_device_signed_for_it() {
    let mut office = office();
    let told = |case: &Case| -> Vec<(Option<Value>, Option<Value>, bool, bool)> {
        let writes = case.history().into_iter().filter_map(|happening| match happening.what {
            Happened::Wrote { writes, .. } => Some((writes, happening.is_proven)),
            Happened::Fact(_) => None,
        });
        let each = writes.flat_map(|(writes, is_proven)| writes.into_iter().map(move |w| (w, is_proven)));
        each.map(|(write, is_proven)| (write.before, write.wrote.value, write.stands, is_proven)).collect()
    };
    let (one, two) = (Some(Value::Int(1)), Some(Value::Int(2)));
    assert_eq!(
        told(&office.case),
        [(None, one.clone(), false, false), (one.clone(), two.clone(), true, false)]
    );
    let own = office.wrote.iter().filter(|item| item.kind == ItemKind::Change.code());
    let own: Vec<&[u8]> = own.map(|item| item.bytes.as_slice()).collect();
    let leaf = Leaf::of_changes(office.case.id(), [3; 16], own).unwrap();
    let time = TimeEvidence { wall_ms: 1, boot_ms: 1, boot_id: 1 };
    let manifest = CaseManifest::seal(vec![leaf], time, &office.signer).remove(0);
    office.receive(&[Item::new(ItemKind::Manifest, manifest.to_bytes())]);
    assert_eq!(told(&office.case), [(None, one.clone(), false, true), (one, two, true, true)]);
    let kinds: Vec<bool> =
        office.case.history().iter().map(|what| matches!(what.what, Happened::Fact(_))).collect();
    assert_eq!(kinds, [true, false, true, false], "created, answered, appointed, answered");
}

#[test]
fn values_that_did_not_know_of_each_other_replace_neither() {
    let mut office = office();
    let mut chen = office.join(2, "technician");
    for (person, value) in [(&mut office, 5), (&mut chen, 6)] {
        let seen = person.case.version();
        person.edit(&seen, answer("badge", value)).unwrap();
    }
    office.receive(&chen.wrote);
    let writes = office.case.raw_document().writes();
    let field = Field::Answer(AnswerKey::step(VISIT, "badge"));
    let open: Vec<_> = writes.values().flatten().filter(|write| write.stands).collect();
    assert_eq!(open.len(), 2, "both stand until somebody decides");
    assert!(open.iter().all(|write| write.wrote.field == field && write.before == Some(Value::Int(2))));
}
