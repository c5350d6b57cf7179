//! The syntax tree, and the checks that bound its evaluation.

use std::collections::BTreeSet;

use super::{ExprError, LIST_CAP, MAX_DEPTH, MAX_NODES, Name, Pattern, Scalar, function};

/// One node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A written value.
    Literal(Scalar),
    /// A written list.
    List(Vec<Self>),
    /// The value of a name; without an answer it is an error.
    Read(Name),
    /// `has(name)`: whether the name has an answer. Never an error.
    Has(Name),
    /// The element at hand in the body of [`Node::Each`].
    Item,
    /// An operation on the values of its operands.
    Call(Op, Vec<Self>),
    /// `text.matches("pattern")`: whether the pattern is found in the text.
    Matches(Box<Self>, Pattern),
    /// A list macro: range, then body. The body sees one element as [`Node::Item`].
    Each(Each, Box<(Self, Self)>),
}

/// The list macros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Each {
    /// Whether the body holds for every element; true for none.
    All,
    /// Whether the body holds for some element.
    Exists,
    /// The values of the body.
    Map,
    /// The elements for which the body holds.
    Filter,
}

impl Each {
    /// Every list macro.
    pub const EVERY: [Self; 4] = [Self::All, Self::Exists, Self::Map, Self::Filter];

    /// How CEL writes it.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Exists => "exists",
            Self::Map => "map",
            Self::Filter => "filter",
        }
    }
}

/// The operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `!a`
    Not,
    /// `-a`
    Neg,
    /// `a && b`
    And,
    /// `a || b`
    Or,
    /// `a ? b : c`
    If,
    /// `a == b`
    Eq,
    /// `a != b`
    Ne,
    /// `a < b`
    Lt,
    /// `a <= b`
    Le,
    /// `a > b`
    Gt,
    /// `a >= b`
    Ge,
    /// `a + b`: numbers, durations, texts, lists, a date and whole days.
    Add,
    /// `a - b`: numbers, durations, two dates, a date and whole days.
    Sub,
    /// `a * b`
    Mul,
    /// `a / b` of whole numbers, towards zero.
    Div,
    /// `a % b` of whole numbers, with the sign of `a`.
    Rem,
    /// `a in b`
    In,
    /// `size(a)`: characters of a text, elements of a list.
    Size,
    /// `a.startsWith(b)`
    StartsWith,
    /// `a.endsWith(b)`
    EndsWith,
    /// `a.contains(b)`
    Contains,
    /// `addDays(date, n)`
    AddDays,
    /// `addMonths(date, n)`: the last day of a month that has no such day.
    AddMonths,
    /// `addYears(date, n)`: 28 February where there is no 29th.
    AddYears,
    /// `days(duration)`: the whole days of it, towards zero.
    Days,
    /// `daysBetween(from, to)`: negative if `to` is the earlier one.
    DaysBetween,
    /// `slice(text, from)`, `slice(text, from, to)`: the characters from one place up to another, counted from 0 and,
    /// below 0, from the end; what lies outside of the text is empty.
    Slice,
    /// `number(text)`: the decimal that a text spells; an error for any other text.
    Number,
    /// `int(number)`: the whole part of it, towards zero.
    Int,
    /// `round(number, digits)`: with so many digits after the point, halves away from zero.
    Round,
    /// `quotient(a, b, digits)`: `a` by `b` with so many digits after the point, halves away from zero.
    Quotient,
    /// `string(a)`: a number or a date as it is written, a text as it is.
    Text,
    /// `formatDate(date, "%Y-%m-%d")`: a date as a format says.
    FormatDate,
    /// `sum(list)` of numbers; 0 of none.
    Sum,
    /// `min(list)`: the smallest; no answer as long as the list is empty.
    Min,
    /// `max(list)`: the largest, as [`Self::Min`].
    Max,
    /// `join(texts, between)`: one after the other, with a text between them.
    Join,
}

impl Op {
    /// Every operation.
    pub const EVERY: [Self; 37] = [
        Self::Not,
        Self::Neg,
        Self::And,
        Self::Or,
        Self::If,
        Self::Eq,
        Self::Ne,
        Self::Lt,
        Self::Le,
        Self::Gt,
        Self::Ge,
        Self::Add,
        Self::Sub,
        Self::Mul,
        Self::Div,
        Self::Rem,
        Self::In,
        Self::Size,
        Self::StartsWith,
        Self::EndsWith,
        Self::Contains,
        Self::AddDays,
        Self::AddMonths,
        Self::AddYears,
        Self::Days,
        Self::DaysBetween,
        Self::Slice,
        Self::Number,
        Self::Int,
        Self::Round,
        Self::Quotient,
        Self::Text,
        Self::FormatDate,
        Self::Sum,
        Self::Min,
        Self::Max,
        Self::Join,
    ];

    /// The functions on texts and numbers.
    pub const FUNCTIONS: [Self; 7] =
        [Self::Slice, Self::Number, Self::Int, Self::Round, Self::Quotient, Self::Text, Self::FormatDate];

    /// The functions on lists.
    pub const OF_LISTS: [Self; 4] = [Self::Sum, Self::Min, Self::Max, Self::Join];

