//! The envelope of every Automerge chunk: magic, checksum, type, length, body.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::bufread::DeflateDecoder;
use sha2::{Digest as _, Sha256};

use super::reader::Reader;
use super::{Limits, Refused};
use crate::id::ChangeId;

pub(super) const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
pub(super) const DOCUMENT: u8 = 0;
pub(super) const CHANGE: u8 = 1;
pub(super) const DEFLATED_CHANGE: u8 = 2;

/// One chunk whose checksum fits.
pub(super) struct Chunk<'a> {
    pub(super) hash: ChangeId,
    /// The body; of a deflated change the inflated one.
    pub(super) body: Cow<'a, [u8]>,
}

/// Opens the one chunk that these bytes must be, of one of the accepted types.
pub(super) fn open<'a>(bytes: &'a [u8], accepted: &[u8], limits: &Limits) -> Result<Chunk<'a>, Refused> {
    if bytes.len() > limits.bytes {
        return Err(Refused::TooLarge);
    }
    let mut reader = Reader::new(bytes);
    if reader.array()? != MAGIC {
        return Err(Refused::Magic);
    }
    let checksum: [u8; 4] = reader.array()?;
    let kind = reader.byte()?;
    if !accepted.contains(&kind) {
        return Err(Refused::ChunkType);
    }
    let len = reader.unsigned()?;
    let body = reader.take(len)?;
    if !reader.is_empty() {
        return Err(Refused::Trailing);
    }
    let (kind, body) = match kind {
        DEFLATED_CHANGE => (CHANGE, Cow::Owned(inflate(body, limits.inflated_bytes)?)),
        kind => (kind, Cow::Borrowed(body)),
    };
    let hash = hash(kind, &body);
    if hash.0[..4] != checksum {
        return Err(Refused::Checksum);
    }
    Ok(Chunk { hash, body })
}

/// Inflates a whole raw deflate stream, reading at most one byte beyond the limit.
pub(super) fn inflate(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Refused> {
    let mut inflated = Vec::new();
    let mut decoder = DeflateDecoder::new(bytes).take(limit as u64 + 1);
    decoder.read_to_end(&mut inflated).map_err(|_| Refused::Deflate)?;
    if inflated.len() > limit {
        return Err(Refused::InflatedTooLarge);
    }
    let rest = decoder.into_inner().into_inner();
    if rest.is_empty() { Ok(inflated) } else { Err(Refused::Trailing) }
}

/// The hash that Automerge gives a chunk: SHA-256 over type, length and body.
pub(super) fn hash(kind: u8, body: &[u8]) -> ChangeId {
    let mut hasher = Sha256::new();
    hasher.update([kind]);
    let mut len = body.len();
    while len > 0x7f {
        hasher.update([u8::try_from(len & 0x7f).unwrap_or_default() | 0x80]);
        len >>= 7;
    }
    hasher.update([u8::try_from(len).unwrap_or_default()]);
    hasher.update(body);
    ChangeId(hasher.finalize().into())
}
