//! The answers that a search for a completing path tries.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use doorstep_domain::checklist::{Checklist, Choice, Kind};
use doorstep_domain::decimal::Decimal;
use doorstep_domain::expr::{Expr, ExprValue, Node, Op, Scalar};

use super::sample::samples;

/// The day on which a visit takes place, and the first date that is tried as an answer.
pub(super) const A_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2024, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The day and time that is tried as an answer.
pub(super) const A_TIME: &str = "2024-01-01T09:00";

/// The most options of which every choice of several is tried.
pub(super) const SUBSETS: usize = 6;

/// The most texts that are put together of parts.
const MAX_JOINED: usize = 64;

/// The longest text that is tried because of its length, in characters, and the farthest day, in days.
const MAX_LENGTH: i64 = 1000;
const MAX_DAYS: u64 = 40_000;

/// Numbers far from all that are written, for sums and differences.
const FAR: [i64; 2] = [1_000_000, -1_000_000];

/// The values written in the expressions of a checklist, their neighbours, and what can be made of them.
pub(super) fn suggestions(checklist: &Checklist<Expr>) -> Vec<Scalar> {
    let mut found = Written::default();
    for (_, expr) in checklist.expressions() {
        found.read(expr.root());
    }
    let mut values = vec![Scalar::Int(0), Scalar::Int(1), Scalar::Str("x".to_owned())];
    values.push(Scalar::Date(A_DAY));
    for literal in &found.literals {
        match literal {
            Scalar::Int(value) => values.extend(
                [value.checked_sub(1), Some(*value), value.checked_add(1)]
                    .into_iter()
                    .flatten()
                    .map(Scalar::Int),
            ),
            Scalar::Date(date) => {
                values.extend(
                    [date.pred_opt(), Some(*date), date.succ_opt()].into_iter().flatten().map(Scalar::Date),
                );
            }
            literal => values.push(literal.clone()),
        }
    }
    values.extend(found.days().into_iter().map(Scalar::Date));
    values.extend(found.texts().into_iter().map(Scalar::Str));
    values.extend(FAR.map(Scalar::Int));
    values
}

/// What is written in expressions.
#[derive(Default)]
struct Written {
    literals: Vec<Scalar>,
    /// What texts shall begin with, contain and end with.
    parts: [Vec<String>; 3],
    /// Texts that match the patterns.
    samples: Vec<String>,
    /// Texts are read as numbers.
    spells: bool,
    /// Something is said of lengths.
    measures: bool,
    /// Days are reckoned with.
    moves: bool,
}

impl Written {
    fn read(&mut self, node: &Node) {
        match node {
            Node::Literal(scalar) => self.literals.push(scalar.clone()),
            Node::Read(name) => self.moves |= name.as_str() == "visit.date",
            Node::Has(_) | Node::Item => {}
            Node::List(nodes) => nodes.iter().for_each(|node| self.read(node)),
            Node::Call(op, nodes) => {
                self.operation(*op, nodes);
                nodes.iter().for_each(|node| self.read(node));
            }
            Node::Matches(text, pattern) => {
                self.samples.extend(samples(pattern));
                self.read(text);
            }
            Node::Each(_, parts) => {
                self.read(&parts.0);
                self.read(&parts.1);
            }
        }
    }

    fn operation(&mut self, op: Op, nodes: &[Node]) {
        let part = match op {
            Op::StartsWith => 0,
            Op::Contains => 1,
            Op::EndsWith => 2,
            Op::Number => return self.spells = true,
            Op::Size => return self.measures = true,
            Op::AddDays | Op::AddMonths | Op::AddYears | Op::DaysBetween | Op::Days => {
                return self.moves = true;
            }
            _ => return,
        };
        if let [_, Node::Literal(Scalar::Str(text))] = nodes {
            self.parts[part].push(text.clone());
        }
    }

    fn numbers(&self) -> impl Iterator<Item = i64> {
        let number = |literal: &Scalar| match literal {
            Scalar::Int(number) => Some(*number),
            _ => None,
        };
        self.literals.iter().filter_map(number)
    }

    /// Days as far from those that are written, and from that of the visit, as numbers say: in days, months or years.
    fn days(&self) -> BTreeSet<NaiveDate> {
        let written = self.literals.iter().filter_map(|literal| match literal {
            Scalar::Date(day) => Some(*day),
            _ => None,
        });
        let from: BTreeSet<NaiveDate> = written.chain([A_DAY]).collect();
        let far = self.numbers().map(i64::unsigned_abs).filter(|far| self.moves && *far <= MAX_DAYS);
        let far = far.flat_map(|far| [far, far * 31, far * 366]).chain([0]);
        let far: BTreeSet<u64> = far.flat_map(|far| [far, far + 1, far.saturating_sub(1)]).collect();
        let both = |day: NaiveDate, far: u64| {
            [day.checked_add_days(Days::new(far)), day.checked_sub_days(Days::new(far))]
        };
        let all = from.iter().flat_map(|day| far.iter().flat_map(move |far| both(*day, *far)));
        all.flatten().take(MAX_JOINED * 16).collect()
    }

