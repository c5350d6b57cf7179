//! `POST /v1/enrol` and `POST /v1/token`: how a device comes in.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::digest::Prefix;
use crate::envelope::Payload;
use crate::id::DeviceId;
use crate::key::PublicKey;

/// What a device claims about itself, signed with its own new key (self-signed under
/// [`Prefix::Enrolment`]): nobody can enrol another's public key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolmentClaim {
    /// The device, chosen by itself.
    #[n(0)]
    pub device: DeviceId,
    /// Its public key.
    #[n(1)]
    pub public_key: PublicKey,
    /// What the office calls it, e.g. `Chen's phone`.
    #[n(2)]
    pub label: String,
    /// The device's wall clock, milliseconds since 1970 UTC; a renewed token needs a fresh one.
    #[n(3)]
    pub at_ms: i64,
}

impl Payload for EnrolmentClaim {
    const PREFIX: Prefix = Prefix::Enrolment;
    const MAX_BYTES: usize = 1024;
}

/// Body of `POST /v1/enrol`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolRequest {
    /// The one-time code from the office.
    #[n(0)]
    pub code: String,
    /// The signed [`EnrolmentClaim`].
    #[n(1)]
    pub claim: ByteVec,
}

/// Answer to `POST /v1/enrol`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EnrolResponse {
    /// The tenant's root key.
    #[n(0)]
    pub root_key: PublicKey,
    /// The device's certificate.
    #[n(1)]
    pub certificate: ByteVec,
    /// The office's certificate: it signs receipts, control entries and rulings.
    #[n(2)]
    pub office: ByteVec,
    /// Bearer token, bound to the device.
    #[n(3)]
    pub token: String,
    /// First moment at which the token no longer counts, milliseconds since 1970 UTC.
    #[n(4)]
    pub token_until_ms: i64,
}

/// Body of `POST /v1/token`: a fresh [`EnrolmentClaim`] of an enrolled device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TokenRequest {
    /// The signed claim.
    #[n(0)]
    pub claim: ByteVec,
}

/// Answer to `POST /v1/token`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct TokenResponse {
    /// Bearer token, bound to the device.
    #[n(0)]
    pub token: String,
    /// First moment at which the token no longer counts, milliseconds since 1970 UTC.
    #[n(1)]
    pub token_until_ms: i64,
}
