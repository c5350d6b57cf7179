//! How long a case is kept, and what may be erased.
//!
//! The period of a record runs from the day on which it was archived, by the calendar of the site, and ends on its
//! anniversary: what was archived on 1 March 2024 for a year goes on 1 March 2025 (catalogue rules AMB-24 and
//! AMB-47, scenario 8). Cases of one job are separate: each goes by its own rule. What has no figure, or
//! "long-term", is never erased by a rule; a legal hold is longer than every rule.

use chrono::{NaiveDate, NaiveTime};
use minicbor::{Decode, Encode};

use crate::calendar::add_years;
use crate::digest::{self, Prefix};
use crate::fact::CaseKind;
use crate::fold::State;
use crate::id::{CaseId, Hash};
use crate::pack::{Configured, Keep, Retention};
use crate::rejected::Rejected;

#[cfg(test)]
mod tests;

/// As what a case is kept: which of the periods of its service counts.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Encode,
    Decode,
    serde::Serialize,
    serde::Deserialize,
)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum KeptAs {
    /// A job without a fee.
    #[n(0)]
    Free,
    /// A job with a fee; one with paid and free items counts as paid (catalogue rule AMB-24).
    #[n(1)]
    Paid,
    /// A coordination order.
    #[n(2)]
    Coordination,
}

impl KeptAs {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; 3] = [Self::Free, Self::Paid, Self::Coordination];

    /// The word of the glossary.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Paid => "paid",
            Self::Coordination => "coordination",
        }
    }

    /// As what an archived case is kept. Once it was archived as paid it stays so, also if it was reopened and
    /// archived again: the longer period counts. `None` as long as it was never archived.
    #[must_use]
    pub fn of(state: &State) -> Option<Self> {
        let kind = state.created.as_ref()?.body.case_kind;
        if kind == CaseKind::Coordination {
            return Some(Self::Coordination);
        }
        let is_paid = state.archives.iter().any(|archived| archived.body.paid);
        (!state.archives.is_empty()).then_some(if is_paid { Self::Paid } else { Self::Free })
    }

    fn period(self, rules: &Retention) -> Configured<Keep> {
        match self {
            Self::Free => rules.free,
            Self::Paid => rules.paid,
            Self::Coordination => rules.coordination,
        }
    }
}

/// How long a case is kept.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "kept")]
pub enum Kept {
    /// Until this day, on which it is erased.
    Until {
        /// The rule.
        rule: KeptAs,
        /// The day on which it was archived, by the calendar of the site.
        archived_on: NaiveDate,
        /// The day on which it goes.
        due: NaiveDate,
        /// Midnight of that day at the site, milliseconds since 1970 UTC.
        due_ms: i64,
    },
    /// Without end: the service says so.
    LongTerm {
        /// The rule.
        rule: KeptAs,
    },
    /// Without end, because the service has no figure. Nothing is guessed.
    NotConfigured {
        /// The rule.
        rule: KeptAs,
    },
    /// As long as a legal hold stands.
    Held {
        /// Why.
        reason: String,
    },
    /// As long as it is not archived.
    NotArchived,
    /// As long as something of it is missing or not understood: what is not known might be a hold.
    Incomplete,
}

impl Kept {
    /// How long a case is kept by the rules of its service.
    #[must_use]
    pub fn of(state: &State, rules: &Retention) -> Self {
        if let Some(hold) = state.standing_holds().next() {
            return Self::Held { reason: hold.held.body.reason.clone() };
        }
        if state.update_required || !state.waiting.is_empty() || state.created.is_none() {
            return Self::Incomplete;
        }
        let is_archived = state.archived.as_ref().is_some_and(|archived| archived.value);
        let (true, Some(rule), Some(at_ms)) = (is_archived, KeptAs::of(state), archived_ms(state)) else {
            return Self::NotArchived;
        };
        let years = match rule.period(rules) {
            Configured::Value(Keep::LongTerm) => return Self::LongTerm { rule },
            Configured::Value(Keep::Years(years)) if years > 0 => years,
            // The linter refuses a period of no years; a pack that has it nevertheless must not erase at once.
            Configured::Value(Keep::Years(_)) | Configured::NotConfigured => {
                return Self::NotConfigured { rule };
            }
        };
        let zone = state.zone();
        let archived_on = zone.local(at_ms).date();
        match add_years(archived_on, i64::from(years)) {
            Some(due) => {
                Self::Until { rule, archived_on, due, due_ms: zone.instant(due.and_time(NaiveTime::MIN)) }
            }
            // Beyond the calendar.
            None => Self::LongTerm { rule },
        }
    }

    /// Whether it goes at this moment or went before, milliseconds since 1970 UTC.
    #[must_use]
    pub fn is_over(&self, now_ms: i64) -> bool {
        matches!(self, Self::Until { due_ms, .. } if *due_ms <= now_ms)
    }

    /// The answer in one word, as tables and programs read it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Until { .. } => "until",
            Self::LongTerm { .. } => "long_term",
            Self::NotConfigured { .. } => "not_configured",
            Self::Held { .. } => "held",
            Self::NotArchived => "not_archived",
            Self::Incomplete => "incomplete",
        }
    }
}

/// When the case was archived: by the clock of whoever did it, but never before what it archives. A clock that is
/// years behind must not let a record go years too early.
fn archived_ms(state: &State) -> Option<i64> {
    let archived_ms = state.archived.as_ref()?.at.wall_ms;
    let ended_ms = state.outcome.as_ref().map(|outcome| outcome.at.wall_ms);
    let reported_ms = state.created.as_ref().map(|created| created.at.wall_ms);
    [ended_ms, reported_ms].into_iter().flatten().chain([archived_ms]).max()
}

/// A name for everything that belongs to a case, in whatever order: what is left of an erased one carries it, and
/// whoever has a copy can show that it is the same.
pub fn digest<'a>(case: CaseId, items: impl IntoIterator<Item = &'a Hash>) -> Hash {
    let mut all = [0_u8; 32];
    for item in items {
        let one = digest::digest(Prefix::DigestItem, &[&case.0, &item.0]);
        all.iter_mut().zip(one.0).for_each(|(sum, byte)| *sum ^= byte);
    }
    Hash(all)
}

/// Whether a person may erase a case before its time.
///
/// # Errors
/// [`Rejected::Status`]: `held` while a legal hold stands; the outcome of a case that is still open, because
/// somebody may be at work in it: it has to be closed or cancelled first.
pub fn check_erasable(state: &State) -> Result<(), Rejected> {
    if state.standing_holds().next().is_some() {
        return Err(Rejected::Status { state: "held" });
    }
    match &state.outcome {
        Some(outcome) if outcome.value.is_open() => Err(Rejected::Status { state: outcome.value.name() }),
        _ => Ok(()),
    }
}