    /// Texts that begin, go on and end as is asked, and texts of the lengths that are written.
    fn texts(&self) -> Vec<String> {
        let or_none =
            |part: &Vec<String>| -> Vec<String> { part.iter().cloned().chain([String::new()]).collect() };
        let [begins, contains, ends] = [0, 1, 2].map(|i| or_none(&self.parts[i]));
        let mut texts = Vec::new();
        for begin in &begins {
            for end in &ends {
                texts.extend(contains.iter().map(|middle| format!("{begin}{middle}{end}")));
            }
        }
        texts.extend(contains.iter().filter(|middle| !middle.is_empty()).map(|middle| format!("x{middle}x")));
        texts.push(self.parts.concat().concat());
        texts.retain(|text| !text.is_empty());
        texts.truncate(MAX_JOINED);
        let lengths = self.numbers().filter(|length| self.measures && (0..=MAX_LENGTH).contains(length));
        let lengths: BTreeSet<usize> = lengths
            .flat_map(|length| [length - 1, length, length + 1])
            .filter_map(|n| usize::try_from(n).ok())
            .collect();
        texts.extend(self.samples.iter().take(MAX_JOINED).cloned());
        let spelled = self.numbers().filter(|_| self.spells);
        texts.extend(spelled.flat_map(|number| [number.to_string(), number.saturating_add(1).to_string()]));
        let bases: Vec<String> = texts.iter().take(4).cloned().chain(["x".to_owned()]).collect();
        for length in lengths {
            texts.extend(bases.iter().filter(|base| base.chars().count() < length).map(|base| {
                let missing = length - base.chars().count();
                format!("{base}{}", "x".repeat(missing))
            }));
        }
        texts
    }
}

/// The answers worth trying for a kind of step.
pub(super) fn candidates(kind: &Kind, suggested: &[Scalar]) -> Vec<ExprValue> {
    let of = |keep: fn(&Scalar) -> bool| -> Vec<ExprValue> {
        suggested.iter().filter(|scalar| keep(scalar)).cloned().map(ExprValue::from).collect()
    };
    match kind {
        Kind::Tick => vec![true.into()],
        Kind::YesNo => vec![true.into(), false.into()],
        Kind::Choice { options } => options.iter().map(|option| option.id.as_str().into()).collect(),
        // As many as are needed are not offered.
        Kind::Multi { options, at_least } if usize::try_from(*at_least).is_ok_and(|n| n > options.len()) => {
            Vec::new()
        }
        Kind::Multi { options, at_least } => {
            let all: Vec<Scalar> = options.iter().map(|option| Scalar::Str(option.id.clone())).collect();
            let fewest = usize::try_from(*at_least).unwrap_or(all.len()).min(all.len());
            let single = all.iter().filter(|_| fewest <= 1).map(|one| ExprValue::List(vec![one.clone()]));
            let few = ExprValue::List(all.iter().take(fewest).cloned().collect());
            let most = [ExprValue::List(all.clone()), few];
            most.into_iter().chain(single).chain(subsets(options, fewest)).collect()
        }
        Kind::Number { scale, min, max, .. } => {
            let bounds = [*min, *max].into_iter().flatten();
            let written = suggested.iter().filter_map(|scalar| ExprValue::from(scalar.clone()).as_number());
            let written: Vec<Decimal> = written.collect();
            let in_bounds = |n: &Decimal| min.is_none_or(|min| *n >= min) && max.is_none_or(|max| *n <= max);
            let number = |n: Decimal| match (*scale, n.scale()) {
                (0, 0) => Some(ExprValue::from(n.unscaled())),
                (0, _) => None,
                _ => Some(n.into()),
            };
            let beside = written.iter().flat_map(|n| beside(*n, *scale)).collect::<Vec<_>>();
            bounds.chain(written).chain(beside).filter(in_bounds).filter_map(number).collect()
        }
        Kind::Date => of(|scalar| matches!(scalar, Scalar::Date(_))),
        Kind::DateTime => vec![A_TIME.into()],
        Kind::Repeat { at_least, at_most, .. } => {
            let numbers: BTreeSet<u32> = [(*at_least).max(1), *at_least, *at_most].into();
            let things = |count: u32| (0..count).map(|number| Scalar::Str(number.to_string())).collect();
            numbers.into_iter().map(|count| ExprValue::List(things(count))).collect()
        }
        _ => of(|scalar| matches!(scalar, Scalar::Str(_))),
    }
}

/// The numbers of a scale right below and above one that is written.
fn beside(number: Decimal, scale: u8) -> Vec<Decimal> {
    let Some(grain) = Decimal::new(1, scale) else { return Vec::new() };
    // A number with more digits than answers have lies between two answers.
    let Some(kept) = number.quotient(Decimal::from(1), scale).ok() else { return Vec::new() };
    [kept.sub(grain), Ok(kept), kept.add(grain)].into_iter().flatten().map(Decimal::trimmed).collect()
}

/// Every choice of several among a few options.
fn subsets(options: &[Choice], fewest: usize) -> Vec<ExprValue> {
    if options.len() > SUBSETS {
        return Vec::new();
    }
    let chosen = |bits: usize| -> Vec<Scalar> {
        let options = options.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
        options.map(|(_, option)| Scalar::Str(option.id.clone())).collect()
    };
    let all = (0..1_usize << options.len()).map(chosen);
    all.filter(|chosen| chosen.len() >= fewest).map(ExprValue::List).collect()
}
