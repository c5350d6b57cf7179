//! The sheet `survey`: questions, groups and repeats, as a tree.

use super::choices::Lists;
use super::problem::Problems;
use super::report::Cells;
use super::sheet::{Row, Sheet};
use super::types::{asks, words_of};

/// A question or several of them.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Question(Question),
    Group(Group),
}

/// A group, or, with `repeats`, a repeat.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) repeats: bool,
    /// Nothing in it is ever asked.
    pub(super) is_never: bool,
    pub(super) row: Row,
    pub(super) items: Vec<Item>,
}

/// One question.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) name: String,
    pub(super) asks: Asks,
    pub(super) row: Row,
}

/// What a question asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asks {
    Text,
    Integer,
    Decimal,
    Range,
    One {
        list: String,
        or_other: bool,
    },
    Several {
        list: String,
        or_other: bool,
    },
    Rank {
        list: String,
    },
    Date,
    Time,
    DateTime,
    Note,
    /// Worked out or set, never asked: `calculate`, `hidden`.
    Calculated,
    /// Left out: it is asked, or its group, where `false()` holds.
    Never,
    Acknowledge,
    Photo,
    Signature,
    Barcode,
    /// A point, a line or an area.
    Place,
    /// Recorded by itself.
    Metadata,
    /// What only the form's own program records: the number of a SIM card. Its column stays empty.
    Unrecorded,
    /// A sound, a film, another file.
    File,
    /// A type of which nothing is known.
    Unknown,
}

/// Reads the tree; what is missing or unbalanced goes to `problems`.
pub(super) fn read(sheet: &Sheet, lists: &Lists, cells: &mut Cells, problems: &mut Problems) -> Vec<Item> {
    let mut open: Vec<Group> = Vec::new();
    let mut top: Vec<Item> = Vec::new();
    let mut looped = false;
    // In a group that is shown as a table, before its first question with choices.
    let mut is_table = false;
    for row in &sheet.rows {
        let Some(kind) = row.get("type") else {
            if row.iter().any(|(column, _)| matches!(column.name.as_str(), "name" | "label")) {
                problems.add(row.place(), "the row has no `type`: say what it asks for, such as `text`");
            }
            continue;
        };
        let words = words_of(&kind.text);
        if let Some(list) = loop_over(&words) {
            let reason = format!(
                "a loop is not read: write a group for each choice of `{list}` in its place, as XLSForms do today"
            );
            problems.add(kind.at.clone(), reason);
            looped = true;
            continue;
        }
        if looped && words.join("_") == "end_loop" {
            continue;
        }
        match marker(&words) {
            Some((Marker::Begin, repeats)) => {
                cells.understood(kind);
                let is_never = is_never(row) || open.last().is_some_and(|around| around.is_never);
                let name = name_of(row, cells);
                is_table = is_table_list(row);
                let items = headed(row).filter(|_| is_table).into_iter().collect();
                open.push(Group { name, repeats, is_never, row: row.clone(), items });
            }
            Some((Marker::End, repeats)) => {
                is_table = false;
                cells.understood(kind);
                close(row, repeats, &mut open, &mut top, cells, problems);
            }
            None => {
                let asks = if is_never(row) || open.last().is_some_and(|around| around.is_never) {
                    cells.approximated(kind, "never asked, and so left out");
                    Asks::Never
                } else {
                    asks(&words, row, kind, lists, cells, problems)
                };
                let name = named(row, &asks, cells, problems);
                let into = innermost(&mut open, &mut top);
                if is_table && matches!(asks, Asks::One { .. } | Asks::Several { .. }) {
                    into.push(generated("reserved_name_for_field_list_labels", row));
                    is_table = false;
                }
                into.push(Item::Question(Question { name, asks, row: row.clone() }));
            }
        }
    }
    for group in open {
        let what = if group.repeats { "repeat" } else { "group" };
        problems.add(group.row.place(), format!("`{}` is not closed: add a row `end_{what}`", group.name));
    }
    top
}

/// Whether a row says that it is never asked: `false()`, `no`, 0, or the cell *FALSE* of a workbook.
fn is_never(row: &Row) -> bool {
    let says = |text: &str| matches!(text.trim().to_lowercase().as_str(), "false()" | "false" | "no" | "0");
    row.get("relevant").is_some_and(|cell| says(&cell.text))
}

fn is_table_list(row: &Row) -> bool {
    row.get("appearance").is_some_and(|look| look.text.split_whitespace().any(|word| word == "table-list"))
}

/// The heading of a table: other programs make a note of it, and so a column.
fn headed(row: &Row) -> Option<Item> {
    let mut texts = row.texts("label").chain(row.texts("hint"));
    texts.next().map(|_| generated("generated_table_list_label", row))
}

/// What other programs add to a form: never asked here, but a column in every export.
fn generated(name: &str, row: &Row) -> Item {
    let name = format!("{name}_{}", row.number);
    Item::Question(Question { name, asks: Asks::Unrecorded, row: row.bare() })
}

/// The list of `begin loop over sizes`, which older forms have.
fn loop_over(words: &[String]) -> Option<&str> {
    let joined = words.join("_");
    joined.starts_with("begin_loop").then(|| words.last().map_or("", String::as_str))
}

fn innermost<'a>(open: &'a mut [Group], top: &'a mut Vec<Item>) -> &'a mut Vec<Item> {
    match open.last_mut() {
        Some(group) => &mut group.items,
        None => top,
    }
}

fn close(
    row: &Row,
    repeats: bool,
    open: &mut Vec<Group>,
    top: &mut Vec<Item>,
    cells: &mut Cells,
    problems: &mut Problems,
) {
    let _ = name_of(row, cells);
    match open.pop() {
        Some(group) if group.repeats == repeats => innermost(open, top).push(Item::Group(group)),
        Some(group) => {
            let (began, ends) = if repeats { ("group", "repeat") } else { ("repeat", "group") };
            let reason = format!(
                "this ends a {ends}, but `{}` in row {} began a {began}",
                group.name, group.row.number
            );
            problems.add(row.place(), reason);
            innermost(open, top).push(Item::Group(group));
        }
        None => problems.add(row.place(), "nothing is open here that this row could end"),
    }
}

#[derive(Clone, Copy)]
enum Marker {
    Begin,
    End,
}

/// `begin_group`, `begin group`, `end repeat`: where it begins or ends, and whether it repeats.
fn marker(words: &[String]) -> Option<(Marker, bool)> {
    let joined = words.join("_");
    let (marker, what) = match joined.split_once('_')? {
        ("begin", what) => (Marker::Begin, what),
        ("end", what) => (Marker::End, what),
        _ => return None,
    };
    match what {
        "group" => Some((marker, false)),
        "repeat" | "lgroup" | "looped_group" => Some((marker, true)),
        _ => None,
    }
}

fn name_of(row: &Row, cells: &mut Cells) -> String {
    row.get("name").map_or_else(String::new, |cell| {
        cells.understood(cell);
        cell.text.clone()
    })
}

/// The name of a question. A note may have none: in the columns it is then called as by every other program.
fn named(row: &Row, asks: &Asks, cells: &mut Cells, problems: &mut Problems) -> String {
    let name = name_of(row, cells);
    if name.is_empty() && *asks == Asks::Note {
        return format!("generated_note_name_{}", row.number);
    }
    if name.is_empty() {
        problems.add(row.place(), "the question has no `name`: give it one, such as `serial_number`");
    }
    name
}
