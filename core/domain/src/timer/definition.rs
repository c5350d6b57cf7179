//! Timers and duties, as a pack holds them. Generic over the expression, like a checklist.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer};

use super::{Event, Length, Season, Window};
use crate::calendar::Span;
use crate::pack::Configured;
use crate::text::Text;

/// What a service says about time.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Timing"))]
#[serde(deny_unknown_fields)]
pub struct Timing<E> {
    /// The clocks by which its limits are told apart, by name.
    #[serde(default = "BTreeMap::new")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub clocks: BTreeMap<String, Clock>,
    /// Parts of the year in which other limits hold, by name.
    #[serde(default = "BTreeMap::new")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub seasons: BTreeMap<String, Season>,
    /// Hours of service, by name. Expressions read `windows.<name>`: whether the report lies in them.
    #[serde(default = "BTreeMap::new")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub windows: BTreeMap<String, Window>,
    /// What must happen by when.
    #[serde(default = "Vec::new")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub timers: Vec<Timer<E>>,
    /// What must happen again and again.
    #[serde(default = "Vec::new")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub duties: Vec<Duty<E>>,
}

/// Whose time it is: the promise to a customer, the contract of an outlet (AMB-10).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// What people read.
    pub title: Text,
    /// Whether a limit missed by this clock is a breach. The alarm goes at the earlier limit in any case.
    pub breach: bool,
}

/// Something that must happen by a time.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Timer"))]
#[serde(deny_unknown_fields)]
pub struct Timer<E> {
    /// Small letters, digits and `_`; never changes its meaning within a pack's lineage.
    pub id: String,
    /// What people read.
    pub title: Text,
    /// The clock that it belongs to; without one, missing it is a breach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// The role that has to act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Once for the job, or for every visit by itself.
    #[serde(default)]
    pub per: Per,
    /// Only if this holds.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub when: Option<E>,
    /// What starts it: the first time that it happens.
    pub from: Event,
    /// It starts anew whenever `from` happens again.
    #[serde(default)]
    pub restarts: bool,
    /// What stops it: the first of these. Cancelling, declining or coordinating the job drops it.
    #[serde(deserialize_with = "one_or_more")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::OneOrMore"))]
    pub until: Vec<Event>,
    /// How long it may take: the first limit that applies decides. If none does, neither does the timer.
    pub limits: Vec<Limit<E>>,
    /// The hours in which it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Served>,
    /// Events during which it stands still.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Event>,
    /// Events whose agreed time, if it is later than the limit, takes its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extended_by: Vec<Event>,
    /// How long before the limit to warn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_before: Option<Length>,
    /// Where the rule comes from, such as `T-28`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// What a timer is counted for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Once for the job.
    #[default]
    Job,
    /// For every visit by itself.
    Visit,
}

/// How long something may take. Exactly one of `within` and `by` is written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Limit"))]
#[serde(deny_unknown_fields)]
pub struct Limit<E> {
    /// Only if this holds.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub when: Option<E>,
    /// Only if the timer starts in this season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season: Option<String>,
    /// A length of time, to the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Configured<Length>>,
    /// A moment of the calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Configured<By>>,
}

/// A moment of the calendar, in the time zone of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum By {
    /// The end of the day on which the timer starts (AMB-25).
    SameDay,
    /// The end of the day before the anniversary (AMB-47).
    BeforeAnniversary(Span),
    /// The end of the anniversary (AMB-47): `{days: 1}` is the end of the next day.
    ThroughAnniversary(Span),
    /// On the day of the anniversary itself (AMB-47): the warning goes at its beginning, the limit is its end.
    OnAnniversary(Span),
    /// This long before the time that `from` agreed.
    Ahead(Length),
}

/// The hours in which a timer runs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Served {
    /// A window of the service.
    pub name: String,
    /// What a start outside of it means.
    pub outside: Outside,
    /// Whether the clock stands still while the window is closed.
    pub stop_at_close: bool,
}

/// What a start outside of the window means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outside {
    /// The clock starts when the window opens.
    NextOpen,
    /// Nothing was promised for it.
    NotCovered,
}

