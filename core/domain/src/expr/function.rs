//! Functions on texts and numbers: what the evaluator does with them, and what their written operands must be.

use chrono::{Datelike, NaiveDate};

use super::eval::{EvalError, Evaluated};
use super::{ExprError, ExprValue, MAX_TEXT, Node, Op, Scalar};
use crate::decimal::Decimal;

/// What a date may be formatted with, behind `%`.
const DIRECTIVES: &str = "%Y, %y, %m, %n, %d, %e and %%";

/// Checks the operands that must be written out: digits and formats.
pub(super) fn check(op: Op, operands: &[Node]) -> Result<(), ExprError> {
    match (op, operands.last()) {
        (Op::Round | Op::Quotient, Some(Node::Literal(Scalar::Int(digits)))) => {
            scale(*digits).map(|_| ()).ok_or(ExprError::Digits(op.symbol()))
        }
        (Op::Round | Op::Quotient, _) => Err(ExprError::Digits(op.symbol())),
        (Op::FormatDate, Some(Node::Literal(Scalar::Str(format)))) => {
            formatted(NaiveDate::MIN, format).map(|_| ())
        }
        (Op::FormatDate, _) => Err(ExprError::Format),
        _ => Ok(()),
    }
}

/// Computes a function of one to three values.
pub(super) fn call(op: Op, values: Vec<ExprValue>) -> Evaluated {
    let scalars: Option<Vec<Scalar>> = values.into_iter().map(one).collect();
    let scalars = scalars.ok_or(EvalError::Type { expected: "one value" })?;
    match (op, scalars.as_slice()) {
        (Op::Slice, [Scalar::Str(text), Scalar::Int(from)]) => Ok(slice(text, *from, None).into()),
        (Op::Slice, [Scalar::Str(text), Scalar::Int(from), Scalar::Int(to)]) => {
            Ok(slice(text, *from, Some(*to)).into())
        }
        (Op::Number, [Scalar::Str(text)]) => {
            text.parse::<Decimal>().map(ExprValue::from).map_err(|_| EvalError::Type { expected: "a number" })
        }
        (Op::Int, [Scalar::Int(number)]) => Ok((*number).into()),
        (Op::Int, [Scalar::Decimal(number)]) => Ok(number.truncated().into()),
        (Op::Round, [number, Scalar::Int(digits)]) => divided(number, &Scalar::Int(1), *digits),
        (Op::Quotient, [number, by, Scalar::Int(digits)]) => divided(number, by, *digits),
        (Op::Text, [Scalar::Bool(_) | Scalar::Duration(_)]) => {
            Err(EvalError::Type { expected: "a text, a number or a date" })
        }
        (Op::Text, [Scalar::Decimal(number)]) => Ok(number.trimmed().to_string().as_str().into()),
        (Op::Text, [scalar]) => Ok(scalar.to_string().as_str().into()),
        (Op::FormatDate, [Scalar::Date(date), Scalar::Str(format)]) => {
            let text = formatted(*date, format).map_err(|_| EvalError::Type { expected: "a format" })?;
            if text.len() > MAX_TEXT { Err(EvalError::Overflow) } else { Ok(text.as_str().into()) }
        }
        _ => Err(EvalError::Type { expected: "values that this function takes" }),
    }
}

fn one(value: ExprValue) -> Option<Scalar> {
    match value {
        ExprValue::Scalar(scalar) => Some(scalar),
        ExprValue::List(_) => None,
    }
}

/// The characters from one place up to another, counted from 0; a negative place counts from the end, and what lies
/// outside of the text is empty.
fn slice(text: &str, from: i64, to: Option<i64>) -> &str {
    let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let place = |at: i64| if at < 0 { at.saturating_add(count).max(0) } else { at.min(count) };
    let byte = |at: i64| {
        let at = usize::try_from(at).unwrap_or_default();
        text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
    };
    let (from, to) = (place(from), to.map_or(count, place));
    if from < to { &text[byte(from)..byte(to)] } else { "" }
}

fn divided(number: &Scalar, by: &Scalar, digits: i64) -> Evaluated {
    let (Some(number), Some(by)) = (number.number(), by.number()) else {
        return Err(EvalError::Type { expected: "a number" });
    };
    let digits = scale(digits).ok_or(EvalError::Overflow)?;
    if by == Decimal::ZERO {
        return Err(EvalError::DivisionByZero);
    }
    let is_negative = by < Decimal::ZERO;
    let (number, by) =
        if is_negative { (Decimal::ZERO.sub(number)?, Decimal::ZERO.sub(by)?) } else { (number, by) };
    Ok(number.quotient(by, digits)?.into())
}

fn scale(digits: i64) -> Option<u8> {
    u8::try_from(digits).ok().filter(|digits| *digits <= Decimal::MAX_SCALE)
}

/// A date as a format says: `%Y-%m-%d`.
fn formatted(date: NaiveDate, format: &str) -> Result<String, ExprError> {
    let mut text = String::new();
    let mut rest = format.chars();
    while let Some(next) = rest.next() {
        if next != '%' {
            text.push(next);
            continue;
        }
        text += &match rest.next() {
            Some('Y') => format!("{:04}", date.year()),
            Some('y') => format!("{:02}", date.year().rem_euclid(100)),
            Some('m') => format!("{:02}", date.month()),
            Some('n') => date.month().to_string(),
            Some('d') => format!("{:02}", date.day()),
            Some('e') => date.day().to_string(),
            Some('%') => "%".to_owned(),
            Some(other) => return Err(ExprError::Directive(other, DIRECTIVES)),
            None => return Err(ExprError::Format),
        };
    }
    Ok(text)
}
