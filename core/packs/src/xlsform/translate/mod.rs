//! XPath into CEL, with types.
//!
//! A question without an answer is an empty text in XPath and an error in CEL. So every value that is read carries
//! what it needs ([`Term::needs`]): that the question applies and has an answer; and every comparison says what it is
//! without them. What has no counterpart is refused with its reason, never guessed.

mod compare;
mod each;
mod function;
mod names;
mod number;
mod text;

use std::collections::BTreeMap;

use doorstep_domain::expr::Type;

use super::cel::Cel;
use super::choices::Lists;
use super::xpath::{Operator, XPath, last_of, parse};
use crate::compile::{Environment, Expected, compile};

pub(crate) use number::QUOTIENT_DIGITS;
pub(crate) use text::A_NUMBER;

pub(super) use names::{Entry, Names, Reads};

/// The result of a translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Translated {
    /// The expression.
    pub(super) cel: Cel,
    /// How it differs from what the form says.
    pub(super) notes: Vec<String>,
}

/// Where an expression stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Here<'a> {
    /// The column of the question that `.` means, or the path of the group, from which `..` leads up.
    pub(super) at: Option<&'a str>,
    /// The repeat around it, by the id of its step.
    pub(super) repeat: Option<&'a str>,
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Truth,
    Whole,
    Decimal,
    Text,
    Day,
    /// Chosen options.
    Several,
}

impl Of {
    fn is_number(self) -> bool {
        matches!(self, Self::Whole | Self::Decimal)
    }
}

/// A value as an expression.
#[derive(Debug, Clone)]
struct Term {
    cel: Cel,
    of: Of,
    /// What must hold for it to have a value.
    needs: Vec<Cel>,
    /// The list of whose options it is one.
    list: Option<String>,
    /// What was written, if it is a literal.
    literal: Option<String>,
    /// It is reckoned: without the answers that it needs it is no number, which equals nothing, and not an empty text.
    reckoned: bool,
}

impl Term {
    fn new(of: Of, cel: Cel, needs: Vec<Cel>) -> Self {
        Self { cel, of, needs, list: None, literal: None, reckoned: false }
    }

    /// A truth, which always has a value.
    fn truth(cel: Cel) -> Self {
        Self::new(Of::Truth, cel, Vec::new())
    }

    fn reckoned(self) -> Self {
        Self { reckoned: true, ..self }
    }

    fn has_value(&self) -> Cel {
        Cel::all(self.needs.clone())
    }

    /// The value, or another one where there is none.
    fn or(self, without: Cel) -> Cel {
        if self.needs.is_empty() {
            return self.cel;
        }
        Cel::If(Box::new(self.has_value()), Box::new(self.cel), Box::new(without))
    }

    /// What XPath takes for true: a number other than 0, a text that is not empty.
    fn into_truth(self) -> Cel {
        let holds = match self.of {
            Of::Truth => self.cel.clone(),
            Of::Whole | Of::Decimal => self.cel.clone().binary("!=", Cel::atom("0")),
            Of::Several => size(&self.cel).binary(">", Cel::atom("0")),
            Of::Text if self.needs.is_empty() => size(&self.cel).binary(">", Cel::atom("0")),
            Of::Text | Of::Day => Cel::truth(true),
        };
        Cel::all(self.needs.into_iter().chain([holds]))
    }
}

fn size(of: &Cel) -> Cel {
    Cel::atom(format!("size({of})"))
}

/// What a cell says by itself: `yes` is `true()`, and so is the cell *TRUE* of a workbook.
fn bound(text: &str) -> &str {
    match text.trim().to_lowercase().as_str() {
        "yes" | "true" => "true()",
        "no" | "false" => "false()",
        _ => text,
    }
}

type Read = Result<Term, String>;

/// Translates the expressions of one form.
pub(super) struct Translator<'a> {
    names: &'a Names,
    lists: &'a Lists,
    /// What the compiler knows inside of each repeat, and outside of all.
    environments: BTreeMap<Option<String>, Environment>,
    /// The columns of the questions whose relevance or calculation is being read.
    open: Vec<String>,
    notes: Vec<String>,
    /// A filter is read, with what choices have in their columns.
    filtering: bool,
}

impl<'a> Translator<'a> {
    pub(super) fn new(names: &'a Names, lists: &'a Lists) -> Self {
        let environments = BTreeMap::new();
        Self { environments, names, lists, open: Vec::new(), notes: Vec::new(), filtering: false }
    }

