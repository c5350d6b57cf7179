//! Every rule of a pack held against answers of every size: it has a value, or a reason that belongs to the answers.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use doorstep_domain::checklist::{Checklist, Kind};
use doorstep_domain::decimal::Decimal;
use doorstep_domain::expr::{Context, EvalError, Expr, ExprValue, LIST_CAP, Name, Scalar, ScalarType, Type};
use doorstep_domain::id::{LineId, PriceBookId};
use doorstep_domain::money::Money;
use doorstep_domain::pack::{CONTEXT, Pack, Service, type_of_answer};
use doorstep_domain::price::{Charge, Line, PriceBook, QuoteInput, Session, Why, Work, quote};
use doorstep_domain::text::Language;

use super::super::warranty::home::Home;

/// Answers of every size, each of the type that its step declares; some are open.
#[derive(Default)]
struct Wild {
    values: BTreeMap<String, ExprValue>,
    /// The answers of one thing, by group.
    of_thing: BTreeMap<String, BTreeMap<String, ExprValue>>,
}

impl Context for Wild {
    fn get(&self, name: &Name) -> Option<ExprValue> {
        self.values.get(name.as_str()).cloned()
    }
}

impl Wild {
    /// What the steps inside a group read.
    fn inside(&self, group: &str) -> Self {
        let mut values = self.values.clone();
        values.extend(
            self.of_thing.get(group).into_iter().flatten().map(|(name, own)| (name.clone(), own.clone())),
        );
        Self { values, ..Self::default() }
    }
}

/// Holds every expression, price book, coverage and timer against wild answers.
pub(super) fn every_rule(pack: &Pack, entropy: &[u16]) -> Result<(), String> {
    for (number, (id, service)) in pack.services.iter().enumerate() {
        let checklist = &pack.checklists[&service.checklist];
        let prices = service.price_book.get().and_then(|name| pack.price_books.get(name));
        for salt in 0..4 {
            let wild = Wild::answers(service, checklist, entropy, salt + number * 4);
            for (path, expression) in expressions(service, checklist, prices) {
                let step = checklist
                    .steps
                    .iter()
                    .enumerate()
                    .find(|(i, _)| path.starts_with(&format!("steps[{i}].")));
                let inside = step.and_then(|(_, step)| step.each.as_ref()).map(|group| wild.inside(group));
                has_a_value(expression, inside.as_ref().unwrap_or(&wild))
                    .map_err(|why| format!("{id} {path}: {why}"))?;
            }
            prices.map_or(Ok(()), |book| is_priced(book, &wild))?;
            if let Some(coverage) = &service.coverage {
                let view = coverage.judge(NaiveDate::MAX, &wild);
                for component in &view.components {
                    let _ = view.statement(component, &Language::english());
                }
            }
        }
        a_job_is_shown(pack, id)?;
    }
    Ok(())
}

type Expression<'a> = (String, &'a Expr);

fn expressions<'a>(
    service: &'a Service,
    checklist: &'a Checklist<Expr>,
    prices: Option<&'a PriceBook<Expr>>,
) -> Vec<Expression<'a>> {
    let mut found = checklist.expressions();
    found.extend(prices.into_iter().flat_map(PriceBook::expressions));
    let timing = &service.timing;
    let timers = timing.timers.iter().flat_map(|timer| {
        timer.when.iter().chain(timer.limits.iter().filter_map(|limit| limit.when.as_ref()))
    });
    let duties = timing.duties.iter().filter_map(|duty| duty.when.as_ref());
    found.extend(timers.chain(duties).map(|when| ("timing".to_owned(), when)));
    if let Some(coverage) = &service.coverage {
        let documents =
            coverage.documents.iter().flat_map(|document| document.when.iter().chain([&document.check]));
        let exclusions = coverage.exclusions.iter().map(|exclusion| &exclusion.when);
        let periods = coverage.periods.iter().flat_map(|period| period.when.iter().chain(&period.through));
        let starts = coverage.starts.values().map(|start| &start.date);
        let all = documents.chain(exclusions).chain(periods).chain(starts).chain(&coverage.concerns);
        found.extend(all.map(|expression| ("coverage".to_owned(), expression)));
    }
    found
}

/// An error of types would mean that the linter let a name or an operation pass that does not fit.
fn has_a_value(expression: &Expr, wild: &Wild) -> Result<(), String> {
    match expression.eval(wild) {
        Ok(_) | Err(EvalError::Unanswered(_) | EvalError::Overflow | EvalError::DivisionByZero) => Ok(()),
        Err(error) => Err(format!("{error} in {:?}", expression.root())),
    }
}

