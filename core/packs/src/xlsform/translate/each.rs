//! What the things of a repeat answered, read from outside of it: added up, compared, joined.
//!
//! Outside of a group a pack reads `answers.<step>` as the list of what its things answered.

use super::function::same_type;
use super::{Entry, Here, Of, Read, Reads, Term, Translator, number};
use crate::xlsform::cel::Cel;
use crate::xlsform::xpath::{Operator, XPath, parse};

/// The answers of all things.
pub(super) struct Each {
    of: Of,
    list: Cel,
    /// The list of choices of which each is one.
    choices: Option<String>,
    /// The conditions of the repeat: outside of them nothing in it counts.
    relevant: Cel,
}

impl Each {
    /// A value, or another where the repeat is not asked. A list that is too long has none: nothing is decided by a
    /// part of it.
    fn value(self, of: Of, cel: Cel, without: Cel) -> Term {
        let is_list = Cel::atom(format!("has({})", self.list));
        let cel = match self.relevant == Cel::truth(true) {
            true => cel,
            false => Cel::If(Box::new(self.relevant), Box::new(cel), Box::new(without)),
        };
        Term::new(of, cel, vec![is_list])
    }

    fn call(&self, function: &str) -> Cel {
        Cel::atom(format!("{function}({})", self.list))
    }
}

impl Translator<'_> {
    /// The answers of all things, if a question inside a repeat is read from outside of it.
    fn of_each(&mut self, read: &XPath, here: Here<'_>) -> Result<Option<Each>, String> {
        let (XPath::Answer(name) | XPath::Column(name)) = read else { return Ok(None) };
        let entry = self.names.get(name, here.at)?;
        if entry.repeat.is_none() || entry.repeat.as_deref() == here.repeat {
            return Ok(None);
        }
        let of = match entry.reads {
            Reads::Answer(Of::Several) => return Err(format!("`{name}` has several answers for each thing")),
            Reads::Answer(of) => of,
            Reads::Calculation(_) => {
                return Err(format!(
                    "`{name}` is worked out for each thing, and only answers are kept of all"
                ));
            }
            Reads::Today | Reads::Nothing(_) => return Err(format!("`{name}` has no answers")),
        };
        let relevant = self.around_all(entry);
        let list = Cel::atom(format!("answers.{}", entry.id));
        Ok(Some(Each { of, list, choices: entry.list.clone(), relevant }))
    }

    /// The conditions around a repeat and its own. One that reads the thing itself is each thing's matter.
    fn around_all(&mut self, entry: &Entry) -> Cel {
        let mut all = Vec::new();
        for (at, text) in &entry.relevant {
            let here = Here { at: Some(at), repeat: None };
            match parse(text).and_then(|parsed| self.term(&parsed, here)) {
                Ok(term) if *at != entry.column => all.push(term.into_truth()),
                _ => self.note(STALE),
            }
        }
        Cel::all(all)
    }

    pub(super) fn sum(&mut self, arguments: &[XPath], here: Here<'_>) -> Read {
        let mut sum = number::literal("0");
        for argument in arguments {
            let part = match self.of_each(argument, here)? {
                Some(each) if each.of.is_number() => {
                    let (of, added) = (each.of, each.call("sum"));
                    each.value(of, added, Cel::atom(zero(of))).reckoned()
                }
                Some(_) => return Err("`sum` is for numbers".to_owned()),
                None => {
                    let term = self.term(argument, here)?;
                    let of = term.of;
                    Term::new(of, term.or(Cel::atom(zero(of))), Vec::new())
                }
            };
            sum = if sum.literal.is_some() { part } else { number::arithmetic(Operator::Add, sum, part)? };
        }
        if sum.of.is_number() { Ok(sum) } else { Err("`sum` is for numbers".to_owned()) }
    }

    /// `min` and `max`.
    pub(super) fn extreme(&mut self, name: &str, arguments: &[XPath], here: Here<'_>) -> Read {
        let sign = if name == "min" { "<=" } else { ">=" };
        let mut best: Option<Term> = None;
        for argument in arguments {
            let term = match self.of_each(argument, here)? {
                Some(each) => of_all(name, each),
                None => self.term(argument, here)?,
            };
            best = Some(match best {
                None => term,
                Some(best) => {
                    let (best, term) = same_type(best, term)?;
                    let is_best = best.cel.clone().binary(sign, term.cel.clone());
                    let cel = Cel::If(Box::new(is_best), Box::new(best.cel), Box::new(term.cel));
                    Term::new(best.of, cel, best.needs.into_iter().chain(term.needs).collect())
                }
            });
        }
        best.map(Term::reckoned)
            .filter(|best| best.of.is_number())
            .ok_or_else(|| format!("`{name}` is for numbers"))
    }

    /// `count-non-empty`.
    pub(super) fn count_answered(&mut self, arguments: &[XPath], here: Here<'_>) -> Read {
        let mut count: Option<Term> = None;
        for argument in arguments {
            let one = match self.of_each(argument, here)? {
                Some(each) => {
                    let answered = Cel::atom(format!("sum({}.map(each, 1))", each.list));
                    each.value(Of::Whole, answered, Cel::atom("0")).reckoned()
                }
                None => {
                    let is_answered = Box::new(self.term(argument, here)?.has_value());
                    let one = Cel::If(is_answered, Box::new(Cel::atom("1")), Box::new(Cel::atom("0")));
                    Term::new(Of::Whole, one, Vec::new())
                }
            };
            count = Some(match count {
                Some(count) => number::arithmetic(Operator::Add, count, one)?,
                None => one,
            });
        }
        Ok(count.unwrap_or_else(|| number::literal("0")))
    }

    /// `join(', ', …)` of texts and of what the things of a repeat answered.
    pub(super) fn join(&mut self, between: &str, arguments: &[XPath], here: Here<'_>) -> Read {
        let between = Cel::text(between);
        let mut joined: Option<Term> = None;
        for argument in arguments {
            let part = match self.of_each(argument, here)? {
                Some(each) if each.of == Of::Text => {
                    if let Some(choices) = &each.choices {
                        self.named_alike(choices)?;
                    }
                    let text = Cel::atom(format!("join({}, {between})", each.list));
                    each.value(Of::Text, text, Cel::text(""))
                }
                Some(_) => return Err("`join` is for texts".to_owned()),
                None => Term::new(Of::Text, self.text(argument, here)?.or(Cel::text("")), Vec::new()),
            };
            joined = Some(match joined {
                Some(Term { cel, needs, .. }) => {
                    let cel = cel.binary("+", between.clone()).binary("+", part.cel);
                    Term::new(Of::Text, cel, needs.into_iter().chain(part.needs).collect())
                }
                None => part,
            });
        }
        joined.ok_or_else(|| "`join` of nothing".to_owned())
    }
}

/// The smallest or largest answer, if any thing has one.
fn of_all(name: &str, each: Each) -> Term {
    let best = each.call(name);
    let is_any = each.call("size").binary(">", Cel::atom("0"));
    let relevant = each.relevant.clone();
    let is_list = Cel::atom(format!("has({})", each.list));
    Term::new(each.of, best, vec![relevant, is_list, is_any])
}

fn zero(of: Of) -> &'static str {
    if of == Of::Decimal { "dec(\"0\")" } else { "0" }
}

/// How a list differs from what the form says.
const STALE: &str = "what a thing answered counts also where its own condition no longer holds";
