//! The sheet `survey`: questions, groups and repeats, as a tree.

use super::choices::Lists;
use super::problem::Problems;
use super::report::Cells;
use super::sheet::{Row, Sheet};
use super::workbook::Cell;

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
    /// A sound, a film, another file.
    File,
    /// A type of which nothing is known.
    Unknown,
}

/// Reads the tree; what is missing or unbalanced goes to `problems`.
pub(super) fn read(sheet: &Sheet, lists: &Lists, cells: &mut Cells, problems: &mut Problems) -> Vec<Item> {
    let mut open: Vec<Group> = Vec::new();
    let mut top: Vec<Item> = Vec::new();
    for row in &sheet.rows {
        let Some(kind) = row.get("type") else {
            if row.iter().any(|(column, _)| matches!(column.name.as_str(), "name" | "label")) {
                problems.add(row.place(), "the row has no `type`: say what it asks for, such as `text`");
            }
            continue;
        };
        let words = words_of(&kind.text);
        match marker(&words) {
            Some((Marker::Begin, repeats)) => {
                cells.understood(kind);
                let is_never = is_never(row) || open.last().is_some_and(|around| around.is_never);
                let name = name_of(row, cells);
                open.push(Group { name, repeats, is_never, row: row.clone(), items: Vec::new() });
            }
            Some((Marker::End, repeats)) => {
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
                let question = Question { name: named(row, cells, problems), asks, row: row.clone() };
                innermost(&mut open, &mut top).push(Item::Question(question));
            }
        }
    }
    for group in open {
        let what = if group.repeats { "repeat" } else { "group" };
        problems.add(group.row.place(), format!("`{}` is not closed: add a row `end_{what}`", group.name));
    }
    top
}

/// Whether a row says that it is never asked: `false()`, or the cell *FALSE* of a workbook.
fn is_never(row: &Row) -> bool {
    let says = |text: &str| matches!(text.trim().to_lowercase().as_str(), "false()" | "false");
    row.get("relevant").is_some_and(|cell| says(&cell.text))
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
    Some(match joined.as_str() {
        "begin_group" | "begin_lgroup" => (Marker::Begin, false),
        "begin_repeat" | "begin_lrepeat" => (Marker::Begin, true),
        "end_group" | "end_lgroup" => (Marker::End, false),
        "end_repeat" | "end_lrepeat" => (Marker::End, true),
        _ => return None,
    })
}

/// The words of a type, without the old spellings of several words: `select one from x` is `select_one x`.
fn words_of(text: &str) -> Vec<String> {
    let text = text.trim();
    for (old, new) in [
        ("select one from ", "select_one "),
        ("select one ", "select_one "),
        ("select1 ", "select_one "),
        ("select all that apply from ", "select_multiple "),
        ("select all that apply ", "select_multiple "),
        ("select multiple from ", "select_multiple "),
        ("select multiple ", "select_multiple "),
        ("select ", "select_multiple "),
    ] {
        let head = text.get(..old.len()).is_some_and(|head| head.eq_ignore_ascii_case(old));
        if head {
            return format!("{new}{}", &text[old.len()..]).split_whitespace().map(str::to_owned).collect();
        }
    }
    text.split_whitespace().map(str::to_owned).collect()
}

