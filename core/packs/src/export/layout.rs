//! Where each step stands in the sheet `survey`: in the groups that its column names, or in that of its phase.

use std::collections::BTreeSet;

use doorstep_domain::checklist::{Checklist, Column, Content, Kind, Stamp, Step};
use doorstep_domain::expr::Expr;

use super::names::Entry;
use super::report::Parts;
use crate::xlsform::snake;

/// A row of the form, or a group with its rows.
#[derive(Debug)]
pub(super) enum Row<'a> {
    Group(Group<'a>),
    /// A step, by its id.
    Step(&'a Step<Expr>),
    /// A value that is not asked for.
    Column(&'a Column<Expr>, String),
}

/// A group, or with `repeat` one that is asked for each of several things.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) name: String,
    pub(super) phase: Option<&'a str>,
    pub(super) repeat: Option<&'a Step<Expr>>,
    pub(super) rows: Vec<Row<'a>>,
}

/// The rows of a checklist, in order.
pub(super) struct Layout<'a> {
    pub(super) rows: Vec<Row<'a>>,
    pub(super) entries: Vec<Entry<'a>>,
}

/// A step or column with its path.
struct Placed<'a> {
    path: Vec<String>,
    row: Row<'a>,
}

impl<'a> Layout<'a> {
    pub(super) fn of(checklist: &'a Checklist<Expr>, parts: &mut Parts) -> Self {
        let placed = in_order(checklist, parts);
        let last = |placed: &Placed<'_>| placed.path.last().cloned().unwrap_or_default();
        let is_twice = |name: &str| placed.iter().filter(|other| last(other) == name).count() > 1;
        let entries: Vec<Entry<'a>> = (placed.iter())
            .filter_map(|placed| match &placed.row {
                Row::Step(step) => {
                    let name = last(placed);
                    let column = column_of(checklist, &step.id);
                    Some(Entry { is_shared: is_twice(&name), name, step, column })
                }
                Row::Group(_) | Row::Column(..) => None,
            })
            .collect();
        let read = names_read(checklist, &entries);
        let mut layout = Self { rows: Vec::new(), entries };
        for mut placed in placed {
            let groups = placed.path.len() - 1;
            for group in &mut placed.path[..groups] {
                // An expression that names a question must not find a group as well.
                if read.contains(group.as_str()) && !is_repeat(&layout.entries, group) {
                    group.push_str("_group");
                }
            }
            insert(&mut layout.rows, &placed.path, placed.row);
        }
        layout
    }
}

fn is_repeat(entries: &[Entry<'_>], name: &str) -> bool {
    entries.iter().any(|entry| entry.name == name && matches!(entry.step.kind, Kind::Repeat { .. }))
}

/// The names of questions that expressions read.
fn names_read(checklist: &Checklist<Expr>, entries: &[Entry<'_>]) -> BTreeSet<String> {
    let read: BTreeSet<String> = (checklist.expressions().into_iter())
        .flat_map(|(_, expression)| expression.reads())
        .filter_map(|name| Some(name.within("answers")?.to_owned()))
        .collect();
    entries.iter().filter(|entry| read.contains(&entry.step.id)).map(|entry| entry.name.clone()).collect()
}

/// The column in which the answer to a step is written out.
fn column_of<'a>(checklist: &'a Checklist<Expr>, id: &str) -> Option<&'a Column<Expr>> {
    checklist.columns.iter().find(|column| matches!(&column.is, Content::Step(step) if step == id))
}

/// Every step and every column without a step, as the columns have them; phase by phase, as people see them.
fn in_order<'a>(checklist: &'a Checklist<Expr>, parts: &mut Parts) -> Vec<Placed<'a>> {
    let mut placed: Vec<Placed<'a>> = Vec::new();
    let mut done = 0;
    for phase in &checklist.phases {
        for step in checklist.steps.iter().filter(|step| phase_of(checklist, step) == phase.id) {
            if is_elsewhere(step) {
                let reason = "it is asked only where a visit ends otherwise, and a form ends in one way: it is left out";
                parts.unknown(&step.id, "only_in", step.only_in.join(", "), reason);
                continue;
            }
            if step.phase != phase.id {
                parts.approximated(&step.id, "phase", &step.phase, "it stands with its group of things");
            }
            let is_own = |column: &Column<Expr>| {
                matches!(&column.is, Content::Step(id) if *id == step.id) || is_column_of_note(column, step)
            };
            let own = checklist.columns.iter().position(is_own);
            if let Some(at) = own.filter(|at| *at >= done) {
                // What is worked out stands before the step that comes after it.
                placed.extend(without_step(checklist, done..at));
                done = at + 1;
            }
            let path = path_of(checklist, step, own.map(|at| &checklist.columns[at]), parts);
            placed.push(Placed { path, row: Row::Step(step) });
        }
    }
    placed.extend(without_step(checklist, done..checklist.columns.len()));
    placed
}

