//! Ed25519 keys of tenants, devices and the office.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use minicbor::{Decode, Encode};

use crate::digest::Prefix;

/// A public key: what a certificate vouches for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct PublicKey(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

/// A signature by one of those keys.
#[derive(Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Signature(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 64]);

/// A signature that does not belong to these bytes and this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not belong to these bytes and this key")]
pub struct BadSignature;

/// A private key. It is made from 32 random bytes that the platform's secret store keeps.
#[derive(Clone)]
pub struct PrivateKey(SigningKey);

impl PrivateKey {
    /// The key of a seed of 32 random bytes.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs `prefix || bytes`.
    #[must_use]
    pub fn sign(&self, prefix: Prefix, bytes: &[u8]) -> Signature {
        Signature(self.0.sign(&prefixed(prefix, bytes)).to_bytes())
    }
}

impl PublicKey {
    /// Checks a signature over `prefix || bytes`, refusing weak keys and malleable signatures.
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn verify(&self, prefix: Prefix, bytes: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        let key = VerifyingKey::from_bytes(&self.0).map_err(|_| BadSignature)?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(&prefixed(prefix, bytes), &signature).map_err(|_| BadSignature)
    }

    /// What two people compare by telephone: eight groups of four hexadecimal digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let hash = crate::digest::digest(Prefix::Tenant, &[&self.0]);
        let digits = crate::id::hex(&hash.0[..16]);
        let groups: Vec<&str> = (0..8).filter_map(|group| digits.get(4 * group..4 * group + 4)).collect();
        groups.join(" ")
    }
}

fn prefixed(prefix: Prefix, bytes: &[u8]) -> Vec<u8> {
    [prefix.bytes(), bytes].concat()
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", crate::id::hex(&self.0))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({}…)", crate::id::hex(&self.0[..4]))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}
