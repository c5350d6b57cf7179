//! Receipts: the server's signed word that it holds something.

use minicbor::{Decode, Encode};

use crate::digest::{Prefix, digest};
use crate::envelope::{Payload, Signed};
use crate::id::{CertificateId, DeviceId, Hash, RequestId, TenantId};
use crate::key::Signature;

/// How safe the items are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Level {
    /// Committed to the server's disk.
    #[n(0)]
    Durable,
    /// Also contained in a finished backup.
    #[n(1)]
    BackedUp,
}

/// Covers the accepted items of one request, in the order of the request. A device deletes only what a
/// receipt covers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Receipt {
    /// The tenant.
    #[n(0)]
    pub tenant: TenantId,
    /// Incarnation of the server's log.
    #[n(1)]
    pub epoch: u64,
    /// The device that sent the items.
    #[n(2)]
    pub device: DeviceId,
    /// The request.
    #[n(3)]
    pub request: RequestId,
    /// How safe they are.
    #[n(4)]
    pub level: Level,
    /// [`items_digest`] of the accepted items.
    #[n(5)]
    pub items: Hash,
    /// How many they are.
    #[n(6)]
    pub count: u32,
    /// When, milliseconds since 1970 UTC, by the server's clock.
    #[n(7)]
    pub at_ms: i64,
    /// The office's certificate.
    #[n(8)]
    pub certificate: CertificateId,
}

impl Payload for Receipt {
    const PREFIX: Prefix = Prefix::Receipt;
    const MAX_BYTES: usize = 1024;
}

/// A receipt as it was signed.
pub type SignedReceipt = Signed<Receipt>;

/// A receipt on the wire. Everything else in it is known to both sides of the request, so that only what is
/// new travels; the device stores the whole.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Seal {
    /// How safe the items are.
    #[n(0)]
    pub level: Level,
    /// The office's signature over the [`Receipt`].
    #[n(1)]
    pub signature: Signature,
}

/// The digest over the ids of items, in order.
#[must_use]
pub fn items_digest<'a>(ids: impl IntoIterator<Item = &'a Hash>) -> Hash {
    let ids: Vec<&[u8]> = ids.into_iter().map(|hash| hash.0.as_slice()).collect();
    digest(Prefix::Items, &ids)
}
