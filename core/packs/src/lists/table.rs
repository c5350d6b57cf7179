//! Rows of a list, one after the other: what is read of a file is never in memory as a whole.

use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::rc::Rc;
use std::str::FromStr;

use chrono::NaiveDateTime;
use csv::StringRecord;

use super::encoding::{Decoded, Encoding, Progress};
use super::workbook;

/// The largest text file, in bytes: some millions of rows.
const MAX_FILE: u64 = 512 * 1024 * 1024;

/// The longest row, in bytes.
const MAX_ROW: usize = 1024 * 1024;

/// The most columns of a row.
pub(super) const MAX_COLUMNS: usize = 1_000;

/// Bytes in which the delimiter is looked for.
const SAMPLE: u64 = 64 * 1024;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text, without spaces around it.
    Text(String),
    /// A number of a spreadsheet, written with a point and without anything else.
    Number(String),
    /// A day of a spreadsheet, with its time of day.
    Moment(NaiveDateTime),
    /// A formula that came to nothing, such as `#REF!`.
    Broken(String),
}

impl Cell {
    /// A text without spaces around it; empty if nothing is left.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        match text.trim() {
            "" => Self::Empty,
            text => Self::Text(text.to_owned()),
        }
    }

    /// What people read in it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Number(text) | Self::Broken(text) => text.clone(),
            Self::Moment(moment) if moment.time() == chrono::NaiveTime::MIN => moment.date().to_string(),
            Self::Moment(moment) => moment.format("%Y-%m-%d %H:%M:%S").to_string(),
        }
    }
}

/// A row with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it begins: the row of a spreadsheet, the line of a text file; from 1.
    pub number: u64,
    /// Its cells by column.
    pub cells: Vec<Cell>,
}

/// What separates the cells of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
}

impl Delimiter {
    const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

impl FromStr for Delimiter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "comma" | "," => Ok(Self::Comma),
            "semicolon" | ";" => Ok(Self::Semicolon),
            "tab" | "\t" => Ok(Self::Tab),
            _ => Err("one of comma, semicolon, tab".to_owned()),
        }
    }
}

/// How a file is read, where it does not say so itself.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Of a text file; found out if absent.
    pub encoding: Option<Encoding>,
    /// Of a text file; found out if absent.
    pub delimiter: Option<Delimiter>,
    /// Of a workbook; the only sheet with anything in it if absent.
    pub sheet: Option<String>,
}

