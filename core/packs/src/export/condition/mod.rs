//! CEL into XPath, so that a condition holds in the form exactly where it holds in the pack.
//!
//! An answer that is missing is an error in CEL, which `&&` and `||` absorb, and an empty text in XPath, with which
//! every comparison has a result. So nothing is translated as it stands: [`Writer::holds`] writes where an expression
//! comes to true, or where it comes to false, and an error is neither. Where XPath would say otherwise of an empty text,
//! the condition says that there is an answer; what is known from the parts around is not said twice.

mod compare;
mod function;
mod known;
mod value;

use doorstep_domain::checklist::Kind;
use doorstep_domain::expr::{Each, Expr, Name, Node, Op, Scalar};

use super::names::{Names, parts};
use super::xpath::XPath;
use known::Known;

/// A condition of the form, or why it has none.
type Said = Result<XPath, String>;

/// Where an expression stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Here<'a> {
    /// The step whose answer `.` means, which is there.
    pub(super) own: Option<&'a str>,
    /// The group of things around it.
    pub(super) group: Option<&'a str>,
}

/// Writes the expressions of one checklist.
pub(super) struct Writer<'a> {
    names: &'a Names<'a>,
    here: Here<'a>,
}

/// `visit.date` in the form.
const TODAY: &str = "visit.date";

impl<'a> Writer<'a> {
    pub(super) fn new(names: &'a Names<'a>, here: Here<'a>) -> Self {
        Self { names, here }
    }

    /// Where a condition holds.
    pub(super) fn condition(&self, expression: &Expr) -> Result<String, String> {
        Ok(self.said(expression)?.to_string())
    }

    /// The same, to be put together with others.
    pub(super) fn said(&self, expression: &Expr) -> Said {
        self.holds(expression.root(), true, &self.known())
    }

    /// An answer by itself.
    pub(super) fn named(&self, name: &Name) -> Said {
        self.answer(name)
    }

    /// Where all of these parts hold.
    pub(super) fn conditions(&self, parts: &[&Node]) -> Result<String, String> {
        Ok(self.joined(parts, true, true, &self.known())?.to_string())
    }

    /// A value that is worked out, with the names that it needs.
    pub(super) fn calculation(&self, expression: &Expr) -> Result<(String, Known), String> {
        let root = expression.root();
        if self.is_truth(root) {
            return Ok((self.condition(expression)?, Known::default()));
        }
        let value = self.value(root, &self.known())?;
        Ok((value.xpath.to_string(), value.needs))
    }

    /// How many things there are to be.
    pub(super) fn count(&self, node: &Node) -> Result<String, String> {
        // An empty number of things is none.
        if let Node::Call(Op::If, choice) = node
            && let [condition, yes @ Node::Read(name), no] = choice.as_slice()
            && self.guards(condition, name)
            && *no == Node::Literal(Scalar::Int(0))
        {
            return Ok(self.value(yes, &Known::default())?.xpath.to_string());
        }
        Ok(self.value(node, &self.known())?.xpath.to_string())
    }

    /// What is known where the expression stands: an answer that is judged is there.
    fn known(&self) -> Known {
        let own = self.here.own.and_then(|own| Name::new(format!("answers.{own}")).ok());
        own.into_iter().collect()
    }

    /// Where an expression comes to true, or, with `wanted` false, where it comes to false.
    fn holds(&self, node: &Node, wanted: bool, known: &Known) -> Said {
        match node {
            Node::Literal(Scalar::Bool(value)) => Ok(XPath::truth(*value == wanted)),
            Node::Has(name) => self.answered(name, wanted),
            Node::Read(name) => self.truth(name, wanted, known),
            Node::Each(each, inner) => self.each(*each, &inner.0, &inner.1, wanted, known),
            Node::Call(Op::Not, inner) => match inner.as_slice() {
                [inner] => self.holds(inner, !wanted, known),
                _ => Err("it cannot be read".to_owned()),
            },
            Node::Call(op @ (Op::And | Op::Or), _) => {
                if !wanted && known::is_total(node, known) {
                    return Ok(self.holds(node, true, known)?.not());
                }
                self.joined(&parts(node, *op), wanted, (*op == Op::And) == wanted, known)
            }
            Node::Call(Op::If, inner) => self.chosen(inner, wanted, known),
            Node::Matches(text, pattern) => self.matched(text, pattern, wanted, known),
            Node::Call(op, inner) => self.called(*op, inner, wanted, known),
            Node::Literal(_) | Node::List(_) | Node::Item => Err("it is no condition".to_owned()),
        }
    }

