//! The business "no": enumerable, with the data that a screen needs to explain it.

use chrono::NaiveDate;

use crate::id::{LineId, NoteId, QuoteId, VisitId};

/// Why a command was refused. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// The state of the case does not allow it (see the status table in [`crate::fold`]).
    #[error("not possible while {state}")]
    Status {
        /// The state that stands against it, as a word of the glossary.
        state: &'static str,
    },
    /// The user's role does not allow it.
    #[error("this needs one of the roles: {}", needed.join(", "))]
    Role {
        /// Roles that would be allowed.
        needed: Vec<String>,
    },
    /// Steps, evidence or consents are missing.
    #[error("{} things are missing", missing.len())]
    Missing {
        /// What is missing, in the order of the checklist.
        missing: Vec<crate::checklist::Missing>,
    },
    /// A price or a figure is not configured; it is never guessed.
    #[error("not configured: {}", what.join(", "))]
    NotConfigured {
        /// Codes of the price items or parameters without a value.
        what: Vec<String>,
    },
    /// The rule of the company allows it only from a later day on.
    #[error("possible from {from} on")]
    TooEarly {
        /// The first day on which it is possible, by the calendar of the site.
        from: NaiveDate,
    },
    /// An input has a value that the field does not accept.
    #[error("{field}: {reason}")]
    Invalid {
        /// The field, as the API names it.
        field: &'static str,
        /// What is accepted.
        reason: String,
    },
    /// A text, a list or a document would exceed a limit of the server.
    #[error("{field} is larger than {limit}")]
    TooLarge {
        /// What is too large.
        field: &'static str,
        /// The limit, in the unit of the field.
        limit: u64,
    },
    /// The version given is not one of this case.
    #[error("the version is not one of this case; read the job again")]
    UnknownVersion,
    /// There is no such visit.
    #[error("there is no visit {0}")]
    NoVisit(VisitId),
    /// There is no such quote.
    #[error("there is no quote {0}")]
    NoQuote(QuoteId),
    /// There is no such quote line.
    #[error("there is no quote line {0}")]
    NoLine(LineId),
    /// There is no such note.
    #[error("there is no note {0}")]
    NoNote(NoteId),
    /// The case asks for a newer version of this software.
    #[error("this job needs a newer version of the app")]
    UpdateRequired,
    /// The case document is damaged or uses a form that this version does not know.
    #[error("the job document cannot be changed: {0}")]
    Document(String),
}
