//! Numbers: literals and arithmetic, without floats.

use super::{Here, Of, Read, Term, Translator};
use crate::xlsform::cel::Cel;
use crate::xlsform::xpath::{Operator, XPath};

/// The most digits that a decimal has after the point.
const DIGITS: u32 = 9;

pub(super) fn literal(digits: &str) -> Term {
    let is_whole = !digits.contains('.');
    let (of, cel) = if is_whole {
        (Of::Whole, Cel::atom(trimmed(digits)))
    } else {
        (Of::Decimal, Cel::atom(format!("dec(\"{digits}\")")))
    };
    Term { literal: Some(digits.to_owned()), ..Term::new(of, cel, Vec::new()) }
}

/// `007` is 7.
fn trimmed(digits: &str) -> &str {
    match digits.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    }
}

pub(super) fn negative(term: Term) -> Read {
    if !term.of.is_number() {
        return Err("only a number can have a sign".to_owned());
    }
    let literal = term.literal.as_ref().map(|digits| format!("-{digits}"));
    let cel = match (&literal, term.of) {
        (Some(digits), Of::Decimal) => Cel::atom(format!("dec(\"{digits}\")")),
        _ => Cel::Negative(Box::new(term.cel)),
    };
    Ok(Term { literal, cel, ..term }.reckoned())
}

pub(super) fn arithmetic(operator: Operator, left: Term, right: Term) -> Read {
    match (left.of, right.of) {
        (Of::Day, Of::Whole) | (Of::Day, Of::Day) => days(operator, left, right).map(Term::reckoned),
        (a, b) if a.is_number() && b.is_number() => numbers(operator, left, right).map(Term::reckoned),
        _ => Err("only numbers and days can be reckoned with".to_owned()),
    }
}

/// A day moved by so many days, or the days between two.
fn days(operator: Operator, left: Term, right: Term) -> Read {
    let needs = left.needs.iter().chain(&right.needs).cloned().collect();
    let moved = |by: Cel| Cel::atom(format!("addDays({}, {by})", left.cel));
    let (of, cel) = match (operator, right.of) {
        (Operator::Add, Of::Whole) => (Of::Day, moved(right.cel)),
        (Operator::Subtract, Of::Whole) => (Of::Day, moved(Cel::Negative(Box::new(right.cel)))),
        (Operator::Subtract, _) => {
            (Of::Whole, Cel::atom(format!("daysBetween({}, {})", right.cel, left.cel)))
        }
        _ => return Err("days can be moved by a whole number and taken from each other, no more".to_owned()),
    };
    Ok(Term::new(of, cel, needs))
}

fn numbers(operator: Operator, left: Term, right: Term) -> Read {
    let needs = left.needs.iter().chain(&right.needs).cloned().collect();
    let whole = left.of == Of::Whole && right.of == Of::Whole;
    let of = if whole { Of::Whole } else { Of::Decimal };
    let joined = |sign| Ok(Term::new(of, left.cel.clone().binary(sign, right.cel.clone()), needs));
    match operator {
        Operator::Add => joined("+"),
        Operator::Subtract => joined("-"),
        Operator::Multiply => joined("*"),
        Operator::Modulo if whole => joined("%"),
        _ => Err("`mod` is for whole numbers".to_owned()),
    }
}

/// The digits after the point with which a quotient goes on.
pub(crate) const QUOTIENT_DIGITS: u32 = 6;

impl Translator<'_> {
    /// A division by a number whose reciprocal is exact, as a multiplication; any other is rounded.
    pub(super) fn divided(&mut self, left: Term, right: Term, digits: u32) -> Read {
        if !(left.of.is_number() && right.of.is_number()) {
            return Err("only numbers can be divided".to_owned());
        }
        if let Some(exact) = reciprocal(&right) {
            let cel = left.cel.binary("*", Cel::atom(format!("dec(\"{exact}\")")));
            return Ok(Term::new(Of::Decimal, cel, left.needs).reckoned());
        }
        let is_zero = |digits: &String| digits.bytes().all(|byte| matches!(byte, b'0' | b'.' | b'-'));
        let zero = Cel::atom("0");
        let by = match &right.literal {
            Some(digits) if is_zero(digits) => return Err("a division by 0 has no value".to_owned()),
            Some(_) => None,
            None => Some(right.cel.clone().binary("!=", zero)),
        };
        self.note(if by.is_some() {
            "a quotient is rounded to 6 digits after the point, and one by 0 has no value"
        } else {
            "a quotient is rounded to 6 digits after the point"
        });
        let cel = Cel::atom(format!("quotient({}, {}, {digits})", left.cel, right.cel));
        let needs = left.needs.into_iter().chain(right.needs).chain(by).collect();
        Ok(Term::new(Of::Decimal, cel, needs).reckoned())
    }

    /// A number with so many digits after the point.
    pub(super) fn rounded(&mut self, inner: &XPath, digits: u32, here: Here<'_>) -> Read {
        let half = "a half below zero is rounded away from zero";
        let term = match inner {
            XPath::Binary(Operator::Divide, left, right) => {
                let (left, right) = (self.term(left, here)?, self.term(right, here)?);
                if reciprocal(&right).is_some() {
                    self.divided(left, right, digits)?
                } else {
                    // Rounded once, not twice.
                    let quotient = self.divided(left, right, digits)?;
                    self.notes.retain(|note| !note.starts_with("a quotient is rounded to 6 digits"));
                    self.note(half);
                    return Ok(if digits == 0 { whole(quotient) } else { quotient });
                }
            }
            inner => self.spelled(inner, here)?,
        };
        if term.of == Of::Whole {
            return Ok(term);
        }
        self.note(half);
        let cel = Cel::atom(format!("round({}, {digits})", term.cel));
        let rounded = Term::new(Of::Decimal, cel, term.needs).reckoned();
        Ok(if digits == 0 { whole(rounded) } else { rounded })
    }
}

fn whole(term: Term) -> Term {
    Term { of: Of::Whole, cel: whole_part(&term.cel), ..term }
}

pub(super) fn whole_part(cel: &Cel) -> Cel {
    Cel::atom(format!("int({cel})"))
}

/// The digits of `round`, written out.
pub(super) fn digits(written: &XPath) -> Result<u32, String> {
    let digits = match written {
        XPath::Number(digits) => digits.parse().ok().filter(|digits| *digits <= DIGITS),
        _ => None,
    };
    digits.ok_or_else(|| format!("`round` takes its number of digits written out, from 0 to {DIGITS}"))
}

/// One divided by a whole number, if that is exact.
fn reciprocal(divisor: &Term) -> Option<String> {
    let divisor: u64 = divisor.literal.as_ref()?.parse().ok().filter(|divisor| *divisor > 0)?;
    let exact = (0..=DIGITS).find(|digits| 10_u64.pow(*digits) % divisor == 0)?;
    let reciprocal = 10_u64.pow(exact) / divisor;
    let width = usize::try_from(exact).unwrap_or_default() + 1;
    let padded = format!("{reciprocal:0width$}");
    let (before, after) = padded.split_at(padded.len() - (width - 1));
    Some(if after.is_empty() { before.to_owned() } else { format!("{before}.{after}") })
}
