//! Workbooks that cannot be imported as they are.

use std::io::{Cursor, Write as _};

use super::{Options, import, problems, xlsx};
use crate::xlsform::{ImportError, WorkbookError};

#[test]
fn what_has_to_be_mended_is_said_with_its_cell() {
    let found = problems(&[
        (
            "survey",
            &[
                &["type", "name", "label"],
                &["begin_group", "g", "G"],
                &["select_one colours", "c", "C"],
                &["select_one", "d", "D"],
                &["text", "", "No name"],
                &["", "no_type", "No type"],
                &["end_repeat", "", ""],
                &["end_group", "", ""],
                &["begin_repeat", "r", "R"],
            ],
        ),
        (
            "choices",
            &[
                &["list_name", "name", "label"],
                &["colors", "red", "Red"],
                &["colors", "red", "Rot"],
                &["", "x", "X"],
            ],
        ),
    ]);
    assert_eq!(
        found,
        [
            "choices!B3: the list has the choice `red` already, in row 2",
            "choices!B4: the choice has no `list_name`",
            "survey!A3: the sheet `choices` has no list `colours`; did you mean `colors`?",
            "survey!A4: `select_one` needs the name of a list of the sheet `choices`",
            "survey!A5: the question has no `name`: give it one, such as `serial_number`",
            "survey!B6: the row has no `type`: say what it asks for, such as `text`",
            "survey!A7: this ends a repeat, but `g` in row 2 began a group",
            "survey!A8: nothing is open here that this row could end",
            "survey!A9: `r` is not closed: add a row `end_repeat`",
        ]
    );
}

#[test]
fn a_workbook_that_is_no_form_says_what_is_missing() {
    let message = |sheets| problems(sheets).join("");
    assert!(message(&[("Sheet1", &[&["a"]])]).contains("no sheet `survey`"));
    assert!(message(&[("survey", &[&["kind", "name"]])]).contains("no column `type`"));
}

#[test]
fn a_misspelt_header_says_what_it_may_mean() {
    let imported = super::imported(&[(
        "survey",
        &[&["type", "name", "lable", "label", "Constrain", "colour"], &["text", "a", "A", "A", "x", "y"]],
    )]);
    let reason = |at| super::reason(&imported, at);
    assert!(reason("survey!C2").ends_with("the column `lable`; did you mean `label`?"), "{}", imported.cells);
    assert!(reason("survey!E2").ends_with("the column `Constrain`; did you mean `constraint`?"));
    assert!(reason("survey!F2").ends_with("the column `colour`"));
    let refused = problems(&[("survey", &[&["tpye", "name"], &["text", "a"]])]).join("");
    assert!(refused.ends_with("; is it `tpye`?"), "{refused}");
}

#[test]
fn bytes_that_are_no_workbook_are_refused() {
    let options = Options::default();
    let refused = |bytes: &[u8]| import(bytes, &options).unwrap_err();
    assert!(matches!(refused(b"type,name"), ImportError::Workbook(WorkbookError::Unreadable(_))));
    assert!(matches!(refused(b""), ImportError::Workbook(WorkbookError::Unreadable(_))));
    let whole = xlsx(&[("survey", &[&["type", "name"], &["text", "a"]])]);
    assert!(matches!(
        refused(&whole[..whole.len() / 2]),
        ImportError::Workbook(WorkbookError::Unreadable(_))
    ));
    assert_eq!(refused(&vec![0; 17 << 20]), WorkbookError::TooLarge.into());
}

#[test]
fn a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_does() {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let zeros = vec![0_u8; 1 << 20];
    for _ in 0..80 {
        archive.write_all(&zeros).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 200_000, "{}", bytes.len());
    assert_eq!(import(&bytes, &Options::default()).unwrap_err(), WorkbookError::Unpacks.into());
}

#[test]
fn two_cells_in_opposite_corners_are_no_table_of_billions() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("survey").unwrap();
    for (row, cells) in (0..).zip([["type", "name"], ["text", "a"]]) {
        sheet.write_string(row, 0, cells[0]).unwrap();
        sheet.write_string(row, 1, cells[1]).unwrap();
    }
    sheet.write_string(1_048_575, 16_383, "far away").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let imported = import(&bytes, &Options::default()).unwrap();
    assert_eq!(super::reason(&imported, "survey!XFD1048576"), "its column has no header");
}

