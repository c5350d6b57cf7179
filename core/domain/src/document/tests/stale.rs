//! Saving a screen that is older than the document.

use super::*;

#[test]
fn a_stale_screen_does_not_delete_what_arrived_meanwhile() {
    let mut phone = Device::create(1);
    phone.edit(&[answer("ppm", 5), note("a b c")]);
    let mut office = phone.join(2);
    let screen = phone.document.heads();
    office.edit(&[answer("ppm", 6), rewrite("a b c d")]);
    phone.pull(&office);

    let saved = phone.try_edit(&screen, &[answer("ppm", 7), rewrite("x a b c")]).unwrap().unwrap();
    assert_ne!(saved.changes[0].actor, [1; 16], "beside, not after: under the fresh actor");
    let view = phone.view();
    assert_eq!(phone.note(), "x a b c d");
    let mut found = values(&view.conflicts[0].candidates);
    found.sort();
    assert_eq!(found, [Some(6.into()), Some(7.into())]);
    sync(&mut phone, &mut office);
}

#[test]
fn a_stale_screen_that_left_a_field_as_it_was_does_not_touch_it() {
    let mut phone = Device::create(1);
    phone.edit(&[answer("ppm", 5), answer("leak", false)]);
    let mut office = phone.join(2);
    let screen = phone.document.heads();
    office.edit(&[answer("ppm", 6)]);
    phone.pull(&office);
    phone.try_edit(&screen, &[answer("ppm", 5), answer("leak", true)]).unwrap().unwrap();
    let view = phone.view();
    assert_eq!((&view.answers[&key("ppm")], &view.answers[&key("leak")]), (&6.into(), &true.into()));
    assert!(view.conflicts.is_empty());
}

#[test]
fn a_stale_screen_that_says_what_arrived_meanwhile_has_nothing_to_add() {
    let mut phone = Device::create(1);
    let mut office = phone.join(2);
    let screen = phone.document.heads();
    office.edit(&[answer("ppm", 6)]);
    phone.pull(&office);
    assert_eq!(phone.try_edit(&screen, &[answer("ppm", 6)]), Ok(None));
}

#[test]
fn an_edit_beside_unrelated_news_applies_to_the_current_version() {
    let mut phone = Device::create(1);
    let mut office = phone.join(2);
    let screen = phone.document.heads();
    office.edit(&[answer("ppm", 6)]);
    phone.pull(&office);
    let saved = phone.try_edit(&screen, &[answer("leak", true)]).unwrap().unwrap();
    assert_eq!(saved.changes[0].actor, [1; 16]);
    assert_eq!(saved.heads, [saved.changes[0].id], "one head");
}

#[test]
fn editing_a_line_that_was_struck_out_unseen_asks_for_a_decision() {
    let mut phone = Device::create(1);
    phone.edit(&[line(LINE)]);
    let mut office = phone.join(2);
    let screen = phone.document.heads();
    office.edit(&[strike(true)]);
    phone.pull(&office);
    phone.try_edit(&screen, &[quantity("9")]).unwrap().unwrap();
    assert_eq!(phone.view().conflicts[0].kind, ConflictKind::DeletedWhileEdited);

    let mut phone = office.join(3);
    phone.edit(&[strike(false)]);
    let screen = phone.document.heads();
    phone.edit(&[quantity("2")]);
    phone.try_edit(&screen, &[strike(true)]).unwrap().unwrap();
    assert_eq!(phone.view().conflicts[0].kind, ConflictKind::DeletedWhileEdited, "and the other way round");
}

#[test]
fn writing_what_stands_there_writes_nothing() {
    let mut phone = Device::create(1);
    let edits = [answer("ppm", 5), line(LINE), note("a")];
    phone.edit(&edits);
    let heads = phone.document.heads();
    let again = [answer("ppm", 5), quantity("1.5"), strike(false), rewrite("a"), unanswer("never")];
    assert_eq!(phone.try_edit(&heads, &again), Ok(None));
    assert_eq!(phone.try_edit(&heads, &[]), Ok(None));
    assert_eq!(phone.document.heads(), heads);
    assert_eq!(phone.document.change_count(), 2);
}

#[test]
fn the_last_of_two_edits_of_one_field_counts() {
    let mut phone = Device::create(1);
    phone.edit(&[answer("ppm", 5)]);
    assert_eq!(phone.try_edit(&phone.document.heads(), &[answer("ppm", 6), answer("ppm", 5)]), Ok(None));
    let clear = Edit::SetLine { id: LINE, set: LineValue::Item(None) };
    phone.edit(&[line(LINE), clear, quantity("3"), note(""), rewrite("later")]);
    let view = phone.view();
    assert_eq!(
        (view.lines[&LINE].item.as_deref(), view.lines[&LINE].quantity.to_string()),
        (None, "3".into())
    );
    assert_eq!(view.notes[&NOTE].text, "later");
    assert!(view.conflicts.is_empty());
}

#[test]
fn eighty_saves_of_one_old_version_keep_every_value_and_few_heads() {
    let mut phone = Device::create(1);
    phone.edit(&[answer("ppm", 0)]);
    let screen = phone.document.heads();
    let mut office = phone.join(2);
    for n in 1..=80 {
        let saved = phone.try_edit(&screen, &[answer("ppm", n)]).unwrap().unwrap();
        assert!(saved.heads.len() <= 33, "{} heads", saved.heads.len());
    }
    let view = phone.view();
    assert_eq!(view.conflicts[0].candidates.len(), 80);
    assert!(phone.document.change_count() < 90);
    sync(&mut phone, &mut office);
    office.edit(&[answer("leak", true)]);
    assert_eq!(office.document.heads().len(), 1, "the next edit ties all together");
    sync(&mut phone, &mut office);
}

