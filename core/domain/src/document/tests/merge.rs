//! Two people who edited the same job both find their work.

use super::*;

#[test]
fn a_new_case_is_empty_and_named_by_its_first_change() {
    let (document, genesis) = CaseDocument::create(&writer(1, 0)).unwrap();
    assert_eq!(document.case(), CaseId::of_genesis(&genesis));
    assert_eq!(CaseDocument::from_genesis(&genesis).unwrap().view(), document.view());
    assert_eq!(document.change_count(), 1);
    let (other, _) = CaseDocument::create(&writer(1, 1)).unwrap();
    assert_ne!(document.case(), other.case(), "the fresh actor makes the difference");
}

#[test]
fn what_was_written_is_read_back_from_a_snapshot() {
    let mut phone = Device::create(1);
    let committed = phone.edit(&[answer("leak", true), answer("ppm", 12), line(LINE), note("cellar is wet")]);
    assert_eq!(committed.changes.len(), 1, "one action is one change");
    assert_eq!(committed.heads, phone.document.heads());
    let loaded = CaseDocument::load(&phone.document.save()).unwrap();
    let view = loaded.view();
    assert_eq!(view, phone.view());
    assert_eq!(loaded.case(), phone.document.case());
    assert_eq!(view.answers[&key("leak")], Value::Bool(true));
    let line = &view.lines[&LINE];
    assert_eq!((line.quote, line.visit, line.deleted), (QUOTE, VISIT, false));
    assert_eq!(line.quantity.to_string(), "1.5");
    assert_eq!(view.notes[&NOTE].authors, [phone.author()]);
    assert!(view.conflicts.is_empty());
}

#[test]
fn different_fields_merge_in_silence() {
    let mut phone = Device::create(1);
    phone.edit(&[line(LINE)]);
    let mut office = phone.join(2);
    phone.edit(&[answer("leak", true), quantity("2")]);
    office.edit(&[answer("ppm", 7), Edit::SetLine { id: LINE, set: LineValue::What("valve DN15".into()) }]);
    sync(&mut phone, &mut office);
    let view = phone.view();
    assert_eq!(view.answers.len(), 2);
    assert_eq!(
        (view.lines[&LINE].quantity.to_string(), &*view.lines[&LINE].what),
        ("2".into(), "valve DN15")
    );
    assert!(view.conflicts.is_empty());
}

#[test]
fn different_values_of_one_field_are_an_open_conflict_until_somebody_decides() {
    let mut phone = Device::create(1);
    let mut office = phone.join(2);
    phone.edit(&[answer("state", "valve replaced")]);
    office.edit(&[answer("state", "wait for part")]);
    sync(&mut phone, &mut office);
    let conflicts = phone.view().conflicts;
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        (&conflicts[0].field, conflicts[0].kind),
        (&Field::Answer(key("state")), ConflictKind::Values)
    );
    let (first, second) = (&conflicts[0].candidates[0], &conflicts[0].candidates[1]);
    assert_eq!(phone.view().answers.get(&key("state")), first.value.as_ref());
    let by = |candidate: &Candidate| (candidate.author, candidate.value.clone());
    assert_eq!(by(first), (office.author(), Some("wait for part".into())), "the higher actor wins a draw");
    assert_eq!(by(second), (phone.author(), Some("valve replaced".into())));

    phone.edit(&[answer("state", "wait for part")]);
    sync(&mut phone, &mut office);
    assert!(office.view().conflicts.is_empty(), "choosing the shown value is a decision, too");
    let superseded = office.document.superseded(&Field::Answer(key("state")));
    assert_eq!(
        superseded.iter().map(|old| old.author).collect::<Vec<_>>(),
        [phone.author(), office.author()]
    );
    assert_eq!(values(&superseded), [Some("valve replaced".into()), Some("wait for part".into())]);
}

#[test]
fn equal_values_are_no_conflict() {
    let mut phone = Device::create(1);
    phone.edit(&[line(LINE)]);
    let mut office = phone.join(2);
    phone.edit(&[answer("leak", true), quantity("2")]);
    office.edit(&[answer("leak", true), quantity("2.0")]);
    sync(&mut phone, &mut office);
    assert!(phone.view().conflicts.is_empty());
    let view = phone.view();
    assert_eq!(view.answers[&key("leak")], Value::Bool(true));
}

#[test]
fn clearing_against_answering_is_an_open_conflict() {
    let mut phone = Device::create(1);
    phone.edit(&[answer("ppm", 5)]);
    let mut office = phone.join(2);
    phone.edit(&[answer("ppm", 6)]);
    office.edit(&[unanswer("ppm")]);
    sync(&mut phone, &mut office);
    let view = phone.view();
    assert_eq!(view.answers[&key("ppm")], Value::Int(6));
    assert_eq!(values(&view.conflicts[0].candidates), [Some(6.into()), None]);
    assert_eq!(view.conflicts[0].candidates[1].author, office.author());

    let mut confirming = phone.clone();
    confirming.edit(&[answer("ppm", 6)]);
    assert!(confirming.view().conflicts.is_empty());
    assert_eq!(confirming.view().answers[&key("ppm")], Value::Int(6));
    let old = values(&confirming.document.superseded(&Field::Answer(key("ppm"))));
    assert_eq!(old, [Some(5.into()), Some(6.into()), None], "also the first 6, and that it was cleared");

    phone.edit(&[unanswer("ppm")]);
    assert!(phone.view().conflicts.is_empty() && phone.view().answers.is_empty());
}

