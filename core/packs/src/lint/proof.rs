//! Whether having tried in vain proves anything: of which conditions the search tries every value that can matter.
//!
//! Comparisons with written values, options and yes or no are decided by [`super::candidates`]; lengths and parts of
//! texts, arithmetic and answers compared with each other are not. A condition of the second kind that no trial
//! satisfied may still hold in some visit, so it is not refused.

use doorstep_domain::checklist::{Checklist, Kind, Step};
use doorstep_domain::expr::{Expr, Name, Node, Op, Scalar};

use super::candidates::SUBSETS;

/// Whether the search tries every value on which it can depend if a condition holds.
pub(super) fn is_decided(condition: &Expr, checklist: &Checklist<Expr>, inside: Option<&str>) -> bool {
    Proof { checklist, inside }.truth(condition.root())
}

struct Proof<'a> {
    checklist: &'a Checklist<Expr>,
    /// The group around the step whose condition it is.
    inside: Option<&'a str>,
}

impl Proof<'_> {
    fn truth(&self, node: &Node) -> bool {
        match node {
            Node::Literal(_) => true,
            Node::Read(name) | Node::Has(name) => self.is_tried(name),
            Node::Call(Op::Not | Op::And | Op::Or | Op::If, parts) => {
                parts.iter().all(|part| self.truth(part))
            }
            Node::Call(Op::Eq | Op::Ne, sides) => self.compared(sides),
            Node::Call(Op::Lt | Op::Le | Op::Gt | Op::Ge, sides) => {
                let is_text = |side: &Node| matches!(side, Node::Literal(Scalar::Str(_)));
                self.compared(sides) && !sides.iter().any(is_text)
            }
            Node::Call(Op::In, sides) => match sides.as_slice() {
                [Node::Literal(_), Node::Read(name)] => self.is_tried(name),
                [Node::Read(name), Node::List(items)] => {
                    self.is_tried(name) && items.iter().all(|item| matches!(item, Node::Literal(_)))
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Something tried beside something written.
    fn compared(&self, sides: &[Node]) -> bool {
        match sides {
            [Node::Literal(_), tried] | [tried, Node::Literal(_)] => self.value(tried),
            _ => false,
        }
    }

    fn value(&self, node: &Node) -> bool {
        match node {
            Node::Literal(_) => true,
            Node::Read(name) => self.is_tried(name),
            Node::Call(Op::If, parts) => match parts.as_slice() {
                [condition, yes, no] => self.truth(condition) && self.value(yes) && self.value(no),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether the search gives this name every value that a comparison can tell from others.
    fn is_tried(&self, name: &Name) -> bool {
        let Some(id) = name.within("answers") else {
            let numbers = [
                "job.minutes",
                "job.reported_at",
                "job.reported_on",
                "visit.date",
                "visit.minutes",
                "visit.number",
                "visit.technicians",
            ];
            return !numbers.contains(&name.as_str());
        };
        let is_one = |step: &Step<Expr>| step.each.is_none() || step.each.as_deref() == self.inside;
        self.checklist.step(id).is_some_and(|step| {
            is_one(step)
                && match &step.kind {
                    Kind::DateTime | Kind::Repeat { .. } => false,
                    Kind::Multi { options, .. } => options.len() <= SUBSETS,
                    _ => true,
                }
        })
    }
}