fn asks(
    words: &[String],
    row: &Row,
    cell: &Cell,
    lists: &Lists,
    cells: &mut Cells,
    problems: &mut Problems,
) -> Asks {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (kind, rest) = words.split_first().map_or(("", [].as_slice()), |(kind, rest)| (*kind, rest));
    let is_signature =
        row.get("appearance").is_some_and(|a| a.text.split_whitespace().any(|w| w == "signature"));
    let asks = match kind.to_lowercase().replace('-', "_").as_str() {
        "select_one" | "select_multiple" | "rank" => {
            return choosing(kind, rest, cell, lists, cells, problems);
        }
        "select_one_from_file" | "select_multiple_from_file" | "select_one_external" => {
            return from_file(kind, rest, cell, lists, cells);
        }
        "text" | "string" => Asks::Text,
        "integer" | "int" => Asks::Integer,
        "decimal" => Asks::Decimal,
        "range" => Asks::Range,
        "date" => Asks::Date,
        "time" => Asks::Time,
        "datetime" => Asks::DateTime,
        "note" => Asks::Note,
        "calculate" | "hidden" => Asks::Calculated,
        "acknowledge" | "trigger" => Asks::Acknowledge,
        "image" | "photo" if is_signature => Asks::Signature,
        "image" | "photo" => Asks::Photo,
        "barcode" => Asks::Barcode,
        "geopoint" | "geotrace" | "geoshape" | "location" => Asks::Place,
        "audio" | "video" | "file" | "background_audio" => Asks::File,
        "start" | "end" | "today" | "deviceid" | "device_id" | "username" => Asks::Metadata,
        _ => Asks::Unknown,
    };
    judge_type(&asks, cell, cells);
    asks
}

/// What becomes of the type itself.
fn judge_type(asks: &Asks, cell: &Cell, cells: &mut Cells) {
    match asks {
        Asks::Time => cells.approximated(cell, "asked as a text `HH:MM`"),
        Asks::Place => cells.approximated(cell, "asked as a text: latitude and longitude"),
        Asks::Metadata => cells.approximated(cell, "recorded by itself with every entry, without a question"),
        Asks::Calculated => {
            cells.approximated(cell, "worked out where it is used; it is not stored as an answer");
        }
        Asks::File => cells.unknown(cell, "only photos are taken: it is asked as a note in words"),
        Asks::Unknown => {
            cells.unknown(cell, "no such type of question is known: it is asked as a note in words");
        }
        _ => cells.understood(cell),
    }
}

fn choosing(
    kind: &str,
    rest: &[&str],
    cell: &Cell,
    lists: &Lists,
    cells: &mut Cells,
    problems: &mut Problems,
) -> Asks {
    let or_other = rest.iter().any(|word| word.eq_ignore_ascii_case("or_other"));
    let Some(list) = rest.first().map(|list| (*list).to_owned()) else {
        problems.add(cell.at.clone(), format!("`{kind}` needs the name of a list of the sheet `choices`"));
        return Asks::Unknown;
    };
    if !lists.has(&list) {
        problems.add(cell.at.clone(), lists.missing(&list));
    }
    match kind.to_lowercase().as_str() {
        "select_one" => {
            cells.understood(cell);
            Asks::One { list, or_other }
        }
        "select_multiple" => {
            cells.understood(cell);
            Asks::Several { list, or_other }
        }
        _ => {
            cells.approximated(cell, "asked as a text: the options in their order, separated by `>`");
            Asks::Rank { list }
        }
    }
}

/// A list in a CSV file beside the form, under the name of the file.
fn from_file(kind: &str, rest: &[&str], cell: &Cell, lists: &Lists, cells: &mut Cells) -> Asks {
    let file = rest.first().copied().unwrap_or_default();
    if !lists.has(file) {
        cells.unknown(cell, format!("the file `{file}` was not given: it is asked as a note in words"));
        return Asks::Unknown;
    }
    cells.understood(cell);
    let list = file.to_owned();
    if kind.to_lowercase().starts_with("select_multiple") {
        Asks::Several { list, or_other: false }
    } else {
        Asks::One { list, or_other: false }
    }
}

fn name_of(row: &Row, cells: &mut Cells) -> String {
    row.get("name").map_or_else(String::new, |cell| {
        cells.understood(cell);
        cell.text.clone()
    })
}

fn named(row: &Row, cells: &mut Cells, problems: &mut Problems) -> String {
    let name = name_of(row, cells);
    if name.is_empty() {
        problems.add(row.place(), "the question has no `name`: give it one, such as `serial_number`");
    }
    name
}
