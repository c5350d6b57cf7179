//! XPath as it is put together, and written with as few brackets as it needs.

use std::fmt;

/// An expression of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum XPath {
    /// A name, a literal or a call, ready to stand anywhere.
    Atom(String),
    All(Vec<Self>),
    Any(Vec<Self>),
    /// Two operands and the sign between them.
    Binary(Box<Self>, &'static str, Box<Self>),
    Negative(Box<Self>),
}

impl XPath {
    pub(super) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    pub(super) fn truth(value: bool) -> Self {
        Self::atom(if value { "true()" } else { "false()" })
    }

    /// A text in quotes. There is no sign by which a text could have both kinds of quotes in it.
    pub(super) fn text(text: &str) -> Result<Self, String> {
        match (text.contains('\''), text.contains('"')) {
            (false, _) => Ok(Self::atom(format!("'{text}'"))),
            (true, false) => Ok(Self::atom(format!("\"{text}\""))),
            (true, true) => Err("a text with both kinds of quotes cannot be written".to_owned()),
        }
    }

    pub(super) fn call(function: &str, arguments: &[Self]) -> Self {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        Self::Atom(format!("{function}({})", arguments.join(", ")))
    }

    pub(super) fn binary(self, sign: &'static str, right: Self) -> Self {
        Self::Binary(Box::new(self), sign, Box::new(right))
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::Binary(left, "=", right) if right.is_empty_text() => Self::Binary(left, "!=", right),
            Self::Binary(left, "!=", right) if right.is_empty_text() => Self::Binary(left, "=", right),
            other => Self::call("not", &[other]),
        }
    }

    fn is_empty_text(&self) -> bool {
        *self == Self::Atom("''".to_owned())
    }

    /// All of them, each once.
    pub(super) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let inside = |part| match part {
            Self::All(inner) => inner,
            part => vec![part],
        };
        Self::several(parts.into_iter().flat_map(inside), &Self::truth(true), Self::All)
    }

    /// Any of them, each once.
    pub(super) fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let inside = |part| match part {
            Self::Any(inner) => inner,
            part => vec![part],
        };
        Self::several(parts.into_iter().flat_map(inside), &Self::truth(false), Self::Any)
    }

    /// Several in one; `nothing` is what none of them come to.
    fn several(parts: impl Iterator<Item = Self>, nothing: &Self, join: fn(Vec<Self>) -> Self) -> Self {
        let mut several: Vec<Self> = Vec::new();
        for part in parts {
            if part != *nothing && !several.contains(&part) {
                several.push(part);
            }
        }
        match several.len() {
            0 => nothing.clone(),
            1 => several.remove(0),
            _ => join(several),
        }
    }

    fn binds(&self) -> u8 {
        match self {
            Self::Any(_) => 1,
            Self::All(_) => 2,
            Self::Binary(_, "=" | "!=", _) => 3,
            Self::Binary(_, "+" | "-", _) => 5,
            Self::Binary(_, "*" | "div" | "mod", _) => 6,
            Self::Binary(..) => 4,
            Self::Negative(_) => 7,
            Self::Atom(_) => 8,
        }
    }

    /// In brackets unless it binds at least as tightly.
    fn within(&self, level: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.binds() >= level { write!(f, "{self}") } else { write!(f, "({self})") }
    }
}

impl fmt::Display for XPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Atom(text) => f.write_str(text),
            Self::Negative(inner) => {
                f.write_str("-")?;
                inner.within(8, f)
            }
            Self::All(parts) => joined(parts, " and ", 3, f),
            Self::Any(parts) => joined(parts, " or ", 2, f),
            Self::Binary(left, sign, right) => {
                left.within(self.binds(), f)?;
                write!(f, " {sign} ")?;
                right.within(self.binds() + 1, f)
            }
        }
    }
}

fn joined(parts: &[XPath], sign: &str, level: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(sign)?;
        }
        part.within(level, f)?;
    }
    Ok(())
}
