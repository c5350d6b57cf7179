//! Rows as tables: which columns there are, and what stands in them.

use std::collections::BTreeMap;

use chrono::DateTime;
use doorstep_domain::checklist::{Checklist, Column, Content, FilledCell, FilledRow, Kind};
use doorstep_domain::expr::Expr;

use super::row::Row;
use super::{AnswersTable, AnswersWanted};
use crate::office::csv::line;

/// What ODK Central writes behind the answers of a visit.
const BEHIND: [&str; 10] = [
    "KEY",
    "SubmitterID",
    "SubmitterName",
    "AttachmentsPresent",
    "AttachmentsExpected",
    "Status",
    "ReviewState",
    "DeviceID",
    "Edits",
    "FormVersion",
];

/// The tables of a service.
pub(super) struct Tables<'w> {
    wanted: &'w AnswersWanted,
    /// The table of the visits first.
    tables: Vec<Table>,
}

/// One table, of the visits or of a repeat.
#[derive(Default)]
struct Table {
    /// The path of the repeat; empty for the visits.
    path: String,
    /// The columns of all versions of the checklist, those of the newest first.
    headers: Vec<String>,
    index: BTreeMap<String, usize>,
    rows: Vec<Line>,
}

struct Line {
    before: Vec<String>,
    cells: BTreeMap<usize, String>,
    behind: Vec<String>,
}

impl Table {
    fn column(&mut self, header: String) -> usize {
        let next = self.headers.len();
        let index = *self.index.entry(header.clone()).or_insert(next);
        if index == next {
            self.headers.push(header);
        }
        index
    }
}

impl<'w> Tables<'w> {
    pub(super) fn new(wanted: &'w AnswersWanted) -> Self {
        Self { wanted, tables: vec![Table::default()] }
    }

    /// The columns of a version of the checklist, where they are not there yet.
    pub(super) fn add_columns(&mut self, checklist: &Checklist<Expr>, columns: &[Column<Expr>]) {
        for column in columns {
            let is_table = matches!(&column.is, Content::Step(id) if is_repeat(checklist, id));
            if is_table {
                self.table(&column.name);
                continue;
            }
            let path = path_of(columns, column.each.as_deref());
            let headers = self.headers(checklist, column, &path);
            let table = self.table(&path);
            for header in headers {
                table.column(header);
            }
        }
    }

    pub(super) fn add_row(&mut self, row: &Row) {
        self.add_columns(&row.checklist, &row.columns);
        let cells = self.cells(row, &row.filled.row, "");
        let line = Line { before: vec![iso(row.received_at_ms)], cells, behind: behind(row) };
        self.table("").rows.push(line);
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for thing in &row.filled.things {
            let path = path_of(&row.columns, Some(&thing.group));
            let cells = self.cells(row, &thing.row, &path);
            let number = counts.entry(&thing.group).or_default();
            *number += 1;
            let key = format!("{}/{path}[{number}]", row.key);
            let line = Line { before: Vec::new(), cells, behind: vec![row.key.clone(), key] };
            self.table(&path).rows.push(line);
        }
    }

    fn table(&mut self, path: &str) -> &mut Table {
        let known = self.tables.iter().position(|table| table.path == path);
        let index = known.unwrap_or(self.tables.len());
        if known.is_none() {
            self.tables.push(Table { path: path.to_owned(), ..Table::default() });
        }
        &mut self.tables[index]
    }

    /// The names of a column, and of those for its parts or options.
    fn headers(&self, checklist: &Checklist<Expr>, column: &Column<Expr>, path: &str) -> Vec<String> {
        let below = column.name.strip_prefix(path).map_or(column.name.as_str(), |rest| rest);
        let below = below.trim_start_matches('/');
        let base = match self.wanted.group_names {
            true => below.replace('/', "-"),
            false => below.rsplit('/').next().unwrap_or(below).to_owned(),
        };
        if !column.parts.is_empty() {
            return column.parts.iter().map(|part| format!("{base}-{part}")).collect();
        }
        let options = self.options(checklist, column).into_iter().map(|option| format!("{base}/{option}"));
        let options: Vec<String> = options.collect();
        std::iter::once(base).chain(options).collect()
    }

