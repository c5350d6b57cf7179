//! Job files: a whole job from one device to another where there is no network, and what one can be proved of one.

use std::fmt;
use std::path::Path;

use doorstep_core as core;
use doorstep_domain::case::Version;
use doorstep_domain::id::CaseId;

use super::Jobs;
use crate::error::DoorstepError;
use crate::record::JobFileVerdict;

/// What a job file brought.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Imported {
    /// The job.
    pub case: CaseId,
    /// Its version now.
    pub version: Version,
    /// Items that were not here before.
    pub new_items: u32,
    /// Items that do not hold; they are kept without effect.
    pub refused_items: u32,
}

impl From<core::Imported> for Imported {
    fn from(imported: core::Imported) -> Self {
        let core::Imported { case, version, new_items, refused_items } = imported;
        Self { case, version, new_items, refused_items }
    }
}

/// Who can open a job file that is written.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum JobFileProtection {
    /// Whoever knows a passphrase that was agreed on.
    Passphrase {
        /// The passphrase; not empty.
        passphrase: String,
    },
    /// Whoever has the private key.
    Recipient {
        /// The public key of `age`, `age1…`.
        key: String,
    },
}

/// What opens a protected job file.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum JobFileSecret {
    /// The passphrase.
    Passphrase {
        /// It.
        passphrase: String,
    },
    /// The private key.
    Key {
        /// The private key of `age`, `AGE-SECRET-KEY-1…`.
        key: String,
    },
}

/// Secrets never reach a log.
impl fmt::Debug for JobFileProtection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JobFileProtection(…)")
    }
}

impl fmt::Debug for JobFileSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JobFileSecret(…)")
    }
}

impl From<JobFileProtection> for core::Protection {
    fn from(protection: JobFileProtection) -> Self {
        match protection {
            JobFileProtection::Passphrase { passphrase } => Self::Passphrase(passphrase),
            JobFileProtection::Recipient { key } => Self::Recipient(key),
        }
    }
}

impl From<JobFileSecret> for core::Secret {
    fn from(secret: JobFileSecret) -> Self {
        match secret {
            JobFileSecret::Passphrase { passphrase } => Self::Passphrase(passphrase),
            JobFileSecret::Key { key } => Self::Key(key),
        }
    }
}

#[uniffi::export]
impl Jobs {
    /// Writes a whole job into a file, for the named user or for whoever holds it, and records the handover. With
    /// `protection` only a passphrase or a key opens the file; that needs a build with the feature `encryption`.
    ///
    /// Blocking: until the file is written, under 200 ms without photos; with a passphrase about a second more.
    /// Offline: yes. Errors: `Rejected`, `NotFound`, `StaleVersion`, `InvalidInput` with field `path` or `secret`,
    /// `Closed`, `Storage`.
    #[uniffi::method(default(protection = None))]
    pub fn export_job(
        &self,
        case: CaseId,
        seen: Version,
        receiver: Option<String>,
        path: String,
        protection: Option<JobFileProtection>,
    ) -> Result<Version, DoorstepError> {
        let path = Path::new(&path);
        self.handle.run(|core| match protection {
            None => core.export_job(case, &seen, receiver, path),
            Some(protection) => core.export_protected_job(case, &seen, receiver, &protection.into(), path),
        })
    }

    /// Takes a job file in. Everything in it is verified. `secret` opens one that is protected.
    ///
    /// Blocking: until everything is applied, under a second without photos; with a passphrase about a second more.
    /// Offline: yes. Errors: `Rejected` with `OtherCompany`, or with status `erased` if the office erased it,
    /// `InvalidInput` with field `path` if it is no job file, with field `secret` if it is protected and this does not
    /// open it, `UpdateRequired`, `NotEnrolled`, `Closed`, `Storage`, `Internal`.
    #[uniffi::method(default(secret = None))]
    pub fn import_job(&self, path: String, secret: Option<JobFileSecret>) -> Result<Imported, DoorstepError> {
        let path = Path::new(&path);
        let imported = self.handle.run(|core| match secret {
            None => core.import_job(path),
            Some(secret) => core.import_protected_job(path, &secret.into()),
        })?;
        Ok(imported.into())
    }

    /// Says what of a job file can be proved, part by part, in the language of the app, without taking anything in. It
    /// is held against the key of this device's company, if the device is enrolled.
    ///
    /// Blocking: under 100 ms for a file without photos; with a passphrase about a second more. Offline: yes.
    /// Errors: `InvalidInput` with field `path`, or with field `secret` if that does not open it, `Closed`, `Storage`.
    #[uniffi::method(default(secret = None))]
    pub fn verify_job_file(
        &self,
        path: String,
        secret: Option<JobFileSecret>,
    ) -> Result<JobFileVerdict, DoorstepError> {
        let secret: Option<core::Secret> = secret.map(Into::into);
        let verdict = self.handle.run(|core| core.verify_job_file(Path::new(&path), secret.as_ref()))?;
        Ok(JobFileVerdict::of(&verdict, &self.handle.language))
    }
}
