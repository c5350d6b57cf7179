//! The columns in which the answers to a form are written out: those that its spreadsheets have.
//!
//! As in the exports of ODK, every row of the sheet `survey` below a name has one, notes among them, in the order of the
//! form; a repeat has a table of its own.

use serde_norway::{Mapping, Value};

use super::cel::Cel;
use super::checklist::Builder;
use super::plan::Planned;
use super::survey::{Asks, Group, Question};
use super::translate::Here;
use super::types::plain;
use super::workbook::Cell;
use super::yaml::{list, map, word};

/// What the four numbers of a place are called behind the name of its column.
const PLACE: [&str; 4] = ["Latitude", "Longitude", "Altitude", "Accuracy"];

impl Builder<'_> {
    /// The column of a step, or of a note, in which nothing ever stands.
    pub(super) fn step_column(&mut self, planned: &Planned<'_>, question: Option<&Question>) {
        let Some(question) = question else {
            return self.put_column(planned, &planned.column, step(&planned.id), None);
        };
        let (is, written) = match &question.asks {
            Asks::Note => return self.empty_column(planned),
            Asks::Acknowledge => (step(&planned.id), pairs([("false", ""), ("true", "OK")])),
            Asks::One { list, .. } | Asks::Several { list, .. } => {
                let choices = self.lists.get(list).iter().filter(|choice| choice.id != choice.name);
                let names = choices.map(|choice| (choice.id.as_str(), choice.name.as_str()));
                (step(&planned.id), pairs(names))
            }
            _ => (step(&planned.id), None),
        };
        let is_a_point =
            question.asks == Asks::Place && question.row.get("type").is_some_and(|kind| is_point(&kind.text));
        let parts = is_a_point.then(|| list(PLACE.map(Value::from))).flatten();
        let column = map([
            ("name", word(planned.column.as_str())),
            ("is", Some(is)),
            ("each", planned.each.as_deref().and_then(word)),
            ("parts", parts),
            ("written", written),
        ]);
        self.columns.push(column);
    }

    /// The column of a value that is worked out.
    pub(super) fn worked_column(&mut self, planned: &Planned<'_>, name: &str, value: Cel, when: Cel) {
        let is = map([("value", word(value.to_string()))]);
        let when = (when != Cel::truth(true)).then(|| when.to_string());
        self.put_column(planned, name, is, when);
    }

    /// How many things a repeat was to have: a column of its own, unless the form asks for that number elsewhere.
    pub(super) fn count_column(&mut self, group: &Group, planned: &Planned<'_>) {
        let Some(cell) = group.row.get("repeat_count") else { return };
        let text = cell.text.trim();
        let is_answer = text.starts_with("${") && text.find('}') == Some(text.len() - 1);
        if is_answer {
            return;
        }
        let name = format!("{}_count", planned.column);
        match self.translator.count(text, Here { at: Some(&planned.column), repeat: None }) {
            Ok(translated) => self.worked_column(planned, &name, translated.cel, Cel::truth(true)),
            Err(_) => self.put_column(planned, &name, Value::from("nothing"), None),
        }
    }

    /// The column of what is recorded by itself.
    pub(super) fn recorded_column(&mut self, question: &Question, planned: &Planned<'_>) {
        let kind = question.row.get("type").map_or_else(String::new, |kind| plain(&kind.text));
        let stamp = match kind.as_str() {
            "start" | "start_time" => "began",
            "end" | "end_time" => "ended",
            "today" => "day",
            "deviceid" | "device_id" => "device",
            "username" => "user",
            _ => return self.empty_column(planned),
        };
        self.put_column(planned, &planned.column, recorded(stamp), None);
    }

    pub(super) fn empty_column(&mut self, planned: &Planned<'_>) {
        self.put_column(planned, &planned.column, Value::from("nothing"), None);
    }

    /// What stands in the group `meta` of every export: the key of the row, and what the form calls it.
    pub(super) fn meta_columns(&mut self, instance_name: Option<&Cell>) {
        let is = Some(recorded("key"));
        self.columns.push(map([("name", word("meta/instanceID")), ("is", is)]));
        let Some(cell) = instance_name else { return };
        let (is, when) = match self.translator.calculation(&cell.text, Here::default()) {
            Ok((translated, needs)) => {
                self.translated(cell, &translated);
                let when = (needs != Cel::truth(true)).then(|| needs.to_string());
                (map([("value", word(translated.cel.to_string()))]), when)
            }
            Err(reason) => {
                self.cells.unknown(cell, format!("{reason}; its column stays empty"));
                (Value::from("nothing"), None)
            }
        };
        let name = word("meta/instanceName");
        self.columns.push(map([("name", name), ("is", Some(is)), ("when", when.and_then(word))]));
    }

    fn put_column(&mut self, planned: &Planned<'_>, name: &str, is: Value, when: Option<String>) {
        let each = planned.each.as_deref().and_then(word);
        let when = when.and_then(word);
        self.columns.push(map([("name", word(name)), ("is", Some(is)), ("each", each), ("when", when)]));
    }
}

/// Whether a type asks for one point, not for a line or an area.
fn is_point(kind: &str) -> bool {
    matches!(plain(kind).as_str(), "geopoint" | "location" | "gps")
}

fn step(id: &str) -> Value {
    map([("step", word(id))])
}

fn recorded(stamp: &str) -> Value {
    map([("recorded", word(stamp))])
}

/// What is written otherwise; nothing if that is nothing.
fn pairs<'a>(of: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<Value> {
    let pairs: Mapping = of.into_iter().map(|(id, name)| (id.into(), name.into())).collect();
    (!pairs.is_empty()).then_some(Value::Mapping(pairs))
}
