//! Scores of a month or year, from the marks that stand in cases (catalogue rules K-01 to K-08).

use std::collections::BTreeMap;

use doorstep_domain::ledger::Ledger;
use doorstep_domain::pack::Pack;
use doorstep_domain::score::{Marks, Period, Score, Scores, Tally, tally};
use doorstep_domain::text::Text;
use doorstep_domain::wage::Month;
use serde::Serialize;

use super::{Office, OfficeError};
use crate::error::Error;

/// A score of everybody who was given marks in its month or year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoresOfPeriod {
    /// The month or year, such as `2026-05` or `2026`.
    pub period: String,
    /// The score, as the pack calls it.
    pub score: String,
    /// What people read for it.
    pub title: Text,
    /// By whom it is about.
    pub rows: Vec<ScoreRow>,
}

/// The score of one person or outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreRow {
    /// The id of a user, or what the evaluation calls an outlet.
    pub about: String,
    /// The user's name, if it is a user.
    pub name: String,
    /// The score with its parts and every mark behind them.
    pub tally: Tally,
    /// What people read for its grade.
    pub grade_title: Option<Text>,
}

impl Office<'_> {
    /// The scores of every pack for a month, or for the year in which it lies.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn scores(&self, month: Month) -> Result<Vec<ScoresOfPeriod>, OfficeError> {
        let packs = self.node.shelf.newest()?;
        let scores: Vec<(&str, &Score)> = packs.iter().flat_map(|pack| scores_of(pack)).collect();
        let names = self.names()?;
        let list = |(id, score): (&str, &Score)| {
            let period = Period::around(month, score.period);
            let ledgers = self.node.read(|read| read.ledgers(period.first_month(), period.last_month()))?;
            Ok(list(id, score, period, &ledgers, &names))
        };
        scores.into_iter().map(list).collect()
    }

    /// What the users of this company are called, by their ids.
    pub(super) fn names(&self) -> Result<BTreeMap<String, String>, Error> {
        let devices = self.node.read(|read| read.devices())?;
        // The newest first: whoever was let in again is called as the last time.
        Ok(devices.into_iter().rev().map(|device| (device.user, device.name)).collect())
    }
}

fn scores_of(pack: &Pack) -> impl Iterator<Item = (&str, &Score)> {
    pack.scores.iter().map(|(id, score)| (id.as_str(), score))
}

fn list(
    id: &str,
    score: &Score,
    period: Period,
    ledgers: &[Ledger],
    names: &BTreeMap<String, String>,
) -> ScoresOfPeriod {
    let marks = Marks::gather(&score.parts, period, ledgers);
    let rows = marks.people().map(|about| {
        let tally = tally(&score.parts, &score.grades, about, &marks, &Scores::default());
        let grade = score.grades.iter().find(|grade| Some(&grade.id) == tally.grade.as_ref());
        ScoreRow {
            about: about.to_owned(),
            name: names.get(about).cloned().unwrap_or_else(|| about.to_owned()),
            grade_title: grade.map(|grade| grade.title.clone()),
            tally,
        }
    });
    ScoresOfPeriod {
        period: period.to_string(),
        score: id.to_owned(),
        title: score.title.clone(),
        rows: rows.collect(),
    }
}
