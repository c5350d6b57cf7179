//! Answers as tables, for the spreadsheets that a company already has.
//!
//! The tables are those that ODK Central exports: one row for each visit that ended, a table of its own for each repeat
//! with `PARENT_KEY` and `KEY`, groups and names joined by `-`. Which columns there are says the checklist
//! (`doorstep_domain::checklist::Column`).

mod row;
mod table;

use std::sync::Arc;

use doorstep_domain::case::Case;
use doorstep_domain::id::{CaseId, VisitId};
use doorstep_domain::pack::Pack;
use serde::Serialize;

use super::case::{Logged, on_a_deep_stack};
use super::{Office, OfficeError};
use crate::error::Error;
use row::Row;
use table::Tables;

/// Which answers are wanted, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswersWanted {
    /// The service.
    pub service: String,
    /// Also visits that did not end yet.
    pub open: bool,
    /// Beside the options that were chosen, a column for each with 1 or 0.
    pub split_options: bool,
    /// Columns are named by their groups too: `meter-serial`, not `serial`.
    pub group_names: bool,
}

/// The answers of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Answers {
    /// The table of the visits, and one for each repeat.
    pub tables: Vec<AnswersTable>,
    /// Visits that did not end yet and are not in it.
    pub open: u64,
    /// Cases that cannot be read, or whose pack is not here.
    pub unread: Vec<CaseId>,
}

/// A table of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnswersTable {
    /// The name of its file, `boiler-check-alarm.csv`.
    pub name: String,
    /// How many rows there are below the header.
    pub rows: u64,
    /// The table, UTF-8.
    pub csv: String,
}

impl Office<'_> {
    /// Writes out what was answered in the visits of a service, the newest first.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] if no pack has the service; [`OfficeError::Server`].
    pub fn answers(&self, wanted: &AnswersWanted) -> Result<Answers, OfficeError> {
        let packs = self.node.shelf.newest()?;
        let newest = packs.iter().find_map(|pack| pack.service(&wanted.service));
        let newest = newest.ok_or(OfficeError::NotFound("service"))?.checklist;
        let mut tables = Tables::new(wanted);
        tables.add_columns(newest, &newest.all_columns());
        let (mut answers, mut rows) = (Answers::default(), Vec::new());
        for case in self.node.read(|read| read.cases_of(&wanted.service))? {
            match self.rows_of(case, wanted)? {
                Some((of_case, open)) => {
                    rows.extend(of_case);
                    answers.open += open;
                }
                None => answers.unread.push(case),
            }
        }
        rows.sort_by(|a, b| (b.received_at_ms, &b.key).cmp(&(a.received_at_ms, &a.key)));
        for row in &rows {
            tables.add_row(row);
        }
        answers.tables = tables.finish();
        Ok(answers)
    }

    /// The rows of a case, and how many of its visits did not end yet; `None` if it cannot be read.
    fn rows_of(&self, case: CaseId, wanted: &AnswersWanted) -> Result<Option<(Vec<Row>, u64)>, Error> {
        let Some(logged) = self.node.read(|read| Logged::read(read, case))? else {
            return Ok(Some((Vec::new(), 0))); // erased
        };
        on_a_deep_stack(|| {
            let Ok(case) = logged.fold(&self.node.keys.root()) else { return Ok(None) };
            let Some(pack) = self.node.shelf.rules_of(&case)? else { return Ok(None) };
            let (mut rows, mut open) = (Vec::new(), 0);
            for (id, visit) in &case.state().visits {
                if visit.completed.is_none() && visit.ended.is_none() && !wanted.open {
                    open += 1;
                    continue;
                }
                let Some(row) = self.row(&case, &logged, *id, &pack)? else { return Ok(None) };
                rows.push(row);
            }
            Ok(Some((rows, open)))
        })?
    }

    fn row(
        &self,
        case: &Case,
        logged: &Logged,
        visit: VisitId,
        pack: &Arc<Pack>,
    ) -> Result<Option<Row>, Error> {
        let Ok((columns, filled)) = case.filled(visit, pack) else { return Ok(None) };
        let Ok(service) = case.service_of(visit, pack) else { return Ok(None) };
        let moved = case.state().visits.get(&visit).and_then(|visit| visit.checklist.as_ref());
        let moved = moved.map(|moved| self.node.shelf.pack(moved.value)).transpose()?.flatten();
        let version = moved.as_ref().unwrap_or(pack).version;
        let row = Row::new(case, logged, visit, (service.checklist.clone(), columns), filled, version);
        let photos = row.photos.clone();
        let held = self.node.read(|read| {
            let there = photos.iter().map(|photo| Ok(u64::from(read.blob(case.id(), *photo)?.is_some())));
            there.sum::<Result<u64, Error>>()
        })?;
        Ok(Some(row.with_photos(held)))
    }
}
