//! Marks: what was said of whom, read from the facts of cases.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::definition::{Asked, Declared, Deductions, ScorePart, ScoreSource, Worth};
use super::period::Period;
use crate::decimal::Decimal;
use crate::fact::{FollowedUp, Rated, StepDone};
use crate::fold::{Outcome, Recorded, State, VisitState};

/// One mark of somebody, as the trace of a score shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Mark {
    /// The day to which it belongs, by the clocks of the site.
    pub day: NaiveDate,
    /// The number of the case in which it was given.
    pub number: String,
    /// What was said: a number, the id of an option or grade.
    pub said: String,
    /// What that is worth of a hundred.
    pub percent: Decimal,
    /// Name of whoever wrote it down.
    pub by: String,
}

/// Everybody's marks for one score in one period, by whom they are about and by part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks(BTreeMap<String, BTreeMap<String, Vec<Mark>>>);

impl Marks {
    /// Reads the marks of a period from cases; the same cases in another order give the same marks.
    pub fn gather<'s>(
        parts: &[ScorePart],
        period: Period,
        states: impl IntoIterator<Item = &'s State>,
    ) -> Self {
        let mut marks = Self::default();
        for state in states {
            let Some(created) = &state.created else { continue };
            for part in parts {
                let of_this = |source: &&ScoreSource| source.services().contains(&created.body.service);
                let Some(source) = part.from.as_ref().filter(of_this) else { continue };
                for (about, mark) in of_case(source, state, &created.body.number) {
                    if period.has(mark.day) {
                        marks.add(about, &part.id, mark);
                    }
                }
            }
        }
        marks.0.values_mut().flat_map(BTreeMap::values_mut).for_each(|marks| {
            marks.sort_by(|a, b| (a.day, &a.number, &a.said).cmp(&(b.day, &b.number, &b.said)));
        });
        marks
    }

    fn add(&mut self, about: String, part: &str, mark: Mark) {
        self.0.entry(about).or_default().entry(part.to_owned()).or_default().push(mark);
    }

    /// Everybody who has marks.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The marks of somebody for a part, by day.
    #[must_use]
    pub fn of(&self, about: &str, part: &str) -> &[Mark] {
        self.0.get(about).and_then(|parts| parts.get(part)).map_or(&[], Vec::as_slice)
    }
}

/// The marks that one case gives, with whom they are about.
fn of_case(source: &ScoreSource, state: &State, number: &str) -> Vec<(String, Mark)> {
    let visits = || state.visits.values();
    let is_cancelled =
        matches!(state.outcome.as_ref().map(|outcome| &outcome.value), Some(Outcome::Cancelled { .. }));
    match source {
        ScoreSource::Declared(_) if is_cancelled => Vec::new(),
        ScoreSource::Declared(declared) => {
            visits().filter_map(|visit| declared_in(declared, visit, number)).collect()
        }
        ScoreSource::Rated(asked) => visits()
            .flat_map(|visit| {
                everybody(visit, visit.ratings.iter().filter_map(|it| rated(asked, it, state, number)))
            })
            .collect(),
        ScoreSource::FollowedUp(asked) => visits()
            .flat_map(|visit| {
                let said = visit.follow_ups.iter().filter_map(|it| followed_up(asked, it, state, number));
                everybody(visit, said)
            })
            .collect(),
        ScoreSource::Deductions(Deductions { .. }) => deducted(state, number),
    }
}

/// What was declared last in a visit: an evaluation may be declared anew.
fn declared_in(declared: &Declared, visit: &VisitState, number: &str) -> Option<(String, Mark)> {
    let done = visit.steps_done.iter().filter(|done| done.body.step == declared.step);
    let done = done.max_by_key(|done| (done.at.wall_ms, done.fact))?;
    let about = answer(&done.body, &declared.about)?.trim().to_owned();
    let day = answer(&done.body, &declared.day)?.parse().ok()?;
    let said = answer(&done.body, &declared.answer)?;
    let percent = declared.worth.of(&said)?;
    let by = done.who.name.clone();
    (!about.is_empty()).then(|| (about, Mark { day, number: number.to_owned(), said, percent, by }))
}

fn answer(done: &StepDone, step: &str) -> Option<String> {
    let found = done.relied_on.iter().find(|relied| relied.key.path() == step)?;
    Some(found.value.to_string())
}

/// A mark for each of those who worked in a visit; a rating is about all of them.
fn everybody(visit: &VisitState, marks: impl Iterator<Item = Mark>) -> Vec<(String, Mark)> {
    let worked: BTreeSet<&str> = visit.sessions.iter().map(|session| session.who.user.as_str()).collect();
    let worked = if worked.is_empty() { visit.present.iter().map(String::as_str).collect() } else { worked };
    marks.flat_map(|mark| worked.iter().map(move |user| ((*user).to_owned(), mark.clone()))).collect()
}

fn rated(asked: &Asked, rated: &Recorded<Rated>, state: &State, number: &str) -> Option<Mark> {
    let is_asked = rated.body.scale == asked.scale;
    let by = rated.body.by.as_ref().map_or(&rated.who.name, |person| &person.name);
    is_asked.then(|| mark(&asked.worth, &rated.body.grade, rated, by, state, number)).flatten()
}

fn followed_up(asked: &Asked, call: &Recorded<FollowedUp>, state: &State, number: &str) -> Option<Mark> {
    let scale = call.body.scale.as_deref().unwrap_or(&asked.scale);
    let said = call.body.grade.as_deref().unwrap_or(call.body.satisfied.name());
    let is_asked = call.body.reached && scale == asked.scale;
    is_asked.then(|| mark(&asked.worth, said, call, &call.who.name, state, number)).flatten()
}

fn mark<T>(
    worth: &Worth,
    said: &str,
    recorded: &Recorded<T>,
    by: &str,
    state: &State,
    number: &str,
) -> Option<Mark> {
    let day = state.zone().local(recorded.at.wall_ms).date();
    let percent = worth.of(said)?;
    Some(Mark { day, number: number.to_owned(), said: said.to_owned(), percent, by: by.to_owned() })
}

/// A hundred for a card that was swiped rightly, nothing for a mistake of whoever completed the visit (K-03).
fn deducted(state: &State, number: &str) -> Vec<(String, Mark)> {
    let zone = state.zone();
    let marks = state.deductions.iter().filter_map(|deduction| {
        let visit = state.visits.get(&deduction.made.body.visit)?;
        let who = &visit.completed.as_ref()?.who;
        let wrong = deduction.reversed.as_ref().filter(|reversed| reversed.body.cause.is_error());
        let (said, percent, by) = match wrong {
            Some(wrong) => (wrong.body.cause.name(), Decimal::ZERO, &wrong.who.name),
            None => ("right", Decimal::from(100_i64), &deduction.made.who.name),
        };
        let day = zone.local(deduction.made.at.wall_ms).date();
        let (number, said, by) = (number.to_owned(), said.to_owned(), by.clone());
        Some((who.user.clone(), Mark { day, number, said, percent, by }))
    });
    marks.collect()
}
