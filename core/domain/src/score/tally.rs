//! A score worked out, with every mark behind it.

use std::collections::BTreeMap;

use super::definition::{Grade, ScorePart, grade, mean};
use super::given::{ScoreError, Scores};
use super::mark::{Mark, Marks};
use crate::decimal::Decimal;
use crate::pack::Configured;
use crate::text::Text;

/// The score of somebody, with how it came about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// Its parts, in the order of the pack.
    pub parts: Vec<TallyPart>,
    /// The score of a hundred, or why there is none.
    pub score: Result<Decimal, ScoreError>,
    /// Id of the grade of the score.
    pub grade: Option<String>,
}

/// A part of the score of somebody.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TallyPart {
    /// The part.
    pub id: String,
    /// What people read.
    pub title: Text,
    /// How much of a hundred it weighs.
    pub weight: Configured<Decimal>,
    /// What was given: what was entered by hand, else the mean of the marks to two digits, halves up.
    pub percent: Option<Decimal>,
    /// Whether it was entered by hand.
    pub by_hand: bool,
    /// The marks, by day.
    pub marks: Vec<Mark>,
}

/// Works out the score of somebody from marks and from what was entered by hand, which counts before them.
#[must_use]
pub fn tally(parts: &[ScorePart], grades: &[Grade], about: &str, marks: &Marks, given: &Scores) -> Tally {
    let of_part = |part: &ScorePart| {
        let marks = marks.of(about, &part.id).to_vec();
        let by_hand = given.parts.get(&part.id).copied();
        TallyPart {
            id: part.id.clone(),
            title: part.title.clone(),
            weight: part.weight,
            percent: by_hand.or_else(|| mean(marks.iter().map(|mark| mark.percent))),
            by_hand: by_hand.is_some(),
            marks,
        }
    };
    let tallied: Vec<TallyPart> = parts.iter().map(of_part).collect();
    let score = given.clone().or(&percents(&tallied)).score(parts);
    let grade = score.as_ref().ok().and_then(|score| grade(grades, *score)).map(|grade| grade.id.clone());
    Tally { parts: tallied, score, grade }
}

fn percents(parts: &[TallyPart]) -> BTreeMap<String, Decimal> {
    parts.iter().filter_map(|part| Some((part.id.clone(), part.percent?))).collect()
}

impl Tally {
    /// What the parts came to, as a wage takes it.
    #[must_use]
    pub fn scores(&self, given: Scores) -> Scores {
        given.or(&percents(&self.parts))
    }
}
