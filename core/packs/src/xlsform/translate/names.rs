//! What the names of a form stand for.

use std::collections::BTreeMap;

use doorstep_domain::expr::{ScalarType, Type};

use super::Of;
use crate::compile::Environment;
use crate::nearest::{hint, nearest};
use crate::xlsform::xpath::{last_of, resolved};

/// One name of the sheet `survey`.
#[derive(Debug, Clone)]
pub(in crate::xlsform) struct Entry {
    /// The id of its step.
    pub(in crate::xlsform) id: String,
    /// The groups around it and its own name, with `/` between them.
    pub(in crate::xlsform) column: String,
    pub(in crate::xlsform) reads: Reads,
    /// The list of whose options an answer is one.
    pub(in crate::xlsform) list: Option<String>,
    /// The conditions of the groups around it and its own, each with the column or the group that it belongs to.
    pub(in crate::xlsform) relevant: Vec<(String, String)>,
    /// The repeat around it, by the id of its step.
    pub(in crate::xlsform) repeat: Option<String>,
}

impl Entry {
    /// Whether a path leads here: it names some of the groups around it, or all of them behind the name of the form.
    fn is_at(&self, path: &str) -> bool {
        let ends = |longer: &str, shorter: &str| {
            longer.strip_suffix(shorter).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        ends(&self.column, path) || ends(path, &self.column)
    }
}

fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}

/// What an expression reads under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::xlsform) enum Reads {
    /// An answer.
    Answer(Of),
    /// The day.
    Today,
    /// Another expression, in its place.
    Calculation(String),
    /// Nothing; the words say what it is.
    Nothing(&'static str),
}

/// Every name, and those that stand for several.
#[derive(Debug, Default)]
pub(in crate::xlsform) struct Names {
    entries: BTreeMap<String, Vec<Entry>>,
    /// Repeats by name, with the id of their step.
    repeats: BTreeMap<String, String>,
}

impl Names {
    pub(in crate::xlsform) fn add(&mut self, name: &str, entry: Entry) {
        self.entries.entry(name.to_owned()).or_default().push(entry);
    }

    pub(in crate::xlsform) fn add_repeat(&mut self, name: &str, id: &str) {
        self.repeats.insert(name.to_owned(), id.to_owned());
    }

    /// The question whose column this is.
    pub(super) fn at(&self, column: &str) -> Option<&Entry> {
        self.entries.get(last_of(column))?.iter().find(|entry| entry.column == column)
    }

    /// The one thing that a name stands for, or a path from the question whose column is `at`.
    pub(super) fn get(&self, path: &str, at: Option<&str>) -> Result<&Entry, String> {
        let name = last_of(path);
        match self.entries.get(name).map(Vec::as_slice) {
            Some([entry]) => Ok(entry),
            Some(several) => {
                let there = at.and_then(|at| resolved(at, path)).and_then(|column| self.at(&column));
                let down = path.trim_start_matches("../");
                there.or_else(|| only(several.iter().filter(|entry| entry.is_at(down)))).ok_or_else(|| {
                    format!("several questions are called `{name}`: give each a name of its own")
                })
            }
            None if self.repeats.contains_key(name) => {
                Err(format!("of the repeat `{name}` only the number can be read, with `count(${{{name}}})`"))
            }
            None => {
                let near = nearest(name, self.entries.keys().map(String::as_str));
                Err(format!("there is no question `{name}`{}", hint(near)))
            }
        }
    }

    /// What a title in a repeat, or outside of all, can mention under this name.
    pub(in crate::xlsform) fn mentioned(&self, name: &str, repeat: Option<&str>) -> Option<&Entry> {
        let is_there = |entry: &&Entry| entry.repeat.is_none() || entry.repeat.as_deref() == repeat;
        self.get(name, None).ok().filter(is_there)
    }

    /// The step of a repeat.
    pub(super) fn repeat(&self, path: &str) -> Option<&str> {
        self.repeats.get(last_of(path)).map(String::as_str)
    }

    /// What the compiler of packs will know of these names inside of a repeat, or outside of all.
    pub(super) fn environment(&self, inside: Option<&str>) -> Environment {
        let mut environment = Environment::default();
        let mut declare = |name: &str, declared| {
            // Ids are made so that expressions can name them.
            let _ = environment.declare(name, declared);
        };
        for entry in self.entries.values().flatten() {
            let Reads::Answer(of) = entry.reads else { continue };
            let is_there = entry.repeat.is_none() || entry.repeat.as_deref() == inside;
            let found = match (is_there, declared(of)) {
                (true, own) => own,
                (false, Type::Scalar(of_each)) => Type::List(of_each),
                (false, Type::List(_)) => continue,
            };
            declare(&format!("answers.{}", entry.id), found);
        }
        for id in self.repeats.values() {
            declare(&format!("answers.{id}"), Type::List(ScalarType::Str));
        }
        declare("visit.date", Type::DATE);
        environment
    }
}

fn declared(of: Of) -> Type {
    match of {
        Of::Truth => Type::BOOL,
        Of::Whole => Type::INT,
        Of::Decimal => Type::DECIMAL,
        Of::Text => Type::STR,
        Of::Day => Type::DATE,
        Of::Several => Type::List(ScalarType::Str),
    }
}
