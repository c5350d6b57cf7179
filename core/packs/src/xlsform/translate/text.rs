//! Functions that take texts apart, match them and write values as texts.

use doorstep_domain::expr::Pattern;

use super::{Here, Of, Read, Term, Translator, number};
use crate::xlsform::cel::Cel;
use crate::xlsform::xpath::XPath;

/// The texts that spell a number, as a pack reads one: a decimal that fits.
pub(crate) const A_NUMBER: &str = "^(?:-?(?:[0-9]{1,18}|[0-9]{1,9}[.][0-9]{1,9}))$";

impl Translator<'_> {
    /// `regex(text, 'pattern')`, which matches the whole text.
    pub(super) fn regex(&mut self, text: &XPath, pattern: &XPath, here: Here<'_>) -> Read {
        let XPath::Text(pattern) = pattern else {
            return Err("`regex`: the pattern has to be written out in quotes".to_owned());
        };
        let refused = |error| format!("`regex`: {error}");
        Pattern::new(pattern).map_err(refused)?;
        let whole = anchored(pattern);
        let of_nothing = Pattern::new(whole.clone()).map_err(refused)?.is_in("") == Some(true);
        let text = self.text(text, here)?;
        if let Some(list) = &text.list {
            self.named_alike(list)?;
        }
        let holds = matches(&text.cel, &whole);
        let answered = text.has_value();
        Ok(Term::truth(match of_nothing {
            true => Cel::any([answered.not(), holds]),
            false => Cel::all([answered, holds]),
        }))
    }

    /// The characters from one place up to another, or to the end.
    pub(super) fn substr(&mut self, text: &XPath, places: &[XPath], here: Here<'_>) -> Read {
        let text = self.text(text, here)?;
        if let Some(list) = &text.list {
            self.named_alike(list)?;
        }
        let mut written = vec![text.or(Cel::text("")).to_string()];
        for place in places {
            let place = self.number("int", place, here)?;
            // What is no number counts as 0.
            written.push(place.or(Cel::atom("0")).to_string());
        }
        Ok(Term::new(Of::Text, Cel::atom(format!("slice({})", written.join(", "))), Vec::new()))
    }

    pub(super) fn format_date(&mut self, day: &XPath, format: &XPath, here: Here<'_>) -> Read {
        let XPath::Text(format) = format else {
            return Err("`format-date`: the format has to be written out in quotes".to_owned());
        };
        let parts: Vec<char> = format.split('%').skip(1).filter_map(|part| part.chars().next()).collect();
        if let Some(part) = parts.iter().find(|part| "abhBA".contains(**part)) {
            return Err(format!("`format-date`: names of months and days (`%{part}`) are not written"));
        }
        if let Some(part) = parts.iter().find(|part| "HMS3".contains(**part)) {
            return Err(format!("`format-date`: a day has no time (`%{part}`)"));
        }
        let day = self.date("format-date", day, here)?;
        let cel = Cel::atom(format!("formatDate({}, {})", day.cel, Cel::text(format)));
        Ok(Term::new(Of::Text, cel, day.needs))
    }

    /// A value as it is written.
    pub(super) fn text(&mut self, inner: &XPath, here: Here<'_>) -> Read {
        let term = self.term(inner, here)?;
        match (&term.literal, term.of) {
            (_, Of::Text) => Ok(term),
            (Some(digits), _) => Ok(Term::new(Of::Text, Cel::text(digits), Vec::new())),
            (None, Of::Whole | Of::Decimal | Of::Day) => {
                if term.reckoned && !term.needs.is_empty() {
                    self.note("a number that cannot be worked out is written as nothing and not as `NaN`");
                }
                let cel = Cel::atom(format!("string({})", term.cel));
                Ok(Term::new(Of::Text, cel, term.needs))
            }
            _ => Err("only texts, numbers and days are written as texts".to_owned()),
        }
    }

    /// A number, or the one that a text spells.
    pub(super) fn spelled(&mut self, inner: &XPath, here: Here<'_>) -> Read {
        let term = self.term(inner, here)?;
        if term.of.is_number() {
            return Ok(term);
        }
        match (term.of, &term.literal) {
            (Of::Text, Some(written)) => super::compare::number_in(written),
            (Of::Text, None) => {
                if let Some(list) = &term.list {
                    self.named_alike(list)?;
                }
                self.note("a text that spells no number such as -12.5 has no value");
                let needs = term.needs.iter().cloned().chain([matches(&term.cel, A_NUMBER)]).collect();
                let cel = Cel::atom(format!("number({})", term.cel));
                Ok(Term::new(Of::Decimal, cel, needs).reckoned())
            }
            _ => Err("only a number or a text that spells one can be taken for a number".to_owned()),
        }
    }

    /// `number`, `int` and `round`, the latter with its digits after the point.
    pub(super) fn number(&mut self, name: &str, inner: &XPath, here: Here<'_>) -> Read {
        let digits = if name == "round" { Some(0) } else { None };
        let term = match digits {
            Some(digits) => return self.rounded(inner, digits, here),
            None => self.spelled(inner, here)?,
        };
        match (name, term.of) {
            ("int", Of::Decimal) => {
                Ok(Term::new(Of::Whole, number::whole_part(&term.cel), term.needs).reckoned())
            }
            _ => Ok(term),
        }
    }

    /// `floor` and `ceiling`: the whole number below, or above.
    pub(super) fn towards(&mut self, name: &str, inner: &XPath, here: Here<'_>) -> Read {
        let term = self.spelled(inner, here)?;
        if term.of != Of::Decimal {
            return Ok(term);
        }
        let whole = number::whole_part(&term.cel);
        let (sign, beyond) = if name == "floor" { ("-", "<") } else { ("+", ">") };
        let is_beyond = Box::new(term.cel.binary(beyond, whole.clone()));
        let step = Cel::If(is_beyond, Box::new(Cel::atom("1")), Box::new(Cel::atom("0")));
        Ok(Term::new(Of::Whole, whole.binary(sign, step), term.needs).reckoned())
    }

    /// Options by whose ids a text can be judged as by their names.
    pub(super) fn named_alike(&self, list: &str) -> Result<(), String> {
        match self.lists.get(list).iter().find(|choice| choice.id != choice.name) {
            Some(choice) => Err(format!(
                "the choice `{}` of `{list}` is called `{}` in the pack, and a part of that is not a part of this",
                choice.name, choice.id
            )),
            None => Ok(()),
        }
    }
}

fn matches(text: &Cel, pattern: &str) -> Cel {
    Cel::atom(format!("{}.matches({})", text.as_target(), Cel::text(pattern)))
}

/// The pattern for the whole text.
fn anchored(pattern: &str) -> String {
    let is_whole = pattern.starts_with('^')
        && pattern.ends_with('$')
        && !pattern.ends_with("\\$")
        && !pattern.contains('|')
        && !pattern.replace("(?:", "").contains("(?");
    if is_whole { pattern.to_owned() } else { format!("^(?:{pattern})$") }
}
