//! Whose address and telephone number a role sees, and when (catalogue section 8.2, AMB-08, scenario 24).
//!
//! The worker of a visit needs the address on the day and not for ever. A service may hide who and where from some
//! roles outside a time around each visit; what remains is enough to plan the way and to recognise the job. What is
//! hidden is hidden from the eye: the case itself is on the device, signed, and merges like every other.

use std::collections::BTreeSet;

use chrono::NaiveTime;

use crate::calendar::add_days;
use crate::fact::Phase;
use crate::fold::{State, VisitState};
use crate::pack::{Configured, Pack};
use crate::zone::Zone;

mod mask;
#[cfg(test)]
mod tests;
mod veil;

pub use mask::{HIDDEN, Mask};
pub use veil::Veil;

/// What is hidden, from whom, and outside which time.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    /// What is hidden.
    pub hide: BTreeSet<Private>,
    /// The roles from which it is hidden. Somebody who also has another role sees everything.
    pub from: BTreeSet<String>,
    /// When it is shown before a visit.
    pub shown_from: ShownFrom,
    /// Minutes after the end of a visit until which it is shown.
    pub hidden_after_min: u32,
    /// What of it stays hidden during a visit, too: the telephone number of a customer who is called over the
    /// company's.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub always: BTreeSet<Private>,
    /// What remains to be seen of it.
    #[serde(default)]
    pub leaves: Leaves,
    /// The number of the company over which customers are called meanwhile.
    #[serde(default = "no_number")]
    pub relay_number: Configured<String>,
}

fn no_number() -> Configured<String> {
    Configured::NotConfigured
}

/// Something about a customer that is not everybody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Private {
    /// The name of the customer and of whoever reported it.
    Name,
    /// Where it is.
    Address,
    /// The telephone numbers of both.
    Phone,
}

impl Private {
    /// Its name in packs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::Phone => "phone",
        }
    }
}

/// When something is shown before a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ShownFrom {
    /// From the midnight with which the day of the visit begins at the site.
    VisitDay,
    /// So many minutes before the agreed time.
    MinutesBefore(u32),
}

/// What remains to be seen of something hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Leaves {
    /// The place up to its first number; the last four digits of a telephone number; the first letter of a name.
    #[default]
    Part,
    /// Nothing.
    Nothing,
}

/// A time in which everything is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct ShownTime {
    /// Its first moment, milliseconds since 1970 UTC.
    pub from_ms: i64,
    /// The first moment after it; `None` as long as the visit goes on.
    pub until_ms: Option<i64>,
}

impl ShownTime {
    /// Whether a moment lies in it.
    #[must_use]
    pub fn contains(&self, at_ms: i64) -> bool {
        self.from_ms <= at_ms && self.until_ms.is_none_or(|until_ms| at_ms < until_ms)
    }
}

/// How things stand for somebody whom it concerns, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is the time of a visit: everything is shown but what is always hidden.
    Shown {
        /// Until when, milliseconds since 1970 UTC; `None` as long as the visit goes on.
        until_ms: Option<i64>,
    },
    /// It is hidden until its time comes.
    NotYet {
        /// From when on it is shown, milliseconds since 1970 UTC.
        from_ms: i64,
    },
    /// It is hidden, because no time is agreed for a visit.
    NotAgreed,
    /// It is hidden, because the last visit is over.
    Over,
}

impl Standing {
    /// How things stand, given the times of all visits in order.
    #[must_use]
    pub fn at(times: &[ShownTime], now_ms: i64) -> Self {
        let open = times.iter().filter(|time| time.contains(now_ms)).map(|time| time.until_ms);
        // Two visits may be open at once: it stays until the later one is over.
        if let Some(until_ms) = open.reduce(|one, other| one.zip(other).map(|(one, other)| one.max(other))) {
            return Self::Shown { until_ms };
        }
        let next = times.iter().map(|time| time.from_ms).filter(|from_ms| *from_ms > now_ms).min();
        match next {
            Some(from_ms) => Self::NotYet { from_ms },
            None if times.is_empty() => Self::NotAgreed,
            None => Self::Over,
        }
    }

    /// Whether it is outside the time of a visit.
    #[must_use]
    pub fn is_hidden(self) -> bool {
        !matches!(self, Self::Shown { .. })
    }
}

