//! How a job is going, in one chip. Late and at risk are the only loud things on the page.

use doorstep_domain::text::Language;

use super::clock::{Clock, stretch};
use crate::office::words;
use crate::store::JobRow;

/// A visit that begins this soon, and nobody on the way, is at risk.
const AT_RISK_MS: i64 = 30 * 60_000;

/// How a status feels. Never by colour alone: each has its icon, and a word stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Good,
    Attention,
    Bad,
    Waiting,
    Quiet,
}

/// A picture beside a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Icon {
    Done,
    Alert,
    Cross,
    Clock,
    Dash,
    Way,
    Door,
    Work,
    Person,
    Fork,
    Flag,
}

/// How a job is going, the loudest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Going {
    /// Somebody should have been there, this many milliseconds ago.
    Late(i64),
    /// The visit begins within this many milliseconds, or has, and nobody is on the way.
    AtRisk(i64),
    /// Somebody is on the way or there.
    UnderWay,
    /// Planned for later, or without a time.
    Planned,
    Closed,
}

pub(super) fn going(row: &JobRow, now_ms: i64) -> Going {
    if !row.is_open() {
        return Going::Closed;
    }
    let is_there = matches!(row.phase.as_str(), "arrived" | "working");
    if is_there || row.phase == "ended" {
        return if is_there { Going::UnderWay } else { Going::Planned };
    }
    match (row.due_ms(), row.visit_start_ms) {
        (Some(due), _) if due < now_ms => Going::Late(now_ms - due),
        (_, Some(start)) if row.phase == "planned" && start - now_ms <= AT_RISK_MS => {
            Going::AtRisk(start - now_ms)
        }
        _ if row.phase == "travelling" => Going::UnderWay,
        _ => Going::Planned,
    }
}

/// The one chip of a job.
pub(super) fn chip(row: &JobRow, now_ms: i64, language: &Language) -> (Tone, Icon, String) {
    let say = |word: words::Word| word.say(language).to_owned();
    if row.stuck.is_some() {
        return (Tone::Bad, Icon::Alert, say(words::UNREADABLE));
    }
    match going(row, now_ms) {
        Going::Late(by) => {
            (Tone::Bad, Icon::Clock, format!("{} {}", say(words::LATE_BY), stretch(by, language)))
        }
        Going::AtRisk(within) if within > 0 => {
            let text = format!("{} {}", say(words::STARTS_IN), stretch(within, language));
            (Tone::Attention, Icon::Clock, text)
        }
        Going::AtRisk(_) => {
            let clock = Clock::new(&row.time_zone, language, now_ms);
            let due = row.due_ms().map(|due| clock.time(due)).unwrap_or_default();
            (Tone::Attention, Icon::Clock, format!("{} {due}", say(words::DUE_BY)))
        }
        Going::UnderWay | Going::Planned | Going::Closed => {
            let (tone, icon, word) = calm(row);
            (tone, icon, say(word))
        }
    }
}

/// How a case stands by its outcome alone.
pub(super) fn of_outcome(kind: &str, outcome: &str) -> (Tone, Icon, words::Word) {
    match (outcome, kind) {
        ("completed", "job") => (Tone::Good, Icon::Done, words::COMPLETED),
        ("completed", _) => (Tone::Good, Icon::Done, words::SETTLED),
        ("declined", _) => (Tone::Quiet, Icon::Cross, words::DECLINED),
        ("cancelled", _) => (Tone::Quiet, Icon::Cross, words::CANCELLED),
        ("coordinated", _) => (Tone::Waiting, Icon::Clock, words::COORDINATED),
        ("waiting_for_part", _) => (Tone::Waiting, Icon::Clock, words::WAITING_FOR_PART),
        (_, "coordination") => (Tone::Waiting, Icon::Person, words::BEING_COORDINATED),
        (_, kind) if kind != "job" => (Tone::Waiting, Icon::Person, words::BEING_HANDLED),
        _ => (Tone::Waiting, Icon::Clock, words::OPEN),
    }
}

fn calm(row: &JobRow) -> (Tone, Icon, words::Word) {
    match (row.outcome.as_str(), row.phase.as_str()) {
        ("completed" | "declined" | "cancelled" | "coordinated", _) => of_outcome(&row.kind, &row.outcome),
        (_, "planned") if row.kind != "job" && row.visit_start_ms.is_none() => {
            of_outcome(&row.kind, &row.outcome)
        }
        _ if row.escalated => (Tone::Attention, Icon::Alert, words::TO_SETTLE),
        ("waiting_for_part", _) => (Tone::Waiting, Icon::Clock, words::WAITING_FOR_PART),
        (_, "travelling") => (Tone::Waiting, Icon::Way, words::TRAVELLING),
        (_, "arrived") => (Tone::Waiting, Icon::Door, words::ARRIVED),
        (_, "working") => (Tone::Good, Icon::Work, words::WORKING),
        (_, "ended") => (Tone::Attention, Icon::Dash, words::NO_NEXT_VISIT),
        _ if row.assigned.is_empty() => (Tone::Attention, Icon::Person, words::NOBODY),
        _ if row.visit_start_ms.is_none() => (Tone::Attention, Icon::Clock, words::NO_TIME),
        _ => (Tone::Quiet, Icon::Clock, words::PLANNED),
    }
}
