//! Which answers are there for certain, from what stands around an expression.

use std::collections::BTreeSet;

use doorstep_domain::expr::{Name, Node, Op};

use crate::export::names::reads;

/// Names that have an answer.
pub(in crate::export) type Known = BTreeSet<Name>;

/// What has an answer if the expression comes to this.
pub(super) fn when(node: &Node, value: bool) -> Known {
    from(node, value, reads)
}

/// What has an answer if the expression comes to this, because it says so with `has`.
pub(super) fn said(node: &Node, value: bool) -> Known {
    from(node, value, |_| Known::new())
}

fn from(node: &Node, value: bool, other: fn(&Node) -> Known) -> Known {
    match node {
        Node::Has(name) if value => Known::from([name.clone()]),
        Node::Has(_) => Known::new(),
        Node::Call(Op::Not, inner) => inner.iter().flat_map(|inner| from(inner, !value, other)).collect(),
        Node::Call(op @ (Op::And | Op::Or), inner) => {
            let all = (*op == Op::And) == value;
            inner.iter().filter(|_| all).flat_map(|inner| from(inner, value, other)).collect()
        }
        node => other(node),
    }
}

/// What has an answer if the expression does not come to this: it comes to the other, or is an error.
pub(super) fn unless(node: &Node, value: bool) -> Known {
    match node {
        Node::Has(name) if !value => Known::from([name.clone()]),
        Node::Call(Op::Not, inner) => inner.iter().flat_map(|inner| unless(inner, !value)).collect(),
        Node::Call(op @ (Op::And | Op::Or), inner) => {
            let none = (*op == Op::Or) == value;
            inner.iter().filter(|_| none).flat_map(|inner| unless(inner, value)).collect()
        }
        _ => Known::new(),
    }
}

/// Whether an expression always comes to true or false.
pub(super) fn is_total(node: &Node, known: &Known) -> bool {
    match node {
        Node::Literal(_) | Node::Has(_) => true,
        Node::Read(name) => known.contains(name),
        Node::Call(op @ (Op::And | Op::Or), inner) => {
            let decisive = *op == Op::Or;
            inner.iter().enumerate().all(|(at, part)| {
                let others = inner.iter().enumerate().filter(|(i, _)| *i != at);
                let beside = others.flat_map(|(_, other)| unless(other, decisive));
                is_total(part, &known.iter().cloned().chain(beside).collect())
            })
        }
        Node::Call(Op::If, inner) => match inner.as_slice() {
            [condition, yes, no] => {
                let with = |value| -> Known { known.iter().cloned().chain(when(condition, value)).collect() };
                is_total(condition, known) && is_total(yes, &with(true)) && is_total(no, &with(false))
            }
            _ => false,
        },
        // Not every text spells a number, and nothing is divided by 0.
        Node::Call(Op::Number | Op::Quotient, _) => false,
        Node::List(inner) | Node::Call(_, inner) => inner.iter().all(|inner| is_total(inner, known)),
        Node::Matches(text, _) => is_total(text, known),
        Node::Item | Node::Each(..) => false,
    }
}
