//! The cells of a workbook (`.xlsx`, `.xlsm`, `.xls`, `.ods`), read within bounds.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{Cursor, Read, Seek};
use std::rc::Rc;

use calamine::{Data, Reader as _, Sheets, open_workbook_auto_from_rs};

use super::{ods, password};

/// The largest workbook that is read, in bytes.
pub const MAX_WORKBOOK: usize = 16 * 1024 * 1024;

/// The most bytes that its parts may have once they are unpacked.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;

/// The most cells with something in them.
const MAX_CELLS: usize = 200_000;

/// The longest text of a cell that is kept, in characters; what spreadsheets themselves allow.
const MAX_TEXT: usize = 32_767;

/// The most bytes of text in the cells of a sheet.
const MAX_TEXTS: usize = 8 * 1024 * 1024;

/// Parts of an `.ods`: what is in it, and the cells.
const MANIFEST: &str = "META-INF/manifest.xml";
const CONTENT: &str = "content.xml";

/// Where a cell stands: `survey!C12`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The name of the sheet.
    pub sheet: Rc<str>,
    /// The row, from 1.
    pub row: u32,
    /// The column, from 0.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}!{}{}", self.sheet, column_letters(self.column), self.row)
    }
}

fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A cell with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) at: Place,
    /// Its text, without spaces around it.
    pub(super) text: String,
}

/// A sheet: its cells, row by row.
#[derive(Debug, Clone)]
pub(super) struct RawSheet {
    pub(super) name: Rc<str>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// Cells that were joined, which leaves all but the first of them empty.
    pub(super) merged: Vec<Place>,
    /// Formulas of which the file does not say what they come to.
    pub(super) unvalued: Vec<Place>,
}

/// Why a file is not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookError {
    /// Larger than [`MAX_WORKBOOK`].
    #[error("the workbook has more than {} MiB; an XLSForm needs far less: remove pictures and other sheets", MAX_WORKBOOK >> 20)]
    TooLarge,
    /// It grows beyond all measure when it is unpacked.
    #[error("unpacked, the workbook has more than {} MiB: save it anew, with the sheets of the form only", MAX_UNPACKED >> 20)]
    Unpacks,
    /// More cells than a form can have.
    #[error("the sheet `{0}` has more than {MAX_CELLS} cells: remove everything that is not the form")]
    TooManyCells(Rc<str>),
    /// More text than a form can have.
    #[error("the sheet `{0}` has more than 8 MiB of text: remove everything that is not the form")]
    TooMuchText(Rc<str>),
    /// Encrypted.
    #[error(
        "the workbook is protected by a password: open it in a spreadsheet, take the password off, and save it under another name"
    )]
    Password,
    /// Not a workbook.
    #[error("this is no workbook that can be read (.xlsx, .xls, .ods): {0}")]
    Unreadable(String),
}

/// Reads every sheet.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<RawSheet>, WorkbookError> {
    check_bytes(bytes)?;
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let name: Rc<str> = name.into();
        let (rows, unvalued) = match &mut workbook {
            Sheets::Xlsx(workbook) => {
                let rows = streamed(&name, workbook)?;
                let unvalued = unvalued(&name, workbook, &rows)?;
                (rows, unvalued)
            }
            other => (whole(&name, &other.worksheet_range(&name).map_err(unreadable)?)?, Vec::new()),
        };
        let merged = merged(&mut workbook, &name);
        sheets.push(RawSheet { name, rows, merged, unvalued });
    }
    Ok(sheets)
}

/// Looks at a workbook before anything of it is unpacked into memory.
pub(crate) fn check_bytes(bytes: &[u8]) -> Result<(), WorkbookError> {
    if bytes.len() > MAX_WORKBOOK {
        return Err(WorkbookError::TooLarge);
    }
    if password::is_compound(bytes) {
        return if password::locks_compound(bytes) { Err(WorkbookError::Password) } else { Ok(()) };
    }
    let parts = check_container(Cursor::new(bytes), MAX_UNPACKED)?;
    let has = |name: &str| parts.iter().any(|(part, _)| part == name);
    let manifest = if has(MANIFEST) { part(bytes, MANIFEST)? } else { Vec::new() };
    if password::locks_parts(&manifest) {
        return Err(WorkbookError::Password);
    }
    if !has(CONTENT) {
        return Ok(());
    }
    let content = part(bytes, CONTENT)?;
    ods::check(std::str::from_utf8(&content).map_err(unreadable)?)
}

/// A part of a container whose sizes were checked.
fn part(container: &[u8], name: &str) -> Result<Vec<u8>, WorkbookError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(container)).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let part = archive.by_name(name).map_err(unreadable)?;
    part.take(MAX_UNPACKED).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn unreadable(error: impl fmt::Display) -> WorkbookError {
    WorkbookError::Unreadable(error.to_string())
}

