//! What was said of somebody in a case, before a pack says what that is worth.
//!
//! A case may be erased while the month or year that it belongs to still has to be worked out, and what a grade is
//! worth may be decided later than it was given. So a case leaves its remarks as they were made: of whom, on which
//! day, in which words of the pack. Who the customer was, and what else was written down, is not in them.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::definition::{Declared, ScoreSource};
use crate::decimal::Decimal;
use crate::fact::{FollowedUp, Rated, StepDone};
use crate::fold::{Outcome, Recorded, State, VisitState};

/// One thing that was said of somebody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Remark {
    /// The day to which it belongs, by the clocks of the site.
    pub day: NaiveDate,
    /// Of whom: the id of a user, or what an evaluation calls an outlet.
    pub about: String,
    /// How it came about.
    pub source: RemarkSource,
    /// What was said: a number, the id of an option or grade, `right` or the cause of a mistake.
    pub said: String,
    /// Name of the member of staff who wrote it down; never that of a customer.
    pub by: String,
}

/// How a remark came about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemarkSource {
    /// An evaluation was declared with these steps.
    Declared {
        /// The gating step.
        step: String,
        /// The step that says who is evaluated.
        about: String,
        /// The step that says for when.
        day: String,
        /// The step with the mark.
        answer: String,
    },
    /// A customer rated a visit on this scale.
    Rated {
        /// The scale.
        scale: String,
    },
    /// A customer spoke of a visit afterwards.
    FollowedUp {
        /// The scale; `None`: whether the customer was satisfied.
        scale: Option<String>,
    },
    /// Money was deducted for a visit.
    Deducted,
}

/// What is said of a deduction that nobody had to take back for a mistake.
const RIGHT: &str = "right";

impl RemarkSource {
    fn of(declared: &Declared) -> Self {
        Self::Declared {
            step: declared.step.clone(),
            about: declared.about.clone(),
            day: declared.day.clone(),
            answer: declared.answer.clone(),
        }
    }
}

impl ScoreSource {
    /// What a remark is worth of a hundred; `None` if it is no mark of this source.
    #[must_use]
    pub fn worth_of(&self, remark: &Remark) -> Option<Decimal> {
        match (self, &remark.source) {
            (Self::Declared(declared), source) if RemarkSource::of(declared) == *source => {
                declared.worth.of(&remark.said)
            }
            (Self::Rated(asked), RemarkSource::Rated { scale }) if asked.scale == *scale => {
                asked.worth.of(&remark.said)
            }
            (Self::FollowedUp(asked), RemarkSource::FollowedUp { scale })
                if scale.as_ref().is_none_or(|scale| asked.scale == *scale) =>
            {
                asked.worth.of(&remark.said)
            }
            // A hundred for a card that was swiped rightly, nothing for a mistake of whoever completed the visit (K-03).
            (Self::Deductions(_), RemarkSource::Deducted) if remark.said == RIGHT => {
                Some(Decimal::from(100_i64))
            }
            (Self::Deductions(_), RemarkSource::Deducted) => Some(Decimal::ZERO),
            _ => None,
        }
    }
}

/// Everything that a case says of people, in order. Of evaluations, what these sources ask for.
#[must_use]
pub fn remarks<'s>(state: &State, sources: impl IntoIterator<Item = &'s ScoreSource>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for visit in state.visits.values() {
        let said = visit.ratings.iter().map(|rated| of_rating(rated, state));
        remarks.extend(everybody(visit, said));
        let said = visit.follow_ups.iter().filter(|call| call.body.reached);
        remarks.extend(everybody(visit, said.map(|call| of_follow_up(call, state))));
    }
    remarks.extend(of_deductions(state));
    remarks.extend(evaluations(state, sources));
    remarks.sort_unstable();
    remarks
}

/// What the sources ask for; two of them may ask for the same, and it is one remark.
fn evaluations<'s>(state: &State, sources: impl IntoIterator<Item = &'s ScoreSource>) -> BTreeSet<Remark> {
    let is_cancelled =
        matches!(state.outcome.as_ref().map(|outcome| &outcome.value), Some(Outcome::Cancelled { .. }));
    let service = state.created.as_ref().map(|created| created.body.service.as_str());
    let asked = sources.into_iter().filter_map(|source| match source {
        ScoreSource::Declared(declared) if !is_cancelled && service == Some(&*declared.service) => {
            Some(declared)
        }
        _ => None,
    });
    asked
        .flat_map(|declared| state.visits.values().filter_map(|visit| declared_in(declared, visit)))
        .collect()
}

/// What was declared last in a visit: an evaluation may be declared anew.
fn declared_in(declared: &Declared, visit: &VisitState) -> Option<Remark> {
    let done = visit.steps_done.iter().filter(|done| done.body.step == declared.step);
    let done = done.max_by_key(|done| (done.at.wall_ms, done.fact))?;
    let about = answer(&done.body, &declared.about)?.trim().to_owned();
    let day = answer(&done.body, &declared.day)?.parse().ok()?;
    let said = answer(&done.body, &declared.answer)?;
    let (source, by) = (RemarkSource::of(declared), done.who.name.clone());
    (!about.is_empty()).then_some(Remark { day, about, source, said, by })
}

fn answer(done: &StepDone, step: &str) -> Option<String> {
    let found = done.relied_on.iter().find(|relied| relied.key.path() == step)?;
    Some(found.value.to_string())
}

/// One remark for each of those who worked in a visit; a rating is about all of them.
fn everybody(visit: &VisitState, said: impl Iterator<Item = Remark>) -> Vec<Remark> {
    let worked: BTreeSet<&str> = visit.sessions.iter().map(|session| session.who.user.as_str()).collect();
    let worked = if worked.is_empty() { visit.present.iter().map(String::as_str).collect() } else { worked };
    let of = |remark: Remark| {
        worked.iter().map(move |user| Remark { about: (*user).to_owned(), ..remark.clone() })
    };
    said.flat_map(of).collect()
}

fn of_rating(rated: &Recorded<Rated>, state: &State) -> Remark {
    let source = RemarkSource::Rated { scale: rated.body.scale.clone() };
    remark(source, &rated.body.grade, rated, state)
}

fn of_follow_up(call: &Recorded<FollowedUp>, state: &State) -> Remark {
    let said = call.body.grade.as_deref().unwrap_or(call.body.satisfied.name());
    remark(RemarkSource::FollowedUp { scale: call.body.scale.clone() }, said, call, state)
}

/// Of nobody yet.
fn remark<T>(source: RemarkSource, said: &str, recorded: &Recorded<T>, state: &State) -> Remark {
    let day = state.zone().local(recorded.at.wall_ms).date();
    Remark { day, about: String::new(), source, said: said.to_owned(), by: recorded.who.name.clone() }
}

fn of_deductions(state: &State) -> impl Iterator<Item = Remark> {
    state.deductions.iter().filter_map(|deduction| {
        let visit = state.visits.get(&deduction.made.body.visit)?;
        let who = &visit.completed.as_ref()?.who;
        let wrong = deduction.reversed.as_ref().filter(|reversed| reversed.body.cause.is_error());
        let (said, by) = match wrong {
            Some(wrong) => (wrong.body.cause.name(), &wrong.who.name),
            None => (RIGHT, &deduction.made.who.name),
        };
        let made = remark(RemarkSource::Deducted, said, &deduction.made, state);
        Some(Remark { about: who.user.clone(), by: by.clone(), ..made })
    })
}
