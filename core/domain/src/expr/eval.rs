//! The evaluator. It recurses at most [`super::MAX_DEPTH`] levels and never panics, whatever the
//! tree and the context.

use std::collections::BTreeSet;

use super::date::{moved, moved_by, whole_days};
use super::{Each, ExprValue, LIST_CAP, MAX_TEXT, Name, Node, Op, Scalar};
use super::{function, lists};
use crate::calendar;
use crate::decimal::{Decimal, DecimalError};

/// Where an expression finds the values of its names.
pub trait Context {
    /// The value of a name, or `None` as long as it has no answer.
    fn get(&self, name: &Name) -> Option<ExprValue>;
}

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// The value depends on a name that has no answer yet.
    #[error("{0} has no answer yet")]
    Unanswered(Name),
    /// A result does not fit: a number, a date, or a text or list beyond its cap.
    #[error("the result is too large")]
    Overflow,
    /// A division by zero.
    #[error("division by zero")]
    DivisionByZero,
    /// A value is not of the type that the operation needs. Published packs are checked, so the
    /// context disagrees with the pack, or the pack did not come from a publisher.
    #[error("expected {expected}")]
    Type {
        /// What was expected.
        expected: &'static str,
    },
}

impl From<DecimalError> for EvalError {
    fn from(_: DecimalError) -> Self {
        Self::Overflow
    }
}

pub(super) type Evaluated = Result<ExprValue, EvalError>;

pub(super) fn eval(node: &Node, context: &dyn Context, item: Option<&Scalar>) -> Evaluated {
    match node {
        Node::Literal(scalar) => Ok(scalar.clone().into()),
        Node::List(nodes) => {
            nodes.iter().map(|node| scalar(eval(node, context, item)?)).collect::<Result<_, _>>().map(list)?
        }
        Node::Read(name) => match context.get(name) {
            Some(ExprValue::List(items)) => list(items),
            Some(value) => Ok(value),
            None => Err(EvalError::Unanswered(name.clone())),
        },
        Node::Has(name) => Ok(context.get(name).is_some().into()),
        Node::Item => item.cloned().map(ExprValue::from).ok_or(EvalError::Type { expected: "a list macro" }),
        Node::Matches(of, pattern) => {
            let text = text(eval(of, context, item)?)?;
            pattern.is_in(&text).map(ExprValue::from).ok_or(EvalError::Overflow)
        }
        Node::Each(each, parts) => {
            let range = items(eval(&parts.0, context, item)?)?;
            eval_each(*each, range, |element| eval(&parts.1, context, Some(element)))
        }
        Node::Call(op, operands) => eval_call(*op, operands, |node| eval(node, context, item)),
    }
}

fn eval_call(op: Op, operands: &[Node], mut value: impl FnMut(&Node) -> Evaluated) -> Evaluated {
    match (op, operands) {
        (Op::And, [left, right]) => logic(false, value(left), || value(right)),
        (Op::Or, [left, right]) => logic(true, value(left), || value(right)),
        (Op::If, [condition, yes, no]) => {
            if bool(value(condition)?)? {
                value(yes)
            } else {
                value(no)
            }
        }
        _ if Op::FUNCTIONS.contains(&op) => {
            function::call(op, operands.iter().map(value).collect::<Result<_, _>>()?)
        }
        (_, [of, rest @ ..]) if Op::OF_LISTS.contains(&op) => {
            let items = items(value(of)?)?;
            let rest = rest.iter().map(value).collect::<Result<Vec<_>, _>>()?;
            lists::call(op, items, rest, || first_read(of))
        }
        (_, [operand]) => unary(op, value(operand)?),
        (_, [left, right]) => binary(op, value(left)?, value(right)?),
        _ => Err(EvalError::Type { expected: "another number of operands" }),
    }
}

/// What has to be answered so that a list has elements.
fn first_read(node: &Node) -> Option<Name> {
    let mut names = BTreeSet::new();
    node.collect_reads(&mut names);
    names.pop_first()
}

/// `&&` (decided by false) and `||` (decided by true): the deciding value on either side absorbs an
/// error on the other.
fn logic(decisive: bool, left: Evaluated, right: impl FnOnce() -> Evaluated) -> Evaluated {
    let left = left.and_then(bool);
    if left == Ok(decisive) {
        return Ok(decisive.into());
    }
    match right().and_then(bool) {
        Ok(right) if right == decisive => Ok(decisive.into()),
        right => left.and(right).map(ExprValue::from),
    }
}

