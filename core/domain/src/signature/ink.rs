//! Whether what was drawn is ink: a slip of the thumb is not consent.
//!
//! The limits are low on purpose. A cross or a single line is a lawful mark of somebody who does not write;
//! nobody here judges handwriting.

use super::path::distance;
use super::strokes::Strokes;
use crate::rejected::Rejected;

/// Why a drawing does not count as a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoInk {
    /// Nothing was drawn.
    #[error("nothing was drawn")]
    Empty,
    /// A dot: the pen did not move beyond the tremble of a finger.
    #[error("only a dot was drawn")]
    Dot,
    /// Smaller than [`Strokes::MIN_EXTENT`] in both directions.
    #[error("the signature is too small to be read")]
    TooSmall,
    /// All strokes together are shorter than [`Strokes::MIN_LENGTH`].
    #[error("the signature is too short")]
    TooShort,
}

impl From<NoInk> for Rejected {
    fn from(reason: NoInk) -> Self {
        Self::Invalid { field: "strokes", reason: reason.to_string() }
    }
}

/// What a finger moves while it only taps, in hundredths of a unit.
const TREMBLE: i64 = 400;

impl Strokes {
    /// The least width or height of a signature, in hundredths of a unit: about 3 mm on the glass.
    pub const MIN_EXTENT: i64 = 2_000;
    /// The least length of ink, in hundredths of a unit: about 6 mm on the glass.
    pub const MIN_LENGTH: i64 = 4_000;

    /// Refuses what is not a signature.
    ///
    /// # Errors
    /// [`NoInk`].
    pub fn check_ink(&self) -> Result<(), NoInk> {
        let extent = self.extent().ok_or(NoInk::Empty)?;
        if extent < TREMBLE {
            Err(NoInk::Dot)
        } else if extent < Self::MIN_EXTENT {
            Err(NoInk::TooSmall)
        } else if self.length() < Self::MIN_LENGTH {
            Err(NoInk::TooShort)
        } else {
            Ok(())
        }
    }

    /// How far the pen travelled on the glass, in hundredths of a unit.
    #[must_use]
    pub fn length(&self) -> i64 {
        let pairs = self.strokes().iter().flat_map(|stroke| stroke.0.windows(2));
        pairs.map(|pair| distance(pair[0], pair[1])).sum()
    }

    /// The larger of width and height; `None` if nothing was drawn.
    fn extent(&self) -> Option<i64> {
        self.bounds().map(|ink| i64::from(ink.width.max(ink.height)))
    }
}
