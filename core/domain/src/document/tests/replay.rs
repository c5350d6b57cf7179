//! A copied phone: two processes that write as one actor, and only one of them can be believed.

use super::*;

/// What of a copied phone's work comes again on top of what the server holds.
fn replay(server: &Device, copy: &Device) -> Device {
    let mut again = server.clone();
    again.document.replay(&copy.document, &|_| true, &writer(9, 7)).unwrap();
    again
}

/// Two phones with one actor, which both have written already.
fn copied() -> (Device, Device) {
    let mut phone = Device::create(1);
    phone.edit(&[answer("lamp", 1), answer("leak", false), note("wet"), line(LINE)]);
    (phone.clone(), phone)
}

#[test]
fn both_copies_find_their_work_and_no_value_wins_unseen() {
    let (mut phone, mut copy) = copied();
    phone.edit(&[answer("lamp", 2), rewrite("wet floor")]);
    copy.edit(&[answer("lamp", 3), answer("leak", true)]);
    copy.edit(&[rewrite("very wet"), quantity("4"), strike(true)]);
    let stranger = copy.document.changes_since(&[]).pop().unwrap();
    assert!(!phone.document.has(&stranger.id));
    let again = replay(&phone, &copy);
    let view = again.view();
    let lamp = view.conflicts.iter().find(|open| open.field == Field::Answer(key("lamp"))).unwrap();
    let mut found = values(&lamp.candidates);
    found.sort();
    assert_eq!(found, [Some(2.into()), Some(3.into())], "a decision for a person");
    assert_eq!(view.answers[&key("leak")], true.into(), "what nobody else touched just stands");
    assert_eq!(again.note(), "very wet floor");
    assert_eq!((view.lines[&LINE].quantity.to_string().as_str(), view.lines[&LINE].deleted), ("4", true));
    let fresh = again.document.changes_since(&phone.document.heads());
    assert_eq!(fresh.len(), 2, "one change for each");
    assert!(fresh.iter().all(|change| change.actor == fresh[0].actor && change.actor != [1; 16]));
}

#[test]
fn what_both_copies_wrote_alike_is_written_once() {
    let (mut phone, mut copy) = copied();
    phone.edit(&[answer("lamp", 2), answer("leak", true)]);
    copy.edit(&[answer("leak", true)]);
    copy.edit(&[answer("lamp", 2)]);
    let again = replay(&phone, &copy);
    assert_eq!(again.document.heads(), phone.document.heads());
}

#[test]
fn a_later_value_of_the_copy_stands_beside_the_other_one_although_its_earlier_one_was_the_same() {
    let (mut phone, mut copy) = copied();
    phone.edit(&[answer("lamp", 2)]);
    copy.edit(&[answer("lamp", 2), answer("badge", 1)]);
    copy.edit(&[answer("lamp", 3)]);
    let again = replay(&phone, &copy);
    assert_eq!(again.view().conflicts.len(), 1);
}

#[test]
fn a_line_and_a_note_under_one_id_are_two() {
    let mut phone = Device::create(1);
    let mut copy = phone.clone();
    phone.edit(&[note("theirs"), line(LINE)]);
    copy.edit(&[answer("lamp", 1), note("ours"), line(LINE)]);
    copy.edit(&[rewrite("ours too"), quantity("7")]);
    let view = replay(&phone, &copy).view();
    let notes: Vec<&str> = view.notes.values().map(|note| note.text.as_str()).collect();
    assert!(notes.contains(&"theirs") && notes.contains(&"ours too"), "{notes:?}");
    let quantities: Vec<String> = view.lines.values().map(|line| line.quantity.to_string()).collect();
    assert_eq!(quantities.len(), 2);
    assert!(quantities.contains(&"7".to_owned()), "{quantities:?}");
}

#[test]
fn work_on_a_stale_screen_and_a_decision_come_again_as_they_were() {
    let (phone, mut copy) = copied();
    let mut phone = phone;
    let screen = copy.document.heads();
    phone.edit(&[answer("badge", 1)]);
    copy.edit(&[answer("lamp", 2)]);
    copy.try_edit(&screen, &[answer("lamp", 3)]).unwrap().unwrap();
    assert_eq!(copy.view().conflicts.len(), 1);
    let shown = copy.view().answers[&key("lamp")].clone();
    copy.edit(&[Edit::SetAnswer { key: key("lamp"), value: Some(shown.clone()) }]);
    assert!(copy.view().conflicts.is_empty());
    let view = replay(&phone, &copy).view();
    assert!(view.conflicts.is_empty(), "the decision too: {:?}", view.conflicts);
    assert_eq!(view.answers[&key("lamp")], shown);
    assert_eq!(view.answers[&key("badge")], 1.into());
}
