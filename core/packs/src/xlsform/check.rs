//! What no form can mean: more than a checklist holds, names that stand twice beside each other, and questions that are
//! asked only if they are answered.

use std::collections::{BTreeMap, BTreeSet};

use super::checklist::row_of;
use super::plan::{Plan, What};
use super::problem::Problems;
use super::sheet::{Row, Sheet};
use super::survey::Item;
use super::workbook::Place;
use super::xpath::{XPath, last_of, parse};
use crate::lint::MAX_STEPS;

/// The most rows of the sheet `survey` that are looked at, far beyond the steps that a checklist can have.
const MAX_ROWS: usize = 2_000;

/// Whether a sheet is too long to be a form; said at the first row beyond.
pub(super) fn is_too_long(survey: &Sheet, problems: &mut Problems) -> bool {
    let Some(row) = survey.rows.get(MAX_ROWS) else { return false };
    let reason = format!(
        "the sheet has more than {MAX_ROWS} rows, and a checklist has at most {MAX_STEPS} steps: make several forms of it"
    );
    problems.add(row.place(), reason);
    true
}

/// Whether a form asks for nothing, or for more than a checklist holds; said at the first question beyond.
pub(super) fn asks_wrong_number(survey: &Sheet, plan: &Plan<'_>, problems: &mut Problems) -> bool {
    let asked: Vec<_> = plan.steps.iter().filter(|step| !matches!(step.what, What::Calculated(_))).collect();
    if let Some((_, cell)) = survey.columns.first().filter(|_| asked.is_empty()) {
        problems
            .add(cell.at.clone(), "the form asks nothing: a checklist needs a question, or at least a note");
        return true;
    }
    let Some(beyond) = asked.get(MAX_STEPS) else { return false };
    let reason = format!(
        "the form asks for {} things, and a checklist has at most {MAX_STEPS} steps: make several forms of it, the first of \
         what stands above this row",
        asked.len()
    );
    problems.add(row_of(beyond).place(), reason);
    true
}

/// Names and conditions of the whole form.
pub(super) fn check(items: &[Item], problems: &mut Problems) {
    twice(items, problems);
    let mut asked = BTreeMap::new();
    conditions(items, &BTreeSet::new(), &mut asked);
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut in_order: Vec<_> = asked.iter().collect();
    in_order.sort_by_key(|(_, condition)| &condition.at);
    for (name, condition) in in_order {
        let circle = circle(name, &asked).filter(|circle| !circle.iter().any(|name| told.contains(name)));
        if let Some((circle, at)) = circle.zip(condition.at.clone()) {
            let way =
                circle.iter().chain([name]).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" -> ");
            problems
                .add(at, format!("whether it is asked leads back to itself, {way}: take one condition away"));
            told.extend(circle);
        }
    }
}

/// Two questions with one name in one group have one column, too.
fn twice(items: &[Item], problems: &mut Problems) {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for item in items {
        let (name, row) = named(item);
        if let Some(earlier) = seen.get(name).filter(|_| !name.is_empty()) {
            let at = row.get("name").map_or_else(|| row.place(), |cell| cell.at.clone());
            let reason = format!(
                "`{name}` is there already, in row {earlier} of the same group: give it a name of its own"
            );
            problems.add(at, reason);
        }
        seen.entry(name).or_insert(row.number);
        if let Item::Group(group) = item {
            twice(&group.items, problems);
        }
    }
}

fn named(item: &Item) -> (&str, &Row) {
    match item {
        Item::Question(question) => (&question.name, &question.row),
        Item::Group(group) => (&group.name, &group.row),
    }
}

/// What decides whether something is asked.
#[derive(Debug, Default)]
struct Condition {
    /// Its own condition, if it has one.
    at: Option<Place>,
    /// What is read by it and by the conditions around it.
    reads: BTreeSet<String>,
}

fn conditions<'a>(items: &'a [Item], around: &BTreeSet<String>, asked: &mut BTreeMap<&'a str, Condition>) {
    for item in items {
        let (name, row) = named(item);
        let own = row.get("relevant");
        let mut reads = around.clone();
        if let Some(condition) = own.and_then(|cell| parse(&cell.text).ok()) {
            names(&condition, name, &mut reads);
        }
        if let Item::Group(group) = item {
            conditions(&group.items, &reads, asked);
        }
        let condition = asked.entry(name).or_default();
        condition.at = condition.at.take().or_else(|| own.map(|cell| cell.at.clone()));
        condition.reads.extend(reads);
    }
}

/// Whether a path leads elsewhere to a question of the same name.
fn is_another(path: &str, own: &str) -> bool {
    path.contains('/') && last_of(path) == own && path.strip_prefix("../") != Some(own)
}

/// What a condition reads; `.` is what it belongs to.
fn names(expression: &XPath, own: &str, found: &mut BTreeSet<String>) {
    match expression {
        // Of several with one name a path means one, and not necessarily this.
        XPath::Answer(path) if is_another(path, own) => {}
        XPath::Answer(name) | XPath::Column(name) => {
            found.insert(last_of(name).to_owned());
        }
        XPath::Call(_, arguments) => arguments.iter().for_each(|argument| names(argument, own, found)),
        XPath::Binary(_, left, right) => {
            names(left, own, found);
            names(right, own, found);
        }
        XPath::Negative(inner) => names(inner, own, found),
        XPath::Current => {
            found.insert(own.to_owned());
        }
        XPath::Number(_) | XPath::Text(_) => {}
    }
}

/// The way from a name back to itself, without its end.
fn circle<'a>(from: &'a str, asked: &'a BTreeMap<&'a str, Condition>) -> Option<Vec<&'a str>> {
    let mut ways = vec![vec![from]];
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop() {
        let reads = way.last().and_then(|last| asked.get(last)).into_iter().flat_map(|last| &last.reads);
        for read in reads {
            if read == from {
                return Some(way);
            }
            if seen.insert(read.as_str()) {
                ways.push(way.iter().copied().chain([read.as_str()]).collect());
            }
        }
    }
    None
}
