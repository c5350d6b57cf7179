//! Counting what run-length-encoded columns would expand to, without expanding them.

use super::reader::Reader;
use super::{Limits, Refused, chunk};

/// One column as the header of a chunk announces it: what it is, and its length in bytes.
pub(super) struct Header {
    spec: u32,
    len: u64,
}

/// One column with its bytes.
pub(super) struct Column {
    /// `id << 4 | type`, the bit for compression cleared.
    spec: u32,
    bytes: Vec<u8>,
}

/// What the columns of one kind of chunk must look like.
pub(super) struct Layout {
    /// Every column that may be there.
    pub(super) known: &'static [u32],
    /// The column that says how many rows there are.
    pub(super) counting: u32,
    /// Columns of plain signed numbers: times, not counters.
    pub(super) signed: &'static [u32],
    /// Columns of texts that must hold none.
    pub(super) textless: &'static [u32],
    /// More rows are refused with this.
    pub(super) too_many: Refused,
}

/// The column of actions in changes and snapshots.
pub(super) const ACTION: u32 = 4 << 4 | INTEGER;

/// The highest action that Automerge 0.12 knows.
const LAST_ACTION: u64 = 7;
const DEFLATED: u32 = 8;

const GROUP: u32 = 0;
const ACTOR: u32 = 1;
const INTEGER: u32 = 2;
const DELTA: u32 = 3;
const BOOLEAN: u32 = 4;
const TEXT: u32 = 5;
const META: u32 = 6;
const VALUES: u32 = 7;

/// Reads the announcements of the columns.
pub(super) fn headers(reader: &mut Reader<'_>, layout: &Layout) -> Result<Vec<Header>, Refused> {
    let count = reader.unsigned()?;
    if count > layout.known.len() as u64 {
        return Err(Refused::Layout);
    }
    let mut headers: Vec<Header> = Vec::new();
    for _ in 0..count {
        let spec = u32::try_from(reader.unsigned()?).map_err(|_| Refused::Number)?;
        let header = Header { spec, len: reader.unsigned()? };
        let follows = headers.last().is_none_or(|last| last.plain() < header.plain());
        if !follows || !layout.known.contains(&header.plain()) {
            return Err(Refused::Layout);
        }
        headers.push(header);
    }
    Ok(headers)
}

impl Header {
    fn plain(&self) -> u32 {
        self.spec & !DEFLATED
    }
}

/// Reads the columns that follow their announcements, inflating where a snapshot has deflated them.
/// `budget` is what may still be inflated, in bytes.
pub(super) fn read(
    reader: &mut Reader<'_>,
    headers: &[Header],
    may_be_deflated: bool,
    budget: &mut usize,
) -> Result<Vec<Column>, Refused> {
    let mut columns = Vec::with_capacity(headers.len());
    for header in headers {
        let bytes = reader.take(header.len)?;
        let bytes = match header.spec & DEFLATED {
            0 => bytes.to_vec(),
            _ if may_be_deflated => chunk::inflate(bytes, *budget)?,
            _ => return Err(Refused::Layout),
        };
        *budget = budget.checked_sub(bytes.len()).ok_or(Refused::InflatedTooLarge)?;
        columns.push(Column { spec: header.plain(), bytes });
    }
    Ok(columns)
}

/// Checks every column and returns the number of rows.
pub(super) fn rows(
    columns: &[Column],
    layout: &Layout,
    limit: u64,
    actors: u64,
    limits: &Limits,
) -> Result<u64, Refused> {
    let mut checker =
        Checker { layout, actors, expanded: limits.inflated_bytes as u64, group: None, meta: 0 };
    let counting = columns.iter().find(|column| column.spec == layout.counting);
    let rows = counting.map_or(Ok(0), |column| checker.column(column, limit))?;
    let grouped_limit = limit.saturating_mul(2);
    let mut values_len = 0;
    for column in columns.iter().filter(|column| !column.bytes.is_empty()) {
        if column.spec & 7 == VALUES {
            values_len = column.bytes.len() as u64;
            continue;
        }
        let expected = match checker.group {
            Some((id, total)) if column.spec >> 4 == id => total,
            _ => rows,
        };
        if checker.column(column, grouped_limit)? != expected {
            return Err(Refused::Rows);
        }
    }
    if values_len == checker.meta { Ok(rows) } else { Err(Refused::Rows) }
}

/// The numbers of one checked column, row by row; `None` if the column is not there.
pub(super) fn expanded(columns: &[Column], spec: u32) -> Result<Option<Vec<Option<u64>>>, Refused> {
    let Some(column) = columns.iter().find(|column| column.spec == spec) else { return Ok(None) };
    let mut numbers = Vec::new();
    let mut reader = Reader::new(&column.bytes);
    while !reader.is_empty() {
        match reader.signed()? {
            0 => extend(&mut numbers, reader.unsigned()?, None),
            repeats @ 1.. => extend(&mut numbers, repeats.unsigned_abs(), Some(reader.unsigned()?)),
            literals => {
                for _ in 0..literals.unsigned_abs() {
                    numbers.push(Some(reader.unsigned()?));
                }
            }
        }
    }
    Ok(Some(numbers))
}