    /// A condition; the error says why it has none.
    pub(super) fn condition(&mut self, text: &str, here: Here<'_>) -> Result<Translated, String> {
        let cel = self.term(&parse(bound(text))?, here)?.into_truth();
        self.finished(cel, Expected::Is(Type::BOOL), here)
    }

    /// Several conditions that must all hold.
    pub(super) fn conditions(&mut self, all: Vec<Cel>, here: Here<'_>) -> Result<Translated, String> {
        self.finished(Cel::all(all), Expected::Is(Type::BOOL), here)
    }

    /// A filter of choices for those whose columns have these values.
    pub(super) fn filter(
        &mut self,
        text: &str,
        columns: &[String],
        values: &[String],
        here: Here<'_>,
    ) -> Result<Translated, String> {
        let filter = with_values(parse(text)?, columns, values);
        self.filtering = true;
        let term = self.term(&filter, here);
        self.filtering = false;
        self.finished(term?.into_truth(), Expected::Is(Type::BOOL), here)
    }

    /// A whole number, such as how often a repeat is asked.
    pub(super) fn count(&mut self, text: &str, here: Here<'_>) -> Result<Translated, String> {
        let term = self.term(&parse(text)?, here)?;
        match term.of {
            Of::Whole => {
                let cel = term.or(Cel::atom("0"));
                self.finished(cel, Expected::Is(Type::INT), here)
            }
            _ => Err("this is not a whole number".to_owned()),
        }
    }

    /// A value that is worked out, with what must hold for it to be there.
    pub(super) fn calculation(&mut self, text: &str, here: Here<'_>) -> Result<(Translated, Cel), String> {
        let term = self.term(&parse(bound(text))?, here)?;
        let translated = self.finished(term.cel.clone(), Expected::Any, here)?;
        let needs = self.finished(term.has_value(), Expected::Is(Type::BOOL), here)?;
        Ok((translated, needs.cel))
    }

    /// A value that is worked out before anything is answered, with its type. `today()` is the day on which that
    /// happens, as in the form.
    pub(super) fn initial(&mut self, text: &str) -> Result<(Cel, Of), String> {
        let parsed = parse(text)?;
        if parsed.reads_answers() {
            return Err(
                "it is worked out once, before anything is answered, and so it reads no answers".to_owned()
            );
        }
        let term = self.term(&parsed, Here::default())?;
        let cel = self.finished(term.cel, Expected::Any, Here::default())?.cel;
        Ok((cel, term.of))
    }

    /// Judges the whole as the compiler of packs will.
    fn finished(&mut self, cel: Cel, expected: Expected, here: Here<'_>) -> Result<Translated, String> {
        let notes = std::mem::take(&mut self.notes);
        let inside = here.repeat.map(str::to_owned);
        let known = || self.names.environment(here.repeat);
        compile(&cel.to_string(), self.environments.entry(inside).or_insert_with(known), expected)
            .map_err(|error| format!("as CEL it {error}"))?;
        Ok(Translated { cel, notes })
    }

    fn note(&mut self, note: &str) {
        if !self.notes.iter().any(|known| known == note) {
            self.notes.push(note.to_owned());
        }
    }

    fn term(&mut self, expression: &XPath, here: Here<'_>) -> Read {
        match expression {
            XPath::Number(digits) => Ok(number::literal(digits)),
            XPath::Text(text) => {
                let literal = Some(text.clone());
                Ok(Term { literal, ..Term::new(Of::Text, Cel::text(text), Vec::new()) })
            }
            XPath::Answer(name) | XPath::Column(name) => self.answer(name, here),
            XPath::Current => {
                let at = here.at.and_then(|at| self.names.at(at)).ok_or("`.` means nothing here")?;
                // A constraint judges an answer that is there.
                self.read(last_of(&at.column), at, here).map(|term| Term { needs: Vec::new(), ..term })
            }
            XPath::Negative(inner) => number::negative(self.term(inner, here)?),
            XPath::Call(name, arguments) => self.call(name, arguments, here),
            XPath::Binary(operator, left, right) => self.binary(*operator, left, right, here),
        }
    }

