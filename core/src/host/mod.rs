//! What the core asks of the machine it runs on: clocks, randomness, a place for secrets, HTTP.
//!
//! The core never looks at a clock or a socket by itself. Phones bring their own implementations of these
//! traits, tests bring ones that they can steer, and everybody else uses the ones in this module.

mod clock;
mod entropy;
mod http;
#[cfg(feature = "native-http")]
mod native_http;
mod secret;
#[cfg(feature = "steerable")]
mod steered;

use std::sync::Arc;

pub use clock::{Clock, SystemClock};
pub use entropy::{Entropy, SystemEntropy};
pub use http::{HttpTransport, Method, Request, Response, TransportError};
#[cfg(feature = "native-http")]
pub use native_http::NativeHttp;
pub use secret::{FileSecretStore, MemorySecretStore, SecretStore};
#[cfg(feature = "steerable")]
pub use steered::{PhoneClock, Switch, Time};

/// A part of the machine that did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// The clock cannot be read.
    #[error("the clock cannot be read: {0}")]
    Clock(String),
    /// No randomness.
    #[error("the system gives no randomness: {0}")]
    Entropy(String),
    /// The secret store refused.
    #[error("the secret store refused: {0}")]
    Secret(String),
}

/// The machine, as the core sees it.
#[derive(Debug, Clone)]
pub struct Host {
    /// Clocks.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Where the device's private key is kept.
    pub secrets: Arc<dyn SecretStore>,
    /// HTTP; `None` for a core that never talks to a server.
    pub transport: Option<Arc<dyn HttpTransport>>,
}

impl Host {
    /// A fresh UUID version 7: its first 48 bits are the wall clock, so that ids sort roughly by age.
    ///
    /// # Errors
    /// [`HostError`] if clock or randomness fail.
    pub fn uuid(&self) -> Result<[u8; 16], HostError> {
        let millis = u64::try_from(self.clock.now()?.wall_ms).unwrap_or(0);
        let random: [u8; 10] = entropy::array(&*self.entropy)?;
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().into_bytes())
    }

    /// The bytes of a new visit, quote, line or note.
    ///
    /// # Errors
    /// [`HostError`] if clock or randomness fail.
    pub(crate) fn mint(&self) -> Result<[u8; 8], HostError> {
        Ok(doorstep_domain::id::mint(self.clock.now()?.wall_ms, self.random()?))
    }

    /// Fresh random bytes.
    ///
    /// # Errors
    /// [`HostError::Entropy`].
    pub fn random<const N: usize>(&self) -> Result<[u8; N], HostError> {
        entropy::array(&*self.entropy)
    }
}
