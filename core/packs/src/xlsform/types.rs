//! What a question asks for, by its type.

use super::choices::Lists;
use super::problem::Problems;
use super::report::Cells;
use super::sheet::Row;
use super::survey::Asks;
use super::workbook::Cell;

/// The words of a type, without the old spellings of several words: `select one from x` is `select_one x`.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let text = prompt(text.trim());
    for (old, new) in [
        ("select one from file ", "select_one_from_file "),
        ("select multiple from file ", "select_multiple_from_file "),
        ("select one from ", "select_one "),
        ("select one prompt using ", "select_one "),
        ("select multiple prompt using ", "select_multiple "),
        ("select one using ", "select_one "),
        ("select multiple using ", "select_multiple "),
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
            return words(&format!("{new}{}", &text[old.len()..]));
        }
    }
    words(text)
}

/// The words, with `or specify other` as one.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let is_other = |tail: &[&str]| {
        words.len() > tail.len()
            && words[words.len() - tail.len()..]
                .iter()
                .zip(tail)
                .all(|(word, tail)| word.eq_ignore_ascii_case(tail))
    };
    let tails: [&[&str]; 2] = [&["or", "specify", "other"], &["or", "other"]];
    if let Some(tail) = tails.into_iter().find(|tail| is_other(tail)) {
        words.truncate(words.len() - tail.len());
        words.push("or_other".to_owned());
    }
    words
}

/// `add integer prompt`, `q integer` and `get today` of the first forms are `integer` and `today`.
fn prompt(text: &str) -> &str {
    let text = text.strip_prefix("add ").unwrap_or(text);
    let text = text.strip_suffix(" prompt").unwrap_or(text);
    text.strip_prefix("q ").or_else(|| text.strip_prefix("get ")).unwrap_or(text)
}

/// A type in one word: `start_time` for `get start time`.
pub(super) fn plain(text: &str) -> String {
    words_of(text).join("_").to_lowercase().replace('-', "_")
}

/// What a question asks for.
pub(super) fn asks(
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
    let kind_name = kind.to_lowercase().replace('-', "_");
    let asks = match kind_name.as_str() {
        "select_one" | "select_multiple" | "rank" => {
            return choosing(kind, rest, cell, lists, cells, problems);
        }
        "select_one_from_file" | "select_multiple_from_file" | "select_one_external" => {
            return from_file(kind, rest, cell, lists, cells);
        }
        _ if !rest.is_empty() => of_two_words(&plain(&cell.text)),
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
        "image" | "photo" | "picture" if is_signature => Asks::Signature,
        "image" | "photo" | "picture" => Asks::Photo,
        "barcode" => Asks::Barcode,
        "geopoint" | "geotrace" | "geoshape" | "location" | "gps" => Asks::Place,
        "audio" | "video" | "file" | "background_audio" => Asks::File,
        "start" | "end" | "today" | "deviceid" | "device_id" | "username" => Asks::Metadata,
        "phonenumber" | "simserial" | "subscriberid" | "imei" | "email" => Asks::Unrecorded,
        "audit" | "start_geopoint" | "background_geopoint" => Asks::Unrecorded,
        _ => Asks::Unknown,
    };
    judge_type(&asks, cell, cells);
    asks
}

/// Types that older forms write as several words.
fn of_two_words(whole: &str) -> Asks {
    match whole {
        "date_time" => Asks::DateTime,
        "start_time" | "end_time" | "device_id" => Asks::Metadata,
        "phone_number" => Asks::Text,
        "sim_id" | "subscriber_id" => Asks::Unrecorded,
        _ => Asks::Unknown,
    }
}

/// What becomes of the type itself.
fn judge_type(asks: &Asks, cell: &Cell, cells: &mut Cells) {
    match asks {
        Asks::Time => cells.approximated(cell, "asked as a text `HH:MM`"),
        Asks::Place => cells.approximated(cell, "asked as a text: latitude and longitude"),
        Asks::Metadata => cells.approximated(cell, "recorded by itself with every entry, without a question"),
        Asks::Unrecorded => cells.unknown(cell, "not recorded here: its column stays empty"),
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
