//! Files of other programs: the same small form as `.xls` and `.ods`, and workbooks with what spreadsheets do to them.

use std::io::{Cursor, Read as _, Write as _};

use rust_xlsxwriter::{Formula, Workbook};

use super::{Options, import, reason};
use crate::xlsform::{ImportError, WorkbookError};

const XLS: &[u8] = include_bytes!("files/meter-check.xls");
const ODS: &[u8] = include_bytes!("files/meter-check.ods");

#[test]
fn xls_and_ods_are_read_like_xlsx() {
    let cells: [(&str, &[&[&str]]); 3] = [
        (
            "survey",
            &[
                &["type", "name", "label", "constraint", "relevant"],
                &["text", "meter", "Meter number", "", ""],
                &["integer", "reading", "Reading", ". < 100000", ""],
                &["select_one tariff", "tariff", "Tariff", "", ""],
                &["date", "changed", "Changed on", ". >= date('2026-01-01')", "${tariff} = 'night'"],
            ],
        ),
        (
            "choices",
            &[&["list_name", "name", "label"], &["tariff", "day", "Day"], &["tariff", "night", "Night"]],
        ),
        ("settings", &[&["form_title", "form_id", "version"], &["Meter check", "meter-check", "3"]]),
    ];
    let expected = super::imported(&cells);
    assert!(expected.published.is_ok());
    for (name, bytes) in [("xls", XLS), ("ods", ODS)] {
        let imported = import(bytes, &Options::default()).unwrap();
        assert_eq!(imported.sources, expected.sources, "{name}");
        assert_eq!(imported.cells, expected.cells, "{name}");
    }
}

/// Forms that open with the password `meter`: agile encryption, RC4, and AES with a key of PBKDF2.
const LOCKED: [(&str, &[u8]); 3] = [
    ("xlsx", include_bytes!("files/password.xlsx")),
    ("xls", include_bytes!("files/password.xls")),
    ("ods", include_bytes!("files/password.ods")),
];

#[test]
fn a_workbook_with_a_password_says_so() {
    for (name, bytes) in LOCKED {
        let refused = import(bytes, &Options::default()).unwrap_err();
        assert_eq!(refused, WorkbookError::Password.into(), "{name}");
        assert!(refused.to_string().contains("take the password off"), "{refused}");
    }
    let whole = changed(LOCKED[2].1, "META-INF/manifest.xml", |manifest| {
        manifest.replace("content.xml", "encrypted-package")
    });
    assert_eq!(import(&whole, &Options::default()).unwrap_err(), WorkbookError::Password.into());
}

/// A cell that speaks of encryption is no password.
#[test]
fn words_of_a_workbook_are_no_password() {
    let mut bytes = XLS.to_vec();
    bytes.extend("x EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(import(&bytes, &Options::default()).is_ok());
}

/// The form as `.ods` with another content.
fn ods(change: impl Fn(String) -> String) -> Vec<u8> {
    changed(ODS, "content.xml", change)
}

/// A container with another content of one part.
fn changed(container: &[u8], changes: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(container)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name == changes {
            bytes = change(String::from_utf8(bytes).unwrap()).into_bytes();
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_ods_of_billions_of_cells_is_refused_with_its_sheet() {
    let bomb = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell \
                table:number-columns-repeated=\"16000\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>\
                </table:table>";
    let bytes = ods(|content| content.replacen("</table:table>", bomb, 1));
    let refused = import(&bytes, &Options::default()).unwrap_err();
    assert_eq!(refused, WorkbookError::TooManyCells("survey".into()).into());
    assert!(refused.to_string().starts_with("the sheet `survey` has more than"), "{refused}");
}

#[test]
fn an_ods_that_breaks_off_says_that_it_cannot_be_read() {
    for bytes in [
        ods(|content| content[..content.len() / 2].to_owned()),
        ods(|_| "no XML".to_owned()),
        ods(|_| String::new()),
    ] {
        match import(&bytes, &Options::default()) {
            Err(ImportError::Workbook(WorkbookError::Unreadable(why))) => assert!(!why.is_empty()),
            Err(ImportError::NoSheet("survey")) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// A form whose first question has something in the column `relevant`.
fn with_cell(write: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("survey").unwrap();
    for (row, cells) in (0..).zip([["type", "name", "label", "relevant"], ["text", "a", "A", ""]]) {
        for (column, text) in (0..).zip(cells) {
            if !text.is_empty() {
                sheet.write_string(row, column, text).unwrap();
            }
        }
    }
    write(sheet);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_formula_counts_as_what_it_comes_to_and_one_without_a_value_is_said() {
    let formula = Formula::new("=\"tr\"&\"ue()\"").set_result("true()");
    let bytes = with_cell(|sheet| {
        sheet.write_formula(1, 3, formula.clone()).unwrap();
    });
    let imported = import(&bytes, &Options::default()).unwrap();
    assert_eq!(imported.cells.counts().2, 0, "{}", imported.cells);
    let bytes = with_cell(|sheet| {
        sheet.write_formula(1, 3, Formula::new("=A1").set_result("12345")).unwrap();
    });
    let bytes = changed(&bytes, "xl/worksheets/sheet1.xml", |sheet| {
        assert!(sheet.contains("<v>12345</v>"), "{sheet}");
        sheet.replace("<v>12345</v>", "")
    });
    let imported = import(&bytes, &Options::default()).unwrap();
    assert!(reason(&imported, "survey!D2").starts_with("the formula here has no value"));
}

#[test]
fn a_hidden_sheet_is_read_like_others_and_named_if_it_is_not_of_the_form() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("survey").unwrap();
    for (row, cells) in (0..).zip([["type", "name", "label"], ["text", "a", "A"]]) {
        for (column, text) in (0..).zip(cells) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
    workbook.add_worksheet().set_name("old").unwrap().set_hidden(true).write_string(0, 0, "x").unwrap();
    let imported = import(&workbook.save_to_buffer().unwrap(), &Options::default()).unwrap();
    assert_eq!(reason(&imported, "old!A1"), "the sheet `old` with 1 cells is not read");
}

#[test]
fn calculations_that_lead_back_to_themselves_are_named() {
    let imported = super::imported(&[(
        "survey",
        &[
            &["type", "name", "label", "calculation", "relevant"],
            &["calculate", "a", "", "${b} + 1", ""],
            &["calculate", "b", "", "${a} + 1", ""],
            &["text", "c", "C", "", "${a} > 1"],
        ],
    )]);
    assert!(reason(&imported, "survey!E4").contains("leads back to itself"), "{}", imported.cells);
}

#[test]
fn a_sheet_of_fifty_megabytes_is_refused_by_its_cells_within_bounds() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("survey").unwrap();
    for row in 0..250_000 {
        sheet.write_number(row, 0, row).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let refused = import(&bytes, &Options::default()).unwrap_err();
    assert_eq!(refused, WorkbookError::TooManyCells("survey".into()).into());
}
