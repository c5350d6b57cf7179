//! The one error that apps see, and the one place where it is made.
//!
//! Each variant answers the question *what can the app do now?* None of them holds customer data.

mod map;

pub(crate) use map::public;

use doorstep_core::Lock;

use crate::record::MissingThing;

/// Why a call did nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum DoorstepError {
    /// An argument has a form or a value that is not accepted. Let the user correct it, or correct the app.
    #[error("{field}: {reason}")]
    InvalidInput {
        /// The argument.
        field: String,
        /// What is accepted.
        reason: String,
    },
    /// The rules of the trade say no. Show why.
    #[error("rejected: {why:?}")]
    Rejected {
        /// What stands against it.
        why: Rejection,
    },
    /// The version is not one of this job. Read the job again and repeat the command.
    #[error("the version is not one of this job")]
    StaleVersion,
    /// There is no such thing on this device. A sync may bring it.
    #[error("there is no such {what} on this device")]
    NotFound {
        /// The kind of thing: `job`, `visit`, `quote`, `line`, `note`, `photo`, `pack`, ...
        what: String,
    },
    /// The device has to be enrolled, or enrolled again.
    #[error("this device has to be enrolled")]
    NotEnrolled {
        /// It was enrolled, and its key is gone from the secret store.
        key_lost: bool,
    },
    /// The core is in the background or was shut down. Call `enter_foreground`, or open it again.
    #[error("the core is not open")]
    Closed,
    /// The same thing is being done already. Wait for it.
    #[error("{what} is running already")]
    Busy {
        /// What is running, e.g. `sync`; or `store` if another process has it open.
        what: String,
    },
    /// No network, or something else than the server answered. Try again later; the work is kept.
    #[error("the server cannot be reached")]
    Offline,
    /// The server answered, and not as hoped.
    #[error("the server refused: {reason}")]
    Server {
        /// In one word: `code_refused`, `status`, `untrusted`.
        reason: String,
        /// The HTTP status, where there is one.
        status: Option<u16>,
    },
    /// A newer version of the app is needed for this. Nothing was touched.
    #[error("a newer version of the app is needed")]
    UpdateRequired,
    /// The device's storage did not do it.
    #[error("storage: {trouble:?}")]
    Storage {
        /// What is wrong with it.
        trouble: StorageTrouble,
    },
    /// A bug, here or in what the app passed in. Report it.
    #[error("internal: {detail}")]
    Internal {
        /// For the report; no customer data.
        detail: String,
    },
}

/// A business *no*, with what a screen needs to explain it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Rejection {
    /// The job is not in a state that allows it.
    Status {
        /// The state that stands against it, a word of the glossary.
        state: String,
    },
    /// The user's role does not allow it.
    Role {
        /// Roles that would do.
        needed: Vec<String>,
    },
    /// Steps, evidence or consents are missing.
    Missing {
        /// What is missing, in the order of the checklist.
        missing: Vec<MissingThing>,
    },
    /// A price or a figure is not configured. It is never guessed; the office has to fill it in.
    NotConfigured {
        /// Codes of what has no value.
        what: Vec<String>,
    },
    /// The company's rule allows it only from a later day on.
    TooEarly {
        /// The first day on which it is possible, by the calendar of the site: `2026-03-05`.
        from: String,
    },
    /// The file or the server belongs to another company than the work on this device.
    OtherCompany,
    /// The device is locked: nothing is shown and nothing written. If its user logged out, that user may log in.
    Locked {
        /// Why.
        lock: Lock,
    },
    /// What is on this device is another user's work. Only that user opens it.
    OtherUser,
    /// A text, a list or the whole job would become too large.
    TooLarge {
        /// What.
        field: String,
        /// The limit, in the unit of the field.
        limit: u64,
    },
}

/// What is wrong with the device's storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum StorageTrouble {
    /// The disk is full. Free some space; everything acknowledged is safe.
    Full,
    /// A file is damaged. Open the core again: it puts the database aside and carries over what can be read.
    Damaged,
    /// A file cannot be read or written.
    Unreadable,
    /// The secret store, the clock or the random source of the phone refused.
    Platform,
}
