//! What the app brings: clocks, a place for secrets, HTTP. Few traits, all of them blocking.
//!
//! Whatever the app throws arrives here as a [`PlatformError`]; nothing of it crosses the core.

mod clock;
mod http;
mod secret;

pub use clock::{Clock, ClockReading};
pub use http::{HttpHeader, HttpRequest, HttpResponse, HttpTransport};
pub use secret::SecretStore;

pub(crate) use clock::AppClock;
pub(crate) use http::AppTransport;
pub(crate) use secret::AppSecrets;

/// Why the app could not do what the core asked of it. Throw it from an implementation of one of the traits;
/// anything else that is thrown counts as `Failed`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum PlatformError {
    /// No network, no route, no answer.
    #[error("no connection")]
    Offline,
    /// It took too long.
    #[error("timed out")]
    TimedOut,
    /// The other side could not prove who it is.
    #[error("the other side is not trusted")]
    Untrusted,
    /// The user or the system cancelled it.
    #[error("cancelled")]
    Cancelled,
    /// The phone was not unlocked since it started, so its secrets cannot be read yet.
    #[error("the phone is locked")]
    Locked,
    /// Something else.
    #[error("{reason}")]
    Failed {
        /// For the log; no customer data.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for PlatformError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { reason: error.reason }
    }
}
