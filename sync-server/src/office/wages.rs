//! The wages of a month, from the hours of completed jobs (catalogue rules WG-01 to WG-04).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use doorstep_domain::ledger::Ledger;
use doorstep_domain::money::Money;
use doorstep_domain::pack::Pack;
use doorstep_domain::score::{Marks, Scores, Tally, tally};
use doorstep_domain::text::Text;
use doorstep_domain::wage::{self, Month, Stint, Wage, WageMonth};
use serde::Serialize;

use super::csv::field;
use super::{Office, OfficeError};
use crate::error::Error;

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
    /// Works out the wages of a month. Scores come from the marks of cases; what is given here by user counts before
    /// them. Every wage of the newest version of each pack is one list.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn wages(
        &self,
        month: Month,
        scores: &dyn Fn(&str) -> Scores,
    ) -> Result<Vec<WagesOfMonth>, OfficeError> {
        let ledgers = self.ledgers_of(month)?;
        let mut lists = Vec::new();
        for pack in self.node.shelf.newest()? {
            for (id, wage) in &pack.wages {
                lists.push(list(&pack, (id, wage), month, &ledgers, scores));
            }
        }
        Ok(lists)
    }

    /// What the cases of a month come to, erased ones among them. No case is read.
    pub(super) fn ledgers_of(&self, month: Month) -> Result<Vec<Ledger>, Error> {
        self.node.read(|read| read.ledgers(month, month))
    }
}

fn list(
    pack: &Pack,
    (id, wage): (&str, &Wage),
    month: Month,
    ledgers: &[Ledger],
    scores: &dyn Fn(&str) -> Scores,
) -> WagesOfMonth {
    let currency = pack.rates.get(&wage.rate).map(|table| &table.currency);
    let marks = Marks::gather(&wage.score, month.into(), ledgers);
    let rows = hours(wage, month, ledgers).into_iter().map(|(user, hours)| {
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