/// Whether a step is asked only in visits that end otherwise than by being done.
fn is_elsewhere(step: &Step<Expr>) -> bool {
    !step.only_in.is_empty() && !step.only_in.iter().any(|outcome| outcome == "done")
}

/// The columns among these in which no step is written out.
fn without_step(checklist: &Checklist<Expr>, range: std::ops::Range<usize>) -> Vec<Placed<'_>> {
    let columns = checklist.columns.get(range).unwrap_or_default().iter();
    let is_free = |column: &&Column<Expr>| {
        // The key of its row every form has by itself.
        let is_step = matches!(column.is, Content::Step(_) | Content::Recorded(Stamp::Key));
        !is_step && !checklist.steps.iter().any(|step| is_column_of_note(column, step))
    };
    columns.filter(is_free).map(column_row).collect()
}

fn column_row(column: &Column<Expr>) -> Placed<'_> {
    let path: Vec<String> = column.name.split('/').map(str::to_owned).collect();
    let name = path.last().cloned().unwrap_or_default();
    Placed { path, row: Row::Column(column, name) }
}

/// A note has an empty column of its name.
fn is_column_of_note(column: &Column<Expr>, step: &Step<Expr>) -> bool {
    let name = column.name.rsplit('/').next().unwrap_or_default();
    step.kind == Kind::Guidance
        && column.is == Content::Nothing
        && column.each == step.each
        && snake(name) == step.id
}

/// The phase of a step: inside a group of things, that of the group.
fn phase_of<'a>(checklist: &'a Checklist<Expr>, step: &'a Step<Expr>) -> &'a str {
    let group = step.each.as_deref().and_then(|group| checklist.step(group));
    &group.unwrap_or(step).phase
}

/// The groups around a step and its own name: those of its column, if they come back as its phase and its id.
fn path_of(
    checklist: &Checklist<Expr>,
    step: &Step<Expr>,
    column: Option<&Column<Expr>>,
    parts: &mut Parts,
) -> Vec<String> {
    let phase = phase_of(checklist, step);
    let group = step.each.as_deref().and_then(|id| checklist.step(id));
    let around =
        group.map(|group| path_of(checklist, group, column_of(checklist, &group.id), &mut Parts::default()));
    if let Some(column) = column {
        let path: Vec<String> = column.name.split('/').map(str::to_owned).collect();
        let is_own = path.last().is_some_and(|name| snake(name) == step.id);
        let comes_back = match (&around, path.as_slice()) {
            (Some(around), path) => path.starts_with(around),
            (None, [_]) => is_outside(phase),
            (None, path) => path.first().is_some_and(|first| snake(first) == phase),
        };
        if comes_back && is_own {
            return path;
        }
        parts.approximated(&step.id, "column", &column.name, "it is called by its phase and its own id");
    }
    let mut path = around.unwrap_or_else(|| vec![phase.to_owned()]);
    path.push(step.id.clone());
    path
}

/// Whether this is the phase of questions outside of groups.
fn is_outside(phase: &str) -> bool {
    let number = phase.strip_prefix("form").map(|rest| rest.strip_prefix('_').unwrap_or(rest));
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Puts a row into its groups, making those that are not there yet.
fn insert<'a>(rows: &mut Vec<Row<'a>>, path: &[String], row: Row<'a>) {
    let [first, rest @ ..] = path else { return };
    let is_repeat = matches!(&row, Row::Step(step) if matches!(step.kind, Kind::Repeat { .. }));
    if rest.is_empty() && !is_repeat {
        return rows.push(row);
    }
    let at = rows.iter().position(|row| matches!(row, Row::Group(group) if group.name == *first));
    let at = at.unwrap_or_else(|| {
        rows.push(Row::Group(Group { name: first.clone(), phase: None, repeat: None, rows: Vec::new() }));
        rows.len() - 1
    });
    let Some(Row::Group(group)) = rows.get_mut(at) else { return };
    if let Row::Step(step) = &row {
        group.phase.get_or_insert(&step.phase);
    }
    match (rest.is_empty(), row) {
        (true, Row::Step(step)) => group.repeat = Some(step),
        (_, row) => insert(&mut group.rows, rest, row),
    }
}
