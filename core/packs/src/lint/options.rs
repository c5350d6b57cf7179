//! Comparisons with an option that does not exist: a condition that could never hold.

use std::collections::BTreeMap;

use doorstep_domain::expr::{Expr, Name, Node, Op, Scalar};

/// The possible values of the names that have a fixed set of them.
pub(crate) type Options = BTreeMap<String, Vec<String>>;

/// Every comparison with a value that its name can never have, as a reason.
pub(crate) fn unknown_options(expr: &Expr, options: &Options) -> Vec<String> {
    let mut reasons = Vec::new();
    visit(expr.root(), options, &mut reasons);
    reasons
}

fn visit(node: &Node, options: &Options, reasons: &mut Vec<String>) {
    match node {
        Node::Call(op, operands) => {
            if let (Op::Eq | Op::Ne | Op::In, [left, right]) = (op, operands.as_slice()) {
                compare(left, right, options, reasons);
                compare(right, left, options, reasons);
            }
            operands.iter().for_each(|operand| visit(operand, options, reasons));
        }
        Node::List(nodes) => nodes.iter().for_each(|node| visit(node, options, reasons)),
        Node::Each(_, parts) => {
            visit(&parts.0, options, reasons);
            visit(&parts.1, options, reasons);
        }
        Node::Matches(text, _) => visit(text, options, reasons),
        Node::Literal(_) | Node::Read(_) | Node::Has(_) | Node::Item => {}
    }
}

fn compare(name: &Node, value: &Node, options: &Options, reasons: &mut Vec<String>) {
    let Node::Read(name) = name else { return };
    let Some(known) = options.get(name.as_str()) else { return };
    match value {
        Node::List(values) => values.iter().for_each(|value| check(name, value, known, reasons)),
        value => check(name, value, known, reasons),
    }
}

fn check(name: &Name, value: &Node, known: &[String], reasons: &mut Vec<String>) {
    if let Node::Literal(Scalar::Str(value)) = value
        && !known.contains(value)
    {
        reasons.push(format!("compares {name} with `{value}`, which it can never be ({})", known.join(", ")));
    }
}
