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
use crate::pack::Configured;
use crate::zone::Zone;

#[cfg(test)]
mod tests;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Everything is shown.
    Shown {
        /// Until when, milliseconds since 1970 UTC; `None` as long as the visit goes on.
        until_ms: Option<i64>,
    },
    /// It is hidden.
    Hidden {
        /// Why.
        why: WhyHidden,
        /// The number of the company over which the customer is called meanwhile.
        relay_number: Option<String>,
    },
}

/// Why something is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyHidden {
    /// Its time comes.
    NotYet {
        /// From when on it is shown, milliseconds since 1970 UTC.
        from_ms: i64,
    },
    /// No time is agreed for a visit.
    NotAgreed,
    /// The last visit is over.
    Over,
}

impl Privacy {
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

    /// How things stand for somebody whom it concerns.
    #[must_use]
    pub fn standing(&self, state: &State, now_ms: i64) -> Standing {
        let times = self.shown_times(state);
        let open = times.iter().filter(|time| time.contains(now_ms)).map(|time| time.until_ms);
        // Two visits may be open at once: it stays until the later one is over.
        if let Some(until_ms) = open.reduce(|one, other| one.zip(other).map(|(one, other)| one.max(other))) {
            return Standing::Shown { until_ms };
        }
        let next = times.iter().map(|time| time.from_ms).filter(|from_ms| *from_ms > now_ms).min();
        let why = match next {
            Some(from_ms) => WhyHidden::NotYet { from_ms },
            None if times.is_empty() => WhyHidden::NotAgreed,
            None => WhyHidden::Over,
        };
        Standing::Hidden { why, relay_number: self.relay_number.get().cloned() }
    }

    /// Puts what remains to be seen in the place of what is hidden.
    pub fn hide_in(&self, state: &mut State) {
        let Some(created) = state.created.as_mut().map(|created| &mut created.body) else { return };
        let hide = |private: Private, text: &mut String| {
            if self.hide.contains(&private) {
                *text = self.mask(private, text);
            }
        };
        hide(Private::Name, &mut created.customer.name);
        hide(Private::Address, &mut created.site.address);
        created.customer.phone.iter_mut().for_each(|phone| hide(Private::Phone, phone));
        if let Some(reporter) = &mut created.reporter {
            hide(Private::Name, &mut reporter.name);
            reporter.phone.iter_mut().for_each(|phone| hide(Private::Phone, phone));
        }
        for entry in &mut state.entries {
            hide(Private::Name, &mut entry.body.contact);
            entry.body.phone.iter_mut().for_each(|phone| hide(Private::Phone, phone));
        }
    }

    /// Whether a correction of a card says something that is hidden.
    #[must_use]
    pub fn hides_correction(&self, field: &str) -> bool {
        let private = match field.rsplit('.').next() {
            Some("name") => Private::Name,
            Some("address") => Private::Address,
            Some("phone") => Private::Phone,
            _ => return false,
        };
        self.hide.contains(&private)
    }

    /// A text as it is shown while it is hidden.
    #[must_use]
    pub fn mask(&self, private: Private, text: &str) -> String {
        match (self.leaves, private) {
            (Leaves::Nothing, _) => HIDDEN.to_owned(),
            (Leaves::Part, Private::Address) => {
                let place: String = text.chars().take_while(|c| !c.is_numeric()).collect();
                format!("{}{HIDDEN}", place.trim_end())
            }
            (Leaves::Part, Private::Name) => text.chars().take(1).chain(HIDDEN.chars()).collect(),
            (Leaves::Part, Private::Phone) => {
                let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
                // Of a short number the last four would be nearly all of it.
                let shown = if digits.len() >= 8 { &digits[digits.len() - 4..] } else { &[] };
                HIDDEN.chars().chain(shown.iter().copied()).collect()
            }
        }
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

/// What stands for what is hidden.
pub const HIDDEN: &str = "…";

fn midnight_after(at_ms: i64, zone: &Zone) -> i64 {
    let day = zone.local(at_ms).date();
    let next = add_days(day, 1).unwrap_or(day);
    zone.instant(next.and_time(NaiveTime::MIN))
}
