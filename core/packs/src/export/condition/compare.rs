//! Comparisons, and what they are where an answer is missing.

use doorstep_domain::checklist::Kind;
use doorstep_domain::expr::{Name, Node, Op, Scalar};

use super::function::is_never_empty;
use super::known::Known;
use super::value::Value;
use super::{Said, Writer};
use crate::export::xpath::XPath;

impl Writer<'_> {
    /// An operation that is a condition.
    pub(super) fn called(&self, op: Op, operands: &[Node], wanted: bool, known: &Known) -> Said {
        match (op, operands) {
            (Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge, [left, right]) => {
                let op = if wanted { op } else { opposite(op) };
                if self.is_truth(left) || self.is_truth(right) {
                    return self.alike(left, right, op == Op::Eq, known);
                }
                self.compared(op, left, right, known)
            }
            (Op::In, [one, list]) => self.contained(one, list, wanted, known),
            (Op::StartsWith | Op::EndsWith | Op::Contains, [text, part]) => {
                let function = match op {
                    Op::StartsWith => "starts-with",
                    Op::EndsWith => "ends-with",
                    _ => "contains",
                };
                let (text, part) = (self.value(text, known)?, self.value(part, known)?);
                let holds = XPath::call(function, &[text.xpath.clone(), part.xpath.clone()]);
                self.where_answered([text, part], if wanted { holds } else { holds.not() })
            }
            _ => Err(format!("`{}` has no counterpart in a condition of a form", op.symbol())),
        }
    }

    /// Two conditions that are both true or both false, or, with `same` false, one of each.
    fn alike(&self, left: &Node, right: &Node, same: bool, known: &Known) -> Said {
        for (one, other) in [(left, right), (right, left)] {
            if let Node::Literal(Scalar::Bool(value)) = one {
                return self.holds(other, *value == same, known);
            }
        }
        let both = |is: bool| {
            let right = self.holds(right, is == same, known)?;
            Ok::<_, String>(XPath::all([self.holds(left, is, known)?, right]))
        };
        Ok(XPath::any([both(true)?, both(false)?]))
    }

    fn compared(&self, op: Op, left: &Node, right: &Node, known: &Known) -> Said {
        let (written_left, written_right) = (self.option_of(left, right), self.option_of(right, left));
        let left = self.value(written_left.as_ref().unwrap_or(left), known)?;
        let right = self.value(written_right.as_ref().unwrap_or(right), known)?;
        let holds = left.xpath.clone().binary(sign(op), right.xpath.clone());
        // An empty text is not less or greater than anything, and equal only to another one.
        let is_decided = match op {
            Op::Ne => false,
            Op::Eq => left.is_full || right.is_full,
            _ => true,
        };
        if is_decided && !left.hides && !right.hides && left.extra.is_empty() && right.extra.is_empty() {
            return Ok(holds);
        }
        self.where_answered([left, right], holds)
    }

    /// An option of the question that it is compared with, as the form calls it.
    fn option_of(&self, literal: &Node, with: &Node) -> Option<Node> {
        let (Node::Literal(Scalar::Str(id)), Node::Read(name)) = (literal, with) else { return None };
        let entry = self.names.read(name)?;
        Some(Node::Literal(Scalar::Str(entry.option(id).to_owned())))
    }

    /// `one in list`: an option among those that were chosen, or an answer among several that are written down.
    pub(super) fn contained(&self, one: &Node, list: &Node, wanted: bool, known: &Known) -> Said {
        match list {
            Node::Read(name) if matches!(self.kind(name), Some(Kind::Multi { .. })) => {
                let written = self.option_of(one, list);
                let one = self.value(written.as_ref().unwrap_or(one), known)?;
                let selected = XPath::call("selected", &[self.answer(name)?, one.xpath.clone()]);
                if wanted && one.needs.is_empty() && one.extra.is_empty() {
                    return Ok(selected);
                }
                let list = self.value(list, known)?;
                self.where_answered([list, one], if wanted { selected } else { selected.not() })
            }
            Node::List(written) => {
                let op = if wanted { Op::Eq } else { Op::Ne };
                let each = written.iter().map(|other| self.compared(op, one, other, known));
                let each = each.collect::<Result<Vec<_>, _>>()?;
                Ok(if wanted { XPath::any(each) } else { XPath::all(each) })
            }
            _ => Err("a form does not look into this list".to_owned()),
        }
    }

    /// A condition, where everything that it reads has an answer.
    pub(super) fn where_answered<const N: usize>(&self, values: [Value; N], holds: XPath) -> Said {
        let mut all = Vec::new();
        for value in values {
            for name in &value.needs {
                all.push(self.answered(name, true)?);
            }
            all.extend(value.extra);
        }
        all.push(holds);
        Ok(XPath::all(all))
    }
}

/// Whether a part of a condition, as it was written, comes to `without` wherever this answer is missing.
pub(super) fn comes_to(without: bool, part: &Node, written: &XPath, name: &Name, answer: &XPath) -> bool {
    if let Node::Matches(of, pattern) = part {
        let is_plain = matches!(written, XPath::Atom(text) if text.starts_with("regex("));
        return is_plain
            && !without
            && matches!(&**of, Node::Read(read) if read == name)
            && is_never_empty(pattern);
    }
    let Node::Call(op, sides) = part else { return false };
    let reads_it = match sides.as_slice() {
        [Node::Read(read), Node::Literal(_)] | [Node::Literal(_), Node::Read(read)] => read == name,
        _ => false,
    };
    let is_plain = match written {
        XPath::Binary(left, _, right) => **left == *answer || **right == *answer,
        XPath::Atom(text) => text.starts_with("selected("),
        _ => false,
    };
    let is_so = match op {
        Op::Eq | Op::Lt | Op::Le | Op::Gt | Op::Ge | Op::In => !without,
        Op::Ne => without,
        _ => false,
    };
    reads_it && is_plain && is_so
}

fn opposite(op: Op) -> Op {
    match op {
        Op::Eq => Op::Ne,
        Op::Ne => Op::Eq,
        Op::Lt => Op::Ge,
        Op::Ge => Op::Lt,
        Op::Gt => Op::Le,
        _ => Op::Gt,
    }
}

fn sign(op: Op) -> &'static str {
    match op {
        Op::Eq => "=",
        Op::Ne => "!=",
        Op::Lt => "<",
        Op::Le => "<=",
        Op::Gt => ">",
        _ => ">=",
    }
}