/// The parts of a container with their sizes, unless they unpack to more than `most` bytes: a few kilobytes can hold
/// gigabytes, whatever they say of themselves.
pub(crate) fn check_container(
    container: impl Read + Seek,
    most: u64,
) -> Result<Vec<(String, u64)>, WorkbookError> {
    let mut archive = zip::ZipArchive::new(container).map_err(unreadable)?;
    let mut left = most;
    let mut parts = Vec::new();
    for i in 0..archive.len() {
        let part = match archive.by_index(i) {
            Ok(part) => part,
            Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                return Err(WorkbookError::Password);
            }
            Err(error) => return Err(unreadable(error)),
        };
        let name = part.name().map_err(unreadable)?.into_owned();
        let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(unreadable)?;
        left = left.checked_sub(unpacked).ok_or(WorkbookError::Unpacks)?;
        parts.push((name, unpacked));
    }
    Ok(parts)
}

/// Cell by cell: two cells in opposite corners of a sheet would otherwise be a table of billions.
fn streamed(
    name: &Rc<str>,
    workbook: &mut calamine::Xlsx<Cursor<&[u8]>>,
) -> Result<Vec<Vec<Cell>>, WorkbookError> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(unreadable)?;
    let mut rows = Rows::new(name);
    while let Some(cell) = reader.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        rows.add(row, column, &Data::from(cell.get_value().clone()))?;
    }
    Ok(rows.rows)
}

/// Formulas without a value: programs that write workbooks leave the working out to a spreadsheet.
fn unvalued(
    name: &Rc<str>,
    workbook: &mut calamine::Xlsx<Cursor<&[u8]>>,
    rows: &[Vec<Cell>],
) -> Result<Vec<Place>, WorkbookError> {
    let valued: BTreeSet<&Place> = rows.iter().flatten().map(|cell| &cell.at).collect();
    let mut reader = workbook.worksheet_cells_reader(name).map_err(unreadable)?;
    let mut found = Vec::new();
    while let Some(cell) = reader.next_formula().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let at = Place { sheet: Rc::clone(name), row: row.saturating_add(1), column };
        if !cell.get_value().is_empty() && !valued.contains(&at) && found.len() < MAX_CELLS {
            found.push(at);
        }
    }
    Ok(found)
}

fn whole(name: &Rc<str>, range: &calamine::Range<Data>) -> Result<Vec<Vec<Cell>>, WorkbookError> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let place = |offset: usize, first: u32| u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(first);
    let mut rows = Rows::new(name);
    for (row, column, data) in range.used_cells() {
        rows.add(place(row, first_row), place(column, first_column), data)?;
    }
    Ok(rows.rows)
}

/// Cells as they come, by rows.
struct Rows<'a> {
    sheet: &'a Rc<str>,
    rows: Vec<Vec<Cell>>,
    count: usize,
    bytes: usize,
}

impl<'a> Rows<'a> {
    fn new(sheet: &'a Rc<str>) -> Self {
        Self { sheet, rows: Vec::new(), count: 0, bytes: 0 }
    }

    /// Row and column are counted from 0.
    fn add(&mut self, row: u32, column: u32, data: &Data) -> Result<(), WorkbookError> {
        let Some(text) = text_of(data) else { return Ok(()) };
        self.count += 1;
        if self.count > MAX_CELLS {
            return Err(WorkbookError::TooManyCells(Rc::clone(self.sheet)));
        }
        self.bytes += text.len();
        if self.bytes > MAX_TEXTS {
            return Err(WorkbookError::TooMuchText(Rc::clone(self.sheet)));
        }
        let cell =
            Cell { at: Place { sheet: Rc::clone(self.sheet), row: row.saturating_add(1), column }, text };
        match self.rows.last_mut() {
            Some(cells) if cells.first().is_some_and(|first| first.at.row == cell.at.row) => cells.push(cell),
            _ => self.rows.push(vec![cell]),
        }
        Ok(())
    }
}

/// What a cell says, as text: `18` and not `18.0`, a day and not the number of a day.
fn text_of(data: &Data) -> Option<String> {
    let text = match data {
        Data::Empty => return None,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        // As spreadsheets show it.
        Data::Bool(value) => value.to_string().to_uppercase(),
        Data::DateTime(moment) => day_and_time(*moment),
        Data::Error(error) => error.to_string(),
    };
    // Spreadsheets hide spaces that do not break in labels that were copied from a page.
    let text: String = text.replace('\u{a0}', " ").trim().chars().take(MAX_TEXT).collect();
    (!text.is_empty()).then_some(text)
}

/// `2026-05-01`, with the time of day if there is one.
fn day_and_time(moment: calamine::ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        return date;
    }
    format!("{date}T{hour:02}:{minute:02}:{second:02}")
}

fn merged(workbook: &mut Sheets<Cursor<&[u8]>>, name: &Rc<str>) -> Vec<Place> {
    let found = match workbook {
        Sheets::Xlsx(workbook) => workbook.merge_cells_by_sheet_name(name).ok(),
        Sheets::Xls(workbook) => workbook.merge_cells_by_sheet_name(name).ok(),
        _ => None,
    };
    let corner = |area: calamine::Dimensions| Place {
        sheet: Rc::clone(name),
        row: area.start.0 + 1,
        column: area.start.1,
    };
    found.unwrap_or_default().into_iter().map(corner).collect()
}
