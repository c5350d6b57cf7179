//! Random well-typed expressions mean the same here and in the `cel` crate: equal values, or an error
//! in both.

use std::collections::HashMap;

use doorstep_domain::expr::{Context, Expr, ExprValue, Name, Scalar, ScalarType, Type};
use proptest::prelude::*;

use super::{CompileError, Environment, Expected, compile};

/// Writes CEL from random bytes, so that a failing expression shrinks with them.
struct Writer {
    entropy: std::vec::IntoIter<u8>,
    /// The type of the list macro's variable `x`, while its body is written.
    variable: Option<ScalarType>,
}

impl Writer {
    /// A number below `choices`; always the same one when the bytes are used up.
    fn pick(&mut self, choices: u8) -> u8 {
        self.entropy.next().unwrap_or_default() % choices
    }

    fn bool(&mut self, depth: u8) -> String {
        let leaf = depth == 0;
        match self.pick(if leaf { 4 } else { 14 }) {
            0 => "true".into(),
            1 => "false".into(),
            2 => "answers.yes".into(),
            3 => "answers.missing_bool".into(),
            4 | 5 => format!("({} && {})", self.bool(depth - 1), self.bool(depth - 1)),
            6 | 7 => format!("({} || {})", self.bool(depth - 1), self.bool(depth - 1)),
            8 => format!("!{}", self.bool(depth - 1)),
            9 => self.comparison(depth - 1),
            10 => self.search(depth - 1),
            11 => self.membership(depth - 1),
            12 => self.quantifier(depth - 1),
            _ => format!("has(answers.{})", ["yes", "missing_bool", "count"][usize::from(self.pick(3))]),
        }
    }

    fn int(&mut self, depth: u8) -> String {
        if self.variable == Some(ScalarType::Int) && self.pick(3) == 0 {
            return "x".into();
        }
        match self.pick(if depth == 0 { 6 } else { 14 }) {
            0 => "0".into(),
            1 => "answers.count".into(),
            2 => "answers.missing_int".into(),
            3 => ["7", "-3", "1"][usize::from(self.pick(3))].into(),
            4 => ["9223372036854775807", "-9223372036854775808"][usize::from(self.pick(2))].into(),
            5 => "-1".into(),
            6 => format!("size({})", self.text(depth - 1)),
            7 => format!("size({})", self.list(ScalarType::Int, depth - 1)),
            8 => format!("(-({}))", self.int(depth - 1)),
            9 => format!("({} ? {} : {})", self.bool(depth - 1), self.int(depth - 1), self.int(depth - 1)),
            _ => {
                let operator = ["+", "-", "*", "/", "%"][usize::from(self.pick(5))];
                format!("({} {operator} {})", self.int(depth - 1), self.int(depth - 1))
            }
        }
    }

    fn text(&mut self, depth: u8) -> String {
        if self.variable == Some(ScalarType::Str) && self.pick(3) == 0 {
            return "x".into();
        }
        match self.pick(if depth == 0 { 4 } else { 6 }) {
            0 => "'电梯'".into(),
            1 => "answers.area".into(),
            2 => "answers.missing_text".into(),
            3 => ["''", "'a'", "'ab\\n'"][usize::from(self.pick(3))].into(),
            4 => format!("({} + {})", self.text(depth - 1), self.text(depth - 1)),
            _ => format!("({} ? {} : {})", self.bool(depth - 1), self.text(depth - 1), self.text(depth - 1)),
        }
    }

    fn list(&mut self, of: ScalarType, depth: u8) -> String {
        let known = if of == ScalarType::Int { "answers.counts" } else { "answers.tools" };
        let may_nest = self.variable.is_none() && depth > 0;
        match self.pick(if may_nest { 6 } else { 2 }) {
            0 => known.into(),
            1 => {
                let count = 1 + self.pick(3);
                let elements: Vec<String> =
                    (0..count).map(|_| self.scalar(of, depth.saturating_sub(1))).collect();
                format!("[{}]", elements.join(", "))
            }
            2 => format!("({} + {})", self.list(of, depth - 1), self.list(of, depth - 1)),
            3 | 4 => {
                let range = self.list(of, depth - 1);
                format!("{range}.filter(x, {})", self.body(of, |writer| writer.bool(depth - 1)))
            }
            _ => {
                let from = if self.pick(2) == 0 { ScalarType::Int } else { ScalarType::Str };
                let range = self.list(from, depth - 1);
                format!("{range}.map(x, {})", self.body(from, |writer| writer.scalar(of, depth - 1)))
            }
        }
    }

    fn scalar(&mut self, of: ScalarType, depth: u8) -> String {
        if of == ScalarType::Int { self.int(depth) } else { self.text(depth) }
    }

    fn body(&mut self, element: ScalarType, write: impl FnOnce(&mut Self) -> String) -> String {
        self.variable = Some(element);
        let body = write(self);
        self.variable = None;
        body
    }

    fn either_type(&mut self) -> ScalarType {
        if self.pick(2) == 0 { ScalarType::Int } else { ScalarType::Str }
    }

    fn comparison(&mut self, depth: u8) -> String {
        let operator = ["==", "!=", "<", "<=", ">", ">="][usize::from(self.pick(6))];
        let of = self.either_type();
        format!("({} {operator} {})", self.scalar(of, depth), self.scalar(of, depth))
    }

