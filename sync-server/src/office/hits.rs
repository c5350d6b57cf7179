//! How often what was promised was kept: the timers of a month, met and missed (catalogue rule K-20).

use std::collections::BTreeMap;

use doorstep_domain::case::Case;
use doorstep_domain::id::CaseId;
use doorstep_domain::text::Text;
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::timer::{TimerState, TimerView};
use doorstep_domain::wage::Month;
use serde::Serialize;

use super::case::{Logged, on_a_deep_stack};
use super::{Office, OfficeError};
use crate::error::Error;
use crate::store::JobRow;

/// How often one timer of a service was met in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HitRate {
    /// The service.
    pub service: String,
    /// What people read for it.
    pub service_title: Text,
    /// The timer.
    pub timer: String,
    /// What people read for it.
    pub title: Text,
    /// Where the rule comes from, such as `T-28`.
    pub origin: Option<String>,
    /// Whether missing it is a breach; a clock may only warn.
    pub counts: bool,
    /// How often it was met.
    pub met: u32,
    /// The jobs in which it was missed.
    pub missed: Vec<Missed>,
}

/// A job in which a timer was missed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Missed {
    /// Its number.
    pub number: String,
    /// The case.
    pub case: CaseId,
}

/// Rates by service and timer.
type Rates = BTreeMap<(String, String), HitRate>;

impl HitRate {
    /// How much of a hundred was met, halves up.
    #[must_use]
    pub fn percent(&self) -> u64 {
        let (met, missed) = (u64::from(self.met), self.missed.len() as u64);
        (met * 200 + met + missed) / (2 * (met + missed)).max(1)
    }
}

impl Office<'_> {
    /// How often each timer was met, of those that were due in a month by the clocks of their sites. What still runs,
    /// was dropped or was never promised does not count. A case that cannot be read keeps no other from being
    /// counted.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn hit_rates(&self, month: Month) -> Result<Vec<HitRate>, OfficeError> {
        let rows = self.rows_since(month.first(), true)?;
        let mut rates = Rates::new();
        on_a_deep_stack(|| rows.iter().try_for_each(|row| self.count(row, month, &mut rates)))??;
        Ok(rates.into_values().collect())
    }

    fn count(&self, row: &JobRow, month: Month, rates: &mut Rates) -> Result<(), Error> {
        let Some(logged) = self.node.read(|read| Logged::read(read, row.case))? else { return Ok(()) };
        let Ok(case) = logged.fold(&self.node.keys.root()) else { return Ok(()) };
        let Some(pack) = self.node.shelf.rules_of(&case)? else { return Ok(()) };
        // A server is no device of a case: no fact is of the same start of it.
        let now = TimeEvidence { wall_ms: self.node.now_ms(), boot_ms: -1, boot_id: 0 };
        let Ok(view) = case.timers(&pack, now) else { return Ok(()) };
        let service_title = pack.services.get(&row.service).map(|service| service.title.clone());
        let title = service_title.unwrap_or_default();
        view.timers.iter().filter(|timer| is_due(timer, &case, month)).for_each(|timer| {
            add(rates, row, &title, timer);
        });
        Ok(())
    }
}

fn is_due(timer: &TimerView, case: &Case, month: Month) -> bool {
    let is_over = matches!(timer.state, TimerState::Met | TimerState::Breached);
    let due = timer.due_at_ms.map(|due| case.state().zone().local(due).date());
    is_over && due.is_some_and(|due| month.has(due))
}

fn add(rates: &mut Rates, row: &JobRow, service_title: &Text, timer: &TimerView) {
    let rate = rates.entry((row.service.clone(), timer.id.clone())).or_insert_with(|| HitRate {
        service: row.service.clone(),
        service_title: service_title.clone(),
        timer: timer.id.clone(),
        title: timer.title.clone(),
        origin: timer.origin.clone(),
        counts: timer.counts,
        met: 0,
        missed: Vec::new(),
    });
    if timer.state == TimerState::Met {
        rate.met += 1;
        return;
    }
    let missed = Missed { number: row.number.clone(), case: row.case };
    if !rate.missed.contains(&missed) {
        rate.missed.push(missed);
    }
}
