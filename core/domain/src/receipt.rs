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
    /// The log holds all of them up to this number; absent unless the company waits for backups. A later [`Backup`]
    /// that reaches so far raises the receipt to [`Level::BackedUp`].
    #[n(9)]
    pub seq: Option<u64>,
}

impl Receipt {
    /// How safe the items are, as far as a backup is known.
    #[must_use]
    pub fn level_after(&self, backup: Option<&Backup>) -> Level {
        let reaches = backup.is_some_and(|backup| {
            let is_of_this_log = (backup.tenant, backup.epoch) == (self.tenant, self.epoch);
            is_of_this_log && self.seq.is_some_and(|seq| seq <= backup.seq)
        });
        if reaches { Level::BackedUp } else { self.level }
    }
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
    /// [`Receipt::seq`].
    #[n(2)]
    pub seq: Option<u64>,
}

/// The server's word that a finished and verified backup holds its log up to a number.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Backup {
    /// The tenant.
    #[n(0)]
    pub tenant: TenantId,
    /// Incarnation of the server's log.
    #[n(1)]
    pub epoch: u64,
    /// The newest number of the log that the backup holds; 0 if there is none yet.
    #[n(2)]
    pub seq: u64,
    /// When it was finished, milliseconds since 1970 UTC, by the server's clock.
    #[n(3)]
    pub at_ms: i64,
    /// The office's certificate.
    #[n(4)]
    pub certificate: CertificateId,
}

impl Payload for Backup {
    const PREFIX: Prefix = Prefix::Backup;
    const MAX_BYTES: usize = 1024;
}

/// A word about a backup as it was signed.
pub type SignedBackup = Signed<Backup>;

/// What the company asks of a receipt before data may leave a device, and how far its backups reach: a [`Backup`] on
/// the wire, as [`Seal`] is a [`Receipt`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Safety {
    /// The level that receipts must have.
    #[n(0)]
    pub level: Level,
    /// [`Backup::seq`].
    #[n(1)]
    pub safe_seq: u64,
    /// [`Backup::at_ms`].
    #[n(2)]
    pub at_ms: i64,
    /// The office's signature over the [`Backup`].
    #[n(3)]
    pub signature: Signature,
}

impl Safety {
    /// The word about the backup, to be verified with the key of the office's certificate.
    #[must_use]
    pub fn backup(&self, tenant: TenantId, epoch: u64, certificate: CertificateId) -> SignedBackup {
        let backup = Backup { tenant, epoch, seq: self.safe_seq, at_ms: self.at_ms, certificate };
        Signed::join(backup, self.signature)
    }
}

/// The digest over the ids of items, in order.
#[must_use]
pub fn items_digest<'a>(ids: impl IntoIterator<Item = &'a Hash>) -> Hash {
    let ids: Vec<&[u8]> = ids.into_iter().map(|hash| hash.0.as_slice()).collect();
    digest(Prefix::Items, &ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt(seq: Option<u64>) -> Receipt {
        Receipt {
            tenant: TenantId([1; 16]),
            epoch: 6,
            device: DeviceId([2; 16]),
            request: RequestId([3; 16]),
            level: Level::Durable,
            items: items_digest(&[]),
            count: 0,
            at_ms: 8,
            certificate: CertificateId([4; 32]),
            seq,
        }
    }

    #[test]
    fn a_backup_raises_what_it_reaches_of_its_own_log() {
        let backup = Backup {
            tenant: TenantId([1; 16]),
            epoch: 6,
            seq: 10,
            at_ms: 9,
            certificate: CertificateId([4; 32]),
        };
        let level = |seq, backup: Option<&Backup>| receipt(seq).level_after(backup);
        assert_eq!(level(Some(10), Some(&backup)), Level::BackedUp);
        assert_eq!(level(Some(11), Some(&backup)), Level::Durable);
        assert_eq!(level(None, Some(&backup)), Level::Durable);
        assert_eq!(level(Some(10), None), Level::Durable);
        let of_another_log = Backup { epoch: 7, ..backup };
        assert_eq!(level(Some(10), Some(&of_another_log)), Level::Durable);
        let of_another_company = Backup { tenant: TenantId([9; 16]), ..backup };
        assert_eq!(level(Some(10), Some(&of_another_company)), Level::Durable);
    }
}