/// Why a file is not read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The operating system refuses.
    #[error("it cannot be read: {0}")]
    File(#[from] io::Error),
    /// Larger than any list.
    #[error("it has more than {} MiB: divide it", .0 >> 20)]
    TooLarge(u64),
    /// Neither UTF-8 nor GB18030 nor UTF-16.
    #[error(
        "its letters are neither UTF-8 nor GB18030 nor UTF-16: save it as CSV UTF-8, or name its encoding"
    )]
    Encoding,
    /// A quote that is not closed, or no list at all.
    #[error("the row that begins in line {} has more than {} KiB: a quotation mark may be missing", .0, MAX_ROW >> 10)]
    RowTooLong(u64),
    /// More columns than a list can have.
    #[error("row {0} has more than {MAX_COLUMNS} columns")]
    TooManyColumns(u64),
    /// The workbook cannot be read.
    #[error(transparent)]
    Workbook(#[from] crate::xlsform::WorkbookError),
    /// There are several sheets.
    #[error("the workbook has several sheets ({}): name the one that is the list", .0.join(", "))]
    WhichSheet(Vec<String>),
    /// The sheet is not there.
    #[error("there is no sheet `{name}`; there are {}", .sheets.join(", "))]
    NoSheet {
        /// As it was asked for.
        name: String,
        /// Those that are there.
        sheets: Vec<String>,
    },
    /// Its columns are not understood.
    #[error(transparent)]
    Mapping(#[from] super::MappingError),
}

/// Reads every row that has anything in it, in order. A workbook is known by how it begins, whatever its name.
///
/// # Errors
/// [`ListError`], and what `each` fails with, which ends the reading.
pub fn read<E: From<ListError>>(
    path: &Path,
    reading: &Reading,
    mut each: impl FnMut(Row) -> Result<(), E>,
) -> Result<(), E> {
    let mut file = File::open(path).map_err(ListError::from)?;
    let mut start = [0; 4];
    let length = file.read(&mut start).map_err(ListError::from)?;
    file.seek(SeekFrom::Start(0)).map_err(ListError::from)?;
    match &start[..length] {
        [b'P', b'K', 3, 4] | [0xd0, 0xcf, 0x11, 0xe0] => workbook::read(file, &start, reading, &mut each),
        _ => text(file, reading, &mut each),
    }
}

fn text<E: From<ListError>>(
    mut file: File,
    reading: &Reading,
    each: &mut impl FnMut(Row) -> Result<(), E>,
) -> Result<(), E> {
    let (encoding, delimiter) = how(&mut file, reading)?;
    let progress = Rc::new(Progress::default());
    let decoded = Decoded::new(BufReader::new(file), encoding, Rc::clone(&progress), MAX_ROW);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.byte())
        .from_reader(decoded);
    let mut record = StringRecord::new();
    loop {
        progress.begin_row();
        let next = progress.line_of_end(reader.position().byte() + 1);
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => return Err(unreadable(error, next).into()),
        }
        let inside: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        let number = progress.line_of_end(reader.position().byte()).saturating_sub(inside as u64);
        if record.len() > MAX_COLUMNS {
            return Err(ListError::TooManyColumns(number).into());
        }
        let cells: Vec<Cell> = record.iter().map(Cell::of_text).collect();
        let is_hint =
            number == 1 && record.len() <= 2 && record.get(0).is_some_and(|c| c.starts_with("sep="));
        if !is_hint && cells.iter().any(|cell| *cell != Cell::Empty) {
            each(Row { number, cells })?;
        }
    }
}

fn unreadable(error: csv::Error, line: u64) -> ListError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            ListError::RowTooLong(line)
        }
        csv::ErrorKind::Io(error) => ListError::File(error),
        _ => ListError::Encoding,
    }
}

/// Encoding and delimiter, as somebody chose them or as the file shows.
fn how(file: &mut File, reading: &Reading) -> Result<(Encoding, Delimiter), ListError> {
    if file.metadata()?.len() > MAX_FILE {
        return Err(ListError::TooLarge(MAX_FILE));
    }
    let encoding = match reading.encoding {
        Some(encoding) => encoding,
        None => Encoding::detect(file)?,
    };
    if let Some(delimiter) = reading.delimiter {
        return Ok((encoding, delimiter));
    }
    let mut sample = Vec::new();
    let whole = Decoded::new(&mut *file, encoding, Rc::default(), usize::MAX);
    whole.take(SAMPLE).read_to_end(&mut sample)?;
    file.seek(SeekFrom::Start(0))?;
    Ok((encoding, delimiter_of(&String::from_utf8_lossy(&sample))))
}

/// What stands most often in the first line with anything, outside of quotes; a comma if nothing does.
fn delimiter_of(sample: &str) -> Delimiter {
    let mut counts = [0_usize; 3];
    let mut is_quoted = false;
    let mut has_text = false;
    for letter in sample.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            '\n' | '\r' if !is_quoted && has_text => break,
            _ => has_text |= !letter.is_whitespace(),
        }
        let found = Delimiter::ALL.iter().position(|one| char::from(one.byte()) == letter);
        if let Some(index) = found.filter(|_| !is_quoted) {
            counts[index] += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let found = Delimiter::ALL.into_iter().zip(counts).find(|(_, count)| *count == most);
    found.map_or(Delimiter::Comma, |(delimiter, _)| delimiter)
}
