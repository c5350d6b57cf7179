//! What a story expects of timers and duties.

use serde::Deserialize;

use super::when::Moment;

/// What is expected of a timer: `{state: running, due: 10:00}`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TimerCheck {
    /// `not_started`, `running`, `paused`, `met`, `breached`, `dropped`, `not_covered`, `not_configured`; or
    /// `none` if it does not apply.
    pub state: Option<String>,
    /// The last second that is in time.
    pub due: Option<Moment>,
    /// When to warn.
    pub warn: Option<Moment>,
    /// When it was stopped.
    pub stopped: Option<Moment>,
    /// How long it stood still, in whole minutes.
    #[serde(rename = "minutes paused")]
    pub paused: Option<i64>,
    /// Whether missing it is a breach.
    pub counts: Option<bool>,
    /// Whether no clock that it rests on was moved.
    pub certain: Option<bool>,
}

/// What is expected of a duty: `{state: open, done: 0, of: 1, due: 2026-03-08 23:59:59, missed: 0}`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DutyCheck {
    /// `not_started`, `open`, `done`, `ended`, `not_configured`; or `none` if it does not apply.
    pub state: Option<String>,
    /// How often it was done in the period at hand.
    pub done: Option<u32>,
    /// How often it must be done in it.
    pub of: Option<u32>,
    /// The last second of the period at hand.
    pub due: Option<Moment>,
    /// When to warn of that.
    pub warn: Option<Moment>,
    /// How many periods ended without enough.
    pub missed: Option<usize>,
}
