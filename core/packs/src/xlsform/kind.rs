//! What a step asks for, from the type of a question.

use std::collections::BTreeSet;

use serde_norway::Value;

use super::cel::Cel;
use super::checklist::Builder;
use super::choices::Choice;
use super::plan::{Planned, What};
use super::range;
use super::survey::{Asks, Group, Question};
use super::translate::Here;
use super::yaml::{list, map, ours, texts, word};

/// The most characters of an answer in words.
const WORDS: u32 = 1000;

/// The roles in which a form can ask for signatures, in order.
pub(crate) const SIGNERS: [&str; 4] =
    ["customer_accept", "technician_hand_in", "second_worker", "supervisor_accept"];

/// The most things that a repeat can have.
const MOST: u32 = 64;

/// An answer in words.
pub(super) fn words(most: u32) -> Value {
    map([("text", Some(map([("max_chars", Some(most.into()))])))])
}

/// The kind of a question's step, without the choices that are never offered.
pub(super) fn of(
    builder: &mut Builder<'_>,
    question: &Question,
    never: &BTreeSet<String>,
    is_needed: bool,
) -> Value {
    let plain = |kind: &str| Value::String(kind.to_owned());
    match &question.asks {
        Asks::Text | Asks::Rank { .. } | Asks::File | Asks::Unknown => words(WORDS),
        Asks::Time | Asks::Place => words(100),
        Asks::Integer => number(0, None, None),
        Asks::Decimal => number(6, None, None),
        Asks::Range => ranged(builder, question),
        Asks::One { list, or_other } => {
            let options = options(builder, list, never, *or_other);
            map([("choice", Some(map([("options", options)])))])
        }
        Asks::Several { list, or_other } => {
            let options = options(builder, list, never, *or_other);
            let at_least = Some(u32::from(is_needed).into());
            map([("multi", Some(map([("options", options), ("at_least", at_least)])))])
        }
        Asks::Date => plain("date"),
        Asks::DateTime => plain("date_time"),
        Asks::Acknowledge => plain("tick"),
        Asks::Barcode => plain("scan"),
        Asks::Photo => plain("photo"),
        Asks::Signature => signature(builder, question),
        Asks::Note | Asks::Calculated | Asks::Metadata | Asks::Unrecorded | Asks::Never => plain("guidance"),
    }
}

fn number(scale: u8, min: Option<&str>, max: Option<&str>) -> Value {
    let fields = [("scale", Some(scale.into())), ("min", min.and_then(word)), ("max", max.and_then(word))];
    map([("number", Some(map(fields)))])
}

fn ranged(builder: &mut Builder<'_>, question: &Question) -> Value {
    let cell = question.row.get("parameters");
    match range::of(&question.row) {
        Ok(range) => {
            if let Some(cell) = cell {
                builder.cells.understood(cell);
            }
            let scale = if range::is_whole(&question.row) { 0 } else { 6 };
            number(scale, Some(&range.start), Some(&range.end))
        }
        Err(reason) => {
            if let Some(cell) = cell {
                builder.cells.unknown(cell, reason);
            }
            number(6, None, None)
        }
    }
}

/// The steps of a range, as a check.
pub(super) fn stepped(builder: &mut Builder<'_>, question: &Question, id: &str) -> Option<Cel> {
    if question.asks != Asks::Range {
        return None;
    }
    let range = range::of(&question.row).ok().filter(|range| range.step != "1")?;
    if !range::is_whole(&question.row) {
        if let Some(cell) = question.row.get("parameters") {
            builder
                .cells
                .approximated(cell, "every number between the bounds is accepted, not only each step");
        }
        return None;
    }
    let from_start = Cel::atom(format!("answers.{id}")).binary("-", Cel::atom(range.start));
    Some(from_start.binary("%", Cel::atom(range.step)).binary("==", Cel::atom("0")))
}

fn options(
    builder: &mut Builder<'_>,
    list_name: &str,
    never: &BTreeSet<String>,
    or_other: bool,
) -> Option<Value> {
    let choices: Vec<Choice> = builder.lists.get(list_name).to_vec();
    let mut options = Vec::new();
    for choice in choices.iter().filter(|choice| !never.contains(&choice.id)) {
        let codes = builder.codes;
        let title = builder
            .text(&choice.row, "label")
            .unwrap_or_else(|| codes.iter().map(|code| (code.clone(), choice.name.clone())).collect());
        options.push(map([("id", word(choice.id.as_str())), ("title", Some(texts(&title)))]));
    }
    if or_other && !choices.iter().any(|choice| choice.id == "other") {
        let title = texts(&ours(builder.codes, "其他", "Other"));
        options.push(map([("id", word("other")), ("title", Some(title))]));
    }
    list(options)
}

