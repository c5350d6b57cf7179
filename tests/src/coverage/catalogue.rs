//! The list of all rows, and the reasons why some are not covered.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_norway::Value;

use super::named::{Row, WHOLE, named};
use crate::world::Trouble;

/// Every table of the catalogue, in its order.
pub(super) struct Catalogue {
    pub(super) tables: Vec<Table>,
}

/// One table.
pub(super) struct Table {
    /// `S2`, `CH`, `scenario`.
    pub(super) id: String,
    pub(super) title: String,
    /// Whether it is the checklist of a system; else rows that are called like `CH-04`.
    pub(super) is_system: bool,
    /// Whether the source tells it without rows, so that its name is enough.
    pub(super) whole: bool,
    /// Key and title of each row.
    pub(super) rows: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    systems: serde_norway::Mapping,
    groups: serde_norway::Mapping,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    #[serde(default)]
    whole: bool,
    rows: Vec<WrittenRow>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenRow {
    Counted(String),
    Keyed(BTreeMap<Key, String>),
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(untagged)]
enum Key {
    Number(u32),
    Text(String),
}

impl Catalogue {
    pub(super) fn read(file: &Path) -> Result<Self, Trouble> {
        let File { systems, groups } = serde_norway::from_slice(&fs::read(file)?)?;
        let systems = systems.into_iter().map(|(id, table)| Table::of(id, table, true));
        let groups = groups.into_iter().map(|(id, table)| Table::of(id, table, false));
        Ok(Self { tables: systems.chain(groups).collect::<Result<_, _>>()? })
    }

    /// Whether there is such a row, or `9` for `9a` and `9b`.
    pub(super) fn has(&self, (table, key): &Row) -> bool {
        let table = self.tables.iter().find(|other| other.id == *table);
        let is = |other: &str| other == key || without_letter(other) == key;
        key == WHOLE || table.is_some_and(|table| table.rows.iter().any(|(other, _)| is(other)))
    }
}

impl Table {
    fn of(id: Value, table: Value, is_system: bool) -> Result<Self, Trouble> {
        let Written { title, whole, rows } = serde_norway::from_value(table)?;
        let rows = rows.into_iter().zip(1_u32..).flat_map(|(row, number)| match row {
            WrittenRow::Counted(title) => vec![(number.to_string(), title)],
            WrittenRow::Keyed(rows) => rows.into_iter().map(|(key, title)| (key.text(), title)).collect(),
        });
        Ok(Self { id: serde_norway::from_value(id)?, title, is_system, whole, rows: rows.collect() })
    }

    /// The names under which a row is covered.
    pub(super) fn names_of(&self, key: &str) -> Vec<Row> {
        let whole = self.whole.then_some(WHOLE);
        let keys = [Some(key), Some(without_letter(key)), whole];
        keys.into_iter().flatten().map(|key| (self.id.clone(), key.to_owned())).collect()
    }

    /// What people call a row: `S2 row 13`, `CH-04`, `scenario 7`.
    pub(super) fn name(&self, key: &str) -> String {
        match (self.is_system, self.id.as_str()) {
            (true, id) => format!("{id} row {key}"),
            (false, "scenario") => format!("scenario {key}"),
            (false, id) => format!("{id}-{key:0>2}"),
        }
    }
}

/// `9a` as `9`.
fn without_letter(key: &str) -> &str {
    key.trim_end_matches(|c: char| c.is_ascii_lowercase())
}

impl Key {
    fn text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// Why rows are not covered.
pub(super) struct Reasons(BTreeMap<Row, String>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    /// Rows as people write them, or the id of a whole table.
    rows: String,
    why: String,
}

impl Reasons {
    pub(super) fn read(file: &Path, catalogue: &Catalogue) -> Result<Self, Trouble> {
        let written: Vec<Reason> = serde_norway::from_slice(&fs::read(file)?)?;
        let mut reasons = BTreeMap::new();
        for Reason { rows, why } in written {
            let whole = catalogue.tables.iter().find(|table| table.id == rows);
            let rows: Vec<Row> = match whole {
                Some(table) => table.rows.iter().map(|(key, _)| (table.id.clone(), key.clone())).collect(),
                None => named(&rows).into_iter().filter(|(_, key)| key != WHOLE).collect(),
            };
            if rows.is_empty() || rows.iter().any(|row| !catalogue.has(row)) {
                return Err(format!("{}: there are no such rows: {why}", file.display()).into());
            }
            reasons.extend(rows.into_iter().map(|row| (row, why.clone())));
        }
        Ok(Self(reasons))
    }

    pub(super) fn of(&self, row: &Row) -> Option<&str> {
        self.0.get(row).map(String::as_str)
    }
}
