//! Which operations take which types, and what they give.

use doorstep_domain::expr::{Op, ScalarType, Type};

use super::CompileError;

/// The type of an operation's value.
pub(super) fn result_of(op: Op, operands: &[Type]) -> Result<Type, CompileError> {
    let result = match operands {
        [operand] => unary(op, *operand),
        [left, right] => binary(op, *left, *right),
        [Type::BOOL, yes, no] if op == Op::If && yes == no => Some(*yes),
        [Type::STR, Type::INT, Type::INT] if op == Op::Slice => Some(Type::STR),
        [left, right, Type::INT] if op == Op::Quotient && is_number(*left) && is_number(*right) => {
            Some(Type::DECIMAL)
        }
        _ => None,
    };
    result.ok_or_else(|| CompileError::Operands { operation: op.symbol(), found: describe(op, operands) })
}

fn describe(op: Op, operands: &[Type]) -> String {
    let names: Vec<String> = operands.iter().map(ToString::to_string).collect();
    let decimal_division = operands.contains(&Type::DECIMAL) && matches!(op, Op::Div | Op::Rem);
    let hint = if decimal_division {
        " (only + - * and comparisons join decimals; quotient(a, b, 2) divides them)"
    } else {
        ""
    };
    format!("{}{hint}", names.join(" and "))
}

fn unary(op: Op, operand: Type) -> Option<Type> {
    match (op, operand) {
        (Op::Not, Type::BOOL) => Some(Type::BOOL),
        (Op::Neg, Type::INT | Type::DECIMAL | Type::DURATION) => Some(operand),
        (Op::Size, Type::STR | Type::List(_)) | (Op::Days, Type::DURATION) => Some(Type::INT),
        (Op::Int, operand) if is_number(operand) => Some(Type::INT),
        (Op::Number, Type::STR) => Some(Type::DECIMAL),
        (Op::Sum, Type::List(of)) if is_number(Type::Scalar(of)) => Some(Type::Scalar(of)),
        (Op::Min | Op::Max, Type::List(of)) if is_ordered(Type::Scalar(of)) => Some(Type::Scalar(of)),
        (Op::Text, Type::STR | Type::INT | Type::DECIMAL | Type::DATE) => Some(Type::STR),
        _ => None,
    }
}

fn binary(op: Op, left: Type, right: Type) -> Option<Type> {
    match op {
        Op::And | Op::Or => (left == Type::BOOL && right == Type::BOOL).then_some(Type::BOOL),
        Op::Eq | Op::Ne => comparable(left, right).then_some(Type::BOOL),
        Op::Lt | Op::Le | Op::Gt | Op::Ge => {
            (comparable(left, right) && is_ordered(left)).then_some(Type::BOOL)
        }
        Op::In => match (left, right) {
            (Type::Scalar(wanted), Type::List(element)) => {
                comparable(Type::Scalar(wanted), Type::Scalar(element)).then_some(Type::BOOL)
            }
            _ => None,
        },
        Op::StartsWith | Op::EndsWith | Op::Contains => {
            (left == Type::STR && right == Type::STR).then_some(Type::BOOL)
        }
        Op::AddDays | Op::AddMonths | Op::AddYears => {
            (left == Type::DATE && right == Type::INT).then_some(Type::DATE)
        }
        Op::DaysBetween => (left == Type::DATE && right == Type::DATE).then_some(Type::INT),
        Op::Slice => (left == Type::STR && right == Type::INT).then_some(Type::STR),
        Op::Round => (is_number(left) && right == Type::INT).then_some(Type::DECIMAL),
        Op::Join => (left == Type::List(ScalarType::Str) && right == Type::STR).then_some(Type::STR),
        Op::FormatDate => (left == Type::DATE && right == Type::STR).then_some(Type::STR),
        Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Rem => arithmetic(op, left, right),
        Op::Not | Op::Neg | Op::Size | Op::Days | Op::If => None,
        Op::Number | Op::Int | Op::Text | Op::Quotient | Op::Sum | Op::Min | Op::Max => None,
    }
}

fn arithmetic(op: Op, left: Type, right: Type) -> Option<Type> {
    match (op, left, right) {
        (_, Type::INT, Type::INT) => Some(Type::INT),
        (Op::Add | Op::Sub | Op::Mul, left, right) if is_number(left) && is_number(right) => {
            Some(Type::DECIMAL)
        }
        (Op::Add | Op::Sub, Type::DURATION, Type::DURATION) => Some(Type::DURATION),
        (Op::Add | Op::Sub, Type::DATE, Type::DURATION) => Some(Type::DATE),
        (Op::Sub, Type::DATE, Type::DATE) => Some(Type::DURATION),
        (Op::Add, Type::STR, Type::STR) => Some(Type::STR),
        (Op::Add, Type::List(left), Type::List(right)) if left == right => Some(Type::List(left)),
        _ => None,
    }
}

fn is_number(found: Type) -> bool {
    matches!(found, Type::INT | Type::DECIMAL)
}

fn is_ordered(found: Type) -> bool {
    matches!(found, Type::Scalar(scalar) if scalar != ScalarType::Bool)
}

fn comparable(left: Type, right: Type) -> bool {
    left == right || (is_number(left) && is_number(right))
}
