//! From the core's rich errors to the one that apps see, in one exhaustive place that also decides the log level.

use std::io;

use doorstep_core::{Error as CoreError, NotBundle, StoreError};
use doorstep_domain::Rejected;
use doorstep_domain::jobfile::NotJobFile;
use doorstep_domain::pack::PackFileError;
use doorstep_domain::text::Language;

use super::{DoorstepError, Rejection, StorageTrouble};
use crate::record::MissingThing;

/// The core's error as the app sees it. What is nobody's fault is not logged; what somebody should look into is.
pub(crate) fn public(error: CoreError, language: &Language) -> DoorstepError {
    let words = error.to_string();
    let public = convert(error, language);
    match &public {
        DoorstepError::Internal { .. } | DoorstepError::Storage { .. } => tracing::error!(%words, "failed"),
        DoorstepError::Server { .. } | DoorstepError::UpdateRequired => tracing::warn!(%words, "refused"),
        DoorstepError::InvalidInput { .. }
        | DoorstepError::Rejected { .. }
        | DoorstepError::StaleVersion
        | DoorstepError::NotFound { .. }
        | DoorstepError::NotEnrolled { .. }
        | DoorstepError::Closed
        | DoorstepError::Busy { .. }
        | DoorstepError::Offline => tracing::debug!(%words, "refused"),
    }
    public
}

fn convert(error: CoreError, language: &Language) -> DoorstepError {
    match error {
        CoreError::Rejected(rejected) => of_rejected(rejected, language),
        CoreError::NotFound(what) => not_found(what),
        CoreError::NotOpen => DoorstepError::Closed,
        CoreError::NotEnrolled => DoorstepError::NotEnrolled { key_lost: false },
        CoreError::KeyLost => DoorstepError::NotEnrolled { key_lost: true },
        CoreError::PackMissing(_) => not_found("pack"),
        CoreError::NoFont => not_found("font"),
        CoreError::NotPrinted(detail) => internal(detail),
        CoreError::NotBuiltIn(what) => invalid("format", CoreError::NotBuiltIn(what).to_string()),
        CoreError::Pack(PackFileError::Format(_)) => DoorstepError::UpdateRequired,
        CoreError::Pack(error) => internal(error.to_string()),
        CoreError::SyncRunning => DoorstepError::Busy { what: "sync".to_owned() },
        CoreError::Offline => DoorstepError::Offline,
        CoreError::CodeRefused => server("code_refused", None),
        CoreError::Server(426) => DoorstepError::UpdateRequired,
        CoreError::Server(status) => server("status", Some(status)),
        CoreError::Untrusted(_) => server("untrusted", None),
        CoreError::Case(error) => internal(error.to_string()),
        CoreError::JobFile(NotJobFile::Newer) => DoorstepError::UpdateRequired,
        CoreError::JobFile(NotJobFile::Encrypted) => invalid("secret", NotJobFile::Encrypted.to_string()),
        CoreError::JobFile(error) => invalid("path", error.to_string()),
        CoreError::Bundle(NotBundle::Newer) => DoorstepError::UpdateRequired,
        CoreError::Bundle(error) => invalid("path", error.to_string()),
        CoreError::Protection(error) => invalid("secret", error.to_string()),
        CoreError::OtherTenant => DoorstepError::Rejected { why: Rejection::OtherCompany },
        CoreError::Locked(lock) => DoorstepError::Rejected { why: Rejection::Locked { lock } },
        CoreError::OtherUser => DoorstepError::Rejected { why: Rejection::OtherUser },
        CoreError::Store(error) => of_store(error),
        CoreError::Host(_) => DoorstepError::Storage { trouble: StorageTrouble::Platform },
        CoreError::File(error) => of_file(&error),
    }
}

fn of_rejected(rejected: Rejected, language: &Language) -> DoorstepError {
    let why = match rejected {
        Rejected::Status { state } => Rejection::Status { state: state.to_owned() },
        Rejected::Role { needed } => Rejection::Role { needed },
        Rejected::Missing { missing } => {
            Rejection::Missing { missing: MissingThing::all(&missing, language) }
        }
        Rejected::NotConfigured { what } => Rejection::NotConfigured { what },
        Rejected::TooEarly { from } => Rejection::TooEarly { from: from.to_string() },
        Rejected::Invalid { field, reason } => return invalid(field, reason),
        Rejected::TooLarge { field, limit } => Rejection::TooLarge { field: field.to_owned(), limit },
        Rejected::UnknownVersion => return DoorstepError::StaleVersion,
        Rejected::NoVisit(_) => return not_found("visit"),
        Rejected::NoQuote(_) => return not_found("quote"),
        Rejected::NoLine(_) => return not_found("line"),
        Rejected::NoNote(_) => return not_found("note"),
        Rejected::UpdateRequired => return DoorstepError::UpdateRequired,
        Rejected::Document(detail) => return internal(detail),
    };
    DoorstepError::Rejected { why }
}

fn of_store(error: StoreError) -> DoorstepError {
    let trouble = match error {
        StoreError::InUse => return DoorstepError::Busy { what: "store".to_owned() },
        StoreError::Newer { .. } => return DoorstepError::UpdateRequired,
        StoreError::NotOurs => return invalid("directory", error.to_string()),
        StoreError::Sqlite(_) | StoreError::Row(_) => return internal(error.to_string()),
        StoreError::Damaged(_) | StoreError::BlobDamaged => StorageTrouble::Damaged,
        StoreError::Full => StorageTrouble::Full,
        StoreError::Io(_) => StorageTrouble::Unreadable,
    };
    DoorstepError::Storage { trouble }
}

/// A file that the app named.
fn of_file(error: &io::Error) -> DoorstepError {
    match error.kind() {
        io::ErrorKind::StorageFull => DoorstepError::Storage { trouble: StorageTrouble::Full },
        kind => invalid("path", kind.to_string()),
    }
}

fn invalid(field: &str, reason: String) -> DoorstepError {
    DoorstepError::InvalidInput { field: field.to_owned(), reason }
}

fn not_found(what: &str) -> DoorstepError {
    DoorstepError::NotFound { what: what.to_owned() }
}

fn server(reason: &str, status: Option<u16>) -> DoorstepError {
    DoorstepError::Server { reason: reason.to_owned(), status }
}

fn internal(detail: String) -> DoorstepError {
    DoorstepError::Internal { detail }
}
