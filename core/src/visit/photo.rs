//! Photos: the file is in place and synced before the fact that names it.

use std::fs::File as DiskFile;
use std::io::Read as _;
use std::path::Path;

use doorstep_domain::Rejected;
use doorstep_domain::case::Version;
use doorstep_domain::digest::sha256;
use doorstep_domain::fact::{PhotoMarked, PhotoTaken};
use doorstep_domain::id::{BlobId, CaseId, Hash, LineId, VisitId};
use doorstep_domain::sync::{Item, ItemKind};

use super::{metadata, thumbnail};
use crate::core::Core;
use crate::error::Error;
use crate::store::blobs::{self, MAX_BYTES};
use crate::store::{files, items};
use crate::write::{self, File};

/// What a photo is to show, and for which step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhoto {
    /// The visit.
    pub visit: VisitId,
    /// The path of the step for which it is taken.
    pub step: String,
    /// What it shows, e.g. `before`, `after`, `note`.
    pub role: String,
    /// The quote line that it is about.
    pub line: Option<LineId>,
    /// The earlier photo of the same spot, by its file: both are a pair of before and after.
    pub pair: Option<BlobId>,
}

impl NewPhoto {
    /// A photo for a step, of no line and no pair.
    pub fn new(visit: VisitId, step: impl Into<String>, role: impl Into<String>) -> Self {
        Self { visit, step: step.into(), role: role.into(), line: None, pair: None }
    }
}

impl Core {
    /// Takes a photo into the job: moves the bytes of a file into the store and records the fact. The file
    /// itself stays where it is. What the camera wrote beside the picture, such as the place, is taken out unless the
    /// service keeps it; the picture is not encoded anew. Beside it goes a small picture, in the transaction of the fact;
    /// a file that cannot be decoded here, such as HEIC, is kept without one.
    ///
    /// # Errors
    /// [`Error::File`] if it cannot be read; [`Error::Rejected`] if it is too large, the visit, the step, the line
    /// or the other photo of the pair is unknown, or the step takes no such photo, or no more of them; [`Error::NotFound`], [`Error::Store`].
    pub fn take_photo(
        &self,
        case: CaseId,
        seen: &Version,
        new: NewPhoto,
        path: &Path,
    ) -> Result<(BlobId, Version), Error> {
        let bytes = read_bounded(path)?;
        let bytes = if self.keeps_photo_metadata(case)? { bytes } else { metadata::without(bytes) };
        let store = self.shared.open()?;
        let blob = blobs::write_file(store.dir(), case, &bytes)?;
        drop(store);
        let media_type = media_type_of(&bytes).to_owned();
        let size_bytes = bytes.len() as u64;
        let file = File { blob, size_bytes, media_type: media_type.clone() };
        let small = thumbnail::of(&bytes);
        let thumbnail = small.as_deref().map(|small| BlobId::from(sha256(small)));
        let NewPhoto { visit, step, role, line, pair } = new;
        let body = PhotoTaken { visit, step, role, blob, size_bytes, media_type, thumbnail, line, pair };
        let version = self.act_with_file(case, Some(&file), |case, action| {
            case.check_photo(&body, action.pack)?;
            let recorded = write::record(case, seen, body.into(), action)?;
            let small = small.map(|small| Item::new(ItemKind::SmallBlob, small));
            Ok(small.into_iter().chain(recorded).collect())
        })?;
        Ok((blob, version))
    }

    /// Draws over a photo, or takes back what somebody drew. The photo stays as it was taken; what is drawn is a fact of
    /// its own, so that what two people draw stands beside each other.
    ///
    /// # Errors
    /// [`Error::Rejected`] if there is no such photo, a mark cannot be drawn, or what is taken back is not there;
    /// [`Error::NotFound`], [`Error::Store`].
    pub fn mark_photo(&self, case: CaseId, seen: &Version, marked: PhotoMarked) -> Result<Version, Error> {
        self.act(case, |case, action| {
            case.check_marks(&marked)?;
            write::record(case, seen, marked.into(), action)
        })
    }

    /// Whether the service of a job wants to know where photos were taken.
    fn keeps_photo_metadata(&self, case: CaseId) -> Result<bool, Error> {
        self.view(case, |_, _, case, pack| {
            let parts = pack.as_deref().and_then(|pack| case.service(pack).ok());
            Ok(parts.is_some_and(|parts| parts.service.keep_photo_metadata))
        })
    }

    /// The small picture of a photo, a JPEG of at most 64 KiB: it is here long before the photo of a colleague is.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none, or it has not arrived.
    pub fn photo_thumbnail(&self, case: CaseId, thumbnail: BlobId) -> Result<Vec<u8>, Error> {
        let found = self
            .shared
            .open()?
            .read(|connection| Ok::<_, Error>(items::small_blob(connection, case, Hash(thumbnail.0))?))?;
        found.ok_or(Error::NotFound("thumbnail"))
    }

    /// The bytes of a photo that is on this device.
    ///
    /// # Errors
    /// [`Error::Store`] if the file is missing or damaged.
    pub fn photo(&self, case: CaseId, blob: BlobId) -> Result<Vec<u8>, Error> {
        let store = self.shared.open()?;
        Ok(blobs::read_file(store.dir(), case, blob)?)
    }
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, Error> {
    let size = files::size_of(path).map_err(Error::File)?;
    if size > MAX_BYTES {
        return Err(Rejected::TooLarge { field: "photo", limit: MAX_BYTES }.into());
    }
    let mut bytes = Vec::new();
    let file = DiskFile::open(path).map_err(Error::File)?;
    file.take(MAX_BYTES).read_to_end(&mut bytes).map_err(Error::File)?;
    if bytes.is_empty() {
        return Err(Rejected::Invalid { field: "photo", reason: "the file is empty".to_owned() }.into());
    }
    Ok(bytes)
}

/// What a file is, by its first bytes: names of files lie.
pub(crate) fn media_type_of(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [_, _, _, _, b'f', b't', b'y', b'p', b'h', b'e', b'i', ..] => "image/heic",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        [b'%', b'P', b'D', b'F', ..] => "application/pdf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_what_it_is() {
        assert_eq!(media_type_of(&[0xff, 0xd8, 0xff, 0xe0]), "image/jpeg");
        assert_eq!(media_type_of(b"\x00\x00\x00\x18ftypheic"), "image/heic");
        assert_eq!(media_type_of(b""), "application/octet-stream");
    }
}