    /// The word for it in the stored tree; CEL's sign where CEL has one.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Not => "!",
            Self::Neg => "neg",
            Self::And => "&&",
            Self::Or => "||",
            Self::If => "?:",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Rem => "%",
            Self::In => "in",
            Self::Size => "size",
            Self::StartsWith => "startsWith",
            Self::EndsWith => "endsWith",
            Self::Contains => "contains",
            Self::AddDays => "addDays",
            Self::AddMonths => "addMonths",
            Self::AddYears => "addYears",
            Self::Days => "days",
            Self::DaysBetween => "daysBetween",
            Self::Slice => "slice",
            Self::Number => "number",
            Self::Int => "int",
            Self::Round => "round",
            Self::Quotient => "quotient",
            Self::Text => "string",
            Self::FormatDate => "formatDate",
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::Join => "join",
        }
    }

    /// The most operands that it has.
    #[must_use]
    pub const fn arity(self) -> usize {
        match self {
            Self::Not | Self::Neg | Self::Size | Self::Days | Self::Number | Self::Int | Self::Text => 1,
            Self::Sum | Self::Min | Self::Max => 1,
            Self::If | Self::Slice | Self::Quotient => 3,
            _ => 2,
        }
    }

    /// The fewest operands that it has.
    #[must_use]
    pub const fn fewest(self) -> usize {
        match self {
            Self::Slice => 2,
            _ => self.arity(),
        }
    }

    /// How many elements the operation itself may look at.
    const fn own_cost(self) -> u32 {
        match self {
            Self::In | Self::Eq | Self::Ne | Self::Add => LIST_COST,
            Self::Sum | Self::Min | Self::Max | Self::Join => LIST_COST,
            _ => 1,
        }
    }
}

/// [`LIST_CAP`] as a factor of cost.
#[allow(clippy::cast_possible_truncation, reason = "LIST_CAP is 64")]
const LIST_COST: u32 = LIST_CAP as u32;

/// What matching a text costs: a pattern has far more states than other operations have steps.
const MATCH_COST: u32 = 100;

/// Where in the tree a check stands.
#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    in_body: bool,
}

impl Node {
    /// Checks every limit but the cost. Recurses at most [`MAX_DEPTH`] levels, whatever the tree.
    pub(super) fn check(&self) -> Result<(), ExprError> {
        let mut nodes = 0;
        self.check_at(Place { depth: 1, in_body: false }, &mut nodes)
    }

    fn check_at(&self, place: Place, nodes: &mut usize) -> Result<(), ExprError> {
        *nodes += 1;
        if *nodes > MAX_NODES {
            return Err(ExprError::TooManyNodes);
        }
        if place.depth > MAX_DEPTH {
            return Err(ExprError::TooDeep);
        }
        let below = Place { depth: place.depth + 1, ..place };
        match self {
            Self::Literal(_) | Self::Read(_) | Self::Has(_) => Ok(()),
            Self::Item if place.in_body => Ok(()),
            Self::Item => Err(ExprError::ItemOutside),
            Self::List(items) if items.len() > LIST_CAP => Err(ExprError::ListTooLong),
            Self::Call(op, operands) if !(op.fewest()..=op.arity()).contains(&operands.len()) => {
                Err(ExprError::Arity(op.symbol()))
            }
            Self::Call(op, operands) => {
                function::check(*op, operands)?;
                operands.iter().try_for_each(|operand| operand.check_at(below, nodes))
            }
            Self::List(items) => items.iter().try_for_each(|item| item.check_at(below, nodes)),
            Self::Matches(text, _) => text.check_at(below, nodes),
            Self::Each(..) if place.in_body => Err(ExprError::NestedEach),
            Self::Each(_, parts) => {
                parts.0.check_at(below, nodes)?;
                parts.1.check_at(Place { in_body: true, ..below }, nodes)
            }
        }
    }

    /// An upper bound of the nodes and list elements looked at. The tree is checked.
    pub(super) fn cost(&self) -> u32 {
        let sum = |nodes: &[Self]| nodes.iter().map(Self::cost).fold(0, u32::saturating_add);
        match self {
            Self::Literal(_) | Self::Read(_) | Self::Has(_) | Self::Item => 1,
            Self::List(items) => sum(items).saturating_add(1),
            Self::Call(op, operands) => sum(operands).saturating_add(op.own_cost()),
            Self::Matches(text, _) => text.cost().saturating_add(MATCH_COST),
            Self::Each(_, parts) => {
                let body = parts.1.cost().saturating_mul(LIST_COST);
                parts.0.cost().saturating_add(body).saturating_add(1)
            }
        }
    }

    /// Adds every name below this node.
    pub(super) fn collect_reads(&self, names: &mut BTreeSet<Name>) {
        match self {
            Self::Literal(_) | Self::Item => {}
            Self::Read(name) | Self::Has(name) => {
                names.insert(name.clone());
            }
            Self::List(nodes) | Self::Call(_, nodes) => {
                nodes.iter().for_each(|node| node.collect_reads(names));
            }
            Self::Matches(text, _) => text.collect_reads(names),
            Self::Each(_, parts) => {
                parts.0.collect_reads(names);
                parts.1.collect_reads(names);
            }
        }
    }
}
