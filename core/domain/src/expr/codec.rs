//! The stored form: JSON arrays with the operation first, such as
//! `["&&",["get","answers.wet"],["==",["get","job.area"],"public"]]`.
//!
//! A Bool, an Int and a text stand for themselves; `["dec","1.30"]`, `["date","2020-01-10"]` and
//! `["ms",28800000]` are the other values; `["get",name]`, `["has",name]`, `["item"]` and `["list",…]`
//! the other nodes; a macro is `["all",range,body]`, a match `["matches",text,"pattern"]`.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeSeed, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Each, Expr, LIST_CAP, MAX_DEPTH, Node, Op, Pattern, Scalar};

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.root().serialize(serializer)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Literal(Scalar::Bool(value)) => serializer.serialize_bool(*value),
            Self::Literal(Scalar::Int(value)) => serializer.serialize_i64(*value),
            Self::Literal(Scalar::Str(value)) => serializer.serialize_str(value),
            Self::Literal(Scalar::Decimal(value)) => ("dec", value).serialize(serializer),
            Self::Literal(Scalar::Date(value)) => ("date", value.to_string()).serialize(serializer),
            Self::Literal(Scalar::Duration(millis)) => ("ms", millis).serialize(serializer),
            Self::Read(name) => ("get", name).serialize(serializer),
            Self::Has(name) => ("has", name).serialize(serializer),
            Self::Item => ("item",).serialize(serializer),
            Self::List(nodes) => tagged("list", nodes, serializer),
            Self::Call(op, operands) => tagged(op.symbol(), operands, serializer),
            Self::Matches(text, pattern) => ("matches", text, pattern.as_str()).serialize(serializer),
            Self::Each(each, parts) => (each.symbol(), &parts.0, &parts.1).serialize(serializer),
        }
    }
}

fn tagged<S: Serializer>(tag: &str, nodes: &[Node], serializer: S) -> Result<S::Ok, S::Error> {
    let mut seq = serializer.serialize_seq(Some(nodes.len() + 1))?;
    seq.serialize_element(tag)?;
    nodes.iter().try_for_each(|node| seq.serialize_element(node))?;
    seq.end()
}

impl<'de> Deserialize<'de> for Expr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let root = NodeAt { depth: 1 }.deserialize(deserializer)?;
        Self::new(root).map_err(de::Error::custom)
    }
}

/// Reads a node that stands at a depth; refuses to read deeper than an expression may be.
#[derive(Clone, Copy)]
struct NodeAt {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for NodeAt {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(de::Error::custom(super::ExprError::TooDeep));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeAt {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an expression")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Literal(Scalar::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Literal(Scalar::Int(value)))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        i64::try_from(value).map(|value| Node::Literal(Scalar::Int(value))).map_err(E::custom)
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Literal(Scalar::Str(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let tag: Cow<'_, str> = argument(&mut seq)?;
        let node = match tag.as_ref() {
            "get" => Node::Read(argument(&mut seq)?),
            "has" => Node::Has(argument(&mut seq)?),
            "item" => Node::Item,
            "dec" => Node::Literal(Scalar::Decimal(argument(&mut seq)?)),
            "ms" => Node::Literal(Scalar::Duration(argument(&mut seq)?)),
            "date" => {
                let text: Cow<'_, str> = argument(&mut seq)?;
                Node::Literal(Scalar::Date(text.parse().map_err(de::Error::custom)?))
            }
            "matches" => {
                let of = seq.next_element_seed(Self { depth: self.depth + 1 })?;
                let of = of.ok_or_else(|| de::Error::custom("an operation lacks its parts"))?;
                let pattern: Cow<'_, str> = argument(&mut seq)?;
                Node::Matches(Box::new(of), Pattern::new(pattern).map_err(de::Error::custom)?)
            }
            "list" => return self.nodes(seq, LIST_CAP).map(Node::List),
            tag => return self.operation(tag, seq),
        };
        match seq.next_element::<de::IgnoredAny>()? {
            None => Ok(node),
            Some(_) => Err(de::Error::custom(format_args!("`{tag}` has too many parts"))),
        }
    }
}

impl NodeAt {
    fn operation<'de, A: SeqAccess<'de>>(self, tag: &str, seq: A) -> Result<Node, A::Error> {
        if let Some(op) = Op::EVERY.into_iter().find(|op| op.symbol() == tag) {
            return self.nodes(seq, op.arity()).map(|operands| Node::Call(op, operands));
        }
        let each = Each::EVERY.into_iter().find(|each| each.symbol() == tag);
        let each = each.ok_or_else(|| {
            let tag: String = tag.chars().take(24).collect();
            de::Error::custom(format_args!("unknown operation `{tag}`: update the app"))
        })?;
        match <[Node; 2]>::try_from(self.nodes(seq, 2)?) {
            Ok([range, body]) => Ok(Node::Each(each, Box::new((range, body)))),
            Err(_) => Err(de::Error::custom(super::ExprError::Arity(each.symbol()))),
        }
    }

    fn nodes<'de, A: SeqAccess<'de>>(self, mut seq: A, at_most: usize) -> Result<Vec<Node>, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = seq.next_element_seed(Self { depth: self.depth + 1 })? {
            if nodes.len() == at_most {
                return Err(de::Error::custom("an operation has too many parts"));
            }
            nodes.push(node);
        }
        Ok(nodes)
    }
}

fn argument<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(seq: &mut A) -> Result<T, A::Error> {
    seq.next_element()?.ok_or_else(|| de::Error::custom("an operation lacks its parts"))
}
