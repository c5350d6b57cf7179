//! Conditions and calculated values of a pack: a checked syntax tree and its evaluator.
//!
//! Authors write CEL; the publisher parses it, checks every name and type, and stores the tree. What
//! runs on a phone is therefore this small evaluator: integers, scaled decimals, texts, dates,
//! durations and lists of those, no floats, no user-defined functions, and a cost that is known before
//! it runs. Evaluation reads names from a [`Context`]; a name without an answer is
//! [`EvalError::Unanswered`], which `&&`, `||`, `all` and `exists` absorb as CEL does.

mod codec;
mod date;
mod eval;
mod function;
mod lists;
mod name;
mod node;
mod pattern;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeSet;

pub use eval::{Context, EvalError};
pub use name::{InvalidName, Name};
pub use node::{Each, Node, Op};
pub use pattern::{Pattern, PatternError};
pub use value::{ExprValue, Scalar, ScalarType, Type, parse_duration};

/// The deepest tree accepted. Evaluation recurses once per level.
pub const MAX_DEPTH: usize = 24;
/// The most nodes in one tree.
pub const MAX_NODES: usize = 1_000;
/// The most elements in a list, written or computed.
pub const LIST_CAP: usize = 64;
/// The highest [`Expr::cost`] accepted, in evaluated nodes.
pub const MAX_COST: u32 = 10_000;
/// The longest text that an expression may compute, in bytes.
pub const MAX_TEXT: usize = 16 * 1024;

/// A checked expression: within every limit above, so that evaluating it is bounded in time, memory
/// and stack. Decoding a tree checks it again; no `Expr` exists that was not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    root: Node,
}

/// Why a tree is not an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExprError {
    /// Deeper than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// More than [`MAX_NODES`] nodes.
    #[error("has more than {MAX_NODES} parts")]
    TooManyNodes,
    /// Costs more than [`MAX_COST`].
    #[error("would cost {0} steps, more than {MAX_COST}")]
    TooCostly(u32),
    /// A written list with more than [`LIST_CAP`] elements.
    #[error("has a list of more than {LIST_CAP} elements")]
    ListTooLong,
    /// `all`, `exists`, `map` or `filter` inside the body of another.
    #[error("all, exists, map and filter cannot stand inside each other")]
    NestedEach,
    /// The variable of `all`, `exists`, `map` or `filter` outside of one.
    #[error("uses the variable of a list macro outside of it")]
    ItemOutside,
    /// An operation with the wrong number of operands.
    #[error("`{0}` has the wrong number of operands")]
    Arity(&'static str),
    /// The digits of `round` or `quotient` are not written out, or too many.
    #[error("`{0}` takes its number of digits last, written out, from 0 to 9")]
    Digits(&'static str),
    /// The format of a date is not a written text, or ends in the middle.
    #[error("`formatDate` takes a format such as \"%Y-%m-%d\", written out")]
    Format,
    /// A part of a date that a format cannot say, and those that it can.
    #[error("`%{0}` is no part of a date: a format has {1}")]
    Directive(char, &'static str),
    /// The pattern of `matches`.
    #[error("{0}")]
    Pattern(#[from] PatternError),
}

impl Expr {
    /// Checks a tree against every limit.
    ///
    /// # Errors
    /// [`ExprError`] names the limit that does not hold.
    pub fn new(root: Node) -> Result<Self, ExprError> {
        root.check()?;
        let expr = Self { root };
        match expr.cost() {
            cost if cost > MAX_COST => Err(ExprError::TooCostly(cost)),
            _ => Ok(expr),
        }
    }

    /// An expression that is always this value.
    #[must_use]
    pub fn constant(value: Scalar) -> Self {
        Self { root: Node::Literal(value) }
    }

    /// The tree.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Computes the value.
    ///
    /// # Errors
    /// [`EvalError::Unanswered`] if the value depends on a name without an answer; the others are
    /// arithmetic that has no result, and a context that disagrees with the pack about a type.
    pub fn eval(&self, context: &dyn Context) -> Result<ExprValue, EvalError> {
        eval::eval(&self.root, context, None)
    }

    /// Computes a condition.
    ///
    /// # Errors
    /// As [`Expr::eval`], and [`EvalError::Type`] if the value is not a Bool.
    pub fn eval_bool(&self, context: &dyn Context) -> Result<bool, EvalError> {
        match self.eval(context)? {
            ExprValue::Scalar(Scalar::Bool(value)) => Ok(value),
            _ => Err(EvalError::Type { expected: "a Bool" }),
        }
    }

    /// The names that the value can depend on: if none of them changed, neither did the value.
    #[must_use]
    pub fn reads(&self) -> BTreeSet<Name> {
        let mut names = BTreeSet::new();
        self.root.collect_reads(&mut names);
        names
    }

    /// An upper bound of the nodes evaluated, with every list at its cap.
    #[must_use]
    pub fn cost(&self) -> u32 {
        self.root.cost()
    }
}
