//! One row of a list by its fields. What is wrong in it is collected, so that a row is mended once.

use chrono::{NaiveDate, NaiveDateTime};
use doorstep_domain::decimal::Decimal;
use doorstep_domain::money::Money;
use doorstep_domain::price::Currency;

use super::mapping::Columns;
use super::table::{Cell, Row};
use super::values::{Formats, folded};

/// Why a row is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The header of the column, or the field.
    pub header: String,
    /// What stands there.
    pub value: String,
    /// What is wrong, and what to do.
    pub reason: String,
}

/// A row that is being read.
#[derive(Debug)]
pub struct Record<'r> {
    row: &'r Row,
    columns: &'r Columns,
    formats: Formats,
    rejected: Vec<Rejected>,
}

impl<'r> Record<'r> {
    /// A row below its header.
    #[must_use]
    pub fn new(row: &'r Row, columns: &'r Columns, formats: Formats) -> Self {
        Self { row, columns, formats, rejected: Vec::new() }
    }

    /// What was read of it, or everything that is wrong.
    ///
    /// # Errors
    /// What is wrong, cell by cell.
    pub fn finish<T>(self, value: T) -> Result<T, Vec<Rejected>> {
        if self.rejected.is_empty() { Ok(value) } else { Err(self.rejected) }
    }

    /// Rejects the row because of a field.
    pub fn reject(&mut self, field: &str, reason: impl Into<String>) {
        let (header, cell) = self.columns.cell(self.row, field);
        self.rejected.push(Rejected { header, value: cell.shown(), reason: reason.into() });
    }

    /// Whether anything stands there.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.columns.cell(self.row, field).1 != Cell::Empty
    }

    /// A text that must be there.
    pub fn text(&mut self, field: &str) -> String {
        let text = self.optional_text(field);
        if text.is_none() && !self.is_rejected(field) {
            self.reject(field, "it is empty");
        }
        text.unwrap_or_default()
    }

    /// A text that may be absent.
    pub fn optional_text(&mut self, field: &str) -> Option<String> {
        match self.columns.cell(self.row, field).1 {
            Cell::Empty => None,
            Cell::Text(text) if text.contains('\u{fffd}') => {
                self.reject(field, "its letters cannot be read: name the encoding of the file");
                None
            }
            Cell::Text(text) | Cell::Number(text) => Some(text),
            Cell::Moment(_) => {
                self.reject(
                    field,
                    "the spreadsheet made a day of it: format the column as text and write it anew",
                );
                None
            }
            Cell::Broken(_) => {
                self.reject(field, "the formula of this cell has no value");
                None
            }
        }
    }

    /// A name that programs use, in the letters of such names.
    pub fn key(&mut self, field: &str) -> String {
        folded(&self.text(field))
    }

    /// The same, which may be absent.
    pub fn optional_key(&mut self, field: &str) -> Option<String> {
        self.optional_text(field).map(|text| folded(&text))
    }

    /// Several of them, separated by `,`, `;`, `、` or spaces.
    pub fn keys(&mut self, field: &str) -> Vec<String> {
        let text = self.optional_key(field).unwrap_or_default();
        let parts = text.split([',', ';', '、', ' ', '/']).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }

    /// An amount in minor units; `None` if it is not configured, or wrong.
    pub fn money(&mut self, field: &str, currency: &Currency) -> Option<Money> {
        let read = self.formats.money(&self.columns.cell(self.row, field).1, currency);
        self.taken(field, read).flatten()
    }

    /// An exact number that may be absent.
    pub fn number(&mut self, field: &str) -> Option<Decimal> {
        self.if_there(field, Formats::number)
    }

    /// A day that may be absent.
    pub fn date(&mut self, field: &str) -> Option<NaiveDate> {
        self.if_there(field, Formats::date)
    }

    /// A day with a time, by the clocks of the place, that may be absent.
    pub fn moment(&mut self, field: &str) -> Option<NaiveDateTime> {
        self.if_there(field, Formats::moment)
    }

    /// A yes or no; nothing is a no.
    pub fn yes_no(&mut self, field: &str) -> bool {
        let read = Formats::yes_no(&self.columns.cell(self.row, field).1);
        self.taken(field, read).unwrap_or_default()
    }

    /// One of several words, each with what people also write for it.
    pub fn one_of<T: Copy>(&mut self, field: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.optional_key(field)?.to_lowercase();
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.reject(field, format!("expected one of {}", words.join(", ")));
        }
        found
    }

    fn if_there<T>(&mut self, field: &str, read: impl Fn(Formats, &Cell) -> Result<T, String>) -> Option<T> {
        let cell = self.columns.cell(self.row, field).1;
        if cell == Cell::Empty {
            return None;
        }
        let read = read(self.formats, &cell);
        self.taken(field, read)
    }

    fn taken<T>(&mut self, field: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|reason| self.reject(field, reason)).ok()
    }

    fn is_rejected(&self, field: &str) -> bool {
        let header = self.columns.cell(self.row, field).0;
        self.rejected.iter().any(|rejected| rejected.header == header)
    }
}
