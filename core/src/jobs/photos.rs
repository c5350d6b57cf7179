//! The photos of a job, where their files are, and what was drawn over them.

use doorstep_domain::fact::PhotoMark;
use doorstep_domain::fold::State;
use doorstep_domain::id::{BlobId, CaseId, FactId, LineId, VisitId};
use rusqlite::Connection;

use crate::error::Error;
use crate::store::blobs::{self, Upload};

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// The fact.
    pub fact: FactId,
    /// The visit.
    pub visit: VisitId,
    /// The step for which it was taken.
    pub step: String,
    /// What it shows.
    pub role: String,
    /// Name of who took it.
    pub by: String,
    /// When, milliseconds since 1970 UTC, as that phone's clock said.
    pub at_ms: i64,
    /// Its file.
    pub blob: BlobId,
    /// Its small picture for [`crate::Core::photo_thumbnail`]; `None` if the device that took it could not make one.
    pub thumbnail: Option<BlobId>,
    /// The quote line that it is about.
    pub line: Option<LineId>,
    /// The earlier photo of the same spot, by its file.
    pub pair: Option<BlobId>,
    /// What people drew over it.
    pub marks: Vec<DrawnMarks>,
    /// Whether the file is on this device.
    pub is_here: bool,
    /// How far the file is on its way to the office.
    pub upload: Upload,
}

/// What somebody drew over a photo at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnMarks {
    /// Names it for whoever takes it back.
    pub fact: FactId,
    /// Name of who drew it.
    pub by: String,
    /// When, milliseconds since 1970 UTC, as that phone's clock said.
    pub at_ms: i64,
    /// What was drawn, in this order.
    pub marks: Vec<PhotoMark>,
}

/// All photos of a case, visit by visit.
pub(super) fn all(connection: &Connection, case: CaseId, state: &State) -> Result<Vec<Photo>, Error> {
    let photos = state.visits.values().flat_map(|visit| &visit.photos);
    photos
        .map(|taken| {
            let photo = &taken.body;
            let (is_here, upload) =
                blobs::status(connection, case, photo.blob)?.unwrap_or((false, Upload::Sent));
            Ok(Photo {
                fact: taken.fact,
                visit: photo.visit,
                step: photo.step.clone(),
                role: photo.role.clone(),
                by: taken.who.name.clone(),
                at_ms: taken.at.wall_ms,
                blob: photo.blob,
                thumbnail: photo.thumbnail,
                line: photo.line,
                pair: photo.pair,
                marks: marks(state, photo.blob),
                is_here,
                upload,
            })
        })
        .collect()
}

fn marks(state: &State, photo: BlobId) -> Vec<DrawnMarks> {
    let drawn = state.marks_on(photo).map(|drawn| DrawnMarks {
        fact: drawn.fact,
        by: drawn.who.name.clone(),
        at_ms: drawn.at.wall_ms,
        marks: drawn.body.marks.clone(),
    });
    drawn.collect()
}
