//! Values: answers, literals, arithmetic and the functions that make values.

use doorstep_domain::checklist::Kind;
use doorstep_domain::expr::{Name, Node, Op, Scalar};

use super::known::{Known, is_total, when};
use super::{TODAY, Writer};
use crate::export::names::{parts, reads};
use crate::export::xpath::XPath;

/// A value of the form.
pub(super) struct Value {
    pub(super) xpath: XPath,
    /// The answers without which it has none, as far as that is not known.
    pub(super) needs: Known,
    /// What else must hold for it to have one.
    pub(super) extra: Vec<XPath>,
    /// It looks like a value where an answer is missing, such as a length of 0.
    pub(super) hides: bool,
    /// It is never an empty text.
    pub(super) is_full: bool,
}

type Read = Result<Value, String>;

impl Writer<'_> {
    /// Whether this is a yes or a no.
    pub(super) fn is_truth(&self, node: &Node) -> bool {
        match node {
            Node::Literal(Scalar::Bool(_)) | Node::Has(_) => true,
            Node::Read(name) => matches!(self.kind(name), Some(Kind::Tick | Kind::YesNo)),
            Node::Call(Op::If, inner) => inner.get(1).is_some_and(|yes| self.is_truth(yes)),
            Node::Call(op, _) => matches!(
                op,
                Op::Not
                    | Op::And
                    | Op::Or
                    | Op::Eq
                    | Op::Ne
                    | Op::Lt
                    | Op::Le
                    | Op::Gt
                    | Op::Ge
                    | Op::In
                    | Op::StartsWith
                    | Op::EndsWith
                    | Op::Contains
            ),
            Node::Matches(..) => true,
            Node::Literal(_) | Node::List(_) | Node::Item | Node::Each(..) => false,
        }
    }

    pub(super) fn value(&self, node: &Node, known: &Known) -> Read {
        let needs = needs_of(node, known);
        let of = |xpath| Value { xpath, needs, extra: Vec::new(), hides: false, is_full: false };
        match node {
            Node::Literal(scalar) => {
                let is_full = !matches!(scalar, Scalar::Str(text) if text.is_empty());
                Ok(Value { is_full, ..of(literal(scalar)?) })
            }
            Node::Read(name) => match self.kind(name) {
                Some(Kind::Repeat { .. }) => {
                    Err("of a group of things only the number can be read".to_owned())
                }
                Some(Kind::Tick | Kind::YesNo) => Err(format!("`{name}` is no value of a form")),
                _ => Ok(of(self.answer(name)?)),
            },
            Node::Call(Op::If, choice) => self.choice(choice, known),
            Node::Call(Op::Size, inner) => match inner.as_slice() {
                [inner] => Ok(Value { hides: true, is_full: true, ..of(self.size(inner, known)?) }),
                _ => Err("it cannot be read".to_owned()),
            },
            Node::Call(op, inner) => {
                if *op == Op::Slice {
                    inner.iter().try_for_each(|text| self.named_alike(text))?;
                }
                let inner: Vec<Value> =
                    inner.iter().map(|inner| self.value(inner, known)).collect::<Result<_, _>>()?;
                self.reckoned(*op, node, inner, needs_of(node, known))
            }
            Node::Has(_) | Node::List(_) | Node::Item | Node::Matches(..) | Node::Each(..) => {
                Err("a form has no such value".to_owned())
            }
        }
    }

    fn reckoned(&self, op: Op, node: &Node, inner: Vec<Value>, needs: Known) -> Read {
        let hides = inner.iter().any(|value| value.hides);
        let mut extra: Vec<XPath> = inner.iter().flat_map(|value| value.extra.clone()).collect();
        let operands: Vec<XPath> = inner.into_iter().map(|value| value.xpath).collect();
        let is_text = self.is_text(node);
        let (xpath, hides) = match (op, operands.as_slice()) {
            (Op::Add, [_, _]) if is_text => (XPath::call("concat", &operands), true),
            (Op::Add, [a, b]) => (a.clone().binary("+", b.clone()), hides),
            (Op::Sub, [a, b]) => (a.clone().binary("-", b.clone()), hides),
            (Op::Mul, [a, b]) => (a.clone().binary("*", b.clone()), hides),
            (Op::Rem, [a, b]) => (a.clone().binary("mod", b.clone()), hides),
            (Op::Neg, [a]) => (XPath::Negative(Box::new(a.clone())), hides),
            (Op::AddDays, [day, XPath::Negative(by)]) => (moved(day, "-", by), hides),
            (Op::AddDays, [day, by]) => (moved(day, "+", by), hides),
            (Op::DaysBetween, [from, to]) => (to.clone().binary("-", from.clone()), hides),
            (op, operands) if Op::FUNCTIONS.contains(&op) => {
                let (xpath, needed) = super::function::written(op, operands)?;
                extra.extend(needed);
                (xpath, hides || op == Op::Slice)
            }
            _ => return Err(format!("`{}` has no counterpart in a form", op.symbol())),
        };
        Ok(Value { xpath, needs, extra, hides, is_full: !is_text })
    }

    fn is_text(&self, node: &Node) -> bool {
        match node {
            Node::Literal(Scalar::Str(_)) => true,
            Node::Read(name) => matches!(
                self.kind(name),
                Some(Kind::Choice { .. } | Kind::Text { .. } | Kind::Scan | Kind::DateTime)
            ),
            Node::Call(Op::Add, inner) => inner.iter().any(|inner| self.is_text(inner)),
            Node::Call(Op::Slice | Op::Text | Op::FormatDate, _) => true,
            Node::Call(Op::If, inner) => inner.iter().skip(1).any(|inner| self.is_text(inner)),
            _ => false,
        }
    }

    /// How many characters, options or things.
    fn size(&self, of: &Node, known: &Known) -> Result<XPath, String> {
        let Node::Read(name) = of else {
            let text = self.value(of, known)?;
            return Ok(XPath::call("string-length", &[text.xpath]));
        };
        let answer = self.answer(name)?;
        match self.kind(name) {
            Some(Kind::Repeat { .. }) => Ok(answer),
            Some(Kind::Multi { .. }) => Ok(XPath::call("count-selected", &[answer])),
            Some(Kind::Text { .. } | Kind::Scan) => Ok(XPath::call("string-length", &[answer])),
            _ => Err("only words, options and things can be counted".to_owned()),
        }
    }

    /// `c ? a : b` as a value.
    fn choice(&self, choice: &[Node], known: &Known) -> Read {
        let [condition, yes, no] = choice else { return Err("it cannot be read".to_owned()) };
        if let Some(filled) = self.filled(condition, yes, no, known)? {
            return Ok(filled);
        }
        if !is_total(condition, known) {
            return Err("what it chooses by may have no answer".to_owned());
        }
        let with = |is: bool| -> Known { known.iter().cloned().chain(when(condition, is)).collect() };
        let (a, b) = (self.value(yes, &with(true))?, self.value(no, &with(false))?);
        let holds = self.holds(condition, true, known)?;
        let mut extra = Vec::new();
        if !(a.needs.is_empty() && b.needs.is_empty() && a.extra.is_empty() && b.extra.is_empty()) {
            let case = |is: bool, value: &Value| {
                let mut all = vec![self.holds(condition, is, known)?];
                for name in &value.needs {
                    all.push(self.answered(name, true)?);
                }
                all.extend(value.extra.iter().cloned());
                Ok::<_, String>(XPath::all(all))
            };
            extra.push(XPath::any([case(true, &a)?, case(false, &b)?]));
        }
        let is_full = a.is_full && b.is_full;
        let xpath = XPath::call("if", &[holds, a.xpath, b.xpath]);
        Ok(Value { xpath, needs: Known::new(), extra, hides: true, is_full })
    }

    /// An answer, its length or that there is one, and something else where it is missing: what functions of a form say
    /// by themselves.
    fn filled(
        &self,
        condition: &Node,
        yes: &Node,
        no: &Node,
        known: &Known,
    ) -> Result<Option<Value>, String> {
        let zero = Node::Literal(Scalar::Int(0));
        let named = |name: &Name| self.guards(condition, name);
        let xpath = match yes {
            Node::Call(Op::Size, inner) if *no == zero => match inner.as_slice() {
                [of @ Node::Read(name)] if named(name) => self.size(of, known)?,
                _ => return Ok(None),
            },
            Node::Literal(Scalar::Int(1)) if *no == zero => match parts(condition, Op::And).last() {
                Some(Node::Has(name)) if named(name) => XPath::call("count-non-empty", &[self.answer(name)?]),
                _ => return Ok(None),
            },
            Node::Read(name) if named(name) => {
                let (answer, without) = (self.value(yes, known)?, self.value(no, known)?);
                let xpath = XPath::call("coalesce", &[answer.xpath, without.xpath]);
                let Value { needs, extra, is_full, .. } = without;
                if !needs.is_empty() || !extra.is_empty() {
                    return Ok(None);
                }
                return Ok(Some(Value { xpath, needs, extra, hides: true, is_full }));
            }
            _ => return Ok(None),
        };
        Ok(Some(Value { xpath, needs: Known::new(), extra: Vec::new(), hides: true, is_full: true }))
    }

    /// Whether a condition says that there is an answer, and no more than that its question is asked.
    pub(super) fn guards(&self, condition: &Node, name: &Name) -> bool {
        let asked = self.names.read(name).map(|entry| entry.conditions()).unwrap_or_default();
        let all = parts(condition, Op::And);
        let is_answer = |part: &Node| matches!(part, Node::Has(read) if read == name);
        all.iter().any(|part| is_answer(part))
            && all.iter().all(|part| is_answer(part) || asked.contains(part))
    }
}

/// What a value needs, as far as it is not known.
fn needs_of(node: &Node, known: &Known) -> Known {
    reads(node).into_iter().filter(|name| is_open(name, known)).collect()
}

fn is_open(name: &Name, known: &Known) -> bool {
    name.as_str() != TODAY && !known.contains(name)
}

fn moved(day: &XPath, sign: &'static str, by: &XPath) -> XPath {
    XPath::call("date", &[day.clone().binary(sign, by.clone())])
}

fn literal(scalar: &Scalar) -> Result<XPath, String> {
    Ok(match scalar {
        Scalar::Int(number) => signed(&number.to_string()),
        Scalar::Decimal(number) => signed(&number.to_string()),
        Scalar::Str(text) => XPath::text(text)?,
        Scalar::Date(day) => XPath::atom(format!("date('{day}')")),
        Scalar::Bool(value) => XPath::truth(*value),
        Scalar::Duration(_) => return Err("a length of time has no counterpart in a form".to_owned()),
    })
}

fn signed(digits: &str) -> XPath {
    match digits.strip_prefix('-') {
        Some(digits) => XPath::Negative(Box::new(XPath::atom(digits))),
        None => XPath::atom(digits),
    }
}