#[test]
fn a_conflict_of_eighty_values_is_decided_by_one_edit() {
    let mut phone = Device::create(1);
    let screen = phone.document.heads();
    for n in 1..=80 {
        phone.try_edit(&screen, &[answer("ppm", n)]).unwrap();
    }
    phone.edit(&[answer("ppm", 3)]);
    let view = phone.view();
    assert!(view.conflicts.is_empty());
    assert_eq!(view.answers[&key("ppm")], Value::Int(3));
    assert_eq!(phone.document.superseded(&Field::Answer(key("ppm"))).len(), 80);
}

#[test]
fn a_hundred_heads_of_others_are_tied_together_before_an_edit() {
    let mut phone = Device::create(1);
    phone.edit(&[answer("ppm", 0)]);
    let base = phone.clone();
    for n in 0..100 {
        let mut other = base.join(100 + n);
        other.edit(&[answer(&format!("step{n}"), true)]);
        phone.pull(&other);
    }
    assert_eq!(phone.document.heads().len(), 100);
    let saved = phone.edit(&[answer("ppm", 1)]);
    assert!(saved.changes.len() > 2 && saved.heads.len() == 1);
    let mut receiver = base.join(99);
    receiver.pull(&phone);
    assert_eq!(receiver.view(), phone.view());
    assert_eq!(phone.view().answers.len(), 101);
    CaseDocument::load(&phone.document.save()).unwrap();
}

#[test]
fn an_unknown_version_is_rejected() {
    let mut phone = Device::create(1);
    let edits = [answer("ppm", 1)];
    assert_eq!(phone.try_edit(&[ChangeId([9; 32])], &edits), Err(Rejected::UnknownVersion));
    assert_eq!(phone.try_edit(&[], &edits), Err(Rejected::UnknownVersion));
    assert_eq!(phone.document.view_at(&[ChangeId([9; 32])]), None);
}

#[test]
fn an_older_version_reads_as_it_was() {
    let mut phone = Device::create(1);
    phone.edit(&[answer("ppm", 5), line(LINE), note("a")]);
    let then = (phone.document.heads(), phone.view());
    phone.edit(&[answer("ppm", 6), strike(true), rewrite("b")]);
    assert_eq!(phone.document.view_at(&then.0), Some(then.1));
    assert_eq!(phone.document.view_at(&phone.document.heads()), Some(phone.view()));
}

#[test]
fn missing_lines_and_notes_are_named_and_used_ids_refused() {
    let mut phone = Device::create(1);
    let heads = phone.document.heads();
    assert_eq!(phone.try_edit(&heads, &[quantity("1")]), Err(Rejected::NoLine(LINE)));
    assert_eq!(phone.try_edit(&heads, &[rewrite("x")]), Err(Rejected::NoNote(NOTE)));
    phone.edit(&[line(LINE)]);
    let heads = phone.document.heads();
    assert!(matches!(phone.try_edit(&heads, &[line(LINE)]), Err(Rejected::Invalid { field: "line", .. })));
    assert_eq!(phone.document.heads(), heads);
}

#[test]
fn what_a_server_would_refuse_is_too_large_before_it_is_written() {
    let mut phone = Device::create(1);
    let heads = phone.document.heads();
    let before = phone.view();
    let long = "长".repeat(NOTE_MAX_CHARS + 1);
    let too_large = |field, limit| Err(Rejected::TooLarge { field, limit });
    assert_eq!(phone.try_edit(&heads, &[note(&long)]), too_large("text", 4_000));
    assert_eq!(phone.try_edit(&heads, &[answer("what", &*"x".repeat(4_001))]), too_large("value", 4_000));
    let many: Vec<_> =
        (0..3).map(|n| Edit::AddNote { id: NoteId([n; 8]), visit: VISIT, text: "x".repeat(4_000) }).collect();
    assert_eq!(phone.try_edit(&heads, &many), too_large("edits", 10_000));
    let wide: Vec<_> = (0..80).map(|n| answer(&format!("s{n}"), &*"x".repeat(4_000))).collect();
    assert_eq!(phone.try_edit(&heads, &wide), too_large("edits", 256 << 10));
    assert_eq!(phone.view(), before);
    phone.edit(&[note(&"长".repeat(NOTE_MAX_CHARS))]);
    phone.edit(&[rewrite(&"短".repeat(NOTE_MAX_CHARS))]);
}

#[test]
fn an_actor_writes_for_one_certificate() {
    let mut phone = Device::create(1);
    phone.edit(&[answer("ppm", 1)]);
    let heads = phone.document.heads();
    let stranger = Writer { author: CertificateId([8; 32]), ..writer(1, 50) };
    let edits = [answer("ppm", 2)];
    assert!(matches!(
        phone.document.edit(&heads, &edits, &stranger),
        Err(Rejected::Invalid { field: "actor", .. })
    ));
    let used = Writer { fresh_actor: writer(1, 0).fresh_actor, ..writer(1, 50) };
    let refused = phone.document.edit(&heads, &edits, &used);
    assert!(matches!(refused, Err(Rejected::Invalid { field: "fresh_actor", .. })));
}
