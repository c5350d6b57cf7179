//! What the answers of a checklist are called in its form.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::checklist::{Column, Kind, Step};
use doorstep_domain::expr::{Expr, Name, Node, Op};

/// One step, as expressions of the form name it.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub(super) name: String,
    pub(super) step: &'a Step<Expr>,
    pub(super) column: Option<&'a Column<Expr>>,
    /// Another row has the same name, so that no expression can tell them apart.
    pub(super) is_shared: bool,
}

/// The steps of a checklist by id.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    entries: BTreeMap<&'a str, Entry<'a>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(entries: impl IntoIterator<Item = Entry<'a>>) -> Self {
        Self { entries: entries.into_iter().map(|entry| (entry.step.id.as_str(), entry)).collect() }
    }

    pub(super) fn get(&self, id: &str) -> Option<&Entry<'a>> {
        self.entries.get(id)
    }

    /// The step whose answer an expression reads under this name.
    pub(super) fn read(&self, name: &Name) -> Option<&Entry<'a>> {
        self.get(name.within("answers")?)
    }
}

impl Entry<'_> {
    /// An option as the form calls it.
    pub(super) fn option<'o>(&'o self, id: &'o str) -> &'o str {
        let is_choice = matches!(self.step.kind, Kind::Choice { .. } | Kind::Multi { .. });
        self.column.filter(|_| is_choice).map_or(id, |column| column.written(id))
    }

    /// The parts of the condition under which the step is asked.
    pub(super) fn conditions(&self) -> Vec<&Node> {
        self.step.when.as_ref().map(|when| parts(when.root(), Op::And)).unwrap_or_default()
    }
}

/// What `&&` or `||` joins, in its order.
pub(super) fn parts(node: &Node, of: Op) -> Vec<&Node> {
    match node {
        Node::Call(op, inner) if *op == of => inner.iter().flat_map(|inner| parts(inner, of)).collect(),
        node => vec![node],
    }
}

/// Every name that is read without asking whether it has an answer.
pub(super) fn reads(node: &Node) -> BTreeSet<Name> {
    match node {
        Node::Read(name) => BTreeSet::from([name.clone()]),
        // Which of its values counts is not known.
        Node::Call(Op::If, _) | Node::Literal(_) | Node::Has(_) | Node::Item => BTreeSet::new(),
        Node::List(inner) | Node::Call(_, inner) => inner.iter().flat_map(reads).collect(),
        Node::Matches(inner, _) => reads(inner),
        Node::Each(_, inner) => reads(&inner.0),
    }
}
