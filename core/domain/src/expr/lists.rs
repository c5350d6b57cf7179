//! Functions on lists: of what several things answered.

use super::eval::{EvalError, Evaluated, arithmetic};
use super::{ExprValue, MAX_TEXT, Name, Op, Scalar};

/// Computes a function of a list; `waits_for` names what has to be answered if an empty one has no value.
pub(super) fn call(
    op: Op,
    items: Vec<Scalar>,
    rest: Vec<ExprValue>,
    waits_for: impl FnOnce() -> Option<Name>,
) -> Evaluated {
    match (op, rest.as_slice()) {
        (Op::Sum, []) => items.into_iter().try_fold(ExprValue::from(0_i64), |sum, item| match sum {
            ExprValue::Scalar(sum) => arithmetic(Op::Add, sum, item),
            ExprValue::List(_) => Err(EvalError::Type { expected: "a number" }),
        }),
        (Op::Min | Op::Max, []) => match extreme(op, items)? {
            Some(found) => Ok(found.into()),
            None => Err(waits_for().map_or(EvalError::Type { expected: "elements" }, EvalError::Unanswered)),
        },
        (Op::Join, [ExprValue::Scalar(Scalar::Str(between))]) => joined(items, between),
        _ => Err(EvalError::Type { expected: "a list that this function takes" }),
    }
}

fn extreme(op: Op, items: Vec<Scalar>) -> Result<Option<Scalar>, EvalError> {
    let mut best: Option<Scalar> = None;
    for item in items {
        let is_better = match &best {
            None => true,
            Some(best) => {
                let order = item.order(best).ok_or(EvalError::Type { expected: "values of one type" })?;
                if op == Op::Min { order.is_lt() } else { order.is_gt() }
            }
        };
        if is_better {
            best = Some(item);
        }
    }
    Ok(best)
}

fn joined(items: Vec<Scalar>, between: &str) -> Evaluated {
    let mut all = String::new();
    for (index, item) in items.into_iter().enumerate() {
        let Scalar::Str(text) = item else { return Err(EvalError::Type { expected: "texts" }) };
        all += if index == 0 { "" } else { between };
        all += &text;
        if all.len() > MAX_TEXT {
            return Err(EvalError::Overflow);
        }
    }
    Ok(all.as_str().into())
}
