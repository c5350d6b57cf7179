//! Comparisons, and what they are where an answer is missing.

use super::{Of, Read, Term, Translator, number, size};
use crate::xlsform::cel::Cel;
use crate::xlsform::xpath::Operator;

impl Translator<'_> {
    pub(super) fn compare(&mut self, operator: Operator, left: Term, right: Term) -> Read {
        // What is written stands behind what is answered, as people say it.
        if left.literal.is_some() && right.literal.is_none() {
            return self.compare(turned(operator), right, left);
        }
        if let Some(holds) =
            written(operator, &left, &right).or_else(|| self.stranger(operator, &left, &right))
        {
            return Ok(Term::truth(Cel::truth(holds)));
        }
        if let Some(term) = emptiness(operator, &left, &right) {
            return term;
        }
        let (left, right) = self.alike(left, right)?;
        let holds = match (left.of, right.of) {
            (Of::Several, Of::Text) => several(operator, &left, &right)?,
            (Of::Text, Of::Several) => several(operator, &right, &left)?,
            (Of::Text, Of::Text) if !is_equality(operator) => {
                return Err("texts have no order in XPath".to_owned());
            }
            (a, b) if a == b || a.is_number() && b.is_number() => {
                left.cel.clone().binary(sign(operator), right.cel.clone())
            }
            _ => return Err("the two sides are of different kinds".to_owned()),
        };
        Ok(Term::truth(without_answers(operator, &left, &right, holds)))
    }

    /// A choice of another list may name in its column what is no choice of this one: no answer equals it.
    fn stranger(&self, operator: Operator, left: &Term, right: &Term) -> Option<bool> {
        let is_stranger = |written: &Term, answer: &Term| {
            let literal = written.literal.as_deref().filter(|text| !text.is_empty());
            let option = literal.zip(answer.list.as_deref());
            option.is_some_and(|(text, list)| self.option(list, text).is_err())
        };
        let is_one = self.filtering && (is_stranger(left, right) || is_stranger(right, left));
        (is_one && is_equality(operator)).then_some(operator == Operator::Unequal)
    }

    /// Both sides in one type: an option of a list, a day, a number that was written as a text.
    fn alike(&mut self, left: Term, right: Term) -> Result<(Term, Term), String> {
        let right = self.like(right, &left)?;
        let left = self.like(left, &right)?;
        Ok((left, right))
    }

    fn like(&mut self, term: Term, other: &Term) -> Read {
        let Some(written) = term.literal.clone() else { return Ok(term) };
        match (other.of, &other.list) {
            (Of::Text | Of::Several, Some(list)) => self.option(list, &written),
            (Of::Day, _) if term.of == Of::Text => day(&written),
            (Of::Truth, _) if written == "OK" => Ok(Term::truth(Cel::truth(true))),
            (of, _) if of.is_number() && term.of == Of::Text => number_in(&written),
            (Of::Text, None) if term.of.is_number() => {
                self.note("a number is compared with an answer in words, letter by letter");
                Ok(Term::new(Of::Text, Cel::text(&written), Vec::new()))
            }
            _ => Ok(term),
        }
    }

    /// An option, as answers carry it.
    pub(super) fn option(&self, list: &str, name: &str) -> Read {
        let choices = self.lists.get(list);
        let choice = choices.iter().find(|choice| choice.name == name);
        let id = match choice {
            Some(choice) => &choice.id,
            None if name == "other" => name,
            None => return Err(format!("the list `{list}` has no choice `{name}`")),
        };
        Ok(Term::new(Of::Text, Cel::text(id), Vec::new()))
    }
}

/// Two texts that stand there both, such as a column of a choice beside a word.
fn written(operator: Operator, left: &Term, right: &Term) -> Option<bool> {
    let text = |term: &Term| term.literal.clone().filter(|_| term.of == Of::Text);
    let (left, right) = (text(left)?, text(right)?);
    is_equality(operator).then_some((left == right) == (operator == Operator::Equal))
}