    /// Where all parts come to what is wanted, or any of them does.
    fn joined(&self, parts: &[&Node], wanted: bool, all: bool, known: &Known) -> Said {
        let beside = |at: usize| {
            let others = parts.iter().enumerate().filter(move |(i, _)| *i != at);
            // Of two parts that read the same answer, the first says that it is there.
            others.flat_map(move |(i, part)| match all {
                true if i < at => known::when(part, wanted),
                true => known::said(part, wanted),
                false => known::unless(part, wanted),
            })
        };
        let mut written = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            let known: Known = known.iter().cloned().chain(beside(i)).collect();
            written.push(self.holds(part, wanted, &known)?);
        }
        // `has(n) && n > 5` is `n > 5`, which an empty text never is; and `!has(n) || n != 5` is `n != 5`, which it
        // always is.
        let is_said = |at: usize| match parts[at] {
            Node::Has(name) => wanted && all && self.says_more(parts, &written, at, name, false),
            Node::Call(Op::Not, inner) => match inner.as_slice() {
                [Node::Has(name)] => wanted && !all && self.says_more(parts, &written, at, name, true),
                _ => false,
            },
            _ => false,
        };
        let kept: Vec<usize> = (0..parts.len()).filter(|at| !is_said(*at)).collect();
        let kept = kept.into_iter().map(|at| written[at].clone());
        Ok(if all { XPath::all(kept) } else { XPath::any(kept) })
    }

    /// Whether another part comes to `without` wherever there is no answer, so that nothing else has to say so.
    fn says_more(&self, parts: &[&Node], written: &[XPath], at: usize, name: &Name, without: bool) -> bool {
        let mut others = parts.iter().zip(written).enumerate().filter(|(i, _)| *i != at);
        let Ok(answer) = self.answer(name) else { return false };
        others.any(|(_, (part, xpath))| compare::comes_to(without, part, xpath, name, &answer))
    }

    /// Whether there is an answer.
    fn answered(&self, name: &Name, wanted: bool) -> Said {
        if name.as_str() == TODAY {
            return Ok(XPath::truth(wanted));
        }
        let answer = self.answer(name)?;
        let is_group = matches!(self.kind(name), Some(Kind::Repeat { .. }));
        Ok(match (is_group, wanted) {
            (true, true) => answer.binary(">", XPath::atom("0")),
            (true, false) => answer.binary("=", XPath::atom("0")),
            (false, true) => answer.binary("!=", XPath::atom("''")),
            (false, false) => answer.binary("=", XPath::atom("''")),
        })
    }

    /// A yes or a no.
    fn truth(&self, name: &Name, wanted: bool, known: &Known) -> Said {
        let answer = self.answer(name)?;
        match (self.kind(name), wanted) {
            (Some(Kind::YesNo), true) => Ok(answer.binary("=", XPath::atom("'yes'"))),
            (Some(Kind::YesNo), false) => Ok(answer.binary("=", XPath::atom("'no'"))),
            (Some(Kind::Tick), true) => Ok(answer.binary("=", XPath::atom("'OK'"))),
            (Some(Kind::Tick), false) => {
                let is_there = (!known.contains(name)).then(|| self.answered(name, true)).transpose()?;
                Ok(XPath::all(is_there.into_iter().chain([answer.binary("!=", XPath::atom("'OK'"))])))
            }
            _ => Err(format!("`{name}` is no yes or no in a form")),
        }
    }

    /// `c ? a : b` as a condition.
    fn chosen(&self, choice: &[Node], wanted: bool, known: &Known) -> Said {
        let [condition, yes, no] = choice else { return Err("it cannot be read".to_owned()) };
        let case = |is: bool, value: &Node| {
            let inside: Known = known.iter().cloned().chain(known::when(condition, is)).collect();
            let (condition, value) = (self.holds(condition, is, known)?, self.holds(value, wanted, &inside)?);
            Ok::<_, String>(XPath::all([condition, value]))
        };
        let is_never = |xpath: &XPath| *xpath == XPath::truth(false);
        let cases = [case(true, yes)?, case(false, no)?];
        Ok(XPath::any(cases.into_iter().filter(|case| !is_never(case))))
    }

    /// `exists` and `all` over chosen options, where they ask for one of them.
    fn each(&self, each: Each, range: &Node, body: &Node, wanted: bool, known: &Known) -> Said {
        let one = match body {
            Node::Call(op @ (Op::Eq | Op::Ne), sides) => match sides.as_slice() {
                [Node::Item, option @ Node::Literal(Scalar::Str(_))]
                | [option @ Node::Literal(Scalar::Str(_)), Node::Item] => Some((*op, option)),
                _ => None,
            },
            _ => None,
        };
        match (each, one) {
            (Each::Exists, Some((Op::Eq, option))) => self.contained(option, range, wanted, known),
            (Each::All, Some((Op::Ne, option))) => self.contained(option, range, !wanted, known),
            _ => Err(format!("`{}` has no counterpart: a form does not go through lists", each.symbol())),
        }
    }

    /// The kind of the step whose answer is read.
    fn kind(&self, name: &Name) -> Option<&Kind> {
        self.names.read(name).map(|entry| &entry.step.kind)
    }

    /// An answer, as the form names it.
    fn answer(&self, name: &Name) -> Said {
        if name.as_str() == TODAY {
            return Ok(XPath::atom("today()"));
        }
        let entry = self
            .names
            .read(name)
            .ok_or_else(|| format!("it reads `{name}`, of which a form knows nothing"))?;
        if self.here.own == Some(entry.step.id.as_str()) {
            return Ok(XPath::atom("."));
        }
        if entry.is_shared {
            return Err(format!("several rows of the form are called `{}`", entry.name));
        }
        if entry.step.each.is_some() && entry.step.each.as_deref() != self.here.group {
            return Err(format!(
                "`{name}` is asked for each of several things, and read from outside of them"
            ));
        }
        if matches!(entry.step.kind, Kind::Repeat { .. }) {
            return Ok(XPath::atom(format!("count(${{{}}})", entry.name)));
        }
        Ok(XPath::atom(format!("${{{}}}", entry.name)))
    }
}
