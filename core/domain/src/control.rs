//! Control entries: what only the server says, signed by it.

use minicbor::{Decode, Encode};

use crate::digest::Prefix;
use crate::envelope::{Payload, Signed};
use crate::id::{BlobId, CaseId, CertificateId, DeviceId, Hash, PackId, TenantId};
use crate::retention::KeptAs;

/// What is ordered.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Order {
    /// The case is in this stream now; its snapshot comes along.
    #[n(0)]
    Grant,
    /// The case is no longer in this stream: hide it at once, keep it while anything is unsent.
    #[n(1)]
    Revoke,
    /// The case is erased; a stub stays.
    #[n(2)]
    Erase,
    /// A pack was published.
    #[n(3)]
    Publish {
        /// Which one.
        #[n(0)]
        pack: PackId,
        /// Its id in text, e.g. `property-repair`.
        #[n(1)]
        name: String,
        /// Its version.
        #[n(2)]
        version: u32,
        /// Size of its file in bytes.
        #[n(3)]
        size_bytes: u64,
    },
    /// The time for which the case is kept is over: it is erased by rule; a stub stays.
    #[n(4)]
    Purge {
        /// The rule.
        #[n(0)]
        rule: KeptAs,
        /// The day on which the time was over, by the calendar of the site: `2025-03-01`.
        #[n(1)]
        due: String,
    },
    /// The font of printed reports was published.
    #[n(5)]
    PublishFont {
        /// SHA-256 of its file.
        #[n(0)]
        font: BlobId,
        /// Size of its file in bytes.
        #[n(1)]
        size_bytes: u64,
    },
    /// A device lets go of everything that the office holds, and of its key: it was lost, or its user left. It travels
    /// outside of the log, to the device that it names and to nobody else.
    #[n(6)]
    Wipe {
        /// Which one.
        #[n(0)]
        device: DeviceId,
        /// What never reached the office goes as well, into rescue files.
        #[n(1)]
        force: bool,
        /// Public key that rescue files are encrypted to, `age1…`.
        #[n(2)]
        rescue_key: Option<String>,
    },
}

impl Order {
    /// Whether it leaves nothing of the case but a stub.
    #[must_use]
    pub const fn erases(&self) -> bool {
        matches!(self, Self::Erase | Self::Purge { .. })
    }
}

/// A signed order of the server.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Control {
    /// The tenant.
    #[n(0)]
    pub tenant: TenantId,
    /// The stream that it is for, e.g. `u:chen`, `office`, `all`.
    #[n(1)]
    pub stream: String,
    /// The case, if it is about one.
    #[n(2)]
    pub case: Option<CaseId>,
    /// What is ordered.
    #[n(3)]
    pub order: Order,
    /// Counts up per (stream, case), of orders to wipe per device; the highest holds.
    #[n(4)]
    pub round: u32,
    /// When, milliseconds since 1970 UTC, by the server's clock.
    #[n(5)]
    pub at_ms: i64,
    /// The office's certificate.
    #[n(6)]
    pub certificate: CertificateId,
}

impl Payload for Control {
    const PREFIX: Prefix = Prefix::Control;
    const MAX_BYTES: usize = 2048;
}

/// A control entry as it was signed.
pub type SignedControl = Signed<Control>;

/// What the server vouches for when it sends a document as a snapshot instead of as changes. The bytes
/// themselves travel beside it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Snapshot {
    /// The case.
    #[n(0)]
    pub case: CaseId,
    /// SHA-256 of the snapshot's bytes.
    #[n(1)]
    pub bytes_hash: Hash,
    /// Their number.
    #[n(2)]
    pub size_bytes: u64,
    /// The office's certificate.
    #[n(3)]
    pub certificate: CertificateId,
}

impl Payload for Snapshot {
    const PREFIX: Prefix = Prefix::Snapshot;
    const MAX_BYTES: usize = 1024;
}

/// A voucher for a snapshot as it was signed.
pub type SignedSnapshot = Signed<Snapshot>;