fn eval_each(each: Each, range: Vec<Scalar>, body: impl Fn(&Scalar) -> Evaluated) -> Evaluated {
    match each {
        Each::All => fold_logic(false, &range, body),
        Each::Exists => fold_logic(true, &range, body),
        Each::Map => range.iter().map(|item| scalar(body(item)?)).collect::<Result<_, _>>().map(list)?,
        Each::Filter => {
            let mut kept = Vec::new();
            for item in range {
                if bool(body(&item)?)? {
                    kept.push(item);
                }
            }
            list(kept)
        }
    }
}

fn fold_logic(decisive: bool, range: &[Scalar], body: impl Fn(&Scalar) -> Evaluated) -> Evaluated {
    range
        .iter()
        .try_fold(Ok((!decisive).into()), |so_far: Evaluated, item| {
            let result = logic(decisive, so_far, || body(item));
            if result == Ok(decisive.into()) { Err(decisive) } else { Ok(result) }
        })
        .unwrap_or_else(|decided| Ok(decided.into()))
}

fn unary(op: Op, operand: ExprValue) -> Evaluated {
    match (op, operand) {
        (Op::Not, operand) => Ok((!bool(operand)?).into()),
        (Op::Neg, ExprValue::Scalar(Scalar::Int(value))) => {
            value.checked_neg().map(ExprValue::from).ok_or(EvalError::Overflow)
        }
        (Op::Neg, ExprValue::Scalar(Scalar::Decimal(value))) => Ok(Decimal::ZERO.sub(value)?.into()),
        (Op::Neg, ExprValue::Scalar(Scalar::Duration(millis))) => {
            millis.checked_neg().map(|millis| Scalar::Duration(millis).into()).ok_or(EvalError::Overflow)
        }
        (Op::Size, ExprValue::Scalar(Scalar::Str(text))) => length(text.chars().count()),
        (Op::Size, ExprValue::List(items)) => length(items.len()),
        (Op::Days, ExprValue::Scalar(Scalar::Duration(millis))) => Ok(whole_days(millis).into()),
        (Op::Days, _) => Err(EvalError::Type { expected: "a duration" }),
        (Op::Neg, _) => Err(EvalError::Type { expected: "a number or a duration" }),
        _ => Err(EvalError::Type { expected: "a text or a list" }),
    }
}

fn binary(op: Op, left: ExprValue, right: ExprValue) -> Evaluated {
    match op {
        Op::Eq => Ok(equal(&left, &right)?.into()),
        Op::Ne => Ok((!equal(&left, &right)?).into()),
        Op::In => Ok(contains(&items(right)?, &scalar(left)?)?.into()),
        Op::Lt | Op::Le | Op::Gt | Op::Ge => compare(op, &scalar(left)?, &scalar(right)?),
        Op::StartsWith | Op::EndsWith | Op::Contains => search(op, &text(left)?, &text(right)?),
        _ => match (left, right) {
            (ExprValue::Scalar(left), ExprValue::Scalar(right)) => arithmetic(op, left, right),
            (ExprValue::List(mut left), ExprValue::List(right)) if op == Op::Add => {
                left.extend(right);
                list(left)
            }
            _ => Err(EvalError::Type { expected: "two values that this operation joins" }),
        },
    }
}

pub(super) fn arithmetic(op: Op, left: Scalar, right: Scalar) -> Evaluated {
    match (left, right) {
        (Scalar::Int(left), Scalar::Int(right)) => whole(op, left, right).map(ExprValue::from),
        (Scalar::Duration(left), Scalar::Duration(right)) if matches!(op, Op::Add | Op::Sub) => {
            whole(op, left, right).map(|millis| Scalar::Duration(millis).into())
        }
        (Scalar::Str(left), Scalar::Str(right)) if op == Op::Add => join(left, &right),
        (Scalar::Date(from), Scalar::Date(to)) if op == Op::DaysBetween => {
            Ok(calendar::days_between(from, to).into())
        }
        (Scalar::Date(date), Scalar::Int(count)) => moved(op, date, count),
        (Scalar::Date(left), Scalar::Date(right)) if op == Op::Sub => {
            Ok(Scalar::Duration((left - right).num_milliseconds()).into())
        }
        (Scalar::Date(date), Scalar::Duration(millis)) => moved_by(op, date, millis),
        (left, right) => match (left.number(), right.number()) {
            (Some(left), Some(right)) => decimal(op, left, right),
            _ => Err(EvalError::Type { expected: "two values that this operation joins" }),
        },
    }
}