impl Privacy {
    /// What the service of a case hides.
    #[must_use]
    pub fn of<'p>(state: &State, pack: &'p Pack) -> Option<&'p Self> {
        pack.service(&state.created.as_ref()?.body.service)?.service.privacy.as_ref()
    }

    /// Whether it is about somebody with these roles: all of them must be named.
    #[must_use]
    pub fn concerns<'a>(&self, roles: impl IntoIterator<Item = &'a str>) -> bool {
        let mut roles = roles.into_iter().peekable();
        roles.peek().is_some() && roles.all(|role| self.from.contains(role))
    }

    /// The times in which everything is shown, one per visit that has one, in order.
    #[must_use]
    pub fn shown_times(&self, state: &State) -> Vec<ShownTime> {
        let zone = state.zone();
        let mut times: Vec<ShownTime> =
            state.visits.values().filter_map(|visit| self.shown_time(state, visit, &zone)).collect();
        times.sort_unstable();
        times
    }

    /// What somebody whom it concerns sees in the time of a visit.
    #[must_use]
    pub fn during(&self) -> Mask {
        Mask::new(self.always.clone(), self.leaves, self.relay_number.get().cloned())
    }

    /// What somebody whom it concerns sees at any other time.
    #[must_use]
    pub fn outside(&self) -> Mask {
        let hidden = self.hide.union(&self.always).copied().collect();
        Mask::new(hidden, self.leaves, self.relay_number.get().cloned())
    }

    /// What somebody whom it concerns sees as things stand.
    #[must_use]
    pub fn mask(&self, standing: Standing) -> Mask {
        if standing.is_hidden() { self.outside() } else { self.during() }
    }

    /// When everything is shown for one visit: from before the agreed time, or from setting out if that is earlier,
    /// until after its end. A visit that nobody set out for shows nothing after its day; in an emergency everything is
    /// shown from the report on.
    fn shown_time(&self, state: &State, visit: &VisitState, zone: &Zone) -> Option<ShownTime> {
        let entered = |phase: Phase| visit.entered.get(&phase).map(|at| at.wall_ms);
        let begun_ms =
            [Phase::Travelling, Phase::Arrived, Phase::Working].into_iter().filter_map(entered).min();
        let appointed = visit.appointment.as_ref().map(|appointment| appointment.value);
        let agreed_ms = appointed.map(|(start_ms, _)| self.opens_ms(start_ms, zone));
        let emergency_ms = state
            .created
            .as_ref()
            .filter(|created| created.body.emergency)
            .map(|created| created.body.reported_at_ms);
        let from_ms = [begun_ms, agreed_ms, emergency_ms].into_iter().flatten().min()?;
        let after_ms = i64::from(self.hidden_after_min) * 60_000;
        let closed_ms = state
            .outcome
            .as_ref()
            .filter(|outcome| !outcome.value.is_open())
            .map(|outcome| outcome.at.wall_ms);
        let until_ms = match (entered(Phase::Ended), begun_ms, appointed) {
            (Some(ended_ms), ..) => Some(ended_ms.saturating_add(after_ms)),
            (None, Some(_), _) | (None, None, None) => closed_ms.map(|at_ms| at_ms.saturating_add(after_ms)),
            (None, None, Some((start_ms, end_ms))) => {
                let day_over = midnight_after(end_ms.unwrap_or(start_ms), zone);
                let until_ms = closed_ms.map_or(day_over, |closed_ms| closed_ms.min(day_over));
                Some(until_ms.saturating_add(after_ms))
            }
        };
        Some(ShownTime { from_ms, until_ms })
    }

    fn opens_ms(&self, start_ms: i64, zone: &Zone) -> i64 {
        match self.shown_from {
            ShownFrom::VisitDay => zone.instant(zone.local(start_ms).date().and_time(NaiveTime::MIN)),
            ShownFrom::MinutesBefore(minutes) => start_ms.saturating_sub(i64::from(minutes) * 60_000),
        }
    }
}

fn midnight_after(at_ms: i64, zone: &Zone) -> i64 {
    let day = zone.local(at_ms).date();
    let next = add_days(day, 1).unwrap_or(day);
    zone.instant(next.and_time(NaiveTime::MIN))
}
