//! The wire: what a device and a server say to each other in one request.
//!
//! One request reconciles a device: it carries what the device made since the last acknowledgement, and the
//! answer carries what happened in its streams since its cursor. Everything here is CBOR with integer keys;
//! `docs/protocol.md` is the normative text.

mod enrol;
mod item;
mod message;
mod protocol;
pub(crate) mod reconcile;
mod short;

pub use enrol::{EnrolRequest, EnrolResponse, EnrolmentClaim, TokenRequest, TokenResponse};
pub use item::{Item, ItemKind};
pub use message::{Ack, CaseItems, Hello, Left, Nack, NackCode, Purged, SyncRequest, SyncResponse};
pub use protocol::{PROTOCOL, Served, is_spoken, served};
pub use reconcile::{COMPARED, CaseDigest, CaseHashes, ReconcileRequest, ReconcileResponse, digest_of_all};

/// The largest request body after decompression, in bytes.
pub const MAX_REQUEST_BYTES: usize = 4 * 1024 * 1024;

/// The largest response body after decompression that a server sends, in bytes, unless one single item is larger.
pub const MAX_RESPONSE_BYTES: usize = 8 * 1024 * 1024;

/// The largest blob that travels inside a sync request, in bytes. Larger ones are put by themselves.
pub const MAX_SMALL_BLOB_BYTES: usize = 64 * 1024;
