//! Photos, and what people drew over them.

use doorstep_core as core;
use doorstep_core::Upload;
use doorstep_domain::fact::{self, MarkForm};
use doorstep_domain::id::{BlobId, FactId, LineId, VisitId};

use crate::value::Timestamp;

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Photo {
    /// The visit.
    pub visit: VisitId,
    /// The step for which it was taken.
    pub step: String,
    /// What it shows, e.g. `before`, `after`.
    pub role: String,
    /// Name of who took it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Its file.
    pub blob: BlobId,
    /// Its small picture, for `photo_thumbnail`; nothing if the phone that took it could not make one.
    pub thumbnail: Option<BlobId>,
    /// The quote line that it is about.
    pub line: Option<LineId>,
    /// The earlier photo of the same spot: both are a pair of before and after.
    pub pair: Option<BlobId>,
    /// What people drew over it. Draw it over the picture; the picture itself stays as it was taken.
    pub marks: Vec<DrawnMarks>,
    /// Whether the file is on this device.
    pub is_here: bool,
    /// How far the file is on its way to the office.
    pub upload: Upload,
}

impl From<core::Photo> for Photo {
    fn from(photo: core::Photo) -> Self {
        let core::Photo {
            fact: _,
            visit,
            step,
            role,
            by,
            at_ms,
            blob,
            thumbnail,
            line,
            pair,
            marks,
            is_here,
            upload,
        } = photo;
        let (at, marks) = (Timestamp(at_ms), marks.into_iter().map(Into::into).collect());
        Self { visit, step, role, by, at, blob, thumbnail, line, pair, marks, is_here, upload }
    }
}

/// What somebody drew over a photo at once.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DrawnMarks {
    /// Names it for whoever takes it back.
    pub fact: FactId,
    /// Name of who drew it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What was drawn, in this order.
    pub marks: Vec<PhotoMark>,
}

impl From<core::DrawnMarks> for DrawnMarks {
    fn from(drawn: core::DrawnMarks) -> Self {
        let core::DrawnMarks { fact, by, at_ms, marks } = drawn;
        Self { fact, by, at: Timestamp(at_ms), marks: marks.into_iter().map(Into::into).collect() }
    }
}

/// One thing drawn over a photo.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PhotoMark {
    /// What it is.
    pub form: MarkForm,
    /// Where: two points for an arrow and a circle, one for words, 2 to 500 for a line by hand.
    pub points: Vec<MarkPoint>,
    /// Words that belong to it, at most 200 characters.
    #[uniffi(default = None)]
    pub text: Option<String>,
}

impl From<fact::PhotoMark> for PhotoMark {
    fn from(mark: fact::PhotoMark) -> Self {
        let fact::PhotoMark { form, points, text } = mark;
        Self { form, points: points.into_iter().map(Into::into).collect(), text }
    }
}

impl From<PhotoMark> for fact::PhotoMark {
    fn from(mark: PhotoMark) -> Self {
        let PhotoMark { form, points, text } = mark;
        Self { form, points: points.into_iter().map(Into::into).collect(), text }
    }
}

/// A place on a photo as people see it, upright: in thousandths of its width and of its height. So it is the same place
/// on the photo and on its small picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct MarkPoint {
    /// From the left edge, 0 to 1000.
    pub x: u16,
    /// From the upper edge, 0 to 1000.
    pub y: u16,
}

impl From<fact::MarkPoint> for MarkPoint {
    fn from(point: fact::MarkPoint) -> Self {
        let fact::MarkPoint { x, y } = point;
        Self { x, y }
    }
}

impl From<MarkPoint> for fact::MarkPoint {
    fn from(point: MarkPoint) -> Self {
        let MarkPoint { x, y } = point;
        Self { x, y }
    }
}
