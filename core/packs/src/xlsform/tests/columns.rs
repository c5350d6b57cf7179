//! The columns of a form, as its spreadsheets have them.

use super::{checklist, imported, published};

const SURVEY: &[&[&str]] = &[
    &["type", "name", "label", "relevant", "calculation", "repeat_count"],
    &["start", "began", "", "", "", ""],
    &["deviceid", "phone", "", "", "", ""],
    &["begin_group", "outer", "Outer", "", "", ""],
    &["begin_group", "inner", "Inner", "", "", ""],
    &["integer", "n", "How many?", "", "", ""],
    &["geopoint", "spot", "Where?", "", "", ""],
    &["acknowledge", "seen", "Seen", "", "", ""],
    &["calculate", "twice", "", "", "${n} * 2", ""],
    &["calculate", "when_now", "", "", "now()", ""],
    &["end_group", "", "", "", "", ""],
    &["end_group", "", "", "", "", ""],
    &["select_one answer", "ok", "All right?", "", "", ""],
    &["note", "thanks", "Thank you", "", "", ""],
    &["begin_repeat", "part", "Part", "", "", "2"],
    &["text", "label", "Label", "", "", ""],
    &["end_repeat", "", "", "", "", ""],
    &["end", "ended", "", "", "", ""],
];

const CHOICES: &[&[&str]] =
    &[&["list_name", "name", "label"], &["answer", "yes", "Yes"], &["answer", "no, not yet", "No"]];

#[test]
fn every_row_with_a_name_has_its_column_in_the_order_of_the_form() {
    let (checklist, _) = published(&[("survey", SURVEY), ("choices", CHOICES)]);
    let columns = checklist.columns.iter().map(|column| {
        let is = serde_json::to_value(&column.is).unwrap();
        let each = column.each.as_deref().map(|each| format!(" for each {each}")).unwrap_or_default();
        format!("{}{each}: {is}", column.name)
    });
    assert_eq!(
        columns.collect::<Vec<_>>(),
        [
            r#"began: {"recorded":"began"}"#,
            r#"phone: {"recorded":"device"}"#,
            r#"outer/inner/n: {"step":"n"}"#,
            r#"outer/inner/spot: {"step":"spot"}"#,
            r#"outer/inner/seen: {"step":"seen"}"#,
            r#"outer/inner/twice: {"value":"answers.n * 2"}"#,
            r#"outer/inner/when_now: "nothing""#,
            r#"ok: {"step":"ok"}"#,
            r#"thanks: "nothing""#,
            r#"part_count: {"value":"2"}"#,
            r#"part: {"step":"part"}"#,
            r#"part/label for each part: {"step":"label"}"#,
            r#"ended: {"recorded":"ended"}"#,
            r#"meta/instanceID: {"recorded":"key"}"#,
        ]
    );
}

#[test]
fn answers_are_written_as_the_form_has_them() {
    let checklist = checklist(&imported(&[("survey", SURVEY), ("choices", CHOICES)]));
    let column = |name: &str| checklist.columns.iter().find(|column| column.name == name).unwrap();
    assert_eq!(column("outer/inner/spot").parts, ["Latitude", "Longitude", "Altitude", "Accuracy"]);
    assert_eq!(column("outer/inner/seen").written("true"), "OK");
    assert_eq!(column("outer/inner/seen").written("false"), "");
    assert_eq!(column("ok").written("no_not_yet"), "no, not yet");
    assert_eq!(column("ok").written("yes"), "yes");
    assert_eq!(column("outer/inner/twice").when.as_deref(), Some("has(answers.n)"));
}

#[test]
fn columns_of_nothing_are_refused_with_their_place() {
    let imported = imported(&[("survey", SURVEY), ("choices", CHOICES)]);
    let refused = |from: &str, to: &str| -> String {
        let mut sources = imported.sources.clone();
        let file = sources.iter_mut().find(|(path, _)| path.starts_with("checklists/")).unwrap().1;
        let text = String::from_utf8(file.clone()).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        *file = text.replacen(from, to, 1).into_bytes();
        crate::compile_sources(&sources).map(|_| ()).unwrap_err().to_string()
    };
    for (from, to, reason) in [
        ("is:\n    step: n\n", "is:\n    step: m\n", "columns[2]: there is no step `m`"),
        (
            "  each: part\n- name: ended",
            "- name: ended",
            "columns[11]: step `label` is asked for each `part`",
        ),
        ("- name: ended", "- name: began", "columns[12]: `began` is there already"),
        ("- name: ended", "- name: a//b", "columns[12]: a column has a name"),
        ("value: answers.n * 2", "value: answers.m * 2", "unknown name `answers.m`"),
        ("when: has(answers.n)", "when: answers.n", "is Int, but Bool is needed here"),
        ("- name: thanks\n  is: nothing", "- name: thanks\n  is: {note: x}", "note"),
    ] {
        let found = refused(from, to);
        assert!(found.contains(reason), "{reason} in {found}");
    }
}
