//! Scores: where their marks come from, and what each answer is worth. A mark that cannot be read would be missing
//! from somebody's wage, so every answer must be worth something.

use std::collections::BTreeSet;

use doorstep_domain::checklist::{Checklist, Kind, Scale, Step};
use doorstep_domain::decimal::Decimal;
use doorstep_domain::score::{Asked, Declared, Score, ScorePart, ScoreSource, Worth};

use super::head::not_snake;
use super::is_snake;
use crate::report::LintReport;
use crate::source::{Draft, PACK};

pub(super) fn check(draft: &Draft, report: &mut LintReport) {
    let services: BTreeSet<&str> = draft.head.services.keys().map(String::as_str).collect();
    for (id, score) in &draft.head.scores {
        let path = format!("scores.{id}");
        if !is_snake(id) {
            report.add(PACK, path.clone(), not_snake(id));
        }
        if score.parts.is_empty() {
            report.add(PACK, format!("{path}.parts"), "a score has at least one part");
        }
        for (at, reason) in score.problems(&services) {
            report.add(PACK, format!("{path}.{at}"), reason);
        }
        entered(&path, score, report);
        sources(draft, &format!("{path}.parts"), &score.parts, report);
    }
    for (id, wage) in &draft.head.wages {
        sources(draft, &format!("wages.{id}.score"), &wage.score, report);
    }
}

/// Beside a wage nobody is asked for numbers, so a part without a source would never be given.
fn entered(path: &str, score: &Score, report: &mut LintReport) {
    for (index, _) in score.parts.iter().enumerate().filter(|(_, part)| part.from.is_none()) {
        report.add(PACK, format!("{path}.parts[{index}].from"), "says from where its marks come");
    }
}

fn sources(draft: &Draft, path: &str, parts: &[ScorePart], report: &mut LintReport) {
    for (index, part) in parts.iter().enumerate() {
        if !is_snake(&part.id) {
            report.add(PACK, format!("{path}[{index}].id"), not_snake(&part.id));
        }
        let found = match &part.from {
            Some(ScoreSource::Declared(declared)) => of_declared(draft, declared),
            Some(ScoreSource::Rated(asked) | ScoreSource::FollowedUp(asked)) => of_asked(draft, asked),
            Some(ScoreSource::Deductions(_)) | None => Vec::new(),
        };
        for reason in found {
            report.add(PACK, format!("{path}[{index}].from"), reason);
        }
    }
}

/// The answers of an evaluation are read from the declaration that relied on them.
fn of_declared(draft: &Draft, declared: &Declared) -> Vec<String> {
    let Some(service) = draft.head.services.get(&declared.service) else { return Vec::new() };
    let Some(checklist) = draft.checklists.get(&service.checklist) else { return Vec::new() };
    let Some(step) = checklist.step(&declared.step) else { return vec![no_step(&declared.step)] };
    let mut found = Vec::new();
    if !step.gating {
        found.push(format!("`{}` is not gating, so nobody declares it done", step.id));
    }
    let named = [
        (&declared.about, is_name as fn(&Kind) -> bool, "a text, a code or a choice"),
        (&declared.day, |kind| matches!(kind, Kind::Date), "a date"),
        (&declared.answer, is_mark, "a number or a choice"),
    ];
    for (id, fits, what) in named {
        match checklist.step(id) {
            None => found.push(no_step(id)),
            Some(named) if !fits(&named.kind) => found.push(format!("`{id}` is not {what}")),
            Some(_) if !step.after.contains(id) => {
                found.push(format!("`{}` does not come after `{id}`", step.id));
            }
            Some(_) => {}
        }
    }
    found.extend(of_answer(checklist, declared));
    found
}

fn no_step(id: &str) -> String {
    format!("there is no step `{id}`")
}

fn is_name(kind: &Kind) -> bool {
    matches!(kind, Kind::Text { .. } | Kind::Scan | Kind::Choice { .. })
}

fn is_mark(kind: &Kind) -> bool {
    matches!(kind, Kind::Number { .. } | Kind::Choice { .. })
}

fn of_answer(checklist: &Checklist<String>, declared: &Declared) -> Vec<String> {
    let kind = checklist.step(&declared.answer).map(|step: &Step<String>| &step.kind);
    match kind {
        Some(Kind::Choice { options }) => {
            worthless(&declared.worth, options.iter().map(|option| option.id.clone()))
        }
        Some(Kind::Number { min, max, .. }) => {
            let bounds = [min.unwrap_or(Decimal::from(i64::MIN)), max.unwrap_or(Decimal::from(i64::MAX))];
            worthless(&declared.worth, bounds.iter().map(ToString::to_string))
        }
        _ => Vec::new(),
    }
}

fn of_asked(draft: &Draft, asked: &Asked) -> Vec<String> {
    match draft.head.scales.get(&asked.scale) {
        None => vec![format!("there is no scale `{}`", asked.scale)],
        Some(Scale::Grades { grades }) => {
            worthless(&asked.worth, grades.iter().map(|grade| grade.id.clone()))
        }
        Some(Scale::Score { min, max }) => {
            worthless(&asked.worth, [min.to_string(), max.to_string()].into_iter())
        }
    }
}

/// Answers that are worth nothing between 0 and 100.
fn worthless(worth: &Worth, answers: impl Iterator<Item = String>) -> Vec<String> {
    let nothing = answers.filter(|answer| worth.of(answer).is_none());
    nothing.map(|answer| format!("the answer `{answer}` is worth nothing between 0 and 100")).collect()
}
