//! The one envelope of everything that is signed: `[payload, signature]`.
//!
//! The payload is kept as the bytes that were first written. Its hash under the type's prefix is the
//! only id; nobody re-encodes a payload to verify it, so fields that this version does not know survive.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::cbor::{self, Malformed};
use crate::digest::{Prefix, digest};
use crate::id::Hash;
use crate::key::{BadSignature, PrivateKey, PublicKey, Signature};

/// A payload type that travels signed.
pub trait Payload: Encode<()> + for<'b> Decode<'b, ()> {
    /// The prefix of its hash and of its signature.
    const PREFIX: Prefix;
    /// The longest envelope accepted, in bytes.
    const MAX_BYTES: usize;
}

/// A payload with its signature, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed<T> {
    payload: Vec<u8>,
    signature: Signature,
    body: T,
}

#[derive(Encode, Decode)]
struct Wire {
    #[n(0)]
    payload: ByteVec,
    #[n(1)]
    signature: Signature,
}

impl<T: Payload> Signed<T> {
    /// Encodes and signs a payload.
    pub fn seal(body: T, key: &PrivateKey) -> Self {
        let payload = cbor::encode(&body);
        let signature = key.sign(T::PREFIX, &payload);
        Self { payload, signature, body }
    }

    /// Reads an envelope. The signature is not checked yet: see [`Signed::verify`].
    ///
    /// # Errors
    /// [`Malformed`] if it is too long, not of this type, or written in more bytes than it takes: around one payload
    /// and one signature there is one form only.
    pub fn open(bytes: &[u8]) -> Result<Self, Malformed> {
        let wire: Wire = cbor::decode_bounded(bytes, T::MAX_BYTES)?;
        let payload = Vec::from(wire.payload);
        if bytes.len() != wire_len(payload.len()) {
            return Err(Malformed::Cbor);
        }
        let body = cbor::decode(&payload)?;
        Ok(Self { payload, signature: wire.signature, body })
    }

    /// Joins a payload that both sides can compute with the signature that travelled alone.
    pub fn join(body: T, signature: Signature) -> Self {
        Self { payload: cbor::encode(&body), signature, body }
    }

    /// The signature alone.
    #[must_use]
    pub fn signature(&self) -> Signature {
        self.signature
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn verify(&self, key: &PublicKey) -> Result<(), BadSignature> {
        key.verify(T::PREFIX, &self.payload, &self.signature)
    }

    /// The hash of the payload under the type's prefix.
    #[must_use]
    pub fn hash(&self) -> Hash {
        digest(T::PREFIX, &[&self.payload])
    }

    /// The envelope as it is stored and sent.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        cbor::encode(&Wire { payload: self.payload.clone().into(), signature: self.signature })
    }

    /// What was signed.
    #[must_use]
    pub fn body(&self) -> &T {
        &self.body
    }
}

/// How long the one form of an envelope is: an array of two, the payload, 64 bytes of signature.
const fn wire_len(payload: usize) -> usize {
    let head = match payload {
        0..=0x17 => 1,
        0x18..=0xff => 2,
        0x100..=0xffff => 3,
        _ => 5,
    };
    1 + head + payload + 2 + 64
}
