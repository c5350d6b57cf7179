//! Marks: what remarks are worth for one score in one period.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::definition::ScorePart;
use super::period::Period;
use crate::decimal::Decimal;
use crate::ledger::Ledger;

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
    /// Name of the member of staff who wrote it down.
    pub by: String,
}

/// Everybody's marks for one score in one period, by whom they are about and by part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks(BTreeMap<String, BTreeMap<String, Vec<Mark>>>);

impl Marks {
    /// Reads the marks of a period from the ledgers of cases; the same ledgers in another order give the same marks.
    pub fn gather<'l>(
        parts: &[ScorePart],
        period: Period,
        ledgers: impl IntoIterator<Item = &'l Ledger>,
    ) -> Self {
        let mut marks = Self::default();
        for ledger in ledgers {
            for part in parts {
                marks.add_all(part, period, ledger);
            }
        }
        marks.0.values_mut().flat_map(BTreeMap::values_mut).for_each(|marks| {
            marks.sort_by(|a, b| (a.day, &a.number, &a.said).cmp(&(b.day, &b.number, &b.said)));
        });
        marks
    }

    fn add_all(&mut self, part: &ScorePart, period: Period, ledger: &Ledger) {
        let Some(source) = part.from.as_ref().filter(|from| from.services().contains(&ledger.service)) else {
            return;
        };
        for remark in ledger.said.iter().filter(|remark| period.has(remark.day)) {
            let Some(percent) = source.worth_of(remark) else { continue };
            let mark = Mark {
                day: remark.day,
                number: ledger.number.clone(),
                said: remark.said.clone(),
                percent,
                by: remark.by.clone(),
            };
            let about = self.0.entry(remark.about.clone()).or_default();
            about.entry(part.id.clone()).or_default().push(mark);
        }
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