/// `${x} = ''` asks whether there is an answer.
fn emptiness(operator: Operator, left: &Term, right: &Term) -> Option<Read> {
    let is_empty = |term: &Term| term.literal.as_deref() == Some("");
    let other = match (is_empty(left), is_empty(right)) {
        (false, true) => left,
        (true, false) => right,
        _ => return None,
    };
    if !is_equality(operator) {
        return Some(Err("an empty text has no order".to_owned()));
    }
    if other.reckoned {
        return Some(Ok(Term::truth(Cel::truth(operator == Operator::Unequal))));
    }
    let filled = match other.of {
        Of::Text if other.needs.is_empty() => size(&other.cel).binary(">", Cel::atom("0")),
        Of::Several => {
            Cel::all(other.needs.iter().cloned().chain([size(&other.cel).binary(">", Cel::atom("0"))]))
        }
        _ => other.has_value(),
    };
    let cel = if operator == Operator::Equal { filled.not() } else { filled };
    Some(Ok(Term::truth(cel)))
}

fn is_equality(operator: Operator) -> bool {
    matches!(operator, Operator::Equal | Operator::Unequal)
}

/// The same said from the other side.
fn turned(operator: Operator) -> Operator {
    match operator {
        Operator::Less => Operator::Greater,
        Operator::LessOrEqual => Operator::GreaterOrEqual,
        Operator::Greater => Operator::Less,
        Operator::GreaterOrEqual => Operator::LessOrEqual,
        same => same,
    }
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "==",
        Operator::Unequal => "!=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        _ => ">=",
    }
}

/// Chosen options are a text with spaces in XPath; equal to one option if that alone is chosen.
fn several(operator: Operator, chosen: &Term, one: &Term) -> Result<Cel, String> {
    let alone = Cel::all([
        size(&chosen.cel).binary("==", Cel::atom("1")),
        one.cel.clone().binary("in", chosen.cel.clone()),
    ]);
    match operator {
        Operator::Equal => Ok(alone),
        Operator::Unequal => Ok(alone.not()),
        _ => Err("chosen options have no order".to_owned()),
    }
}

/// Without an answer nothing is equal, less or greater, and everything unequal; two missing answers are equal, unless
/// something was reckoned with one.
fn without_answers(operator: Operator, left: &Term, right: &Term, holds: Cel) -> Cel {
    let (has_left, has_right) = (left.has_value(), right.has_value());
    let both = Cel::all([has_left.clone(), has_right.clone()]);
    let is_answer = |term: &Term| !term.needs.is_empty() && !term.reckoned;
    let two = is_answer(left) && is_answer(right);
    match operator {
        Operator::Equal if two => {
            let neither = Cel::all([has_left.not(), has_right.not()]);
            Cel::any([neither, Cel::all([both, holds])])
        }
        Operator::Unequal if two => {
            let one_only = has_left.binary("!=", has_right);
            Cel::any([one_only, Cel::all([both, holds])])
        }
        Operator::Unequal => Cel::any([both.not(), holds]),
        _ => Cel::all([both, holds]),
    }
}

/// A day in quotes.
pub(super) fn day(written: &str) -> Read {
    let is_day = written.len() == 10 && written.parse::<chrono::NaiveDate>().is_ok();
    if is_day {
        Ok(Term::new(Of::Day, Cel::atom(format!("date(\"{written}\")")), Vec::new()))
    } else {
        Err(format!("`{written}` is no day such as 2026-05-01"))
    }
}

pub(super) fn number_in(written: &str) -> Read {
    let digits = written.strip_prefix('-').unwrap_or(written);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.matches('.').count() <= 1;
    if !is_number {
        return Err(format!("`{written}` is compared with a number and is none"));
    }
    let literal = number::literal(digits.trim_end_matches('.'));
    if digits.len() < written.len() { number::negative(literal) } else { Ok(literal) }
}
