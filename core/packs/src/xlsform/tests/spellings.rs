//! What older forms and other programs write otherwise.

use super::{cell, checklist, imported, problems, published, reason, step};
use crate::xlsform::Verdict;

const COUNTIES: &[&[&str]] = &[
    &["list_name", "name", "label", "state"],
    &["states", "texas", "Texas", ""],
    &["states", "washington", "Washington", ""],
    &["counties", "king", "King", "washington"],
    &["counties", "king", "King", "texas"],
    &["counties", "pierce", "Pierce", "washington"],
    &["", "", "a remark", ""],
];

const ASKED_BY_STATE: &[&[&str]] = &[
    &["type", "name", "label", "choice_filter"],
    &["select_one states", "state", "State", ""],
    &["select_one counties", "county", "County", "state = ${state}"],
];

#[test]
fn a_choice_may_stand_twice_if_the_settings_say_so() {
    let settings: &[&[&str]] = &[&["form_id", "allow_choice_duplicates"], &["places", "yes"]];
    let sheets = [("survey", ASKED_BY_STATE), ("choices", COUNTIES), ("settings", settings)];
    let (checklist, form) = published(&sheets);
    let offered = serde_json::to_value(&step(&checklist, "county").offered).unwrap();
    assert_eq!(
        offered,
        serde_json::json!([
            {
                "options": ["king"],
                "when": "has(answers.state) && answers.state == \"washington\" || has(answers.state) && answers.state == \"texas\""
            },
            { "options": ["pierce"], "when": "has(answers.state) && answers.state == \"washington\"" },
        ])
    );
    assert_eq!(cell(&form, "choices!B5").verdict, Verdict::Understood);
    assert!(reason(&form, "choices!C7").contains("names no list"));

    let without = [("survey", ASKED_BY_STATE), ("choices", COUNTIES)];
    assert!(problems(&without)[0].contains("choices!B5: the list has the choice `king` already, in row 4"));
}

#[test]
fn a_choice_that_stands_twice_is_called_as_in_its_first_row() {
    let choices: &[&[&str]] =
        &[&["list_name", "name", "label"], &["answer", "yes", "Yes"], &["answer", "yes", "Certainly"]];
    let survey: &[&[&str]] = &[&["type", "name", "label"], &["select_one answer", "ok", "All right?"]];
    let settings: &[&[&str]] = &[&["form_id", "allow_choice_duplicates"], &["places", "yes"]];
    let form = imported(&[("survey", survey), ("choices", choices), ("settings", settings)]);
    assert_eq!(reason(&form, "choices!C3"), "the choice is called as in row 2");
}

#[test]
fn older_types_are_those_of_today() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label"],
        &["get today", "day", ""],
        &["start time", "began", ""],
        &["get sim id", "sim", ""],
        &["add integer prompt", "n", "How many?"],
        &["q picture", "shot", "Photo"],
        &["add date time prompt", "when", "When?"],
        &["gps", "spot", "Where?"],
        &["phone number", "call", "Number"],
        &["add select one prompt using answer", "ok", "All right?"],
        &["select all that apply from answer or specify other", "more", "What else?"],
        &["looped group", "x", "not a row that begins anything"],
    ];
    let choices: &[&[&str]] = &[&["list_name", "name", "label"], &["answer", "yes", "Yes"]];
    let (checklist, form) = published(&[("survey", survey), ("choices", choices)]);
    let kinds = checklist.steps.iter().map(|step| {
        let kind = serde_json::to_value(&step.kind).unwrap();
        let name = kind.as_str().map(str::to_owned);
        let name = name.or_else(|| kind.as_object().and_then(|of| of.keys().next().cloned()));
        format!("{} {}", step.id, name.unwrap_or_default())
    });
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        [
            "n number",
            "shot photo",
            "when date_time",
            "spot text",
            "call text",
            "ok choice",
            "more multi",
            "more_other text",
            "x text",
        ]
    );
    let columns: Vec<&str> = checklist.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(columns[..3], ["day", "began", "sim"]);
    assert!(!checklist.columns[6].parts.is_empty(), "a place has four columns");
    assert_eq!(reason(&form, "survey!A4"), "not recorded here: its column stays empty");
}

