//! The wages of a month, from the hours of completed jobs (catalogue rules WG-01 to WG-04).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use doorstep_domain::fold::State;
use doorstep_domain::id::CaseId;
use doorstep_domain::money::Money;
use doorstep_domain::pack::Pack;
use doorstep_domain::score::{Marks, Scores, Tally, tally};
use doorstep_domain::text::Text;
use doorstep_domain::wage::{self, Month, Stint, Wage, WageMonth};
use serde::Serialize;

use super::{Office, OfficeError};
use crate::error::Error;
use crate::ledger::Ledger;
use crate::projector::Facts;
use crate::store::{JobRow, JobState, JobsWanted};

/// Rows read at once.
const PAGE: u32 = 500;

/// A month of everybody who is paid by one wage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WagesOfMonth {
    /// The month, such as `2026-05`.
    pub month: String,
    /// The wage, as the pack calls it.
    pub wage: String,
    /// What people read for it.
    pub title: Text,
    /// The currency, ISO 4217.
    pub currency: String,
    /// Digits after the point.
    pub minor_digits: u8,
    /// By user.
    pub rows: Vec<WageRow>,
}

/// A month of one worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WageRow {
    /// The user.
    pub user: String,
    /// The user's name.
    pub name: String,
    /// Completed visits that count.
    pub visits: u32,
    /// Whole minutes.
    pub minutes: i64,
    /// The amounts with how they came about; absent if something is missing.
    pub paid: Option<WageMonth>,
    /// What is missing: a day without a rate.
    pub missing: Option<String>,
    /// The score with its parts and every mark behind them.
    pub score: Tally,
}

/// What somebody did in a month.
#[derive(Debug, Default)]
struct Hours {
    name: String,
    visits: u32,
    worked: Vec<(NaiveDate, i64)>,
}

impl Office<'_> {
    /// Works out the wages of a month. Scores come from the marks in cases; what is given here by user counts before
    /// them. Every wage of the newest version of each pack is one list.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn wages(
        &self,
        month: Month,
        scores: &dyn Fn(&str) -> Scores,
    ) -> Result<Vec<WagesOfMonth>, OfficeError> {
        let states = self.states_since(month.first())?;
        let books = Books { ledgers: self.ledgers(&states, month)?, states };
        let mut lists = Vec::new();
        for pack in self.newest_packs()? {
            for (id, wage) in &pack.wages {
                lists.push(list(&pack, (id, wage), month, &books, scores));
            }
        }
        Ok(lists)
    }

    pub(super) fn newest_packs(&self) -> Result<Vec<Arc<Pack>>, Error> {
        let mut names = BTreeSet::new();
        let rows = self.node.read(|read| read.packs())?;
        let newest = rows.into_iter().filter(|row| names.insert(row.name.clone()));
        let packs = newest.map(|row| self.node.shelf.pack(row.pack)).collect::<Result<Vec<_>, _>>()?;
        Ok(packs.into_iter().flatten().collect())
    }

    /// The ledgers of the jobs that anything happened to since a month began, erased ones among them.
    pub(super) fn ledgers_of(&self, month: Month) -> Result<Vec<Ledger>, Error> {
        self.ledgers(&self.states_since(month.first())?, month)
    }

    fn ledgers(&self, states: &[State], month: Month) -> Result<Vec<Ledger>, Error> {
        let erased = self.node.read(|read| read.stubs_since(since_ms(month.first())))?;
        let erased = erased.into_iter().map(|stub| stub.ledger);
        Ok(erased.chain(states.iter().map(Ledger::of)).collect())
    }

    /// The jobs that anything happened to since a day. No document is loaded.
    pub(super) fn states_since(&self, first: NaiveDate) -> Result<Vec<State>, Error> {
        let rows = self.rows_since(first, false)?;
        let state = |row: &JobRow| self.node.read(|read| Ok(Facts::read(read, row.case)?.state()));
        rows.iter().map(state).collect()
    }

    /// The rows of jobs that anything happened to since a day; also of those that are open, if they are wanted.
    pub(super) fn rows_since(&self, first: NaiveDate, open_too: bool) -> Result<Vec<JobRow>, Error> {
        let since_ms = since_ms(first);
        let (mut found, mut after): (Vec<JobRow>, Option<CaseId>) = (Vec::new(), None);
        loop {
            let wanted = JobsWanted { state: JobState::All, after, limit: PAGE, ..JobsWanted::default() };
            let rows = self.node.read(|read| read.jobs(wanted, self.node.now_ms()))?;
            after = rows.last().map(|row| row.case);
            let is_last = rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
            let is_wanted = |row: &JobRow| row.changed_at_ms >= since_ms || (open_too && row.is_open());
            found.extend(rows.into_iter().filter(is_wanted));
            if is_last {
                return Ok(found);
            }
        }
    }
}

