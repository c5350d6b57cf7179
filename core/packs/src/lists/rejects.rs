//! Rows that were not taken: for people to read, and as a file to mend and feed in again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use super::mapping::{Columns, OURS};
use super::record::Rejected;
use super::table::{Cell, Row};

/// Rows that are kept to be shown. All of them are in the file.
const SHOWN: usize = 20;

/// What was rejected so far.
#[derive(Debug, Default)]
pub struct Rejects {
    count: u64,
    shown: Vec<(u64, Rejected)>,
    /// How often each reason was given.
    reasons: BTreeMap<String, u64>,
    file: Option<csv::Writer<File>>,
    has_header: bool,
}

impl Rejects {
    /// Rejected rows are counted and the first of them kept.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// They are also written into a CSV file in UTF-8: the row as it was, then why it was not taken.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn into_file(path: &Path) -> io::Result<Self> {
        let mut file = File::create(path)?;
        file.write_all("\u{feff}".as_bytes())?;
        let file = csv::WriterBuilder::new().flexible(true).from_writer(file);
        Ok(Self { file: Some(file), ..Self::default() })
    }

    /// Writes a row down.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn add(&mut self, columns: &Columns, row: &Row, rejected: Vec<Rejected>) -> io::Result<()> {
        self.count += 1;
        if let Some(file) = &mut self.file {
            if !std::mem::replace(&mut self.has_header, true) {
                let ours = [format!("{OURS} row"), format!("{OURS} reason")];
                file.write_record(columns.header.iter().chain(&ours)).map_err(io::Error::from)?;
            }
            let width = columns.header.len();
            let cells = row.cells.iter().map(Cell::shown).chain(std::iter::repeat(String::new())).take(width);
            let why: Vec<String> = rejected.iter().map(ToString::to_string).collect();
            let record = cells.chain([row.number.to_string(), why.join("; ")]);
            file.write_record(record).map_err(io::Error::from)?;
        }
        for one in rejected {
            *self.reasons.entry(format!("{}: {}", one.header, one.reason)).or_default() += 1;
            if self.shown.len() < SHOWN {
                self.shown.push((row.number, one));
            }
        }
        Ok(())
    }

    /// How many rows were rejected.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The first of them, each with its row.
    #[must_use]
    pub fn shown(&self) -> &[(u64, Rejected)] {
        &self.shown
    }

    /// Closes the file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), csv::Writer::flush)
    }
}

impl std::fmt::Display for Rejects {
    /// The first rows with their reasons, then how often each reason was given if there are more.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (row, rejected) in &self.shown {
            writeln!(f, "  row {row}: {rejected}")?;
        }
        let all: u64 = self.reasons.values().sum();
        if all > self.shown.len() as u64 {
            writeln!(f, "  … and more; in all:")?;
            for (reason, count) in self.reasons.iter().take(SHOWN) {
                writeln!(f, "  {count:>7} × {reason}")?;
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for Rejected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.value.as_str() {
            "" => write!(f, "{}: {}", self.header, self.reason),
            value => write!(f, "{} `{value}`: {}", self.header, self.reason),
        }
    }
}
