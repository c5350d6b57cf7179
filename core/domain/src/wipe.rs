//! What a device says about being wiped, and what it is told.
//!
//! The order is one of [`crate::control`]. A device that was taken out has no token any more, so it speaks here by its
//! signature alone.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::digest::Prefix;
use crate::envelope::{Payload, Signed};
use crate::id::{CaseId, DeviceId};

/// How far a device is with being wiped.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WipeReport {
    /// It.
    #[n(0)]
    pub device: DeviceId,
    /// Round of the order that it obeys; 0: it has heard of none.
    #[n(1)]
    pub round: u32,
    /// How many cases it let go.
    #[n(2)]
    pub purged_count: u32,
    /// Cases that it keeps, locked, because work in them never reached the office.
    #[n(3)]
    pub left: Vec<LeftCase>,
    /// Files with work that never reached the office, that it wrote before it let go of their cases.
    #[n(4)]
    pub rescued: Vec<RescuedCase>,
    /// When it said so, milliseconds since 1970 UTC, by its own clock.
    #[n(5)]
    pub at_ms: i64,
}

impl WipeReport {
    /// Whether nothing is left but rescue files.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.round > 0 && self.left.is_empty()
    }
}

impl Payload for WipeReport {
    const PREFIX: Prefix = Prefix::Wiped;
    const MAX_BYTES: usize = 64 * 1024;
}

/// A report as it was signed.
pub type SignedWipeReport = Signed<WipeReport>;

/// A case that a wiped device keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct LeftCase {
    /// It.
    #[n(0)]
    pub case: CaseId,
    /// How many items of it the office does not hold, or not as safely as the company asks.
    #[n(1)]
    pub item_count: u32,
    /// How many files of it the office does not hold.
    #[n(2)]
    pub file_count: u32,
}

/// A rescue file on a wiped device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct RescuedCase {
    /// Its case.
    #[n(0)]
    pub case: CaseId,
    /// Whether only the company's rescue key opens it.
    #[n(1)]
    pub is_encrypted: bool,
    /// Its length in bytes.
    #[n(2)]
    pub size_bytes: u64,
}

/// Body of `POST /v1/wipe`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WipeRequest {
    /// The [`SignedWipeReport`].
    #[n(0)]
    pub report: ByteVec,
}

/// Answer to `POST /v1/wipe`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WipeResponse {
    /// The signed order that stands, unless the report was about it or there is none.
    #[n(0)]
    pub order: Option<ByteVec>,
}