/// Something that must happen a number of times in every week or month.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Duty"))]
#[serde(deny_unknown_fields)]
pub struct Duty<E> {
    /// Small letters, digits and `_`; never changes its meaning within a pack's lineage.
    pub id: String,
    /// What people read.
    pub title: Text,
    /// The clock that it belongs to; without one, missing it is a breach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// The role that has to act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Only if this holds.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(default))]
    pub when: Option<E>,
    /// Of which calendar period.
    pub every: Every,
    /// How often in each of them.
    pub at_least: Configured<u32>,
    /// What is counted: each time that one of these happens.
    #[serde(deserialize_with = "one_or_more")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::OneOrMore"))]
    pub counts: Vec<Event>,
    /// What begins it.
    pub from: Event,
    /// What ends it: the first of these. Cancelling or declining the job ends it too.
    #[serde(default = "Vec::new", deserialize_with = "one_or_more")]
    #[cfg_attr(feature = "schema", schemars(default, with = "crate::schema::OneOrMore"))]
    pub until: Vec<Event>,
    /// Whether the period in which it begins, of which only a part is left, already asks for it.
    #[serde(default)]
    pub first_period: FirstPeriod,
    /// How long before the end of a period to warn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_before: Option<Length>,
    /// Where the rule comes from, such as `T-08`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// A period of the calendar, in the time zone of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Monday to Sunday.
    Week,
    /// A calendar month (AMB-32).
    Month,
}

/// What the period in which a duty begins asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FirstPeriod {
    /// Nothing: it was not whole.
    #[default]
    Free,
    /// As much as every other.
    Due,
}

fn none<E>() -> Option<E> {
    None
}

/// Reads `completed` like `[completed]`.
fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Event>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum OneOrMore {
        One(String),
        More(Vec<String>),
    }
    let texts = match OneOrMore::deserialize(deserializer)? {
        OneOrMore::One(text) => vec![text],
        OneOrMore::More(texts) => texts,
    };
    texts.into_iter().map(|text| text.parse().map_err(serde::de::Error::custom)).collect()
}

impl<E> Default for Timing<E> {
    fn default() -> Self {
        Self {
            clocks: BTreeMap::new(),
            seasons: BTreeMap::new(),
            windows: BTreeMap::new(),
            timers: Vec::new(),
            duties: Vec::new(),
        }
    }
}

impl<E> Timing<E> {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clocks.is_empty()
            && self.seasons.is_empty()
            && self.windows.is_empty()
            && self.timers.is_empty()
            && self.duties.is_empty()
    }

    /// Whether missing something by this clock is a breach. A clock that is not declared counts.
    #[must_use]
    pub fn counts(&self, clock: Option<&str>) -> bool {
        clock.and_then(|name| self.clocks.get(name)).is_none_or(|clock| clock.breach)
    }

    /// The same with every expression replaced; `map` gets each with its path, such as
    /// `timers[1].limits[0].when`.
    ///
    /// # Errors
    /// The first error of `map`.
    pub fn try_map<F, X>(self, mut map: impl FnMut(&str, E) -> Result<F, X>) -> Result<Timing<F>, X> {
        let timers = self.timers.into_iter().enumerate();
        let timers = timers.map(|(i, timer)| timer.try_map(&format!("timers[{i}]"), &mut map));
        let timers = timers.collect::<Result<_, _>>()?;
        let duties = self.duties.into_iter().enumerate();
        let duties = duties.map(|(i, duty)| duty.try_map(&format!("duties[{i}]"), &mut map));
        Ok(Timing {
            duties: duties.collect::<Result<_, _>>()?,
            timers,
            clocks: self.clocks,
            seasons: self.seasons,
            windows: self.windows,
        })
    }
}

impl<E> Timer<E> {
    fn try_map<F, X>(self, path: &str, map: &mut impl FnMut(&str, E) -> Result<F, X>) -> Result<Timer<F>, X> {
        let when = self.when.map(|e| map(&format!("{path}.when"), e)).transpose()?;
        let mut limits = Vec::with_capacity(self.limits.len());
        for (i, limit) in self.limits.into_iter().enumerate() {
            let when = limit.when.map(|e| map(&format!("{path}.limits[{i}].when"), e)).transpose()?;
            limits.push(Limit { when, season: limit.season, within: limit.within, by: limit.by });
        }
        Ok(Timer {
            id: self.id,
            title: self.title,
            clock: self.clock,
            role: self.role,
            per: self.per,
            when,
            from: self.from,
            restarts: self.restarts,
            until: self.until,
            limits,
            window: self.window,
            pauses: self.pauses,
            extended_by: self.extended_by,
            warn_before: self.warn_before,
            origin: self.origin,
        })
    }
}

impl<E> Duty<E> {
    fn try_map<F, X>(self, path: &str, map: &mut impl FnMut(&str, E) -> Result<F, X>) -> Result<Duty<F>, X> {
        let when = self.when.map(|e| map(&format!("{path}.when"), e)).transpose()?;
        Ok(Duty {
            id: self.id,
            title: self.title,
            clock: self.clock,
            role: self.role,
            when,
            every: self.every,
            at_least: self.at_least,
            counts: self.counts,
            from: self.from,
            until: self.until,
            first_period: self.first_period,
            warn_before: self.warn_before,
            origin: self.origin,
        })
    }
}
