//! The events from which and until which timers run: a closed list, derived from facts.

use std::fmt;
use std::str::FromStr;

use crate::fact::SignatureRole;
use crate::pack::Audience;

/// Something that starts, stops or pauses a timer, or that a duty counts. Part of the pack format: an event
/// keeps its meaning, events are only added.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Event {
    /// The customer reported it: the time that the job states.
    Reported,
    /// The case was made.
    Created,
    /// A visit was given to people.
    Assigned,
    /// The appointment that counts was made. It carries the agreed time.
    Appointed,
    /// A call reached somebody.
    Contacted,
    /// Somebody set out for a visit.
    SetOut,
    /// Somebody was on the spot.
    Arrived,
    /// Work began.
    WorkStarted,
    /// Work paused or ended.
    WorkStopped,
    /// A visit ended.
    VisitEnded,
    /// The job was completed, and still is.
    Completed,
    /// The customer declined the job, and it still is.
    Declined,
    /// The office cancelled the job, and it still is.
    Cancelled,
    /// The job became a coordination order, and still is one.
    Coordinated,
    /// The job was checked and archived, and still is.
    Archived,
    /// The job waits for a part. As a pause it lasts until the job is resumed, worked on or closed.
    WaitingForPart,
    /// The part is there.
    Resumed,
    /// Something of the customer's was taken along.
    CustodyOut,
    /// A later return of it was agreed on. It carries the agreed time.
    CustodyExtended,
    /// Everything that was taken along is back.
    CustodyBack,
    /// Somebody asked the customer afterwards, and reached him.
    FollowedUp,
    /// An entry was written.
    Entry,
    /// Somebody signed in this capacity.
    Signed(SignatureRole),
    /// A gating step was done.
    Step(String),
    /// A step was answered: with a day or a time, which is then the time of the event, or with yes, and then it
    /// happened when its visit ended, or began.
    Answer(String),
    /// Another case was linked under this rule.
    Linked(String),
    /// A copy of the record reached this audience: `desk`, `team`, `archive` or `customer`.
    Delivered(Audience),
}

/// A text that is not an [`Event`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no event `{0}`")]
pub struct UnknownEvent(String);

impl Event {
    /// The events without a name of the pack in them.
    pub const PLAIN: [(Self, &'static str); 22] = [
        (Self::Reported, "reported"),
        (Self::Created, "created"),
        (Self::Assigned, "assigned"),
        (Self::Appointed, "appointed"),
        (Self::Contacted, "contacted"),
        (Self::SetOut, "set_out"),
        (Self::Arrived, "arrived"),
        (Self::WorkStarted, "work_started"),
        (Self::WorkStopped, "work_stopped"),
        (Self::VisitEnded, "visit_ended"),
        (Self::Completed, "completed"),
        (Self::Declined, "declined"),
        (Self::Cancelled, "cancelled"),
        (Self::Coordinated, "coordinated"),
        (Self::Archived, "archived"),
        (Self::WaitingForPart, "waiting_for_part"),
        (Self::Resumed, "resumed"),
        (Self::CustodyOut, "custody_out"),
        (Self::CustodyExtended, "custody_extended"),
        (Self::CustodyBack, "custody_back"),
        (Self::FollowedUp, "followed_up"),
        (Self::Entry, "entry"),
    ];

    /// Whether it lasts, so that a timer can stand still meanwhile.
    #[must_use]
    pub fn lasts(&self) -> bool {
        matches!(self, Self::WaitingForPart)
    }

    /// Whether it carries a time that was agreed for something else.
    #[must_use]
    pub fn agrees_a_time(&self) -> bool {
        matches!(self, Self::Appointed | Self::WaitingForPart | Self::CustodyExtended)
    }
}

impl FromStr for Event {
    type Err = UnknownEvent;

    fn from_str(text: &str) -> Result<Self, UnknownEvent> {
        if let Some((event, _)) = Self::PLAIN.iter().find(|(_, name)| *name == text) {
            return Ok(event.clone());
        }
        let unknown = || UnknownEvent(text.chars().take(60).collect());
        let (scope, name) = text.split_once('.').filter(|(_, name)| !name.is_empty()).ok_or_else(unknown)?;
        match scope {
            "signed" => name.parse().map(Self::Signed).map_err(|_| unknown()),
            "step" => Ok(Self::Step(name.to_owned())),
            "answers" => Ok(Self::Answer(name.to_owned())),
            "linked" => Ok(Self::Linked(name.to_owned())),
            "delivered" => Audience::ALL
                .into_iter()
                .find(|audience| audience.name() == name)
                .map(Self::Delivered)
                .ok_or_else(unknown),
            _ => Err(unknown()),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signed(role) => write!(f, "signed.{}", role.name()),
            Self::Step(step) => write!(f, "step.{step}"),
            Self::Answer(step) => write!(f, "answers.{step}"),
            Self::Linked(rule) => write!(f, "linked.{rule}"),
            Self::Delivered(audience) => write!(f, "delivered.{}", audience.name()),
            plain => {
                let name = Self::PLAIN.iter().find(|(event, _)| event == plain).map(|(_, name)| *name);
                f.write_str(name.unwrap_or_default())
            }
        }
    }
}

impl TryFrom<String> for Event {
    type Error = UnknownEvent;

    fn try_from(text: String) -> Result<Self, UnknownEvent> {
        text.parse()
    }
}

impl From<Event> for String {
    fn from(event: Event) -> Self {
        event.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_written_as_they_are_read() {
        let plain = Event::PLAIN.iter().map(|(_, name)| (*name).to_owned());
        let named = [
            "signed.manager_inspect",
            "step.hand_in",
            "answers.sold_at",
            "linked.rework",
            "delivered.archive",
        ];
        for text in plain.chain(named.map(str::to_owned)) {
            assert_eq!(text.parse::<Event>().unwrap().to_string(), text);
        }
        for bad in ["", "sold", "signed.nobody", "step.", "answers", "report.x", "delivered.nobody"] {
            assert!(bad.parse::<Event>().is_err(), "{bad}");
        }
    }
}
