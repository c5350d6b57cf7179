//! Snapshots of the document that travel: only ones that the office vouched for.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::cbor;
use crate::certificate::{Certificate, Signer};
use crate::control::{SignedSnapshot, Snapshot};
use crate::digest::sha256;
use crate::envelope::Signed;
use crate::id::CaseId;
use crate::scan;
use crate::sync::{Item, ItemKind, NackCode};

/// Content of an [`ItemKind::Snapshot`].
#[derive(Encode, Decode)]
struct Vouched {
    #[n(0)]
    voucher: ByteVec,
    #[n(1)]
    bytes: ByteVec,
}

/// Vouches for a snapshot and packs it into an item.
#[must_use]
pub fn seal_snapshot(case: CaseId, bytes: Vec<u8>, office: &Signer) -> Item {
    let voucher = Snapshot {
        case,
        bytes_hash: sha256(&bytes),
        size_bytes: bytes.len() as u64,
        certificate: office.id(),
    };
    let voucher = Signed::seal(voucher, office.key()).to_bytes();
    Item::new(ItemKind::Snapshot, cbor::encode(&Vouched { voucher: voucher.into(), bytes: bytes.into() }))
}

/// The snapshot inside an item, if the office vouched for exactly these bytes and they keep to the limits.
///
/// # Errors
/// A code of the protocol.
pub fn open_snapshot(case: CaseId, item: &[u8], office: &Signed<Certificate>) -> Result<Vec<u8>, NackCode> {
    let vouched: Vouched = cbor::decode(item).map_err(|_| NackCode::Malformed)?;
    let voucher = SignedSnapshot::open(&vouched.voucher).map_err(|_| NackCode::Malformed)?;
    let bytes = Vec::from(vouched.bytes);
    if !office.body().is_of_server() || voucher.verify(&office.body().public_key).is_err() {
        return Err(NackCode::BadSignature);
    }
    if voucher.body().case != case {
        return Err(NackCode::WrongCase);
    }
    if voucher.body().bytes_hash != sha256(&bytes) {
        return Err(NackCode::BadSignature);
    }
    scan::snapshot(&bytes, &scan::Limits::SNAPSHOT).map_err(|_| NackCode::TooLarge)?;
    Ok(bytes)
}
