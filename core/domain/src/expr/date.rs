//! What the evaluator does with dates.

use chrono::NaiveDate;

use super::eval::{EvalError, Evaluated};
use super::{ExprValue, Op};
use crate::calendar;

const DAY_MS: i64 = 86_400_000;

/// The whole days of a duration, towards zero.
pub(super) const fn whole_days(millis: i64) -> i64 {
    millis / DAY_MS
}

/// A date moved by a number of days, months or years.
pub(super) fn moved(op: Op, date: NaiveDate, count: i64) -> Evaluated {
    let moved = match op {
        Op::AddDays => calendar::add_days(date, count),
        Op::AddMonths => calendar::add_months(date, count),
        Op::AddYears => calendar::add_years(date, count),
        _ => return Err(EvalError::Type { expected: "two values that this operation joins" }),
    };
    moved.map(ExprValue::from).ok_or(EvalError::Overflow)
}

/// A date moved by a duration, which must be whole days.
pub(super) fn moved_by(op: Op, date: NaiveDate, millis: i64) -> Evaluated {
    let days = match op {
        _ if millis % DAY_MS != 0 => return Err(EvalError::Type { expected: "whole days" }),
        Op::Add => whole_days(millis),
        Op::Sub => -whole_days(millis),
        _ => return Err(EvalError::Type { expected: "an operation on dates" }),
    };
    calendar::add_days(date, days).map(ExprValue::from).ok_or(EvalError::Overflow)
}