fn signature(builder: &mut Builder<'_>, question: &Question) -> Value {
    let role = SIGNERS[builder.signatures.min(SIGNERS.len() - 1)];
    builder.signatures += 1;
    if let Some(kind) = question.row.get("type") {
        builder
            .cells
            .approximated(kind, format!("signed in the role `{role}`: see that this is who should sign"));
    }
    map([("signature", Some(map([("role", word(role))])))])
}

impl<'a> Builder<'a> {
    /// The step of a repeat.
    pub(super) fn repeat(&mut self, group: &'a Group, planned: &Planned<'a>) -> Value {
        let row = &group.row;
        self.group_cells(row, &planned.column);
        let codes = self.codes;
        let label = self
            .text(row, "label")
            .unwrap_or_else(|| codes.iter().map(|code| (code.clone(), group.name.clone())).collect());
        let Counted { at_least, at_most, constraint, some: counted } = self.repeat_count(group, planned);
        let name = self.plan.steps.iter().find(|step| {
            let can_name =
                matches!(step.what, What::Question(q) if matches!(q.asks, Asks::Text | Asks::Barcode));
            step.each.as_deref() == Some(planned.id.as_str()) && can_name
        });
        let fields = [
            ("item", Some(texts(&label))),
            ("name", name.and_then(|step| word(step.id.as_str()))),
            ("at_least", Some(at_least.into())),
            ("at_most", Some(at_most.into())),
        ];
        let relevant = self.conditions_around(planned);
        let relevant =
            counted.map_or(relevant.clone(), |some| Some(Cel::all(relevant.into_iter().chain([some]))));
        let must = match (at_least == 0 && constraint.is_none(), &relevant) {
            (true, _) => "should",
            (false, Some(_)) => "conditional",
            (false, None) => "must",
        };
        map([
            ("id", word(planned.id.as_str())),
            ("phase", word(planned.phase.as_str())),
            ("title", Some(texts(&label))),
            ("kind", Some(map([("repeat", Some(map(fields)))]))),
            ("must", word(must)),
            ("when", relevant.and_then(|cel| word(cel.to_string()))),
            ("constraint", constraint),
            ("origin", word(format!("XLSForm {} `{}`", row.place(), group.name))),
        ])
    }

    /// How many things there are: a number as it stands, or a check on what somebody else has counted.
    fn repeat_count(&mut self, group: &Group, planned: &Planned<'_>) -> Counted {
        let any_number = Counted { at_least: 0, at_most: MOST, constraint: None, some: None };
        let Some(cell) = group.row.get("repeat_count") else { return any_number };
        if let Some(number) = cell.text.parse::<u32>().ok().filter(|number| (1..=500).contains(number)) {
            self.cells.understood(cell);
            return Counted { at_least: number, at_most: number, ..any_number };
        }
        match self.translator.count(&cell.text, Here { at: Some(&planned.column), repeat: None }) {
            Ok(translated) => {
                self.cells.approximated(
                    cell,
                    "whoever is there adds them; completing waits until the number is right",
                );
                let size = Cel::atom(format!("size(answers.{})", planned.id));
                let check = size.binary("==", translated.cel.clone()).to_string();
                let message =
                    ours(self.codes, "数量与要求的不一致", "The number is not as many as were said");
                let constraint = map([("check", word(check)), ("message", Some(texts(&message)))]);
                let some = translated.cel.binary(">", Cel::atom("0"));
                Counted { at_least: 1, constraint: Some(constraint), some: Some(some), ..any_number }
            }
            Err(reason) => {
                self.cells.unknown(cell, format!("{reason}; as many as somebody adds"));
                any_number
            }
        }
    }
}

/// How many things a repeat has.
struct Counted {
    at_least: u32,
    at_most: u32,
    /// That there are as many as were counted.
    constraint: Option<Value>,
    /// That there are any: without it the repeat is not asked.
    some: Option<Cel>,
}
