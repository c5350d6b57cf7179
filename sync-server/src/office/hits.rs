//! How often what was promised was kept: the timers of a month, met and missed (catalogue rule K-20).

use std::collections::BTreeMap;

use doorstep_domain::id::CaseId;
use doorstep_domain::text::Text;
use doorstep_domain::wage::Month;
use serde::Serialize;

use super::{Office, OfficeError};
use crate::store::{OfCase, PromiseRow};

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
    /// was dropped or was never promised does not count. No case is read.
    ///
    /// # Errors
    /// [`OfficeError::Server`].
    pub fn hit_rates(&self, month: Month) -> Result<Vec<HitRate>, OfficeError> {
        let now_ms = self.node.now_ms();
        let mut rates = Rates::new();
        for promise in self.node.read(|read| read.promises(month))? {
            // One that is open is missed once its last second is over.
            let is_over = now_ms.div_euclid(1_000) > promise.row.due_at_ms.div_euclid(1_000);
            if let Some(kept) = promise.row.kept.or(is_over.then_some(false)) {
                add(&mut rates, promise, kept);
            }
        }
        Ok(rates.into_values().collect())
    }
}

fn add(rates: &mut Rates, promise: OfCase<PromiseRow>, kept: bool) {
    let OfCase { case, number, row, .. } = promise;
    let rate = rates.entry((row.service.clone(), row.timer.clone())).or_insert_with(|| HitRate {
        service: row.service,
        service_title: row.service_title,
        timer: row.timer,
        title: row.title,
        origin: row.origin,
        counts: row.counts,
        met: 0,
        missed: Vec::new(),
    });
    if kept {
        rate.met += 1;
        return;
    }
    let missed = Missed { number, case };
    if !rate.missed.contains(&missed) {
        rate.missed.push(missed);
    }
}
