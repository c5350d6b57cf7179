//! Photos, and what people drew over them.

use doorstep_domain::fact::{MarkForm, PhotoMark, PhotoMarked, PhotoTaken};
use doorstep_domain::fold::Recorded;
use doorstep_domain::id::{BlobId, FactId, LineId, VisitId};
use doorstep_report::{Blobs as _, picture_size};
use serde::Serialize;

use super::source::Reading;

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Photo {
    /// The fact.
    pub fact: FactId,
    /// The visit.
    pub visit: VisitId,
    /// The step for which it was taken.
    pub step: String,
    /// What it shows.
    pub role: String,
    /// The file.
    pub blob: BlobId,
    /// Who took it.
    pub who: String,
    /// When by the author's clock, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Whether the file is here.
    pub held: bool,
    /// Its small picture, which is here before the file is.
    pub thumbnail: Option<BlobId>,
    /// The quote line that it is about.
    pub line: Option<LineId>,
    /// The earlier photo of the same spot, by its file.
    pub pair: Option<BlobId>,
    /// What people drew over it.
    pub marks: Vec<Drawn>,
    /// The same for the page.
    #[serde(skip)]
    pub overlay: Vec<PhotoMark>,
    /// Width and height of the small picture in points, if it is here.
    #[serde(skip)]
    pub size: Option<(u32, u32)>,
}

/// One thing that somebody drew over a photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// The fact.
    pub fact: FactId,
    /// Who drew it.
    pub who: String,
    /// What it is: `arrow`, `circle`, `text` or `freehand`.
    pub form: MarkForm,
    /// Where: in thousandths of width and height of the upright picture, from its upper left corner.
    pub points: Vec<(u16, u16)>,
    /// Words that belong to it.
    pub text: Option<String>,
}

impl Reading<'_> {
    pub(super) fn photos(&self) -> Vec<Photo> {
        let visits = self.case.state().visits.values();
        let mut taken: Vec<_> = visits.flat_map(|visit| &visit.photos).collect();
        taken.sort_by_key(|photo| (photo.at.wall_ms, photo.fact));
        taken.into_iter().map(|photo| self.photo(photo)).collect()
    }

    fn photo(&self, taken: &Recorded<PhotoTaken>) -> Photo {
        let PhotoTaken { visit, step, role, blob, thumbnail, line, pair, .. } = taken.body.clone();
        let held = self.node.read(|read| read.blob(self.case.id(), blob)).is_ok_and(|held| held.is_some());
        let drawn = || self.case.state().marks_on(blob);
        Photo {
            fact: taken.fact,
            visit,
            step,
            role,
            blob,
            who: taken.who.name.clone(),
            at_ms: taken.at.wall_ms,
            held,
            thumbnail,
            line,
            pair,
            marks: drawn().flat_map(marks).collect(),
            overlay: drawn().flat_map(|drawn| drawn.body.marks.clone()).collect(),
            size: thumbnail.and_then(|small| picture_size(&self.small(small)?)),
        }
    }
}

fn marks(drawn: &Recorded<PhotoMarked>) -> impl Iterator<Item = Drawn> {
    drawn.body.marks.iter().map(|mark| Drawn {
        fact: drawn.fact,
        who: drawn.who.name.clone(),
        form: mark.form,
        points: mark.points.iter().map(|point| (point.x, point.y)).collect(),
        text: mark.text.clone(),
    })
}
