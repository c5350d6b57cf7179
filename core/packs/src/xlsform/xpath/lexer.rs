//! Characters into words.

use super::Operator;

/// A word of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Number(String),
    Text(String),
    /// `${name}`
    Answer(String),
    /// The name of a function or of a step of a path.
    Name(String),
    Operator(Operator),
    Open,
    Close,
    Comma,
    /// `.`
    Current,
    /// `..`
    Parent,
    Slash,
}

/// Splits an expression into its words.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let characters: Vec<char> = text.chars().collect();
    let mut at = 0;
    let mut tokens = Vec::new();
    while let Some(&character) = characters.get(at) {
        if character.is_whitespace() {
            at += 1;
            continue;
        }
        let (token, length) = next(&characters[at..], tokens.last())?;
        tokens.push(token);
        at += length;
    }
    Ok(tokens)
}

/// The word at the beginning of `rest`, and how many characters it has.
fn next(rest: &[char], before: Option<&Token>) -> Result<(Token, usize), String> {
    match rest {
        ['$', '{', inside @ ..] => {
            let length = inside.iter().position(|c| *c == '}').ok_or("`${` is not closed by `}`")?;
            let name: String = inside[..length].iter().collect();
            Ok((Token::Answer(name.trim().to_owned()), length + 3))
        }
        [first, inside @ ..] if closing_quote(*first).is_some() => {
            let is_end = |c: &char| closing_quote(*first).is_some_and(|ends| ends.contains(c));
            let length = inside.iter().position(is_end).ok_or("a text in quotes is not closed")?;
            Ok((Token::Text(inside[..length].iter().collect()), length + 2))
        }
        [first, second, ..] if *first == '.' && second.is_ascii_digit() => Ok(number(rest)),
        [first, ..] if first.is_ascii_digit() => Ok(number(rest)),
        [first, ..] if is_name_start(*first) => Ok(word(rest, before)),
        _ => symbol(rest, before),
    }
}

/// The quotes that close one; spreadsheets like to curl them.
fn closing_quote(open: char) -> Option<&'static [char]> {
    match open {
        '\'' => Some(&['\'']),
        '"' => Some(&['"']),
        '‘' | '’' => Some(&['’', '‘']),
        '“' | '”' => Some(&['”', '“']),
        _ => None,
    }
}

fn number(rest: &[char]) -> (Token, usize) {
    let length = rest.iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
    let digits: String = rest[..length].iter().collect();
    let digits = if digits.starts_with('.') { format!("0{digits}") } else { digits };
    (Token::Number(digits.trim_end_matches('.').to_owned()), length)
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '@'
}

/// A name, which in XPath may contain `-` and `.`; or, behind an operand, an operator in letters.
fn word(rest: &[char], before: Option<&Token>) -> (Token, usize) {
    let length = rest.iter().take_while(|c| c.is_alphanumeric() || "_-.:@".contains(**c)).count();
    let name: String = rest[..length].iter().collect();
    let operator = match name.as_str() {
        "and" => Some(Operator::And),
        "or" => Some(Operator::Or),
        "div" => Some(Operator::Divide),
        "mod" => Some(Operator::Modulo),
        _ => None,
    };
    let token = operator.filter(|_| is_operand(before)).map_or(Token::Name(name), Token::Operator);
    (token, length)
}

/// Whether what came before is something that an operator can follow.
fn is_operand(before: Option<&Token>) -> bool {
    use Token::{Answer, Close, Current, Name, Number, Parent, Text};
    matches!(before, Some(Number(_) | Text(_) | Answer(_) | Name(_) | Close | Current | Parent))
}

fn symbol(rest: &[char], before: Option<&Token>) -> Result<(Token, usize), String> {
    let operator = |operator, length| Ok((Token::Operator(operator), length));
    match rest {
        ['!', '=', ..] => operator(Operator::Unequal, 2),
        ['<', '=', ..] => operator(Operator::LessOrEqual, 2),
        ['>', '=', ..] => operator(Operator::GreaterOrEqual, 2),
        ['=', ..] => operator(Operator::Equal, 1),
        ['<', ..] => operator(Operator::Less, 1),
        ['>', ..] => operator(Operator::Greater, 1),
        ['+', ..] => operator(Operator::Add, 1),
        ['-' | '−', ..] => operator(Operator::Subtract, 1),
        ['*', ..] if is_operand(before) => operator(Operator::Multiply, 1),
        ['(', ..] => Ok((Token::Open, 1)),
        [')', ..] => Ok((Token::Close, 1)),
        [',', ..] => Ok((Token::Comma, 1)),
        ['.', '.', ..] => Ok((Token::Parent, 2)),
        ['.', ..] => Ok((Token::Current, 1)),
        ['/', ..] => Ok((Token::Slash, 1)),
        ['[', ..] => {
            Err("parts of lists are not picked with `[…]`: there are no tables beside the form".to_owned())
        }
        [other, ..] => Err(format!("`{other}` has no meaning here")),
        [] => Err("the expression ends too early".to_owned()),
    }
}
