//! Which column holds what: by the words of its header, or by what somebody wrote into a mapping.

use std::collections::BTreeMap;

use super::table::{Cell, ListError, Reading, Row, read};
use super::values::folded;
use crate::nearest::{hint, nearest};

/// Rows in which the header is looked for: lists begin with a title and a date more often than not.
const HEADER_WITHIN: usize = 20;

/// What columns of a report of rejected rows begin with. They are left out when it is fed in again.
pub(super) const OURS: &str = "doorstep:";

/// Whether a list can do without a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Without it the list is not understood.
    Required,
    /// It may be absent.
    Optional,
}

/// Something that a list says of each row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in mappings and reports.
    pub id: &'static str,
    /// What its header is usually called, in Chinese and English.
    pub titles: &'static [&'static str],
    /// What else it may be called, of words that several lists share.
    pub others: &'static [&'static str],
    /// Whether the list can do without.
    pub need: Need,
}

impl Field {
    /// A field that a list must have.
    #[must_use]
    pub const fn required(id: &'static str, titles: &'static [&'static str]) -> Self {
        Self { id, titles, others: &[], need: Need::Required }
    }

    /// A field that may be absent.
    #[must_use]
    pub const fn optional(id: &'static str, titles: &'static [&'static str]) -> Self {
        Self { id, titles, others: &[], need: Need::Optional }
    }

    /// The same field, which may also be called one of these.
    #[must_use]
    pub const fn or(self, others: &'static [&'static str]) -> Self {
        Self { others, ..self }
    }

    fn is_called(&self, header: &str) -> bool {
        let header = plain(header);
        plain(self.id) == header || self.titles.iter().chain(self.others).any(|title| plain(title) == header)
    }
}

/// What somebody says about a list beside the file, as YAML.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Header by field, where the header says something else than usual: `phone: 业主联系方式2`.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// A value for every row in which the column is empty or that has none: `time_zone: CST-8`.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
    /// Headers of columns that are left out on purpose.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// The row of the header, from 1; the first that has all required columns if absent.
    #[serde(default)]
    pub header_row: Option<u64>,
    /// The sheet of a workbook.
    #[serde(default)]
    pub sheet: Option<String>,
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// What is wrong with it, with line and column.
    pub fn parse(yaml: &[u8]) -> Result<Self, String> {
        serde_norway::from_slice(yaml).map_err(|error| error.to_string())
    }
}

/// Why the columns of a list are not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// The mapping names a field that such a list does not have.
    #[error("the mapping names `{field}`, which is not among {}{}", .known.join(", "), hint(.near.as_deref()))]
    NoField {
        /// As it is written.
        field: String,
        /// The fields of such a list.
        known: Vec<&'static str>,
        /// The one that may be meant.
        near: Option<String>,
    },
    /// The mapping names a header that the list does not have.
    #[error("the mapping takes `{field}` from the column `{header}`, which is not in row {row}: it has {}", .headers.join(", "))]
    NoColumn {
        /// The field.
        field: String,
        /// The header as the mapping writes it.
        header: String,
        /// The row of the header.
        row: u64,
        /// What stands there.
        headers: Vec<String>,
    },
    /// Two columns say the same.
    #[error("`{field}` may be any of the columns {}: choose one in a mapping, and ignore the others", .headers.join(", "))]
    Twice {
        /// The field.
        field: &'static str,
        /// The headers.
        headers: Vec<String>,
    },
    /// Columns that the list must have are not there.
    #[error("row {row} has no column for {}; it has {}: name them in a mapping, or a value for every row", .missing.join(", "), .headers.join(", "))]
    Missing {
        /// The row that is most like a header.
        row: u64,
        /// The fields, each with its usual headers.
        missing: Vec<String>,
        /// What stands there.
        headers: Vec<String>,
    },
    /// There is nothing in the file.
    #[error("the list is empty")]
    Empty,
}

/// Where a field comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    column: Option<usize>,
    /// Where the column is empty, or there is none.
    value: Option<String>,
}