    /// The options that get columns of their own, as the column writes them.
    fn options(&self, checklist: &Checklist<Expr>, column: &Column<Expr>) -> Vec<String> {
        let Content::Step(id) = &column.is else { return Vec::new() };
        match checklist.step(id).map(|step| &step.kind) {
            Some(Kind::Multi { options, .. }) if self.wanted.split_options => {
                options.iter().map(|option| column.written(&option.id).to_owned()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn cells(&mut self, row: &Row, filled: &FilledRow, path: &str) -> BTreeMap<usize, String> {
        let mut cells = BTreeMap::new();
        for (index, cell) in filled {
            let Some(column) = row.columns.get(*index) else { continue };
            let headers = self.headers(&row.checklist, column, path);
            let options = self.options(&row.checklist, column);
            let table = self.table(path);
            let texts = texts(row, column, cell, &options);
            cells.extend(headers.into_iter().map(|header| table.column(header)).zip(texts));
        }
        cells
    }

    pub(super) fn finish(self) -> Vec<AnswersTable> {
        let service = &self.wanted.service;
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let names: Vec<String> = self.tables.iter().map(|table| last(&table.path)).collect();
        let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
        let named = names.iter().map(|name| {
            let number = seen.entry(name).or_default();
            *number += 1;
            match (name.as_str(), names.iter().filter(|other| *other == name).count()) {
                ("", _) => format!("{service}.csv"),
                (_, 1) => format!("{service}-{name}.csv"),
                _ => format!("{service}-{name}~{number}.csv"),
            }
        });
        let named: Vec<String> = named.collect();
        self.tables.into_iter().zip(named).map(|(table, name)| table.finish(name)).collect()
    }
}

impl Table {
    fn finish(self, name: String) -> AnswersTable {
        let is_visits = self.path.is_empty();
        let before: &[&str] = if is_visits { &["SubmissionDate"] } else { &[] };
        let behind: &[&str] = if is_visits { &BEHIND } else { &["PARENT_KEY", "KEY"] };
        let own = self.headers.iter().map(String::as_str);
        let mut csv = line(before.iter().copied().chain(own).chain(behind.iter().copied()));
        for row in &self.rows {
            let cells = (0..self.headers.len()).map(|i| row.cells.get(&i).map_or("", String::as_str));
            let before = row.before.iter().map(String::as_str);
            csv.push_str(&line(before.chain(cells).chain(row.behind.iter().map(String::as_str))));
        }
        AnswersTable { name, rows: self.rows.len() as u64, csv }
    }
}

fn is_repeat(checklist: &Checklist<Expr>, id: &str) -> bool {
    checklist.step(id).is_some_and(|step| matches!(step.kind, Kind::Repeat { .. }))
}

/// The path of the table for the things of a group; that of the visits is empty.
fn path_of(columns: &[Column<Expr>], group: Option<&str>) -> String {
    let Some(group) = group else { return String::new() };
    let own = columns.iter().find(|column| matches!(&column.is, Content::Step(id) if id == group));
    own.map_or_else(|| group.to_owned(), |own| own.name.clone())
}

/// What stands in a column and in those for its parts or options.
fn texts(row: &Row, column: &Column<Expr>, cell: &FilledCell, options: &[String]) -> Vec<String> {
    match cell {
        FilledCell::Text(text) if !column.parts.is_empty() => {
            text.split([' ', ',', '，']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        }
        FilledCell::Text(text) => vec![text.clone()],
        FilledCell::Options(chosen) => {
            let is_chosen = |option: &String| if chosen.contains(option) { "1" } else { "0" }.to_owned();
            std::iter::once(chosen.join(" ")).chain(options.iter().map(is_chosen)).collect()
        }
        FilledCell::Files(files) => {
            let names = files.iter().filter_map(|file| row.files.get(file));
            vec![names.map(String::as_str).collect::<Vec<_>>().join(" ")]
        }
    }
}

fn behind(row: &Row) -> Vec<String> {
    let who = row.by.as_ref();
    vec![
        row.key.clone(),
        who.map(|who| who.user.clone()).unwrap_or_default(),
        who.map(|who| who.name.clone()).unwrap_or_default(),
        row.held.to_string(),
        row.files.len().to_string(),
        String::new(),
        String::new(),
        who.map(|who| who.certificate.to_string()).unwrap_or_default(),
        "0".to_owned(),
        row.version.to_string(),
    ]
}

/// An instant in UTC, as ODK Central writes it.
fn iso(at_ms: i64) -> String {
    let at = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
    at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
