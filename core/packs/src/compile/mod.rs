//! CEL text into checked trees. The `cel` crate is the parser and nothing else: names, types, limits
//! and meaning are ours (see `doorstep_domain::expr`).

mod check;
#[cfg(test)]
mod differential;
mod environment;
#[cfg(test)]
mod tests;
mod types;

use doorstep_domain::expr::{Expr, ExprError, MAX_DEPTH, ScalarType, Type};

use crate::nearest::hint;

pub use environment::Environment;

/// The longest expression accepted, in bytes.
pub const MAX_EXPRESSION: usize = 8000;

/// What the place of an expression needs as its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Exactly this type.
    Is(Type),
    /// An Int or a Decimal.
    Number,
    /// A Str or a list of them.
    Words,
    /// Any type.
    Any,
}

impl Expected {
    fn accepts(self, found: Type) -> bool {
        match self {
            Self::Is(wanted) => wanted == found,
            Self::Number => matches!(found, Type::INT | Type::DECIMAL),
            Self::Words => matches!(found, Type::STR | Type::List(ScalarType::Str)),
            Self::Any => true,
        }
    }
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Is(wanted) => wanted.fmt(f),
            Self::Number => f.write_str("Int or Decimal"),
            Self::Words => f.write_str("Str or List of Str"),
            Self::Any => f.write_str("any value"),
        }
    }
}

/// Why a text is not an expression of the pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// Longer than [`MAX_EXPRESSION`].
    #[error("is longer than {MAX_EXPRESSION} bytes")]
    TooLong,
    /// Not CEL.
    #[error("is not CEL: {0}")]
    Syntax(String),
    /// CEL, but beyond the subset.
    #[error("{0} is not part of the subset of CEL that packs may use")]
    Unsupported(String),
    /// A float, written as such.
    #[error("there are no floats: write dec(\"{0}\")")]
    Float(String),
    /// A name that nothing declares.
    #[error("unknown name `{name}`{}", hint(.near.as_deref()))]
    UnknownName {
        /// The name.
        name: String,
        /// The known name that is spelled most like it.
        near: Option<String>,
    },
    /// Values of types that an operation does not join.
    #[error("`{operation}` cannot take {found}")]
    Operands {
        /// The operation.
        operation: &'static str,
        /// The types it was given.
        found: String,
    },
    /// The value is not of the type that its place needs.
    #[error("is {found}, but {expected} is needed here")]
    WrongType {
        /// What is needed.
        expected: Expected,
        /// What it is.
        found: Type,
    },
    /// An argument of `dec`, `date` or `duration` that is not written right.
    #[error("`{function}` takes a text such as {example}")]
    Argument {
        /// The function.
        function: &'static str,
        /// A good argument.
        example: &'static str,
    },
    /// A list without elements, which has no type.
    #[error("an empty list has no type; use size(x) == 0")]
    EmptyList,
    /// The variable of a list macro that hides a name.
    #[error("the variable `{0}` hides a name; choose another")]
    Shadows(String),
    /// A limit of expressions.
    #[error("{0}")]
    Limit(#[from] ExprError),
}

/// Compiles one expression.
///
/// # Errors
/// [`CompileError`] with the first reason found.
pub fn compile(text: &str, environment: &Environment, expected: Expected) -> Result<Expr, CompileError> {
    if text.len() > MAX_EXPRESSION {
        return Err(CompileError::TooLong);
    }
    let parsed = parse(text)?;
    let (node, found) = check::Checker::new(environment).check(&parsed)?;
    if !expected.accepts(found) {
        return Err(CompileError::WrongType { expected, found });
    }
    Ok(Expr::new(node)?)
}

/// Parses without expanding macros, so that `all` and its relatives arrive as they were written.
fn parse(text: &str) -> Result<cel::IdedExpr, CompileError> {
    let depth = u16::try_from(MAX_DEPTH).unwrap_or(u16::MAX);
    cel::Env::default()
        .with_optional_support(false)
        .parser()
        .max_recursion_depth(depth)
        .parse(text)
        .map_err(|errors| CompileError::Syntax(first_message(&errors)))
}

/// The message of the first error on one line, with its place in the expression.
fn first_message(errors: &cel::ParseErrors) -> String {
    errors.errors.first().map_or_else(
        || "cannot be read".to_owned(),
        |error| match error.pos {
            (line, column) if line > 0 => format!("line {line}, column {column}: {}", error.msg),
            _ => error.source.as_ref().map_or_else(|| error.msg.clone(), ToString::to_string),
        },
    )
}
