//! What a step asks for. Each kind is either *answered* (a scalar in the document) or *recorded*
//! (a fact).

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use crate::decimal::Decimal;
use crate::expr::LIST_CAP;
use crate::text::Text;

/// What a step asks for. In a pack: a word (`kind: tick`), or a word with its details
/// (`kind: {signature: {role: customer_accept}}`).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// A text to read or to say; asks for nothing.
    Guidance,
    /// Answered with *yes, done*.
    Tick,
    /// Answered with yes or no.
    YesNo,
    /// Answered with one of the options.
    Choice {
        /// What can be chosen.
        options: Vec<Choice>,
    },
    /// Answered with any of the options; each is its own yes or no.
    Multi {
        /// What can be chosen.
        options: Vec<Choice>,
        /// How many must be chosen.
        #[serde(default)]
        at_least: u32,
    },
    /// Answered with a number: an integer if `scale` is 0, else a canonical decimal.
    Number {
        /// The unit as people read it.
        unit: Option<Text>,
        /// Most digits after the point.
        #[serde(default)]
        scale: u8,
        /// The smallest number accepted.
        min: Option<Decimal>,
        /// The largest number accepted.
        max: Option<Decimal>,
    },
    /// Answered with words.
    Text {
        /// Most characters accepted.
        max_chars: u32,
    },
    /// Answered with a day, `YYYY-MM-DD`.
    Date,
    /// Answered with a day and a time of day by the clocks of the site, `YYYY-MM-DDTHH:MM`.
    DateTime,
    /// Answered with what a bar code or QR code says.
    Scan,
    /// Recorded: photos taken for this step, as many as its evidence says, or one.
    Photo,
    /// Recorded: a telephone call.
    Call {
        /// What the call is for, such as `verify_report`.
        purpose: String,
    },
    /// Recorded: rings and knocks at the door.
    DoorAttempts,
    /// Recorded: the moment of arrival.
    Arrival,
    /// Recorded: the badge or slip was shown, declared with `step_done`.
    IdShown,
    /// Recorded: the customer agrees.
    Consent {
        /// To what: `quote`, `entry`, `risk`, `move`, or a word of the pack.
        what: String,
    },
    /// Recorded: a quote was shown.
    Quote,
    /// Recorded: several quotes were put before the customer to choose from.
    Options {
        /// How many at once.
        at_least: u32,
    },
    /// Recorded: work sessions.
    Work,
    /// Recorded: a signature.
    Signature {
        /// Who signs, such as `customer_accept`.
        role: String,
        /// Roles that may sign in place of an absent signer, with a reason (catalogue rule AMB-29).
        #[serde(default)]
        instead: Vec<String>,
    },
    /// Recorded: a rating by the customer.
    Rating {
        /// The name of a scale of the checklist.
        scale: String,
    },
    /// Recorded: an appointment.
    Appointment {
        /// For this visit or for the one after it.
        visit: WhichVisit,
    },
    /// Recorded: a note written for this step, as an entry or with `step_done`.
    Note,
    /// Recorded: something was taken along or brought back, or declared with `step_done`.
    Custody,
    /// Recorded: something of the customer's was taken along in this visit (scenario 14).
    CustodyOut {
        /// Whether the customer must sign for it, as `customer_custody_out`.
        #[serde(default)]
        signed: bool,
    },
    /// Recorded: everything that was taken along in this job is back.
    CustodyBack {
        /// Whether the customer must sign for it once more, as `customer_custody_back`.
        #[serde(default)]
        signed: bool,
    },
    /// Recorded: parts that were moved, or declared with `step_done`.
    Parts,
    /// Recorded: what the service's coverage comes to, declared with `step_done`. It fixes the day and the
    /// answers by which the job is judged.
    Coverage,
    /// Recorded: leader or office approved. Pending until they do; that is never an error.
    Approval {
        /// What is asked for, a word of the pack.
        what: String,
    },
    /// Several things of one sort, such as the terminals of a client or the rooms of a flat. Whoever is there adds
    /// them, and each has the steps of its own that name this one with `each`.
    Repeat {
        /// What one of them is called, without article: `Terminal`.
        item: Text,
        /// The step inside by whose answer people know one of them, such as its label; else they are counted.
        name: Option<String>,
        /// How many are needed at least.
        #[serde(default = "one")]
        at_least: u32,
        /// How many there can be.
        #[serde(default = "most_instances")]
        at_most: u32,
    },
    /// Recorded: so many of the staff are there. The customer never counts (catalogue rule AMB-34).
    Workers {
        /// How many.
        at_least: u32,
    },
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Letters, digits, `-`, `_` and `.`; never changes its meaning.
    pub id: String,
    /// What people read.
    pub title: Text,
}

