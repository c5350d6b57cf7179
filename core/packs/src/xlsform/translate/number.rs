//! Numbers: literals and arithmetic, without floats.

use super::{Of, Read, Term};
use crate::xlsform::cel::Cel;
use crate::xlsform::xpath::Operator;

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
        Operator::Divide => divided(left, &right),
        _ => Err("`mod` is for whole numbers".to_owned()),
    }
}

/// A division by a number whose reciprocal is exact, as a multiplication. A quotient in general needs a rounding.
fn divided(left: Term, right: &Term) -> Read {
    let refused = "a quotient has to be rounded, and a condition does not round: compare products instead, such as \
                   `a > 3 * b` for `a div b > 3`";
    let divisor: Option<u64> = right.literal.as_ref().and_then(|digits| digits.parse().ok());
    let divisor = divisor.filter(|divisor| *divisor > 0).ok_or(refused)?;
    let exact = (0..=DIGITS).find(|digits| 10_u64.pow(*digits) % divisor == 0).ok_or(refused)?;
    let reciprocal = 10_u64.pow(exact) / divisor;
    let width = usize::try_from(exact).unwrap_or_default() + 1;
    let padded = format!("{reciprocal:0width$}");
    let (before, after) = padded.split_at(padded.len() - (width - 1));
    let written = if after.is_empty() { before.to_owned() } else { format!("{before}.{after}") };
    let cel = left.cel.binary("*", Cel::atom(format!("dec(\"{written}\")")));
    Ok(Term::new(Of::Decimal, cel, left.needs))
}
