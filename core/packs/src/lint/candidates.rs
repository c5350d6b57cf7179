//! The answers that a search for a completing path tries.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use doorstep_domain::checklist::{Checklist, Kind};
use doorstep_domain::expr::{Expr, ExprValue, Node, Scalar};

/// The day on which a visit takes place, and the first date that is tried as an answer.
pub(super) const A_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2024, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The day and time that is tried as an answer.
pub(super) const A_TIME: &str = "2024-01-01T09:00";

/// The values written in the expressions of a checklist, and their neighbours.
pub(super) fn suggestions(checklist: &Checklist<Expr>) -> Vec<Scalar> {
    let mut found = Vec::new();
    for (_, expr) in checklist.expressions() {
        literals(expr.root(), &mut found);
    }
    let mut values = vec![Scalar::Int(0), Scalar::Int(1), Scalar::Str("x".to_owned())];
    values.push(Scalar::Date(A_DAY));
    for literal in found {
        match &literal {
            Scalar::Int(value) => values.extend(
                [value.checked_sub(1), Some(*value), value.checked_add(1)]
                    .into_iter()
                    .flatten()
                    .map(Scalar::Int),
            ),
            Scalar::Date(date) => {
                values.extend(
                    [date.pred_opt(), Some(*date), date.succ_opt()].into_iter().flatten().map(Scalar::Date),
                );
            }
            _ => values.push(literal),
        }
    }
    values
}

fn literals(node: &Node, found: &mut Vec<Scalar>) {
    match node {
        Node::Literal(scalar) => found.push(scalar.clone()),
        Node::Read(_) | Node::Has(_) | Node::Item => {}
        Node::List(nodes) | Node::Call(_, nodes) => nodes.iter().for_each(|node| literals(node, found)),
        Node::Each(_, parts) => {
            literals(&parts.0, found);
            literals(&parts.1, found);
        }
    }
}

/// The answers worth trying for a kind of step.
pub(super) fn candidates(kind: &Kind, suggested: &[Scalar]) -> Vec<ExprValue> {
    let of = |keep: fn(&Scalar) -> bool| -> Vec<ExprValue> {
        suggested.iter().filter(|scalar| keep(scalar)).cloned().map(ExprValue::from).collect()
    };
    match kind {
        Kind::Tick => vec![true.into()],
        Kind::YesNo => vec![true.into(), false.into()],
        Kind::Choice { options } => options.iter().map(|option| option.id.as_str().into()).collect(),
        Kind::Multi { options, at_least } => {
            let all: Vec<Scalar> = options.iter().map(|option| Scalar::Str(option.id.clone())).collect();
            let fewest = usize::try_from(*at_least).unwrap_or(all.len()).min(all.len());
            let single = all.iter().filter(|_| fewest <= 1).map(|one| ExprValue::List(vec![one.clone()]));
            let few = ExprValue::List(all.iter().take(fewest).cloned().collect());
            [ExprValue::List(all.clone()), few].into_iter().chain(single).collect()
        }
        Kind::Number { scale, min, max, .. } => {
            let bounds = [*min, *max].into_iter().flatten();
            let written = suggested.iter().filter_map(|scalar| ExprValue::from(scalar.clone()).as_number());
            let in_bounds = |n: &doorstep_domain::decimal::Decimal| {
                min.is_none_or(|min| *n >= min) && max.is_none_or(|max| *n <= max)
            };
            let number = |n: doorstep_domain::decimal::Decimal| match (*scale, n.scale()) {
                (0, 0) => Some(ExprValue::from(n.unscaled())),
                (0, _) => None,
                _ => Some(n.into()),
            };
            bounds.chain(written).filter(in_bounds).filter_map(number).collect()
        }
        Kind::Date => of(|scalar| matches!(scalar, Scalar::Date(_))),
        Kind::DateTime => vec![A_TIME.into()],
        Kind::Repeat { at_least, at_most, .. } => {
            let numbers: BTreeSet<u32> = [(*at_least).max(1), *at_least, *at_most].into();
            let things = |count: u32| (0..count).map(|number| Scalar::Str(number.to_string())).collect();
            numbers.into_iter().map(|count| ExprValue::List(things(count))).collect()
        }
        _ => of(|scalar| matches!(scalar, Scalar::Str(_))),
    }
}
