//! The encryption itself.

use std::io::Read as _;
use std::iter::once;

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt, x25519};
use doorstep_domain::jobfile::MAX_BYTES;

use super::{Protection, ProtectionError, Secret};

/// Work to make a key of a passphrase, as a power of two: 64 MiB of memory, under a second on a phone.
const WORK: u8 = 16;

/// The most that is accepted from elsewhere: 256 MiB, what the tools of `age` ask for by themselves.
const MAX_WORK: u8 = 18;

pub(super) fn encrypt(bytes: &[u8], protection: &Protection) -> Result<Vec<u8>, ProtectionError> {
    match protection {
        Protection::Passphrase(passphrase) => {
            let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.clone()));
            recipient.set_work_factor(WORK);
            encrypt_to(bytes, &recipient)
        }
        Protection::Recipient(key) => {
            let recipient: x25519::Recipient = key.trim().parse().map_err(|_| ProtectionError::NotAKey)?;
            encrypt_to(bytes, &recipient)
        }
    }
}

fn encrypt_to(bytes: &[u8], recipient: &dyn Recipient) -> Result<Vec<u8>, ProtectionError> {
    use std::io::Write as _;
    let encryptor = Encryptor::with_recipients(once(recipient)).map_err(|_| ProtectionError::NotAKey)?;
    let whole = move || -> std::io::Result<Vec<u8>> {
        let mut writer = encryptor.wrap_output(Vec::with_capacity(bytes.len() + 1024))?;
        writer.write_all(bytes)?;
        writer.finish()
    };
    whole().map_err(|_| ProtectionError::Damaged)
}

pub(super) fn decrypt(bytes: &[u8], secret: &Secret) -> Result<Vec<u8>, ProtectionError> {
    match secret {
        Secret::Passphrase(passphrase) => {
            let mut identity = scrypt::Identity::new(SecretString::from(passphrase.clone()));
            identity.set_max_work_factor(MAX_WORK);
            decrypt_with(bytes, &identity)
        }
        Secret::Key(key) => {
            let identity: x25519::Identity = key.trim().parse().map_err(|_| ProtectionError::NotAKey)?;
            decrypt_with(bytes, &identity)
        }
    }
}

fn decrypt_with(bytes: &[u8], identity: &dyn Identity) -> Result<Vec<u8>, ProtectionError> {
    let decryptor = Decryptor::new(bytes).map_err(reason)?;
    let reader = decryptor.decrypt(once(identity)).map_err(reason)?;
    let mut opened = Vec::new();
    // One byte more than a job file may have: the reader of the job file says that it is too long.
    let limit = MAX_BYTES as u64 + 1;
    reader.take(limit).read_to_end(&mut opened).map_err(|_| ProtectionError::Damaged)?;
    Ok(opened)
}

fn reason(error: DecryptError) -> ProtectionError {
    match error {
        DecryptError::ExcessiveWork { .. } => ProtectionError::TooCostly,
        DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            ProtectionError::WrongSecret
        }
        _ => ProtectionError::Damaged,
    }
}