/// Which visit an appointment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhichVisit {
    /// The visit of this checklist.
    This,
    /// The visit after it.
    Next,
}

impl Kind {
    /// Whether the step is answered in the document, as opposed to recorded by a fact.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        matches!(
            self,
            Self::Tick
                | Self::YesNo
                | Self::Choice { .. }
                | Self::Multi { .. }
                | Self::Number { .. }
                | Self::Text { .. }
                | Self::Date
                | Self::DateTime
                | Self::Scan
        )
    }

    /// Whether a step of this kind can be one of the whole job: what it records does not belong to a visit.
    #[must_use]
    pub fn is_possible_once_per_job(&self) -> bool {
        self.is_answered()
            || matches!(self, Self::Guidance | Self::Photo | Self::Coverage | Self::Repeat { .. })
    }

    /// Whether a step of this kind can be one of several alike, in each instance of a group.
    #[must_use]
    pub fn is_possible_inside(&self) -> bool {
        self.is_answered() || matches!(self, Self::Guidance | Self::Photo)
    }

    /// Whether an answer to a step of this kind can be the name of a thing.
    #[must_use]
    pub fn can_name(&self) -> bool {
        use Kind::{Choice, Date, DateTime, Number, Scan, Text};
        matches!(self, Choice { .. } | Number { .. } | Text { .. } | Date | DateTime | Scan)
    }

    /// The word that names the kind in a pack.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Guidance => "guidance",
            Self::Tick => "tick",
            Self::YesNo => "yes_no",
            Self::Choice { .. } => "choice",
            Self::Multi { .. } => "multi",
            Self::Number { .. } => "number",
            Self::Text { .. } => "text",
            Self::Date => "date",
            Self::DateTime => "date_time",
            Self::Scan => "scan",
            Self::Photo => "photo",
            Self::Call { .. } => "call",
            Self::DoorAttempts => "door_attempts",
            Self::Arrival => "arrival",
            Self::IdShown => "id_shown",
            Self::Consent { .. } => "consent",
            Self::Quote => "quote",
            Self::Options { .. } => "options",
            Self::Work => "work",
            Self::Signature { .. } => "signature",
            Self::Rating { .. } => "rating",
            Self::Appointment { .. } => "appointment",
            Self::Note => "note",
            Self::Custody => "custody",
            Self::CustodyOut { .. } => "custody_out",
            Self::CustodyBack { .. } => "custody_back",
            Self::Parts => "parts",
            Self::Coverage => "coverage",
            Self::Approval { .. } => "approval",
            Self::Repeat { .. } => "repeat",
            Self::Workers { .. } => "workers",
        }
    }
}

fn one() -> u32 {
    1
}

/// As many as a list in an expression can have.
#[allow(clippy::cast_possible_truncation, reason = "LIST_CAP is 64")]
fn most_instances() -> u32 {
    LIST_CAP as u32
}

/// Reads a [`Kind`] from a word or from a map with one entry, in every format alike. (YAML readers
/// would otherwise ask for `!tags`, which authors of packs should not have to know.)
pub(super) fn word_or_map<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Kind, D::Error> {
    struct WordOrMap;

    impl<'de> Visitor<'de> for WordOrMap {
        type Value = Kind;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a kind of step, such as `tick` or `{signature: {role: customer_accept}}`")
        }

        fn visit_str<E: Error>(self, word: &str) -> Result<Kind, E> {
            Kind::deserialize(StrDeserializer::new(word))
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Kind, A::Error> {
            Kind::deserialize(MapAccessDeserializer::new(map))
        }
    }

    deserializer.deserialize_any(WordOrMap)
}
