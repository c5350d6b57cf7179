//! Words into a tree.

use super::lexer::{Token, tokens};
use super::{MAX_DEPTH, Operator, UP, XPath};

/// Reads an expression; the error says what cannot be read.
pub(in crate::xlsform) fn parse(text: &str) -> Result<XPath, String> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0 };
    let whole = parser.expression(0)?;
    match parser.peek() {
        None => Ok(whole),
        Some(_) => Err("it goes on where it should end".to_owned()),
    }
}

/// What is said of `..` by itself.
const NAMELESS: &str =
    "a path without a name: of a repeat only `count` is known, and its things have no number";

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self) -> Result<Token, String> {
        let token = self.peek().cloned().ok_or("it ends too early")?;
        self.at += 1;
        Ok(token)
    }

    fn takes(&mut self, wanted: &Token) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// Operands joined by operators that bind more tightly than `level`.
    fn expression(&mut self, level: u8) -> Result<XPath, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("it is nested too deeply".to_owned());
        }
        let mut left = self.operand()?;
        while let Some(Token::Operator(operator)) = self.peek().cloned() {
            if operator.level() <= level {
                break;
            }
            self.at += 1;
            let right = self.expression(operator.level())?;
            left = XPath::Binary(operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<XPath, String> {
        match self.take()? {
            Token::Number(digits) => Ok(XPath::Number(digits)),
            Token::Text(text) => Ok(XPath::Text(text)),
            Token::Answer(name) => Ok(XPath::Answer(name)),
            Token::Operator(Operator::Subtract) => {
                // A sign binds more tightly than every operator.
                Ok(XPath::Negative(Box::new(self.expression(Operator::Multiply.level())?)))
            }
            Token::Open => {
                let inside = self.expression(0)?;
                self.closed().map(|()| inside)
            }
            Token::Name(name) if self.takes(&Token::Open) => self.call(name),
            Token::Name(name) if self.peek() != Some(&Token::Slash) => Ok(XPath::Column(name)),
            Token::Name(name) => self.path(Some(name)),
            Token::Current if self.peek() != Some(&Token::Slash) => Ok(XPath::Current),
            Token::Parent => self.path(Some(UP.to_owned())),
            Token::Current | Token::Slash => self.path(None),
            Token::Operator(_) | Token::Close | Token::Comma => Err("a value is missing".to_owned()),
        }
    }

    fn call(&mut self, name: String) -> Result<XPath, String> {
        let mut arguments = Vec::new();
        if self.takes(&Token::Close) {
            return self.called(name, arguments);
        }
        loop {
            arguments.push(self.expression(0)?);
            if !self.takes(&Token::Comma) {
                self.closed()?;
                return self.called(name, arguments);
            }
        }
    }

    /// `current()/../name` is a path, every other call is itself.
    fn called(&mut self, name: String, arguments: Vec<XPath>) -> Result<XPath, String> {
        match (name.as_str(), self.peek()) {
            ("current", Some(Token::Slash)) => self.path(None),
            ("current", _) => Ok(XPath::Current),
            (name, Some(Token::Slash)) => Err(format!("`{name}(…)/…`: there are no tables beside the form")),
            _ => Ok(XPath::Call(name, arguments)),
        }
    }

    /// A path means the question that it ends in; where several have that name, the groups on the way tell which.
    fn path(&mut self, first: Option<String>) -> Result<XPath, String> {
        let mut way: Vec<String> = first.into_iter().collect();
        loop {
            match self.peek() {
                Some(Token::Slash | Token::Current) => self.at += 1,
                Some(Token::Parent) => {
                    // Beyond where it begins, the way up is kept for whoever knows where that is.
                    if way.last().is_none_or(|last| last == UP) {
                        way.push(UP.to_owned());
                    } else {
                        way.pop();
                    }
                    self.at += 1;
                }
                Some(Token::Name(name) | Token::Answer(name)) => {
                    way.push(name.clone());
                    self.at += 1;
                }
                _ if way.iter().all(|part| part == UP) => return Err(NAMELESS.to_owned()),
                _ => return Ok(XPath::Answer(way.join("/"))),
            }
        }
    }

    fn closed(&mut self) -> Result<(), String> {
        if self.takes(&Token::Close) { Ok(()) } else { Err("`)` is missing".to_owned()) }
    }
}
