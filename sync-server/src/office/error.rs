//! Why the office's wish was not granted.

use doorstep_domain::case::CaseError;
use doorstep_domain::checklist::Missing;
use doorstep_domain::rejected::Rejected;
use doorstep_domain::text::Language;
use serde::Serialize;

use crate::error::Error;

/// Why something was not done. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// What is named is not there.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// An input is not accepted.
    #[error("{field}: {reason}")]
    Invalid {
        /// The field, as the API names it.
        field: &'static str,
        /// What is accepted.
        reason: String,
    },
    /// The rules of the case do not allow it.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// The case cannot be read; others are not concerned.
    #[error("the case cannot be read: {0}")]
    Unreadable(#[from] CaseError),
    /// A PDF cannot be made of it; the page of HTML can.
    #[error(transparent)]
    NotPrinted(#[from] doorstep_report::PdfError),
    /// The server could not do it.
    #[error(transparent)]
    Server(#[from] Error),
}

/// A step that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct MissingStep {
    /// Its id.
    pub step: String,
    /// What people read.
    pub title: String,
    /// What it is missing.
    pub reason: String,
}

impl OfficeError {
    pub(super) fn invalid(field: &'static str, reason: impl Into<String>) -> Self {
        Self::Invalid { field, reason: reason.into() }
    }

    /// The HTTP status and the word that programs read.
    pub(super) fn code(&self) -> (u16, &'static str) {
        match self {
            Self::NotFound(_) => (404, "not_found"),
            Self::Invalid { .. } => (400, "invalid"),
            Self::Rejected(rejected) => code_of(rejected),
            Self::Unreadable(_) => (409, "unreadable"),
            Self::NotPrinted(_) => (500, "not_printed"),
            Self::Server(Error::Busy) => (503, "busy"),
            Self::Server(Error::Stopped | Error::Uncommitted) => (503, "unavailable"),
            Self::Server(_) => (500, "internal"),
        }
    }

    /// Everything that is missing, step by step, in English; `None` if that is not what it is about.
    pub(super) fn missing(&self) -> Option<Vec<MissingStep>> {
        let Self::Rejected(Rejected::Missing { missing }) = self else { return None };
        let english = Language::english();
        let step = |missing: &Missing| MissingStep {
            step: missing.step.clone(),
            title: missing.title.get(&english).to_owned(),
            reason: missing.what.message(&english),
        };
        Some(missing.iter().map(step).collect())
    }

    /// What went wrong, for people; what is missing is named.
    pub(super) fn told(&self, language: &Language) -> String {
        let Self::Rejected(Rejected::Missing { missing }) = self else { return self.to_string() };
        missing.iter().map(|missing| missing.message(language)).collect::<Vec<_>>().join("; ")
    }

    /// The field that it is about.
    pub(super) fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotFound(what) => Some(what),
            Self::Invalid { field, .. }
            | Self::Rejected(Rejected::Invalid { field, .. } | Rejected::TooLarge { field, .. }) => {
                Some(field)
            }
            Self::Rejected(rejected) => match rejected {
                Rejected::UnknownVersion => Some("version"),
                Rejected::NoVisit(_) => Some("visit"),
                Rejected::NoQuote(_) => Some("quote"),
                Rejected::NoLine(_) => Some("line"),
                Rejected::NoNote(_) => Some("note"),
                _ => None,
            },
            Self::Unreadable(_) | Self::NotPrinted(_) | Self::Server(_) => None,
        }
    }
}

fn code_of(rejected: &Rejected) -> (u16, &'static str) {
    match rejected {
        Rejected::Status { .. } => (409, "status"),
        Rejected::Role { .. } => (403, "role"),
        Rejected::Missing { .. } => (409, "missing"),
        Rejected::NotConfigured { .. } => (409, "not_configured"),
        Rejected::TooEarly { .. } => (409, "too_early"),
        Rejected::Invalid { .. } => (400, "invalid"),
        Rejected::TooLarge { .. } => (413, "too_large"),
        Rejected::UnknownVersion => (409, "version"),
        Rejected::NoVisit(_) | Rejected::NoQuote(_) | Rejected::NoLine(_) | Rejected::NoNote(_) => {
            (404, "not_found")
        }
        Rejected::UpdateRequired => (409, "update_required"),
        Rejected::Document(_) => (409, "document"),
    }
}
