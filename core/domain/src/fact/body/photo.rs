//! Photos, and what people draw on them.

use minicbor::{Decode, Encode};

use super::code::MarkForm;
use crate::id::{BlobId, FactId, LineId, VisitId};

/// [`crate::fact::Kind::PhotoTaken`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PhotoTaken {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// The step for which it was taken.
    #[n(1)]
    pub step: String,
    /// What it shows, e.g. `before`, `after`, `note`.
    #[n(2)]
    pub role: String,
    /// The original file.
    #[n(3)]
    pub blob: BlobId,
    /// Its size in bytes.
    #[n(4)]
    pub size_bytes: u64,
    /// Its media type, e.g. `image/jpeg`.
    #[n(5)]
    pub media_type: String,
    /// A small picture of it, which travels with the fact; absent: the device could not make one.
    #[n(6)]
    pub thumbnail: Option<BlobId>,
    /// The quote line that it is about.
    #[n(7)]
    pub line: Option<LineId>,
    /// The earlier photo of the same spot, by its file: with this one it is a pair of before and after.
    #[n(8)]
    pub pair: Option<BlobId>,
}

/// [`crate::fact::Kind::PhotoMarked`]: what somebody drew over a photo. The photo itself stays as it was taken.
///
/// Marks of several people stand beside each other; whoever takes one back names the fact that drew it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PhotoMarked {
    /// The visit.
    #[n(0)]
    pub visit: VisitId,
    /// The photo, by its file.
    #[n(1)]
    pub photo: BlobId,
    /// What was drawn, in this order; none if something is only taken back.
    #[n(2)]
    pub marks: Vec<PhotoMark>,
    /// Earlier facts of this kind that no longer show.
    #[n(3)]
    pub takes_back: Vec<FactId>,
}

/// One thing drawn over a photo.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PhotoMark {
    /// What it is.
    #[n(0)]
    pub form: MarkForm,
    /// Where: as many points as the form needs.
    #[n(1)]
    pub points: Vec<MarkPoint>,
    /// Words that belong to it.
    #[n(2)]
    pub text: Option<String>,
}

/// A place on a photo, which side up as people see it: in thousandths of its width from the left edge and of its height
/// from the upper one. So it is the same place on the original and on every smaller picture of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct MarkPoint {
    /// From the left edge, 0 to 1000.
    #[n(0)]
    pub x: u16,
    /// From the upper edge, 0 to 1000.
    #[n(1)]
    pub y: u16,
}

impl PhotoMarked {
    /// The most marks of one fact.
    pub const MAX_MARKS: usize = 50;
}

impl PhotoMark {
    /// The most points of one mark.
    pub const MAX_POINTS: usize = 500;
    /// The most characters of its words.
    pub const MAX_TEXT_CHARS: usize = 200;

    /// What is wrong with it, if it cannot be drawn.
    #[must_use]
    pub fn problem(&self) -> Option<&'static str> {
        let text = self.text.as_deref().unwrap_or_default();
        let needed = match self.form {
            MarkForm::Arrow | MarkForm::Circle => 2..=2,
            MarkForm::Text => 1..=1,
            MarkForm::Freehand => 2..=Self::MAX_POINTS,
        };
        if !needed.contains(&self.points.len()) {
            Some("an arrow and a circle have two points, words have one, a line has 2 to 500")
        } else if self.points.iter().any(|point| point.x > 1_000 || point.y > 1_000) {
            Some("a point lies outside of the photo: 0 to 1000 each way")
        } else if text.chars().count() > Self::MAX_TEXT_CHARS {
            Some("at most 200 characters")
        } else if self.form == MarkForm::Text && text.trim().is_empty() {
            Some("a mark of words says something")
        } else {
            None
        }
    }
}
