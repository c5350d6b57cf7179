//! Job files that only a passphrase or a key opens: the file inside an `age` file, which many tools can open.
//!
//! Protection hides a file from whoever finds it; it proves nothing. What the file says is proved by what is inside.

use std::fmt;

#[cfg(feature = "encryption")]
mod with_age;

use crate::error::Error;

/// What opens an exported file.
#[derive(Clone, PartialEq, Eq)]
pub enum Protection {
    /// A passphrase that two people agreed on. Opening takes about a second, so that guessing is slow.
    Passphrase(String),
    /// The public key of the receiver, `age1…`.
    Recipient(String),
}

/// What somebody opens a protected file with.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// The passphrase.
    Passphrase(String),
    /// The private key, `AGE-SECRET-KEY-1…`.
    Key(String),
}

impl fmt::Debug for Protection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passphrase(_) => "Passphrase(…)",
            Self::Recipient(_) => "Recipient(…)",
        })
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passphrase(_) => "Passphrase(…)",
            Self::Key(_) => "Key(…)",
        })
    }
}

/// Why a file could not be protected or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProtectionError {
    /// The passphrase or the key does not open it.
    #[error("the passphrase or the key does not open the file")]
    WrongSecret,
    /// The text is no key of `age`.
    #[error("this is no key: a public one starts with age1, a private one with AGE-SECRET-KEY-1")]
    NotAKey,
    /// An empty passphrase protects nothing.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// Opening it would take more memory than a phone has.
    #[error("the file asks for more work than this device does")]
    TooCostly,
    /// It was damaged.
    #[error("the encrypted file is damaged")]
    Damaged,
    /// This build cannot encrypt.
    #[error("this build of Doorstep has no encryption")]
    NotBuiltIn,
}

/// Encrypts the bytes of a job file.
///
/// # Errors
/// [`Error::Protection`].
pub fn protect(bytes: &[u8], protection: &Protection) -> Result<Vec<u8>, Error> {
    match protection {
        Protection::Passphrase(passphrase) if passphrase.is_empty() => {
            Err(ProtectionError::EmptyPassphrase.into())
        }
        _ => Ok(encrypt(bytes, protection)?),
    }
}

/// Opens what [`protect`] or another tool encrypted.
///
/// # Errors
/// [`Error::Protection`].
pub fn open_protected(bytes: &[u8], secret: &Secret) -> Result<Vec<u8>, Error> {
    Ok(decrypt(bytes, secret)?)
}

#[cfg(feature = "encryption")]
use with_age::{decrypt, encrypt};

#[cfg(not(feature = "encryption"))]
fn encrypt(_: &[u8], _: &Protection) -> Result<Vec<u8>, ProtectionError> {
    Err(ProtectionError::NotBuiltIn)
}

#[cfg(not(feature = "encryption"))]
fn decrypt(_: &[u8], _: &Secret) -> Result<Vec<u8>, ProtectionError> {
    Err(ProtectionError::NotBuiltIn)
}