/// A day before a day begins here: a phone far ahead of universal time is in the new month before.
fn since_ms(first: NaiveDate) -> i64 {
    first.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis() - 24 * 60 * 60 * 1000
}

/// What a month is worked out from: what was earned stays when a case is erased, marks go with it.
struct Books {
    ledgers: Vec<Ledger>,
    states: Vec<State>,
}

fn list(
    pack: &Pack,
    (id, wage): (&str, &Wage),
    month: Month,
    books: &Books,
    scores: &dyn Fn(&str) -> Scores,
) -> WagesOfMonth {
    let currency = pack.rates.get(&wage.rate).map(|table| &table.currency);
    let marks = Marks::gather(&wage.score, month.into(), &books.states);
    let rows = hours(wage, month, &books.ledgers).into_iter().map(|(user, hours)| {
        let given = scores(&user);
        let score = tally(&wage.score, &wage.grades, &user, &marks, &given);
        let paid = wage::month(wage, &pack.rates, &hours.worked, &score.scores(given));
        let (paid, missing) = match paid {
            Ok(paid) => (Some(paid), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let minutes = hours.worked.iter().map(|(_, minutes)| minutes).sum();
        WageRow { user, name: hours.name, visits: hours.visits, minutes, paid, missing, score }
    });
    WagesOfMonth {
        month: month.to_string(),
        wage: id.to_owned(),
        title: wage.title.clone(),
        currency: currency.map(|currency| currency.code.clone()).unwrap_or_default(),
        minor_digits: currency.map_or(2, |currency| currency.minor_digits),
        rows: rows.collect(),
    }
}

/// Everybody's hours in the services of a wage.
fn hours(wage: &Wage, month: Month, ledgers: &[Ledger]) -> BTreeMap<String, Hours> {
    let is_paid = |ledger: &&Ledger| wage.services.contains(&ledger.service);
    let mut by_user: BTreeMap<String, Hours> = BTreeMap::new();
    let stints = ledgers.iter().filter(is_paid).flat_map(|ledger| ledger.worked.iter().cloned());
    for stint in stints.filter(|stint| month.has(stint.day)) {
        let Stint { user, name, day, minutes, .. } = stint;
        let hours = by_user.entry(user).or_default();
        hours.name = name;
        hours.visits += 1;
        hours.worked.push((day, minutes));
    }
    by_user
}

impl WagesOfMonth {
    /// The list as a table that other programs read: one line per worker, amounts in major units.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut lines = vec![HEAD.to_owned()];
        lines.extend(self.rows.iter().map(|row| self.line(row)));
        lines.join("\r\n") + "\r\n"
    }

    fn line(&self, row: &WageRow) -> String {
        let amount = |amount: Option<Money>| {
            amount.map(|amount| amount.display(self.minor_digits)).unwrap_or_default()
        };
        let paid = row.paid.as_ref();
        let score = paid.and_then(|paid| paid.score.as_ref().ok()).map(|score| score.trimmed().to_string());
        [
            self.month.clone(),
            field(&self.wage),
            field(&row.user),
            field(&row.name),
            row.visits.to_string(),
            row.minutes.to_string(),
            amount(paid.map(|paid| paid.base)),
            score.unwrap_or_default(),
            amount(paid.and_then(|paid| paid.performance)),
            amount(paid.and_then(|paid| paid.total)),
            amount(paid.and_then(|paid| paid.withheld)),
            self.currency.clone(),
            field(row.missing.as_deref().unwrap_or_default()),
        ]
        .join(",")
    }
}

const HEAD: &str =
    "month,wage,user,name,visits,minutes,base,score,performance,total,withheld,currency,missing";

/// A text as one field. What a table program would run as a formula stays a text.
fn field(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
