//! Answers to a checklist, by chance, as a form has them: what is not asked has none.

use std::collections::BTreeMap;

use doorstep_domain::checklist::{Checklist, Kind, Step};
use doorstep_domain::expr::{Context, Expr, ExprValue, Name, Scalar};
use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// Values by name; of the steps inside of groups, those of one thing.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers(pub(super) BTreeMap<String, ExprValue>);

impl Context for Answers {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        self.0.get(name.as_str()).cloned()
    }
}

/// The same chances in every run.
pub(super) fn chances() -> TestRng {
    TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32])
}

fn one_of<T: Clone>(of: &[T], rng: &mut TestRng) -> T {
    of[rng.next_u32() as usize % of.len()].clone()
}

/// Answers to about two of three questions.
pub(super) fn any(checklist: &Checklist<Expr>, rng: &mut TestRng) -> Answers {
    let mut answers = Answers::default();
    let day = "2026-05-01".parse().unwrap();
    answers.0.insert("visit.date".to_owned(), Scalar::Date(day).into());
    for step in &checklist.steps {
        if rng.next_u32().is_multiple_of(3) {
            continue;
        }
        if let Some(value) = value(checklist, step, rng) {
            answers.0.insert(format!("answers.{}", step.id), value);
        }
    }
    asked(checklist, answers)
}

fn value(checklist: &Checklist<Expr>, step: &Step<Expr>, rng: &mut TestRng) -> Option<ExprValue> {
    let texts = |ids: Vec<String>| ExprValue::List(ids.into_iter().map(Scalar::Str).collect());
    Some(match &step.kind {
        Kind::Tick | Kind::YesNo => Scalar::Bool(rng.next_u32().is_multiple_of(2)).into(),
        Kind::Choice { options } => Scalar::Str(one_of(options, rng).id).into(),
        // In a form an answer of none of them is no answer.
        Kind::Multi { options, .. } => {
            let mut chosen: Vec<String> = Vec::new();
            for option in options {
                if rng.next_u32().is_multiple_of(3) {
                    chosen.push(option.id.clone());
                }
            }
            if chosen.is_empty() {
                return None;
            }
            texts(chosen)
        }
        Kind::Number { scale: 0, .. } => Scalar::Int(one_of(&numbers(checklist), rng)).into(),
        Kind::Number { .. } => {
            let number = one_of(&numbers(checklist), rng);
            Scalar::Decimal(format!("{number}.{}", rng.next_u32() % 2 * 5).parse().unwrap()).into()
        }
        Kind::Text { .. } | Kind::Scan | Kind::DateTime => {
            let texts =
                ["a", "ab", "北京", "2026-05-01T09:00", "12345678", "GM14-00817", "GM25-00817", "沪A12345"];
            Scalar::Str(one_of(&texts, rng).to_owned()).into()
        }
        Kind::Date => {
            let days = ["2020-02-29", "2026-04-30", "2026-05-01", "2026-05-02", "2030-01-01"];
            Scalar::Date(one_of(&days, rng).parse().unwrap()).into()
        }
        Kind::Repeat { .. } => {
            let count = 1 + rng.next_u32() % 4;
            texts((0..count).map(|n| n.to_string()).collect())
        }
        _ => return None,
    })
}

/// Numbers around those that the expressions are written with.
fn numbers(checklist: &Checklist<Expr>) -> Vec<i64> {
    let mut numbers = vec![-1, 0, 1, 2, 3, 10];
    for (_, expression) in checklist.expressions() {
        let text = format!("{:?}", expression.root());
        for digits in text.split(|c: char| !c.is_ascii_digit()) {
            if let Ok(number) = digits.parse::<i64>() {
                numbers.extend([number - 1, number, number + 1]);
            }
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers.retain(|number| *number < 1_000_000);
    numbers
}

/// Whether a step applies: where its group does, and its own condition holds.
pub(super) fn is_asked(checklist: &Checklist<Expr>, step: &Step<Expr>, answers: &Answers) -> bool {
    let group = step.each.as_deref().and_then(|group| checklist.step(group));
    let holds = |step: &Step<Expr>| step.when.as_ref().is_none_or(|when| when.eval_bool(answers) == Ok(true));
    holds(step) && group.is_none_or(holds)
}

/// Without the answers to what is not asked, which a form clears.
fn asked(checklist: &Checklist<Expr>, mut answers: Answers) -> Answers {
    loop {
        let is_asked = |step: &Step<Expr>| is_asked(checklist, step, &answers);
        let hidden: Vec<String> = (checklist.steps.iter())
            .filter(|step| !is_asked(step))
            .map(|step| format!("answers.{}", step.id))
            .filter(|name| answers.0.contains_key(name))
            .collect();
        if hidden.is_empty() {
            return answers;
        }
        for name in hidden {
            answers.0.remove(&name);
        }
    }
}

/// The same answers in the form: yes and no are a choice there.
pub(super) fn in_form(checklist: &Checklist<Expr>, answers: &Answers) -> Answers {
    let mut form = answers.clone();
    for step in checklist.steps.iter().filter(|step| step.kind == Kind::YesNo) {
        let name = format!("answers.{}", step.id);
        if let Some(ExprValue::Scalar(Scalar::Bool(yes))) = answers.0.get(&name) {
            form.0.insert(name, Scalar::Str(if *yes { "yes" } else { "no" }.to_owned()).into());
        }
    }
    form
}
