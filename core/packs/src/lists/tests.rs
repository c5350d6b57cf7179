//! Lists as companies have them, made here.

mod prices;
mod reading;
mod values;

use std::path::{Path, PathBuf};

use super::{Columns, Field, Formats, ListError, Mapping, Reading, Record, Rejected, Row, read};

/// A file in a folder of its own.
fn file(bytes: &[u8]) -> (PathBuf, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("list");
    std::fs::write(&path, bytes).unwrap();
    (path, dir)
}

fn rows(path: &Path, reading: &Reading) -> Result<Vec<Row>, ListError> {
    let mut rows = Vec::new();
    read(path, reading, |row| {
        rows.push(row);
        Ok::<(), ListError>(())
    })?;
    Ok(rows)
}

/// What people read in the cells of a file.
fn shown(bytes: &[u8]) -> Result<Vec<Vec<String>>, ListError> {
    let (path, _dir) = file(bytes);
    let rows = rows(&path, &Reading::default())?;
    Ok(rows.iter().map(|row| row.cells.iter().map(super::Cell::shown).collect()).collect())
}

/// Reads a list of two fields.
fn mapped(text: &str, mapping: &str) -> Result<(Columns, Vec<[String; 2]>), ListError> {
    const FIELDS: [Field; 2] =
        [Field::required("name", &["名称", "customer"]), Field::optional("phone", &["电话", "联系电话"])];
    let (path, _dir) = file(text.as_bytes());
    let mapping = Mapping::parse(mapping.as_bytes()).unwrap();
    let mut found = Vec::new();
    let columns = Columns::read(&path, &Reading::default(), &FIELDS, &mapping, |columns, row| {
        let mut record = Record::new(row, columns, Formats::default());
        let read = [record.text("name"), record.optional_text("phone").unwrap_or_default()];
        found.push(record.finish(read).unwrap_or_else(|rejected| [join(&rejected), String::new()]));
        Ok::<(), ListError>(())
    })?;
    Ok((columns, found))
}

fn join(rejected: &[Rejected]) -> String {
    rejected.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
