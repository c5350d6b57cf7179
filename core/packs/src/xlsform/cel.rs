//! CEL as it is put together, and written with as few brackets as it needs.

use std::fmt;

/// An expression of the subset that packs may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cel {
    /// A name, a literal or a call, ready to stand anywhere.
    Atom(String),
    Not(Box<Cel>),
    And(Vec<Cel>),
    Or(Vec<Cel>),
    /// Two operands and the sign between them, with how tightly it binds.
    Binary(Box<Cel>, &'static str, Box<Cel>),
    Negative(Box<Cel>),
    If(Box<Cel>, Box<Cel>, Box<Cel>),
}

impl Cel {
    pub(super) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    pub(super) fn truth(value: bool) -> Self {
        Self::atom(value.to_string())
    }

    /// A text in quotes.
    pub(super) fn text(text: &str) -> Self {
        Self::Atom(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")))
    }

    pub(super) fn binary(self, sign: &'static str, right: Self) -> Self {
        Self::Binary(Box::new(self), sign, Box::new(right))
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::Atom(text) if text == "true" => Self::truth(false),
            Self::Atom(text) if text == "false" => Self::truth(true),
            other => Self::Not(Box::new(other)),
        }
    }

    /// All of them, each once.
    pub(super) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let inside = |part| match part {
            Self::And(inner) => inner,
            part => vec![part],
        };
        Self::several(parts.into_iter().flat_map(inside), true, Self::And)
    }

    /// Any of them.
    pub(super) fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let inside = |part| match part {
            Self::Or(inner) => inner,
            part => vec![part],
        };
        Self::several(parts.into_iter().flat_map(inside), false, Self::Or)
    }

    /// Several in one, without those that say nothing: `neutral` is what none of them come to, and its opposite
    /// decides alone.
    fn several(parts: impl Iterator<Item = Self>, neutral: bool, join: fn(Vec<Self>) -> Self) -> Self {
        let (nothing, decided) = (Self::truth(neutral), Self::truth(!neutral));
        let mut several: Vec<Self> = Vec::new();
        for part in parts {
            if part == decided {
                return decided;
            }
            if part != nothing && !several.contains(&part) {
                several.push(part);
            }
        }
        match several.len() {
            0 => nothing,
            1 => several.remove(0),
            _ => join(several),
        }
    }

    /// As that of which a method is called.
    pub(super) fn as_target(&self) -> String {
        match self {
            Self::Atom(_) => self.to_string(),
            other => format!("({other})"),
        }
    }

    fn binds(&self) -> u8 {
        match self {
            Self::If(..) => 0,
            Self::Or(_) => 1,
            Self::And(_) => 2,
            Self::Binary(_, "+" | "-", _) => 4,
            Self::Binary(_, "*" | "/" | "%", _) => 5,
            Self::Binary(..) => 3,
            Self::Not(_) | Self::Negative(_) => 6,
            Self::Atom(_) => 7,
        }
    }

    /// In brackets unless it binds at least as tightly.
    fn within(&self, level: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.binds() >= level { write!(f, "{self}") } else { write!(f, "({self})") }
    }
}

impl fmt::Display for Cel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Atom(text) => f.write_str(text),
            Self::Not(inner) => {
                f.write_str("!")?;
                inner.within(7, f)
            }
            Self::Negative(inner) => {
                f.write_str("-")?;
                inner.within(7, f)
            }
            Self::And(parts) => joined(parts, " && ", 3, f),
            Self::Or(parts) => joined(parts, " || ", 2, f),
            Self::Binary(left, sign, right) => {
                left.within(self.binds(), f)?;
                write!(f, " {sign} ")?;
                right.within(self.binds() + 1, f)
            }
            Self::If(condition, yes, no) => {
                condition.within(1, f)?;
                f.write_str(" ? ")?;
                yes.within(1, f)?;
                f.write_str(" : ")?;
                no.within(0, f)
            }
        }
    }
}

fn joined(parts: &[Cel], sign: &str, level: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(sign)?;
        }
        part.within(level, f)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Cel;

    fn a(name: &str) -> Cel {
        Cel::atom(name)
    }

    #[test]
    fn brackets_stand_only_where_they_are_needed() {
        let sum = a("a").binary("+", a("b"));
        assert_eq!(sum.clone().binary("*", a("c")).to_string(), "(a + b) * c");
        assert_eq!(a("c").binary("-", sum.clone()).to_string(), "c - (a + b)");
        assert_eq!(sum.binary("<", a("c")).to_string(), "a + b < c");
        let either = Cel::any([a("a"), Cel::all([a("b"), a("c")])]);
        assert_eq!(either.to_string(), "a || b && c");
        assert_eq!(Cel::all([either.clone(), a("d")]).to_string(), "(a || b && c) && d");
        assert_eq!(either.not().to_string(), "!(a || b && c)");
        let choice = Cel::If(Box::new(a("a")), Box::new(a("b")), Box::new(a("c")));
        assert_eq!(choice.binary("==", a("d")).to_string(), "(a ? b : c) == d");
    }

    #[test]
    fn what_is_said_twice_is_written_once() {
        let both = Cel::all([a("a"), Cel::all([a("a"), a("b")]), Cel::truth(true)]);
        assert_eq!(both.to_string(), "a && b");
        assert_eq!(Cel::all([]).to_string(), "true");
        assert_eq!(Cel::all([a("a"), Cel::truth(false)]), Cel::truth(false));
        assert_eq!(Cel::any([a("a"), Cel::truth(true)]), Cel::truth(true));
        assert_eq!(Cel::text("a \"b\" \\").to_string(), r#""a \"b\" \\""#);
    }
}
