//! Functions on texts and numbers, as a form calls them.

use doorstep_domain::checklist::Kind;
use doorstep_domain::expr::{Node, Op, Pattern};

use super::known::Known;
use super::{Said, Writer};
use crate::export::xpath::XPath;
use crate::xlsform::{A_NUMBER, QUOTIENT_DIGITS};

impl Writer<'_> {
    /// Whether a pattern is found in a text: `regex` matches the whole of it.
    pub(super) fn matched(&self, text: &Node, pattern: &Pattern, wanted: bool, known: &Known) -> Said {
        self.named_alike(text)?;
        let value = self.value(text, known)?;
        let holds = regex(&value.xpath, pattern)?;
        if wanted && matches!(text, Node::Read(_)) && is_never_empty(pattern) {
            return Ok(holds);
        }
        self.where_answered([value], if wanted { holds } else { holds.not() })
    }

    /// Whether the options of a question are called in the form as here, so that their letters can be looked at.
    pub(super) fn named_alike(&self, text: &Node) -> Result<(), String> {
        let Node::Read(name) = text else { return Ok(()) };
        let (Some(entry), Some(Kind::Choice { options })) = (self.names.read(name), self.kind(name)) else {
            return Ok(());
        };
        match options.iter().find(|option| entry.option(&option.id) != option.id) {
            Some(option) => Err(format!("the form calls the option `{}` in another way", option.id)),
            None => Ok(()),
        }
    }
}

/// A function on texts or numbers, with what must hold for it to have a value.
pub(super) fn written(op: Op, operands: &[XPath]) -> Result<(XPath, Option<XPath>), String> {
    let plain = |name: &str| Ok((XPath::call(name, operands), None));
    match (op, operands) {
        (Op::Slice, _) => plain("substr"),
        (Op::Int, _) => plain("int"),
        (Op::Round, _) => plain("round"),
        (Op::Text, _) => plain("string"),
        (Op::FormatDate, _) => plain("format-date"),
        (Op::Number, [text]) => {
            let shape = Pattern::new(A_NUMBER).map_err(|error| error.to_string())?;
            Ok((XPath::call("number", operands), Some(regex(text, &shape)?)))
        }
        (Op::Quotient, [number, by, digits]) => {
            let quotient = number.clone().binary("div", by.clone());
            let is_kept = digits.to_string() == QUOTIENT_DIGITS.to_string();
            let quotient = if is_kept { quotient } else { XPath::call("round", &[quotient, digits.clone()]) };
            let is_written =
                by.to_string().bytes().all(|byte| byte.is_ascii_digit() || b".-".contains(&byte));
            let zero = XPath::atom("0");
            Ok((quotient, (!is_written).then(|| by.clone().binary("!=", zero))))
        }
        _ => Err(format!("`{}` has no counterpart in a form", op.symbol())),
    }
}

fn regex(text: &XPath, pattern: &Pattern) -> Said {
    Ok(XPath::call("regex", &[text.clone(), XPath::text(&of_whole(pattern.as_str()))?]))
}

/// The same pattern for an engine that holds it against the whole text.
fn of_whole(pattern: &str) -> String {
    let inside = pattern.strip_prefix("^(?:").and_then(|rest| rest.strip_suffix(")$"));
    if let Some(inside) = inside.filter(|inside| Pattern::new(*inside).is_ok()) {
        return inside.to_owned();
    }
    let is_anchored = pattern.starts_with('^') && pattern.ends_with('$') && !pattern.ends_with("\\$");
    if is_anchored && !pattern.contains('|') {
        return pattern.to_owned();
    }
    format!("[\\s\\S]*(?:{pattern})[\\s\\S]*")
}

/// Whether a text that matches has a letter, and so is an answer.
pub(super) fn is_never_empty(pattern: &Pattern) -> bool {
    pattern.is_in("") == Some(false)
}