#[test]
fn a_note_needs_no_name_and_a_filled_form_may_have_one() {
    let survey: &[&[&str]] =
        &[&["type", "name", "label"], &["note", "", "Read this first"], &["text", "serial", "Serial number"]];
    let settings: &[&[&str]] = &[&["form_id", "instance_name"], &["boiler", "concat('boiler ', ${serial})"]];
    let (checklist, form) = published(&[("survey", survey), ("settings", settings)]);
    let columns = checklist.columns.iter().map(|column| {
        let is = serde_json::to_value(&column.is).unwrap();
        format!("{}: {is}", column.name)
    });
    assert_eq!(
        columns.collect::<Vec<_>>(),
        [
            r#"generated_note_name_2: "nothing""#,
            r#"serial: {"step":"serial"}"#,
            r#"meta/instanceID: {"recorded":"key"}"#,
            r#"meta/instanceName: {"value":"\"boiler \" + (has(answers.serial) ? answers.serial : \"\")"}"#,
        ]
    );
    assert_eq!(cell(&form, "settings!B2").verdict, Verdict::Understood);
}

#[test]
fn a_condition_may_be_a_word_or_a_number() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label", "relevant"],
        &["text", "a", "A", "yes"],
        &["text", "b", "B", "0"],
        &["text", "c", "C", "TRUE"],
        &["text", "d", "D", "no"],
    ];
    let (checklist, _) = published(&[("survey", survey)]);
    let steps: Vec<&str> = checklist.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(steps, ["a", "c"]);
    assert!(checklist.steps.iter().all(|step| step.when.is_none()));
}

#[test]
fn the_only_sheet_is_the_survey_and_an_empty_one_is_none() {
    let survey: &[&[&str]] = &[&["type", "name", "label"], &["text", "state", "The state"]];
    assert_eq!(checklist(&imported(&[("Sheet1", survey)])).steps.len(), 1);
    assert_eq!(checklist(&imported(&[("survey", survey), ("choices", &[])])).steps.len(), 1);
    assert!(problems(&[("Sheet1", survey), ("Sheet2", survey)])[0].contains("no sheet `survey`"));
}

#[test]
fn a_loop_and_a_form_without_questions_are_told_by_their_cell() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label"],
        &["begin loop over sizes", "by_size", "Sizes"],
        &["integer", "count", "How many?"],
        &["end loop", "", ""],
    ];
    assert_eq!(
        problems(&[("survey", survey)]),
        [
            "survey!A2: a loop is not read: write a group for each choice of `sizes` in its place, as XLSForms do today"
        ]
    );
    let survey: &[&[&str]] = &[&["type", "name", "calculation"], &["calculate", "two", "1 + 1"]];
    assert_eq!(
        problems(&[("survey", survey)]),
        ["survey!A1: the form asks nothing: a checklist needs a question, or at least a note"]
    );
}

#[test]
fn a_table_of_questions_has_the_columns_that_other_programs_give_it() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label", "appearance"],
        &["begin_group", "table", "How is it?", "table-list"],
        &["select_one answer", "door", "The door", ""],
        &["select_one answer", "window", "The window", ""],
        &["end_group", "", "", ""],
    ];
    let choices: &[&[&str]] = &[&["list_name", "name", "label"], &["answer", "yes", "Yes"]];
    let (checklist, _) = published(&[("survey", survey), ("choices", choices)]);
    let columns: Vec<&str> = checklist.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(
        columns,
        [
            "table/generated_table_list_label_2",
            "table/reserved_name_for_field_list_labels_3",
            "table/door",
            "table/window",
            "meta/instanceID",
        ]
    );
    assert_eq!(checklist.steps.len(), 2);
}
