//! A length of time as a pack writes it: `24h`, `1h30m`, `90s`.

use std::fmt;

use crate::expr::parse_duration;

/// A length of time, to the second. Days are not among its units: they belong to the calendar of a site, where
/// a day may have 23 hours.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Length(u32);

/// A text that is not a [`Length`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a length of time such as 24h, 15m or 1h30m, of at most 2400h")]
pub struct InvalidLength(String);

impl Length {
    /// The longest one accepted, in seconds: 100 days. What takes longer is counted on the calendar.
    pub const MAX_SECONDS: u32 = 2_400 * 3_600;

    /// A length in seconds; `None` beyond [`Length::MAX_SECONDS`].
    #[must_use]
    pub fn seconds(seconds: u32) -> Option<Self> {
        (seconds <= Self::MAX_SECONDS).then_some(Self(seconds))
    }

    /// The length in milliseconds.
    #[must_use]
    pub fn millis(self) -> i64 {
        i64::from(self.0) * 1_000
    }
}

impl TryFrom<String> for Length {
    type Error = InvalidLength;

    fn try_from(text: String) -> Result<Self, InvalidLength> {
        let seconds = parse_duration(&text).filter(|millis| millis % 1_000 == 0).map(|millis| millis / 1_000);
        let length = seconds.and_then(|seconds| u32::try_from(seconds).ok()).and_then(Self::seconds);
        length.ok_or_else(|| InvalidLength(text.chars().take(40).collect()))
    }
}

impl From<Length> for String {
    fn from(length: Length) -> Self {
        length.to_string()
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [(self.0 / 3_600, "h"), (self.0 / 60 % 60, "m"), (self.0 % 60, "s")];
        for (count, unit) in parts.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, "{count}{unit}")?;
        }
        if self.0 == 0 { f.write_str("0s") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Length, InvalidLength> {
        Length::try_from(text.to_owned())
    }

    #[test]
    fn a_length_is_written_as_it_is_read() {
        for text in ["24h", "15m", "1h30m", "90h", "1h1s", "0s"] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        assert_eq!(read("90m").unwrap().to_string(), "1h30m");
        assert_eq!(read("2h").unwrap().millis(), 7_200_000);
    }

    #[test]
    fn what_is_no_length_is_refused() {
        for text in ["", "3d", "-1h", "15", "1.5h", "20ms", "2401h", "99999999999h"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
