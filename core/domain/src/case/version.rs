//! Versions: what was on the screen when somebody decided.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};

use crate::cbor;
use crate::digest::{Prefix, digest};
use crate::id::{ChangeId, FactId, Hash, hex};

/// An opaque token that every view carries and every edit and command gives back: the heads of the document
/// and of the facts. So saving a screen that has become stale never deletes what arrived meanwhile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Version {
    /// Heads of the document. Sorted.
    #[n(0)]
    pub document: Vec<ChangeId>,
    /// Newest facts. Sorted.
    #[n(1)]
    pub facts: Vec<FactId>,
}

impl Version {
    /// Names this state of the case in one line: printed on a report, and computed again by whoever holds the record.
    #[must_use]
    pub fn digest(&self) -> Hash {
        digest(Prefix::State, &[&cbor::encode(self)])
    }
}

/// A text that is not a version token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a version token; take it from the view that was shown")]
pub struct InvalidVersion;

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v1_{}", hex(&cbor::encode(self)))
    }
}

impl FromStr for Version {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Self, InvalidVersion> {
        let digits = text.strip_prefix("v1_").filter(|digits| digits.len() % 2 == 0).ok_or(InvalidVersion)?;
        let pairs = (0..digits.len() / 2).map(|i| digits.get(2 * i..2 * i + 2));
        let bytes: Option<Vec<u8>> =
            pairs.map(|pair| pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())).collect();
        cbor::decode(&bytes.ok_or(InvalidVersion)?).map_err(|_| InvalidVersion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_as_they_were() {
        let version =
            Version { document: vec![ChangeId([7; 32])], facts: vec![FactId([1; 32]), FactId([2; 32])] };
        assert_eq!(version.to_string().parse(), Ok(version));
        for bad in ["", "v1_", "v1_zz", "v2_8080", "v1_808"] {
            assert_eq!(bad.parse::<Version>(), Err(InvalidVersion), "{bad}");
        }
    }
}
