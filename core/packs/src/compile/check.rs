//! From the parser's tree to ours, with the type of every node.

use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr as Parsed, LiteralValue, operators};
use doorstep_domain::expr::{
    Each, ExprError, Name, Node, Op, Pattern, Scalar, ScalarType, Type, parse_duration,
};

use super::{CompileError, Environment, types};

type Checked = Result<(Node, Type), CompileError>;

/// The variable of the list macro around the node at hand.
#[derive(Clone, Copy)]
struct Variable<'a> {
    name: &'a str,
    element: ScalarType,
}

/// Checks one expression against its environment.
pub(super) struct Checker<'a> {
    environment: &'a Environment,
    variable: Option<Variable<'a>>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(environment: &'a Environment) -> Self {
        Self { environment, variable: None }
    }

    pub(super) fn check(&self, parsed: &'a IdedExpr) -> Checked {
        match &parsed.expr {
            Parsed::Literal(literal) => self::literal(literal),
            Parsed::Ident(name) if self.is_variable(name) => self.item(),
            Parsed::Ident(_) | Parsed::Select(_) => {
                self.name(parsed).map(|(name, ty)| (Node::Read(name), ty))
            }
            Parsed::List(list) => self.list(&list.elements),
            Parsed::Call(call) => self.call(call),
            Parsed::Map(_) => Err(unsupported("a map")),
            Parsed::Struct(_) => Err(unsupported("a message")),
            Parsed::Comprehension(_) | Parsed::Unspecified => Err(unsupported("this construct")),
        }
    }

    fn is_variable(&self, name: &str) -> bool {
        self.variable.is_some_and(|variable| variable.name == name)
    }

    fn item(&self) -> Checked {
        let variable = self.variable.ok_or_else(|| unsupported("a variable"))?;
        Ok((Node::Item, Type::Scalar(variable.element)))
    }

    /// A dotted name of the environment.
    fn name(&self, parsed: &IdedExpr) -> Result<(Name, Type), CompileError> {
        let text = dotted(parsed)?;
        let unknown =
            || CompileError::UnknownName { near: self.environment.nearest(&text), name: text.clone() };
        let declared = self.environment.get(&text).ok_or_else(unknown)?;
        Ok((Name::new(text.clone()).map_err(|_| unknown())?, declared))
    }

    fn list(&self, elements: &'a [IdedExpr]) -> Checked {
        let mut nodes = Vec::with_capacity(elements.len());
        let mut of = None;
        for element in elements {
            let (node, found) = self.check(element)?;
            let Type::Scalar(scalar) = found else { return Err(unsupported("a list inside a list")) };
            if *of.get_or_insert(scalar) != scalar {
                return Err(unsupported("a list of several types"));
            }
            nodes.push(node);
        }
        let element = of.ok_or(CompileError::EmptyList)?;
        Ok((Node::List(nodes), Type::List(element)))
    }

    fn call(&self, call: &'a CallExpr) -> Checked {
        let name = call.func_name.as_str();
        match (name, call.target.as_deref(), call.args.as_slice()) {
            ("has", None, [argument]) => self.has(argument),
            ("dec", None, [argument]) => decimal(argument),
            ("date", None, [argument]) => date(argument),
            ("duration", None, [argument]) => duration(argument),
            ("size", None, [argument]) | ("size", Some(argument), []) => {
                self.operation(Op::Size, &[argument])
            }
            ("matches", Some(target), [pattern]) => self.matches(target, pattern),
            (_, Some(range), [variable, body]) if each(name).is_some() => {
                self.each(name, range, variable, body)
            }
            (_, Some(target), [argument]) => match method(name) {
                Some(op) => self.operation(op, &[target, argument]),
                None => Err(unsupported(&format!("`{name}`"))),
            },
            (_, None, arguments) => match operator(name).or_else(|| function(name)) {
                Some(op) => self.operation(op, &arguments.iter().collect::<Vec<_>>()),
                None => Err(unsupported(&format!("`{name}`"))),
            },
            _ => Err(unsupported(&format!("`{name}`"))),
        }
    }

    fn operation(&self, op: Op, operands: &[&'a IdedExpr]) -> Checked {
        let mut nodes = Vec::with_capacity(operands.len());
        let mut found = Vec::with_capacity(operands.len());
        for operand in operands {
            let (node, ty) = self.check(operand)?;
            nodes.push(node);
            found.push(ty);
        }
        Ok((Node::Call(op, nodes), types::result_of(op, &found)?))
    }

    fn has(&self, argument: &IdedExpr) -> Checked {
        match &argument.expr {
            Parsed::Select(_) => Ok((Node::Has(self.name(argument)?.0), Type::BOOL)),
            _ => Err(CompileError::Argument { function: "has", example: "has(answers.voucher)" }),
        }
    }

    fn matches(&self, target: &'a IdedExpr, pattern: &IdedExpr) -> Checked {
        let (text, found) = self.check(target)?;
        if found != Type::STR {
            return Err(CompileError::Operands { operation: "matches", found: found.to_string() });
        }
        let wrong = CompileError::Argument { function: "matches", example: "job.area.matches(\"^[a-z]+$\")" };
        let pattern = Pattern::new(text_of(pattern).ok_or(wrong)?).map_err(ExprError::from)?;
        Ok((Node::Matches(Box::new(text), pattern), Type::BOOL))
    }

    fn each(&self, name: &str, range: &'a IdedExpr, variable: &'a IdedExpr, body: &'a IdedExpr) -> Checked {
        let each = each(name).ok_or_else(|| unsupported(name))?;
        if self.variable.is_some() {
            return Err(ExprError::NestedEach.into());
        }
        let (range, found) = self.check(range)?;
        let Type::List(element) = found else {
            return Err(CompileError::Operands { operation: each.symbol(), found: found.to_string() });
        };
        let Parsed::Ident(variable) = &variable.expr else { return Err(unsupported("this variable")) };
        if self.environment.has_root(variable) {
            return Err(CompileError::Shadows(variable.clone()));
        }
        let inner =
            Checker { environment: self.environment, variable: Some(Variable { name: variable, element }) };
        let (body, of_body) = inner.check(body)?;
        let value = match (each, of_body) {
            (Each::All | Each::Exists, Type::BOOL) => Type::BOOL,
            (Each::Filter, Type::BOOL) => Type::List(element),
            (Each::Map, Type::Scalar(scalar)) => Type::List(scalar),
            _ => return Err(CompileError::Operands { operation: each.symbol(), found: of_body.to_string() }),
        };
        Ok((Node::Each(each, Box::new((range, body))), value))
    }
}