/// The columns of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The headers, as they are written.
    pub header: Vec<String>,
    /// Headers of columns with anything in them that nothing was read from and nobody ignored, each with what it may
    /// mean.
    pub unread: Vec<String>,
    sources: BTreeMap<&'static str, Source>,
}

impl Columns {
    /// Reads a list: its header, then every row below it.
    ///
    /// # Errors
    /// [`ListError`], and what `each` fails with.
    pub fn read<E: From<ListError>>(
        path: &std::path::Path,
        reading: &Reading,
        fields: &[Field],
        mapping: &Mapping,
        mut each: impl FnMut(&Self, &Row) -> Result<(), E>,
    ) -> Result<Self, E> {
        check_fields(fields, mapping).map_err(ListError::from)?;
        let reading = Reading { sheet: reading.sheet.clone().or(mapping.sheet.clone()), ..reading.clone() };
        let mut found: Option<Self> = None;
        let mut before: Vec<Row> = Vec::new();
        read(path, &reading, |row| {
            if let Some(columns) = &found {
                return each(columns, &row);
            }
            before.push(row);
            found = Self::of_header(&before, fields, mapping).map_err(ListError::from)?;
            Ok(())
        })?;
        found.ok_or_else(|| ListError::from(missing(&before, fields, mapping)).into())
    }

    /// The columns, if the last of these rows is the header.
    fn of_header(rows: &[Row], fields: &[Field], mapping: &Mapping) -> Result<Option<Self>, MappingError> {
        let Some(row) = rows.last() else { return Ok(None) };
        let named = mapping.header_row;
        if named.is_some_and(|named| row.number < named) {
            return Ok(None);
        }
        let lacks = fields.iter().any(|field| field.need == Need::Required && !is_known(field, row, mapping));
        if !lacks {
            return Self::new(row, fields, mapping).map(Some);
        }
        if named.is_some() || rows.len() >= HEADER_WITHIN {
            return Err(missing(rows, fields, mapping));
        }
        Ok(None)
    }

    fn new(row: &Row, fields: &[Field], mapping: &Mapping) -> Result<Self, MappingError> {
        let header: Vec<String> = row.cells.iter().map(Cell::shown).collect();
        let mut sources = BTreeMap::new();
        for field in fields {
            let column = column_of(field, &header, row.number, mapping)?;
            let value = mapping.values.get(field.id).cloned();
            if column.is_some() || value.is_some() {
                sources.insert(field.id, Source { column, value });
            }
        }
        let is_read = |index: usize| sources.values().any(|source| source.column == Some(index));
        let is_left = |text: &String| {
            text.is_empty() || text.starts_with(OURS) || mapping.ignore.iter().any(|other| same(other, text))
        };
        let unread = header.iter().enumerate().filter(|(index, text)| !is_read(*index) && !is_left(text));
        let absent: Vec<&Field> = fields.iter().filter(|field| !sources.contains_key(field.id)).collect();
        let unread = unread.map(|(_, text)| guessed(text, &absent)).collect();
        Ok(Self { header, unread, sources })
    }

    /// The cell of a field in a row, with its header.
    pub(super) fn cell(&self, row: &Row, field: &str) -> (String, Cell) {
        let Some(source) = self.sources.get(field) else { return (field.to_owned(), Cell::Empty) };
        let header = source.column.and_then(|column| self.header.get(column));
        let cell =
            source.column.and_then(|column| row.cells.get(column)).filter(|cell| **cell != Cell::Empty);
        let given = || source.value.as_deref().map_or(Cell::Empty, Cell::of_text);
        (header.map_or_else(|| field.to_owned(), Clone::clone), cell.cloned().unwrap_or_else(given))
    }

    /// Whether the list says anything of a field.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.sources.contains_key(field)
    }
}

fn check_fields(fields: &[Field], mapping: &Mapping) -> Result<(), MappingError> {
    let known: Vec<&'static str> = fields.iter().map(|field| field.id).collect();
    let strange =
        mapping.columns.keys().chain(mapping.values.keys()).find(|name| !known.contains(&name.as_str()));
    let Some(field) = strange.cloned() else { return Ok(()) };
    let near = nearest(&field, known.iter().copied()).map(str::to_owned);
    Err(MappingError::NoField { field, known, near })
}

