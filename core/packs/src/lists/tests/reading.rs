//! Encodings, delimiters, headers, and files that are none.

use encoding_rs::GB18030;

use super::super::{Cell, Delimiter, Encoding, ListError, MappingError, Reading};
use super::{file, mapped, rows, shown};

const TEXT: &str = "编码,名称\nA1,\"换灯泡, 高处\"\n\nA2,\"两\n行\"\n";

fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn the_same_list_is_read_in_every_encoding() {
    let plain = shown(TEXT.as_bytes()).unwrap();
    assert_eq!(plain, [["编码", "名称"], ["A1", "换灯泡, 高处"], ["A2", "两\n行"]]);
    for (name, bytes) in [
        ("a mark", ["\u{feff}".as_bytes(), TEXT.as_bytes()].concat()),
        ("gb18030", GB18030.encode(TEXT).0.into_owned()),
        ("utf-16 le", utf16(TEXT, true, false)),
        ("utf-16 be", utf16(TEXT, true, true)),
        ("utf-16 le without a mark", utf16(TEXT, false, false)),
        ("utf-16 be without a mark", utf16(TEXT, false, true)),
    ] {
        assert_eq!(shown(&bytes).unwrap(), plain, "{name}");
    }
}

#[test]
fn letters_beyond_the_first_piece_decide_too() {
    let mut bytes = b"code,name\n".repeat(20_000);
    bytes.extend(GB18030.encode("A1,换灯泡\n").0.iter());
    let read = shown(&bytes).unwrap();
    assert_eq!(read.last().unwrap(), &["A1", "换灯泡"]);
    bytes.extend([0xff, 0xff, b'\n']);
    assert!(matches!(shown(&bytes), Err(ListError::Encoding)));
    let (path, _dir) = file(&bytes);
    let chosen = Reading { encoding: Some(Encoding::Gb18030), ..Reading::default() };
    let Cell::Text(last) = rows(&path, &chosen).unwrap().pop().unwrap().cells.swap_remove(0) else {
        panic!("a text");
    };
    assert!(last.contains('\u{fffd}'), "what cannot be read stays visible, so that the row is rejected");
}

#[test]
fn the_delimiter_is_found_outside_of_quotes() {
    for (text, cells) in [
        ("a;b;c\n1,5;2;3\n", ["a", "b", "c"]),
        ("a\tb\tc\n1,5\t2;2\t3\n", ["a", "b", "c"]),
        ("\"a,b;\";\"b,,,,\";c\n1;2;3\n", ["a,b;", "b,,,,", "c"]),
        ("\n\r\na,b,c\r\n1,2,3\r\n", ["a", "b", "c"]),
        ("sep=;\na;b;c\n", ["a", "b", "c"]),
    ] {
        assert_eq!(shown(text.as_bytes()).unwrap()[0], cells, "{text:?}");
    }
    let (path, _dir) = file(b"a,b;c\n");
    let chosen = Reading { delimiter: Some(Delimiter::Semicolon), ..Reading::default() };
    assert_eq!(rows(&path, &chosen).unwrap()[0].cells.len(), 2);
}

#[test]
fn a_row_is_known_by_the_line_where_it_begins() {
    let (path, _dir) = file(TEXT.as_bytes());
    let numbers: Vec<u64> = rows(&path, &Reading::default()).unwrap().iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 2, 4]);
}

#[test]
fn a_quote_that_is_never_closed_does_not_swallow_the_file() {
    let mut text = b"code,name\nA1,\"open\n".to_vec();
    text.extend(b"A2,lamp\n".repeat(400_000));
    assert!(matches!(shown(&text), Err(ListError::RowTooLong(2))), "{:?}", shown(&text).err());
}