/// Everything of a price book on one quote. It may have no price, but never an unknown code or rule.
fn is_priced(book: &PriceBook<Expr>, wild: &Wild) -> Result<(), String> {
    let codes = book.items.keys().chain(book.discounts.keys());
    let charges = codes.map(|code| Charge::Item { code: code.clone(), stated: Some(Money(5_000)) });
    let unlisted = book.unlisted.iter().map(|_| Charge::Unlisted { cost: Some(Money(i64::MAX / 4)) });
    let lines: Vec<Line> = (charges.chain(unlisted).zip(1_u64..))
        .map(|(charge, number)| Line {
            id: LineId(number.to_be_bytes()),
            charge,
            what: String::new(),
            quantity: Decimal::from(i64::from(number % 3 == 0) * 1_000_000 + 1),
            visit: None,
            deleted: false,
            no_fee: None,
        })
        .collect();
    let items = lines.iter().map(|line| line.id).collect();
    for work in [Work::Estimated { minutes: u32::MAX }, Work::Recorded(vec![Session { millis: 1, items }])] {
        let quote = quote(book, &QuoteInput::new(PriceBookId([1; 32]), lines.clone(), work), wild);
        for problem in &quote.problems {
            let _ = problem.message(&Language::english());
            if matches!(
                problem.why,
                Why::UnknownItem | Why::NoLabourRule | Why::NoUnlistedRule | Why::NoRounding { .. }
            ) {
                return Err(format!("{}: {:?}", problem.item, problem.why));
            }
        }
    }
    Ok(())
}

/// The screens of a job just reported: nothing of them is an error.
fn a_job_is_shown(pack: &Pack, service: &str) -> Result<(), String> {
    let home = Home::by(pack.clone(), service, "2024-12-20 10:00");
    home.views().map_err(|error| format!("{service}: {error:?}"))
}

impl Wild {
    fn answers(service: &Service, checklist: &Checklist<Expr>, entropy: &[u16], salt: usize) -> Self {
        let mut numbers = Numbers::of(entropy, salt);
        let (mut values, mut inside) = (BTreeMap::new(), BTreeMap::new());
        for entry in CONTEXT {
            values.extend(numbers.value(entry.value, &[]).map(|value| (entry.name.to_owned(), value)));
        }
        for step in &checklist.steps {
            let options: Vec<&str> = match &step.kind {
                Kind::Choice { options } | Kind::Multi { options, .. } => {
                    options.iter().map(|option| option.id.as_str()).collect()
                }
                _ => Vec::new(),
            };
            let name = format!("answers.{}", step.id);
            if let Some(group) = &step.each {
                let own = type_of_answer(&step.kind).and_then(|declared| numbers.value(declared, &options));
                let of_thing: &mut BTreeMap<_, _> = inside.entry(group.clone()).or_default();
                of_thing.extend(own.map(|own| (name.clone(), own)));
            }
            let declared = checklist.type_of(step, None);
            let value = declared.and_then(|declared| numbers.value(declared, &options));
            values.extend(value.map(|value| (name, value)));
        }
        for window in service.timing.windows.keys() {
            values.extend(numbers.value(Type::BOOL, &[]).map(|value| (format!("windows.{window}"), value)));
        }
        let components = service.coverage.iter().flat_map(|coverage| &coverage.components);
        for name in components.map(|component| component.id.as_str()).chain(["result"]) {
            let verdict = numbers.value(Type::STR, &["covered", "paid", "refused"]);
            values.extend(verdict.map(|value| (format!("coverage.{name}"), value)));
        }
        Self { values, of_thing: inside }
    }
}

/// A stream of numbers from random bytes (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn of(entropy: &[u16], salt: usize) -> Self {
        let mixed = entropy.iter().fold(7_u64, |mixed, number| mixed.rotate_left(9) ^ u64::from(*number));
        Self(mixed.wrapping_add(u64::try_from(salt).unwrap_or_default().wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    fn below(&mut self, choices: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(choices.max(1)).unwrap_or(1))
            .unwrap_or_default()
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// A value of a type; one time in five it is still open.
    fn value(&mut self, declared: Type, options: &[&str]) -> Option<ExprValue> {
        if self.below(5) == 0 {
            return None;
        }
        Some(match declared {
            Type::Scalar(scalar) => ExprValue::Scalar(self.scalar(scalar, options)),
            Type::List(of) => {
                let length = self.one(&[0, 1, 2, options.len(), LIST_CAP, LIST_CAP + 1]);
                ExprValue::List((0..length).map(|_| self.scalar(of, options)).collect())
            }
        })
    }

    fn scalar(&mut self, of: ScalarType, options: &[&str]) -> Scalar {
        match of {
            ScalarType::Bool => Scalar::Bool(self.below(2) == 0),
            ScalarType::Int => Scalar::Int(self.one(&[0, 1, -1, 2, 30, 59, 1_000_000, i64::MAX, i64::MIN])),
            ScalarType::Decimal => {
                let unscaled = self.one(&[0, 1, -1, 15, 100, i64::MAX, i64::MIN]);
                let scale = self.one(&[0, 1, 2, Decimal::MAX_SCALE]);
                Scalar::Decimal(Decimal::new(unscaled, scale).unwrap_or(Decimal::ZERO))
            }
            ScalarType::Str if !options.is_empty() && self.below(4) > 0 => {
                Scalar::Str(self.one(options).to_owned())
            }
            ScalarType::Str => Scalar::Str(self.one(&[String::new(), "x".into(), "业".repeat(4_000)])),
            ScalarType::Date => {
                let days = ["2024-02-29", "1998-12-31", "2026-01-01"].map(|day| day.parse().unwrap());
                Scalar::Date(self.one(&[days[0], days[1], days[2], NaiveDate::MIN, NaiveDate::MAX]))
            }
            ScalarType::Duration => Scalar::Duration(self.one(&[0, 1, 28_800_000, i64::MAX, i64::MIN])),
        }
    }
}
