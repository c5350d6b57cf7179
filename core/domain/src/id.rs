//! Ids. Each has its own type, its own length on the wire and its own prefix in text, so that one
//! kind of id given for another is refused instead of finding the wrong row.

use std::fmt;
use std::str::FromStr;

use crate::digest::{Prefix, digest};

/// A text that is not the id it was given for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an id like `{prefix}_` and {digits} hexadecimal digits")]
pub struct InvalidId {
    /// The prefix of the expected kind of id.
    pub prefix: &'static str,
    /// How many hexadecimal digits follow the prefix.
    pub digits: usize,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $bytes]);

        impl $name {
            /// The length on disk and wire, in bytes.
            pub const LEN: usize = $bytes;

            /// Reads an id from exactly [`Self::LEN`] bytes.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// The bytes as they are stored and sent.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!($prefix, "_"))?;
                write_hex(f, &self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(parse_hex)
                    .map(Self)
                    .ok_or(InvalidId { prefix: $prefix, digits: 2 * $bytes })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                let bytes = d.bytes()?;
                Self::from_slice(bytes).ok_or_else(|| {
                    minicbor::decode::Error::message(concat!("wrong length of ", stringify!($name)))
                })
            }
        }
    };
}

id!(
    /// A case: one job, complaint or contract. The first 16 bytes of the hash of its genesis change,
    /// so nobody can plant another genesis under a known id.
    CaseId, 16, "case"
);
id!(
    /// A visit of a job. Minted; unique within its case.
    VisitId, 8, "visit"
);
id!(
    /// A quote of a job. Minted; unique within its case.
    QuoteId, 8, "quote"
);
id!(
    /// A line of a quote. Minted in the change that makes it.
    LineId, 8, "line"
);
id!(
    /// A note. Minted in the change that makes it.
    NoteId, 8, "note"
);
id!(
    /// One of the things that a group of steps is repeated for. Minted; unique within its case.
    InstanceId, 8, "instance"
);
id!(
    /// A customer, site, asset or staff card (UUID version 7).
    CardId, 16, "card"
);
id!(
    /// An enrolled device (UUID version 7). Two installations of one user are two devices.
    DeviceId, 16, "device"
);
id!(
    /// A tenant: the first 16 bytes of the hash of its root key.
    TenantId, 16, "tenant"
);
id!(
    /// One HTTP request of a device (UUID version 7).
    RequestId, 16, "request"
);
id!(
    /// A SHA-256.
    Hash, 32, "hash"
);
id!(
    /// A fact: the hash of its signed bytes as they were first written.
    FactId, 32, "fact"
);
id!(
    /// A certificate: the hash of its signed bytes.
    CertificateId, 32, "certificate"
);
id!(
    /// An Automerge change: the hash that Automerge itself gives it.
    ChangeId, 32, "change"
);
id!(
    /// The bytes of a photo, drawing or document, named by their plain SHA-256 within their case.
    BlobId, 32, "blob"
);
id!(
    /// A published pack: the hash of its file.
    PackId, 32, "pack"
);
id!(
    /// A price book: the hash of its compiled form.
    PriceBookId, 32, "prices"
);

impl CaseId {
    /// The id of the case that starts with this genesis change.
    #[must_use]
    pub fn of_genesis(change: &[u8]) -> Self {
        let hash = digest(Prefix::Case, &[change]);
        Self(std::array::from_fn(|i| hash.0[i]))
    }
}

impl TenantId {
    /// The id of the tenant with this Ed25519 root key.
    #[must_use]
    pub fn of_root_key(public_key: &[u8; 32]) -> Self {
        let hash = digest(Prefix::Tenant, &[public_key]);
        Self(std::array::from_fn(|i| hash.0[i]))
    }
}

impl VisitId {
    /// The visit as it stands in an answer key: 16 hexadecimal digits.
    #[must_use]
    pub fn key(&self) -> String {
        hex(&self.0)
    }
}

impl InstanceId {
    /// The instance as it stands in an answer key and in the path of a step: 16 hexadecimal digits.
    #[must_use]
    pub fn key(&self) -> String {
        hex(&self.0)
    }
}

impl From<Hash> for FactId {
    fn from(hash: Hash) -> Self {
        Self(hash.0)
    }
}

impl From<Hash> for CertificateId {
    fn from(hash: Hash) -> Self {
        Self(hash.0)
    }
}

impl From<Hash> for BlobId {
    fn from(hash: Hash) -> Self {
        Self(hash.0)
    }
}

impl NoteId {
    /// The second at which it was begun, in Unix time, as the phone had it.
    #[must_use]
    pub const fn minted_s(self) -> u32 {
        let [a, b, c, d, ..] = self.0;
        u32::from_be_bytes([a, b, c, d])
    }
}

/// Eight bytes for a new visit, quote, line, note or instance: the claimed second, so that ids sort as people made
/// them, and four random bytes, so that two phones never mint the same within a case.
#[must_use]
pub fn mint(wall_ms: i64, random: [u8; 4]) -> [u8; 8] {
    let seconds = u32::try_from(wall_ms.div_euclid(1000)).unwrap_or(0).to_be_bytes();
    let mut id = [0; 8];
    id[..4].copy_from_slice(&seconds);
    id[4..].copy_from_slice(&random);
    id
}

const HEX_DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Lower-case hexadecimal digits of some bytes.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .map(|half| char::from(HEX_DIGITS[usize::from(half)]))
        .collect()
}

/// Exactly `N` bytes from their hexadecimal digits.
#[must_use]
pub fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0_u8; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = hex_digit(pair[0])? << 4 | hex_digit(pair[1])?;
    }
    Some(bytes)
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str(&hex(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_carries_the_kind_of_the_id() {
        let visit = VisitId([1, 2, 3, 4, 5, 6, 7, 255]);
        assert_eq!(visit.to_string(), "visit_01020304050607ff");
        assert_eq!("visit_01020304050607ff".parse(), Ok(visit));
        assert!("quote_01020304050607ff".parse::<VisitId>().is_err());
        assert!("visit_01020304050607FF".parse::<VisitId>().is_err());
        assert!("visit_0102".parse::<VisitId>().is_err());
    }
}