#[test]
fn names_that_stand_twice_are_told_apart_and_not_guessed() {
    let imported = super::imported(&[(
        "survey",
        &[
            &["type", "name", "label", "relevant"],
            &["begin_group", "a", "A", ""],
            &["text", "serial", "Serial", ""],
            &["end_group", "", "", ""],
            &["begin_group", "b", "B", ""],
            &["text", "serial", "Serial", ""],
            &["end_group", "", "", ""],
            &["note", "n", "N", "${serial} = 'x'"],
        ],
    )]);
    let checklist = super::checklist(&imported);
    super::step(&checklist, "serial_2");
    assert!(super::reason(&imported, "survey!D8").starts_with("several questions are called `serial`"));
}

#[test]
fn joined_cells_and_spaces_around_words_are_seen() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("survey").unwrap();
    for (column, text) in (0..).zip([" Type ", "NAME", "label"]) {
        sheet.write_string(0, column, text).unwrap();
    }
    for (column, text) in (0..).zip(["text ", " a", "A\u{a0}question "]) {
        sheet.write_string(1, column, text).unwrap();
    }
    sheet.merge_range(2, 0, 2, 2, "integer", &rust_xlsxwriter::Format::new()).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let refused = import(&bytes, &Options::default()).unwrap_err();
    assert!(refused.to_string().contains("survey!A3: the question has no `name`"), "{refused}");
}

#[test]
fn names_that_stand_twice_in_one_group_and_conditions_in_a_circle_are_named_with_their_cells() {
    let found = problems(&[(
        "survey",
        &[
            &["type", "name", "label", "relevant"],
            &["text", "a", "A", "${b} = 'x'"],
            &["begin_group", "g", "G", "${a} = 'x'"],
            &["text", "b", "B", ""],
            &["text", "b", "B again", ""],
            &["end_group", "", "", ""],
            &["text", "own", "Own", "${own} = 'x'"],
            &["text", "fine", "Fine", "${own} = 'y' and ${own} != 'x'"],
            &["text", "itself", "Itself", "not(. = 'x')"],
        ],
    )]);
    assert_eq!(
        found,
        [
            "survey!B5: `b` is there already, in row 4 of the same group: give it a name of its own",
            "survey!D2: whether it is asked leads back to itself, `a` -> `b` -> `a`: take one condition away",
            "survey!D7: whether it is asked leads back to itself, `own` -> `own`: take one condition away",
            "survey!D9: whether it is asked leads back to itself, `itself` -> `itself`: take one condition away",
        ]
    );
}

#[test]
fn a_form_that_asks_for_too_much_says_how_much_and_where_the_rest_begins() {
    let names: Vec<String> = (1..=203).map(|number| format!("q{number}")).collect();
    let rows = names.iter().map(|name| vec!["text", name.as_str(), "Question"]);
    let rows: Vec<Vec<&str>> = [vec!["type", "name", "label"]].into_iter().chain(rows).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    assert_eq!(
        problems(&[("survey", &rows)]),
        [
            "survey!A202: the form asks for 203 things, and a checklist has at most 200 steps: make several forms of it, the \
             first of what stands above this row"
        ]
    );
}

#[test]
fn a_sheet_longer_than_any_form_is_refused_at_once() {
    let rows: Vec<Vec<String>> =
        (0..2_001).map(|i| vec!["note".to_owned(), format!("n{i}"), "N".to_owned()]).collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let mut survey: Vec<&[&str]> = vec![&["type", "name", "label"]];
    survey.extend(rows.iter().map(Vec::as_slice));
    let found = problems(&[("survey", &survey)]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("survey!A2002: the sheet has more than 2000 rows"), "{found:?}");
}

#[test]
fn more_text_than_a_form_can_have_is_refused_with_its_sheet() {
    let long = "word ".repeat(6_000);
    let rows: Vec<[&str; 3]> = std::iter::repeat_n(["note", "n", long.as_str()], 300).collect();
    let mut survey: Vec<&[&str]> = vec![&["type", "name", "label"]];
    survey.extend(rows.iter().map(<[&str; 3]>::as_slice));
    assert_eq!(
        problems(&[("survey", &survey)]),
        ["the sheet `survey` has more than 8 MiB of text: remove everything that is not the form"]
    );
}