#[test]
fn a_workbook_is_read_with_its_numbers_and_days() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "Prices 2026").unwrap();
    sheet.write_string(2, 1, "code").unwrap();
    sheet.write_number(3, 1, 12.5).unwrap();
    sheet.write_number(3, 2, 13_800_138_000_f64).unwrap();
    let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let moment = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 3, 4).unwrap().and_hms(9, 30, 0).unwrap();
    sheet.write_datetime_with_format(4, 0, &moment, &format).unwrap();
    workbook.add_worksheet();
    let (path, _dir) = file(&workbook.save_to_buffer().unwrap());
    let read = rows(&path, &Reading::default()).unwrap();
    let numbers: Vec<u64> = read.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 3, 4, 5]);
    let number = |text: &str| Cell::Number(text.to_owned());
    assert_eq!(read[2].cells, [Cell::Empty, number("12.5"), number("13800138000")]);
    assert_eq!(read[3].cells[0].shown(), "2026-03-04 09:30:00");
}

#[test]
fn of_several_sheets_somebody_names_the_one() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for name in ["Prices", "Old prices"] {
        workbook.add_worksheet().set_name(name).unwrap().write_string(0, 0, name).unwrap();
    }
    let (path, _dir) = file(&workbook.save_to_buffer().unwrap());
    assert!(
        matches!(rows(&path, &Reading::default()), Err(ListError::WhichSheet(sheets)) if sheets.len() == 2)
    );
    let named = |name: &str| Reading { sheet: Some(name.to_owned()), ..Reading::default() };
    assert_eq!(rows(&path, &named("old PRICES")).unwrap()[0].cells[0].shown(), "Old prices");
    assert!(matches!(rows(&path, &named("x")), Err(ListError::NoSheet { .. })));
}

#[test]
fn the_header_is_found_below_a_title() {
    let (columns, rows) = mapped("2026 customers\n\n* 名称（必填）,联系电话,备注\nLi,138,x\n", "").unwrap();
    assert_eq!(rows, [["Li", "138"]]);
    assert_eq!(columns.unread, ["备注"]);
    let (columns, _) = mapped("name,pohne,fax\nLi,138,9\n", "").unwrap();
    assert_eq!(columns.unread, ["pohne (did you mean `phone`?)", "fax"]);
}

#[test]
fn a_mapping_names_odd_headers_and_what_is_left_out() {
    let mapping = "columns: {name: 业主 姓名}\nvalues: {phone: '110'}\nignore: [备注]\n";
    let (columns, rows) = mapped("业主姓名,名称,备注,电话\nLi,old,x,\nWang,old,y,138\n", mapping).unwrap();
    assert_eq!(rows, [["Li", "110"], ["Wang", "138"]]);
    assert_eq!(columns.unread, ["名称"]);
}

#[test]
fn what_is_wrong_with_the_columns_is_said() {
    let refused = |text: &str, mapping: &str| match mapped(text, mapping) {
        Err(ListError::Mapping(error)) => error,
        other => panic!("{other:?}"),
    };
    let missing = refused("owner,tel\nLi,1\n", "");
    assert_eq!(
        missing.to_string(),
        "row 1 has no column for name (名称, customer); it has owner, tel: name them in a mapping, or a value for every row"
    );
    assert!(matches!(refused("name,名称\n", ""), MappingError::Twice { field: "name", .. }));
    assert!(matches!(refused("name\n", "columns: {name: nome}"), MappingError::Missing { .. }));
    assert!(matches!(refused("name\n", "columns: {phone: nome}"), MappingError::NoColumn { .. }));
    let misspelt = refused("custmer,tel\nLi,1\n", "").to_string();
    assert!(misspelt.contains("it has custmer (did you mean `customer`?), tel:"), "{misspelt}");
    let near = refused("name\n", "columns: {phon: x}").to_string();
    assert!(near.ends_with("did you mean `phone`?"), "{near}");
    assert_eq!(refused("", ""), MappingError::Empty);
}

#[test]
fn files_that_are_no_lists_say_so() {
    assert!(matches!(shown(b"PK\x03\x04 nothing"), Err(ListError::Workbook(_))));
    assert!(matches!(shown(&[0xd0, 0xcf, 0x11, 0xe0, 0, 0]), Err(ListError::Workbook(_))));
    let wide = format!("{}\n", "a,".repeat(2_000));
    assert!(matches!(shown(wide.as_bytes()), Err(ListError::TooManyColumns(1))));
}
