//! The order in which a report is read aloud: headings, paragraphs, tables, pictures.

use std::num::{NonZeroU16, NonZeroU32};

use krilla::tagging::{
    Identifier, ListNumbering, Node as TagNode, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};

pub(super) type NodeId = usize;

/// Titles and descriptions are cut: a PDF has a limit for them.
const NAME_MAX_CHARS: usize = 200;

/// What a part of the report is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Section,
    /// A heading of a level, with its text.
    Heading(u16, String),
    Paragraph,
    Quote,
    Table,
    Rows,
    Row,
    /// A head cell over so many columns.
    ColumnHead(u32),
    RowHead(u32),
    Cell,
    List,
    Item,
    Label,
    Value,
    /// A picture, with its description.
    Figure(String),
    Caption,
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    children: Vec<NodeId>,
}

/// The parts of a report as a tree; its root is node 0.
#[derive(Debug)]
pub(super) struct Tree(Vec<Node>);

impl Tree {
    pub(super) const ROOT: NodeId = 0;

    pub(super) fn new() -> Self {
        Self(vec![Node { kind: Kind::Section, children: Vec::new() }])
    }

    pub(super) fn add(&mut self, parent: NodeId, kind: Kind) -> NodeId {
        let id = self.0.len();
        self.0.push(Node { kind, children: Vec::new() });
        if let Some(parent) = self.0.get_mut(parent) {
            parent.children.push(id);
        }
        id
    }

    /// The heading that a node is, with its level.
    pub(super) fn heading(&self, node: NodeId) -> Option<(u16, &str)> {
        match &self.0.get(node)?.kind {
            Kind::Heading(level, title) => Some((*level, title)),
            _ => None,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The tree of a PDF, with what was drawn for each node.
    pub(super) fn tags(&self, drawn: &[Vec<Identifier>]) -> TagTree {
        let mut tree = TagTree::new();
        for child in self.0.first().map(|root| root.children.as_slice()).unwrap_or_default() {
            tree.push(self.group(*child, drawn));
        }
        tree
    }

    fn group(&self, id: NodeId, drawn: &[Vec<Identifier>]) -> TagGroup {
        let node = &self.0[id];
        let leaves = drawn.get(id).into_iter().flatten().map(|leaf| TagNode::Leaf(*leaf));
        let groups = node.children.iter().map(|child| TagNode::Group(self.group(*child, drawn)));
        TagGroup::with_children(tag(&node.kind), leaves.chain(groups).collect())
    }
}

fn tag(kind: &Kind) -> TagKind {
    match kind {
        Kind::Section => Tag::Section.into(),
        Kind::Heading(level, title) => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(short(title))).into()
        }
        Kind::Paragraph => Tag::P.into(),
        Kind::Quote => Tag::BlockQuote.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Rows => Tag::TBody.into(),
        Kind::Row => Tag::TR.into(),
        Kind::ColumnHead(over) => {
            Tag::TH(TableHeaderScope::Column).with_col_span(NonZeroU32::new(*over)).into()
        }
        Kind::RowHead(over) => Tag::TH(TableHeaderScope::Row).with_col_span(NonZeroU32::new(*over)).into(),
        Kind::Cell => Tag::TD.into(),
        Kind::List => Tag::L(ListNumbering::None).into(),
        Kind::Item => Tag::LI.into(),
        Kind::Label => Tag::Lbl.into(),
        Kind::Value => Tag::LBody.into(),
        Kind::Figure(description) => Tag::Figure(Some(short(description))).into(),
        Kind::Caption => Tag::Caption.into(),
    }
}

/// A name that a PDF can carry; never empty.
pub(super) fn short(text: &str) -> String {
    let short: String =
        text.chars().filter(|c| !crate::html::is_invisible(*c)).take(NAME_MAX_CHARS).collect();
    if short.trim().is_empty() { "—".to_owned() } else { short }
}