/// A run of one value. Its length was checked.
fn extend(numbers: &mut Vec<Option<u64>>, count: u64, value: Option<u64>) {
    numbers.extend((0..count).map(|_| value));
}

struct Checker<'l> {
    layout: &'l Layout,
    actors: u64,
    /// How many bytes of repeated texts may still be expanded.
    expanded: u64,
    /// The last grouping column: its id, and how many rows its members have.
    group: Option<(u32, u64)>,
    /// How many bytes the last column of value lengths announced.
    meta: u64,
}

impl Checker<'_> {
    /// The number of rows of one column, at most `limit`.
    fn column(&mut self, column: &Column, limit: u64) -> Result<u64, Refused> {
        let rows = Rows { limit, too_many: self.layout.too_many, count: 0 };
        let bytes = &column.bytes;
        match column.spec & 7 {
            GROUP => {
                let mut total = Rows { count: 0, ..rows };
                let count = rows.runs(bytes, Reader::unsigned, |count, size| {
                    total.add(count.checked_mul(size).ok_or(total.too_many)?)
                })?;
                self.group = Some((column.spec >> 4, total.count));
                Ok(count)
            }
            ACTOR => rows.runs(bytes, Reader::unsigned, |_, actor| {
                if actor < self.actors { Ok(()) } else { Err(Refused::UnknownActor) }
            }),
            INTEGER => {
                let greatest = if column.spec == ACTION { LAST_ACTION } else { u64::from(u32::MAX) };
                rows.runs(bytes, Reader::unsigned, |_, number| {
                    if number <= greatest { Ok(()) } else { Err(Refused::Number) }
                })
            }
            DELTA => self.delta(rows, column),
            BOOLEAN => rows.booleans(bytes),
            TEXT => self.texts(rows, column),
            META => {
                let mut total = 0_u64;
                let count = rows.runs(bytes, Reader::unsigned, |count, meta| {
                    let len = count.checked_mul(meta >> 4).ok_or(Refused::Number)?;
                    total = total.checked_add(len).ok_or(Refused::Number)?;
                    Ok(())
                })?;
                self.meta = total;
                Ok(count)
            }
            _ => Err(Refused::Layout),
        }
    }

    /// Differences between counters. A linear run stays between its ends, so the ends are checked.
    fn delta(&self, rows: Rows, column: &Column) -> Result<u64, Refused> {
        let range = if self.layout.signed.contains(&column.spec) {
            i128::from(i64::MIN)..=i128::from(i64::MAX)
        } else {
            0..=i128::from(u32::MAX)
        };
        let mut absolute = 0_i128;
        rows.runs(&column.bytes, Reader::signed, |count, delta| {
            absolute += i128::from(delta) * i128::from(count);
            if range.contains(&absolute) { Ok(()) } else { Err(Refused::Number) }
        })
    }

    fn texts(&mut self, rows: Rows, column: &Column) -> Result<u64, Refused> {
        let textless = self.layout.textless.contains(&column.spec);
        rows.runs(&column.bytes, Reader::text, |count, text| {
            if textless {
                return Err(Refused::Message);
            }
            let len = count.checked_mul(text.len() as u64);
            self.expanded =
                len.and_then(|len| self.expanded.checked_sub(len)).ok_or(Refused::InflatedTooLarge)?;
            Ok(())
        })
    }
}

/// The rows counted so far.
#[derive(Clone, Copy)]
struct Rows {
    limit: u64,
    too_many: Refused,
    count: u64,
}

impl Rows {
    fn add(&mut self, count: u64) -> Result<(), Refused> {
        self.count = self.count.checked_add(count).filter(|sum| *sum <= self.limit).ok_or(self.too_many)?;
        Ok(())
    }

    /// Walks the runs of a column. `visit` sees every run of a value with its length.
    fn runs<'a, T>(
        mut self,
        bytes: &'a [u8],
        read: impl Fn(&mut Reader<'a>) -> Result<T, Refused>,
        mut visit: impl FnMut(u64, T) -> Result<(), Refused>,
    ) -> Result<u64, Refused> {
        let mut reader = Reader::new(bytes);
        while !reader.is_empty() {
            match reader.signed()? {
                0 => match reader.unsigned()? {
                    0 => return Err(Refused::Rows),
                    nulls => self.add(nulls)?,
                },
                repeats @ 1.. => {
                    self.add(repeats.unsigned_abs())?;
                    visit(repeats.unsigned_abs(), read(&mut reader)?)?;
                }
                literals => {
                    self.add(literals.unsigned_abs())?;
                    for _ in 0..literals.unsigned_abs() {
                        visit(1, read(&mut reader)?)?;
                    }
                }
            }
        }
        Ok(self.count)
    }

    /// Lengths of alternating runs of false and true; only the first may be empty.
    fn booleans(mut self, bytes: &[u8]) -> Result<u64, Refused> {
        let mut reader = Reader::new(bytes);
        let mut first = true;
        while !reader.is_empty() {
            let count = reader.unsigned()?;
            if count == 0 && !first {
                return Err(Refused::Rows);
            }
            first = false;
            self.add(count)?;
        }
        Ok(self.count)
    }
}
