//! The functions of XLSForm that have a counterpart.

use super::compare::day;
use super::{Here, Of, Read, TODAY, Term, Translator, number, size};
use crate::xlsform::cel::Cel;
use crate::xlsform::choices::Choice;
use crate::xlsform::xpath::{Operator, XPath};

impl Translator<'_> {
    pub(super) fn call(&mut self, name: &str, arguments: &[XPath], here: Here<'_>) -> Read {
        match (name, arguments) {
            ("true", []) => Ok(Term::truth(Cel::truth(true))),
            ("false", []) => Ok(Term::truth(Cel::truth(false))),
            ("not", [inner]) => Ok(Term::truth(self.term(inner, here)?.into_truth().not())),
            ("boolean", [inner]) => Ok(Term::truth(self.term(inner, here)?.into_truth())),
            ("today", []) => {
                self.note(TODAY);
                Ok(Term::new(Of::Day, Cel::atom("visit.date"), Vec::new()))
            }
            ("date" | "date-time", [inner]) => self.date(name, inner, here),
            ("decimal-date-time", [day]) if !reads_the_clock(day) => self.day_number(day, here),
            ("if", [condition, yes, no]) => self.choice(condition, yes, no, here),
            ("coalesce", [only]) => self.term(only, here),
            ("coalesce", [first, others @ ..]) => {
                let others = XPath::Call(name.to_owned(), others.to_vec());
                self.coalesce(first, &others, here)
            }
            ("selected", [chosen, option]) => self.selected(chosen, option, here),
            ("count-selected", [chosen]) => self.count_selected(chosen, here),
            ("count", [XPath::Answer(repeat)]) => self.count_things(repeat),
            ("count-non-empty", [_, ..]) => self.count_answered(arguments, here),
            ("sum", [_, ..]) => self.sum(arguments, here),
            ("min" | "max", [_, ..]) => self.extreme(name, arguments, here),
            ("string-length", [text]) => self.length(text, here),
            ("contains" | "starts-with" | "ends-with", [text, part]) => self.part(name, text, part, here),
            ("concat", [_, ..]) => self.joined(arguments, here),
            ("join", [XPath::Text(between), parts @ ..]) => self.join(between, parts, here),
            ("floor" | "ceiling", [inner]) => self.towards(name, inner, here),
            ("number" | "int" | "round", [inner]) => self.number(name, inner, here),
            ("round", [inner, digits]) => self.rounded(inner, number::digits(digits)?, here),
            ("jr:choice-name", [answer, XPath::Text(question)]) => self.label(answer, question, here),
            ("regex", [text, pattern]) => self.regex(text, pattern, here),
            ("substr", [text, places @ ..]) if matches!(places.len(), 1 | 2) => {
                self.substr(text, places, here)
            }
            ("format-date" | "format-date-time", [day, format]) if !reads_the_clock(day) => {
                self.format_date(day, format, here)
            }
            ("string", [inner]) => self.text(inner, here),
            _ => Err(self.without_counterpart(name, arguments.len())),
        }
    }

    fn without_counterpart(&self, name: &str, arguments: usize) -> String {
        let reason = match name {
            "decimal-date-time" => "conditions do not read the time of day: write `today()`",
            "now" | "decimal-time" => "conditions do not read the time of day",
            "format-date" | "format-date-time" => "conditions do not read the time of day: write `today()`",
            "jr:choice-name" => "write it as `jr:choice-name(${x}, '${x}')`",
            "once" => "what is worked out is not stored: write it as a `default`",
            "uuid" | "random" => {
                "nothing is left to chance: every case has an id of its own, `meta-instanceID`"
            }
            "position" | "index" | "indexed-repeat" => {
                "things have no number, because two people may add some at the same time: ask what each is called"
            }
            "join" => "what stands between the texts has to be written out in quotes",
            "selected-at" => "chosen options have no order: ask for each with `selected`",
            "substring-before" | "substring-after" => {
                "texts are taken apart by places and not by signs: write `substr` or `regex`"
            }
            "translate" => "signs of a text are not replaced: say with `regex` which ones it may have",
            "pulldata" | "search" => "there are no tables beside the form",
            _ => return format!("the function `{name}` with {arguments} arguments has no counterpart"),
        };
        format!("`{name}`: {reason}")
    }

    pub(super) fn date(&mut self, name: &str, inner: &XPath, here: Here<'_>) -> Read {
        let term = self.term(inner, here)?;
        match (&term.literal, term.of) {
            (_, Of::Day) => Ok(term),
            (Some(written), Of::Text) => day(written),
            (_, Of::Whole) => number::arithmetic(Operator::Add, day(EPOCH)?, term),
            _ => Err(format!("`{name}` takes a day")),
        }
    }

    /// The number of a day, as programs count them.
    fn day_number(&mut self, inner: &XPath, here: Here<'_>) -> Read {
        let day_of = self.date("decimal-date-time", inner, here)?;
        self.note("days are counted whole, without the time of day");
        number::arithmetic(Operator::Subtract, day_of, day(EPOCH)?)
    }

    fn choice(&mut self, condition: &XPath, yes: &XPath, no: &XPath, here: Here<'_>) -> Read {
        let condition = self.term(condition, here)?.into_truth();
        let (yes, no) = (self.term(yes, here)?, self.term(no, here)?);
        let (yes, no) = same_type(yes, no)?;
        let when = |a: Cel, b: Cel| Cel::If(Box::new(condition.clone()), Box::new(a), Box::new(b));
        let needs = match (yes.needs.is_empty(), no.needs.is_empty()) {
            (true, true) => Vec::new(),
            _ => vec![when(yes.has_value(), no.has_value())],
        };
        Ok(Term::new(yes.of, when(yes.cel, no.cel), needs))
    }

    fn coalesce(&mut self, first: &XPath, second: &XPath, here: Here<'_>) -> Read {
        let (first, second) = same_type(self.term(first, here)?, self.term(second, here)?)?;
        let needs = match second.needs.is_empty() {
            true => Vec::new(),
            false => vec![Cel::any([first.has_value(), second.has_value()])],
        };
        let of = first.of;
        Ok(Term::new(of, first.or(second.cel), needs))
    }

    fn selected(&mut self, chosen: &XPath, option: &XPath, here: Here<'_>) -> Read {
        let chosen = self.term(chosen, here)?;
        let option = self.term(option, here)?;
        let option = match (&chosen.list, &option.literal) {
            // What a choice has in its column may be no choice of that list.
            (Some(list), Some(name)) if self.filtering && self.option(list, name).is_err() => {
                return Ok(Term::truth(Cel::truth(false)));
            }
            (Some(list), Some(name)) => self.option(list, name)?,
            _ => option,
        };
        let holds = match (chosen.of, option.of) {
            (Of::Several, Of::Text) => option.cel.binary("in", chosen.cel),
            (Of::Text, Of::Text) => chosen.cel.binary("==", option.cel),
            _ => return Err("`selected` is for questions with choices".to_owned()),
        };
        Ok(Term::truth(Cel::all(chosen.needs.into_iter().chain(option.needs).chain([holds]))))
    }

    /// What people read for a chosen option, in the first language of its list.
    fn label(&mut self, answer: &XPath, question: &str, here: Here<'_>) -> Read {
        let name = question.strip_prefix("${").and_then(|name| name.strip_suffix('}'));
        let name = name.ok_or("`jr:choice-name` takes the question in quotes, as in `'${x}'`")?;
        let list = self.names.get(name, here.at)?.list.clone();
        let list = list.ok_or_else(|| format!("`{name}` has no choices"))?;
        let answer = self.term(answer, here)?;
        if answer.of != Of::Text {
            return Err("`jr:choice-name` is of one chosen option".to_owned());
        }
        let label = |choice: &Choice| {
            let label = choice.row.texts("label").next().map(|(_, cell)| cell.text.as_str());
            Cel::text(label.unwrap_or(&choice.name))
        };
        let choices = self.lists.get(&list);
        let (last, others) = choices.split_last().ok_or_else(|| self.lists.missing(&list))?;
        let read = others.iter().rfold(label(last), |rest, choice| {
            let is_it = answer.cel.clone().binary("==", Cel::text(&choice.id));
            Cel::If(Box::new(is_it), Box::new(label(choice)), Box::new(rest))
        });
        self.note("labels are read in the first language of the list");
        Ok(Term::new(Of::Text, read, answer.needs))
    }

    fn count_selected(&mut self, chosen: &XPath, here: Here<'_>) -> Read {
        let chosen = self.term(chosen, here)?;
        let cel = match chosen.of {
            Of::Several => Term { cel: size(&chosen.cel), ..chosen }.or(Cel::atom("0")),
            Of::Text if chosen.list.is_some() => Term { cel: Cel::atom("1"), ..chosen }.or(Cel::atom("0")),
            _ => return Err("`count-selected` is for questions with choices".to_owned()),
        };
        Ok(Term::new(Of::Whole, cel, Vec::new()))
    }

    fn count_things(&mut self, repeat: &str) -> Read {
        let id = self.names.repeat(repeat).ok_or_else(|| format!("`{repeat}` is no repeat"))?;
        let answer = Cel::atom(format!("answers.{id}"));
        let things = Term::new(Of::Whole, size(&answer), vec![Cel::atom(format!("has({answer})"))]);
        Ok(Term::new(Of::Whole, things.or(Cel::atom("0")), Vec::new()))
    }

    fn length(&mut self, text: &XPath, here: Here<'_>) -> Read {
        let text = self.term(text, here)?;
        if text.of != Of::Text {
            return Err("`string-length` is for texts".to_owned());
        }
        let length = Term { cel: size(&text.cel), ..text }.or(Cel::atom("0"));
        Ok(Term::new(Of::Whole, length, Vec::new()))
    }

    fn part(&mut self, name: &str, text: &XPath, part: &XPath, here: Here<'_>) -> Read {
        let (text, part) = (self.term(text, here)?, self.term(part, here)?);
        if text.of != Of::Text || part.of != Of::Text {
            return Err(format!("`{name}` is for texts"));
        }
        let method = match name {
            "contains" => "contains",
            "starts-with" => "startsWith",
            _ => "endsWith",
        };
        let holds = Cel::atom(format!("{}.{method}({})", text.cel.as_target(), part.cel));
        Ok(Term::truth(Cel::all(text.needs.into_iter().chain(part.needs).chain([holds]))))
    }

    fn joined(&mut self, arguments: &[XPath], here: Here<'_>) -> Read {
        let mut joined: Option<Cel> = None;
        for argument in arguments {
            let term = self.text(argument, here)?;
            let filled = term.or(Cel::text(""));
            joined = Some(joined.map_or(filled.clone(), |joined| joined.binary("+", filled)));
        }
        Ok(Term::new(Of::Text, joined.unwrap_or_else(|| Cel::text("")), Vec::new()))
    }
}

/// Two values in one type: whole numbers beside decimals become decimals where they are literals.
pub(super) fn same_type(left: Term, right: Term) -> Result<(Term, Term), String> {
    let widened = |term: Term| match (&term.literal, term.of) {
        (Some(digits), Of::Whole) => Term {
            of: Of::Decimal,
            cel: Cel::atom(format!("dec(\"{digits}\")")),
            literal: term.literal.clone(),
            ..term
        },
        (None, Of::Whole) => {
            Term { of: Of::Decimal, cel: term.cel.clone().binary("*", Cel::atom("dec(\"1\")")), ..term }
        }
        _ => term,
    };
    match (left.of, right.of) {
        (a, b) if a == b => Ok((left, right)),
        (Of::Whole, Of::Decimal) => Ok((widened(left), right)),
        (Of::Decimal, Of::Whole) => Ok((left, widened(right))),
        _ => Err("the values are of different kinds".to_owned()),
    }
}

/// The day with the number 0.
const EPOCH: &str = "1970-01-01";

/// Whether it is the time of day that is asked for.
fn reads_the_clock(value: &XPath) -> bool {
    matches!(value, XPath::Call(name, _) if name == "now")
}
