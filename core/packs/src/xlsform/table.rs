//! A table of choices in a CSV file beside the form.

use std::rc::Rc;

use super::workbook::{Cell, MAX_WORKBOOK, Place, RawSheet, WorkbookError};

/// Reads the file as a sheet under its name. It is UTF-8, as XLSForm has it, with or without a mark at its beginning.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<RawSheet, WorkbookError> {
    if bytes.len() > MAX_WORKBOOK {
        return Err(WorkbookError::TooLarge);
    }
    let unreadable = |why: String| WorkbookError::Unreadable(format!("{name}: {why}"));
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let text =
        std::str::from_utf8(bytes).map_err(|_| unreadable("not UTF-8: save it as CSV UTF-8".to_owned()))?;
    let sheet: Rc<str> = name.into();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for (row, record) in (1_u32..).zip(reader.records()) {
        let record = record.map_err(|error| unreadable(error.to_string()))?;
        let cells = (0_u32..).zip(&record).map(|(column, text)| Cell {
            at: Place { sheet: Rc::clone(&sheet), row, column },
            text: text.trim().to_owned(),
        });
        let cells: Vec<Cell> = cells.filter(|cell| !cell.text.is_empty()).collect();
        if !cells.is_empty() {
            rows.push(cells);
        }
    }
    Ok(RawSheet { name: sheet, rows, merged: Vec::new(), unvalued: Vec::new() })
}