fn is_known(field: &Field, row: &Row, mapping: &Mapping) -> bool {
    let is_named = |name: &str| match mapping.columns.get(field.id) {
        Some(header) => same(header, name),
        None => field.is_called(name),
    };
    mapping.values.contains_key(field.id) || row.cells.iter().any(|cell| is_named(&cell.shown()))
}

fn column_of(
    field: &Field,
    header: &[String],
    row: u64,
    mapping: &Mapping,
) -> Result<Option<usize>, MappingError> {
    let named = mapping.columns.get(field.id);
    let is_free = |name: &String| {
        let is_other = mapping.columns.iter().any(|(other, taken)| other != field.id && same(taken, name));
        !is_other && !mapping.ignore.iter().any(|ignored| same(ignored, name))
    };
    let is_it = |name: &String| match named {
        Some(wanted) => same(wanted, name),
        None => is_free(name) && field.is_called(name),
    };
    let found: Vec<usize> = (0..header.len()).filter(|index| is_it(&header[*index])).collect();
    match (found.as_slice(), named) {
        ([one], _) => Ok(Some(*one)),
        ([], Some(wanted)) => Err(MappingError::NoColumn {
            field: field.id.to_owned(),
            header: wanted.clone(),
            row,
            headers: header.to_vec(),
        }),
        ([], None) => Ok(None),
        (several, _) => Err(MappingError::Twice {
            field: field.id,
            headers: several.iter().map(|index| format!("{} ({})", header[*index], index + 1)).collect(),
        }),
    }
}

/// What the row that is most like a header lacks.
fn missing(rows: &[Row], fields: &[Field], mapping: &Mapping) -> MappingError {
    let required = || fields.iter().filter(|field| field.need == Need::Required);
    let lacks = |row: &Row| required().filter(|field| !is_known(field, row, mapping)).count();
    let named = mapping.header_row.and_then(|number| rows.iter().find(|row| row.number == number));
    let Some(row) = named.or_else(|| rows.iter().min_by_key(|row| lacks(row))) else {
        return MappingError::Empty;
    };
    let absent: Vec<&Field> = required().filter(|field| !is_known(field, row, mapping)).collect();
    let called = |field: &Field| {
        mapping
            .columns
            .get(field.id)
            .cloned()
            .unwrap_or_else(|| [field.titles, field.others].concat().join(", "))
    };
    let missing = absent.iter().map(|field| format!("{} ({})", field.id, called(field))).collect();
    let headers = row.cells.iter().map(Cell::shown).filter(|text| !text.is_empty());
    let headers = headers.map(|text| guessed(&text, &absent)).collect();
    MappingError::Missing { row: row.number, missing, headers }
}

/// A header that says nothing known, with the one among these fields' headers that it may mean.
fn guessed(header: &str, absent: &[&Field]) -> String {
    let known = absent
        .iter()
        .flat_map(|field| [&field.id].into_iter().chain(field.titles).chain(field.others))
        .copied();
    let wanted = plain(header);
    match nearest(&wanted, known.filter(|title| plain(title).chars().count() > 2)) {
        Some(near) => format!("{header} (did you mean `{near}`?)"),
        None => header.to_owned(),
    }
}

/// Two headers are the same if only spaces, capitals and full width differ.
fn same(one: &str, other: &str) -> bool {
    squeezed(one) == squeezed(other)
}

fn squeezed(text: &str) -> String {
    folded(text).to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '_').collect()
}

/// A header without what is only said beside it: `* 单价（元）` is `单价`.
fn plain(text: &str) -> String {
    let text = squeezed(text);
    let text = text
        .split_once('(')
        .filter(|(before, _)| !before.is_empty())
        .map_or(text.as_str(), |(before, _)| before);
    text.trim_matches(['*', ':', '-', '.', '#']).replace('-', "")
}