    fn search(&mut self, depth: u8) -> String {
        let method = ["startsWith", "endsWith", "contains"][usize::from(self.pick(3))];
        format!("{}.{method}({})", self.text(depth), self.text(depth))
    }

    fn membership(&mut self, depth: u8) -> String {
        let of = self.either_type();
        match self.pick(2) {
            0 => format!("({} in {})", self.scalar(of, depth), self.list(of, depth)),
            _ => format!("({} == {})", self.list(of, depth), self.list(of, depth)),
        }
    }

    fn quantifier(&mut self, depth: u8) -> String {
        if self.variable.is_some() {
            return self.comparison(depth);
        }
        let of = self.either_type();
        let method = if self.pick(2) == 0 { "all" } else { "exists" };
        let range = self.list(of, depth);
        format!("{range}.{method}(x, {})", self.body(of, |writer| writer.bool(depth)))
    }
}

fn answers() -> Vec<(&'static str, Type, Option<ExprValue>)> {
    let list = |items: Vec<Scalar>| Some(ExprValue::List(items));
    vec![
        ("yes", Type::BOOL, Some(true.into())),
        ("missing_bool", Type::BOOL, None),
        ("count", Type::INT, Some(3.into())),
        ("missing_int", Type::INT, None),
        ("area", Type::STR, Some("ab".into())),
        ("missing_text", Type::STR, None),
        ("counts", Type::List(ScalarType::Int), list(vec![Scalar::Int(0), Scalar::Int(3), Scalar::Int(-1)])),
        (
            "tools",
            Type::List(ScalarType::Str),
            list(vec![Scalar::Str("a".into()), Scalar::Str("电梯".into())]),
        ),
    ]
}

struct Answers;

impl Context for Answers {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        let known = name.within("answers")?;
        answers().into_iter().find(|(name, ..)| *name == known)?.2
    }
}

fn environment() -> Environment {
    let mut environment = Environment::default();
    for (name, declared, _) in answers() {
        environment.declare(&format!("answers.{name}"), declared).unwrap();
    }
    environment
}

fn to_cel(value: ExprValue) -> cel::Value {
    let scalar = |scalar: Scalar| match scalar {
        Scalar::Bool(value) => cel::Value::Bool(value),
        Scalar::Int(value) => cel::Value::Int(value),
        Scalar::Str(value) => cel::Value::String(value.into()),
        other => panic!("no such values in this test: {other:?}"),
    };
    match value {
        ExprValue::Scalar(value) => scalar(value),
        ExprValue::List(items) => cel::Value::List(items.into_iter().map(scalar).collect::<Vec<_>>().into()),
    }
}

fn in_cel(text: &str) -> Result<cel::Value, cel::ExecutionError> {
    let known: HashMap<String, cel::Value> = answers()
        .into_iter()
        .filter_map(|(name, _, value)| Some((name.to_owned(), to_cel(value?))))
        .collect();
    let mut context = cel::Context::default();
    context.add_variable_from_value("answers", known);
    cel::Program::compile(text).unwrap().execute(&context)
}

/// Compares both meanings of an expression. False if it is beyond our limits.
fn agree(text: &str) -> Result<bool, TestCaseError> {
    let expr = match compile(text, &environment(), Expected::Any) {
        Err(CompileError::Limit(_) | CompileError::TooLong) => return Ok(false),
        compiled => compiled.map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?,
    };
    let stored = serde_json::to_string(&expr).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(serde_json::from_str::<Expr>(&stored).ok(), Some(expr.clone()), "{}", stored);
    match (expr.eval(&Answers), in_cel(text)) {
        (Ok(ours), Ok(theirs)) => prop_assert_eq!(to_cel(ours), theirs, "{}", text),
        (Err(_), Err(_)) => {}
        (ours, theirs) => prop_assert!(false, "{text}\n  ours   {ours:?}\n  theirs {theirs:?}"),
    }
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, max_global_rejects: 2000, ..ProptestConfig::default() })]

    #[test]
    fn random_expressions_mean_what_cel_says(entropy in proptest::collection::vec(any::<u8>(), 4..120)) {
        let mut writer = Writer { entropy: entropy.into_iter(), variable: None };
        let text = match writer.pick(4) {
            0 => writer.int(3),
            1 => writer.text(3),
            2 => writer.list(ScalarType::Int, 3),
            _ => writer.bool(4),
        };
        prop_assume!(agree(&text)?);
    }
}

#[test]
fn the_corners_of_arithmetic_and_absorption_agree() {
    for text in [
        "-9223372036854775808 / -1",
        "-9223372036854775808 % -1",
        "-7 / 2",
        "-7 % 2",
        "7 % -2",
        "9223372036854775807 + 1 == 0 || true",
        "true || answers.missing_bool",
        "answers.missing_bool || true",
        "answers.missing_bool && false",
        "answers.counts.exists(x, 3 / x == 1)",
        "answers.counts.all(x, 3 / x == 1)",
        "answers.counts.map(x, 3 / x)",
        "size('电梯a\u{301}')",
        "'Z' < 'a' && 'a' < '电'",
        "answers.yes ? 1 : answers.missing_int",
    ] {
        assert!(agree(text).unwrap(), "{text}");
    }
}
