//! The columns in which answers are written out, for the spreadsheets that a company already has.
//!
//! A column has the path that it had in the company's own form, `meter/serial`, and says what stands in it. A checklist
//! without columns of its own has one for each step, named by phase and step.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::check::ChecklistProblem;
use super::definition::{Checklist, Step};
use super::kind::Kind;

/// The most columns that a checklist can have: more than a spreadsheet shows, and little beside its steps.
const COLUMNS_MAX: usize = 1_000;

/// A column in which answers are written out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Column"))]
#[serde(deny_unknown_fields)]
pub struct Column<E> {
    /// Its path: the groups of the form around it and its own name, with `/` between them, such as `meter/serial`.
    pub name: String,
    /// What stands in it: `nothing`, or a map such as `{step: serial}`.
    pub is: Content<E>,
    /// The step of kind `repeat` for each of whose things there is a row of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// It is empty unless this holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<E>,
    /// Columns for the words of a text: `[Latitude, Longitude]` makes `place-Latitude` and `place-Longitude` of
    /// `31.2 121.4`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// How options, `true` and `false` are written, where that is not as they are called here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub written: BTreeMap<String, String>,
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Content"))]
#[serde(rename_all = "snake_case")]
pub enum Content<E> {
    /// Nothing: the column is there because spreadsheets count on it.
    Nothing,
    /// What was answered, photographed or signed for this step; of a step of kind `repeat` the name of its table.
    Step(String),
    /// A value that is worked out.
    Value(E),
    /// What is recorded by itself.
    Recorded(Stamp),
}

/// What is recorded of a visit by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stamp {
    /// When it began, by the clocks of the site.
    Began,
    /// When it ended, by the clocks of the site.
    Ended,
    /// Its day.
    Day,
    /// The certificate of the device on which it ended.
    Device,
    /// Who ended it, by user id.
    User,
    /// The key of its row.
    Key,
}

impl<E> Column<E> {
    /// A column in which one thing stands.
    pub fn of(name: impl Into<String>, each: Option<String>, is: Content<E>) -> Self {
        Self { name: name.into(), is, each, when: None, parts: Vec::new(), written: BTreeMap::new() }
    }

    /// How a word is written in it.
    #[must_use]
    pub fn written<'a>(&'a self, word: &'a str) -> &'a str {
        self.written.get(word).map_or(word, String::as_str)
    }

    pub(super) fn try_map<F, X>(
        self,
        path: &str,
        map: &mut impl FnMut(&str, E) -> Result<F, X>,
    ) -> Result<Column<F>, X> {
        let is = match self.is {
            Content::Nothing => Content::Nothing,
            Content::Step(step) => Content::Step(step),
            Content::Value(value) => Content::Value(map(&format!("{path}.is.value"), value)?),
            Content::Recorded(stamp) => Content::Recorded(stamp),
        };
        let when = self.when.map(|when| map(&format!("{path}.when"), when)).transpose()?;
        Ok(Column { name: self.name, is, each: self.each, when, parts: self.parts, written: self.written })
    }
}

impl<E: Clone> Checklist<E> {
    /// The columns in which answers are written out: those that it names, or one for each step.
    #[must_use]
    pub fn all_columns(&self) -> Cow<'_, [Column<E>]> {
        if self.columns.is_empty() {
            Cow::Owned(self.steps.iter().filter_map(|step| self.column_of(step)).collect())
        } else {
            Cow::Borrowed(&self.columns)
        }
    }

    fn column_of(&self, step: &Step<E>) -> Option<Column<E>> {
        let is_written = step.kind.is_answered()
            || matches!(step.kind, Kind::Photo | Kind::Signature { .. } | Kind::Repeat { .. });
        let group = step.each.as_deref().and_then(|group| self.step(group));
        let name = match group {
            Some(group) => format!("{}/{}/{}", group.phase, group.id, step.id),
            None => format!("{}/{}", step.phase, step.id),
        };
        is_written.then(|| Column::of(name, step.each.clone(), Content::Step(step.id.clone())))
    }
}

impl<E> Checklist<E> {
    /// Every mistake in the columns that does not depend on an expression.
    pub(super) fn column_problems(&self) -> Vec<ChecklistProblem> {
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        if self.columns.len() > COLUMNS_MAX {
            let reason = format!("a checklist has at most {COLUMNS_MAX} columns");
            problems.push(ChecklistProblem { path: "columns".to_owned(), reason });
        }
        for (i, column) in self.columns.iter().enumerate() {
            let reason = match self.column_problem(column) {
                None if seen.insert(column.name.as_str()) => continue,
                None => format!("`{}` is there already", column.name),
                Some(reason) => reason,
            };
            problems.push(ChecklistProblem { path: format!("columns[{i}]"), reason });
        }
        problems
    }

    fn column_problem(&self, column: &Column<E>) -> Option<String> {
        if column.name.split('/').any(|part| part.trim().is_empty()) {
            return Some("a column has a name, and each group around it one".to_owned());
        }
        if let Some(group) = &column.each {
            let is_group = self.step(group).is_some_and(|step| matches!(step.kind, Kind::Repeat { .. }));
            if !is_group {
                return Some(format!("there is no step `{group}` of kind repeat"));
            }
        }
        let Content::Step(id) = &column.is else { return None };
        let Some(step) = self.step(id) else { return Some(format!("there is no step `{id}`")) };
        if step.each != column.each {
            return Some(match &step.each {
                Some(group) => format!("step `{id}` is asked for each `{group}`, and so the column is"),
                None => format!("step `{id}` is asked once"),
            });
        }
        None
    }
}