    fn binary(&mut self, operator: Operator, left: &XPath, right: &XPath, here: Here<'_>) -> Read {
        let (left, right) = (self.term(left, here)?, self.term(right, here)?);
        match operator {
            Operator::And => Ok(Term::truth(Cel::all([left.into_truth(), right.into_truth()]))),
            Operator::Or => Ok(Term::truth(Cel::any([left.into_truth(), right.into_truth()]))),
            Operator::Divide => self.divided(left, right, QUOTIENT_DIGITS),
            Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Modulo => {
                number::arithmetic(operator, left, right)
            }
            _ => self.compare(operator, left, right),
        }
    }

    /// The answer to a question, a calculation in its place, or the day.
    fn answer(&mut self, name: &str, here: Here<'_>) -> Read {
        let entry = self.names.get(name, here.at)?;
        self.read(name, entry, here)
    }

    fn read(&mut self, name: &str, entry: &'a Entry, here: Here<'_>) -> Read {
        if entry.repeat.is_some() && entry.repeat.as_deref() != here.repeat {
            return Err(format!(
                "`{name}` is asked for each of several things and can be read only among them, or of all with `sum`, \
                 `min`, `max`, `join` and `count-non-empty`"
            ));
        }
        let answer = Cel::atom(format!("answers.{}", entry.id));
        let of = match &entry.reads {
            Reads::Answer(of) => *of,
            Reads::Today => {
                self.note(TODAY);
                return Ok(Term::new(Of::Day, Cel::atom("visit.date"), Vec::new()));
            }
            Reads::Calculation(text) => return self.calculated(name, text, entry),
            Reads::Nothing(what) => return Err(format!("{what} `{name}` cannot be read in a condition")),
        };
        let needs = self.relevance(entry).into_iter().chain([Cel::atom(format!("has({answer})"))]).collect();
        Ok(Term { list: entry.list.clone(), ..Term::new(of, answer, needs) })
    }

    fn calculated(&mut self, name: &str, text: &str, entry: &Entry) -> Read {
        self.opened(name, entry)?;
        let here = Here { at: Some(&entry.column), repeat: entry.repeat.as_deref() };
        let term = parse(text).and_then(|parsed| self.term(&parsed, here));
        self.open.pop();
        let relevance = self.relevance(entry);
        // What is no number is stored as nothing.
        let stored = |term: Term| {
            let needs = relevance.into_iter().chain(term.needs.clone()).collect();
            Term { needs, reckoned: false, ..term }
        };
        term.map(stored).map_err(|reason| format!("the calculation of `{name}`: {reason}"))
    }

    /// What must hold for a question to be asked: outside of that its answer is empty in XPath. A relevance that is not
    /// understood is reported where it stands and left out here.
    fn relevance(&mut self, entry: &Entry) -> Vec<Cel> {
        if self.opened(&entry.column, entry).is_err() {
            return Vec::new();
        }
        let mut conditions = Vec::new();
        for (at, text) in &entry.relevant {
            let here = Here { at: Some(at), repeat: entry.repeat.as_deref() };
            if let Ok(term) = parse(text).and_then(|parsed| self.term(&parsed, here)) {
                conditions.push(term.into_truth());
            }
        }
        self.open.pop();
        conditions
    }

    /// Notes that a question is being read, or that it leads back to itself.
    fn opened(&mut self, name: &str, entry: &Entry) -> Result<(), String> {
        if self.open.contains(&entry.column) {
            return Err(format!("`{name}` leads back to itself"));
        }
        self.open.push(entry.column.clone());
        Ok(())
    }
}

/// The values of a choice in place of the columns.
fn with_values(expression: XPath, columns: &[String], values: &[String]) -> XPath {
    let inside = |inner: Box<XPath>| Box::new(with_values(*inner, columns, values));
    match expression {
        XPath::Column(name) => {
            let value = columns.iter().zip(values).find(|(column, _)| **column == name);
            XPath::Text(value.map(|(_, value)| value.clone()).unwrap_or_default())
        }
        XPath::Call(name, arguments) => {
            let inside = |argument| with_values(argument, columns, values);
            XPath::Call(name, arguments.into_iter().map(inside).collect())
        }
        XPath::Binary(operator, left, right) => XPath::Binary(operator, inside(left), inside(right)),
        XPath::Negative(inner) => XPath::Negative(inside(inner)),
        plain => plain,
    }
}

/// What `today()` is on a phone, whose conditions never read the clock.
const TODAY: &str = "`today()` is the day of the visit";
