//! A sheet as it is put together, and the workbook of the three.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// A row: texts by the names of their columns.
pub(super) type Cells = BTreeMap<String, String>;

/// A sheet.
pub(super) struct Sheet {
    name: &'static str,
    /// The columns, in the order in which people read them; only those that have anything are written.
    columns: Vec<String>,
    pub(super) rows: Vec<Cells>,
}

impl Sheet {
    pub(super) fn new(name: &'static str, columns: Vec<String>) -> Self {
        Self { name, columns, rows: Vec::new() }
    }

    /// Adds a column at the end, unless it is there.
    pub(super) fn with_column(&mut self, column: &str) {
        if !self.columns.iter().any(|known| known == column) {
            self.columns.push(column.to_owned());
        }
    }
}

/// The sheets as the bytes of an `.xlsx`.
pub(super) fn workbook(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let header = Format::new().set_bold();
    for sheet in sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet.name)?;
        worksheet.set_freeze_panes(1, 0)?;
        let used =
            sheet.columns.iter().filter(|column| sheet.rows.iter().any(|row| row.contains_key(*column)));
        for (at, column) in (0_u16..).zip(used) {
            worksheet.write_string_with_format(0, at, column, &header)?;
            for (row, cells) in (1_u32..).zip(&sheet.rows) {
                if let Some(text) = cells.get(column) {
                    worksheet.write_string(row, at, text)?;
                }
            }
        }
        worksheet.autofit();
    }
    workbook.save_to_buffer()
}