fn whole(op: Op, left: i64, right: i64) -> Result<i64, EvalError> {
    let result = match op {
        Op::Add => left.checked_add(right),
        Op::Sub => left.checked_sub(right),
        Op::Mul => left.checked_mul(right),
        Op::Div | Op::Rem if right == 0 => return Err(EvalError::DivisionByZero),
        Op::Div => left.checked_div(right),
        Op::Rem => left.checked_rem(right),
        _ => return Err(EvalError::Type { expected: "an operation on whole numbers" }),
    };
    result.ok_or(EvalError::Overflow)
}

fn decimal(op: Op, left: Decimal, right: Decimal) -> Evaluated {
    Ok(match op {
        Op::Add => left.add(right)?,
        Op::Sub => left.sub(right)?,
        Op::Mul => left.mul(right)?,
        _ => return Err(EvalError::Type { expected: "an operation on decimals" }),
    }
    .into())
}

fn join(mut left: String, right: &str) -> Evaluated {
    if left.len() + right.len() > MAX_TEXT {
        return Err(EvalError::Overflow);
    }
    left.push_str(right);
    Ok(Scalar::Str(left).into())
}

fn equal(left: &ExprValue, right: &ExprValue) -> Result<bool, EvalError> {
    match (left, right) {
        (ExprValue::Scalar(left), ExprValue::Scalar(right)) => same(left, right),
        (ExprValue::List(left), ExprValue::List(right)) if left.len() == right.len() => {
            left.iter().zip(right).try_fold(true, |equal, (left, right)| Ok(same(left, right)? && equal))
        }
        (ExprValue::List(_), ExprValue::List(_)) => Ok(false),
        _ => Err(EvalError::Type { expected: "two values of one type" }),
    }
}

fn same(left: &Scalar, right: &Scalar) -> Result<bool, EvalError> {
    left.same(right).ok_or(EvalError::Type { expected: "two values of one type" })
}

fn contains(items: &[Scalar], wanted: &Scalar) -> Result<bool, EvalError> {
    items.iter().try_fold(false, |found, item| Ok(same(item, wanted)? || found))
}

fn compare(op: Op, left: &Scalar, right: &Scalar) -> Evaluated {
    let order = left.order(right).ok_or(EvalError::Type { expected: "two values of one type" })?;
    Ok(match op {
        Op::Lt => order.is_lt(),
        Op::Le => order.is_le(),
        Op::Gt => order.is_gt(),
        _ => order.is_ge(),
    }
    .into())
}

fn search(op: Op, text: &str, part: &str) -> Evaluated {
    Ok(match op {
        Op::StartsWith => text.starts_with(part),
        Op::EndsWith => text.ends_with(part),
        _ => text.contains(part),
    }
    .into())
}

fn bool(value: ExprValue) -> Result<bool, EvalError> {
    match value {
        ExprValue::Scalar(Scalar::Bool(value)) => Ok(value),
        _ => Err(EvalError::Type { expected: "a Bool" }),
    }
}

fn text(value: ExprValue) -> Result<String, EvalError> {
    match value {
        ExprValue::Scalar(Scalar::Str(text)) => Ok(text),
        _ => Err(EvalError::Type { expected: "a text" }),
    }
}

fn scalar(value: ExprValue) -> Result<Scalar, EvalError> {
    match value {
        ExprValue::Scalar(scalar) => Ok(scalar),
        ExprValue::List(_) => Err(EvalError::Type { expected: "one value" }),
    }
}

fn items(value: ExprValue) -> Result<Vec<Scalar>, EvalError> {
    match value {
        ExprValue::List(items) => Ok(items),
        ExprValue::Scalar(_) => Err(EvalError::Type { expected: "a list" }),
    }
}

fn list(items: Vec<Scalar>) -> Evaluated {
    if items.len() > LIST_CAP { Err(EvalError::Overflow) } else { Ok(ExprValue::List(items)) }
}

fn length(count: usize) -> Evaluated {
    i64::try_from(count).map(ExprValue::from).map_err(|_| EvalError::Overflow)
}
