//! XPath as XLSForm writes it: `${age} >= 18 and selected(${tools}, 'ladder')`.

mod lexer;
mod parser;
#[cfg(test)]
mod tests;

pub(super) use parser::parse;

/// The deepest nesting that is read, far beyond what people write.
const MAX_DEPTH: usize = 32;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum XPath {
    /// A number as it was written.
    Number(String),
    /// A text in quotes.
    Text(String),
    /// The answer to a question: `${name}`, or a path: the groups that it names and the question, with `/` between, and
    /// `..` before them for each level up from where it stands.
    Answer(String),
    /// A name by itself: in a filter of choices one of their columns, elsewhere a question.
    Column(String),
    /// The value at hand: `.`
    Current,
    /// A function with its arguments.
    Call(String, Vec<XPath>),
    /// Two operands.
    Binary(Operator, Box<XPath>, Box<XPath>),
    /// A sign.
    Negative(Box<XPath>),
}

/// One level up in a path.
pub(super) const UP: &str = "..";

/// The column that a path leads to from another one.
pub(super) fn resolved(at: &str, path: &str) -> Option<String> {
    let mut way: Vec<&str> = at.split('/').collect();
    let mut parts = path.split('/').peekable();
    parts.peek().filter(|part| **part == UP)?;
    while parts.next_if(|part| *part == UP).is_some() {
        way.pop()?;
    }
    way.extend(parts);
    Some(way.join("/"))
}

/// The question that a path ends in.
pub(super) fn last_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

impl XPath {
    /// Whether it reads any answer.
    pub(super) fn reads_answers(&self) -> bool {
        match self {
            Self::Number(_) | Self::Text(_) => false,
            Self::Answer(_) | Self::Column(_) | Self::Current => true,
            Self::Call(_, arguments) => arguments.iter().any(Self::reads_answers),
            Self::Binary(_, left, right) => left.reads_answers() || right.reads_answers(),
            Self::Negative(inner) => inner.reads_answers(),
        }
    }
}

/// What joins two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

impl Operator {
    /// How tightly it binds, from 1.
    fn level(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::Unequal => 3,
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => 4,
            Self::Add | Self::Subtract => 5,
            Self::Multiply | Self::Divide | Self::Modulo => 6,
        }
    }
}
