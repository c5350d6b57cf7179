//! The phone's place for secrets.

use std::fmt::Debug;
use std::sync::Arc;

use doorstep_core::host::{HostError, SecretStore as CoreSecretStore};

use super::PlatformError;

/// Keystore or Keychain: keeps the private key of this device.
///
/// Blocking: called while enrolling and after opening. Called from any thread.
#[uniffi::export(foreign)]
pub trait SecretStore: Debug + Send + Sync {
    /// Gives the secret of this name, or nothing if there is none.
    ///
    /// Errors: `Locked` while the phone was not unlocked since it started.
    fn read(&self, name: String) -> Result<Option<Vec<u8>>, PlatformError>;

    /// Keeps a secret, replacing one of the same name. It is durable when this returns.
    ///
    /// Errors: any; the device is then not enrolled.
    fn write(&self, name: String, secret: Vec<u8>) -> Result<(), PlatformError>;
}

/// The app's secrets as the core wants them.
#[derive(Debug)]
pub(crate) struct AppSecrets(pub(crate) Arc<dyn SecretStore>);

impl CoreSecretStore for AppSecrets {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, HostError> {
        self.0.read(name.to_owned()).map_err(refused)
    }

    fn put(&self, name: &str, secret: &[u8]) -> Result<(), HostError> {
        self.0.write(name.to_owned(), secret.to_owned()).map_err(refused)
    }
}

fn refused(error: PlatformError) -> HostError {
    HostError::Secret(error.to_string())
}
