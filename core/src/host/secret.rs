//! A place for secrets: Keychain, Keystore, or a file that only its owner can read.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::HostError;

/// Keeps a few small secrets under names.
pub trait SecretStore: Debug + Send + Sync {
    /// The secret of this name, if there is one.
    ///
    /// # Errors
    /// [`HostError::Secret`], e.g. while the phone was not unlocked since it started.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, HostError>;

    /// Keeps a secret, replacing one of the same name. Durable when it returns.
    ///
    /// # Errors
    /// [`HostError::Secret`].
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), HostError>;
}

/// Secrets in memory, for tests and for cores that live as long as their process.
#[derive(Default)]
pub struct MemorySecretStore(Mutex<BTreeMap<String, Vec<u8>>>);

impl Debug for MemorySecretStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemorySecretStore(…)")
    }
}

impl SecretStore for MemorySecretStore {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, HostError> {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(secrets.get(name).cloned())
    }

    fn put(&self, name: &str, secret: &[u8]) -> Result<(), HostError> {
        let mut secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.insert(name.to_owned(), secret.to_owned());
        Ok(())
    }
}

/// One file per secret, readable by its owner only. For desktops; a phone has something better.
#[derive(Debug, Clone)]
pub struct FileSecretStore {
    dir: PathBuf,
}

impl FileSecretStore {
    /// Keeps secrets in this directory, which is made when first needed. Keep it outside of backups: a key
    /// that comes back on another device is a copied device.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    fn path(&self, name: &str) -> Result<PathBuf, HostError> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if name.is_empty() || !name.bytes().all(is_plain) {
            return Err(HostError::Secret("a name has letters, digits, - and _".to_owned()));
        }
        Ok(self.dir.join(format!("{name}.secret")))
    }
}

impl SecretStore for FileSecretStore {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, HostError> {
        match fs::read(self.path(name)?) {
            Ok(secret) => Ok(Some(secret)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(HostError::Secret(error.to_string())),
        }
    }

    fn put(&self, name: &str, secret: &[u8]) -> Result<(), HostError> {
        let path = self.path(name)?;
        write_private(&self.dir, &path, secret).map_err(|error| HostError::Secret(error.to_string()))
    }
}

/// Writes beside the target and renames, so that a crash leaves the old secret or the new one.
fn write_private(dir: &std::path::Path, path: &std::path::Path, secret: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(dir)?;
    let temporary = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(secret)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    crate::store::files::sync_dir(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_survives_the_process_and_only_its_owner_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let store = FileSecretStore::new(dir.path().join("keys"));
        assert_eq!(store.get("device").unwrap(), None);
        store.put("device", b"old").unwrap();
        store.put("device", b"new").unwrap();
        let again = FileSecretStore::new(dir.path().join("keys"));
        assert_eq!(again.get("device").unwrap().as_deref(), Some(b"new".as_slice()));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(dir.path().join("keys/device.secret")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_name_cannot_leave_the_directory() {
        let store = FileSecretStore::new("/nonexistent");
        assert!(store.get("../device").is_err());
        assert!(store.put("", b"x").is_err());
    }
}
