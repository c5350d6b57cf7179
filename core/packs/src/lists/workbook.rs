//! A list in a workbook. The rows of `.xlsx` pass by one at a time; only its table of texts is in memory, and `.xls` and
//! `.ods`, which cannot be read in pieces, are bounded like forms.

use std::fs::File;
use std::io::{BufReader, Cursor, Read as _, Seek as _, SeekFrom};

use calamine::{Data, Reader as _, Sheets, Xlsx, open_workbook_auto_from_rs, open_workbook_from_rs};
use chrono::NaiveDate;

use super::table::{Cell, ListError, MAX_COLUMNS, Reading, Row};
use crate::xlsform::{MAX_WORKBOOK, WorkbookError, check_container};

/// The largest workbook of rows, in bytes.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// The most bytes that its parts may have once they are unpacked. They pass by; they are not kept.
const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;

/// The most bytes of its table of texts, which is kept.
const MAX_TEXTS: u64 = 96 * 1024 * 1024;

type Streamed = Xlsx<BufReader<File>>;

/// Reads the rows of a sheet.
pub(super) fn read<E: From<ListError>>(
    mut file: File,
    start: &[u8],
    reading: &Reading,
    each: &mut impl FnMut(Row) -> Result<(), E>,
) -> Result<(), E> {
    let streams = start.starts_with(b"PK") && is_xlsx(&mut file)?;
    if streams {
        let mut workbook = open(file)?;
        let filled = |workbook: &mut Streamed, name: &str| is_filled(workbook, name);
        let sheet = chosen(&mut workbook, reading, |workbook| workbook.sheet_names(), filled)?;
        return stream(&mut workbook, &sheet, each);
    }
    let range = whole(file, reading)?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (index, cells) in (u64::from(first_row) + 1..).zip(range.rows()) {
        let before = std::iter::repeat_n(Cell::Empty, usize::try_from(first_column).unwrap_or(0));
        emit(Row { number: index, cells: before.chain(cells.iter().map(cell_of)).collect() }, each)?;
    }
    Ok(())
}

fn unreadable(error: impl std::fmt::Display) -> ListError {
    ListError::Workbook(WorkbookError::Unreadable(error.to_string()))
}

/// Whether a container is `.xlsx`, which can be read in pieces; also looks at what it unpacks to.
fn is_xlsx(file: &mut File) -> Result<bool, ListError> {
    if file.metadata()?.len() > MAX_FILE {
        return Err(ListError::TooLarge(MAX_FILE));
    }
    let parts = check_container(BufReader::new(&mut *file), MAX_UNPACKED)?;
    file.seek(SeekFrom::Start(0))?;
    let texts = parts.iter().find(|(name, _)| name.eq_ignore_ascii_case("xl/sharedStrings.xml"));
    if texts.is_some_and(|(_, size)| *size > MAX_TEXTS) {
        return Err(ListError::Workbook(WorkbookError::Unpacks));
    }
    Ok(parts.iter().any(|(name, _)| name.eq_ignore_ascii_case("xl/workbook.xml")))
}

fn open(file: File) -> Result<Streamed, ListError> {
    open_workbook_from_rs(BufReader::new(file)).map_err(|error: calamine::XlsxError| unreadable(error))
}

/// The sheet that is meant.
fn chosen<W>(
    workbook: &mut W,
    reading: &Reading,
    names: impl Fn(&W) -> Vec<String>,
    is_filled: impl Fn(&mut W, &str) -> Result<bool, ListError>,
) -> Result<String, ListError> {
    let all = names(workbook);
    if let Some(name) = &reading.sheet {
        let found = all.iter().find(|sheet| sheet.trim().eq_ignore_ascii_case(name.trim()));
        return found.cloned().ok_or_else(|| ListError::NoSheet { name: name.clone(), sheets: all.clone() });
    }
    let mut filled = Vec::new();
    for name in all {
        if is_filled(workbook, &name)? {
            filled.push(name);
        }
    }
    match filled.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(unreadable("no sheet has anything in it")),
        _ => Err(ListError::WhichSheet(filled)),
    }
}

fn is_filled(workbook: &mut Streamed, name: &str) -> Result<bool, ListError> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(unreadable)?;
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        if cell_of(&Data::from(cell.get_value().clone())) != Cell::Empty {
            return Ok(true);
        }
    }
    Ok(false)
}

fn stream<E: From<ListError>>(
    workbook: &mut Streamed,
    sheet: &str,
    each: &mut impl FnMut(Row) -> Result<(), E>,
) -> Result<(), E> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(unreadable)?;
    let mut row = Row { number: 0, cells: Vec::new() };
    while let Some(cell) = reader.next_cell().map_err(unreadable)? {
        let (index, column) = cell.get_position();
        let (number, column) = (u64::from(index) + 1, usize::try_from(column).unwrap_or(usize::MAX));
        let value = cell_of(&Data::from(cell.get_value().clone()));
        if value == Cell::Empty {
            continue;
        }
        if column >= MAX_COLUMNS {
            return Err(ListError::TooManyColumns(number).into());
        }
        if number != row.number {
            emit(std::mem::replace(&mut row, Row { number, cells: Vec::new() }), each)?;
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Empty);
        }
        row.cells[column] = value;
    }
    emit(row, each)
}

fn emit<E: From<ListError>>(row: Row, each: &mut impl FnMut(Row) -> Result<(), E>) -> Result<(), E> {
    if row.cells.len() > MAX_COLUMNS {
        return Err(ListError::TooManyColumns(row.number).into());
    }
    if row.cells.iter().all(|cell| *cell == Cell::Empty) { Ok(()) } else { each(row) }
}

/// A workbook that can only be read as a whole.
fn whole(file: File, reading: &Reading) -> Result<calamine::Range<Data>, ListError> {
    let mut bytes = Vec::new();
    file.take(MAX_WORKBOOK as u64 + 1).read_to_end(&mut bytes)?;
    crate::xlsform::check_bytes(&bytes)?;
    let mut workbook: Sheets<_> = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
    let filled = |workbook: &mut Sheets<Cursor<Vec<u8>>>, name: &str| {
        Ok(!workbook.worksheet_range(name).map_err(unreadable)?.is_empty())
    };
    let sheet = chosen(&mut workbook, reading, |workbook| workbook.sheet_names(), filled)?;
    workbook.worksheet_range(&sheet).map_err(unreadable)
}

/// A number as spreadsheets mean it, a day as a day.
fn cell_of(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::of_text(text),
        Data::Int(number) => Cell::Number(number.to_string()),
        Data::Float(number) => Cell::Number(number.to_string()),
        Data::Bool(value) => Cell::Text(value.to_string()),
        Data::DateTime(moment) => moment_of(*moment),
        Data::Error(error) => Cell::Broken(error.to_string()),
    }
}

fn moment_of(moment: calamine::ExcelDateTime) -> Cell {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let day = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
    let at = day.and_then(|day| day.and_hms_opt(u32::from(hour), u32::from(minute), u32::from(second)));
    at.map_or(Cell::Empty, Cell::Moment)
}
