//! The dotted names that expressions read.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

/// A dotted path such as `answers.voucher`, `job.area` or `visit.number`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// A text that is not a [`Name`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a name such as answers.voucher")]
pub struct InvalidName(String);

impl Name {
    /// The longest name accepted, in bytes.
    pub const MAX_BYTES: usize = 120;

    /// Reads a name: identifiers (a letter or `_`, then letters, digits, `_`) with points between.
    ///
    /// # Errors
    /// [`InvalidName`] if the text has not that form.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidName> {
        let text = text.into();
        let well_formed = text.len() <= Self::MAX_BYTES && text.split('.').all(is_identifier);
        if well_formed { Ok(Self(text)) } else { Err(InvalidName(text.chars().take(60).collect())) }
    }

    /// The name as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows `scope` and a point: `voucher` for `answers.voucher` in `answers`.
    #[must_use]
    pub fn within(&self, scope: &str) -> Option<&str> {
        self.0.strip_prefix(scope)?.strip_prefix('.')
    }
}

fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        Self::new(text)
    }
}

impl TryFrom<String> for Name {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        Self::new(text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
