//! Photos: pairs of before and after beside each other, with what people drew over them.

use std::collections::BTreeSet;

use doorstep_domain::fact::{PhotoMarked, PhotoTaken};
use doorstep_domain::fold::Recorded;
use doorstep_domain::id::hex;

use super::Builder;
use crate::model::{Image, ImageKind, Photo};
use crate::words;

impl Builder<'_> {
    pub(super) fn photos(&self) -> Vec<Photo> {
        let visits = self.ordered_visits();
        let taken: Vec<&Recorded<PhotoTaken>> = visits.iter().flat_map(|(_, visit)| &visit.photos).collect();
        paired(&taken).into_iter().map(|(photo, again)| self.photo(photo, again)).collect()
    }

    fn photo(&self, taken: &Recorded<PhotoTaken>, again: bool) -> Photo {
        let photo = &taken.body;
        let drawn = self.source.case.state().marks_on(photo.blob);
        Photo {
            caption: format!("{}: {}", self.step_title(photo.visit, &photo.step), self.word(&photo.role)),
            by: taken.who.name.clone(),
            at_ms: taken.at.wall_ms,
            hash: hex(photo.blob.as_bytes()),
            thumbnail: self.picture(photo),
            marks: drawn.flat_map(|drawn| drawn.body.marks.clone()).collect(),
            again,
        }
    }

    /// The small picture that came with the fact, which is the same everywhere; of a photo without one, the photo
    /// itself where it is here and small.
    fn picture(&self, photo: &PhotoTaken) -> Option<Image> {
        let small = photo.thumbnail.and_then(|thumbnail| self.source.blobs.small(thumbnail));
        let small = small.and_then(|bytes| Some(Image { kind: ImageKind::of_bytes(&bytes)?, bytes }));
        small.or_else(|| self.source.blobs.thumbnail(photo.blob))
    }

    /// Which photo somebody drew over, and what it says.
    pub(super) fn marked(&self, marked: &PhotoMarked) -> String {
        let photo = self.source.case.photo(marked.photo).map(|taken| &taken.body);
        let of = photo.map(|photo| {
            format!("{} · {}", self.step_title(photo.visit, &photo.step), self.word(&photo.role))
        });
        let said = marked.marks.iter().filter_map(|mark| mark.text.clone());
        let taken_back = marked.marks.is_empty().then(|| self.tongue.say(words::TAKEN_BACK).to_owned());
        let parts: Vec<String> = of.into_iter().chain(said).chain(taken_back).collect();
        parts.join(" · ")
    }
}

/// Every photo once, in its order, but each one of a spot right behind the earlier one of it.
fn paired<'p>(taken: &[&'p Recorded<PhotoTaken>]) -> Vec<(&'p Recorded<PhotoTaken>, bool)> {
    let files: BTreeSet<_> = taken.iter().map(|photo| photo.body.blob).collect();
    let is_later = |photo: &Recorded<PhotoTaken>| photo.body.pair.is_some_and(|pair| files.contains(&pair));
    let mut placed = BTreeSet::new();
    let mut order = Vec::with_capacity(taken.len());
    // Files that name each other in a ring have no first one: they come last, and none is left out.
    let firsts = taken.iter().filter(|photo| !is_later(photo)).chain(taken);
    for first in firsts {
        let mut next = vec![(*first, false)];
        while let Some((photo, again)) = next.pop() {
            if placed.insert(photo.fact) {
                order.push((photo, again));
                let later = taken.iter().rev().filter(|later| later.body.pair == Some(photo.body.blob));
                next.extend(later.map(|later| (*later, true)));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use doorstep_domain::fold::Who;
    use doorstep_domain::id::{BlobId, CertificateId, FactId, VisitId};
    use doorstep_domain::time::TimeEvidence;

    use super::*;

    fn photo(blob: u8, pair: Option<u8>) -> Recorded<PhotoTaken> {
        let who = Who {
            certificate: CertificateId([0; 32]),
            user: String::new(),
            name: String::new(),
            role: String::new(),
        };
        let body = PhotoTaken {
            visit: VisitId([1; 8]),
            step: String::new(),
            role: String::new(),
            blob: BlobId([blob; 32]),
            size_bytes: 1,
            media_type: String::new(),
            thumbnail: None,
            line: None,
            pair: pair.map(|pair| BlobId([pair; 32])),
        };
        let at = TimeEvidence { wall_ms: 0, boot_ms: 0, boot_id: 0 };
        Recorded { fact: FactId([blob; 32]), who, at, body }
    }

    fn order(photos: &[(u8, Option<u8>)]) -> Vec<(u8, bool)> {
        let photos: Vec<_> = photos.iter().map(|(blob, pair)| photo(*blob, *pair)).collect();
        let photos: Vec<_> = photos.iter().collect();
        paired(&photos).into_iter().map(|(photo, again)| (photo.body.blob.0[0], again)).collect()
    }

    #[test]
    fn after_stands_right_behind_its_before() {
        let taken = [(1, None), (2, None), (3, Some(2)), (4, Some(1)), (5, Some(1)), (6, Some(9))];
        let expected = [(1, false), (4, true), (5, true), (2, false), (3, true), (6, false)];
        assert_eq!(order(&taken), expected);
    }

    #[test]
    fn photos_in_a_ring_are_all_there() {
        assert_eq!(order(&[(1, Some(2)), (2, Some(1)), (3, Some(3))]).len(), 3);
    }
}
