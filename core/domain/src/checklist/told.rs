//! Titles that mention answers: `How old is ${name}?`
//!
//! The title and the help of a step may mention answers to other steps by their ids, and what is worked out by the name of
//! its column. People read the answer in its place, in their language, and `…` as long as there is none. In a step that is asked for each of several things, a step of the
//! same group means the answer about the same thing. What no step is called stays as it stands: so does everything in an
//! app that is older than this.

use super::column::{Column, Content};
use super::definition::{Checklist, Step};
use super::instance::{Answers, Visits};
use super::kind::Kind;
use super::said::{answer_keys, words_of};
use crate::text::{Language, Text};
use crate::value::{Value, beside_path, instance_of_path};

/// What stands where an answer is missing.
const OPEN: &str = "…";

/// The longest answer in a title, in characters; of a longer one the beginning.
const LONGEST: usize = 80;

/// The names that a text mentions, in order.
pub fn mentions(text: &str) -> impl Iterator<Item = &str> {
    text.split("${").skip(1).filter_map(|behind| behind.split_once('}')).map(|(name, _)| name)
}

/// Whether a text mentions anything, in any language.
pub(crate) fn mentions_any(text: &Text) -> bool {
    text.0.values().any(|text| mentions(text).next().is_some())
}

/// The text with something else in the place of what it mentions; `None` leaves it as it stands.
pub fn with_mentions(text: &str, of: impl Fn(&str) -> Option<String>) -> String {
    let mut parts = text.split("${");
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let found = part.split_once('}').and_then(|(name, behind)| Some((of(name)?, behind)));
        match found {
            Some((instead, behind)) => told.extend([instead.as_str(), behind]),
            None => told.extend(["${", part]),
        }
    }
    told
}

/// Where a text stands, and what is answered there.
#[derive(Clone, Copy)]
pub(crate) struct Telling<'a> {
    pub(crate) answers: &'a Answers,
    pub(crate) visits: Visits,
    /// The path of the step that the text belongs to.
    pub(crate) path: &'a str,
}

impl<E> Checklist<E> {
    /// The step whose answer the title of another one can mention by this name.
    fn mentioned(&self, name: &str, by: &Step<E>) -> Option<&Step<E>> {
        let step = self.step(name).filter(|step| step.kind.is_answered())?;
        (step.each.is_none() || step.each == by.each).then_some(step)
    }

    /// The column of a value that is worked out, which the title of a step can mention by its name.
    pub(super) fn worked_column(&self, name: &str, by: &Step<E>) -> Option<&Column<E>> {
        let is_it = |column: &&Column<E>| column.name == name && matches!(column.is, Content::Value(_));
        let column = self.columns.iter().find(is_it)?;
        (column.each.is_none() || column.each == by.each).then_some(column)
    }

    /// Whether the title of a step can mention this name: that of a step with an answer, or of a column that is worked out,
    /// outside of groups or in its own.
    #[must_use]
    pub fn can_mention(&self, name: &str, by: &Step<E>) -> bool {
        self.mentioned(name, by).is_some() || self.worked_column(name, by).is_some()
    }

    /// A title or a help of a step, with the answers that it mentions and what is worked out.
    pub(crate) fn told(
        &self,
        step: &Step<E>,
        text: &Text,
        telling: Telling<'_>,
        worked_out: &dyn Fn(&Column<E>) -> Option<String>,
    ) -> Text {
        if !mentions_any(text) {
            return text.clone();
        }
        let instead = |name: &str, language: &Language| {
            if let Some(mentioned) = self.mentioned(name, step) {
                return Some(answer_in(mentioned, language, telling));
            }
            let column = self.worked_column(name, step)?;
            Some(worked_out(column).unwrap_or_else(|| OPEN.to_owned()))
        };
        let told = |(language, text): (&Language, &String)| {
            (language.clone(), with_mentions(text, |name| instead(name, language)))
        };
        Text(text.0.iter().map(told).collect())
    }
}

/// What a step was answered, in words.
fn answer_in<E>(step: &Step<E>, language: &Language, telling: Telling<'_>) -> String {
    let is_beside = step.each.is_some() && instance_of_path(telling.path).is_some();
    let path = if is_beside { beside_path(telling.path, &step.id) } else { step.id.clone() };
    let keys = answer_keys(telling.visits.of(step), step, &path);
    let said = keys.iter().filter_map(|key| {
        let value = telling.answers.get(key)?;
        let is_left_out = matches!(step.kind, Kind::Multi { .. }) && *value != Value::Bool(true);
        (!is_left_out).then(|| words_of(step, key, value, language))
    });
    let comma = if language.is_chinese() { "、" } else { ", " };
    let words = said.collect::<Vec<_>>().join(comma);
    match words.char_indices().nth(LONGEST) {
        _ if words.is_empty() => OPEN.to_owned(),
        Some((end, _)) => format!("{}{OPEN}", &words[..end]),
        None => words,
    }
}