#[test]
fn an_answer_taken_back_is_superseded_with_its_author() {
    let mut phone = Device::create(1);
    phone.edit(&[answer("ppm", 5)]);
    phone.edit(&[unanswer("ppm")]);
    assert!(phone.view().answers.is_empty() && phone.view().conflicts.is_empty());
    let superseded = phone.document.superseded(&Field::Answer(key("ppm")));
    assert_eq!((superseded[0].value.clone(), superseded[0].author), (Some(5.into()), phone.author()));
}

#[test]
fn one_note_merges_by_character() {
    let mut phone = Device::create(1);
    phone.edit(&[note("水表在地下室")]);
    let mut office = phone.join(2);
    phone.edit(&[rewrite("水表在地下室左侧")]);
    office.edit(&[rewrite("注意: 水表在地下室")]);
    sync(&mut phone, &mut office);
    assert_eq!(phone.note(), "注意: 水表在地下室左侧");
    assert_eq!(phone.view().notes[&NOTE].authors, [phone.author(), office.author()]);
    assert!(phone.view().conflicts.is_empty());
    let superseded = values(&phone.document.superseded(&Field::NoteText(NOTE)));
    assert_eq!(superseded.len(), 3, "the first text and what each of the two saved");
}

#[test]
fn lines_added_and_struck_out_at_the_same_time_are_all_there() {
    let mut phone = Device::create(1);
    phone.edit(&[line(LINE)]);
    let mut office = phone.join(2);
    let (one, two) = (LineId([3; 8]), LineId([4; 8]));
    phone.edit(&[line(one), strike(true)]);
    office.edit(&[line(two), strike(true)]);
    sync(&mut phone, &mut office);
    let lines = phone.view().lines;
    assert_eq!(lines.keys().collect::<Vec<_>>(), [&LINE, &one, &two]);
    assert!(lines[&LINE].deleted && !lines[&one].deleted && !lines[&two].deleted);
    assert!(phone.view().conflicts.is_empty(), "both struck it out");
}

#[test]
fn striking_out_against_editing_a_line_is_an_open_conflict() {
    let mut phone = Device::create(1);
    phone.edit(&[line(LINE)]);
    let mut office = phone.join(2);
    phone.edit(&[quantity("3")]);
    office.edit(&[strike(true)]);
    sync(&mut phone, &mut office);
    let view = phone.view();
    assert!(view.lines[&LINE].deleted);
    assert_eq!(view.lines[&LINE].quantity.to_string(), "3", "the edit is kept");
    let conflict = &view.conflicts[0];
    assert_eq!(
        (&conflict.field, conflict.kind),
        (&Field::Line(LINE, LineField::Deleted), ConflictKind::DeletedWhileEdited)
    );
    let fields: Vec<_> = conflict.candidates.iter().map(|c| (c.field.clone(), c.author)).collect();
    assert_eq!(fields[0], (Field::Line(LINE, LineField::Deleted), office.author()));
    assert_eq!(fields[1], (Field::Line(LINE, LineField::Quantity), phone.author()));
    assert_eq!(view.conflicts.len(), 1);

    let mut strict = phone.clone();
    strict.edit(&[strike(true)]);
    assert!(strict.view().conflicts.is_empty() && strict.view().lines[&LINE].deleted);
    phone.edit(&[strike(false)]);
    assert!(phone.view().conflicts.is_empty() && !phone.view().lines[&LINE].deleted);
}

#[test]
fn striking_out_against_editing_a_note_is_an_open_conflict() {
    let mut phone = Device::create(1);
    phone.edit(&[note("call first")]);
    let mut office = phone.join(2);
    phone.edit(&[rewrite("call first, dog")]);
    office.edit(&[Edit::DeleteNote { id: NOTE, deleted: true }]);
    sync(&mut phone, &mut office);
    let view = phone.view();
    assert!(view.notes[&NOTE].deleted);
    assert_eq!(values(&view.conflicts[0].candidates), [Some(true.into()), Some("call first, dog".into())]);
}

#[test]
fn editing_a_line_that_one_knows_to_be_struck_out_is_no_conflict() {
    let mut phone = Device::create(1);
    phone.edit(&[line(LINE)]);
    phone.edit(&[strike(true)]);
    phone.edit(&[quantity("4")]);
    assert!(phone.view().conflicts.is_empty());
}

#[test]
fn striking_out_against_restoring_shows_both() {
    let mut phone = Device::create(1);
    phone.edit(&[line(LINE)]);
    phone.edit(&[strike(true)]);
    let mut office = phone.join(2);
    phone.edit(&[strike(false)]);
    office.edit(&[strike(false)]);
    office.edit(&[strike(true)]);
    sync(&mut phone, &mut office);
    let conflicts = phone.view().conflicts;
    assert_eq!(values(&conflicts[0].candidates), [Some(true.into()), Some(false.into())]);
}

#[test]
fn corrections_are_fields_like_answers() {
    let mut phone = Device::create(1);
    let correct = |value: Option<Value>| Edit::Correct { field: "customer.phone".into(), value };
    phone.edit(&[correct(Some("138".into()))]);
    let mut office = phone.join(2);
    phone.edit(&[correct(Some("139".into()))]);
    office.edit(&[correct(Some("137".into()))]);
    sync(&mut phone, &mut office);
    assert_eq!(phone.view().conflicts[0].field, Field::Correction("customer.phone".into()));
    phone.edit(&[correct(None)]);
    assert!(phone.view().corrections.is_empty() && phone.view().conflicts.is_empty());
    let bad = Edit::Correct { field: "名字".into(), value: None };
    assert!(matches!(phone.try_edit(&phone.document.heads(), &[bad]), Err(Rejected::Invalid { .. })));
}