/// The dotted path that identifiers and selections spell.
fn dotted(parsed: &IdedExpr) -> Result<String, CompileError> {
    let mut parts = Vec::new();
    let mut at = parsed;
    loop {
        match &at.expr {
            Parsed::Ident(name) => {
                parts.push(name.as_str());
                parts.reverse();
                return Ok(parts.join("."));
            }
            Parsed::Select(select) => {
                parts.push(select.field.as_str());
                at = &select.operand;
            }
            _ => return Err(unsupported("a field of a computed value")),
        }
    }
}

fn literal(literal: &LiteralValue) -> Checked {
    match literal {
        LiteralValue::Boolean(value) => Ok((Node::Literal(Scalar::Bool(*value.inner())), Type::BOOL)),
        LiteralValue::Int(value) => Ok((Node::Literal(Scalar::Int(*value.inner())), Type::INT)),
        LiteralValue::String(value) => Ok((Node::Literal(Scalar::Str(value.inner().to_owned())), Type::STR)),
        LiteralValue::Double(value) => Err(CompileError::Float(value.inner().to_string())),
        LiteralValue::UInt(_) => Err(unsupported("an unsigned number")),
        LiteralValue::Bytes(_) => Err(unsupported("a text of bytes")),
        LiteralValue::Null => Err(unsupported("null")),
    }
}

fn decimal(argument: &IdedExpr) -> Checked {
    let wrong = CompileError::Argument { function: "dec", example: "dec(\"1.30\")" };
    let value = text_of(argument).and_then(|text| text.parse().ok()).ok_or(wrong)?;
    Ok((Node::Literal(Scalar::Decimal(value)), Type::DECIMAL))
}

fn date(argument: &IdedExpr) -> Checked {
    let wrong = CompileError::Argument { function: "date", example: "date(\"2020-01-10\")" };
    let text = text_of(argument).filter(|text| text.len() == "2020-01-10".len());
    let value = text.and_then(|text| text.parse().ok()).ok_or(wrong)?;
    Ok((Node::Literal(Scalar::Date(value)), Type::DATE))
}

fn duration(argument: &IdedExpr) -> Checked {
    let wrong = CompileError::Argument { function: "duration", example: "duration(\"1h30m\")" };
    let millis = text_of(argument).and_then(parse_duration).ok_or(wrong)?;
    Ok((Node::Literal(Scalar::Duration(millis)), Type::DURATION))
}

fn text_of(argument: &IdedExpr) -> Option<&str> {
    match &argument.expr {
        Parsed::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}

fn each(name: &str) -> Option<Each> {
    Each::EVERY.into_iter().find(|each| each.symbol() == name)
}

fn method(name: &str) -> Option<Op> {
    [Op::StartsWith, Op::EndsWith, Op::Contains].into_iter().find(|op| op.symbol() == name)
}

/// The functions that are ours and not CEL's.
fn function(name: &str) -> Option<Op> {
    let dates = [Op::AddDays, Op::AddMonths, Op::AddYears, Op::Days, Op::DaysBetween];
    dates.into_iter().chain(Op::FUNCTIONS).chain(Op::OF_LISTS).find(|op| op.symbol() == name)
}

fn operator(name: &str) -> Option<Op> {
    Some(match name {
        operators::LOGICAL_NOT => Op::Not,
        operators::NEGATE => Op::Neg,
        operators::LOGICAL_AND => Op::And,
        operators::LOGICAL_OR => Op::Or,
        operators::CONDITIONAL => Op::If,
        operators::EQUALS => Op::Eq,
        operators::NOT_EQUALS => Op::Ne,
        operators::LESS => Op::Lt,
        operators::LESS_EQUALS => Op::Le,
        operators::GREATER => Op::Gt,
        operators::GREATER_EQUALS => Op::Ge,
        operators::ADD => Op::Add,
        operators::SUBSTRACT => Op::Sub,
        operators::MULTIPLY => Op::Mul,
        operators::DIVIDE => Op::Div,
        operators::MODULO => Op::Rem,
        operators::IN => Op::In,
        _ => return None,
    })
}

fn unsupported(what: &str) -> CompileError {
    CompileError::Unsupported(match what {
        "`_[_]`" => "an index".to_owned(),
        what => what.to_owned(),
    })
}
